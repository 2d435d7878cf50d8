"""A document in; what the report schema finds wrong with its data, as problems, out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.definition import Definition
from tongket.problems import Problem
from tongket.reading import Document


def front_matter(document: Document, definition: Definition) -> dict[str, object]:
    """Return the part of the data that the front matter gave; empty where it could not be read."""
    return {name: value for name, value in document.data.items() if name not in definition.schema.body_names}


def check_schema(document: Document, definition: Definition) -> Iterator[Problem]:
    """The data are as `report.schema.json` says; its narrative is the outline's business."""
    schema = definition.schema
    if front_matter(document, definition):
        whole = {name: value for name, value in document.data.items() if name != schema.roles["narrative"]}
        yield from schema.check(document.path, whole, document.positions)
