"""A report schema in; references that lead nowhere or back to themselves, as problems at their lines, out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.definition import nodes
from tongket.definition.nodes import Schema
from tongket.problems import Problem, rule
from tongket.reading import text
from tongket.reading.frontmatter import Positions


def check_references(path: str, schema: Schema, positions: Positions) -> Iterator[Problem]:
    """Every `$ref` names a definition of the same file, and none leads back to itself."""
    for at, reference in nodes.references(schema):
        place = positions.of_value((*at, "$ref"))
        if nodes.target(schema, reference) is None:
            yield rule("schema-annotation", "reference").at(path, place, name=text.short(reference))
        elif _leads_back(schema, reference, ()):
            yield rule("schema-annotation", "circle").at(path, place, name=text.short(reference))


def _leads_back(schema: Schema, reference: str, way: tuple[str, ...]) -> bool:
    inner = nodes.references(nodes.target(schema, reference))
    return reference in way or any(_leads_back(schema, name, (*way, reference)) for _, name in inner)
