"""Values of a report in; the texts of table cells, and tables of numbers by year, out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tongket import words
from tongket.consolidating import Number
from tongket.definition.fields import Field, Kind
from tongket.export.word.blocks import Table

#: More years than this stand below one another: beside one another they would leave no room for their numbers.
_YEARS_ACROSS = 5


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


def by_year(years: Sequence[int], rows: Sequence[Sequence[str]], caption: str) -> Table:
    """Set figures by year; a row holds a figure's title, its number for each year, and its sum."""
    heads = (*map(str, years), words.say("word.sum"))
    if len(years) <= _YEARS_ACROSS:
        return Table((words.say("word.figure"), *heads), rows, caption=caption)
    first, *lines = zip((words.say("word.year"), *heads), *rows, strict=True)
    return Table(first, lines, caption=caption)
