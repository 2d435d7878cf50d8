"""Markdown body in; its headed sections with positions, what is not allowed in it, and safe HTML out.

The dialect is GitHub's (CommonMark, tables, strikethrough). Raw HTML is never passed on: it is
reported where it stands and shown as the text it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from tongket.problems import Position, Problem, rule
from tongket.reading.layout import Layout
from tongket.reading.text import count_words, too_dense

_NUMBERED = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)*)(?P<sign>[.)]?)\s+(?P<title>.*)")
_LINK = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|#)", re.IGNORECASE)
#: Headings down to this level belong to the outline; deeper ones are the writer's own.
OUTLINE_LEVELS = 3
_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_ALIGNMENT = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}


@dataclass(frozen=True)
class Section:
    """One heading of the outline's levels and the Markdown under it, down to the next such heading."""

    level: int
    number: str
    title: str
    line: int
    text: str
    text_line: int
    hints: tuple[int, ...] = ()
    """Lines (from 1) of the template's hints still standing in the text."""

    @property
    def markdown(self) -> str:
        """The text as it may be published and rendered on its own."""
        return self.text

    @cached_property
    def words(self) -> int:
        """How many words a reader of the published text sees."""
        return count_words(self.markdown)


@dataclass(frozen=True)
class Body:
    """A report's Markdown: what stands before the first heading, and the headed sections in order."""

    before: Section
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]
    unread: bool = False
    """Whether the text could not be read at all, so that nothing can be said to be missing from it."""


def parse(path: str, text: str, layout: Layout) -> Body:
    """Cut Markdown into sections at its headings and report what a report may not hold.

    Only headings at the top level count: not those in code, quotations or lists.
    """
    dense = list(too_dense(path, text))
    env: dict[str, Any] = {}
    tokens = [] if dense else _markdown(any_link=True).parse(text, env)
    lines = text.split("\n")
    problems = [*dense, *_disallowed(path, tokens, lines)]
    if tokens and env.get("references"):
        line = min(reference["map"][0] for reference in env["references"].values()) + 1
        problems.append(rule("body-link-reference").at(path, Position(line)))
    starts = _with_title(list(_starts(_headings(tokens), layout)), layout)
    if not dense:
        problems += _lost(path, tokens, lines, env)
    hints = [line for line, _ in _hints(tokens)]
    bounds = [*starts, None]
    before = _section(None, bounds[0], lines, hints)
    sections = tuple(_section(start, end, lines, hints) for start, end in pairwise(bounds))
    return Body(before, sections, tuple(problems), unread=bool(dense))


