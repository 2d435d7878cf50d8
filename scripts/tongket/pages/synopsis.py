"""The consolidated report in; its page, each figure and item with its sources, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tongket.pages.engine import Site, make
from tongket.pages.links import CONSOLIDATED
from tongket.pages.page import PlannedPage
from tongket.words import say


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the consolidated report; it is edited in the board's synthesis, where there is one."""
    source = site.synthesis.document.path if site.synthesis else None
    yield make(site, CONSOLIDATED, say("page.synopsis"), "synopsis.html", lambda: _values(site), source=source)


def _values(site: Site) -> Mapping[str, object]:
    left_out = [site.status_of[unit.id] for unit in site.consolidated.left_out]
    excluded = [unit for unit in site.definition.units if unit.excluded]
    return {"left_out": left_out, "excluded": excluded, "edition": _edition(site)}


def _edition(site: Site) -> object:
    """Return which draft this is, None where the board does not say."""
    return site.synthesis.role("edition") if site.synthesis else None
