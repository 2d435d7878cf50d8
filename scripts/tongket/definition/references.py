"""A report schema in; references that lead nowhere or back to themselves, as problems at their lines, out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.definition import nodes
from tongket.definition.nodes import Schema
from tongket.problems import Problem, rule
from tongket.reading import text
from tongket.reading.frontmatter import Positions

#: Keywords that would change what a `$ref` below them means.
_FOREIGN = ("$id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor")
_FOREIGN_BELOW_ROOT = ("$id", "$schema")


def check_references(path: str, schema: Schema, positions: Positions) -> Iterator[Problem]:
    """Every `$ref` names a definition of the same file, and none leads back to itself."""
    known = {tuple(map(str, at)) for at, _ in nodes.subschemas(schema)}
    for at, node in nodes.subschemas(schema):
        for keyword in _FOREIGN:
            if keyword in node and (at or keyword not in _FOREIGN_BELOW_ROOT):
                place = positions.of((*at, keyword))
                yield rule("schema-annotation", "foreign").at(path, place, keyword=keyword)
        reference = node.get("$ref")
        if isinstance(reference, str):
            place, shown = positions.of_value((*at, "$ref")), text.short(reference)
            if nodes.target(schema, reference) is None or nodes.parts(reference) not in known:
                yield rule("schema-annotation", "reference").at(path, place, name=shown)
            elif _leads_back(schema, reference, ()):
                yield rule("schema-annotation", "circle").at(path, place, name=shown)


def _leads_back(schema: Schema, reference: str, way: tuple[str, ...]) -> bool:
    if reference in way:
        return True
    inner = (node.get("$ref") for _, node in nodes.subschemas(nodes.target(schema, reference)))
    return any(_leads_back(schema, name, (*way, reference)) for name in inner if isinstance(name, str))
