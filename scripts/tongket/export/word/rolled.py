"""What is rolled up over the units in; the body of the consolidated report and of the conference brief out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tongket import words
from tongket.consolidating import Breakdown, Collection, Figure, Item, PointSummary, Share, Tally
from tongket.consolidating.brief import Brief, FrequentItem
from tongket.consolidating.quotable import Value
from tongket.definition.fields import Field
from tongket.export.word import cells
from tongket.export.word.blocks import Block, Bullets, Heading, Line, Markdown, PageBreak, Table
from tongket.synthesis import Citation, Piece
from tongket.workspace import Workspace

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def consolidated(workspace: Workspace) -> Iterator[Block]:
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
    rows = [_figure_row(cells.titled(figure.field), figure, units) for figure in figures]
    for part in summary.parts:
        if isinstance(part, Breakdown) and part.value is not None:
            rows += [_figure_row(f"{part.field.title}: {inner.field.title.lower()}", inner, units) for inner in part.parts if inner.value is not None]
    if rows:
        heads = ("Chỉ tiêu", "Tổng hợp", "Số đơn vị có số liệu", "Thấp nhất", "Cao nhất")
        yield Table(heads, rows, caption=f"Số liệu tổng hợp điểm {summary.point.id}")
    years = sorted({total.year for figure in figures for total in figure.years})
    series = [figure for figure in figures if figure.years]
    if series:
        totals = [{total.year: total.value for total in figure.years} for figure in series]
        rows = [(cells.titled(figure.field), *(cells.number(own.get(year)) for year in years), cells.number(_roll(figure))) for figure, own in zip(series, totals, strict=True)]
        yield cells.by_year(years, rows, f"Số liệu từng năm điểm {summary.point.id} (chỉ gồm các đơn vị ghi theo năm)")
    for part in summary.parts:
        if isinstance(part, Tally) and part.total:
            yield Table((part.field.title, "Số đơn vị", "Đơn vị"), [_share_row(share) for share in part.shares], (30, 12, 58))


def _roll(figure: Figure) -> object:
    return sum(total.value for total in figure.years) if figure.field.op == "sum" else None


def _figure_row(title: str, figure: Figure, units: int) -> tuple[str, ...]:
    low, high = figure.minimum, figure.maximum
    return (title, cells.number(figure.value), f"{len(figure.amounts)}/{units}", *(f"{words.number(amount.value)} ({amount.source.unit.name})" for amount in (low, high)))


def _share_row(share: Share) -> tuple[str, ...]:
    return share.label, words.number(len(share.sources)), ", ".join(source.unit.name for source in share.sources)


def _coverage(workspace: Workspace) -> Iterator[Block]:
    campaign, consolidated = workspace.campaign, workspace.consolidated
    yield Line(f"{len(consolidated.units)} trên {len(campaign.expected)} đơn vị có báo cáo được tính vào các tổng số.")
    rows = [(str(number), report.unit.name, str(report.role("symbol") or ""), words.day(report.sent) if report.sent else "") for number, report in enumerate(campaign.counted, 1)]
    yield Table(("TT", "Đơn vị", "Số và ký hiệu", "Ngày gửi"), rows)
    if consolidated.left_out:
        yield Line("Chưa được tính: " + ", ".join(unit.name for unit in consolidated.left_out) + ".")


def _collection(part: Collection) -> Iterator[Block]:
    columns = [column for column in part.field.columns if column.name != part.field.group_by]
    for group in part.groups:
        heads = (*(column.title for column in columns), "Đơn vị") if columns else (part.field.title, "Đơn vị")
        rows = [(str(number), *_item_cells(part.field, columns, item), item.source.unit.name) for number, item in enumerate(group.items, 1)]
        caption = f"{group.label} ({len(group.items)})" if group.label else ""
        yield Table(("TT", *heads), rows, caption=caption)


def _item_cells(field: Field, columns: Sequence[Field], item: Item) -> Iterator[str]:
    if not columns:
        yield str(item.values[field.name])
    for column in columns:
        yield cells.text(column, item.values.get(column.name))


def conference_brief(content: Brief, workspace: Workspace) -> Iterator[Block]:
    consolidated = workspace.consolidated
    left_out = ", ".join(unit.name for unit in consolidated.left_out)
    yield Line(
        f"Tổng hợp từ báo cáo của {len(consolidated.units)}/{len(workspace.campaign.expected)} đơn vị"
        + (f"; chưa gồm {left_out}." if left_out else ".")
    )
    yield Heading(1, "I- Số liệu chính")
    rows = [(figure.title, figure.value, figure.detail, f"{figure.covered}/{figure.units}") for figure in content.figures]
    yield Table(("Chỉ tiêu", "Tổng hợp", "Chi tiết", "Đơn vị có số liệu"), rows)
    for number, frequent in zip(("II", "III", "IV", "V", "VI", "VII", "VIII"), content.lists, strict=False):
        yield Heading(1, f"{number}- {frequent.title}")
        yield Bullets([_frequent(item) for item in frequent.items])


def _frequent(item: FrequentItem) -> str:
    group = f"{item.group}: " if item.group else ""
    count = len(item.cluster.units)
    named = f" ({count} đơn vị cùng nêu)" if count > 1 else f" ({item.cluster.units[0].name})"
    return f"{group}{item.wording.rstrip('. ')}{named}."
