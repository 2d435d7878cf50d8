"""A document in; problems of whose report it is, and whether it is one yet, out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongket.checking.standing import front_matter, is_draft
from tongket.definition import SYNTHESIS, Definition
from tongket.problems import Position, Problem, error, warning
from tongket.reading import Document, text


def check_unit(document: Document, definition: Definition) -> Iterator[Problem]:
    """The report names a unit of the campaign, and the file bears that unit's id."""
    name = definition.schema.roles["unit"]
    unit = document.data.get(name)
    if not isinstance(unit, str):
        return
    at = document.position((name,))
    stem = document.path.rsplit("/", 1)[-1].removesuffix(".md")
    known = definition.unit_by_id
    if unit not in known and unit != SYNTHESIS:
        near = text.nearest(unit, known)
        yield error(document.path, at, "unit-unknown", f"Không có đơn vị nào mang mã “{text.short(unit)}” trong danh sách đơn vị phải báo cáo", f"Có phải “{near}”?" if near else "Tra mã đơn vị trong schema/units.yml.")
    elif unit != stem:
        yield error(document.path, at, "unit-file-name", f"Tệp tên “{stem}.md” nhưng báo cáo ghi đơn vị “{unit}”", f"Nếu là báo cáo của “{unit}”, đổi tên tệp thành “{unit}.md”" + (f"; nếu không, sửa mục {name} thành “{stem}”." if stem in known else "."))


def check_symbol(document: Document, definition: Definition) -> Iterator[Problem]:
    """The document symbol carries the unit's own abbreviation."""
    schema = definition.schema
    unit = definition.unit_by_id.get(str(schema.of_role(document.data, "unit")))
    symbol = schema.of_role(document.data, "symbol")
    if not unit or not unit.symbol or not isinstance(symbol, str) or not re.fullmatch(r"\S+/\S+", symbol):
        return
    if f"-{unit.symbol}-" not in f"-{symbol.partition('/')[2].replace('/', '-')}-":
        before = re.sub(r"[^/-]*$", "", symbol)
        yield warning(document.path, document.position((schema.roles["symbol"],)), "symbol-unit", f"Ký hiệu “{text.short(symbol)}” không mang chữ viết tắt “{unit.symbol}” của {unit.name}", f"Kiểm tra lại trên bản đã phát hành; thường là “{text.short(before)}{unit.symbol}”.")


def check_illustrative(document: Document, definition: Definition) -> Iterator[Problem]:
    """A real campaign takes no report that is marked as an illustration, and an illustrative one only such."""
    name = definition.schema.roles["illustrative"]
    marked = document.data.get(name) is True
    if marked and not definition.illustrative:
        yield error(document.path, document.position((name,)), "illustrative", "Báo cáo minh họa không được nhận trong cuộc tổng kết thật", f"Xóa dòng “{name}: true” nếu đây là báo cáo thật.")
    elif definition.illustrative and front_matter(document, definition) and not marked:
        yield warning(document.path, Position(1), "illustrative", "Cuộc tổng kết này là minh họa nhưng báo cáo không ghi là minh họa", f"Thêm dòng “{name}: true”.")


def check_draft(document: Document, definition: Definition) -> Iterator[Problem]:
    """A report still marked as a draft is not counted."""
    if is_draft(document, definition):
        name = definition.schema.roles["state"]
        yield warning(document.path, document.position((name,)), "draft", "Báo cáo đang ở trạng thái nháp, chưa được tính là đã nộp", f"Khi báo cáo hoàn chỉnh, xóa dòng “{name}: {definition.schema.draft_value}”.")
