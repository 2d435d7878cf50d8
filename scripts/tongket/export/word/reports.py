"""A unit's report, the board's consolidated report and the conference brief in; Word files out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from tongket import wording
from tongket.brief import Brief, FrequentItem, brief
from tongket.campaign import Report
from tongket.consolidate import Breakdown, Collection, Figure, Item, PointSummary, Share, Tally
from tongket.definition import Definition
from tongket.export.word.blocks import Block, Bullets, Heading, Line, Markdown, PageBreak, Table
from tongket.export.word.letter import Letterhead, Signature, letter
from tongket.export.word.profile import PROFILES, Profile
from tongket.fields import Field, Kind, Point
from tongket.synthesis import Citation, Piece, Synthesis
from tongket.values import Value
from tongket.workspace import Workspace

NOTICE = "Nội dung minh họa: đơn vị, tên người, số liệu đều không có thật."
_KIND = "Báo cáo"
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def unit_report(report: Report, profile: Profile | None = None) -> bytes:
    """Write one unit's report as its official document."""
    definition, unit = report.definition, report.unit
    head = Letterhead(
        motto=definition.letterhead,
        parent=unit.parent,
        issuer=unit.full_name,
        symbol=str(report.role("symbol") or ""),
        place=unit.place,
        issued=_day(report.role("issued")),
        kind=_KIND,
        subject=_subject(str(report.role("title") or definition.name)),
        notice=NOTICE if definition.illustrative else "",
    )
    signer = report.role("signer")
    foot = _signature(definition, signer, unit.signing_body, report.role("recipients"))
    return letter(head, _report_blocks(report), foot, profile or PROFILES[definition.form])


def consolidated_report(workspace: Workspace, profile: Profile | None = None) -> bytes:
    """Write the board's report: its prose, the figures of each point, and the grouped records as appendices."""
    definition, synthesis = workspace.campaign.definition, workspace.synthesis
    head = _board_head(definition, synthesis, _KIND, _subject(str(_role(synthesis, "title") or definition.name)))
    foot = _signature(definition, _role(synthesis, "signer"), definition.issuer_signing_body, _role(synthesis, "recipients") or definition.recipients)
    return letter(head, _consolidated_blocks(workspace), foot, profile or PROFILES[definition.form])


def conference_brief(workspace: Workspace, profile: Profile | None = None) -> bytes:
    """Write the short brief for the conference."""
    definition = workspace.campaign.definition
    head = _board_head(definition, workspace.synthesis, "Tóm tắt", _subject(definition.name))
    return letter(head, _brief_blocks(brief(workspace.consolidated), workspace), None, profile or PROFILES[definition.form])


# -- head and foot --------------------------------------------------------------------------------


def _board_head(definition: Definition, synthesis: Synthesis | None, kind: str, subject: str) -> Letterhead:
    edition = _role(synthesis, "edition")
    return Letterhead(
        motto=definition.letterhead,
        parent=definition.issuer_parent,
        issuer=definition.issuer,
        symbol=str(_role(synthesis, "symbol") or ""),
        place=definition.issuer_place,
        issued=_day(_role(synthesis, "issued")),
        kind=kind,
        subject=subject,
        draft=edition if isinstance(edition, int) else 0,
        notice=NOTICE if definition.illustrative else "",
    )


def _signature(definition: Definition, signer: object, body: str, recipients: object) -> Signature:
    roles = definition.schema.roles
    held = signer if isinstance(signer, Mapping) else {}
    authority, position, name = (str(held.get(roles.get(f"signer-{part}", ""), "")) for part in ("authority", "position", "name"))
    listed = tuple(map(str, recipients)) if isinstance(recipients, Sequence) and not isinstance(recipients, str) else ()
    return Signature(f"{authority} {body}".strip() if authority else "", position, name, listed)


def _role(synthesis: Synthesis | None, role: str) -> object:
    return synthesis.role(role) if synthesis else None


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _subject(title: str) -> str:
    """Return a title as the subject under the kind of document: without the kind, in lower case."""
    bare = title[len(_KIND) :].lstrip() if title.casefold().startswith(_KIND.casefold()) else title
    return bare[:1].lower() + bare[1:]


# -- a unit's report ------------------------------------------------------------------------------


def _report_blocks(report: Report) -> Iterator[Block]:
    preamble = report.role("preamble")
    if preamble:
        yield Markdown(str(preamble))
    for section in report.definition.schema.outline.sections:
        yield Heading(1, section.heading)
        for point in section.points:
            yield Heading(2, point.heading)
            written = report.sections.get(point.id)
            if written:
                yield Markdown(written.text)
            yield from _given(point, report.data)


