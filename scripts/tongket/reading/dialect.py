"""Markdown in; the tokens of the one parser that both checks and renders it, and HTML of such tokens, out.

The dialect is GitHub's (CommonMark, tables, strikethrough). Raw HTML is recognised, as GitHub does, so that
the blocks are the same; it is never passed on but shown as the text it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

__all__ = ["Token", "html", "normalized", "parse", "rows", "walk"]

_LINK = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|#)", re.IGNORECASE)


def parse(text: str, env: MutableMapping[str, Any] | None = None, *, any_link: bool = False) -> list[Token]:
    """Return Markdown as tokens; `env` receives the link definitions.

    A link to an address that is not allowed stays text, unless `any_link` (to find every image, say).
    """
    return _parser(any_link=any_link).parse(text, {} if env is None else env)


def html(tokens: Sequence[Token]) -> str:
    """Return tokens as HTML, not yet sanitised."""
    parser = _parser(any_link=False)
    return str(parser.renderer.render(tokens, parser.options, {}))


def walk(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield tokens and what is inside them, in the order of the text."""
    for token in tokens:
        yield token
        yield from walk(token.children or ())


def rows(token: Token) -> tuple[int, int]:
    """Return the first line of a block, from 0, and the line after its last."""
    first, end = token.map or (0, 0)
    return first, end


def normalized(label: str) -> str:
    """Return the form of a link's label by which it finds its definition."""
    return normalizeReference(label)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's own name
        return bool(_LINK.match(url))


class _AnyLink(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's own name
        return True


@cache
def _parser(*, any_link: bool) -> MarkdownIt:
    parser = (_AnyLink if any_link else _Parser)("commonmark", {"html": True, "store_labels": True})
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.before("html_inline", "comment", _comment)
    for name in ("html_block", "html_inline"):
        parser.add_render_rule(name, _as_text)
    return parser


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


def _as_text(self: object, tokens: list[Token], index: int, options: object, env: object) -> str:
    return escapeHtml(tokens[index].content)
