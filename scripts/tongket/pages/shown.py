"""Numbers, dates and standings in; the way they read in Vietnamese out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup, escape

from tongket import words
from tongket.campaign import Answer, State, Status
from tongket.definition.fields import Field, Kind

_SYMBOL = re.compile(r"[0-9]+[-/][^\s,;.()<>&]+")

STATES = {
    State.ON_TIME: "Đã nộp đúng hạn",
    State.LATE: "Đã nộp, trễ hạn",
    State.INVALID: "Cần chỉnh lý",
    State.DRAFT: "Đang nhập liệu",
    State.NOT_FILED: "Chưa nộp",
    State.EXCLUDED: "Không thuộc diện báo cáo",
}
ANSWERS = {Answer.ANSWERED: "Đã trả lời", Answer.THIN: "Trả lời còn sơ sài", Answer.MISSING: "Chưa trả lời"}
MARKS = {Answer.ANSWERED: "●", Answer.THIN: "◐", Answer.MISSING: "○"}
KINDS = {
    Kind.FIGURE: "Số liệu: một tổng số cho cả giai đoạn, hoặc từng năm một số",
    Kind.BREAKDOWN: "Số liệu chia theo loại",
    Kind.RECORDS: "Danh mục, mỗi mục gồm nhiều ô",
    Kind.TEXTS: "Danh sách ý, mỗi ý một dòng",
    Kind.CHOICE: "Chọn một trong các giá trị cho sẵn",
    Kind.NUMBER: "Một số",
    Kind.FLAG: "Có hoặc không",
    Kind.DATE: "Ngày",
    Kind.GROUP: "Khối gồm các mục con",
    Kind.TEXT: "Chữ",
}
OPERATIONS = {
    "sum": "Cộng số của các đơn vị; đơn vị không nêu thì không tính là 0",
    "mean": "Lấy trung bình của các đơn vị có nêu",
    "count": "Đếm số đơn vị theo từng giá trị",
    "list": "Gom mục của mọi đơn vị, ghi rõ đơn vị nêu",
    "none": "Không tổng hợp, chỉ hiện ở trang của đơn vị",
}


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


def standing(status: Status) -> str:
    """Return where a unit stands, with the days it is late."""
    if not status.days:
        return STATES[status.state]
    if status.state is State.LATE:
        return f"Đã nộp, trễ {number(status.days)} ngày"
    return f"{STATES[status.state]}, quá hạn {number(status.days)} ngày"


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
        titles = {column.name: column for column in field.columns}
        return "; ".join(f"{titles[name].title if name in titles else name}: {shown(titles.get(name, field), inner)}" for name, inner in value.items())
    return day(value) if field.kind is Kind.DATE else str(value)


def cut(words: str, count: int = 9) -> str:
    """Return the first words of a text."""
    parts = words.split()
    return words if len(parts) <= count + 2 else " ".join(parts[:count]) + "…"


def unbroken(words: str) -> Markup:
    """Return the text with document symbols such as 215-BC/HU kept on one line."""
    escaped = str(escape(words))
    return Markup(_SYMBOL.sub(r'<span class="tk-ky-hieu">\g<0></span>', escaped))


def listed(items: Sequence[str], separator: str) -> list[str]:
    """Return lines of an official list: each ends with the separator, the last with a full stop."""
    bare = [str(item).strip().rstrip(",;. ") for item in items]
    return [f"{item}{separator}" for item in bare[:-1]] + [f"{item}." for item in bare[-1:]]