def _given(point: Point, data: Mapping[str, object]) -> Iterator[Block]:
    """Yield a report's own data of a point: single numbers as lines, yearly ones and records as tables."""
    present = [(field, data[field.name]) for field in point.fields if field.name in data]
    yearly = [(field, value) for field, value in present if field.kind is Kind.FIGURE and isinstance(value, Mapping)]
    lines = [line for field, value in present if (line := _single(field, value))]
    if lines:
        yield Bullets(lines)
    if yearly:
        years = sorted({int(year) for _, value in yearly for year in value})
        rows = [(_titled(field), *(_number(value.get(str(year))) for year in years), wording.number(sum(value.values()))) for field, value in yearly]
        yield _year_table(years, rows, "Số liệu từng năm")
    for field, value in present:
        if field.kind is Kind.RECORDS:
            yield _records(field, value)
        elif field.kind is Kind.TEXTS:
            yield Line(f"{field.title}:", italic=True)
            yield Bullets([str(item) for item in value])


def _single(field: Field, value: object) -> str:
    if field.kind is Kind.BREAKDOWN:
        parts = "; ".join(f"{column.title.lower()} {wording.number(value[column.name])}" for column in field.columns if column.name in value)
        return f"{field.title}: {parts}."
    if field.kind in (Kind.FIGURE, Kind.NUMBER) and not isinstance(value, Mapping):
        return f"{field.title}: {wording.number(value)} {field.unit}".rstrip() + "."
    if field.kind in (Kind.CHOICE, Kind.FLAG, Kind.DATE, Kind.TEXT):
        return f"{field.title}: {_cell(field, value)}."
    return ""


def _records(field: Field, items: Sequence[Mapping[str, object]]) -> Table:
    rows = [(str(number), *(_cell(column, item.get(column.name)) for column in field.columns)) for number, item in enumerate(items, 1)]
    return Table(("TT", *(column.title for column in field.columns)), rows, _widths(field.columns, rows), field.title, wide=len(field.columns) > 4)


# -- the consolidated report ----------------------------------------------------------------------


def _consolidated_blocks(workspace: Workspace) -> Iterator[Block]:
    consolidated, synthesis = workspace.consolidated, workspace.synthesis
    if synthesis and synthesis.preamble:
        yield Markdown(_markdown(synthesis.preamble))
    for section in workspace.campaign.definition.schema.outline.sections:
        yield Heading(1, section.heading)
        for point in section.points:
            yield Heading(2, point.heading)
            if synthesis and point.id in synthesis.prose:
                yield Markdown(_markdown(synthesis.prose[point.id].pieces))
            yield from _figures(consolidated.by_point[point.id], len(consolidated.units))
    yield PageBreak("Phụ lục 1", "Các đơn vị có báo cáo được tổng hợp")
    yield from _coverage(workspace)
    appendix = 1
    for summary in consolidated.points:
        for part in summary.parts:
            if isinstance(part, Collection) and part.items:
                appendix += 1
                yield PageBreak(f"Phụ lục {appendix}", f"{part.field.title} (điểm {summary.point.id})")
                yield from _collection(part)


def _markdown(pieces: Sequence[Piece]) -> str:
    """Return prose as Markdown with every quoted value and citation as plain words."""
    return "".join(piece if isinstance(piece, str) else _SPECIAL.sub(r"\\\1", _words(piece)) for piece in pieces)


def _words(piece: Value | Citation) -> str:
    return piece.text if isinstance(piece, Value) else f"({piece.report.unit.name})"


def _figures(summary: PointSummary, units: int) -> Iterator[Block]:
    figures = [part for part in summary.parts if isinstance(part, Figure) and part.value is not None]
    rows = [_figure_row(_titled(figure.field), figure, units) for figure in figures]
    for part in summary.parts:
        if isinstance(part, Breakdown) and part.value is not None:
            rows += [_figure_row(f"{part.field.title}: {inner.field.title.lower()}", inner, units) for inner in part.parts if inner.value is not None]
    if rows:
        heads = ("Chỉ tiêu", "Tổng hợp", "Số đơn vị có số liệu", "Thấp nhất", "Cao nhất")
        yield Table(heads, rows, (34, 14, 14, 19, 19), f"Số liệu tổng hợp điểm {summary.point.id}")
    years = sorted({total.year for figure in figures for total in figure.years})
    series = [figure for figure in figures if figure.years]
    if series:
        totals = [{total.year: total.value for total in figure.years} for figure in series]
        rows = [(_titled(figure.field), *(_number(own.get(year)) for year in years), _number(_roll(figure))) for figure, own in zip(series, totals, strict=True)]
        yield _year_table(years, rows, f"Số liệu từng năm điểm {summary.point.id} (chỉ gồm các đơn vị ghi theo năm)")
    for part in summary.parts:
        if isinstance(part, Tally) and part.total:
            yield Table((part.field.title, "Số đơn vị", "Đơn vị"), [_share_row(share) for share in part.shares], (30, 12, 58), "")


