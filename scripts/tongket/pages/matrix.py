"""Reports and outline in; a table of which unit answered which point how fully, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tongket.campaign import Answer, State, Status
from tongket.pages.engine import Site, make
from tongket.pages.links import MATRIX
from tongket.pages.page import GeneratedPage
from tongket.words import say

_LEGEND = (Answer.ANSWERED, Answer.THIN, Answer.MISSING)


@dataclass(frozen=True)
class Row:
    """One unit's answers in the order of the points; empty where it has filed nothing."""

    status: Status
    answers: tuple[Answer, ...]

    @property
    def full(self) -> int:
        """How many points are answered fully."""
        return self.answers.count(Answer.ANSWERED)


def pages(site: Site) -> Iterator[tuple[str, GeneratedPage]]:
    """Yield the matrix of points and units."""
    points = site.definition.schema.outline.points
    rows = tuple(_row(status, [point.id for point in points]) for status in site.statuses)
    filed = [row for row in rows if row.answers]
    full = [sum(row.answers[index] is Answer.ANSWERED for row in filed) for index in range(len(points))]
    yield make(
        site,
        MATRIX,
        say("page.matrix"),
        "matrix.html",
        legend=_LEGEND,
        points=points,
        rows=rows,
        full=full,
        filed=len(filed),
    )


def _row(status: Status, points: list[str]) -> Row:
    report = status.report
    if report is None or report.scaffold or status.state is State.EXCLUDED:
        return Row(status, ())
    return Row(status, tuple(report.answer(point) for point in points))
