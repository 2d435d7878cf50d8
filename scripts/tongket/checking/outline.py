"""A document in; headings and points that differ from the outline, as problems, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from tongket.checking.prepared import of_schema
from tongket.checking.unit import unit_of
from tongket.definition import Definition
from tongket.definition.fields import Point
from tongket.definition.report_schema import ReportSchema
from tongket.problems import Position, Problem, rule
from tongket.reading import Document, Section, point_sections, text, title_section

_DEEP = re.compile(r"(?P<signs>#{4,6})\s+(?P<number>[0-9]+(?:\.[0-9]+)*)[.)]?\s+(?P<title>.*?)[\s#]*")


@dataclass(frozen=True)
class _Item:
    """A section or a point of the outline as a heading of the report: its number, its words, its signs."""

    number: str
    heading: str
    signs: str

    @property
    def title(self) -> str:
        """Its words."""
        return self.heading.partition(" ")[2]

    @property
    def line(self) -> str:
        """The line to write."""
        return f"{self.signs} {self.heading}"


def check_unknown(document: Document, definition: Definition) -> Iterator[Problem]:
    """Every heading of the body belongs to the outline; only the report's own title does not."""
    items = _items(definition)
    headings = {item.heading: item for item in items.values()}
    for section in document.body.sections:
        if section.number in items or section is title_section(document.body):
            continue
        title = text.short(section.title)
        near = _nearest(section, headings)
        yield rule("outline-unknown", "near" if near else "").at(
            document.path,
            Position(section.line),
            heading=f"{section.number}. {title}" if section.number else title,
            title=title,
            number=near.number if near else "",
            line=near.line if near else "",
        )


def _nearest(section: Section, headings: Mapping[str, _Item]) -> _Item | None:
    whole = f"{section.number} {section.title}".strip()
    near = text.nearest(whole, headings) or text.nearest(section.title, headings)
    return headings[near] if near else None


def check_repeated_headings(document: Document, definition: Definition) -> Iterator[Problem]:
    """Every section and point stands once."""
    seen: dict[str, int] = {}
    for section, item in _known(document, definition):
        if item.number in seen:
            first = seen[item.number]
            yield rule("outline-repeated").at(document.path, Position(section.line), number=item.number, first=first)
        seen.setdefault(item.number, section.line)


def check_levels(document: Document, definition: Definition) -> Iterator[Problem]:
    """Sections and points stand at their level."""
    known = [(section.line, section.level, item) for section, item in _known(document, definition)]
    for line, level, item in (*known, *_sunk(document, definition)):
        expected = len(item.signs)
        if level != expected:
            yield rule("outline-level").at(
                document.path, Position(line), number=item.number, signs=level, expected=expected, line=item.line
            )


def check_titles(document: Document, definition: Definition) -> Iterator[Problem]:
    """Sections and points bear the outline's titles."""
    for section, item in _known(document, definition):
        if section.title != item.title and text.fold(section.title) != text.fold(item.title):
            yield rule("outline-title").at(
                document.path,
                Position(section.line),
                number=item.number,
                title=text.short(section.title),
                line=item.line,
            )


def check_missing(document: Document, definition: Definition) -> Iterator[Problem]:
    """Every point that the unit must answer is there."""
    if document.body.unread:
        return
    items, first = _items(definition), _first_headings(document)
    present = {*point_sections(document.body, definition.schema.layout)}
    present |= {item.number for *_, item in _sunk(document, definition)}
    for point in _due(document, definition):
        if point.id not in present:
            at = Position(first[point.section].line if point.section in first else _last_line(document))
            yield rule("outline-missing").at(document.path, at, point=point.id, line=items[point.id].line)


def _last_line(document: Document) -> int:
    return document.content.rstrip().count("\n") + 1


def check_empty(document: Document, definition: Definition) -> Iterator[Problem]:
    """Every point that the unit must answer is answered."""
    present = point_sections(document.body, definition.schema.layout)
    for point in _due(document, definition):
        section = present.get(point.id)
        if section and not section.words and not section.hints:
            yield rule("outline-empty").at(document.path, Position(section.line), point=point.id)


def check_order(document: Document, definition: Definition) -> Iterator[Problem]:
    """Sections and points stand in the outline's order."""
    items, first = _items(definition), _first_headings(document)
    rank = {number: index for index, number in enumerate(items)}
    known = [section for number, section in first.items() if number in rank]
    for before, after in pairwise(known):
        if rank[after.number] < rank[before.number]:
            at = Position(after.line)
            yield rule("outline-order").at(document.path, at, before=before.number, after=after.number)


def check_stray(document: Document, definition: Definition) -> Iterator[Problem]:
    """Nothing stands between a section's heading and its first point."""
    items, first = _items(definition), _first_headings(document)
    for section in definition.schema.outline.sections:
        stray = first.get(section.id)
        if stray and stray.words and not stray.hints:
            point = section.points[0].id
            yield rule("outline-stray").at(
                document.path, Position(stray.text_line), section=section.id, point=point, line=items[point].line
            )


def _due(document: Document, definition: Definition) -> Iterator[Point]:
    """Yield the points that must be answered: required, and asked of the unit; the board is asked all."""
    unit = unit_of(document, definition)
    for point in definition.schema.outline.points:
        if point.required and (unit is None or point.asks(unit.kind)):
            yield point


def _items(definition: Definition) -> Mapping[str, _Item]:
    """Return the outline's sections and points by number, in order."""
    return _items_of(definition.schema)


@of_schema
def _items_of(schema: ReportSchema) -> Mapping[str, _Item]:
    items: dict[str, _Item] = {}
    for section in schema.outline.sections:
        items[section.id] = _Item(section.id, section.heading, "##")
        items |= {point.id: _Item(point.id, point.heading, "###") for point in section.points}
    return items


def _known(document: Document, definition: Definition) -> Iterator[tuple[Section, _Item]]:
    """Yield the headings that bear a number of the outline, with what the outline has under it."""
    items = _items(definition)
    return ((section, items[section.number]) for section in document.body.sections if section.number in items)


def _sunk(document: Document, definition: Definition) -> Iterator[tuple[int, int, _Item]]:
    """Yield line, level and item of headings below the outline's levels that bear its very number and title.

    Any other heading down there is the writer's own, whatever its number.
    """
    if "####" not in document.content:
        return
    first = _first_headings(document)
    lacking = {text.fold(item.heading): item for item in _items(definition).values() if item.number not in first}
    for number, line in enumerate(document.lines, 1):
        if match := _DEEP.fullmatch(line):
            item = lacking.get(text.fold(f"{match['number']}. {match['title']}"))
            if item:
                yield number, len(match["signs"]), item


def _first_headings(document: Document) -> dict[str, Section]:
    """Return the first heading of each number, in the body's order."""
    first: dict[str, Section] = {}
    for section in document.body.sections:
        first.setdefault(section.number, section)
    return first
