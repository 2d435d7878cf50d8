"""Reports in; the consolidated report out: per point its figures and grouped records, each with its sources.

Pure: no file, no HTML, no clock. How a field is rolled up is said by its `x-consolidate` annotation.
A figure that a unit did not give is absent, never zero, and every total knows which units it covers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from tongket import text
from tongket.campaign import Answer, Report
from tongket.definition import Definition, Unit
from tongket.fields import Field, Kind, Point
from tongket.frontmatter import JsonPath

Number = int | float


@dataclass(frozen=True)
class Source:
    """Where a value comes from: the unit and the place in its file. `line` starts at 1."""

    unit: Unit
    path: str
    line: int


@dataclass(frozen=True)
class Amount:
    """One unit's number."""

    value: Number
    source: Source


@dataclass(frozen=True)
class YearTotal:
    """All units' number for one year, and the units' own numbers it adds up."""

    year: int
    value: Number
    amounts: tuple[Amount, ...]


@dataclass(frozen=True)
class Figure:
    """A number rolled up over the units (`op`: sum or mean). `value` is None when no unit gave it.

    A unit that gave one total for the whole period counts in `value` but in no year.
    """

    field: Field
    amounts: tuple[Amount, ...]
    years: tuple[YearTotal, ...]
    missing: tuple[Unit, ...]

    @cached_property
    def value(self) -> Number | None:
        """The total, or the mean where the annotation says so."""
        return _roll_up(self.field.op, [amount.value for amount in self.amounts])

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


@dataclass(frozen=True)
class Breakdown:
    """A number by named part; each part is a figure of its own."""

    field: Field
    parts: tuple[Figure, ...]
    units: tuple[Unit, ...]
    missing: tuple[Unit, ...]

    @property
    def value(self) -> Number | None:
        """The parts rolled up as each part is: their sum, or their mean."""
        return _roll_up(self.field.op, [part.value for part in self.parts if part.value is not None])


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
    def total(self) -> int:
        """How many choices were made."""
        return sum(len(share.sources) for share in self.shares)


@dataclass(frozen=True)
class Item:
    """One record (or one sentence, under the name of its field) and where it stands."""

    values: Mapping[str, object]
    source: Source


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
    def items(self) -> tuple[Item, ...]:
        """All items, group by group."""
        return tuple(item for group in self.groups for item in group.items)


Part = Figure | Breakdown | Tally | Collection


@dataclass(frozen=True)
class UnitAnswer:
    """What one unit wrote on a point: how fully, its Markdown, and where it stands."""

    answer: Answer
    text: str
    words: int
    source: Source


@dataclass(frozen=True)
class PointSummary:
    """One point over all counted units."""

    point: Point
    parts: tuple[Part, ...]
    answers: tuple[UnitAnswer, ...]

    def of(self, answer: Answer) -> tuple[UnitAnswer, ...]:
        """Return the answers of one degree."""
        return tuple(one for one in self.answers if one.answer is answer)


@dataclass(frozen=True)
class Consolidated:
    """The consolidated report's computed part. `units` are counted, `left_out` had to report but are not."""

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
        for part in self.parts.values():
            if isinstance(part, Collection):
                for column in part.field.columns:
                    if column.role == "addressee":
                        yield part, column


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


def _figure(field: Field, reports: list[Report], missing: tuple[Unit, ...], path: JsonPath, op: str) -> Figure:
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
            value = _roll_up(op, list(value.values()))
        amounts.append(Amount(value, _source(report, path)))
    totals = tuple(YearTotal(year, _roll_up(op, [amount.value for amount in years[year]]), tuple(years[year])) for year in sorted(years))
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


def _roll_up(op: str, values: list[Number]) -> Number | None:
    if not values:
        return None
    return sum(values) / len(values) if op == "mean" else sum(values)
