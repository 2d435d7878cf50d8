"""A campaign in; the tables that others can compute with, one row a fact, out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tongket.campaign import Campaign, Report
from tongket.consolidating import Breakdown, Consolidated, Figure
from tongket.definition import Unit
from tongket.definition.fields import Field, Kind
from tongket.reading import body, text

Cell = str | int | float | bool | None

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
    rows: tuple[tuple[Cell, ...], ...]


_SHEET_NAME = 31
_UNIT = (Column("ma_don_vi", "Mã đơn vị"), Column("ten_don_vi", "Đơn vị"))
_SOURCE = (Column("tep", "Tệp nguồn"), Column("dong", "Dòng", "integer"))


def tables(campaign: Campaign, consolidated: Consolidated, today: date) -> Iterator[Table]:
    """Yield every table: the reports, the figures, the narrative, the totals, and one per list of records.

    Only counted reports appear, but in the first table, which has a row for every unit. No two tables
    and no two columns of a table bear the same name, whatever a campaign calls its fields.
    """
    own = (_reports(campaign, today), _figures(campaign), _totals(consolidated), _choices(campaign), _narrative(campaign))
    yield from own
    taken = {table.name for table in own}
    for field in _point_fields(campaign):
        if field.kind in (Kind.RECORDS, Kind.TEXTS):
            name = _unused(_file_name(field.name), taken, "-")
            taken.add(name)
            yield _records(campaign, field, name)


def _point_fields(campaign: Campaign) -> Iterator[Field]:
    for point in campaign.definition.schema.outline.points:
        yield from point.fields


def _file_name(field: str) -> str:
    """Return a field's name in the letters that files, sheets and Data Packages all take."""
    return re.sub(r"[^a-z0-9]+", "-", text.fold(field)).strip("-") or "bang"


def _unused(name: str, taken: Collection[str], joint: str) -> str:
    """Return the name, cut to a sheet's length, with a number at its end where it is taken already."""
    found, number = name[:_SHEET_NAME], 1
    while found in taken:
        number += 1
        found = f"{name[: _SHEET_NAME - len(joint) - len(str(number))]}{joint}{number}"
    return found


def _unit(unit: Unit) -> tuple[Cell, ...]:
    return unit.id, unit.name


def _reports(campaign: Campaign, today: date) -> Table:
    columns = (
        *_UNIT,
        Column("loai_don_vi", "Loại đơn vị"),
        Column("trang_thai", "Tình trạng", description="on-time, late, not-filed, draft, invalid, excluded"),
        Column("so_ngay_tre", "Số ngày trễ hạn", "integer"),
        Column("duoc_tinh", "Được tính vào tổng hợp", "boolean"),
        Column("so_ky_hieu_van_ban", "Số và ký hiệu"),
        Column("ngay_ky_ban_hanh", "Ngày ban hành", "date"),
        Column("ngay_gui_den", "Ngày gửi", "date"),
    )
    rows = []
    for one in campaign.status(today):
        shown = one.report if one.report and one.report.valid and not one.report.scaffold else None
        roles = tuple(shown.role(role) if shown else None for role in ("symbol", "issued", "sent"))
        rows.append((*_unit(one.unit), campaign.definition.kinds[one.unit.kind], one.state.value, one.days, bool(one.report and one.report.counted), *roles))
    return Table("bao-cao", "Tình trạng nộp báo cáo", columns, tuple(rows))


def _figures(campaign: Campaign) -> Table:
    columns = (
        *_UNIT,
        Column("diem", "Điểm của đề cương"),
        Column("so_lieu", "Mã số liệu"),
        Column("ten_so_lieu", "Số liệu"),
        Column("nam_so_lieu", "Năm", "integer", "Để trống: tổng số của cả giai đoạn."),
        Column("gia_tri", "Giá trị", "number"),
        Column("don_vi_tinh", "Đơn vị tính"),
        *_SOURCE,
    )
    rows = []
    for report in campaign.counted:
        for point in campaign.definition.schema.outline.points:
            for field in point.fields:
                for name, title, year, value, path in _amounts(field, report.data.get(field.name)):
                    rows.append((*_unit(report.unit), point.id, name, title, year, value, field.unit or None, *_source(report, path)))
    return Table("so-lieu", "Số liệu của các đơn vị", columns, tuple(rows))


