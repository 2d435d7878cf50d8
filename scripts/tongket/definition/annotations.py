"""A report schema in; annotations that name what does not exist, as problems at their lines, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tongket.definition import fields
from tongket.problems import Position, Problem, error
from tongket.reading import text
from tongket.reading.frontmatter import JsonPath, Positions

#: Without these nothing can be read, dated or filed.
_NEEDED_ROLES = ("unit", "symbol", "issued", "sent", "state", "public", "illustrative", "title", "preamble", "narrative")


def check_references(path: str, schema: Mapping, positions: Positions) -> Iterator[Problem]:
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


def check_annotations(path: str, schema: Mapping, positions: Positions) -> Iterator[Problem]:
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
