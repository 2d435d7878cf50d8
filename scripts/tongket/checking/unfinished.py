"""A document in; whether it is a report yet (marked as a draft, the template's hints still there), as problems, out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.definition import Definition
from tongket.problems import Position, Problem, rule
from tongket.reading import Document


def is_draft(document: Document, definition: Definition) -> bool:
    """Tell whether the report says that it is still being written."""
    return definition.schema.of_role(document.data, "state") == definition.schema.draft_value


def hint_lines(document: Document) -> tuple[int, ...]:
    """Return the lines on which the template's hints still stand."""
    return tuple(line for section in (document.body.before, *document.body.sections) for line in section.hints)


def check_draft(document: Document, definition: Definition) -> Iterator[Problem]:
    """A report still marked as a draft is not counted."""
    if is_draft(document, definition):
        schema = definition.schema
        field = schema.roles["state"]
        yield rule("draft").at(document.path, document.position((field,)), field=field, value=schema.draft_value)


def check_hints(document: Document, definition: Definition) -> Iterator[Problem]:
    """No hint of the template is left in the text."""
    lines = hint_lines(document)
    if lines:
        more = len(lines) - 1
        yield rule("template-hint", "more" if more else "").at(document.path, Position(lines[0]), count=more)
