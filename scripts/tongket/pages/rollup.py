"""The summary of one point in; its figures side by side, with every unit's own numbers, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tongket.consolidating import (
    Amount,
    Breakdown,
    Collection,
    Figure,
    Item,
    Part,
    PointSummary,
    Source,
    Tally,
    UnitAnswer,
    likeness,
)
from tongket.definition import Unit
from tongket.definition.fields import Field, Operation
from tongket.pages import charts, shown
from tongket.pages.charts import Chart

#: So many of the items that several units raise are shown before all items.
_FREQUENT = 10


@dataclass(frozen=True)
class Coverage:
    """How many units gave something, of those that are asked for it."""

    given: int
    asked: int


@dataclass(frozen=True)
class Column:
    """A field in the table of all units' numbers; `note` says what they are, where they are no sums of years."""

    field: Field
    note: str = ""


@dataclass(frozen=True)
class UnitRow:
    """One unit's numbers, in the order of the columns; None where it gave none."""

    unit: Unit
    amounts: tuple[Amount | None, ...]


@dataclass(frozen=True)
class Series:
    """One figure of the units that gave it by year."""

    figure: Figure
    rows: tuple[UnitRow, ...]


@dataclass(frozen=True)
class Frequent:
    """What several units say in nearly the same words: the first one's words, the group, the units."""

    wording: str
    group: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Rollup:
    """The parts of a point by their form, and the numbers of the units `shown`, unit by unit.

    Where those are only some of all units, tallies and collections are those units' own; figures and breakdowns
    always cover all.
    """

    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...]
    tallies: tuple[Tally, ...]
    collections: tuple[Collection, ...]
    given: Sequence[UnitAnswer]
    years: tuple[int, ...]
    shown: tuple[Unit, ...]
    whole: Rollup | None = None

    @cached_property
    def yearly_charts(self) -> tuple[Chart, ...]:
        """The figures drawn year by year."""
        return _drawn(charts.by_year(figure) for figure in self.figures)

    @cached_property
    def chart_of(self) -> dict[str, Chart]:
        """The drawing of a list or a choice, by its field's name; those that are worth one."""
        drawn = [(part.field.name, charts.by_group(part)) for part in self.collections]
        drawn += [(part.field.name, charts.by_share(part)) for part in self.tallies]
        return {name: chart for name, chart in drawn if chart}

    @property
    def empty(self) -> bool:
        """Whether the point asks for no data at all."""
        return not (self.figures or self.breakdowns or self.tallies or self.collections)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The heads of `units`, a table of the shown units' numbers."""
        return tuple(column for column, _ in self._all._columns)

    @cached_property
    def units(self) -> tuple[UnitRow, ...]:
        """The numbers of the shown units, without those that gave none."""
        columns = [given for _, given in self._all._columns]
        rows = (UnitRow(unit, tuple(given.get(unit.id) for given in columns)) for unit in self.shown)
        return tuple(row for row in rows if any(row.amounts))

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """The numbers of the shown units year by year, figure by figure; without those that none gave."""
        found = ((figure, tuple(_rows(given, self.shown, self.years))) for figure, given in self._all._by_year)
        return tuple(Series(figure, rows) for figure, rows in found if rows)

    def of(self, units: tuple[Unit, ...]) -> Rollup:
        """Return the same with the numbers, choices and items of some units only."""
        return replace(
            self,
            tallies=tuple(part.of(units) for part in self._all._chosen),
            collections=tuple(part.of(units) for part in self._all._listed),
            shown=units,
            whole=self._all,
        )

    @property
    def answers(self) -> Iterator[UnitAnswer]:
        """What the shown units wrote."""
        found = self._all._answer_of
        return (found[unit.id] for unit in self.shown if unit.id in found)

    @property
    def _all(self) -> Rollup:
        return self.whole or self

    @cached_property
    def _columns(self) -> tuple[tuple[Column, dict[str, Amount]], ...]:
        """The columns of `units`, each with the units' numbers by the unit's id."""
        columns = [(_column(figure), _by_unit(figure.amounts)) for figure in self.figures if figure.amounts]
        return (*columns, *((Column(breakdown.field), _totals(breakdown)) for breakdown in self.breakdowns))

    @cached_property
    def _by_year(self) -> tuple[tuple[Figure, dict[str, dict[int, Amount]]], ...]:
        return tuple((figure, _yearly(figure)) for figure in self.figures if figure.years)

    @cached_property
    def _answer_of(self) -> dict[str, UnitAnswer]:
        return {one.source.unit.id: one for one in self.given}

    @cached_property
    def _chosen(self) -> tuple[_Chosen, ...]:
        return tuple(map(_Chosen, self.tallies))

    @cached_property
    def _listed(self) -> tuple[_Listed, ...]:
        return tuple(map(_Listed, self.collections))


