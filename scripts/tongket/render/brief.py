"""The consolidated report in; its brief for the conference and the page of downloads out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.render.engine import Site, make
from tongket.render.links import BRIEF, DOWNLOADS
from tongket.render.page import GeneratedPage
from tongket.render.rollup import roll_up


def pages(site: Site) -> Iterator[tuple[str, GeneratedPage]]:
    """Yield the brief and the page of downloads."""
    consolidated = site.consolidated
    rollups = {summary.point.id: roll_up(summary, consolidated.units) for summary in consolidated.points}
    yield make(site, BRIEF, "Tóm tắt phục vụ hội nghị", "brief.html", rollups=rollups)
    yield make(site, DOWNLOADS, "Tải dữ liệu", "downloads.html", downloads=site.downloads)
