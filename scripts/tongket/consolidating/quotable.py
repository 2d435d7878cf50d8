"""The consolidated report in; every value that prose may quote, by name, out.

The names form a closed grammar: a field of the report, or the field of the units, then at most two
parts: a year, an allowed value, a part of a breakdown, or one of the measures listed below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tongket import words
from tongket.campaign import Campaign
from tongket.consolidating.model import (
    Amount,
    Breakdown,
    Collection,
    Consolidated,
    Figure,
    Number,
    Part,
    Source,
    Tally,
    YearTotal,
)

#: What can be quoted: a value that bears no name (a free wording, an empty group) can't.
NAME = r"[\w-]+(?:\.[\w-]+){0,2}"

#: Measures of a figure, by the last part of the name: numbers over the units, names of units, years.
_NUMBERS: Mapping[str, Callable[[Figure], Number | None]] = {
    "so_don_vi": lambda figure: len(figure.units),
    "thap_nhat": lambda figure: figure.minimum.value if figure.minimum else None,
    "cao_nhat": lambda figure: figure.maximum.value if figure.maximum else None,
    "trung_vi": lambda figure: figure.median,
    "trung_binh": lambda figure: figure.mean,
}
_UNITS: Mapping[str, Callable[[Figure], Amount | None]] = {
    "don_vi_thap_nhat": lambda figure: figure.minimum,
    "don_vi_cao_nhat": lambda figure: figure.maximum,
}
_YEARS: Mapping[str, Callable[[Figure], YearTotal | None]] = {
    "nam_thap_nhat": lambda figure: min(figure.years, key=lambda year: year.value, default=None),
    "nam_cao_nhat": lambda figure: max(figure.years, key=lambda year: year.value, default=None),
}


@dataclass(frozen=True)
class Value:
    """One quotable value.

    `text` is how it is printed, `number` is None for a name, `point` is where it is shown.
    """

    name: str
    number: Number | None
    text: str
    point: str = ""
    sources: tuple[Source, ...] = ()


def values(campaign: Campaign, consolidated: Consolidated) -> dict[str, Value]:
    """Return every quotable value by name, in a stable order."""
    named = list(_units(campaign, consolidated))
    for summary in consolidated.points:
        for part in summary.parts:
            named += _named(part, summary.point.id)
    found: dict[str, Value] = {}
    for value in named:
        if re.fullmatch(NAME, value.name):
            found.setdefault(value.name, value)
    return found


def _units(campaign: Campaign, consolidated: Consolidated) -> Iterator[Value]:
    """Yield how many units there are, by standing. A report's standing needs no clock: it says when it was sent."""
    name = campaign.definition.schema.roles["unit"]
    late = sum(1 for report in campaign.counted if report.sent and report.sent >= campaign.definition.due)
    for measure, count in (
        ("tong_so", len(campaign.expected)),
        ("da_nop", len(consolidated.units)),
        ("chua_nop", len(consolidated.left_out)),
        ("tre_han", late),
        ("dung_han", len(consolidated.units) - late),
    ):
        yield Value(f"{name}.{measure}", count, words.number(count))


def _named(part: Part, point: str) -> Iterator[Value]:
    name = part.field.name
    match part:
        case Figure():
            yield from _figure(part, name, point)
        case Breakdown():
            sources = tuple(amount.source for inner in part.parts for amount in inner.amounts)
            yield from _value(name, part.value, point, sources)
            yield from _value(f"{name}.so_don_vi", len(part.units), point)
            for inner in part.parts:
                yield from _figure(inner, f"{name}.{inner.field.name}", point)
        case Tally():
            yield from _value(name, part.total, point)
            yield from _shares(part, name, point)
        case Collection():
            yield from _value(name, len(part.items), point, tuple(item.source for item in part.items))
            yield from _value(f"{name}.so_don_vi", len(part.units), point)
            for tally in part.tallies:
                yield from _shares(tally, f"{name}.{tally.field.name}", point)
            yield from _short_names(part, name, point)


def _short_names(part: Collection, name: str, point: str) -> Iterator[Value]:
    """Yield the counts without the column's name; a value that two columns allow needs the long name."""
    columns = Counter(share.value for tally in part.tallies for share in tally.shares)
    for tally in part.tallies:
        yield from (value for value in _shares(tally, name, point) if columns[value.name.removeprefix(f"{name}.")] == 1)
    for group in part.groups:
        if group.key not in columns:
            sources = tuple(item.source for item in group.items)
            yield from _value(f"{name}.{group.key}", len(group.items), point, sources)


def _figure(figure: Figure, name: str, point: str) -> Iterator[Value]:
    yield from _value(name, figure.value, point, tuple(amount.source for amount in figure.amounts))
    for year in figure.years:
        yield from _value(f"{name}.{year.year}", year.value, point, tuple(amount.source for amount in year.amounts))
    for measure, of in _NUMBERS.items():
        yield from _value(f"{name}.{measure}", of(figure), point)
    for measure, amount_of in _UNITS.items():
        if amount := amount_of(figure):
            yield Value(f"{name}.{measure}", None, amount.source.unit.name, point)
    for measure, year_of in _YEARS.items():
        if total := year_of(figure):
            yield Value(f"{name}.{measure}", total.year, str(total.year), point)


def _shares(tally: Tally, name: str, point: str) -> Iterator[Value]:
    for share in tally.shares:
        yield from _value(f"{name}.{share.value}", len(share.sources), point, share.sources)


def _value(name: str, value: Number | None, point: str, sources: tuple[Source, ...] = ()) -> Iterator[Value]:
    if value is not None:
        yield Value(name, value, words.number(value), point, sources)
