"""Numbers, dates and standings in; the way they read in Vietnamese out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from markupsafe import Markup, escape

from tongket import words
from tongket.campaign import Answer
from tongket.definition.fields import Field, Kind, Operation, OverYears
from tongket.words import say

_SYMBOL = re.compile(r"[0-9]+[-/][^\s,;.()<>&]+")
#: A text longer than this gets a wide column.
_WIDE = 40
_MARKS = {Answer.ANSWERED: "●", Answer.THIN: "◐", Answer.MISSING: "○", Answer.NOT_ASKED: "·"}


def mark(answer: Answer) -> str:
    """Return the sign of an answer in a narrow table."""
    return _MARKS[answer]


def number(value: object) -> str:
    """Return 26.472 for 26472 and 97,55 for 97.5512; nothing for None, text as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    return words.number(value)


def day(value: object) -> str:
    """Return 31/12/2018 for a date or an ISO text; other text stays as it is."""
    found = _date(value)
    return words.day(found) if found else value if isinstance(value, str) else ""


def long_day(value: object) -> str:
    """Return the date as official documents write it; other text stays as it is."""
    found = _date(value)
    return words.long_day(found) if found else value if isinstance(value, str) else ""


def _date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def noun(field: Field) -> str:
    """Return what the items of a list are called: the schema's own word, where it has one."""
    return field.unit or (say("item.texts") if field.kind is Kind.TEXTS else say("item.records"))


def over_years(field: Field, years: Collection[int]) -> str:
    """Return what a number for the whole period is, where it is not the sum of its years; else nothing.

    `years` are the last years of which it was given, none where it was given for the whole period at once.
    """
    match field.over_years:
        case OverYears.LAST:
            return say("period.last-of", year=min(years)) if len(years) == 1 else say("period.last")
        case OverYears.MEAN:
            return say("period.mean") if years else ""
        case OverYears.NONE:
            return say("period.none") if years else ""
    return ""


def total_of(field: Field) -> str:
    """Return what the parts of a breakdown are rolled up to."""
    return say("total.mean") if field.op is Operation.MEAN else say("total.sum")


def shown(field: Field, value: object) -> str:
    """Return the text of one value of a report, whatever it holds."""
    if value is None:
        return ""
    if isinstance(value, bool) or str(value) in field.labels:
        return field.label(value)
    if isinstance(value, int | float):
        return number(value) if field.unit or isinstance(value, float) else str(value)
    if isinstance(value, list):
        return "; ".join(shown(field, item) for item in value)
    if isinstance(value, dict):
        columns = {column.name: column for column in field.columns}
        return "; ".join(_named(columns.get(name), field, name, inner) for name, inner in value.items())
    return day(value) if field.kind is Kind.DATE else str(value)


def cell(column: Field, value: object) -> Markup:
    """Return the cell of a record's column in a table: the wider texts as such, lists as lists."""
    if value is None:
        return Markup(f'<td{_width(column, "")}><span class="tk-trong" title="Không nêu">–</span></td>')
    written = shown(column, value)
    if isinstance(value, list):
        items = "".join(f"<li>{escape(shown(column, item))}</li> " for item in value)
        return Markup(f"<td{_width(column, written)}><ul>{items}</ul></td>")
    return Markup(f"<td{_width(column, written)}>{unbroken(written)}</td>")


def _width(column: Field, written: str) -> str:
    if column.kind in (Kind.NUMBER, Kind.DATE, Kind.FLAG):
        return ' class="tk-lien"'
    return ' class="tk-dai"' if len(written) > _WIDE else ""


def _named(column: Field | None, field: Field, name: str, value: object) -> str:
    return f"{column.title if column else name}: {shown(column or field, value)}"


def cut(written: str, count: int = 9) -> str:
    """Return the first words of a text."""
    parts = written.split()
    return written if len(parts) <= count + 2 else " ".join(parts[:count]) + "…"


def unbroken(written: str) -> Markup:
    """Return the text with document symbols such as 215-BC/HU kept on one line."""
    escaped = str(escape(written))
    return Markup(_SYMBOL.sub(r'<span class="tk-ky-hieu">\g<0></span>', escaped))


def listed(items: Sequence[str], separator: str) -> list[str]:
    """Return lines of an official list: each ends with the separator, the last with a full stop."""
    bare = [str(item).strip().rstrip(",;. ") for item in items]
    return [f"{item}{separator}" for item in bare[:-1]] + [f"{item}." for item in bare[-1:]]
