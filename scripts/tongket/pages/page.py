"""HTML of one generated page in; its headings as a table of contents and its anchors out.

A page is planned first and rendered when it is asked for, so that nothing is computed for a page nobody reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape

# A page is put together from templates and sanitised narrative: every attribute stands in double quotes and every
# sign of HTML in a text is escaped, so that tags are found by what they look like.
_INSIDE = r'(?:[^<>"]|"[^"]*")*'
_TAG = re.compile(rf"</?[A-Za-z]{_INSIDE}>")
_WITH_ID = re.compile(rf"<[A-Za-z]{_INSIDE}>")
_ID = re.compile(r'\sid="([^"]+)"')
_ATTRIBUTE = re.compile(r'\s([a-z-]+)="([^"]*)"')
_PERMALINK = re.compile(rf'<a class="headerlink"{_INSIDE}>.*?</a>', re.DOTALL)
#: Headings of these levels make the table of contents.
_HEADING = re.compile(rf"<h(?P<level>[123])(?P<attributes>{_INSIDE})>(?P<content>.*?)</h(?P=level)>", re.DOTALL)


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
    anchors = frozenset(unescape(name) for tag in _WITH_ID.findall(html) for name in _ID.findall(tag))
    return GeneratedPage(title, html, _nested(_headings(html)), source, anchors)


def _headings(html: str) -> Iterator[TocEntry]:
    """Yield the headings with an id; `data-toc-label` stands for a heading's text, permalinks are left out."""
    for found in _HEADING.finditer(html):
        given = dict(_ATTRIBUTE.findall(found["attributes"]))
        if given.get("id"):
            told = unescape(given.get("data-toc-label", "")) or _text(found["content"])
            yield TocEntry(told, unescape(given["id"]), int(found["level"]))


def _text(content: str) -> str:
    return " ".join(unescape(_TAG.sub("", _PERMALINK.sub("", content))).split())


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
