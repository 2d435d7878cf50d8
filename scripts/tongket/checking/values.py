"""A document in; values that contradict each other or the campaign's period, as problems, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tongket.definition import Definition
from tongket.definition.fields import Field, Kind
from tongket.problems import Problem, error
from tongket.reading import Document
from tongket.reading.frontmatter import JsonPath

#: Only dates in this form can be compared as text; what else is wrong with them the schema says.
_ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check_years(document: Document, definition: Definition) -> Iterator[Problem]:
    """Years and dates of what is reported lie inside the campaign's period."""
    for field, path, value in _values(document, definition):
        years: Iterator[tuple[JsonPath, str]] = iter(())
        if field.within_period and isinstance(value, int | str):
            years = iter([(path, str(value)[:4])])
        elif field.kind is Kind.FIGURE and isinstance(value, Mapping):
            years = (((*path, year), year) for year in value)
        for place, year in years:
            if re.fullmatch("[0-9]{4}", year) and int(year) not in definition.years:
                at = document.positions.of(place)
                yield error(document.path, at, "year-outside-period", f"Năm {year} nằm ngoài giai đoạn {definition.first_year}–{definition.last_year} của cuộc tổng kết", "Sửa lại năm, hoặc bỏ số liệu ngoài giai đoạn.")


def check_bounds(document: Document, definition: Definition) -> Iterator[Problem]:
    """A field does not exceed the field that bounds it, nor come before the one it must follow."""
    for field, path, value in _values(document, definition):
        for sibling, sign in ((field.at_least, -1), (field.at_most, 1)):
            bound = _at(document.data, (*path[:-1], sibling)) if sibling else None
            for part, mine, other in _comparable(field, value, bound):
                if (mine > other) - (mine < other) == sign:
                    place = (*path, part) if part else path
                    yield _out_of_bounds(document, field, place, mine, other, sibling, part, sign)


def _out_of_bounds(document: Document, field: Field, place: JsonPath, mine: object, other: object, sibling: str, part: str, sign: int) -> Problem:
    when = f" năm {part}" if part else ""
    if sign > 0:
        message = f"“{field.name}” ({field.title}){when} là {mine}, lớn hơn “{sibling}” là {other}"
        return error(document.path, document.position(place), "value-above", message, f"Kiểm tra lại hai con số; “{field.name}” không thể lớn hơn “{sibling}”.")
    words = "sớm hơn" if isinstance(mine, str) or field.kind is Kind.NUMBER else "nhỏ hơn"
    message = f"“{field.name}” ({field.title}) là {mine}, {words} “{sibling}” là {other}"
    return error(document.path, document.position(place), "value-order", message, "Kiểm tra lại thứ tự của hai giá trị.")


def _comparable(field: Field, value: object, bound: object) -> Iterator[tuple[str, object, object]]:
    """Yield (year or nothing, value, bound) for what can be compared: like with like, per year, and totals."""
    if isinstance(value, Mapping) and isinstance(bound, Mapping):
        for year in value:
            if _is_number(value[year]) and _is_number(bound.get(year)):
                yield year, value[year], bound[year]
        return
    mine, other = _total(value), _total(bound)
    if mine is not None and other is not None and isinstance(mine, str) is isinstance(other, str):
        yield "", mine, other


def _total(value: object) -> object:
    if isinstance(value, Mapping):
        return sum(value.values()) if all(map(_is_number, value.values())) else None
    if isinstance(value, str):
        return value if _ISO_DATE.fullmatch(value) else None
    return value if _is_number(value) else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _values(document: Document, definition: Definition) -> Iterator[tuple[Field, JsonPath, object]]:
    """Yield every present value with its field, also inside records and groups."""
    for name, field in definition.schema.fields.items():
        if name in document.data:
            yield from _values_of(field, (name,), document.data[name])


def _values_of(field: Field, path: JsonPath, value: object) -> Iterator[tuple[Field, JsonPath, object]]:
    yield field, path, value
    if field.kind is Kind.RECORDS and isinstance(value, list):
        rows = [((*path, index), row) for index, row in enumerate(value)]
    else:
        rows = [(path, value)]
    for place, row in rows:
        if isinstance(row, Mapping):
            for column in field.columns:
                if column.name in row:
                    yield from _values_of(column, (*place, column.name), row[column.name])


def _at(data: object, path: JsonPath) -> object:
    for part in path:
        try:
            data = data[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return data