def render(text: str, heading_level: int) -> str:
    """Turn narrative Markdown into safe HTML; its outermost headings become `heading_level`."""
    tokens = _markdown().parse(text)
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = heading_level - min(levels, default=heading_level)
    for token in _walk(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
        elif token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
            token.attrs["align"] = _ALIGNMENT[str(style)]
        elif token.type == "fence":
            token.info = ""
        elif token.type == "image":
            token.type, token.tag, token.children = "text", "", []
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def tokens(text: str) -> list[Token]:
    """Return narrative Markdown as the parser's tokens, for an output that is not HTML."""
    return _markdown().parse(text)


def plain(text: str) -> str:
    """Return the words of narrative Markdown without its signs, one line per block."""
    blocks = (plain_inline(token) for token in tokens(text) if token.type == "inline")
    return "\n".join(block.strip() for block in blocks if block.strip())


def plain_inline(token: Token) -> str:
    """Return the words of one block's inline content."""
    return "".join(" " if part.type in ("softbreak", "hardbreak") else part.content for part in token.children or ())


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's own name
        return bool(_LINK.match(url))


class _AnyLink(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's own name
        return True


@cache
def _markdown(*, any_link: bool = False) -> MarkdownIt:
    """Return the parser.

    A link to an address that is not allowed stays text, unless `any_link` (to report an image, say).
    """
    # HTML is recognised (as GitHub does, so that the blocks are the same) and then shown as text.
    parser = (_AnyLink if any_link else _Parser)("commonmark", {"html": True})
    parser.enable(["table", "strikethrough"])
    for name in ("html_block", "html_inline"):
        parser.add_render_rule(name, _as_text)
    return parser


def _as_text(self: object, tokens: list[Token], index: int, options: object, env: object) -> str:
    return escapeHtml(tokens[index].content)


def _walk(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walk(token.children or [])


@dataclass(frozen=True)
class _Heading:
    """A heading at the top level: its number and title, if it bears a number, and its words as they are written."""

    level: int
    number: str
    title: str
    words: str
    line: int
    end: int


def _headings(tokens: list[Token]) -> Iterator[_Heading]:
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            words = tokens[index + 1].content.strip()
            match = _NUMBERED.fullmatch(words)
            number, title = (match["number"], match["title"]) if match else ("", words)
            first, end = _rows(token)
            yield _Heading(int(token.tag[1]), number, title, words, first + 1, end)


def _starts(headings: Iterable[_Heading], layout: Layout) -> Iterator[_Heading]:
    """Yield the headings that start a section: those of the outline's levels, and deeper ones that bear its numbers.

    Under a point, a deeper heading is the writer's own whatever number it bears.
    """
    point = 0  # the level of the point that is open
    for heading in headings:
        numbered = heading.number in layout.numbers and not 0 < point < heading.level
        if heading.level <= OUTLINE_LEVELS or numbered:
            yield heading
            point = heading.level if heading.number in layout.points else 0


def _with_title(starts: list[_Heading], layout: Layout) -> list[_Heading]:
    """Take the number of a title for a part of it: "2022 …", and "5 năm …" where another heading is section 5.

    A first heading that reads "5. …" or "5 …" without another section 5 is that section at the wrong level.
    """
    if not starts or starts[0].level != 1:
        return starts
    first, *rest = starts
    plain = first.words == f"{first.number} {first.title}"
    elsewhere = any(other.number == first.number for other in rest)
    if first.number not in layout.numbers or (plain and elsewhere):
        first = replace(first, number="", title=first.words)
    return [first, *rest]


def _section(start: _Heading | None, end: _Heading | None, lines: list[str], hints: list[int]) -> Section:
    """Build the section between two headings (None: the start or the end of the text)."""
    first = start.end if start else 0
    last = end.line - 1 if end else len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    inside = tuple(line for line in hints if first < line <= last)
    text = "\n".join(lines[first:last])
    if not start:
        return Section(0, "", "", 1, text, first + 1, inside)
    return Section(start.level, start.number, start.title, start.line, text, first + 1, inside)


def _hints(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    for token in tokens:
        if token.type == "html_block" and token.content.lstrip().startswith("<!--"):
            yield _rows(token)[0] + 1, token.content


def _disallowed(path: str, tokens: list[Token], lines: list[str]) -> Iterator[Problem]:
    """Report raw HTML, images and code fences left open. Comments are the template's hints: a rule of their own."""
    for token in tokens:
        first, _ = _rows(token)
        if token.type == "html_block" and not token.content.lstrip().startswith("<!--"):
            at = Position(first + 1, lines[first].find("<") + 1)
            yield rule("body-html").at(path, at, sample=_sample(token.content))
        elif token.type == "fence" and _is_open(token):
            yield rule("body-fence-unclosed").at(path, Position(first + 1), signs=token.markup)
        elif token.type == "inline":
            yield from _disallowed_inline(path, first + 1, token, lines)


def _is_open(fence: Token) -> bool:
    """Tell whether the last line of a code block is code, not the signs that close it."""
    first, end = _rows(fence)
    return end - first - 1 == fence.content.count("\n") + bool(fence.content and not fence.content.endswith("\n"))


def _disallowed_inline(path: str, line: int, block: Token, lines: list[str]) -> Iterator[Problem]:
    """Report what stands inside a paragraph, a heading or a cell, where it stands in the file."""
    written = block.content.replace("\n", " ")  # as code shows it; same offsets
    end = 0
    for token in block.children or ():
        sign = "![" if token.type == "image" else token.content.replace("\n", " ")
        if token.type not in ("image", "html_inline", "code_inline") or (start := written.find(sign, end)) < 0:
            continue
        end = start + len(sign)
        at = _in_file(line, block.content, start, lines)
        if token.type == "html_inline":
            yield rule("body-html").at(path, at, sample=_sample(token.content))
        elif token.type == "image":
            yield rule("body-image").at(path, at)


def _in_file(line: int, content: str, offset: int, lines: list[str]) -> Position:
    """Turn an offset in a block's content, which lacks list and quotation marks, into a place in the file."""
    row, column = content.count("\n", 0, offset), offset - content.rfind("\n", 0, offset) - 1
    written = content.split("\n")[row]
    return Position(line + row, max(0, lines[line + row - 1].find(written)) + column + 1)


_MARKS = re.compile(r"(?:\s|>|[-*+]\s|[0-9]{1,9}[.)]\s)*")
_WORD = re.compile(r"[^\W_]+")


def _lost(path: str, tokens: list[Token], lines: list[str], env: Mapping[str, Any]) -> Iterator[Problem]:
    """Report words that Markdown drops without a trace: cells beyond a table's columns, words beside a code fence."""
    shown: Counter[int] = Counter()
    for token in tokens:
        if token.type in ("inline", "fence", "code_block", "html_block"):
            first, _ = _rows(token)
            for row, written in enumerate(token.content.split("\n"), first + (token.type == "fence")):
                shown[row] += len(_WORD.findall(written))
    references = [*env.get("references", {}).values(), *env.get("duplicate_refs", ())]
    elsewhere = {row for reference in references for row in range(*reference["map"])}  # a rule of their own
    for row, line in enumerate(lines):
        marks = _MARKS.match(line)
        if row not in elsewhere and len(_WORD.findall(line, marks.end() if marks else 0)) > shown[row]:
            yield rule("body-lost").at(path, Position(row + 1))


def _sample(html: str) -> str:
    """Return the beginning of a piece of HTML, for showing it in a message."""
    return html.strip().split("\n")[0][:40]


def _rows(token: Token) -> tuple[int, int]:
    """Return the first line of a block, from 0, and the line after its last."""
    first, end = token.map or (0, 0)
    return first, end
