"""One field's numbers in the reports that count in; its figure, or its breakdown by part, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tongket import words
from tongket.campaign import Report
from tongket.consolidating.model import Amount, Breakdown, Figure, Number, Source, YearTotal, roll_up, source
from tongket.definition import Unit
from tongket.definition.fields import Field, Kind, OverYears
from tongket.reading import JsonPath


def figure(field: Field, reports: Sequence[Report]) -> Figure:
    """Roll up a field that holds one number, or one a year: first over each unit's years, then over the units."""
    return _figure(field, reports, (field.name,))


def breakdown(field: Field, reports: Sequence[Report]) -> Breakdown:
    """Roll up a field that holds one number by named part; each part is rolled up as the whole is."""
    parts = (replace(column, op=field.op, over_years=field.over_years) for column in field.columns)
    return Breakdown(
        field,
        tuple(_figure(part, reports, (field.name, part.name)) for part in parts),
        tuple(report.unit for report in reports if field.name in report.data),
        tuple(report.unit for report in reports if field.name not in report.data),
    )


def as_of(figure: Figure) -> str:
    """Say of which years a stock's number is; nothing where the number is of the whole period."""
    if not figure.as_of:
        return ""
    years = ", ".join(map(str, figure.as_of))
    said = words.say("figure.as-of-several" if len(figure.as_of) > 1 else "figure.as-of", years=years)
    undated = sum(amount.year is None for amount in figure.amounts)
    return f"{said}; {words.say('figure.undated', count=words.number(undated))}" if undated else said


def _figure(field: Field, reports: Sequence[Report], path: JsonPath) -> Figure:
    amounts: list[Amount] = []
    units: list[Unit] = []
    missing: list[Unit] = []
    years: dict[int, list[Amount]] = {}
    for report in reports:
        value = _at(report.data, path)
        if value is None or value == {}:
            missing.append(report.unit)
            continue
        units.append(report.unit)
        by_year = _by_year(report, path, value)
        for year, amount in by_year.items():
            years.setdefault(year, []).append(amount)
        if by_year:
            amounts += _over_years(field.over_years, by_year, source(report, path))
        elif field.kind is not Kind.FIGURE or field.over_years is not OverYears.NONE:
            amounts.append(Amount(_number(value), source(report, path)))
    totals = tuple(
        YearTotal(year, roll_up(field.op, [amount.value for amount in years[year]]), tuple(years[year]))
        for year in sorted(years)
    )
    return Figure(field, tuple(amounts), totals, tuple(units), tuple(missing))


def _by_year(report: Report, path: JsonPath, value: object) -> dict[int, Amount]:
    """Return a unit's numbers by year; empty where it gave one total."""
    if not isinstance(value, dict):
        return {}
    unit, file, line = report.unit, report.path, report.line
    return {
        (on := int(year)): Amount(_number(number), Source(unit, file, line((*path, year))), on)
        for year, number in value.items()
    }


def _over_years(how: OverYears, by_year: Mapping[int, Amount], whole: Source) -> Iterator[Amount]:
    """Yield a unit's number for the period; none where its years are not rolled up."""
    value = how.of({year: amount.value for year, amount in by_year.items()})
    if how is OverYears.LAST:
        yield by_year[max(by_year)]
    elif value is not None:
        yield Amount(value, whole)


def _at(data: object, path: JsonPath) -> object:
    """Return the value at a path of a report, None where it was not given."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _number(value: object) -> Number:
    """Return a number that the schema has let through."""
    assert isinstance(value, (int, float)), value
    return value
