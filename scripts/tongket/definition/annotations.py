"""A report schema in; annotations that name what is not there or belongs elsewhere, as problems at their lines, out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.definition import nodes
from tongket.definition.fields import Kind
from tongket.definition.json_schema import SYNTHESIS, program_schema
from tongket.definition.nodes import Node
from tongket.definition.survey import Place, Survey
from tongket.problems import Position, Problem, rule
from tongket.reading import text

_NUMBERS = {Kind.FIGURE, Kind.BREAKDOWN, Kind.NUMBER}


def check_outline(survey: Survey) -> Iterator[Problem]:
    """Every section and point stands once in the outline, and every point is described."""
    path, narrative = survey.path, survey.narrative.field.name if survey.narrative else ""
    if "x-outline" not in survey.root:
        yield rule("schema-annotation", "no-outline").at(path, Position(1))
    seen: set[str] = set()
    for index, section in enumerate(survey.root.listed("x-outline")):
        node = Node(survey.root.whole, nodes.mapping(section))
        if node.text("id") in seen:
            at = survey.value("x-outline", index, "id")
            yield rule("schema-annotation", "section-repeated").at(path, at, number=node.text("id"))
        seen.add(node.text("id"))
        for place, point in enumerate(node.names("points")):
            at = survey.value("x-outline", index, "points", place)
            if point in seen:
                yield rule("schema-annotation", "point-repeated").at(path, at, point=point)
            seen.add(point)
            if point not in survey.points:
                yield rule("schema-annotation", "point-not-described").at(path, at, point=point, narrative=narrative)
    for point in survey.points:
        if point not in seen:
            at = survey.key(*survey.at_point(point))
            yield rule("schema-annotation", "point-not-listed").at(path, at, point=point)


def check_points(survey: Survey) -> Iterator[Problem]:
    """A point shows fields of the report that are no point's yet and play no role; what is consolidated is shown."""
    path, shown = survey.path, dict[str, str]()
    for point, node in survey.points.items():
        for index, name in enumerate(node.names("x-fields")):
            at = survey.value(*survey.at_point(point, "x-fields", index))
            field = survey.fields.get(name)
            if field is None:
                near = text.nearest(name, survey.fields)
                yield rule("schema-annotation", "near" if near else "").at(path, at, name=name, near=near)
            elif name in shown:
                yield rule("schema-annotation", "field-shared").at(path, at, name=name, point=shown[name])
            elif field.role:
                yield rule("schema-annotation", "field-of-role").at(path, at, name=name, role=field.role)
            shown.setdefault(name, point)
    for name, field in survey.fields.items():
        if field.op != "none" and name not in shown:
            yield rule("schema-annotation", "field-in-no-point").at(path, survey.key("properties", name), name=name)


def check_names(survey: Survey) -> Iterator[Problem]:
    """What is required is described, and no field takes a name that the board's own report needs."""
    objects = [((), survey.root), *((place.at, place.node) for place in survey.places)]
    objects += [((*at, "items"), node.items) for at, node in objects[1:]]
    for at, node in objects:
        for index, name in enumerate(node.names("required")):
            if node.properties and name not in node.properties:
                place, near = survey.value(*at, "required", index), text.nearest(name, node.properties)
                yield rule("schema-annotation", "required-near" if near else "required").at(
                    survey.path, place, name=name, near=near
                )
    for name in nodes.mapping(program_schema(SYNTHESIS).raw["properties"]):
        if name in survey.fields:
            yield rule("schema-annotation", "synthesis").at(survey.path, survey.key("properties", name), name=name)


def check_bounds(survey: Survey) -> Iterator[Problem]:
    """A bound names a comparable field beside the one it bounds; a period bounds days and years."""
    for place in survey.places:
        field = place.field
        for keyword, bound in (("x-at-least", field.at_least), ("x-at-most", field.at_most)):
            at, other = survey.value(*place.at, keyword), place.siblings.get(bound)
            if bound and (other is None or other is field):
                yield rule("schema-annotation", "sibling").at(survey.path, at, keyword=keyword, name=bound)
            elif other and not _comparable(field.kind, other.kind):
                yield rule("schema-annotation", "not-comparable").at(
                    survey.path, at, keyword=keyword, name=field.name, bound=bound
                )
        if field.within_period and field.kind not in (Kind.DATE, Kind.NUMBER):
            at = survey.value(*place.at, "x-within")
            yield rule("schema-annotation", "within").at(survey.path, at, name=field.name)


def _comparable(one: Kind, other: Kind) -> bool:
    if one is other:
        return one is Kind.DATE or one in _NUMBERS
    return Kind.NUMBER in (one, other) and {one, other} <= _NUMBERS


def check_values(survey: Survey) -> Iterator[Problem]:
    """Labels name the allowed values, each of them, and the mark of a draft is one of these."""
    for place in survey.places:
        allowed = [_typed(value) for value in place.node.listed("enum")]
        for value in place.field.labels:
            if value not in allowed:
                at = survey.key(*place.at, "x-labels", value)
                yield rule("schema-annotation", "label").at(survey.path, at, value=value)
        if place.field.labels:
            yield from _unlabelled(survey, place, [value for value in allowed if value not in place.field.labels])
        draft = place.node.text("x-draft")
        if draft and draft not in allowed:
            yield rule("schema-annotation", "draft").at(survey.path, survey.value(*place.at, "x-draft"), value=draft)
        if place.field.role == "state" and not draft:
            yield rule("schema-annotation", "no-draft").at(survey.path, survey.key(*place.at), name=place.field.name)


def _unlabelled(survey: Survey, place: Place, values: list[str]) -> Iterator[Problem]:
    for value in values:
        at = survey.key(*place.at, "x-labels")
        yield rule("schema-annotation", "no-label").at(survey.path, at, value=value)


def _typed(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
