"""A campaign in; the tables that others can compute with, one row a fact, out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import overload

from tongket import words
from tongket.campaign import Answer, Campaign, Report, State, Status
from tongket.consolidating import Breakdown, Consolidated, Figure, PointSummary, UnitAnswer
from tongket.definition import Unit
from tongket.definition.fields import Field, Kind, Point
from tongket.filed import Passage
from tongket.reading import JsonPath, text

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]

#: What the tables of figures and of choices hold.
_NUMBERS = (Kind.BREAKDOWN, Kind.FIGURE, Kind.NUMBER)
_WORDS = (Kind.CHOICE, Kind.FLAG, Kind.TEXT, Kind.DATE)
_TYPES = {Kind.NUMBER: "number", Kind.FLAG: "boolean", Kind.DATE: "date"}


@dataclass(frozen=True)
class Column:
    """A column: its name, its title, and its Table Schema type (string, integer, number, boolean, date)."""

    name: str
    title: str
    type: str = "string"
    description: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a file-safe name of at most 31 characters, a spreadsheet's limit for its sheets.

    Every row has a cell per column, None where nothing was given.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]


class _Rows(Sequence[Row]):
    """Rows made when one of them is asked for, once. Where their `count` is known, telling it makes none."""

    def __init__(self, make: Callable[[], Iterable[Row]], count: int | None = None) -> None:
        self._make, self._count = make, count

    @cached_property
    def _made(self) -> tuple[Row, ...]:
        return tuple(self._make())

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return self._made[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made) if self._count is None else self._count


_SHEET_NAME = 31
_UNIT = (Column("ma_don_vi", words.say("tables.unit-id")), Column("ten_don_vi", words.say("tables.unit-name")))
_SOURCE = (Column("tep", words.say("tables.file")), Column("dong", words.say("tables.line"), "integer"))
_POINT = Column("diem", words.say("tables.point"))
_FIGURE = (Column("so_lieu", words.say("tables.figure-id")), Column("ten_so_lieu", words.say("tables.figure-name")))
_COUNTS = Column("don_vi_tinh", words.say("tables.counts"))


def tables(campaign: Campaign, consolidated: Consolidated, today: date) -> Iterator[Table]:
    """Yield every table: the reports, the figures, the narrative, the totals, and one per list of records.

    Only counted reports appear, but in the first table, which has a row for every unit. No two tables
    and no two columns of a table bear the same name, whatever a campaign calls its fields. Rows are made when
    they are asked for, and kept.
    """
    own = (
        _reports(campaign, today),
        _figures(campaign),
        _totals(consolidated),
        _choices(campaign),
        _narrative(campaign, consolidated),
    )
    yield from own
    taken = {table.name for table in own}
    for _, field in _point_fields(campaign):
        if field.kind in (Kind.RECORDS, Kind.TEXTS):
            name = unused(_file_name(field.name), taken, "-")
            taken.add(name)
            yield _records(campaign, field, name)


def _point_fields(campaign: Campaign) -> Iterator[tuple[Point, Field]]:
    for point in campaign.definition.schema.outline.points:
        for field in point.fields:
            yield point, field


def _file_name(field: str) -> str:
    """Return a field's name in the letters that files, sheets and Data Packages all take."""
    return re.sub(r"[^a-z0-9]+", "-", text.fold(field)).strip("-") or "bang"


def unused(name: str, taken: Collection[str], joint: str) -> str:
    """Return the name, cut to a sheet's length, with a number at its end where it is taken already."""
    found, number = name[:_SHEET_NAME], 1
    while found in taken:
        number += 1
        found = f"{name[: _SHEET_NAME - len(joint) - len(str(number))]}{joint}{number}"
    return found


def _codes(members: Iterable[Enum]) -> str:
    """Say what each code of a column means."""
    return "; ".join(f"{member.value}: {words.label(member)}" for member in members)


def _unit(unit: Unit) -> Row:
    return unit.id, unit.name


# -- reports --------------------------------------------------------------------------------------


