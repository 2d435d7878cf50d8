"""The consolidated report in; its overview and a page per section, each figure and item with its sources, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from tongket.consolidating import Collection
from tongket.definition.fields import OutlineSection
from tongket.pages import sheets
from tongket.pages.engine import Site, make
from tongket.pages.links import CONSOLIDATED, section_uri
from tongket.pages.page import PlannedPage
from tongket.words import say

#: How many bytes the lists of a section may come to; longer ones stand on the page of their point.
_ROOM = 130_000


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the consolidated report; it is edited in the board's synthesis, where there is one."""
    source = site.synthesis.document.path if site.synthesis else None
    yield make(site, CONSOLIDATED, say("page.synopsis"), "synopsis.html", lambda: _values(site), source=source)
    sections = site.definition.schema.outline.sections
    for index, section in enumerate(sections):
        yield make(
            site,
            section_uri(section.id),
            say("sheet.section", heading=section.heading),
            "synopsis-section.html",
            partial(_of_section, site, section),
            source=source,
            further=True,
            section=section,
            previous=sections[index - 1] if index else None,
            next=sections[index + 1] if index + 1 < len(sections) else None,
        )


def _values(site: Site) -> Mapping[str, object]:
    left_out = [site.status_of[unit.id] for unit in site.consolidated.left_out]
    excluded = [unit for unit in site.definition.units if unit.excluded]
    return {"left_out": left_out, "excluded": excluded, "edition": _edition(site)}


def _of_section(site: Site, section: OutlineSection) -> Mapping[str, object]:
    """Return which lists stand on the section's own page: all, but the longest where they are too long together."""
    weights = {}
    for point in section.points:
        for part in site.consolidated.by_point[point.id].parts:
            if isinstance(part, Collection) and site.listings[point.id].whole:
                weights[part.field.name] = sum(map(sheets.weight, part.items))
    listed = set(weights)
    while sum(weights[name] for name in listed) > _ROOM:
        listed.remove(max(sorted(listed), key=lambda name: weights[name]))
    return {"listed": listed}


def _edition(site: Site) -> object:
    """Return which draft this is, None where the board does not say."""
    return site.synthesis.role("edition") if site.synthesis else None
