"""Schema files in; what a report is, and every schema violation as a problem at its line, out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import jsonschema
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tongket import fields, frontmatter, text
from tongket.fields import Field, Outline
from tongket.frontmatter import JsonPath, Limits, Positions
from tongket.problems import Position, Problem, Severity, error

#: The schemas of the campaign's own files and of the annotations belong to the program, not to a campaign.
PROGRAM_SCHEMAS = Path(__file__).resolve().parents[2] / "schema"
CAMPAIGN, UNITS, ANNOTATIONS, SYNTHESIS = "campaign.schema.json", "units.schema.json", "annotations.schema.json", "synthesis.schema.json"

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


@dataclass(frozen=True)
class JsonSchema:
    """One JSON Schema with a validator that speaks to the person who wrote the data."""

    raw: Mapping
    registry: Registry = field(default_factory=Registry)

    @cached_property
    def _validator(self) -> Draft202012Validator:
        return Draft202012Validator(self.raw, registry=self.registry, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def check(self, path: str, data: object, positions: Positions) -> Iterator[Problem]:
        """Yield every violation of the schema at the offending key or item of the file `path`."""
        seen: set[tuple[str, JsonPath]] = set()
        for violation in self._validator.iter_errors(data):
            for problem, key in self._explain(path, violation, positions):
                if key not in seen:
                    seen.add(key)
                    yield problem

    def _explain(self, path: str, violation: jsonschema.ValidationError, positions: Positions) -> Iterator[tuple[Problem, tuple[str, JsonPath]]]:
        """Yield (problem, what identifies it) for one violation; some keywords hold several."""
        place = tuple(violation.absolute_path)
        keyword = violation.validator
        if keyword == "required":
            missing = [name for name in violation.validator_value if name not in violation.instance]
            for name in missing:
                node = fields.at_path(self.raw, (*place, name))
                yield _required(path, positions, place, name, node), (keyword, (*place, name))
        elif keyword == "additionalProperties":
            known = list(violation.schema.get("properties", {}))
            for name in violation.instance:
                if name not in known:
                    yield _unknown(path, positions.of((*place, name)), name, known), (keyword, (*place, name))
        elif _about_a_name(violation):
            name = violation.instance
            node = fields.at_path(self.raw, place)
            message = node.get("x-message", {}).get("propertyNames", f"Tên mục “{text.short(name)}” không đúng quy định")
            near = text.nearest(name, violation.validator_value) if keyword == "enum" else None
            yield error(path, positions.of((*place, name)), "schema-key", message, f"Có phải “{near}”?" if near else f"Sửa lại tên mục “{text.short(name)}”."), ("propertyNames", (*place, name))
        else:
            node = fields.at_path(self.raw, place) or dict(violation.schema)
            same = "pattern" if keyword == "format" else str(keyword)  # a date that is none breaks both
            yield _value(path, positions.of_value(place), violation, node, place), (same, place)


@dataclass(frozen=True)
class ReportSchema(JsonSchema):
    """`report.schema.json`: the outline, the fields, and which field plays which role in a report."""

    @cached_property
    def roles(self) -> dict[str, str]:
        """Property name by role."""
        return dict(fields.roles(self.raw))

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The top-level fields by name, in the schema's order."""
        required = self.raw.get("required", ())
        return {name: fields.read_field(self.raw, name, node, name in required) for name, node in self.raw["properties"].items()}

    @cached_property
    def outline(self) -> Outline:
        """The sections and points."""
        return fields.read_outline(self.raw, self.fields, self.roles["narrative"])

    @cached_property
    def body_names(self) -> tuple[str, ...]:
        """Names of the properties that come from the Markdown body, never from the front matter."""
        return tuple(self.roles[role] for role in ("title", "preamble", "narrative"))

    @cached_property
    def draft_value(self) -> str:
        """The value of the state field that marks a draft."""
        return self.raw["properties"][self.roles["state"]].get("x-draft", "")

    @cached_property
    def for_synthesis(self) -> ReportSchema:
        """The schema of the board's own report: no field that is computed, and the few it has beside the units'.

        Only the unit and the consent to publish are required: symbol, dates and signer come when it is issued.
        """
        computed = {field.name for point in self.outline.points for field in point.fields}
        own = {name: node for name, node in self.raw["properties"].items() if name not in computed}
        own |= program_schema(SYNTHESIS).raw["properties"]
        required = [self.roles[role] for role in ("unit", "public")]
        return ReportSchema({**self.raw, "properties": own, "required": required})

    def of_role(self, data: Mapping, role: str) -> object:
        """Return what a report's data hold for a role, None where nothing."""
        return data.get(self.roles.get(role, ""))


