"""The consolidated report in; its brief for the conference and the page of downloads out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.consolidating.brief import brief
from tongket.pages.engine import Site, make
from tongket.pages.links import BRIEF, DOWNLOADS
from tongket.pages.page import PlannedPage
from tongket.words import say


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the brief and the page of downloads."""
    yield make(site, BRIEF, say("page.brief"), "brief.html", lambda: {"brief": brief(site.consolidated)})
    yield make(site, DOWNLOADS, say("page.downloads"), "downloads.html", downloads=site.downloads)
