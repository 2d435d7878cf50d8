"""Numbers and dates in; how Vietnamese officials write them out."""

from __future__ import annotations

import re
from datetime import date


def number(value: int | float) -> str:
    """Write a number with dots between thousands and a decimal comma, at most two decimals: 26.472; 97,55."""
    written = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.translate(str.maketrans(",.", ".,"))


def percent(part: int | float, whole: int | float) -> str:
    """Write a share as a percentage: 97,55%."""
    return f"{number(100 * part / whole)}%"


def day(value: date) -> str:
    """Write a date as in tables: 03/12/2018."""
    return value.strftime("%d/%m/%Y")


def long_day(value: date) -> str:
    """Write a date as on a document: ngày 03 tháng 12 năm 2018; months 1 and 2 bear a zero too (HD36)."""
    month = f"{value.month:02}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02} tháng {month} năm {value.year}"


def read_number(written: str) -> int | float | None:
    """Read a number as officials write it; None where it is none."""
    if len(written) > 30:  # no quantity is so long, and reading it would take too long
        return None
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+", written):
        return int(written.replace(".", ""))
    if re.fullmatch(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[0-9]+", written):
        return float(written.replace(".", "").replace(",", "."))
    return None
