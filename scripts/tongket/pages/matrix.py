"""Reports and outline in; a table of which unit answered which point how fully, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongket.campaign import Answer, State, Status
from tongket.definition.fields import Point
from tongket.pages.engine import Site, make
from tongket.pages.links import MATRIX
from tongket.pages.page import PlannedPage
from tongket.words import say


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
    """Yield the matrix of points and units."""
    yield make(site, MATRIX, say("page.matrix"), "matrix.html", lambda: _values(site))


def _values(site: Site) -> Mapping[str, object]:
    points = site.definition.schema.outline.points
    rows = tuple(_row(status, points) for status in site.statuses)
    counts = [_count([row.answers[index] for row in rows if row.answers]) for index in range(len(points))]
    return {"legend": _legend(rows), "points": points, "rows": rows, "counts": counts}


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
