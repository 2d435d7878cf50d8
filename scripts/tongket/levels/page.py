"""The counts of all levels, added up, in; a page in Markdown with the totals of each point out.

It prints no word that came with the counts: titles and labels are those of the campaign's own schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from tongket import words
from tongket.consolidating import Number
from tongket.definition.fields import Kind, Point
from tongket.levels import sayings
from tongket.levels.counts import Counts
from tongket.levels.federation import Federation
from tongket.levels.totals import CollectionTotal, FigureTotal, PartsTotal, TallyTotal, Total

#: What the page's file is called.
PAGE = "lien-cap.md"


def page(federation: Federation) -> str:
    """Return the text of the page."""
    return "\n".join(_lines(federation)) + "\n"


def _lines(federation: Federation) -> Iterator[str]:
    definition = federation.definition
    yield f"# {words.say('levels.page')}"
    if definition.illustrative:
        yield from ("", f"**{words.say('export.notice')}**")
    yield from ("", _coverage(federation), "")
    heads = (words.say("levels.level"), words.say("levels.counted"), words.say("levels.expected"))
    rows = [(unit.name, *_reports(federation.sent[unit.id])) for unit in federation.units]
    yield from _table(heads, [*rows, (words.say("total.sum"), *_reports(federation.counts))])
    for point in definition.schema.outline.points:
        yield from _point(point, federation.totals)


def _coverage(federation: Federation) -> str:
    sent, left_out = len(federation.units), federation.left_out
    said = words.say("levels.page-coverage", sent=sent, expected=sent + len(left_out))
    return f"{said} {_left_out(federation)}" if left_out else said


def _left_out(federation: Federation) -> str:
    return sayings.plain(words.say("levels.page-left-out", units=", ".join(unit.name for unit in federation.left_out)))


def _reports(counts: Counts) -> tuple[str, str]:
    units = cast(Mapping[str, int], counts["units"])
    return words.number(units["counted"]), words.number(units["expected"])


def _point(point: Point, totals: Mapping[str, Total]) -> Iterator[str]:
    told = [totals[field.name] for field in point.fields if field.name in totals]
    if not told:
        return
    yield from ("", f"## {sayings.plain(point.heading)}")
    figures = [row for total in told for row in _figures(total)]
    if figures:
        yield ""
        yield from _table(_figure_heads(), [_figure_row(title, one) for title, one in figures])
    yearly = [(title, one) for title, one in figures if one.years]
    if yearly:
        years = sorted({total.year for _, one in yearly for total in one.years})
        yield from ("", words.say("levels.by-year"), "")
        yield from _table(
            [_figure_heads()[0], *map(str, years)], [_year_row(title, one, years) for title, one in yearly]
        )
    counted = [line for total in told for line in _counted(total)]
    if counted:
        yield ""
        yield from (f"- {sayings.plain(line)}" for line in counted)


def _figure_heads() -> tuple[str, ...]:
    return (
        words.say("levels.figure-head"),
        words.say("levels.value"),
        words.say("tables.units-covered"),
        words.say("total.mean"),
        words.say("levels.median"),
        words.say("word.lowest"),
        words.say("word.highest"),
    )


def _figures(total: Total) -> Iterator[tuple[str, FigureTotal]]:
    match total:
        case FigureTotal():
            yield total.field.title, total
        case PartsTotal():
            for part in total.parts:
                yield words.say("word.part", title=total.field.title, part=part.field.title), part


def _figure_row(title: str, one: FigureTotal) -> tuple[str, ...]:
    numbers = (one.mean, one.median, one.minimum, one.maximum)
    return (title, _number(one.value), f"{one.units}/{one.asked}", *map(_number, numbers))


def _year_row(title: str, one: FigureTotal, years: Sequence[int]) -> tuple[str, ...]:
    told = {total.year: total for total in one.years}
    return (title, *(f"{_number(told[year].value)} ({told[year].units})" if year in told else "" for year in years))


def _number(value: Number | None) -> str:
    return "" if value is None else words.number(value)


def _counted(total: Total) -> Iterator[str]:
    match total:
        case PartsTotal() if total.value is not None:
            yield sayings.figure(total.field, total.value, total.units, total.asked)
        case TallyTotal() if total.units:
            yield sayings.choices(total.field, _shares(total), total.units, total.asked)
        case CollectionTotal() if total.items:
            yield sayings.items(total.field, total.items, total.units, total.asked)
            for tally in total.tallies:
                title = words.say("word.part", title=total.field.title, part=tally.field.title)
                yield words.say("levels.items", title=title, shares=_shares(tally))


def _shares(tally: TallyTotal) -> str:
    """Say how often each value was chosen that the schema names; those in a unit's own words are counted together."""
    field = tally.field
    flags = {"true": field.label(True), "false": field.label(False)}
    named = flags if field.kind is Kind.FLAG else field.labels
    said = [(label, tally.shares[value]) for value, label in named.items() if value in tally.shares]
    other = sum(count for value, count in tally.shares.items() if value not in named)
    return sayings.shares([*said, *([(words.say("levels.other"), other)] if other else [])])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for cells in (heads, ["---", *["--:"] * (len(heads) - 1)], *rows):
        yield f"| {' | '.join(cell if cell.startswith('--') else sayings.plain(cell) for cell in cells)} |"
