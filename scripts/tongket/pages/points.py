"""The consolidated points in; a page per point with every unit's answer side by side, and their index, out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.campaign import Answer
from tongket.consolidating import PointSummary, UnitAnswer
from tongket.pages.engine import Site, make
from tongket.pages.links import POINTS, point_uri
from tongket.pages.page import GeneratedPage
from tongket.words import say


def pages(site: Site) -> Iterator[tuple[str, GeneratedPage]]:
    """Yield the index of points and a page for each."""
    summaries = site.consolidated.points
    yield make(site, POINTS, say("page.points"), "points.html")
    for index, summary in enumerate(summaries):
        yield make(
            site,
            point_uri(summary.point.id),
            summary.point.heading,
            "point.html",
            point=summary.point,
            written=_written(summary),
            unanswered=summary.of(Answer.MISSING),
            rollup=site.rollups[summary.point.id],
            previous=summaries[index - 1].point if index else None,
            next=summaries[index + 1].point if index + 1 < len(summaries) else None,
        )


def _written(summary: PointSummary) -> tuple[UnitAnswer, ...]:
    return tuple(one for one in summary.answers if one.answer is not Answer.MISSING)
