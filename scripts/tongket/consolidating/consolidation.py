"""Reports in; the consolidated report out: per point its figures and grouped records, each with its sources.

Pure: no file, no HTML, no clock. How a field is rolled up is said by its `x-consolidate` annotation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tongket.campaign import Answer, Report
from tongket.consolidating import figures, lists
from tongket.consolidating.model import Consolidated, Late, Part, PointSummary, Source, UnitAnswer
from tongket.definition import Definition
from tongket.definition.fields import Field, Kind, Operation, Point


def consolidate(definition: Definition, reports: Iterable[Report]) -> Consolidated:
    """Roll up the reports that count, in the order of the units."""
    by_unit = {report.unit.id: report for report in reports if report.counted}
    counted = tuple(by_unit[unit.id] for unit in definition.units if unit.id in by_unit)
    units = tuple(report.unit for report in counted)
    left_out = tuple(unit for unit in definition.units if unit.id not in by_unit and not unit.excluded)
    points = tuple(summarize(point, counted) for point in definition.schema.outline.points)
    return Consolidated(definition, units, left_out, points)


def summarize(point: Point, reports: Sequence[Report]) -> PointSummary:
    """Roll up one point over reports that count."""
    fields = tuple(field for field in point.fields if field.op is not Operation.NONE)
    return PointSummary(
        point,
        Late(lambda: (_part(field, _concerned(point, field, reports)) for field in fields)),
        Late(lambda: (_answer(report, point) for report in reports)),
    )


def _concerned(point: Point, field: Field, reports: Sequence[Report]) -> list[Report]:
    """Return the reports of the units that should give a field, or give it without being asked."""
    return [report for report in reports if point.asks(report.unit.kind) or field.name in report.data]


def _answer(report: Report, point: Point) -> UnitAnswer:
    section = report.sections.get(point.id)
    if section is None:
        answer = Answer.MISSING if point.asks(report.unit.kind) else Answer.NOT_ASKED
        return UnitAnswer(answer, "", 0, Source(report.unit, report.path, 1))
    place = Source(report.unit, report.path, section.line)
    return UnitAnswer(report.answer(point.id), section.markdown, section.words, place)


def _part(field: Field, reports: Sequence[Report]) -> Part:
    match field.kind:
        case Kind.RECORDS | Kind.TEXTS:
            return lists.collection(field, reports)
        case Kind.CHOICE | Kind.FLAG | Kind.TEXT | Kind.DATE:
            return lists.tally(field, reports)
        case Kind.BREAKDOWN:
            return figures.breakdown(field, reports)
    return figures.figure(field, reports)
