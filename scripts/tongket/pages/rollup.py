"""The summary of one point in; its figures side by side, with every unit's own numbers, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from tongket.consolidating import Amount, Breakdown, Collection, Figure, Part, PointSummary, Tally
from tongket.definition import Unit
from tongket.definition.fields import Field, Operation
from tongket.pages import charts, shown
from tongket.pages.charts import Chart


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
class Rollup:
    """The parts of a point by their form. `columns` head `units`, a table of all units' numbers."""

    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...]
    tallies: tuple[Tally, ...]
    collections: tuple[Collection, ...]
    years: tuple[int, ...]
    columns: tuple[Column, ...]
    units: tuple[UnitRow, ...]
    series: tuple[Series, ...]

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


def roll_up(summary: PointSummary, units: tuple[Unit, ...]) -> Rollup:
    """Arrange a point's parts for showing."""
    figures = tuple(part for part in summary.parts if isinstance(part, Figure))
    breakdowns = tuple(part for part in summary.parts if isinstance(part, Breakdown))
    years = tuple(sorted({total.year for figure in figures for total in figure.years}))
    columns = [(_column(figure), _by_unit(figure.amounts)) for figure in figures if figure.amounts]
    columns += [(Column(breakdown.field), _totals(breakdown)) for breakdown in breakdowns]
    rows = (UnitRow(unit, tuple(given.get(unit.id) for _, given in columns)) for unit in units)
    return Rollup(
        figures=figures,
        breakdowns=breakdowns,
        tallies=tuple(part for part in summary.parts if isinstance(part, Tally)),
        collections=tuple(part for part in summary.parts if isinstance(part, Collection)),
        years=years,
        columns=tuple(column for column, _ in columns),
        units=tuple(row for row in rows if any(row.amounts)),
        series=tuple(_series(figure, units, years) for figure in figures if figure.years),
    )


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


def _series(figure: Figure, units: tuple[Unit, ...], years: tuple[int, ...]) -> Series:
    by_unit: dict[str, dict[int, Amount]] = {}
    for total in figure.years:
        for amount in total.amounts:
            by_unit.setdefault(amount.source.unit.id, {})[total.year] = amount
    return Series(figure, tuple(_rows(by_unit, units, years)))


def _rows(by_unit: dict[str, dict[int, Amount]], units: tuple[Unit, ...], years: tuple[int, ...]) -> Iterator[UnitRow]:
    for unit in units:
        if unit.id in by_unit:
            yield UnitRow(unit, tuple(by_unit[unit.id].get(year) for year in years))
