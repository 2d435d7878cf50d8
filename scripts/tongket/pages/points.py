"""The consolidated points in; a page per point with every unit's answer side by side, and their index, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tongket.consolidating import PointSummary, UnitAnswer
from tongket.pages.engine import Site, make
from tongket.pages.links import POINTS, point_uri
from tongket.pages.page import GeneratedPage
from tongket.words import say


@dataclass(frozen=True)
class Answers:
    """The consolidated units on one point: what is written, who left it out, who is not asked and wrote nothing."""

    written: tuple[UnitAnswer, ...]
    unanswered: tuple[UnitAnswer, ...]
    not_asked: tuple[UnitAnswer, ...]


def pages(site: Site) -> Iterator[tuple[str, GeneratedPage]]:
    """Yield the index of points and a page for each."""
    summaries = site.consolidated.points
    answers = {summary.point.id: _answers(summary) for summary in summaries}
    yield make(site, POINTS, say("page.points"), "points.html", answers=answers)
    for index, summary in enumerate(summaries):
        yield make(
            site,
            point_uri(summary.point.id),
            summary.point.heading,
            "point.html",
            point=summary.point,
            answers=answers[summary.point.id],
            rollup=site.rollups[summary.point.id],
            previous=summaries[index - 1].point if index else None,
            next=summaries[index + 1].point if index + 1 < len(summaries) else None,
        )


def _answers(summary: PointSummary) -> Answers:
    silent = [one for one in summary.answers if not one.words]
    return Answers(
        written=tuple(one for one in summary.answers if one.words),
        unanswered=tuple(one for one in silent if summary.point.asks(one.source.unit.kind)),
        not_asked=tuple(one for one in silent if not summary.point.asks(one.source.unit.kind)),
    )
