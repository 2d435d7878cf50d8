"""Reports and outline in; a table of which unit answered which point how fully, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tongket.campaign import Answer, State, Status
from tongket.definition import Unit
from tongket.definition.fields import Point
from tongket.pages import sheets
from tongket.pages.engine import Site, further, make
from tongket.pages.links import MATRIX
from tongket.pages.page import PlannedPage
from tongket.pages.sheets import Index, Sheet
from tongket.words import say

#: So many units stand on one page, and what a cell comes to in bytes beside twice the unit's name.
_UNITS, _CELL = 60, 190


@dataclass(frozen=True)
class Count:
    """How many answers are full, of those that are asked for."""

    full: int
    asked: int


@dataclass(frozen=True)
class Row:
    """One unit's answers in the order of the points; empty where it has filed nothing."""

    status: Status
    answers: tuple[Answer, ...]

    @property
    def count(self) -> Count:
        """How many of the points it is asked the unit answers fully."""
        return _count(self.answers)


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the matrix of points and units, in several pages where all units do not fit on one."""
    points = site.definition.schema.outline.points
    weights = {unit.id: len(points) * (_CELL + 3 * len(unit.name)) for unit in site.definition.units}
    listing = sheets.cut(MATRIX, site.groups, _UNITS, weights)
    late, indexed = partial(_values, site), partial(_indexed, site)
    yield make(site, MATRIX, say("page.matrix"), "matrix.html", indexed if not listing.whole else late, listing=listing)
    yield from further(site, listing, say("page.matrix"), "matrix-sheet.html", late, indexed)


def _values(site: Site, sheet: Sheet | None = None) -> Mapping[str, object]:
    """Return the rows of a sheet, of all units where there is none."""
    points = site.definition.schema.outline.points
    statuses = [site.status_of[unit.id] for unit in sheet.units] if sheet else site.statuses
    rows = tuple(_row(status, points) for status in statuses)
    counts = [_count([row.answers[index] for row in rows if row.answers]) for index in range(len(points))]
    return {"legend": _legend(rows), "points": points, "rows": rows, "counts": counts}


def _indexed(site: Site) -> Mapping[str, object]:
    """Return how many units answer each point fully, of each piece and of all."""
    points = site.definition.schema.outline.points
    row_of = {status.unit.id: _row(status, points) for status in site.statuses}

    def counts(units: Iterable[Unit]) -> list[str]:
        answers = [row_of[unit.id].answers for unit in units if row_of[unit.id].answers]
        found = (_count([one[index] for one in answers]) for index in range(len(points)))
        return [f"{count.full}/{count.asked}" for count in found]

    totals = counts(site.definition.units)
    index = Index(tuple(point.id for point in points), lambda piece: counts(piece.units), totals)
    return {"index": index, "legend": _legend(tuple(row_of.values())), "points": points}


def _row(status: Status, points: Sequence[Point]) -> Row:
    report = status.report
    if report is None or report.scaffold or status.state is State.EXCLUDED:
        return Row(status, ())
    return Row(status, tuple(report.answer(point.id) for point in points))


def _count(answers: Sequence[Answer]) -> Count:
    return Count(answers.count(Answer.ANSWERED), len(answers) - answers.count(Answer.NOT_ASKED))


def _legend(rows: Sequence[Row]) -> list[Answer]:
    """Return the answers to explain: "not asked" only where that happens."""
    return [one for one in Answer if one is not Answer.NOT_ASKED or any(one in row.answers for row in rows)]
