"""The consolidated report in; its page, each figure and item with its sources, out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.definition import SUBMISSIONS, SYNTHESIS
from tongket.render.engine import Site, make
from tongket.render.links import CONSOLIDATED
from tongket.render.page import GeneratedPage
from tongket.render.rollup import of_year, roll_up, units_by_year


def pages(site: Site) -> Iterator[tuple[str, GeneratedPage]]:
    """Yield the consolidated report; it is edited in the board's synthesis, where there is one."""
    consolidated = site.consolidated
    source = f"{SUBMISSIONS}/{SYNTHESIS}.md" if site.campaign.synthesis else None
    rollups = {summary.point.id: roll_up(summary, consolidated.units) for summary in consolidated.points}
    left_out = [site.status_of[unit.id] for unit in consolidated.left_out]
    excluded = [unit for unit in site.definition.units if unit.excluded]
    yield make(
        site, CONSOLIDATED, "Dự thảo báo cáo tổng hợp", "synopsis.html", source=source,
        rollups=rollups, left_out=left_out, excluded=excluded, of_year=of_year, units_by_year=units_by_year,
    )  # fmt: skip