def _reports(campaign: Campaign, today: date) -> Table:
    columns = (
        *_UNIT,
        Column("loai_don_vi", words.say("tables.unit-kind")),
        Column("trang_thai", words.say("tables.state"), description=_codes(State)),
        Column("so_ngay_tre", words.say("tables.days-late"), "integer"),
        Column("duoc_tinh", words.say("tables.counted"), "boolean"),
        Column("so_ky_hieu_van_ban", words.say("tables.symbol")),
        Column("ngay_ky_ban_hanh", words.say("tables.issued"), "date"),
        Column("ngay_gui_den", words.say("tables.sent"), "date"),
    )
    rows = _Rows(lambda: (_report_row(campaign, one) for one in campaign.status(today)))
    return Table("bao-cao", words.say("tables.reports"), columns, rows)


def _report_row(campaign: Campaign, one: Status) -> Row:
    counted = bool(one.report and one.report.counted)
    shown = one.report if one.report and one.report.valid and not one.report.scaffold else None
    dates = (_cell(shown.role(role)) if shown else None for role in ("symbol", "issued", "sent"))
    return (*_unit(one.unit), campaign.definition.kinds[one.unit.kind], one.state.value, one.days, counted, *dates)


# -- figures --------------------------------------------------------------------------------------


def _figures(campaign: Campaign) -> Table:
    columns = (
        *_UNIT,
        _POINT,
        *_FIGURE,
        Column("nam_so_lieu", words.say("tables.year"), "integer", words.say("tables.year-of-unit")),
        Column("gia_tri", words.say("tables.value"), "number"),
        _COUNTS,
        *_SOURCE,
    )
    return Table("so-lieu", words.say("tables.figures"), columns, _Rows(lambda: _figure_rows(campaign)))


def _figure_rows(campaign: Campaign) -> Iterator[Row]:
    asked = [(point, field) for point, field in _point_fields(campaign) if field.kind in _NUMBERS]
    for report in campaign.counted:
        unit, data = _unit(report.unit), report.data
        for point, field in asked:
            for amount, path in _amounts(field, data.get(field.name)):
                yield (*unit, point.id, *amount, field.unit or None, *_source(report, path))


def _amounts(field: Field, value: object) -> Iterator[tuple[Row, JsonPath]]:
    """Yield (name, title, year or None, number) and the JSON path of every number under a field."""
    if field.kind is Kind.BREAKDOWN and isinstance(value, Mapping):
        for column in field.columns:
            if column.name in value:
                named = f"{field.name}.{column.name}", f"{field.title}: {column.title}"
                yield (*named, None, value[column.name]), (field.name, column.name)
    elif field.kind is Kind.FIGURE and isinstance(value, Mapping):
        for year in sorted(value):
            yield (field.name, field.title, int(year), value[year]), (field.name, year)
    elif field.kind in (Kind.FIGURE, Kind.NUMBER) and value is not None:
        yield (field.name, field.title, None, _cell(value)), (field.name,)


def _totals(consolidated: Consolidated) -> Table:
    columns = (
        _POINT,
        *_FIGURE,
        Column("nam_so_lieu", words.say("tables.year"), "integer", words.say("tables.year-of-total")),
        Column("gia_tri", words.say("tables.total"), "number"),
        Column("cach_tinh", words.say("tables.operation"), description=words.say("tables.operation-about")),
        Column("cach_gop_nam", words.say("tables.over-years"), description=words.say("tables.over-years-about")),
        Column("so_don_vi_co_so_lieu", words.say("tables.units-covered"), "integer"),
        _COUNTS,
    )
    return Table("tong-hop", words.say("tables.totals"), columns, _Rows(lambda: _total_rows(consolidated)))


def _total_rows(consolidated: Consolidated) -> Iterator[Row]:
    for summary in consolidated.points:
        for name, title, unit, figure in _rolled(summary):
            named = (summary.point.id, name, title)
            how = (figure.field.op.value, figure.field.over_years.value)
            yield (*named, None, figure.value, *how, len(figure.amounts), unit or None)
            for year in figure.years:
                yield (*named, year.year, year.value, *how, len(year.amounts), unit or None)


