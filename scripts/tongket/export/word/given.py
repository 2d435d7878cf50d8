"""A unit's report in; its narrative and, under each point, its own data as the body of a document out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tongket import words
from tongket.campaign import Report
from tongket.consolidating import Number
from tongket.definition.fields import Field, Kind, Point
from tongket.export.word import cells
from tongket.export.word.blocks import Block, Bullets, Heading, Line, Markdown, Table


def blocks(report: Report) -> Iterator[Block]:
    """Yield a valid report's body: the headings of the points it was asked, under each what the unit wrote and gave."""
    preamble = report.role("preamble")
    if preamble:
        yield Markdown(str(preamble))
    for section in report.definition.schema.outline.sections:
        points = [point for point in section.points if _concerns(report, point)]
        if points:
            yield Heading(1, section.heading)
        for point in points:
            yield Heading(2, point.heading)
            written = report.sections.get(point.id)
            if written:
                yield Markdown(written.markdown)
            yield from _given(point, report.data)


def _concerns(report: Report, point: Point) -> bool:
    """Tell whether a unit is asked a point, or answers it without being asked."""
    given = any(field.name in report.data for field in point.fields)
    return given or point.id in report.sections or point.asks(report.unit.kind)


def _given(point: Point, data: Mapping[str, object]) -> Iterator[Block]:
    """Yield a report's own data of a point: single numbers as lines, yearly ones and records as tables."""
    present = [(field, data[field.name]) for field in point.fields if field.name in data]
    lines = [line for field, value in present if (line := _single(field, value))]
    if lines:
        yield Bullets(lines)
    yield from _by_year([(field, value) for field, value in present if isinstance(value, Mapping)])
    for field, value in present:
        if field.kind is Kind.RECORDS and isinstance(value, list):
            yield _records(field, value)
        elif field.kind is Kind.TEXTS and isinstance(value, list):
            yield Line(f"{field.title}:", italic=True)
            yield Bullets([str(item) for item in value])


def _by_year(present: Sequence[tuple[Field, Mapping[str, Number]]]) -> Iterator[Table]:
    """Yield the table of the figures that were given year by year, if there are any."""
    rows = []
    for field, value in present:
        if field.kind is Kind.FIGURE and value:
            years = {int(year): number for year, number in value.items()}
            whole = field.over_years.of(years)
            rows.append(cells.YearRow(cells.titled(field), years, field.over_years, whole))
    if rows:
        yield cells.by_year(rows, words.say("word.by-year"))


def _single(field: Field, value: object) -> str:
    """Write a field of one value, or of a few named ones, as a line; empty where it is none."""
    if field.kind in (Kind.BREAKDOWN, Kind.GROUP) and isinstance(value, Mapping):
        held = [(column, value[column.name]) for column in field.columns if column.name in value]
        parts = (f"{words.lower_first(column.title)} {_part(field, column, inner)}" for column, inner in held)
        return f"{field.title}: {'; '.join(parts)}."
    number = cells.amount(value)
    if field.kind in (Kind.FIGURE, Kind.NUMBER) and number is not None:
        return f"{field.title}: {words.number(number)} {field.unit}".rstrip() + "."
    if field.kind in (Kind.CHOICE, Kind.FLAG, Kind.DATE, Kind.TEXT):
        return f"{field.title}: {cells.text(field, value).rstrip('. ')}."
    return ""


def _part(field: Field, column: Field, value: object) -> str:
    return cells.number(cells.amount(value)) if field.kind is Kind.BREAKDOWN else cells.text(column, value)


def _records(field: Field, items: Sequence[Mapping[str, object]]) -> Table:
    rows = [
        (str(number), *(cells.text(column, item.get(column.name)) for column in field.columns))
        for number, item in enumerate(items, 1)
    ]
    return Table((words.say("word.number"), *(column.title for column in field.columns)), rows, caption=field.title)
