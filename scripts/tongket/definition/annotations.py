"""A report schema in; annotations that name what does not exist, as problems at their lines, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tongket.definition import nodes, reader
from tongket.definition.nodes import Node, Schema
from tongket.problems import Position, Problem, rule
from tongket.reading import text
from tongket.reading.frontmatter import JsonPath, Positions

#: Without these nothing can be read, dated or filed.
_NEEDED_ROLES = (
    "unit",
    "symbol",
    "issued",
    "sent",
    "state",
    "public",
    "illustrative",
    "title",
    "preamble",
    "narrative",
)


def check_annotations(path: str, schema: Schema, positions: Positions) -> Iterator[Problem]:
    """Find annotations that name what does not exist."""
    root = nodes.read(schema, schema)
    roles = dict(reader.roles(root))
    for role in _NEEDED_ROLES:
        if role not in roles:
            yield rule("schema-annotation", "no-role").at(path, positions.of(("properties",)), role=role)
    narrative = roles.get("narrative", "")
    points = root.properties[narrative].properties if narrative in root.properties else {}
    yield from _check_outline(path, root, positions, points, narrative)
    yield from _check_fields(path, root, positions, points, narrative)


def _check_outline(
    path: str, root: Node, positions: Positions, points: Mapping[str, Node], narrative: str
) -> Iterator[Problem]:
    """Every point stands once in the outline and is described."""
    if "x-outline" not in root:
        yield rule("schema-annotation", "no-outline").at(path, Position(1))
    seen = []
    for index, section in enumerate(root.listed("x-outline")):
        for place, point in enumerate(Node(root.whole, nodes.mapping(section)).names("points")):
            at = positions.of_value(("x-outline", index, "points", place))
            if point in seen:
                yield rule("schema-annotation", "point-repeated").at(path, at, point=point)
            seen.append(point)
            if point not in points:
                yield rule("schema-annotation", "point-not-described").at(path, at, point=point, narrative=narrative)
    for point in points:
        if point not in seen:
            at = positions.of(("properties", narrative, "properties", point))
            yield rule("schema-annotation", "point-not-listed").at(path, at, point=point)


def _check_fields(
    path: str, root: Node, positions: Positions, points: Mapping[str, Node], narrative: str
) -> Iterator[Problem]:
    """Points show fields that exist, and what is consolidated is shown by one."""
    for point, node in points.items():
        for index, name in enumerate(node.names("x-fields")):
            if name not in root.properties:
                at = positions.of_value(("properties", narrative, "properties", point, "x-fields", index))
                near = text.nearest(name, root.properties)
                yield rule("schema-annotation", "near" if near else "").at(path, at, name=name, near=near)
    shown = {name for node in points.values() for name in node.names("x-fields")}
    for name, node in root.properties.items():
        if node.table("x-consolidate").get("op", "none") != "none" and name not in shown:
            at = positions.of(("properties", name))
            yield rule("schema-annotation", "field-in-no-point").at(path, at, name=name)
        yield from _check_siblings(path, positions, ("properties", name), node, root.properties)


def _check_siblings(
    path: str, positions: Positions, at: JsonPath, node: Node, siblings: Mapping[str, Node]
) -> Iterator[Problem]:
    """Check that x-at-least, x-at-most and group_by name a field beside or inside the field."""
    for keyword in ("x-at-least", "x-at-most"):
        bound = node.text(keyword)
        if bound and bound not in siblings:
            place = positions.of_value((*at, keyword))
            yield rule("schema-annotation", "sibling").at(path, place, keyword=keyword, name=bound)
    columns = node.items.properties
    group = node.table("x-consolidate").get("group_by")
    if group and group not in columns:
        place = positions.of_value((*at, "x-consolidate", "group_by"))
        yield rule("schema-annotation", "column").at(path, place, name=group)
    for name, column in columns.items():
        yield from _check_siblings(path, positions, (*at, "items", "properties", name), column, columns)
