"""One field's numbers in the reports that count in; its figure, or its breakdown by part, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tongket.campaign import Report
from tongket.consolidating.model import Amount, Breakdown, Figure, Number, YearTotal, roll_up, source
from tongket.definition import Unit
from tongket.definition.fields import Field
from tongket.reading import JsonPath


def figure(field: Field, reports: Sequence[Report]) -> Figure:
    """Roll up a field that holds one number, or one a year."""
    return _figure(field, reports, (field.name,))


def breakdown(field: Field, reports: Sequence[Report]) -> Breakdown:
    """Roll up a field that holds one number by named part; each part is rolled up as the whole is."""
    parts = (replace(column, op=field.op) for column in field.columns)
    return Breakdown(
        field,
        tuple(_figure(part, reports, (field.name, part.name)) for part in parts),
        tuple(report.unit for report in reports if field.name in report.data),
        tuple(report.unit for report in reports if field.name not in report.data),
    )


def _figure(field: Field, reports: Sequence[Report], path: JsonPath) -> Figure:
    amounts: list[Amount] = []
    missing: list[Unit] = []
    years: dict[int, list[Amount]] = {}
    for report in reports:
        value = _at(report.data, path)
        if value is None:
            missing.append(report.unit)
            continue
        if isinstance(value, Mapping):
            for year, count in value.items():
                years.setdefault(int(year), []).append(Amount(_number(count), source(report, (*path, year))))
            value = roll_up(field.op, [_number(count) for count in value.values()])
        amounts.append(Amount(_number(value), source(report, path)))
    totals = tuple(
        YearTotal(year, roll_up(field.op, [amount.value for amount in years[year]]), tuple(years[year]))
        for year in sorted(years)
    )
    return Figure(field, tuple(amounts), totals, tuple(missing))


def _at(data: object, path: JsonPath) -> object:
    """Return the value at a path of a report, None where it was not given."""
    for name in path:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def _number(value: object) -> Number:
    """Return a number that the schema has let through."""
    assert isinstance(value, int | float), value
    return value
