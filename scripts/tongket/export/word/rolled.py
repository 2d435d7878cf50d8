"""What is rolled up over the units in; the body of the consolidated report and of the conference brief out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tongket import words
from tongket.consolidating import Breakdown, Collection, Figure, Item, PointSummary, Share, Tally
from tongket.consolidating.brief import Brief, FrequentItem
from tongket.consolidating.model import roll_up
from tongket.consolidating.quotable import Value
from tongket.definition import Unit
from tongket.definition.fields import Field, Operation, OverYears
from tongket.export.word import cells
from tongket.export.word.blocks import Block, Bullets, Heading, Line, Markdown, PageBreak, Table
from tongket.synthesis import Citation, Piece
from tongket.workspace import Workspace

#: Numbers of the brief's parts: more lists than these are left out.
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def consolidated(workspace: Workspace) -> Iterator[Block]:
    """Yield the consolidated report's body: prose and figures of each point, then the lists as appendices."""
    consolidated, synthesis = workspace.consolidated, workspace.synthesis
    if synthesis and synthesis.preamble:
        yield Markdown(_markdown(synthesis.preamble))
    for section in workspace.campaign.definition.schema.outline.sections:
        yield Heading(1, section.heading)
        for point in section.points:
            yield Heading(2, point.heading)
            if synthesis and point.id in synthesis.prose:
                yield Markdown(_markdown(synthesis.prose[point.id].pieces))
            yield from _figures(consolidated.by_point[point.id])
    yield PageBreak(words.say("word.appendix", number=1), words.say("word.appendix-units"))
    yield from _coverage(workspace)
    appendix = 1
    for summary in consolidated.points:
        for part in summary.parts:
            if isinstance(part, Collection) and part.items:
                appendix += 1
                subtitle = words.say("word.appendix-list", title=part.field.title, point=summary.point.id)
                yield PageBreak(words.say("word.appendix", number=appendix), subtitle)
                yield from _collection(part)


def _markdown(pieces: Sequence[Piece]) -> str:
    """Return prose as Markdown with every quoted value and citation as plain words."""
    return "".join(piece if isinstance(piece, str) else _SPECIAL.sub(r"\\\1", _words(piece)) for piece in pieces)


def _words(piece: Value | Citation) -> str:
    return piece.text if isinstance(piece, Value) else f"({piece.report.unit.name})"


def _figures(summary: PointSummary) -> Iterator[Block]:
    """Yield a point's figures: over all units, by year, and how often each value was chosen."""
    rows = [_figure_row(title, figure) for title, figure in _given(summary) if figure.value is not None]
    if rows:
        heads = [
            words.say("word.figure"),
            words.say("word.total"),
            words.say("word.covered"),
            words.say("word.lowest"),
            words.say("word.highest"),
        ]
        yield Table(heads, rows, caption=words.say("word.totals-of-point", point=summary.point.id))
    series = [part for part in summary.parts if isinstance(part, Figure) and part.years]
    if series:
        caption = words.say("word.by-year-of-point", point=summary.point.id)
        yield cells.by_year([_year_row(figure) for figure in series], caption)
    for part in summary.parts:
        if isinstance(part, Tally) and part.total:
            heads = [part.field.title, words.say("word.units"), words.say("word.unit")]
            yield Table(heads, [_share_row(share) for share in part.shares], (30, 12, 58))


def _given(summary: PointSummary) -> Iterator[tuple[str, Figure]]:
    """Yield a point's figures with their titles, the parts of breakdowns last."""
    for part in summary.parts:
        if isinstance(part, Figure):
            yield cells.titled(part.field), part
    for part in summary.parts:
        if isinstance(part, Breakdown):
            for inner in part.parts:
                yield words.say("word.part", title=part.field.title, part=inner.field.title.lower()), inner


def _figure_row(title: str, figure: Figure) -> tuple[str, ...]:
    asked = len(figure.amounts) + len(figure.missing)
    ends = [f"{words.number(end.value)} ({end.source.unit.name})" for end in (figure.minimum, figure.maximum) if end]
    return title, cells.number(figure.value), f"{len(figure.amounts)}/{asked}", *ends