def _roll(figure: Figure) -> object:
    return sum(total.value for total in figure.years) if figure.field.op == "sum" else None


def _figure_row(title: str, figure: Figure, units: int) -> tuple[str, ...]:
    low, high = figure.minimum, figure.maximum
    return (title, _number(figure.value), f"{len(figure.amounts)}/{units}", *(f"{wording.number(amount.value)} ({amount.source.unit.name})" for amount in (low, high)))


def _share_row(share: Share) -> tuple[str, ...]:
    return share.label, wording.number(len(share.sources)), ", ".join(source.unit.name for source in share.sources)


def _coverage(workspace: Workspace) -> Iterator[Block]:
    campaign, consolidated = workspace.campaign, workspace.consolidated
    yield Line(f"{len(consolidated.units)} trên {len(campaign.expected)} đơn vị có báo cáo được tính vào các tổng số.")
    rows = [(str(number), report.unit.name, str(report.role("symbol") or ""), wording.day(report.sent) if report.sent else "") for number, report in enumerate(campaign.counted, 1)]
    yield Table(("TT", "Đơn vị", "Số và ký hiệu", "Ngày gửi"), rows, (8, 44, 24, 24))
    if consolidated.left_out:
        yield Line("Chưa được tính: " + ", ".join(unit.name for unit in consolidated.left_out) + ".")


def _collection(part: Collection) -> Iterator[Block]:
    columns = [column for column in part.field.columns if column.name != part.field.group_by]
    for group in part.groups:
        heads = (*(column.title for column in columns), "Đơn vị") if columns else (part.field.title, "Đơn vị")
        rows = [(str(number), *_item_cells(part.field, columns, item), item.source.unit.name) for number, item in enumerate(group.items, 1)]
        caption = f"{group.label} ({len(group.items)})" if group.label else ""
        yield Table(("TT", *heads), rows, (*_widths(columns or [part.field], rows), 16), caption, wide=len(heads) > 5)


def _item_cells(field: Field, columns: Sequence[Field], item: Item) -> Iterator[str]:
    if not columns:
        yield str(item.values[field.name])
    for column in columns:
        yield _cell(column, item.values.get(column.name))


# -- the brief ------------------------------------------------------------------------------------


def _brief_blocks(content: Brief, workspace: Workspace) -> Iterator[Block]:
    consolidated = workspace.consolidated
    left_out = ", ".join(unit.name for unit in consolidated.left_out)
    yield Line(
        f"Tổng hợp từ báo cáo của {len(consolidated.units)}/{len(workspace.campaign.expected)} đơn vị"
        + (f"; chưa gồm {left_out}." if left_out else ".")
    )
    yield Heading(1, "I- Số liệu chính")
    rows = [(figure.title, figure.value, figure.detail, f"{figure.covered}/{figure.units}") for figure in content.figures]
    yield Table(("Chỉ tiêu", "Tổng hợp", "Chi tiết", "Đơn vị có số liệu"), rows, (32, 20, 34, 14))
    for number, frequent in zip(("II", "III", "IV", "V", "VI", "VII", "VIII"), content.lists, strict=False):
        yield Heading(1, f"{number}- {frequent.title}")
        yield Bullets([_frequent(item) for item in frequent.items])


def _frequent(item: FrequentItem) -> str:
    group = f"{item.group}: " if item.group else ""
    count = len(item.cluster.units)
    named = f" ({count} đơn vị cùng nêu)" if count > 1 else f" ({item.cluster.units[0].name})"
    return f"{group}{item.wording.rstrip('. ')}{named}."


# -- cells ----------------------------------------------------------------------------------------


def _year_table(years: Sequence[int], rows: Sequence[tuple[str, ...]], caption: str) -> Table:
    return Table(("Chỉ tiêu", *map(str, years), "Cộng"), rows, (30, *[11.5] * len(years), 17), caption, wide=True)


def _titled(field: Field) -> str:
    return f"{field.title} ({field.unit})" if field.unit else field.title


def _number(value: object) -> str:
    return "" if value is None else wording.number(value)


def _cell(column: Field, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if column.kind is Kind.DATE:
        return wording.day(date.fromisoformat(str(value)))
    return column.label(value)


def _widths(columns: Sequence[Field], rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Share the width by how long the texts are, so that no column is starved."""
    longest = [max((len(row[index + 1]) for row in rows), default=1) for index in range(len(columns))]
    return (7, *(max(11, min(45, length**0.75)) for length in longest))

