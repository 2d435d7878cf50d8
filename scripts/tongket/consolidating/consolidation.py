"""Reports in; the consolidated report out: per point its figures and grouped records, each with its sources.

Pure: no file, no HTML, no clock. How a field is rolled up is said by its `x-consolidate` annotation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tongket.campaign import Report
from tongket.consolidating.model import (
    Amount,
    Breakdown,
    Collection,
    Consolidated,
    Figure,
    Group,
    Item,
    Part,
    PointSummary,
    Share,
    Source,
    Tally,
    UnitAnswer,
    YearTotal,
    roll_up,
)
from tongket.definition import Definition, Unit
from tongket.definition.fields import Field, Kind, Operation, Point
from tongket.reading import text
from tongket.reading.frontmatter import JsonPath


def consolidate(definition: Definition, reports: Iterable[Report]) -> Consolidated:
    """Roll up the reports that count, in the order of the units."""
    counted = tuple(sorted((report for report in reports if report.counted), key=lambda report: definition.units.index(report.unit)))
    units = tuple(report.unit for report in counted)
    left_out = tuple(unit for unit in definition.units if unit not in units and not unit.excluded)
    points = tuple(
        PointSummary(
            point,
            tuple(_part(field, counted) for field in point.fields if field.op != "none"),
            tuple(_answer(report, point) for report in counted),
        )
        for point in definition.schema.outline.points
    )
    return Consolidated(definition, units, left_out, points)


def _answer(report: Report, point: Point) -> UnitAnswer:
    section = report.sections.get(point.id)
    written = section.text if section else ""
    line = section.line if section else 1
    return UnitAnswer(report.answer(point.id), written, text.count_words(written), Source(report.unit, report.document.path, line))


def _part(field: Field, reports: tuple[Report, ...]) -> Part:
    given = [report for report in reports if field.name in report.data]
    missing = tuple(report.unit for report in reports if field.name not in report.data)
    match field.kind:
        case Kind.RECORDS | Kind.TEXTS:
            return _collection(field, given, missing)
        case Kind.CHOICE | Kind.FLAG | Kind.TEXT | Kind.DATE:
            chosen = [(report.data[field.name], _source(report, (field.name,))) for report in given]
            return _tally(field, chosen, missing)
        case Kind.BREAKDOWN:
            parts = tuple(_figure(column, given, missing, (field.name, column.name), field.op) for column in field.columns)
            return Breakdown(field, parts, tuple(report.unit for report in given), missing)
    return _figure(field, given, missing, (field.name,), field.op)


def _figure(field: Field, reports: list[Report], missing: tuple[Unit, ...], path: JsonPath, op: Operation) -> Figure:
    amounts, absent = [], []
    years: dict[int, list[Amount]] = {}
    for report in reports:
        value = report.data
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        if value is None:
            absent.append(report.unit)
            continue
        if isinstance(value, Mapping):
            for year, count in value.items():
                years.setdefault(int(year), []).append(Amount(count, _source(report, (*path, year))))
            value = roll_up(op, list(value.values()))
        amounts.append(Amount(value, _source(report, path)))
    totals = tuple(YearTotal(year, roll_up(op, [amount.value for amount in years[year]]), tuple(years[year])) for year in sorted(years))
    return Figure(replace(field, op=op), tuple(amounts), totals, (*missing, *absent))


def _collection(field: Field, reports: list[Report], missing: tuple[Unit, ...]) -> Collection:
    items = [
        Item(value if isinstance(value, Mapping) else {field.name: value}, _source(report, (field.name, index)))
        for report in reports
        for index, value in enumerate(report.data[field.name])
    ]
    tallies = tuple(
        _tally(column, [(item.values[column.name], item.source) for item in items if column.name in item.values])
        for column in field.columns
        if column.kind in (Kind.CHOICE, Kind.FLAG)
    )
    return Collection(field, tuple(_groups(field, items)), tallies, tuple(report.unit for report in reports), missing)


def _groups(field: Field, items: list[Item]) -> Iterator[Group]:
    """Yield the non-empty groups: allowed values in the schema's order, free values by how they read."""
    if not field.group_by:
        if items:
            yield Group("", "", tuple(items))
        return
    column = field.column(field.group_by)
    by_key: dict[str, list[Item]] = {}
    for item in items:
        by_key.setdefault(str(item.values.get(column.name, "")), []).append(item)
    allowed = {value: index for index, value in enumerate(column.labels)}
    for key in sorted(by_key, key=lambda key: (allowed.get(key, len(allowed)), text.natural(key))):
        yield Group(key, column.label(key), tuple(sorted(by_key[key], key=lambda item: _item_order(field, item))))


def _item_order(field: Field, item: Item) -> tuple:
    """Sort records by the years and dates they bear; units keep their order within a year."""
    return tuple(str(item.values.get(column.name, "9999")) for column in field.columns if column.within_period)[:1]


def _tally(field: Field, chosen: list[tuple[object, Source]], missing: tuple[Unit, ...] = ()) -> Tally:
    values = list(field.labels) or sorted({_key(value) for value, _ in chosen}, reverse=field.kind is Kind.FLAG)
    shares = tuple(Share(value, _label(field, value), tuple(source for key, source in chosen if _key(key) == value)) for value in values)
    return Tally(field, shares, missing)


def _key(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _label(field: Field, key: str) -> str:
    return field.label(key == "true") if field.kind is Kind.FLAG else field.label(key)


def _source(report: Report, path: JsonPath) -> Source:
    return Source(report.unit, report.document.path, report.document.position(path).line)
