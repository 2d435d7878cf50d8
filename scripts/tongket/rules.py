"""A document in; what no JSON Schema can say about it, as problems, out.

`CHECKS` is the whole list; each check is a generator and its docstring is the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from tongket import text
from tongket.body import Section
from tongket.definition import SYNTHESIS, Definition
from tongket.document import Document, point_sections
from tongket.fields import Field, Kind
from tongket.frontmatter import JsonPath
from tongket.problems import Position, Problem, Severity, error, warning

#: What an unfinished text may still lack; errors of these rules are warnings in a draft.
INCOMPLETE = frozenset({"outline-missing", "outline-empty", "template-hint"})


def check(document: Document, definition: Definition) -> Iterator[Problem]:
    """Yield every problem of one report that its own data show."""
    schema = definition.schema
    if front_matter(document, definition):
        whole = {name: value for name, value in document.data.items() if name != schema.roles["narrative"]}
        yield from schema.check(document.path, whole, document.positions)
    draft = is_draft(document, definition)
    for one in CHECKS:
        for problem in one(document, definition):
            yield problem.as_warning() if draft and problem.rule in INCOMPLETE else problem


def front_matter(document: Document, definition: Definition) -> dict[str, object]:
    """Return the part of the data that the front matter gave; empty where it could not be read."""
    return {name: value for name, value in document.data.items() if name not in definition.schema.body_names}


def is_draft(document: Document, definition: Definition) -> bool:
    """Tell whether the report says that it is still being written."""
    return definition.schema.of_role(document.data, "state") == definition.schema.draft_value


def hint_lines(document: Document) -> tuple[int, ...]:
    """Return the lines on which the template's hints still stand."""
    return tuple(line for section in (document.body.before, *document.body.sections) for line in section.hints)


# -- whose report ---------------------------------------------------------------------------------


#: Only dates in this form can be compared as text; what else is wrong with them the schema says.
_ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


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


# -- values against each other --------------------------------------------------------------------


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


# -- the outline ----------------------------------------------------------------------------------


def check_headings(document: Document, definition: Definition) -> Iterator[Problem]:
    """Every heading of the body belongs to the outline, once, at its level and under its title."""
    outline = definition.schema.outline
    expected = {item.id: (item.heading, "##" if item in outline.sections else "###") for item in (*outline.sections, *outline.points)}
    titles = {heading: number for number, (heading, _) in expected.items()}
    seen: dict[str, int] = {}
    for section in document.body.sections:
        at = Position(section.line)
        if section.number not in expected:
            if section is not _title(document):
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


def _title(document: Document) -> Section | None:
    """Return the report's own title: the first heading without a number at the highest level."""
    return next((section for section in document.body.sections if section.level == 1 and not section.number), None)


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
    present = point_sections(document.body, definition.schema)
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


# -- the template and what must not be published --------------------------------------------------


def check_hints(document: Document, definition: Definition) -> Iterator[Problem]:
    """No hint of the template is left in the text."""
    lines = hint_lines(document)
    if lines:
        rest = f" (còn {len(lines) - 1} lời nhắc khác)" if len(lines) > 1 else ""
        yield error(document.path, Position(lines[0]), "template-hint", f"Còn lời nhắc của khung mẫu trong báo cáo{rest}", "Viết nội dung rồi xóa cả đoạn từ “<!--” đến “-->”.")


def check_draft(document: Document, definition: Definition) -> Iterator[Problem]:
    """A report still marked as a draft is not counted."""
    if is_draft(document, definition):
        name = definition.schema.roles["state"]
        yield warning(document.path, document.position((name,)), "draft", "Báo cáo đang ở trạng thái nháp, chưa được tính là đã nộp", f"Khi báo cáo hoàn chỉnh, xóa dòng “{name}: {definition.schema.draft_value}”.")


_SECRET = re.compile(
    r"^[\s#>|*_\[(-]*(?:TUYỆT MẬT|TỐI MẬT|MẬT|TÀI LIỆU THU HỒI|XONG HỘI NGHỊ TRẢ LẠI|XEM XONG TRẢ LẠI|LƯU HÀNH NỘI BỘ|TÀI LIỆU HỘI NGHỊ)[\s|*_\])]*$"
    r"|(?:[Đđ]ộ mật|[Mm]ức độ mật)\s*:\s*(?:[Tt]uyệt mật|[Tt]ối mật|[Mm]ật|[ABC])\b"
    r"|[Kk]hông phổ biến trên (?:các )?phương tiện thông tin đại chúng"
)
_PERSONAL = (
    ("số căn cước công dân", Severity.ERROR, re.compile(r"(?<![0-9.])0(?:[0-9] ?){10}[0-9](?![0-9.])|(?:CCCD|[Cc]ăn cước)[^0-9\n]{0,20}[0-9]{12}(?![0-9])")),
    ("số chứng minh nhân dân", Severity.ERROR, re.compile(r"(?:CMND|[Cc]hứng minh nhân dân)[^0-9\n]{0,20}[0-9]{9}(?![0-9])")),
    ("số điện thoại di động", Severity.WARNING, re.compile(r"(?<![0-9.])(?:0|\+84[ .-]?)[35789](?:[ .-]?[0-9]){8}(?![0-9.])")),
    ("thư điện tử cá nhân", Severity.WARNING, re.compile(r"(?<![\w.+-])[\w.+-]+@(?:gmail|yahoo|hotmail|outlook|icloud)\.[a-z.]+", re.IGNORECASE)),
)  # fmt: skip


_REMEDY = {
    Severity.ERROR: "Không sửa đè, vì lịch sử vẫn giữ bản cũ: đóng đề xuất, báo ban tổ chức, rồi gửi lại bản đã bỏ dữ liệu cá nhân.",
    Severity.WARNING: "Nếu là dữ liệu cá nhân thì bỏ đi; báo cáo chỉ nêu tên cơ quan, chức danh.",
}


def check_secrecy(document: Document, definition: Definition) -> Iterator[Problem]:
    """No mark of secrecy or restricted circulation, and no identity number, stands anywhere in the file.

    What was found is never repeated in the message: logs are public too.
    """
    for number, line in enumerate(document.lines, 1):
        if match := _SECRET.search(line):
            yield error(document.path, Position(number, match.start() + 1), "secrecy-mark", "Có dấu chỉ độ mật hoặc phạm vi lưu hành hạn chế", "Không gửi tài liệu này lên trang công khai. Đóng đề xuất, không sửa đè, và báo ngay cho ban tổ chức.")
        for kind, severity, pattern in _PERSONAL:
            if match := pattern.search(line):
                yield Problem(document.path, number, match.start() + 1, severity, "personal-data", f"Có thể có {kind}", _REMEDY[severity])


CHECKS = (
    check_unit,
    check_symbol,
    check_illustrative,
    check_years,
    check_bounds,
    check_headings,
    check_points,
    check_hints,
    check_draft,
    check_secrecy,
)
