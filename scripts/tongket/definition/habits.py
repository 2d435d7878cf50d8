"""A value that is not in the form the schema asks for in; what was meant by it, in that form, out."""

from __future__ import annotations

import re
from datetime import date

_WHOLE = re.compile(r"[0-9]{1,3}(?:[.,\s][0-9]{3})+|[0-9]+")
_DECIMAL_COMMA = re.compile(r"(-?[0-9]{1,9}),([0-9]{1,2})\s*%?")
_DAY_FIRST = re.compile(
    r"(?:ngày\s+)?([0-9]{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)([0-9]{1,2})(?:\s*[/.-]\s*|\s+năm\s+)([0-9]{4})",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")


def whole_number(found: object) -> str | None:
    """Return 26472 for 26.472, 26,472, "26 472" or "26472", None where no whole number was meant."""
    if isinstance(found, str) and _WHOLE.fullmatch(found.strip()):
        return re.sub(r"[^0-9]", "", found)
    return None


def decimal(found: object) -> str | None:
    """Return 97.5 for "97,5" or "97,5%", None where no decimal comma was meant."""
    match = _DECIMAL_COMMA.fullmatch(found.strip()) if isinstance(found, str) else None
    return f"{match[1]}.{match[2]}" if match else None


def day(found: object) -> str | None:
    """Return the ISO form of a date written day first or with other signs, None where it is no date."""
    written = str(found).strip()
    if match := _DAY_FIRST.fullmatch(written):
        parts = match.group(3, 2, 1)
    elif match := _YEAR_FIRST.fullmatch(written):
        parts = match.group(1, 2, 3)
    else:
        return None
    try:
        return date(*map(int, parts)).isoformat()
    except ValueError:
        return None


def looks_like_iso(found: object) -> bool:
    """Tell whether a value has the form of an ISO date, be it a real day or not."""
    return bool(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", str(found)))