#: Without these nothing can be read, dated or filed.
_NEEDED_ROLES = ("unit", "symbol", "issued", "sent", "state", "public", "illustrative", "title", "preamble", "narrative")


def load_report_schema(path: str, raw: bytes) -> tuple[ReportSchema | None, list[Problem]]:
    """Read `report.schema.json`; its mistakes, annotations included, are problems like any other."""
    data, positions, problems = load_data(path, raw, ANNOTATIONS)
    if not has_errors(problems):
        problems += list(_check_references(path, data, positions)) or _check_annotations(path, data, positions)
    return (None if has_errors(problems) else ReportSchema(data)), problems


def load_data(path: str, raw: bytes, schema_name: str) -> tuple[dict, Positions, list[Problem]]:
    """Read a YAML or JSON file of the campaign and check it against one of the program's schemas."""
    content, problems = text.decode(path, raw)
    if not content:
        return {}, Positions(), problems
    parsed = frontmatter.parse(path, content, Limits(depth=40))
    problems += parsed.problems
    if parsed.value is not None or not has_errors(problems):
        problems += program_schema(schema_name).check(path, parsed.value, parsed.positions)
    return parsed.value if isinstance(parsed.value, dict) else {}, parsed.positions, problems


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any problem is more than a warning."""
    return any(problem.severity is Severity.ERROR for problem in problems)


@cache
def program_schema(name: str) -> JsonSchema:
    """Return one of the program's own schemas."""
    loaded = {file: json.loads((PROGRAM_SCHEMAS / file).read_text(encoding="utf-8")) for file in (CAMPAIGN, UNITS, ANNOTATIONS, SYNTHESIS)}
    registry = jsonschema.validators.SPECIFICATIONS.with_resources((file, Resource.from_contents(raw)) for file, raw in loaded.items())
    return JsonSchema(loaded[name], registry)


def _check_references(path: str, schema: Mapping, positions: Positions) -> Iterator[Problem]:
    """Find references that lead out of the file, to nothing, or back to where they stand."""
    for at, reference in _references(schema, ()):
        if not isinstance(fields.target(schema, reference), Mapping):
            yield error(path, positions.of_value((*at, "$ref")), "schema-annotation", f"$ref nhắc đến “{text.short(reference)}” không có trong tệp này", "Chỉ nhắc đến định nghĩa trong cùng tệp, ví dụ “#/$defs/ngay”.")
        elif _leads_back(schema, reference, ()):
            yield error(path, positions.of_value((*at, "$ref")), "schema-annotation", f"“{text.short(reference)}” nhắc lại chính nó", "Viết định nghĩa đầy đủ, không vòng lặp.")


def _leads_back(schema: Mapping, reference: str, way: tuple[str, ...]) -> bool:
    return reference in way or any(_leads_back(schema, inner, (*way, reference)) for _, inner in _references(fields.target(schema, reference), ()))


def _references(node: object, at: JsonPath) -> Iterator[tuple[JsonPath, str]]:
    """Yield every place that bears a `$ref`, with what it refers to."""
    inner = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ()
    if isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
        yield at, node["$ref"]
    for key, value in inner:
        yield from _references(value, (*at, key))


