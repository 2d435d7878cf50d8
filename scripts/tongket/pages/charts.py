"""Rolled-up parts in; static charts with a text alternative and the table they draw, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from markupsafe import Markup

from tongket import words
from tongket.consolidating import Collection, Figure, Group, Number, Tally
from tongket.definition.fields import Field, Kind
from tongket.pages import drawing
from tongket.pages.shown import noun
from tongket.words import lower_first, say

_MIN_YEARS, _MIN_GROUPS = 3, 2


@dataclass(frozen=True)
class Chart:
    """A drawing; `description` says in words what it shows, `columns` and `rows` hold its numbers as text."""

    title: str
    description: str
    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def by_year(figure: Figure) -> Chart | None:
    """Draw a figure's yearly totals as columns; None when too few years are given."""
    if len(figure.years) < _MIN_YEARS:
        return None
    title = say("chart.by-year", title=figure.field.title)
    years = [str(year.year) for year in figure.years]
    values = [year.value for year in figure.years]
    low = min(figure.years, key=lambda year: year.value)
    high = max(figure.years, key=lambda year: year.value)
    description = say(
        "chart.by-year-told",
        title=title,
        first=years[0],
        last=years[-1],
        low=_counted(low.value, figure.field),
        low_year=low.year,
        high=_counted(high.value, figure.field),
        high_year=high.year,
    )
    columns = (say("chart.year"), figure.field.unit or figure.field.title, say("chart.units-given"))
    numbers = [words.number(value) for value in values]
    given = (str(len(year.amounts)) for year in figure.years)
    rows = tuple(zip(years, numbers, given, strict=True))
    return Chart(title, description, drawing.columns(years, values, numbers, description), columns, rows)


def by_group(collection: Collection) -> Chart | None:
    """Draw how many items each group holds, split by the items' own status where they have one."""
    field = collection.field
    if not field.group_by or len(collection.groups) < _MIN_GROUPS:
        return None
    status, stacks = _status(collection)
    labels = [_label(group) for group in collection.groups]
    counts = [_stacked(group, status, stacks) for group in collection.groups]
    column = field.column(field.group_by).title
    title = say("chart.by-group", title=field.title, column=lower_first(column))
    if status:
        title = say("chart.split-by", title=title, status=lower_first(status.title))
    largest = max(collection.groups, key=lambda group: len(group.items))
    description = say(
        "chart.by-group-told",
        title=title,
        count=words.number(len(collection.items)),
        noun=noun(field),
        largest=_label(largest),
        most=words.number(len(largest.items)),
    )
    heads = (column, *stacks.values(), say("total.sum"))
    rows = tuple(
        (label, *(map(str, row) if stacks else ()), str(sum(row))) for label, row in zip(labels, counts, strict=True)
    )
    numbers = [words.number(sum(row)) for row in counts]
    svg = drawing.bars(labels, counts, numbers, tuple(stacks.values()), description)
    return Chart(title, description, svg, heads, rows)


def by_share(tally: Tally) -> Chart | None:
    """Draw how often each allowed value was chosen."""
    if tally.total == 0 or len(tally.shares) < _MIN_GROUPS:
        return None
    title = tally.field.title
    labels, counts = [share.label for share in tally.shares], [len(share.sources) for share in tally.shares]
    told = "; ".join(f"{share.label} {len(share.sources)}" for share in tally.shares)
    description = say("chart.by-share-told", title=title, shares=told)
    svg = drawing.bars(labels, [[count] for count in counts], list(map(words.number, counts)), (), description)
    rows = tuple(zip(labels, map(str, counts), strict=True))
    return Chart(title, description, svg, (title, say("chart.units")), rows)


def filing(days: Sequence[date], due: date, expected: int) -> Chart | None:
    """Draw how many reports had been sent by each day, against the due day and the number of units.

    `days` are the days on which reports were sent; `due` is the first day that is late.
    """
    if not days or not expected:
        return None
    on_day = Counter(days)
    steps = sorted(on_day)
    totals = list(accumulate(on_day[step] for step in steps))
    description = say(
        "chart.filing-told",
        in_time=sum(day < due for day in days),
        expected=expected,
        due=words.day(due),
        last=words.day(steps[-1]),
        filed=totals[-1],
    )
    columns = (say("chart.until"), say("chart.filed"))
    rows = tuple((words.day(step), str(total)) for step, total in zip(steps, totals, strict=True))
    return Chart(say("chart.filing"), description, _stair(steps, totals, due, expected, description), columns, rows)


def _stair(steps: Sequence[date], totals: Sequence[int], due: date, expected: int, description: str) -> Markup:
    """Draw the totals as a stair that rises to the number of units, and the due day across it."""
    start, end = min(steps[0], due) - timedelta(days=1), max(steps[-1], due) + timedelta(days=1)
    return drawing.stair(
        [((step - start).days, total) for step, total in zip(steps, totals, strict=True)],
        (end - start).days,
        goal=(expected, say("chart.expected", count=words.number(expected))),
        limit=((due - start).days, say("chart.due")),
        marks=[((day - start).days, words.short_day(day)) for day in sorted({steps[0], due, steps[-1]})],
        description=description,
    )


def _counted(value: Number, field: Field) -> str:
    return f"{words.number(value)} {field.unit}".strip()


def _label(group: Group) -> str:
    return group.label or say("chart.not-given")


def _status(collection: Collection) -> tuple[Field | None, dict[str | None, str]]:
    """Return the column of choices that splits the items, and its labels by value, as far as the colours reach.

    None stands for the items that do not say theirs.
    """
    own = (tally for tally in collection.tallies if tally.field.name != collection.field.group_by)
    tally = next((one for one in own if one.field.kind is Kind.CHOICE), None)
    if tally is None:
        return None, {}
    labels: dict[str | None, str] = {share.value: share.label for share in tally.shares}
    if tally.total < len(collection.items):
        labels[None] = say("chart.not-given")
    return (tally.field, labels) if len(labels) <= drawing.STACKS else (None, {})


def _stacked(group: Group, status: Field | None, stacks: dict[str | None, str]) -> list[int]:
    """Count a group's items by status; all of them where nothing splits them."""
    if status is None:
        return [len(group.items)]
    chosen = Counter(item.values.get(status.name) for item in group.items)
    return [chosen[value] for value in stacks]
