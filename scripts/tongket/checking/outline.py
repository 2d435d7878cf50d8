"""A document in; headings and points that differ from the outline, and hints left over, as problems, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from tongket.checking.standing import hint_lines
from tongket.definition import Definition
from tongket.problems import Position, Problem, error, warning
from tongket.reading import text
from tongket.reading.body import Section
from tongket.reading.document import Document, point_sections, title_section


def check_headings(document: Document, definition: Definition) -> Iterator[Problem]:
    """Every heading of the body belongs to the outline, once, at its level and under its title."""
    outline = definition.schema.outline
    expected = {item.id: (item.heading, "##" if item in outline.sections else "###") for item in (*outline.sections, *outline.points)}
    titles = {heading: number for number, (heading, _) in expected.items()}
    seen: dict[str, int] = {}
    for section in document.body.sections:
        at = Position(section.line)
        if section.number not in expected:
            if section is not title_section(document.body):
                yield _unknown_heading(document.path, at, section, titles)
            continue
        heading, signs = expected[section.number]
        if section.number in seen:
            yield error(document.path, at, "outline-repeated", f"Mục {section.number} xuất hiện lần thứ hai (lần đầu ở dòng {seen[section.number]})", "Gộp nội dung vào một chỗ và xóa tiêu đề thừa.")
        seen.setdefault(section.number, section.line)
        if section.level != len(signs):
            yield error(document.path, at, "outline-level", f"Tiêu đề mục {section.number} dùng {section.level} dấu # thay vì {len(signs)}", f"Sửa thành: {signs} {heading}")
        if text.fold(section.title) != text.fold(heading.partition(" ")[2]):
            yield warning(document.path, at, "outline-title", f"Tên mục {section.number} khác với đề cương: “{text.short(section.title)}”", f"Sửa thành: {signs} {heading}")


def _unknown_heading(path: str, at: Position, section: Section, titles: Mapping[str, str]) -> Problem:
    near = text.nearest(f"{section.number} {section.title}".strip(), titles)
    near = near or text.nearest(section.title, titles)
    title = text.short(section.title)
    shown = f"{section.number}. {title}" if section.number else title
    hint = f"Nếu là mục {titles[near]} của đề cương, ghi: {'#' * (2 if titles[near].count('.') == 0 else 3)} {near}" if near else "Nếu là tiểu mục của đơn vị, dùng bốn dấu: #### " + title
    return error(path, at, "outline-unknown", f"Đề cương không có mục “{shown}”", hint)


def check_points(document: Document, definition: Definition) -> Iterator[Problem]:
    """Every point of the outline is there, in order, and answered; nothing stands between a section and its first point."""
    outline = definition.schema.outline
    present = point_sections(document.body, definition.schema.layout)
    headings = {section.number: section for section in reversed(document.body.sections)}
    if document.body.unread:
        return
    last = max((number for number, line in enumerate(document.lines, 1) if line.strip()), default=1)
    for section in outline.sections:
        for point in section.points:
            found = present.get(point.id)
            if found is None:
                at = Position(headings[section.id].line if section.id in headings else last)
                yield error(document.path, at, "outline-missing", f"Thiếu điểm {point.id} của đề cương", f"Thêm dòng sau rồi viết nội dung bên dưới: ### {point.heading}")
            elif not text.count_words(found.text) and not found.hints:
                yield error(document.path, Position(found.line), "outline-empty", f"Điểm {point.id} chưa có nội dung", "Viết nội dung dưới tiêu đề này; nếu không phát sinh, ghi rõ “Trong giai đoạn không phát sinh nội dung này” và lý do.")
    yield from _order(document, [number for section in outline.sections for number in (section.id, *(point.id for point in section.points))])
    for section in outline.sections:
        stray = headings.get(section.id)
        if stray and text.count_words(stray.text) and not stray.hints:
            yield error(document.path, Position(stray.text_line), "outline-stray", f"Có đoạn văn nằm dưới mục {section.id} nhưng không thuộc điểm nào", f"Chuyển đoạn này vào điểm {section.points[0].id} (### {section.points[0].heading}) hoặc điểm phù hợp.")


def _order(document: Document, numbers: list[str]) -> Iterator[Problem]:
    """Yield a problem at each heading that stands after one it should precede."""
    rank = {number: index for index, number in enumerate(numbers)}
    first = {}
    for section in document.body.sections:
        if section.number in rank:
            first.setdefault(section.number, section)
    for before, after in pairwise(first.values()):
        if rank[after.number] < rank[before.number]:
            yield error(document.path, Position(after.line), "outline-order", f"Mục {after.number} đứng sau mục {before.number}, không đúng thứ tự đề cương", f"Chuyển mục {after.number} lên trước mục {before.number}.")


def check_hints(document: Document, definition: Definition) -> Iterator[Problem]:
    """No hint of the template is left in the text."""
    lines = hint_lines(document)
    if lines:
        rest = f" (còn {len(lines) - 1} lời nhắc khác)" if len(lines) > 1 else ""
        yield error(document.path, Position(lines[0]), "template-hint", f"Còn lời nhắc của khung mẫu trong báo cáo{rest}", "Viết nội dung rồi xóa cả đoạn từ “<!--” đến “-->”.")
