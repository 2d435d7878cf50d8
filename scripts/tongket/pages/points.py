"""The consolidated points in; a page per point with every unit's answer side by side, and their index, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tongket.consolidating import PointSummary, UnitAnswer
from tongket.pages.engine import Site, make
from tongket.pages.links import POINTS, point_uri
from tongket.pages.page import PlannedPage
from tongket.words import say


@dataclass(frozen=True)
class Answers:
    """The consolidated units on one point: what is written, who left it out, who is not asked and wrote nothing."""

    written: tuple[UnitAnswer, ...]
    unanswered: tuple[UnitAnswer, ...]
    not_asked: tuple[UnitAnswer, ...]


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the index of points and a page for each."""
    summaries = site.consolidated.points
    yield make(site, POINTS, say("page.points"), "points.html", lambda: {"answers": _all_answers(summaries)})
    for index, summary in enumerate(summaries):
        yield make(
            site,
            point_uri(summary.point.id),
            summary.point.heading,
            "point.html",
            partial(_values, site, summary),
            point=summary.point,
            previous=summaries[index - 1].point if index else None,
            next=summaries[index + 1].point if index + 1 < len(summaries) else None,
        )


def _all_answers(summaries: Sequence[PointSummary]) -> Mapping[str, Answers]:
    return {summary.point.id: _answers(summary) for summary in summaries}


def _values(site: Site, summary: PointSummary) -> Mapping[str, object]:
    return {"answers": _answers(summary), "rollup": site.rollup(summary.point.id)}


def _answers(summary: PointSummary) -> Answers:
    silent = [one for one in summary.answers if not one.words]
    return Answers(
        written=tuple(one for one in summary.answers if one.words),
        unanswered=tuple(one for one in silent if summary.point.asks(one.source.unit.kind)),
        not_asked=tuple(one for one in silent if not summary.point.asks(one.source.unit.kind)),
    )
