"""A document in; values that contradict each other or the campaign's period, as problems, out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tongket.checking.prepared import of_schema
from tongket.definition import Definition
from tongket.definition.fields import Field, Kind
from tongket.definition.report_schema import ReportSchema
from tongket.problems import Problem, rule
from tongket.reading import Document, JsonPath

#: Only dates in this form can be compared as text; what else is wrong with them the schema says.
_ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile("[0-9]{4}")


@dataclass(frozen=True)
class _Value:
    """A value that is there, with the field it fills and its place in the data."""

    field: Field
    path: JsonPath
    held: object

    @property
    def years(self) -> Iterator[tuple[JsonPath, str]]:
        """The years that it speaks of, each with its place."""
        if self.field.within_period and isinstance(self.held, int | str):
            yield self.path, str(self.held)[:4]
        elif self.field.kind is Kind.FIGURE and isinstance(self.held, Mapping):
            yield from (((*self.path, year), str(year)) for year in self.held)


@dataclass(frozen=True)
class _Pair:
    """A value beside its bound, for one year or (`year` empty) as a whole; both numbers, or both dates."""

    year: str
    value: float | str
    bound: float | str

    @property
    def order(self) -> int:
        """1 where the value is above its bound, -1 where it is below, 0 where they are equal."""
        if isinstance(self.value, str) or isinstance(self.bound, str):
            return (str(self.value) > str(self.bound)) - (str(self.value) < str(self.bound))
        return (self.value > self.bound) - (self.value < self.bound)


def check_years(document: Document, definition: Definition) -> Iterator[Problem]:
    """Years and dates of what is reported lie inside the campaign's period."""
    first, last = definition.first_year, definition.last_year
    known = frozenset(map(str, definition.years))
    for value in _values(document, _dated(definition.schema)):
        for place, year in value.years:
            if year not in known and _YEAR.fullmatch(year) and int(year) not in definition.years:
                at = document.positions.of(place)
                yield rule("year-outside-period").at(document.path, at, year=year, first=first, last=last)


def check_upper_bounds(document: Document, definition: Definition) -> Iterator[Problem]:
    """A field does not exceed the field that bounds it."""
    for value in _values(document, _bounded_above(definition.schema)):
        field, sibling = value.field, value.field.at_most
        for pair in _pairs(document, value, sibling):
            if pair.order > 0:
                yield rule("value-above", "year" if pair.year else "").at(
                    document.path,
                    document.position((*value.path, pair.year) if pair.year else value.path),
                    field=field.name,
                    title=field.title,
                    year=pair.year,
                    value=pair.value,
                    bound=sibling,
                    limit=pair.bound,
                )


def check_lower_bounds(document: Document, definition: Definition) -> Iterator[Problem]:
    """A field does not come before the field that it must follow."""
    for value in _values(document, _bounded_below(definition.schema)):
        field, sibling = value.field, value.field.at_least
        for pair in _pairs(document, value, sibling):
            if pair.order < 0:
                in_time = isinstance(pair.value, str) or field.kind is Kind.NUMBER
                yield rule("value-order", "" if in_time else "count").at(
                    document.path,
                    document.position((*value.path, pair.year) if pair.year else value.path),
                    field=field.name,
                    title=field.title,
                    value=pair.value,
                    bound=sibling,
                    limit=pair.bound,
                )


def _pairs(document: Document, value: _Value, sibling: str) -> Iterator[_Pair]:
    """Yield a value beside that of its sibling as far as they can be compared: like with like, per year, and totals."""
    if not sibling:
        return
    held, bound = value.held, _at(document.data, (*value.path[:-1], sibling))
    if isinstance(held, Mapping) and isinstance(bound, Mapping):
        for year in held:
            mine, other = _number(held[year]), _number(bound.get(year))
            if mine is not None and other is not None:
                yield _Pair(year, mine, other)
        return
    whole, limit = _whole(value.field, held), _whole(value.field, bound)
    if whole is not None and limit is not None and isinstance(whole, str) is isinstance(limit, str):
        yield _Pair("", whole, limit)


def _whole(field: Field, value: object) -> float | str | None:
    """Return a value as one number or date: what its years make for the period, None where it is neither."""
    if isinstance(value, Mapping):
        numbers = [number for one in value.values() if (number := _number(one)) is not None]
        if not numbers or len(numbers) < len(value):
            return None
        if field.kind is not Kind.FIGURE:
            return sum(numbers)
        years = {int(year): number for year, number in zip(value, numbers, strict=True) if year.isdecimal()}
        return field.over_years.of(years) if len(years) == len(value) else None
    if isinstance(value, str):
        return value if _ISO_DATE.fullmatch(value) else None
    return _number(value)


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


@of_schema
def _dated(schema: ReportSchema) -> Sequence[Field]:
    return _only(schema.fields.values(), lambda field: field.within_period or field.kind is Kind.FIGURE)


@of_schema
def _bounded_above(schema: ReportSchema) -> Sequence[Field]:
    return _only(schema.fields.values(), lambda field: bool(field.at_most))


@of_schema
def _bounded_below(schema: ReportSchema) -> Sequence[Field]:
    return _only(schema.fields.values(), lambda field: bool(field.at_least))


def _only(fields: Iterable[Field], wanted: Callable[[Field], bool]) -> tuple[Field, ...]:
    """Return the fields that are wanted or hold such, with those of their columns alone."""
    thinned = (replace(field, columns=_only(field.columns, wanted)) for field in fields)
    return tuple(field for field in thinned if field.columns or wanted(field))


def _values(document: Document, fields: Iterable[Field]) -> Iterator[_Value]:
    """Yield every present value of some fields, also inside records and groups."""
    for field in fields:
        if field.name in document.data:
            yield from _inside(_Value(field, (field.name,), document.data[field.name]))


def _inside(value: _Value) -> Iterator[_Value]:
    yield value
    rows = [(value.path, value.held)]
    if value.field.kind is Kind.RECORDS and isinstance(value.held, list):
        rows = [((*value.path, index), row) for index, row in enumerate(value.held)]
    for place, row in rows:
        if isinstance(row, Mapping):
            for column in value.field.columns:
                if column.name in row:
                    yield from _inside(_Value(column, (*place, column.name), row[column.name]))


def _at(data: object, path: JsonPath) -> object:
    """Return what stands at a JSON path, None where nothing does."""
    for part in path:
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data
