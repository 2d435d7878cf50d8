"""A template's name and values in; a generated page out. Everything but `Markup` is escaped."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tongket import synthesis, words
from tongket.campaign import Campaign, Status
from tongket.consolidating import Collection, Consolidated, likeness
from tongket.definition import Definition
from tongket.pages import links, prose, rollup, sheets, shown
from tongket.pages.links import Here, Links
from tongket.pages.page import PlannedPage
from tongket.pages.rollup import Frequent, Rollup, roll_up
from tongket.pages.sheets import Listing, Sheet, UnitGroup
from tongket.problems import Problem
from tongket.reading import body
from tongket.synthesis import Synthesis
from tongket.words import say

_TEMPLATES = Path(__file__).parent / "templates"
#: So many units stand on one page of a point, side by side.
_UNITS_OF_POINT = 25
#: Pages are asked for point by point; of so many points the numbers are kept at hand.
_KEPT = 4

#: What a page needs only once it is rendered.
Late = Callable[[], Mapping[str, object]]


@dataclass(frozen=True)
class Download:
    """A file of the site to be downloaded: its path below the site's root, what it is, its size in bytes.

    `size` is None where the file is made only when it is asked for, and `about`, which says what it holds, may have
    to count that first. `unit` is the id of the unit whose report it is, else empty.
    """

    path: str
    title: str
    about: Callable[[], str]
    size: int | None = None
    unit: str = ""

    @property
    def description(self) -> str:
        """What the file holds."""
        return self.about()


@dataclass(frozen=True)
class Site:
    """All that the pages are made of. `synthesis` is the board's text, None before it is begun."""

    campaign: Campaign
    consolidated: Consolidated
    today: date
    links: Links
    synthesis: Synthesis | None = None
    downloads: tuple[Download, ...] = ()

    @property
    def definition(self) -> Definition:
        """The campaign's definition."""
        return self.campaign.definition

    @cached_property
    def sections(self) -> dict[str, str]:
        """The number of the section that each point stands in."""
        return {point.id: point.section for point in self.definition.schema.outline.points}

    def download(self, name: str) -> Download | None:
        """Return the download whose file bears the name, or that is the report of the unit of that id."""
        return self._download_by_name.get(name)

    @cached_property
    def _download_by_name(self) -> dict[str, Download]:
        found: dict[str, Download] = {}
        for one in self.downloads:
            found.setdefault(one.unit or posixpath.basename(one.path), one)
        return found

    @cached_property
    def problems_of(self) -> dict[str, tuple[Problem, ...]]:
        """The problems by the path of the file they stand in; files without any are left out."""
        found: dict[str, list[Problem]] = {}
        for problem in self.campaign.problems:
            found.setdefault(problem.path, []).append(problem)
        return {path: tuple(problems) for path, problems in found.items()}

    @cached_property
    def statuses(self) -> tuple[Status, ...]:
        """Where each unit stands, in the units' order."""
        return self.campaign.status(self.today)

    @cached_property
    def status_of(self) -> dict[str, Status]:
        """Where each unit stands, by its id."""
        return {status.unit.id: status for status in self.statuses}

    @cached_property
    def groups(self) -> tuple[UnitGroup, ...]:
        """All units by their superior, or by kind."""
        return sheets.groups(self.definition)

    @cached_property
    def listings(self) -> dict[str, Listing]:
        """How the consolidated units are shared out over the pages of each point, by its number."""
        return dict(self._listings())

    def _listings(self) -> Iterator[tuple[str, Listing]]:
        counted = sheets.only(self.groups, frozenset(unit.id for unit in self.consolidated.units))
        for summary in self.consolidated.points:
            weights = sheets.weights(summary)
            yield summary.point.id, sheets.cut(links.point_uri(summary.point.id), counted, _UNITS_OF_POINT, weights)

    def rollup(self, point: str) -> Rollup:
        """Return the figures and lists of a point; those of the last few points asked for are kept."""
        if point not in self._rollups:
            if len(self._rollups) == _KEPT:
                del self._rollups[next(iter(self._rollups))]
            self._rollups[point] = roll_up(self.consolidated.by_point[point], self.consolidated.units)
        return self._rollups[point]

    @cached_property
    def _rollups(self) -> dict[str, Rollup]:
        return {}

    def frequent(self, collection: Collection) -> tuple[Frequent, ...]:
        """Return the items that most units raise, of those that several raise in nearly the same words."""
        name = collection.field.name
        if name not in self._frequent:
            self._frequent[name] = rollup.frequent(collection)
        return self._frequent[name]

    @cached_property
    def _frequent(self) -> dict[str, tuple[Frequent, ...]]:
        return {}

    @property
    def expected(self) -> int:
        """How many units must report."""
        return len(self.campaign.expected)


def make(
    site: Site,
    uri: str,
    title: str,
    template: str,
    late: Late = dict,
    *,
    source: str | None = None,
    further: bool = False,
    **values: object,
) -> tuple[str, PlannedPage]:
    """Plan a page; `late` computes the values that it needs only once it is rendered."""

    def html() -> str:
        return fragment(site, uri, template, title=title, **values, **late())

    return uri, PlannedPage(title, html, source, further)


def further(
    site: Site, listing: Listing, title: str, template: str, late: Callable[[Sheet], Mapping[str, object]], index: Late
) -> Iterator[tuple[str, PlannedPage]]:
    """Plan the sheets of a list that is not whole, and the pages of its index but the first."""
    if listing.whole:
        return
    count = len(listing.sheets)
    for sheet in listing.sheets:
        told = say("sheet.title", title=title, number=sheet.number, count=count)
        values: dict[str, Any] = {"listing": listing, "sheet": sheet, "of": title}
        yield make(site, listing.sheet_uri(sheet.number), told, template, partial(late, sheet), further=True, **values)
    count = len(listing.indexes)
    for number in range(2, count + 1):
        told = say("sheet.index-title", title=title, number=number, count=count)
        values = {"listing": listing, "number": number, "of": title}
        yield make(site, listing.index_uri(number), told, "index.html", index, further=True, **values)


def fragment(site: Site, uri: str, template: str, **values: object) -> str:
    """Render a template as it stands on the page `uri`."""
    common = {"site": site, "here": Here(uri, site.links, site.sections), "definition": site.definition}
    return _environment().get_template(template).render(**common, **values)


def narrative(text: str, level: int) -> Markup:
    """Return narrative Markdown as HTML; the sanitised output of `body.render` is the only HTML let through."""
    return Markup(body.render(text, level))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {
        "number": shown.number,
        "day": shown.day,
        "long_day": shown.long_day,
        "cut": shown.cut,
        "lower_first": words.lower_first,
        "upper_first": words.upper_first,
        "unbroken": shown.unbroken,
        "narrative": narrative,
    }
    environment.globals |= {
        "uris": links,
        "say": words.say,
        "label": words.label,
        "mark": shown.mark,
        "noun": shown.noun,
        "over_years": shown.over_years,
        "total_of": shown.total_of,
        "anchor": links.anchor,
        "shown": shown.shown,
        "cell": shown.cell,
        "prose": prose.html,
        "source_name": synthesis.source_name,
        "clusters": likeness.clusters,
        "of_year": rollup.of_year,
        "units_by_year": rollup.units_by_year,
        "coverage": rollup.coverage,
        "last_years": rollup.last_years,
    }
    return environment
