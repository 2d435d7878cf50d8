"""What a consolidated report is made of: figures, breakdowns, tallies and collections, each with its sources.

A figure that a unit did not give is absent, never zero, and every part knows its units: `units` gave it,
`missing` were asked and did not, `asked` are both together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import NamedTuple, TypeVar, overload

from tongket.campaign import Answer, Report
from tongket.definition import Definition, Unit
from tongket.definition.fields import Field, Operation, Point
from tongket.reading import JsonPath

Number = int | float
T = TypeVar("T")


class Late(Sequence[T]):
    """A sequence that is made only when it is looked into, and then once: most commands look into few."""

    def __init__(self, make: Callable[[], Iterable[T]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[T, ...]:
        return tuple(self._make())

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...

    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self._made[index]

    def __iter__(self) -> Iterator[T]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


class Source(NamedTuple):
    """Where a value comes from: the unit and the place in its file. `line` starts at 1."""

    unit: Unit
    path: str
    line: int


class Amount(NamedTuple):
    """One unit's number. `year` is the single year that it is of, None where it is of the whole period."""

    value: Number
    source: Source
    year: int | None = None


@dataclass(frozen=True)
class YearTotal:
    """The number of one year, and the units' own numbers that are rolled up in it."""

    year: int
    value: Number
    amounts: tuple[Amount, ...]


@dataclass(frozen=True)
class Figure:
    """A number rolled up over the units (`op`: sum or mean), `units` those that gave it in any form.

    `amounts` are the units' numbers for the period: their years rolled up (`over_years`), or the one total they
    gave, which counts in no year. Where years are never rolled up (`over_years`: none) there are no amounts; a
    unit that gave one total nevertheless has it on its own page only.
    """

    field: Field
    amounts: tuple[Amount, ...]
    years: tuple[YearTotal, ...]
    units: tuple[Unit, ...]
    missing: tuple[Unit, ...] = ()

    @cached_property
    def value(self) -> Number | None:
        """The total, or the mean where the annotation says so; None when no unit has a number for the period."""
        return roll_up(self.field.op, [amount.value for amount in self.amounts]) if self.amounts else None

    @property
    def asked(self) -> tuple[Unit, ...]:
        """The units that gave it, then those that should have."""
        return (*self.units, *self.missing)

    @property
    def as_of(self) -> tuple[int, ...]:
        """The years that the amounts are of, where they are of single years; several when units end differently."""
        return tuple(sorted({amount.year for amount in self.amounts if amount.year is not None}))

    @property
    def only_by_year(self) -> bool:
        """Whether every unit that gave the figure gave it by year, so that the years leave none of them out."""
        yearly = {amount.source.unit.id for total in self.years for amount in total.amounts}
        return all(unit.id in yearly for unit in self.units)

    @property
    def minimum(self) -> Amount | None:
        """The smallest amount, the first unit's where several are equal."""
        return min(self.amounts, key=lambda amount: amount.value, default=None)

    @property
    def maximum(self) -> Amount | None:
        """The largest amount, the first unit's where several are equal."""
        return max(self.amounts, key=lambda amount: amount.value, default=None)

    @property
    def median(self) -> Number | None:
        """The median of the units' amounts."""
        return median(amount.value for amount in self.amounts) if self.amounts else None

    @property
    def mean(self) -> Number | None:
        """The mean of the units' amounts."""
        return mean([amount.value for amount in self.amounts]) if self.amounts else None


@dataclass(frozen=True)
class Breakdown:
    """A number by named part; each part is a figure of its own."""

    field: Field
    parts: tuple[Figure, ...]
    units: tuple[Unit, ...]
    missing: tuple[Unit, ...]

    @property
    def asked(self) -> tuple[Unit, ...]:
        """The units that gave it, then those that should have."""
        return (*self.units, *self.missing)

    @property
    def value(self) -> Number | None:
        """The parts rolled up as each part is: their sum, or their mean."""
        values = [part.value for part in self.parts if part.value is not None]
        return roll_up(self.field.op, values) if values else None


