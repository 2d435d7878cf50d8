"""One violation of a JSON Schema in; what is wrong and how to mend it, in the writer's words, out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

import jsonschema

from tongket.definition import fields
from tongket.problems import Position, Problem, error
from tongket.reading import text
from tongket.reading.frontmatter import JsonPath, Positions, flow

_TYPES = {
    "object": "một khối gồm các mục con “ten: giá trị”",
    "array": "một danh sách, mỗi mục một dòng bắt đầu bằng “- ”",
    "string": "chữ",
    "integer": "một số nguyên, không có dấu chấm hay dấu phẩy",
    "number": "một số",
    "boolean": "true (có) hoặc false (không)",
    "null": "để trống",
}
_VIETNAMESE_NUMBER = re.compile(r"[0-9]{1,3}(?:[.,\s][0-9]{3})+|[0-9]+")
_DECIMAL_COMMA = re.compile(r"(-?[0-9]{1,9}),([0-9]{1,2})\s*%?")
_VIETNAMESE_DATE = re.compile(r"(?:ngày\s+)?([0-9]{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)([0-9]{1,2})(?:\s*[/.-]\s*|\s+năm\s+)([0-9]{4})", re.IGNORECASE)


def explain(path: str, schema: Mapping, violation: jsonschema.ValidationError, positions: Positions) -> Iterator[tuple[Problem, tuple[str, JsonPath]]]:
    """Yield (problem, what identifies it) for one violation; some keywords hold several."""
    place = tuple(violation.absolute_path)
    keyword = violation.validator
    if keyword == "required":
        missing = [name for name in violation.validator_value if name not in violation.instance]
        for name in missing:
            node = fields.at_path(schema, (*place, name))
            yield _required(path, positions, place, name, node), (keyword, (*place, name))
    elif keyword == "additionalProperties":
        known = list(violation.schema.get("properties", {}))
        for name in violation.instance:
            if name not in known:
                yield _unknown(path, positions.of((*place, name)), name, known), (keyword, (*place, name))
    elif _about_a_name(violation):
        name = violation.instance
        node = fields.at_path(schema, place)
        message = node.get("x-message", {}).get("propertyNames", f"Tên mục “{text.short(name)}” không đúng quy định")
        near = text.nearest(name, violation.validator_value) if keyword == "enum" else None
        yield error(path, positions.of((*place, name)), "schema-key", message, f"Có phải “{near}”?" if near else f"Sửa lại tên mục “{text.short(name)}”."), ("propertyNames", (*place, name))
    else:
        node = fields.at_path(schema, place) or dict(violation.schema)
        same = "pattern" if keyword == "format" else str(keyword)  # a date that is none breaks both
        yield _value(path, positions.of_value(place), violation, node, place), (same, place)


def _about_a_name(violation: jsonschema.ValidationError) -> bool:
    """Tell whether a key is wrong rather than a value: the keyword propertyNames, not a property of that name."""
    return any(word == "propertyNames" and before != "properties" for before, word in pairwise(["", *violation.relative_schema_path]))


# -- what to say ---------------------------------------------------------------------------------


def _required(path: str, positions: Positions, place: JsonPath, name: str, node: Mapping) -> Problem:
    message = node.get("x-message", {}).get("required") or f"Thiếu mục “{name}”" + _titled(node)
    return error(path, positions.of_value(place), "schema-required", message, f"Thêm dòng: {name}: {_example(node)}")


def _unknown(path: str, at: Position, name: str, known: list[str]) -> Problem:
    near = text.nearest(name, known)
    hint = f"Có phải “{near}”?" if near else "Các mục được dùng: " + ", ".join(known[:12]) + ("…" if len(known) > 12 else "") + "."
    return error(path, at, "schema-unknown", f"Không có mục nào tên “{text.short(name)}”", hint)


def _value(path: str, at: Position, violation: jsonschema.ValidationError, node: Mapping, place: JsonPath) -> Problem:
    keyword, expected, found = str(violation.validator), violation.validator_value, violation.instance
    messages = node.get("x-message", {})
    own = messages.get(keyword) or (messages.get("pattern") if keyword == "format" else None)
    rule, message, hint = _describe(keyword, expected, found, node)
    name = next((part for part in reversed(place) if isinstance(part, str)), "")
    subject = f"“{name}”" + _titled(node) if name else "Giá trị"
    return error(path, at, rule, own or message.replace("{subject}", subject, 1), hint)


def _describe(keyword: str, expected: object, found: object, node: Mapping) -> tuple[str, str, str]:
    """Return (rule, message with {subject}, hint) for one violated keyword."""
    shown, example = _shown(found), _for_example(node)
    match keyword:
        case "type":
            return _describe_type(expected, found, node)
        case "enum":
            labels = node.get("x-labels", {})
            near = text.nearest(str(found), [*map(str, expected), *labels.values()])
            near = next((value for value, label in labels.items() if label == near), near)
            allowed = "Các giá trị được dùng: " + ", ".join(f"{value} ({labels[value]})" if isinstance(value, str) and value in labels else str(value) for value in expected) + "."
            return "schema-enum", f"{{subject}} không nhận giá trị {shown}", (f"Có phải {near}? " if near else "") + allowed
        case "const":
            return "schema-const", f"{{subject}} phải là {_shown(expected)}, đang ghi {shown}", f"Sửa thành: {_shown(expected)}"
        case "pattern" | "format":
            iso = _iso_date(str(found)) if node.get("format") == "date" else None
            unreal = keyword == "format" and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", str(found))
            return "schema-pattern", f"{{subject}} ghi {shown}" + (" không phải ngày có thật" if unreal else " không đúng dạng quy định"), f"Sửa thành: {iso}" if iso else f"Đang ghi {shown}. {example}"
        case "minLength" | "minItems" | "minProperties":
            return "schema-too-few", "{subject} đang để trống" if not found else f"{{subject}} cần ít nhất {expected} mục", example
        case "maxLength":
            return "schema-too-long", f"{{subject}} dài {len(str(found))} ký tự, tối đa {expected}", "Rút gọn; phần giải thích chuyển xuống nội dung của điểm tương ứng."
        case "maxItems":
            return "schema-too-many", f"{{subject}} có {len(found)} mục, tối đa {expected}", "Gộp các mục giống nhau hoặc chỉ giữ các mục chính."
        case "minimum" | "exclusiveMinimum":
            return "schema-range", f"{{subject}} là {shown}, không được nhỏ hơn {expected}", "Kiểm tra lại con số."
        case "maximum" | "exclusiveMaximum":
            return "schema-range", f"{{subject}} là {shown}, không được lớn hơn {expected}", "Kiểm tra lại con số."
        case "contains":
            return "schema-contains", "{subject} thiếu một mục bắt buộc", example
        case "not":
            return "schema-not", f"{{subject}} không được là {shown}", example
        case "anyOf" | "oneOf":
            return "schema-type", f"{{subject}} không nhận giá trị {shown}", example
        case "uniqueItems":
            return "schema-unique", "{subject} có mục bị lặp lại", "Xóa mục lặp."
    return "schema-other", f"{{subject}} không đúng quy định ({keyword})", example


def _describe_type(expected: object, found: object, node: Mapping) -> tuple[str, str, str]:
    types = [expected] if isinstance(expected, str) else list(expected)
    if found is None:
        return "schema-empty", "{subject} chưa được điền", f"Điền giá trị, hoặc xóa dòng này nếu không bắt buộc. {_for_example(node)}"
    number = _plain_number(found)
    if "number" in types and isinstance(found, str) and (match := _DECIMAL_COMMA.fullmatch(found.strip())):
        return "schema-number", f"{{subject}} ghi {_shown(found)}, không đọc được thành số", f"Phần lẻ ghi sau dấu chấm, không ghi đơn vị tính: {match[1]}.{match[2]}"
    if number is not None and {"integer", "number"} & set(types):
        return "schema-number", f"{{subject}} ghi {_shown(found)}, không đọc được thành số", f"Ghi số liền nhau, không có dấu chấm, dấu phẩy hay dấu cách: {number}"
    if node.get("format") == "date" and (iso := _iso_date(str(found))):
        return "schema-pattern", f"{{subject}} ghi {_shown(found)} không đúng dạng năm-tháng-ngày", f"Sửa thành: {iso}"
    wanted = " hoặc ".join(_TYPES[name] for name in types)
    if types == ["string"] and isinstance(found, (int, float)):
        return "schema-type", f"{{subject}} phải là chữ, đang ghi {_shown(found)}", f"Đặt trong ngoặc kép: \"{_shown(found)}\""
    return "schema-type", f"{{subject}} phải là {wanted}; đang ghi {_shown(found)}", _for_example(node)


def _plain_number(found: object) -> str | None:
    """Return 26472 for 26.472, 26,472, "26 472" or "26472", None where no whole number was meant."""
    if isinstance(found, str) and _VIETNAMESE_NUMBER.fullmatch(found.strip()):
        return re.sub(r"[^0-9]", "", found)
    return None


def _iso_date(found: str) -> str | None:
    """Return the ISO form of a date written day first, None where it is no date."""
    match = _VIETNAMESE_DATE.fullmatch(found.strip())
    if not match:
        match = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", found.strip())
        day, month, year = match.group(3, 2, 1) if match else (0, 0, 0)
    else:
        day, month, year = match.groups()
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _titled(node: Mapping) -> str:
    return f" ({node['title']})" if node.get("title") else ""


def _shown(value: object) -> str:
    """Return a value as it would be typed, cut to a readable length."""
    if isinstance(value, str):
        return f"“{text.short(value)}”"
    return text.short(json.dumps(value, ensure_ascii=False), 80)


def _for_example(node: Mapping) -> str:
    example = _example(node)
    return f"Ví dụ: {example}" if example != "…" else "Xem mô tả của mục này ở trang hướng dẫn từng trường dữ liệu."


def _example(node: Mapping) -> str:
    """Return an example of a valid value, as it would be typed in the front matter."""
    if node.get("examples"):
        return flow(node["examples"][0])
    if "const" in node:
        return flow(node["const"])
    if node.get("enum"):
        return flow(node["enum"][0])
    return "true" if node.get("type") == "boolean" else "…"