def _rolled(summary: PointSummary) -> Iterator[tuple[str, str, str, Figure]]:
    """Yield (name, title, what is counted, figure) for every number of a point, the parts of breakdowns included."""
    for part in summary.parts:
        field = part.field
        if isinstance(part, Figure):
            yield field.name, field.title, field.unit, part
        elif isinstance(part, Breakdown):
            for inner in part.parts:
                name, title = f"{field.name}.{inner.field.name}", f"{field.title}: {inner.field.title}"
                yield name, title, field.unit, inner


# -- words ----------------------------------------------------------------------------------------


def _choices(campaign: Campaign) -> Table:
    columns = (
        *_UNIT,
        _POINT,
        Column("muc", words.say("tables.choice-id")),
        Column("ten_muc", words.say("tables.choice-name")),
        Column("gia_tri", words.say("tables.choice-value")),
        Column("ten_gia_tri", words.say("tables.choice-label")),
        *_SOURCE,
    )
    return Table("lua-chon", words.say("tables.choices"), columns, _Rows(lambda: _choice_rows(campaign)))


def _choice_rows(campaign: Campaign) -> Iterator[Row]:
    asked = [(point, field) for point, field in _point_fields(campaign) if field.kind in _WORDS]
    for report in campaign.counted:
        unit, data = _unit(report.unit), report.data
        for point, field in asked:
            if field.name in data:
                value = data[field.name]
                told = (field.name, field.title, str(value), field.label(value))
                yield (*unit, point.id, *told, *_source(report, (field.name,)))


def _narrative(campaign: Campaign, consolidated: Consolidated) -> Table:
    columns = (
        *_UNIT,
        _POINT,
        Column("muc_do", words.say("tables.answer"), description=_codes(Answer)),
        Column("loi_van", words.say("tables.prose")),
        *_SOURCE,
    )
    count = len(consolidated.units) * len(consolidated.points)
    rows = _Rows(lambda: _narrative_rows(campaign, consolidated), count)
    return Table("noi-dung", words.say("tables.narrative"), columns, rows)


def _narrative_rows(campaign: Campaign, consolidated: Consolidated) -> Iterator[Row]:
    for index, unit in enumerate(consolidated.units):
        sections = campaign.report_of[unit.id].sections
        for summary in consolidated.points:
            told = _answer(summary.answers[index], sections.get(summary.point.id))
            yield (*_unit(unit), summary.point.id, *told)


def _answer(one: UnitAnswer, section: Passage | None) -> Row:
    """Return how fully a unit answers a point, its words, and where they stand."""
    if section is None or not one.words:
        return one.answer.value, None, one.source.path, None
    return one.answer.value, section.plain, one.source.path, one.source.line


def _records(campaign: Campaign, field: Field, table: str) -> Table:
    inner = field.columns or (Field(field.name, Kind.TEXT, field.title, field.description),)
    rows = _Rows(lambda: _record_rows(campaign, field, inner))
    return Table(table, field.title, (*_UNIT, *_named(inner), *_SOURCE), rows)


def _record_rows(campaign: Campaign, field: Field, inner: Sequence[Field]) -> Iterator[Row]:
    for report in campaign.counted:
        for index, item in enumerate(_items(report.data.get(field.name))):
            values = item if isinstance(item, Mapping) else {field.name: item}
            told = [_cell(values.get(column.name)) for column in inner]
            yield (*_unit(report.unit), *told, *_source(report, (field.name, index)))


def _items(value: object) -> Sequence[object]:
    """Return the items of a list, none where the value is no list."""
    return value if isinstance(value, list) else ()


def _named(fields: tuple[Field, ...]) -> Iterator[Column]:
    taken = {column.name for column in (*_UNIT, *_SOURCE)}
    for one in fields:
        name = one.name if one.name not in taken else unused(one.name, taken | {other.name for other in fields}, "_")
        taken.add(name)
        yield Column(name, one.title, _type(one), one.description)


def _type(column: Field) -> str:
    return _TYPES.get(column.kind, "string")


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if isinstance(value, str | int | float | bool) else None


def _source(report: Report, path: JsonPath) -> Row:
    return report.path, report.line(path)