@dataclass(frozen=True)
class Share:
    """One allowed value of a choice: who chose it, or which items bear it."""

    value: str
    label: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Tally:
    """How often each allowed value was chosen, in the schema's order, unused values included."""

    field: Field
    shares: tuple[Share, ...]
    missing: tuple[Unit, ...] = ()

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that chose, or whose items bear a value."""
        return tuple(dict.fromkeys(source.unit for share in self.shares for source in share.sources))

    @property
    def asked(self) -> tuple[Unit, ...]:
        """The units that chose, then those that should have."""
        return (*self.units, *self.missing)

    @property
    def total(self) -> int:
        """How many choices were made."""
        return sum(len(share.sources) for share in self.shares)


@dataclass(frozen=True, slots=True)
class Item:
    """One record (or one sentence, under the name of its field) and where it stands."""

    values: Mapping[str, object]
    source: Source


@dataclass(frozen=True)
class Cluster:
    """Items in nearly the same words. `units` are those that raise it, in the items' order."""

    items: tuple[Item, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Group:
    """Items that share the value of the grouping column; `key` is empty where nothing groups."""

    key: str
    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Collection:
    """Everything the units listed under one field, grouped as the annotation says.

    `tallies` counts the items by each column of allowed values.
    """

    field: Field
    groups: tuple[Group, ...]
    tallies: tuple[Tally, ...]
    units: tuple[Unit, ...]
    missing: tuple[Unit, ...]

    @property
    def asked(self) -> tuple[Unit, ...]:
        """The units that listed something, then those that should have."""
        return (*self.units, *self.missing)

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, group by group."""
        return tuple(item for group in self.groups for item in group.items)

    @cached_property
    def compared(self) -> dict[int, tuple[Cluster, ...]]:
        """The clusters of groups that were asked for, by the identity of a group's items (see `likeness`)."""
        return {}


Part = Figure | Breakdown | Tally | Collection


@dataclass(frozen=True, slots=True)
class UnitAnswer:
    """What one unit wrote on a point: how fully, its Markdown, and where it stands. A unit may not be asked at all."""

    answer: Answer
    text: str
    words: int
    source: Source


@dataclass(frozen=True)
class PointSummary:
    """One point over all counted units.

    A unit that is not asked the point (by its kind) may speak to it nevertheless. What it gives counts like any
    other's, and for that the unit is among the asked; what it does not give is not missing.
    """

    point: Point
    parts: Sequence[Part]
    answers: Sequence[UnitAnswer]

    @property
    def asked(self) -> tuple[Unit, ...]:
        """The units that should answer, and those that answer without being asked."""
        return tuple(one.source.unit for one in self.answers if one.answer is not Answer.NOT_ASKED)

    def of(self, answer: Answer) -> tuple[UnitAnswer, ...]:
        """Return the answers of one degree."""
        return tuple(one for one in self.answers if one.answer is answer)


@dataclass(frozen=True)
class Consolidated:
    """The consolidated report's computed part. `units` are counted, `left_out` had to report but are not.

    The summaries are made when they are looked into: what shows one point rolls up that point only.
    """

    definition: Definition
    units: tuple[Unit, ...]
    left_out: tuple[Unit, ...]
    points: tuple[PointSummary, ...]

    @cached_property
    def by_point(self) -> dict[str, PointSummary]:
        """The summaries by the point's number."""
        return {summary.point.id: summary for summary in self.points}

    @cached_property
    def parts(self) -> dict[str, Part]:
        """The rolled-up fields by name."""
        return {part.field.name: part for summary in self.points for part in summary.parts}

    def addressed(self) -> Iterator[tuple[Collection, Field]]:
        """Yield every collection that has a column naming an addressee, with that column."""
        for summary in self.points:
            if any(column.role == "addressee" for field in summary.point.fields for column in field.columns):
                for part in summary.parts:
                    if isinstance(part, Collection):
                        yield from ((part, column) for column in part.field.columns if column.role == "addressee")


def source(report: Report, path: JsonPath) -> Source:
    """Return where the value at a path of a report stands."""
    return Source(report.unit, report.path, report.line(path))


def roll_up(op: Operation, values: Sequence[Number]) -> Number:
    """Roll up at least one number, as the annotation says: their mean, or their sum."""
    return mean(values) if op is Operation.MEAN else sum(values)


def mean(values: Sequence[Number]) -> float:
    """Return the mean of at least one number."""
    return sum(values) / len(values)