def _check_annotations(path: str, schema: Mapping, positions: Positions) -> Iterator[Problem]:
    """Find annotations that name what does not exist."""
    properties = schema.get("properties", {})
    found = dict(fields.roles(schema))
    for role in _NEEDED_ROLES:
        if role not in found:
            yield error(path, positions.of(("properties",)), "schema-annotation", f"Chưa có trường nào mang vai trò “{role}”", f"Thêm \"x-role\": \"{role}\" vào trường tương ứng.")
    if "x-outline" not in schema:
        yield error(path, Position(1), "schema-annotation", "Thiếu đề cương (x-outline)", "Thêm x-outline với các mục và điểm theo thứ tự.")
    narrative = found.get("narrative", "")
    points = properties.get(narrative, {}).get("properties", {})
    listed = []
    for index, section in enumerate(schema.get("x-outline", ())):
        for place, number in enumerate(section["points"]):
            if number in listed:
                yield error(path, positions.of_value(("x-outline", index, "points", place)), "schema-annotation", f"Điểm {number} có hai lần trong đề cương", "Mỗi điểm chỉ nằm trong một mục.")
            listed.append(number)
            if number not in points:
                yield error(path, positions.of_value(("x-outline", index, "points", place)), "schema-annotation", f"Điểm {number} của đề cương chưa được mô tả", f"Thêm “{number}” vào properties của “{narrative}”.")
    for number, node in points.items():
        at = ("properties", narrative, "properties", number)
        if number not in listed:
            yield error(path, positions.of(at), "schema-annotation", f"Điểm {number} không nằm trong mục nào của đề cương", "Thêm số của điểm vào x-outline.")
        for index, name in enumerate(fields.resolve(schema, node).get("x-fields", ())):
            if name not in properties:
                near = text.nearest(name, properties)
                yield error(path, positions.of_value((*at, "x-fields", index)), "schema-annotation", f"Trường “{name}” không có trong schema", f"Có phải “{near}”?" if near else "Thêm trường này vào properties.")
    shown = {name for node in points.values() for name in fields.resolve(schema, node).get("x-fields", ())}
    for name, node in properties.items():
        node = fields.resolve(schema, node)
        if node.get("x-consolidate", {}).get("op", "none") != "none" and name not in shown:
            yield error(path, positions.of(("properties", name)), "schema-annotation", f"Trường “{name}” có cách tổng hợp nhưng không thuộc điểm nào của đề cương", f"Thêm “{name}” vào x-fields của một điểm.")
        yield from _check_siblings(path, schema, positions, ("properties", name), node, properties)


def _check_siblings(path: str, schema: Mapping, positions: Positions, at: JsonPath, node: Mapping, siblings: Mapping) -> Iterator[Problem]:
    """Check that x-at-least, x-at-most and group_by name a field beside or inside the field."""
    for keyword in ("x-at-least", "x-at-most"):
        if keyword in node and node[keyword] not in siblings:
            yield error(path, positions.of_value((*at, keyword)), "schema-annotation", f"{keyword} nhắc đến trường “{node[keyword]}” không có ở cùng bậc", "Ghi tên một trường ở cùng bậc.")
    items = fields.resolve(schema, node.get("items", {}))
    columns = items.get("properties", {})
    group = node.get("x-consolidate", {}).get("group_by")
    if group and group not in columns:
        yield error(path, positions.of_value((*at, "x-consolidate", "group_by")), "schema-annotation", f"group_by nhắc đến ô “{group}” không có trong bản ghi", "Ghi tên một ô của bản ghi.")
    for name, column in columns.items():
        yield from _check_siblings(path, schema, positions, (*at, "items", "properties", name), fields.resolve(schema, column), columns)


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


def flow(value: object) -> str:
    """Return a JSON value in YAML's one-line form, quoting only where YAML needs it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    safe = re.fullmatch(r"[\w/][^:#,\[\]{}\"]*", value) and frontmatter.scalar(value) == value
    return value if safe and value == value.strip() else json.dumps(value, ensure_ascii=False)
