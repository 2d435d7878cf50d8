"""HTML of one generated page in; its headings as a table of contents and its anchors out.

A page is planned first and rendered when it is asked for, so that nothing is computed for a page nobody reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

#: Headings of these levels make the table of contents.
_LEVELS = {"h1": 1, "h2": 2, "h3": 3}


@dataclass(frozen=True)
class TocEntry:
    """One heading: its plain text, its anchor, its level (1 to 3) and the headings below it."""

    title: str
    id: str
    level: int
    children: tuple[TocEntry, ...] = ()


@dataclass(frozen=True)
class GeneratedPage:
    """A page the system makes.

    `source` is the file it is edited in, relative to the campaign's root, None where it has none.
    """

    title: str
    html: str
    toc: tuple[TocEntry, ...] = ()
    source: str | None = None
    anchors: frozenset[str] = field(default=frozenset(), repr=False)

    def document(self) -> str:
        """Return the page as an HTML document of its own, for a site generator that takes such."""
        head = f'<meta charset="utf-8">\n<title>{escape(self.title)}</title>'
        return f'<!doctype html>\n<html lang="vi">\n{head}\n{self.html}\n</html>\n'


@dataclass(frozen=True)
class PlannedPage:
    """A page that is known but not made yet; `html` makes its content anew each time it is called.

    `source` is the file it is edited in, relative to the campaign's root, None where it has none. A `further` page
    continues another one, from which it is reached.
    """

    title: str
    html: Callable[[], str] = field(repr=False)
    source: str | None = None
    further: bool = False

    def render(self) -> GeneratedPage:
        """Make the page; nothing of it is kept."""
        return read_page(self.title, self.html(), self.source)


def read_page(title: str, html: str, source: str | None = None) -> GeneratedPage:
    """Make a page of finished HTML: every heading with an id enters its table of contents."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return GeneratedPage(title, html, _nested(reader.headings), source, frozenset(reader.anchors))


class _Reader(HTMLParser):
    """Collects ids and headings; a heading's `data-toc-label` stands for its text, permalinks are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.headings: list[TocEntry] = []
        self._open: tuple[int, str, str] | None = None
        self._words: list[str] = []
        self._skipping = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.anchors.add(str(given["id"]))
        if tag in _LEVELS and given.get("id"):
            self._open, self._words = (_LEVELS[tag], str(given["id"]), given.get("data-toc-label") or ""), []
        elif tag == "a" and given.get("class") == "headerlink":
            self._skipping = True

    def handle_data(self, data: str) -> None:
        if self._open and not self._skipping:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._skipping = False
        if self._open and tag in _LEVELS:
            level, anchor, label = self._open
            self.headings.append(TocEntry(label or " ".join("".join(self._words).split()), anchor, level))
            self._open = None


def _nested(headings: Iterable[TocEntry]) -> tuple[TocEntry, ...]:
    """Put each heading below the nearest one before it of a higher rank."""
    headings = list(headings)
    tree = []
    while headings:
        first, rest = headings[0], headings[1:]
        inner = next((index for index, one in enumerate(rest) if one.level <= first.level), len(rest))
        tree.append(TocEntry(first.title, first.id, first.level, _nested(rest[:inner])))
        headings = rest[inner:]
    return tuple(tree)
