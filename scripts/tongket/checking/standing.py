"""A document in; what it is so far (its own data, draft or not, hints left) out: what several checks ask."""

from __future__ import annotations

from tongket.definition import Definition
from tongket.reading import Document


def front_matter(document: Document, definition: Definition) -> dict[str, object]:
    """Return the part of the data that the front matter gave; empty where it could not be read."""
    return {name: value for name, value in document.data.items() if name not in definition.schema.body_names}


def is_draft(document: Document, definition: Definition) -> bool:
    """Tell whether the report says that it is still being written."""
    return definition.schema.of_role(document.data, "state") == definition.schema.draft_value


def hint_lines(document: Document) -> tuple[int, ...]:
    """Return the lines on which the template's hints still stand."""
    return tuple(line for section in (document.body.before, *document.body.sections) for line in section.hints)