class _Chosen:
    """A tally whose choices are found by unit."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.missing = {unit.id for unit in tally.missing}
        self.by_unit: dict[str, list[tuple[int, Source]]] = {}
        for index, share in enumerate(tally.shares):
            for source in share.sources:
                self.by_unit.setdefault(source.unit.id, []).append((index, source))

    def of(self, units: tuple[Unit, ...]) -> Tally:
        """Return the tally of some units."""
        chosen = [one for unit in units for one in self.by_unit.get(unit.id, ())]
        shares = (
            replace(share, sources=tuple(source for at, source in chosen if at == index))
            for index, share in enumerate(self.tally.shares)
        )
        return Tally(self.tally.field, tuple(shares), tuple(unit for unit in units if unit.id in self.missing))


class _Listed:
    """A collection whose items are found by unit."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.units, self.missing = ({unit.id for unit in own} for own in (collection.units, collection.missing))
        self.by_unit: dict[str, list[tuple[int, int, Item]]] = {}
        for index, group in enumerate(collection.groups):
            for place, item in enumerate(group.items):
                self.by_unit.setdefault(item.source.unit.id, []).append((index, place, item))

    def of(self, units: tuple[Unit, ...]) -> Collection:
        """Return the collection of some units, its items in the order that they have among all."""
        listed = sorted((one for unit in units for one in self.by_unit.get(unit.id, ())), key=lambda one: one[:2])
        items: dict[int, list[Item]] = {}
        for index, _, item in listed:
            items.setdefault(index, []).append(item)
        return replace(
            self.collection,
            groups=tuple(replace(self.collection.groups[index], items=tuple(own)) for index, own in items.items()),
            tallies=(),
            units=tuple(unit for unit in units if unit.id in self.units),
            missing=tuple(unit for unit in units if unit.id in self.missing),
        )


def roll_up(summary: PointSummary, units: tuple[Unit, ...]) -> Rollup:
    """Arrange a point's parts for showing, with the numbers of all `units`."""
    figures = tuple(part for part in summary.parts if isinstance(part, Figure))
    return Rollup(
        figures=figures,
        breakdowns=tuple(part for part in summary.parts if isinstance(part, Breakdown)),
        tallies=tuple(part for part in summary.parts if isinstance(part, Tally)),
        collections=tuple(part for part in summary.parts if isinstance(part, Collection)),
        given=summary.answers,
        years=tuple(sorted({total.year for figure in figures for total in figure.years})),
        shown=units,
    )


def frequent(collection: Collection) -> tuple[Frequent, ...]:
    """Return the items that most units raise, at most `_FREQUENT`, none that only one raises."""
    found = [
        Frequent(likeness.wording(collection, cluster.items[0]), group.label, cluster.units)
        for group in collection.groups
        for cluster in likeness.clusters(collection, group.items)
        if len(cluster.units) > 1
    ]
    return tuple(sorted(found, key=lambda one: -len(one.units))[:_FREQUENT])


def units_by_year(figure: Figure) -> int:
    """Return how many units gave a figure year by year."""
    return len(_last_years(figure))


def coverage(part: Part) -> Coverage:
    """Tell how many units a part covers, of those that are asked for it."""
    return Coverage(len(part.units), len(part.asked))


def last_years(figure: Figure) -> set[int]:
    """Return the last years that units gave: one, where all give the same."""
    return set(_last_years(figure).values())


def of_year(figure: Figure, year: int) -> object:
    """Return the total of one year, None where no unit gave one."""
    return next((total.value for total in figure.years if total.year == year), None)


def _drawn(found: Iterable[Chart | None]) -> tuple[Chart, ...]:
    return tuple(chart for chart in found if chart)


def _last_years(figure: Figure) -> dict[str, int]:
    """Return the last year that each unit gave, by the unit's id; years come in order."""
    return {amount.source.unit.id: total.year for total in figure.years for amount in total.amounts}


def _column(figure: Figure) -> Column:
    return Column(figure.field, shown.over_years(figure.field, last_years(figure)))


def _by_unit(amounts: Iterable[Amount]) -> dict[str, Amount]:
    return {amount.source.unit.id: amount for amount in amounts}


def _totals(breakdown: Breakdown) -> dict[str, Amount]:
    """Roll up each unit's parts as the parts of all units are: to their sum, or their mean."""
    given: dict[str, list[Amount]] = {}
    for part in breakdown.parts:
        for amount in part.amounts:
            given.setdefault(amount.source.unit.id, []).append(amount)
    mean = breakdown.field.op is Operation.MEAN
    sums = {unit: (sum(one.value for one in amounts), amounts) for unit, amounts in given.items()}
    return {unit: Amount(total / len(own) if mean else total, own[0].source) for unit, (total, own) in sums.items()}


def _yearly(figure: Figure) -> dict[str, dict[int, Amount]]:
    """Return each unit's numbers by year, by the unit's id."""
    found: dict[str, dict[int, Amount]] = {}
    for total in figure.years:
        for amount in total.amounts:
            found.setdefault(amount.source.unit.id, {})[total.year] = amount
    return found


def _rows(by_unit: dict[str, dict[int, Amount]], units: tuple[Unit, ...], years: tuple[int, ...]) -> Iterator[UnitRow]:
    for unit in units:
        if unit.id in by_unit:
            yield UnitRow(unit, tuple(by_unit[unit.id].get(year) for year in years))
