"""Counts of one level, or of many added up, in; the totals that a consolidated report of all units would show out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import cast

from tongket.consolidating import Number
from tongket.definition import Definition
from tongket.definition.fields import Field, Kind, Operation
from tongket.levels.counts import Counts, Exact, mean_of, median_of, plain, spread, sum_of


@dataclass(frozen=True)
class YearTotal:
    """The number of one year, and how many units it covers."""

    year: int
    value: Number
    units: int


@dataclass(frozen=True)
class FigureTotal:
    """A number over the units: `units` of the `asked` gave it; `amounts` are their numbers for the period, rising."""

    field: Field
    units: int
    asked: int
    amounts: Sequence[Number]
    years: tuple[YearTotal, ...]
    as_of: tuple[int, ...]
    only_by_year: bool

    @property
    def value(self) -> Number | None:
        """The sum, or the mean where the annotation says so; None where no unit has a number for the period."""
        return self.mean if self.field.op is Operation.MEAN else sum_of(self.amounts)

    @property
    def minimum(self) -> Number | None:
        """The smallest amount."""
        return self.amounts[0] if self.amounts else None

    @property
    def maximum(self) -> Number | None:
        """The largest amount."""
        return self.amounts[-1] if self.amounts else None

    @property
    def median(self) -> Number | None:
        """The median of the units' amounts."""
        return median_of(self.amounts)

    @property
    def mean(self) -> float | None:
        """The mean of the units' amounts."""
        return mean_of(self.amounts)


@dataclass(frozen=True)
class PartsTotal:
    """A number by named part."""

    field: Field
    units: int
    asked: int
    parts: tuple[FigureTotal, ...]

    @property
    def value(self) -> Number | None:
        """The parts rolled up as each part is."""
        values = [part.value for part in self.parts if part.value is not None]
        return mean_of(values) if self.field.op is Operation.MEAN else sum_of(values)


@dataclass(frozen=True)
class TallyTotal:
    """How often each value was chosen, unused ones left out."""

    field: Field
    units: int
    asked: int
    shares: Mapping[str, int]


@dataclass(frozen=True)
class CollectionTotal:
    """How many items the units listed, by group, and by each column of allowed values."""

    field: Field
    units: int
    asked: int
    groups: Mapping[str, int]
    tallies: tuple[TallyTotal, ...]

    @property
    def items(self) -> int:
        """How many items there are."""
        return sum(self.groups.values())


Total = FigureTotal | PartsTotal | TallyTotal | CollectionTotal


def totals(definition: Definition, counts: Counts) -> dict[str, Total]:
    """Return the totals by field, in the outline's order; the counts are those of the definition's own fields."""
    counted = _inner(counts, "fields")
    fields = (field for point in definition.schema.outline.points for field in point.fields)
    return {field.name: _total(field, counted[field.name]) for field in fields if field.op is not Operation.NONE}


def _total(field: Field, counts: Counts) -> Total:
    units, asked = _count(counts, "units"), _count(counts, "asked")
    match field.kind:
        case Kind.BREAKDOWN:
            parts = _inner(counts, "parts")
            rolled = (_part_of(field, column) for column in field.columns)
            return PartsTotal(field, units, asked, tuple(_figure(part, parts[part.name]) for part in rolled))
        case Kind.RECORDS | Kind.TEXTS:
            tallies = _inner(counts, "tallies")
            columns = (column for column in field.columns if column.name in tallies)
            counted = tuple(_tally(column, tallies[column.name]) for column in columns)
            return CollectionTotal(field, units, asked, _counted(counts, "groups"), counted)
        case Kind.FIGURE | Kind.NUMBER:
            return _figure(field, counts)
    return _tally(field, counts)


def _part_of(field: Field, column: Field) -> Field:
    """Return one part of a breakdown, rolled up as the whole is."""
    return replace(column, op=field.op, over_years=field.over_years)


def _figure(field: Field, counts: Counts) -> FigureTotal:
    units, years = _count(counts, "units"), _inner(counts, "years")
    return FigureTotal(
        field,
        units,
        _count(counts, "asked"),
        spread(cast(Counts, counts["amounts"])),
        tuple(_year(field, year, years[year]) for year in sorted(years)),
        tuple(sorted(map(int, _inner(counts, "as_of")))),
        only_by_year=units == _count(counts, "yearly"),
    )


def _year(field: Field, year: str, counts: Counts) -> YearTotal:
    units, total = _count(counts, "units"), cast(Exact, counts["sum"])
    value = float(Fraction(total) / units) if field.op is Operation.MEAN else plain(total)
    return YearTotal(int(year), value, units)


def _tally(field: Field, counts: Counts) -> TallyTotal:
    return TallyTotal(field, _count(counts, "units"), _count(counts, "asked"), _counted(counts, "values"))


def _inner(counts: Counts, name: str) -> Mapping[str, Counts]:
    return cast(Mapping[str, Counts], counts[name])


def _counted(counts: Counts, name: str) -> Mapping[str, int]:
    return cast(Mapping[str, int], counts[name])


def _count(counts: Counts, name: str) -> int:
    return cast(int, counts[name])
