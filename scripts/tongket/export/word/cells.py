"""Values of a report in; the texts of table cells, and tables of numbers by year, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongket import words
from tongket.consolidating import Number
from tongket.definition.fields import Field, Kind, OverYears
from tongket.export.word.blocks import Table

#: More years than this stand below one another: beside one another they would leave no room for their numbers.
_YEARS_ACROSS = 5
#: What the number that a figure's years make is called at their end.
_WHOLES = {
    OverYears.SUM: words.say("word.sum"),
    OverYears.LAST: words.say("word.last"),
    OverYears.MEAN: words.say("word.mean"),
}


def text(column: Field, value: object) -> str:
    """Write one value of a record, empty where it was not given."""
    if value is None:
        return ""
    if isinstance(value, float) or (column.unit and isinstance(value, int)):
        return words.number(value)  # a whole number without a unit is a year or an ordinal
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if column.kind is Kind.DATE:
        return words.day(date.fromisoformat(str(value)))
    return column.label(value)


def number(value: Number | None) -> str:
    """Write a number, empty where none was given."""
    return "" if value is None else words.number(value)


def amount(value: object) -> Number | None:
    """Return a value that is a number, None for any other."""
    return value if isinstance(value, int | float) else None


def titled(field: Field) -> str:
    """Write a figure's title with what it counts."""
    return f"{field.title} ({field.unit})" if field.unit else field.title


@dataclass(frozen=True)
class YearRow:
    """A figure by year. `whole` is the number of the period that the years make, None where they make none."""

    title: str
    years: Mapping[int, Number]
    how: OverYears
    whole: Number | None


def by_year(rows: Sequence[YearRow], caption: str) -> Table:
    """Set figures by year; at the end a column for each way in which some figure's years make one number."""
    years = sorted({year for row in rows for year in row.years})
    ways = [how for how in _WHOLES if any(row.how is how and row.whole is not None for row in rows)]
    heads = (*map(str, years), *(_WHOLES[how] for how in ways))
    lines = [
        (
            row.title,
            *(number(row.years.get(year)) for year in years),
            *(number(row.whole) if row.how is how else "" for how in ways),
        )
        for row in rows
    ]
    if len(years) <= _YEARS_ACROSS:
        return Table((words.say("word.figure"), *heads), lines, caption=caption)
    first, *rest = zip((words.say("word.year"), *heads), *lines, strict=True)
    return Table(first, rest, caption=caption)
