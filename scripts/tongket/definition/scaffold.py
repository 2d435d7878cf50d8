"""A unit, or the board, and the report schema in; the template of its report, with questions as comments, out.

In the front matter, lines that begin with `##` are hints and lines that begin with `# ` are optional
fields to uncomment; comments in the body are hints to replace. As long as a body hint stands, the file is not a report.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tongket import words
from tongket.definition import hints
from tongket.definition.fields import Field, Kind, Point
from tongket.definition.files import SYNTHESIS, Definition, Unit
from tongket.definition.report_schema import ReportSchema
from tongket.reading.frontmatter import flow

_WIDTH = 96
#: A name to be quoted is copied from the hint, so it stands on one line.
_QUOTED, _KEPT_TOGETHER = re.compile(r"\{\{.*?\}\}"), "\0"
_EDITOR = "# yaml-language-server: $schema=../schema/report.schema.json"
#: What the board's file holds that no one writes: `tongket confirm` does.
_KEPT_BY_COMMANDS = "confirmed"
_NOTHING: Mapping[str, Any] = {}


def scaffold(definition: Definition, unit: Unit) -> str:
    """Return the text of a new submission for a unit, ready to be filled in: what its kind is asked, no more."""
    schema = definition.schema
    asked = tuple(point for point in schema.outline.points if point.asks(unit.kind))
    known = known_of(definition) | {schema.roles["unit"]: unit.id}
    lines = [_EDITOR, *_front_matter(schema, known), *_data(asked)]
    body = _body(definition, asked, _hints([hints.preamble()]), lambda point: _hints(hints.of_point(point)))
    return "\n".join(("---", *lines, "---", "", *body)) + "\n"


def filled(
    definition: Definition,
    given: Mapping[str, object],
    remarks: Mapping[str, Iterable[str]],
    preamble: str,
    narrative: Mapping[str, str],
    unfinished: bool,
) -> str:
    """Return the text of a submission as far as its values are known: `given` by field, `narrative` by point.

    A field that is not given stands there as in a template; `remarks` are comments on fields. While it is `unfinished`
    the hint of the preamble stands above it, which keeps the whole from being taken for a report.
    """
    points = definition.schema.outline.points
    lines = [_EDITOR, *_front_matter(definition.schema, given), *_data(points, given, remarks)]
    above = (*(_hints([hints.preamble()]) if unfinished else ()), "", preamble)
    body = _body(definition, points, above, lambda point: ("", narrative[point.id]))
    return "\n".join(("---", *lines, "---", "", *body)) + "\n"


def synthesis(definition: Definition) -> str:
    """Return the text with which the board's own report begins: its front matter, and how to quote and cite."""
    schema = definition.for_synthesis.schema
    unit = schema.roles["unit"]
    known = known_of(definition) | {unit: SYNTHESIS, schema.roles["edition"]: 1}
    lines = _front_matter(schema, known)
    body = _body(
        definition,
        definition.schema.outline.points,
        _hints(hints.of_board(unit)),
        lambda point: _hints(hints.of_board_point(point)),
    )
    return "\n".join(("---", *lines, "---", "", *body)) + "\n"


def known_of(definition: Definition) -> dict[str, object]:
    """Return what the program already knows of any new report, by field."""
    roles = definition.schema.roles
    known: dict[str, object] = {roles["state"]: definition.schema.draft_value}
    return known | {roles["illustrative"]: True} if definition.illustrative else known


def _front_matter(schema: ReportSchema, known: Mapping[str, object]) -> Iterator[str]:
    """Yield the fields that belong to no point; nobody marks a real report as an illustration."""
    of_points = {field.name for point in schema.outline.points for field in point.fields}
    left_out = {_KEPT_BY_COMMANDS} | (set() if schema.roles["illustrative"] in known else {"illustrative"})
    yield from _comment(words.say("scaffold.guide"))
    for name, field in schema.fields.items():
        if name not in of_points and name not in schema.body_names and field.role not in left_out:
            yield from _field(field, known.get(name))


def _data(
    points: tuple[Point, ...], given: Mapping[str, object] = _NOTHING, remarks: Mapping[str, Iterable[str]] = _NOTHING
) -> Iterator[str]:
    for point in points:
        if point.fields:
            yield ""
            yield f"## {point.heading}"
            for field in point.fields:
                said = [line for remark in remarks.get(field.name, ()) for line in _comment(remark)]
                if field.name in given:
                    yield from ("", *said, *written(field.name, given[field.name]))
                else:
                    yield from _field(field, None)
                    yield from said


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


def _body(
    definition: Definition, points: tuple[Point, ...], above: Iterable[str], under: Callable[[Point], Iterable[str]]
) -> Iterator[str]:
    """Yield the title with the lines above the first section, and the points' headings with those under them."""
    yield f"# {words.say('scaffold.title', name=words.lower_first(definition.name, definition.names))}"
    yield from above
    for section in definition.schema.outline.sections:
        if any(point in points for point in section.points):
            yield ""
            yield f"## {section.heading}"
        for point in section.points:
            if point in points:
                yield ""
                yield f"### {point.heading}"
                yield from under(point)


def _hints(found: Iterable[str]) -> Iterator[str]:
    for hint in found:
        yield ""
        whole = _QUOTED.sub(lambda name: name.group().replace(" ", _KEPT_TOGETHER), f"<!-- {hint} -->")
        lines = textwrap.wrap(whole, _WIDTH, break_long_words=False, break_on_hyphens=False)
        yield from (line.replace(_KEPT_TOGETHER, " ") for line in lines)


def _comment(comment: str) -> Iterator[str]:
    lines = textwrap.wrap(comment, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return (f"## {line}" for line in lines)