def _amounts(field: Field, value: object) -> Iterator[tuple[str, str, int | None, Cell, tuple]]:
    """Yield (name, title, year or None, number, JSON path) for every number under a field."""
    if field.kind is Kind.BREAKDOWN and isinstance(value, Mapping):
        for column in field.columns:
            if column.name in value:
                yield f"{field.name}.{column.name}", f"{field.title}: {column.title}", None, value[column.name], (field.name, column.name)
    elif field.kind is Kind.FIGURE and isinstance(value, Mapping):
        for year in sorted(value):
            yield field.name, field.title, int(year), value[year], (field.name, year)
    elif field.kind in (Kind.FIGURE, Kind.NUMBER) and value is not None:
        yield field.name, field.title, None, value, (field.name,)


def _totals(consolidated: Consolidated) -> Table:
    columns = (
        Column("diem", "Điểm của đề cương"),
        Column("so_lieu", "Mã số liệu"),
        Column("ten_so_lieu", "Số liệu"),
        Column("nam_so_lieu", "Năm", "integer", "Để trống: cả giai đoạn."),
        Column("gia_tri", "Giá trị tổng hợp", "number"),
        Column("cach_tinh", "Cách tính", description="sum: cộng; mean: trung bình"),
        Column("so_don_vi_co_so_lieu", "Số đơn vị có số liệu", "integer"),
        Column("don_vi_tinh", "Đơn vị tính"),
    )
    rows: list[tuple[Cell, ...]] = []
    for summary in consolidated.points:
        for part in summary.parts:
            named = [(part.field.name, part.field.title, part)] if isinstance(part, Figure) else []
            if isinstance(part, Breakdown):
                named = [(f"{part.field.name}.{inner.field.name}", f"{part.field.title}: {inner.field.title}", inner) for inner in part.parts]
            for name, title, figure in named:
                unit = part.field.unit or None
                rows.append((summary.point.id, name, title, None, figure.value, figure.field.op, len(figure.amounts), unit))
                rows += [(summary.point.id, name, title, year.year, year.value, figure.field.op, len(year.amounts), unit) for year in figure.years]
    return Table("tong-hop", "Số liệu tổng hợp", columns, tuple(rows))


def _choices(campaign: Campaign) -> Table:
    columns = (*_UNIT, Column("diem", "Điểm của đề cương"), Column("muc", "Mã mục"), Column("ten_muc", "Mục"), Column("gia_tri", "Giá trị"), Column("ten_gia_tri", "Giá trị (tên gọi)"), *_SOURCE)
    rows = tuple(
        (*_unit(report.unit), point.id, field.name, field.title, str(report.data[field.name]), field.label(report.data[field.name]), *_source(report, (field.name,)))
        for report in campaign.counted
        for point in campaign.definition.schema.outline.points
        for field in point.fields
        if field.kind in (Kind.CHOICE, Kind.FLAG, Kind.TEXT, Kind.DATE) and field.name in report.data
    )
    return Table("lua-chon", "Các mục lựa chọn", columns, rows)


def _narrative(campaign: Campaign) -> Table:
    columns = (*_UNIT, Column("diem", "Điểm của đề cương"), Column("muc_do", "Mức độ trả lời", description="answered, thin, missing"), Column("loi_van", "Nội dung"), *_SOURCE)
    rows = []
    for report in campaign.counted:
        for point in campaign.definition.schema.outline.points:
            section = report.sections.get(point.id)
            place = (report.document.path, section.line) if section else (report.document.path, None)
            rows.append((*_unit(report.unit), point.id, report.answer(point.id).value, body.plain(section.text) if section else None, *place))
    return Table("noi-dung", "Nội dung theo đề cương", columns, tuple(rows))


def _records(campaign: Campaign, field: Field, table: str) -> Table:
    inner = field.columns or (Field(field.name, Kind.TEXT, field.title, field.description),)
    columns = (*_UNIT, *_named(inner), *_SOURCE)
    rows = []
    for report in campaign.counted:
        for index, item in enumerate(report.data.get(field.name, ())):
            values = item if isinstance(item, Mapping) else {field.name: item}
            rows.append((*_unit(report.unit), *(_cell(values.get(column.name)) for column in inner), *_source(report, (field.name, index))))
    return Table(table, field.title, columns, tuple(rows))


def _named(fields: tuple[Field, ...]) -> Iterator[Column]:
    taken = {column.name for column in (*_UNIT, *_SOURCE)}
    for one in fields:
        name = one.name if one.name not in taken else _unused(one.name, taken | {other.name for other in fields}, "_")
        taken.add(name)
        yield Column(name, one.title, _type(one), one.description)


def _type(column: Field) -> str:
    return _TYPES.get(column.kind, "string")


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if isinstance(value, str | int | float | bool) else None


def _source(report: Report, path: tuple) -> tuple[Cell, ...]:
    return report.document.path, report.document.position(path).line
