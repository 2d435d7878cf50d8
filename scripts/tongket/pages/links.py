"""Page addresses in; relative links between pages and links into the repository out."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup, escape

from tongket.definition import SUBMISSIONS, Unit

BOARD, CONSOLIDATED, MATRIX = "tien-do.md", "tong-hop.md", "ma-tran.md"
FIELDS, RULES = "truong-du-lieu.md", "quy-tac.md"
REPORTS, POINTS, ADDRESSEES = "bao-cao/index.md", "noi-dung/index.md", "kien-nghi/index.md"
BRIEF, DOWNLOADS, SEARCH = "hoi-nghi/tom-tat.md", "du-lieu.md", "tim-kiem.md"
#: A sentence names so many units; more are only counted, with a link to where they stand one by one.
NAMED = 40


def report_uri(unit: Unit) -> str:
    """Return the page of a unit's report."""
    return f"bao-cao/{unit.id}.md"


def point_uri(point: str) -> str:
    """Return the page of a point of the outline."""
    return f"noi-dung/{point}.md"


def section_uri(section: str) -> str:
    """Return the page of the consolidated report that holds a section of the outline."""
    return f"tong-hop/{section}.md"


def anchor(point: str) -> str:
    """Return the anchor of a section or point, the same on every page that shows the outline."""
    return f"muc-{point}"


def _relative(target: str, base: str) -> str:
    """Return a path below the site's root as seen from a folder below it."""
    there, here = ([part for part in path.split("/") if part not in ("", ".")] for path in (target, base))
    same = 0
    while same < min(len(there), len(here)) and there[same] == here[same]:
        same += 1
    return "/".join([".."] * (len(here) - same) + there[same:]) or "."


@lru_cache(maxsize=256)
def _in_repository(repository: str, view: str, branch: str, path: str) -> str:
    return f"{repository.rstrip('/')}/{view}/{quote(branch)}/{quote(path)}"


@dataclass(frozen=True)
class Links:
    """Where the campaign's files and pages are found.

    `repository` is its address on GitHub, empty where there is none: links into it are then empty too.
    `guide` is the written page that tells units how to submit, empty where there is none.
    """

    repository: str = ""
    branch: str = "main"
    guide: str = ""
    directory_urls: bool = True

    def source(self, path: str, line: int = 0) -> str:
        """Return where a file can be read, at a line."""
        return self._in_repository("blob", path) + (f"#L{line}" if line and self.repository else "")

    def edit(self, path: str) -> str:
        """Return where a file can be edited in the browser."""
        return self._in_repository("edit", path)

    def submit(self, unit: Unit) -> str:
        """Return where a unit's first report can be written in the browser."""
        return self._in_repository("new", SUBMISSIONS) + (f"?filename={unit.id}.md" if self.repository else "")

    def _in_repository(self, view: str, path: str) -> str:
        return _in_repository(self.repository, view, self.branch, path) if self.repository else ""

    def to(self, here: str, there: str, at: str = "") -> str:
        """Return the relative address of one page from another, at an anchor."""
        fragment = f"#{at}" if at else ""
        if here == there and at:
            return fragment
        target = self.address(there)
        relative = _relative(target, posixpath.dirname(self.address(here)))
        return relative + ("/" if not target or target.endswith("/") else "") + fragment

    def address(self, uri: str) -> str:
        """Return where a page stands below the site's root: `a/b/` for `a/b.md`, `a/` for `a/index.md`."""
        name = uri.removesuffix(".md")
        if not self.directory_urls:
            return f"{name}.html"
        return name.removesuffix("index") if posixpath.basename(name) == "index" else f"{name}/"


@dataclass(frozen=True)
class Here:
    """The links of one page; `sections` tell which section of the outline a point stands in."""

    uri: str
    links: Links
    sections: Mapping[str, str] = field(default_factory=dict)

    def to(self, there: str, at: str = "") -> str:
        """Return the link to another page."""
        return self.links.to(self.uri, there, at)

    def file(self, path: str) -> str:
        """Return the link to a file of the site that is not a page."""
        return _relative(path, posixpath.dirname(self.links.address(self.uri)))

    def line(self, path: str, line: int) -> Markup:
        """Return the mark of a line in a file, a link where the file can be read."""
        if href := self.links.source(path, line):
            title = f"Xem nguồn: {escape(path)}, dòng {line}"
            return Markup(f'<a class="tk-dong" href="{escape(href)}" title="{title}">dòng&nbsp;{line}</a>')
        return Markup(f'<span class="tk-dong" title="Nguồn: {escape(path)}, dòng {line}">dòng&nbsp;{line}</span>')

    def report(self, unit: Unit, point: str = "") -> str:
        """Return the link to a unit's report, at a point."""
        return self.to(report_uri(unit), anchor(point) if point else "")

    def point(self, point: str) -> str:
        """Return the link to the page of a point."""
        return self.to(point_uri(point))

    def consolidated(self, point: str, data: bool = False) -> str:
        """Return the link to a point in the consolidated report, or to its figures there."""
        return self.to(section_uri(self.sections[point]), f"so-lieu-{anchor(point)}" if data else anchor(point))
