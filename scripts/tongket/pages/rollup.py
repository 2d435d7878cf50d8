"""The summary of one point in; its figures side by side, with every unit's own numbers, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from tongket.consolidating import Amount, Breakdown, Collection, Figure, PointSummary, Tally
from tongket.definition import Unit
from tongket.definition.fields import Field
from tongket.pages import charts
from tongket.pages.charts import Chart


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
    """The parts of a point by their form. `columns` are the fields of `units`, a table of all units' numbers."""

    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...]
    tallies: tuple[Tally, ...]
    collections: tuple[Collection, ...]
    years: tuple[int, ...]
    columns: tuple[Field, ...]
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
    columns = [(figure.field, {amount.source.unit.id: amount for amount in figure.amounts}) for figure in figures]
    columns += [(breakdown.field, _sums(breakdown)) for breakdown in breakdowns]
    rows = (UnitRow(unit, tuple(given.get(unit.id) for _, given in columns)) for unit in units)
    return Rollup(
        figures=figures,
        breakdowns=breakdowns,
        tallies=tuple(part for part in summary.parts if isinstance(part, Tally)),
        collections=tuple(part for part in summary.parts if isinstance(part, Collection)),
        years=years,
        columns=tuple(field for field, _ in columns),
        units=tuple(row for row in rows if any(row.amounts)),
        series=tuple(_series(figure, units, years) for figure in figures if figure.years),
    )


def units_by_year(figure: Figure) -> int:
    """Return how many units gave a figure year by year."""
    return len({amount.source.unit.id for total in figure.years for amount in total.amounts})


def of_year(figure: Figure, year: int) -> object:
    """Return the total of one year, None where no unit gave one."""
    return next((total.value for total in figure.years if total.year == year), None)


def _drawn(found: Iterable[Chart | None]) -> tuple[Chart, ...]:
    return tuple(chart for chart in found if chart)


def _sums(breakdown: Breakdown) -> dict[str, Amount]:
    """Add up each unit's parts."""
    sums: dict[str, Amount] = {}
    for part in breakdown.parts:
        for amount in part.amounts:
            before = sums.get(amount.source.unit.id)
            sums[amount.source.unit.id] = Amount(amount.value + before.value, before.source) if before else amount
    return sums


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
