"""Values of a report in; the texts of table cells, and tables of numbers by year, out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tongket import words
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


def number(value: object) -> str:
    """Write a number, empty where none was given."""
    return "" if value is None else words.number(value)


def titled(field: Field) -> str:
    """Write a figure's title with what it counts."""
    return f"{field.title} ({field.unit})" if field.unit else field.title


def by_year(years: Sequence[int], rows: Sequence[Sequence[str]], caption: str) -> Table:
    """Set figures by year; a row holds a figure's title, its number for each year, and its sum."""
    lines = [("Chỉ tiêu", *map(str, years), "Cộng"), *rows]
    if len(years) > _YEARS_ACROSS:
        lines = [("Năm", *lines[0][1:]), *rows]
        lines = list(zip(*lines, strict=True))
    return Table(lines[0], lines[1:], caption=caption)
