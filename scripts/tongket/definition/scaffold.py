"""A unit and the report schema in; the template of its report out, with questions and hints as comments.

In the front matter, lines that begin with `##` are hints and lines that begin with `# ` are optional
fields to uncomment; comments in the body are hints to replace. As long as a body hint stands, the file is not a report.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from tongket import words
from tongket.definition import hints
from tongket.definition.fields import Field, Kind, OutlineSection, Point
from tongket.definition.files import Definition, Unit
from tongket.reading.frontmatter import flow

_WIDTH = 96


def scaffold(definition: Definition, unit: Unit) -> str:
    """Return the text of a new submission for a unit, ready to be filled in."""
    return "\n".join((*_front_matter(definition, unit), "", *_body(definition))) + "\n"


def _front_matter(definition: Definition, unit: Unit) -> Iterator[str]:
    schema = definition.schema
    of_points = {field.name for point in schema.outline.points for field in point.fields}
    yield "---"
    yield "# yaml-language-server: $schema=../schema/report.schema.json"
    yield from _comment(words.say("scaffold.guide"))
    for name, field in schema.fields.items():
        if name in of_points or name in schema.body_names:
            continue
        if field.role == "illustrative" and not definition.illustrative:
            continue
        yield from _field(field, _known_value(field, definition, unit))
    for point in schema.outline.points:
        if point.fields:
            yield ""
            yield f"## {point.heading}"
            for field in point.fields:
                yield from _field(field, None)
    yield "---"


def _known_value(field: Field, definition: Definition, unit: Unit) -> object:
    """Return what the program already knows of a field, None where the writer must say."""
    known = {"unit": unit.id, "state": definition.schema.draft_value, "illustrative": definition.illustrative or None}
    return known.get(field.role)


def _field(field: Field, value: object) -> Iterator[str]:
    yield ""
    unit = words.say("scaffold.unit", unit=field.unit) if field.unit else ""
    yield from _comment(
        words.say("scaffold.field", title=field.title, unit=unit, description=field.description).strip()
    )
    if field.labels:
        yield from _comment(words.say("scaffold.values", values=_labels(field)))
    for column in field.columns if field.kind is Kind.RECORDS else ():
        if column.labels:
            yield from _comment(f"{column.name}: {_labels(column)}.")
    if value is not None:
        yield f"{field.name}: {flow(value)}"
    elif field.required and field.kind is not Kind.RECORDS:
        yield f"{field.name}:  # {words.say('scaffold.example', example=flow(_example(field)))}"
    else:
        yield from (f"# {line}" for line in written(field.name, _example(field)))


def _labels(field: Field) -> str:
    return "; ".join(f"{key} = {label}" for key, label in field.labels.items())


def written(name: str, example: object) -> list[str]:
    """Return a field with its value in the form a person would type: lists one item a line."""
    if not isinstance(example, list):
        return [f"{name}: {flow(example)}"]
    lines = [f"{name}:"]
    for item in example:
        if isinstance(item, dict):
            pairs = [f"{key}: {flow(inner)}" for key, inner in item.items()]
            lines += [f"{'  - ' if index == 0 else '    '}{pair}" for index, pair in enumerate(pairs)]
        else:
            lines.append(f"  - {flow(item)}")
    return lines


def _example(field: Field) -> object:
    return field.examples[0] if field.examples else next(iter(field.labels), "…")


def _body(definition: Definition) -> Iterator[str]:
    yield f"# {_title(definition)}"
    yield ""
    yield from _hint(hints.preamble())
    for section in definition.schema.outline.sections:
        yield ""
        yield from _section(section)


def _title(definition: Definition) -> str:
    return words.say("scaffold.title", name=words.lower_first(definition.name))


def _section(section: OutlineSection) -> Iterator[str]:
    yield f"## {section.heading}"
    for point in section.points:
        yield ""
        yield from _point(point)


def _point(point: Point) -> Iterator[str]:
    yield f"### {point.heading}"
    for hint in hints.of_point(point):
        yield ""
        yield from _hint(hint)


def _hint(hint: str) -> Iterator[str]:
    yield from textwrap.wrap(f"<!-- {hint} -->", _WIDTH, break_long_words=False, break_on_hyphens=False)


def _comment(comment: str) -> Iterator[str]:
    lines = textwrap.wrap(comment, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return (f"## {line}" for line in lines)