def _year_row(figure: Figure) -> cells.YearRow:
    """Set a figure by year, with what the years of the units that gave it so make together."""
    years, how = {total.year: total.value for total in figure.years}, figure.field.over_years
    yearly = {amount.source.unit.id for total in figure.years for amount in total.amounts}
    numbers = [amount.value for amount in figure.amounts if amount.source.unit.id in yearly]
    whole = roll_up(figure.field.op, numbers) if numbers else None
    if figure.field.op is Operation.MEAN and how is OverYears.SUM:
        whole = None  # the means of the years do not add up to the mean of the units' sums
    return cells.YearRow(cells.titled(figure.field), years, how, whole)


def _share_row(share: Share) -> tuple[str, ...]:
    named = ", ".join(source.unit.name for source in share.sources)
    return share.label, words.number(len(share.sources)), named


def _coverage(workspace: Workspace) -> Iterator[Block]:
    campaign, consolidated = workspace.campaign, workspace.consolidated
    yield Line(words.say("word.coverage", counted=len(consolidated.units), expected=len(campaign.expected)))
    rows = [
        (str(number), report.unit.name, str(report.role("symbol") or ""), words.day(report.sent) if report.sent else "")
        for number, report in enumerate(campaign.counted, 1)
    ]
    heads = (words.say("word.number"), words.say("word.unit"), words.say("word.unit-symbol"), words.say("word.sent"))
    yield Table(heads, rows)
    if consolidated.left_out:
        yield Line(words.say("word.left-out", units=_names(consolidated.left_out)))


def _names(units: Sequence[Unit]) -> str:
    return ", ".join(unit.name for unit in units)


def _collection(part: Collection) -> Iterator[Block]:
    """Yield a table per group of what the units listed."""
    field = part.field
    columns = [column for column in field.columns if column.name != field.group_by]
    titles = [column.title for column in columns] or [field.title]
    heads = (words.say("word.number"), *titles, words.say("word.unit"))
    for group in part.groups:
        rows = [
            (str(number), *_item_cells(field, columns, item), item.source.unit.name)
            for number, item in enumerate(group.items, 1)
        ]
        yield Table(heads, rows, caption=f"{group.label} ({len(group.items)})" if group.label else "")


def _item_cells(field: Field, columns: Sequence[Field], item: Item) -> Iterator[str]:
    if not columns:
        yield str(item.values[field.name])
    for column in columns:
        yield cells.text(column, item.values.get(column.name))


def conference_brief(content: Brief, workspace: Workspace) -> Iterator[Block]:
    """Yield the brief: its coverage, the main figures, and the items that most units name."""
    units, expected = workspace.consolidated.units, workspace.campaign.expected
    left_out = workspace.consolidated.left_out
    if left_out:
        names = _names(left_out)
        coverage = words.say("word.brief-coverage-partly", counted=len(units), expected=len(expected), units=names)
    else:
        coverage = words.say("word.brief-coverage", counted=len(units), expected=len(expected))
    yield Line(coverage)
    yield Heading(1, f"{_ROMAN[0]}- {words.say('word.main-figures')}")
    rows = [(one.title, one.value, one.detail, f"{one.covered}/{one.units}") for one in content.figures]
    heads = (
        words.say("word.figure"),
        words.say("word.total"),
        words.say("word.detail"),
        words.say("word.covered-in-brief"),
    )
    yield Table(heads, rows)
    for number, frequent in zip(_ROMAN[1:], content.lists, strict=False):
        yield Heading(1, f"{number}- {frequent.title}")
        yield Bullets([_frequent(item) for item in frequent.items])


def _frequent(item: FrequentItem) -> str:
    group = f"{item.group}: " if item.group else ""
    units = item.cluster.units
    named = words.say("word.named-by-several", count=len(units)) if len(units) > 1 else units[0].name
    return f"{group}{item.wording.rstrip('. ')} ({named})."
