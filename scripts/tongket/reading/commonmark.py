"""Markdown in; its tokens as the one full parser reads it, out. Slow to load and to run: `plain_markdown` comes first.

The dialect is GitHub's (CommonMark, tables, strikethrough). Raw HTML is recognised, as GitHub does, so that
the blocks are the same; it is never passed on but shown as the text it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token as Parsed

from tongket.reading.tokens import Token

_LINK = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|#)", re.IGNORECASE)


def parse(text: str, env: MutableMapping[str, Any], *, any_link: bool) -> list[Token]:
    """Return Markdown as tokens; `env` receives the link definitions.

    A link to an address that is not allowed stays text, unless `any_link` (to find every image, say).
    """
    return _tokens(parser(any_link=any_link).parse(text, env))


def inline(text: str) -> list[Token]:
    """Return the tokens inside one block of a text without link definitions."""
    return _tokens(parser(any_link=False).parseInline(text)[0].children or ())


def normalized(label: str) -> str:
    """Return the form of a link's label by which it finds its definition."""
    return normalizeReference(label)


def _tokens(parsed: Iterable[Parsed]) -> list[Token]:
    return [_token(one) for one in parsed]


def _token(parsed: Parsed) -> Token:
    first, end = parsed.map or (0, 0)
    token = Token(parsed.type, parsed.tag, parsed.nesting, parsed.level, (first, end), parsed.content, parsed.markup)
    token.hidden = parsed.hidden
    token.label = str(parsed.meta.get("label", ""))
    token.attrs = parsed.attrs
    token.children = _tokens(parsed.children or ())
    return token


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's own name
        return bool(_LINK.match(url))


class _AnyLink(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's own name
        return True


@cache
def parser(*, any_link: bool) -> MarkdownIt:
    """Return the library's parser, set to the dialect."""
    made = (_AnyLink if any_link else _Parser)("commonmark", {"html": True, "store_labels": True})
    made.enable(["table", "strikethrough"])
    made.inline.ruler.before("html_inline", "comment", _comment)
    return made


def _comment(state: StateInline, silent: bool) -> bool:
    """Read a comment up to the first `-->`; the library's own pattern overlooks `--->`, and slowly."""
    start = state.pos
    if not state.src.startswith("<!--", start) or state.html_terminator_last("-->") < start + 4:
        return False
    end = state.src.find("-->", start + 4, state.posMax)
    if end < 0:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = state.src[start : end + 3]
    state.pos = end + 3
    return True
