"""Markdown body in; its headed sections with positions, what is not allowed in it, and safe HTML out.

Comments are the writer's own and never published. What is published comes from the text without them, through
the one parser of `dialect`; raw HTML is reported where it stands and shown as the text it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import Any

from tongket.problems import Position, Problem
from tongket.reading import comments, dialect, forbidden, links
from tongket.reading.comments import Cut
from tongket.reading.edited import Edited
from tongket.reading.layout import Layout
from tongket.reading.links import Links
from tongket.reading.text import count_words, too_dense
from tongket.reading.tokens import Token

_NUMBERED = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)*)[.)]?\s+(?P<title>.*)")
#: Headings down to this level belong to the outline; deeper ones are the writer's own.
OUTLINE_LEVELS = 3
_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
#: The blocks that hold words.
_SHOWN = ("inline", "fence", "code_block")


@dataclass(frozen=True)
class Section:
    """One heading of the outline's levels and the Markdown under it, down to the next such heading.

    Its text stands in the file from `text_line` on. `markdown` is what may be published of it: line by line the
    same without the comments, and after it the link definitions that it uses but lacks. `words` counts those that
    a reader of it sees.
    """

    level: int
    number: str
    title: str
    line: int
    text_line: int
    hints: tuple[int, ...] = ()
    """Lines (from 1) of the template's hints still standing in the text."""
    markdown: str = ""
    words: int = 0
    source: Edited = field(default=Edited(""), repr=False, compare=False)
    span: tuple[int, int] = field(default=(0, 0), repr=False, compare=False)
    """Which part of the source without comments `markdown` begins with."""
    last_line: int = field(default=0, repr=False, compare=False)

    @property
    def text(self) -> str:
        """What the file holds, comments included."""
        return "\n".join(self.source.source_lines[self.text_line - 1 : self.last_line])

    @property
    def plain(self) -> str:
        """The words that a reader of the published text sees, one line per block."""
        return plain(self.markdown)

    def html(self, heading_level: int) -> str:
        """Return what may be published as safe HTML; its outermost headings become `heading_level`."""
        return render(self.markdown, heading_level)

    @property
    def written(self) -> str:
        """What `markdown` holds of this part of the file: all but the link definitions that were added."""
        start, end = self.span
        return self.markdown[: end - start]

    def position(self, offset: int) -> Position:
        """Return where a character of `markdown` stands in the file."""
        start, end = self.span
        return self.source.position(min(start + offset, end))


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
    dense = tuple(too_dense(path, text))
    if dense:
        source = comments.cut_blindly(text)
        whole = _section(None, None, source, [], Links({}, (), ()))
        return Body(whole, (), dense, unread=True)
    cut = comments.cut(text)
    source = cut.published
    env: dict[str, Any] = {}
    tokens = dialect.parse(source.text, env)
    linked = links.read(tokens, env, source.lines)
    starts = _with_title(list(_starts(_headings(tokens, source), layout)), layout)
    hints = sorted(comment.at.line for comment in cut.comments if comment.words in layout.hints)
    bounds = [*starts, None]
    # A section by itself is read as it is in its place: headings at the top level end every other block.
    given = None if linked.definitions or "<!--" in source.text else tokens
    before = _section(None, bounds[0], source, hints, linked, given)
    sections = tuple(_section(start, end, source, hints, linked, given) for start, end in pairwise(bounds))
    return Body(before, sections, tuple(_problems(path, tokens, cut, linked)))


def render(text: str, heading_level: int) -> str:
    """Turn narrative Markdown into safe HTML; its outermost headings become `heading_level`."""
    parsed = tokens(text)
    levels = [int(token.tag[1]) for token in parsed if token.type == "heading_open"]
    return _sieve()(dialect.html(parsed, heading_level - min(levels, default=heading_level)))


@cache
def _sieve() -> Callable[[str], str]:
    from nh3 import Cleaner  # checks do not need it

    allowed = Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer nofollow")
    return allowed.clean


def tokens(text: str) -> list[Token]:
    """Return narrative Markdown as the parser's tokens, comments never among them, for an output that is not HTML."""
    return dialect.parse(comments.cut(text).published.text)


def plain(text: str) -> str:
    """Return the words of narrative Markdown without its signs, one line per block."""
    return _plain(tokens(text))


def _plain(parsed: Iterable[Token]) -> str:
    blocks = (plain_inline(token) if token.children else token.content for token in parsed if token.type in _SHOWN)
    return "\n".join(block.strip() for block in blocks if block.strip())


def plain_inline(token: Token) -> str:
    """Return the words of one block's inline content."""
    if len(token.children) == 1 and token.children[0].type == "text":
        return token.children[0].content
    return "".join(" " if part.type in ("softbreak", "hardbreak") else part.content for part in token.children)


@dataclass(frozen=True)
class _Heading:
    """A heading at the top level: its number and title, if it bears a number, and its words as they are written.

    It stands on rows `row` (from 0) up to `end` of the text without comments, and from `line` of the file on;
    its tokens are those from `first` up to `after`.
    """

    level: int
    number: str
    title: str
    words: str
    row: int
    end: int
    line: int
    first: int
    after: int


def _headings(tokens: list[Token], source: Edited) -> Iterator[_Heading]:
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            words = tokens[index + 1].content.strip()
            match = _NUMBERED.fullmatch(words)
            number, title = (match["number"], match["title"]) if match else ("", words)
            row, end = token.rows
            yield _Heading(int(token.tag[1]), number, title, words, row, end, source.line(row), index, index + 3)


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


def _section(
    start: _Heading | None,
    end: _Heading | None,
    source: Edited,
    hints: list[int],
    linked: Links,
    given: Sequence[Token] | None = None,
) -> Section:
    """Build the section between two headings (None: the start or the end of the text).

    `given` are the tokens of the whole text, if those between the headings say what the section holds.
    """
    lines = source.source_lines
    first = source.at(start.end - 1, len(source.lines[start.end - 1])).line if start else 0
    last = end.line - 1 if end else len(lines)
    noted = tuple(hints[bisect_left(hints, start.line if start else 1) : bisect_right(hints, last)])
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    row, end_row = _published(start.end if start else 0, end.row if end else len(source.lines), first + 1, source)
    own = "\n".join(source.lines[row:end_row])
    span = (source.starts[row], source.starts[row] + len(own)) if own else (0, 0)
    missing = linked.missing(row, end_row)
    markdown = "\n".join((own, "", *missing)) if missing else own
    found = (start.level, start.number, start.title, start.line) if start else (0, "", "", 1)
    inner = None if given is None else given[start.after if start else 0 : end.first if end else None]
    words = count_words(plain(markdown) if inner is None else _plain(inner))
    return Section(*found, first + 1, noted, markdown, words, source, span, last)


def _published(first: int, last: int, line: int, source: Edited) -> tuple[int, int]:
    """Return the rows of the text without comments from a line of the file on, without blank ones at the end."""
    while first < last and not source.lines[first].strip() and source.line(first) < line:
        first += 1
    while last > first and not source.lines[last - 1].strip():
        last -= 1
    return first, last


def _problems(path: str, tokens: list[Token], cut: Cut, linked: Links) -> Iterator[Problem]:
    source = cut.published
    yield from forbidden.check_comments(path, cut.unclosed)
    yield from forbidden.check_html(path, tokens, source)
    yield from forbidden.check_images(path, source)
    yield from forbidden.check_fences(path, tokens, source)
    yield from linked.check(path, source)
    yield from forbidden.check_lost(path, tokens, source, linked.rows())
