"""The consolidated points in; a page per point with every unit's answer side by side, and their index, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tongket.consolidating import PointSummary, UnitAnswer
from tongket.definition.fields import Point
from tongket.pages.engine import Site, further, make
from tongket.pages.links import POINTS, point_uri
from tongket.pages.page import PlannedPage
from tongket.pages.sheets import Index, Piece, Sheet
from tongket.words import say


@dataclass(frozen=True)
class Answers:
    """Consolidated units on one point: what is written, who left it out, who is not asked and wrote nothing."""

    written: tuple[UnitAnswer, ...]
    unanswered: tuple[UnitAnswer, ...]
    not_asked: tuple[UnitAnswer, ...]


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the index of points, and a page for each with its further pages."""
    summaries = site.consolidated.points
    yield make(site, POINTS, say("page.points"), "points.html", lambda: {"answers": _all_answers(summaries)})
    for index, summary in enumerate(summaries):
        point, listing = summary.point, site.listings[summary.point.id]
        yield make(
            site,
            point_uri(point.id),
            point.heading,
            "point.html",
            partial(_values, site, point),
            point=point,
            listing=listing,
            previous=summaries[index - 1].point if index else None,
            next=summaries[index + 1].point if index + 1 < len(summaries) else None,
        )
        late = partial(_of_sheet, site, point)
        yield from further(site, listing, point.heading, "point-sheet.html", late, partial(_indexed, site, point))


def _all_answers(summaries: Sequence[PointSummary]) -> Mapping[str, Answers]:
    return {summary.point.id: _answers(summary.point, summary.answers) for summary in summaries}


def _values(site: Site, point: Point) -> Mapping[str, object]:
    rollup = site.rollup(point.id)
    return {"answers": _answers(point, rollup.answers), "rollup": rollup, **_indexed(site, point)}


def _of_sheet(site: Site, point: Point, sheet: Sheet) -> Mapping[str, object]:
    rollup = site.rollup(point.id).of(sheet.units)
    return {"point": point, "answers": _answers(point, rollup.answers), "rollup": rollup}


def _indexed(site: Site, point: Point) -> Mapping[str, object]:
    rollup = site.rollup(point.id)

    def cells(piece: Piece) -> Sequence[object]:
        found = _answers(point, rollup.of(piece.units).answers)
        return (len(piece.units), len(found.written), len(found.unanswered))

    found = _answers(point, rollup.answers)
    heads = (say("sheet.units"), say("sheet.written"), say("sheet.unanswered"))
    return {"index": Index(heads, cells, (len(rollup.shown), len(found.written), len(found.unanswered)))}


def _answers(point: Point, given: Iterable[UnitAnswer]) -> Answers:
    answers = tuple(given)
    silent = [one for one in answers if not one.words]
    return Answers(
        written=tuple(one for one in answers if one.words),
        unanswered=tuple(one for one in silent if point.asks(one.source.unit.kind)),
        not_asked=tuple(one for one in silent if not point.asks(one.source.unit.kind)),
    )
