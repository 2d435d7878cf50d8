"""The consolidated report in; its page, each figure and item with its sources, out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.pages.engine import Site, make
from tongket.pages.links import CONSOLIDATED
from tongket.pages.page import GeneratedPage
from tongket.words import say


def pages(site: Site) -> Iterator[tuple[str, GeneratedPage]]:
    """Yield the consolidated report; it is edited in the board's synthesis, where there is one."""
    left_out = [site.status_of[unit.id] for unit in site.consolidated.left_out]
    excluded = [unit for unit in site.definition.units if unit.excluded]
    source = site.synthesis.document.path if site.synthesis else None
    values = {"left_out": left_out, "excluded": excluded, "edition": _edition(site)}
    yield make(site, CONSOLIDATED, say("page.synopsis"), "synopsis.html", source=source, **values)


def _edition(site: Site) -> object:
    """Return which draft this is, None where the board does not say."""
    return site.synthesis.role("edition") if site.synthesis else None
