"""The theme in; the frame it puts around a generated page, rendered once for each kind of page and then filled, out.

What differs from page to page (title, content, table of contents, edit link, address) is rendered as a mark between
two private-use characters, which no page may hold. All else of a frame depends on the folder of the page's address
(for relative links) and on its place in the navigation.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from tongket.pages.page import GeneratedPage, TocEntry

_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000([a-z]+)\ue001")
#: The theme adds a heading of level 1 to a page that has none.
_CONTENT = _MARK.format("content")[:-1] + "<h1>\ue001"
_TITLE, _EDIT, _ADDRESS, _CONTENTS = (_MARK.format(name) for name in ("title", "edit", "address", "contents"))


@dataclass(frozen=True)
class _Kind:
    """What pages with one frame share; `place` is the page itself where the navigation lists it, else its folder."""

    place: str
    edited: bool
    headed: bool
    divided: bool


class Shells:
    """The frames of one site."""

    def __init__(self, env: Environment, nav: Navigation, files: Iterable[File], config: MkDocsConfig) -> None:
        self.env, self.files, self._nav, self._config = env, list(files), nav, config
        self._listed = {page.file.src_uri for page in nav.pages}
        self.frames: dict[_Kind, list[str]] = {}

    def fill(self, page: Page, made: GeneratedPage, edit: str) -> str:
        """Return a page as the theme would render it; `edit` is the address where it is edited, or empty."""
        kind = self._kind(page, made, edit)
        if kind not in self.frames:
            self.frames[kind] = _MARKED.split(self._frame(page, kind))
        frame = self.frames[kind]
        values = {"content": made.html, "title": escaped(made.title), "edit": edit, "address": page.canonical_url or ""}
        if kind.headed:
            values |= {"first": made.toc[0].id, "contents": self._contents(page, table_of_contents(made.toc))}
        return "".join(part if index % 2 == 0 else values[part] for index, part in enumerate(frame))

    def _kind(self, page: Page, made: GeneratedPage, edit: str) -> _Kind:
        place = page.url if page.file.src_uri in self._listed else posixpath.dirname(page.url.rstrip("/")) or page.url
        below = made.toc[0].children if made.toc and made.toc[0].level == 1 else made.toc
        return _Kind(place, bool(edit), bool(made.toc), bool(below))

    def _frame(self, page: Page, kind: _Kind) -> str:
        """Return what the theme renders for a page of a kind, marks standing where its pages differ."""
        first = TocEntry("", _MARK.format("first"), 1, (TocEntry(_CONTENTS, "", 2),) if kind.divided else ())
        toc = table_of_contents((first,) if kind.headed else ())
        kept = page.canonical_url
        page.meta, page.content, page.toc = {"title": _TITLE}, _CONTENT, toc
        page.edit_url, page.canonical_url = _EDIT if kind.edited else None, kept and _ADDRESS
        page.active = True
        try:
            context = get_context(self._nav, self.files, self._config, page)
            context = self._config.plugins.on_page_context(context, page=page, config=self._config, nav=self._nav)
            rendered = self.env.get_template("main.html").render(context)
        finally:
            page.active, page.canonical_url = False, kept
        contents = self._contents(page, toc)
        return rendered.replace(_CONTENT, _MARK.format("content")).replace(contents, _CONTENTS)

    def _contents(self, page: Page, toc: TableOfContents) -> str:
        """Return the table of contents as the theme renders it on a page."""
        page.toc = toc
        template = self.env.get_template("muc-luc.html")
        return template.render(page=page, config=self._config, features=self._config.theme.get("features", []))


def table_of_contents(entries: Iterable[TocEntry]) -> TableOfContents:
    """Return the headings of a page as the theme wants them."""
    return TableOfContents([_anchor_link(entry) for entry in entries])


def _anchor_link(entry: TocEntry) -> AnchorLink:
    link = AnchorLink(escaped(entry.title), entry.id, entry.level)
    link.children = [_anchor_link(child) for child in entry.children]
    return link


def escaped(text: str) -> str:
    """Escape what Material prints as HTML: titles and headings."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
