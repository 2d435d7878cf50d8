"""The nodes of a report schema in; its fields, outline and roles as plain values out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tongket.definition.fields import Field, Kind, Operation, Outline, OutlineSection, OverYears, Point
from tongket.definition.nodes import JsonType, Node, mapping

_NUMBERS = {JsonType.INTEGER, JsonType.NUMBER}


def read_fields(node: Node) -> dict[str, Field]:
    """Read the properties of an object into fields, by name and in order."""
    required = node.names("required")
    return {name: read_field(name, inner, name in required) for name, inner in node.properties.items()}


def read_field(name: str, node: Node, required: bool = False) -> Field:
    """Read one property of the schema into a field."""
    kind = _kind(node)
    consolidate, brief = mapping(node.says.get("x-consolidate")), mapping(node.says.get("x-brief"))
    op = Operation(str(consolidate.get("units", "none")))
    items = brief.get("items")
    return Field(
        name=name,
        kind=kind,
        title=node.text("title", name),
        description=node.text("description"),
        unit=node.text("x-unit"),
        op=op,
        over_years=OverYears(str(consolidate.get("years", "mean" if op is Operation.MEAN else "sum"))),
        group_by=str(consolidate.get("group_by", "")),
        role=node.text("x-role"),
        required=required,
        labels=node.texts("x-labels"),
        examples=node.listed("examples"),
        columns=tuple(read_fields(columns_of(kind, node)).values()),
        at_least=node.text("x-at-least"),
        at_most=node.text("x-at-most"),
        within_period=node.text("x-within") == "period",
        brief_total=brief.get("total") is True,
        brief_items=items if isinstance(items, int) else 0,
    )


def columns_of(kind: Kind, node: Node) -> Node:
    """Return the node whose properties are the field's columns; one without properties where it has none."""
    if kind is Kind.RECORDS:
        return node.items
    return node if kind in (Kind.GROUP, Kind.BREAKDOWN) else Node(node.whole, {})


def read_outline(root: Node, fields: Mapping[str, Field], narrative: str) -> Outline:
    """Read `x-outline` and the points' properties; `narrative` names the property that holds them."""
    node = root.properties[narrative]
    sections = (Node(root.whole, mapping(section)) for section in root.listed("x-outline"))
    return Outline(tuple(_section(section, node, fields) for section in sections), node.count("x-thin-words", 1))


def _section(section: Node, narrative: Node, fields: Mapping[str, Field]) -> OutlineSection:
    number = section.text("id")
    required = narrative.names("required")
    points = (
        _point(point, number, narrative.properties[point], fields, point in required)
        for point in section.names("points")
    )
    return OutlineSection(number, section.text("title"), tuple(points))


def _point(number: str, section: str, node: Node, fields: Mapping[str, Field], required: bool) -> Point:
    return Point(
        number,
        node.text("title", number),
        node.text("description"),
        section,
        fields=tuple(fields[name] for name in node.names("x-fields") if name in fields),
        asked_of=node.names("x-asked-of"),
        required=required,
    )


def roles(node: Node) -> Iterator[tuple[str, str]]:
    """Yield (role, property name) for every property that bears a role, also inside groups and records."""
    for name, inner in node.properties.items():
        if "x-role" in inner:
            yield inner.text("x-role"), name
        yield from roles(inner)
        yield from roles(inner.items)


def _kind(node: Node) -> Kind:
    types = node.types
    if JsonType.OBJECT in types and types & _NUMBERS:
        return Kind.FIGURE
    if JsonType.ARRAY in types:
        return Kind.RECORDS if node.items.types == {JsonType.OBJECT} else Kind.TEXTS
    if JsonType.OBJECT in types:
        parts = [inner.types for inner in node.properties.values()]
        return Kind.BREAKDOWN if parts and all(len(part) == 1 and part <= _NUMBERS for part in parts) else Kind.GROUP
    if "enum" in node:
        return Kind.CHOICE
    if types & _NUMBERS:
        return Kind.NUMBER
    if JsonType.BOOLEAN in types or isinstance(node.says.get("const"), bool):
        return Kind.FLAG
    return Kind.DATE if node.text("format") == "date" else Kind.TEXT
