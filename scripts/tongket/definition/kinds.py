"""A report schema in; fields of no clear kind, and operations that do not fit a kind, as problems out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tongket import words
from tongket.definition.fields import Field, Kind, Operation, OverYears
from tongket.definition.nodes import JsonType, Node, read
from tongket.definition.survey import Place, Survey
from tongket.problems import Problem, rule

_NUMBERS = {JsonType.INTEGER, JsonType.NUMBER}
_OF_NUMBERS = (Operation.SUM, Operation.MEAN, Operation.NONE)
_OF_LISTS = (Operation.LIST, Operation.NONE)
_OF_VALUES = (Operation.COUNT, Operation.NONE)
#: How each kind of field can be rolled up over the units.
OPERATIONS: Mapping[Kind, tuple[Operation, ...]] = {
    Kind.FIGURE: _OF_NUMBERS,
    Kind.BREAKDOWN: _OF_NUMBERS,
    Kind.NUMBER: _OF_NUMBERS,
    Kind.RECORDS: _OF_LISTS,
    Kind.TEXTS: _OF_LISTS,
    Kind.CHOICE: _OF_VALUES,
    Kind.FLAG: _OF_VALUES,
    Kind.TEXT: _OF_VALUES,
    Kind.DATE: _OF_VALUES,
    Kind.GROUP: (Operation.NONE,),
}
#: Columns whose values can make groups.
_GROUPING = (Kind.CHOICE, Kind.TEXT, Kind.NUMBER, Kind.DATE)
#: A key of yearly numbers, and what would be mistaken for one.
_YEAR, _NO_YEARS = "2015", ("tong", "201", "20155")


def check_kinds(survey: Survey) -> Iterator[Problem]:
    """A field takes values of one type, and says which."""
    for place in survey.places:
        node, name = place.node, place.field.name
        types = node.types
        key = survey.key(*place.at)
        if not types and not {"enum", "const"} & node.says.keys():
            yield rule("schema-kind", "none").at(survey.path, key, name=name)
        elif len(types) > 1 and not types <= _NUMBERS and place.field.kind is not Kind.FIGURE:
            at = survey.value(*place.at, "type")
            yield rule("schema-kind").at(survey.path, at, name=name, types=", ".join(sorted(types)))
        elif place.field.kind is Kind.FIGURE and not _by_year(node):
            yield rule("schema-kind", "years").at(survey.path, key, name=name)
        elif JsonType.ARRAY in types and node.items.types not in ({JsonType.STRING}, {JsonType.OBJECT}):
            yield rule("schema-kind", "items").at(survey.path, key, name=name)


def _by_year(node: Node) -> bool:
    """Tell whether a figure's mapping takes years and numbers only."""
    values = read(node.whole, node.says.get("additionalProperties")).types
    pattern = read(node.whole, node.says.get("propertyNames")).text("pattern")
    if len(node.types) != len(node.types & _NUMBERS) + 1 or not values or not values <= _NUMBERS or node.properties:
        return False
    return bool(re.search(pattern, _YEAR)) and not any(re.search(pattern, other) for other in _NO_YEARS)


def check_operations(survey: Survey) -> Iterator[Problem]:
    """A field is rolled up, grouped and put in the brief in a way that its kind allows."""
    for place in survey.places:
        if place.holder is None:
            yield from _operation(survey, place)
            yield from _brief(survey, place)


def _operation(survey: Survey, place: Place) -> Iterator[Problem]:
    field, path = place.field, survey.path
    if field.op not in OPERATIONS[field.kind]:
        at = survey.value(*place.at, "x-consolidate", "units")
        allowed = ", ".join(OPERATIONS[field.kind])
        yield rule("schema-operation").at(
            path, at, name=field.name, kind=words.label(field.kind), units=field.op, allowed=allowed
        )
    if "years" in place.node.table("x-consolidate") and field.kind is not Kind.FIGURE:
        at = survey.value(*place.at, "x-consolidate", "years")
        yield rule("schema-operation", "years").at(path, at, name=field.name)
    if field.group_by:
        yield from _groups(survey, place)


def _groups(survey: Survey, place: Place) -> Iterator[Problem]:
    field, at = place.field, survey.value(*place.at, "x-consolidate", "group_by")
    column = next((column for column in field.columns if column.name == field.group_by), None)
    if field.kind is not Kind.RECORDS or field.op is not Operation.LIST:
        yield rule("schema-operation", "group").at(survey.path, at, name=field.name)
    elif column is None:
        yield rule("schema-annotation", "column").at(survey.path, at, name=field.group_by)
    elif column.kind not in _GROUPING:
        kind = words.label(column.kind)
        yield rule("schema-operation", "group-kind").at(survey.path, at, name=column.name, kind=kind)


def _brief(survey: Survey, place: Place) -> Iterator[Problem]:
    field = place.field
    if field.brief_total and not _has_total(field):
        at = survey.value(*place.at, "x-brief", "total")
        yield rule("schema-operation", "total").at(survey.path, at, name=field.name)
    if field.brief_items and field.op is not Operation.LIST:
        at = survey.value(*place.at, "x-brief", "items")
        yield rule("schema-operation", "items").at(survey.path, at, name=field.name)


def _has_total(field: Field) -> bool:
    """Tell whether there is one number for the brief: a figure kept by year has none."""
    return field.op is not Operation.NONE and (field.kind is not Kind.FIGURE or field.over_years is not OverYears.NONE)
