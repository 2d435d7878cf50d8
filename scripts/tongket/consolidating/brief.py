"""The consolidated report in; the short brief for the conference (main figures, most frequent items) out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tongket import words
from tongket.consolidating import likeness
from tongket.consolidating.figures import as_of
from tongket.consolidating.model import Breakdown, Cluster, Collection, Consolidated, Figure, Part, Tally
from tongket.definition.fields import Kind


@dataclass(frozen=True)
class MainFigure:
    """One line of the main figures; `covered` of the `units` asked gave it, `detail` is more words or empty."""

    point: str
    title: str
    value: str
    detail: str
    covered: int
    units: int


@dataclass(frozen=True)
class FrequentItem:
    """What several units say in nearly the same words; `wording` is the first unit's."""

    wording: str
    group: str
    cluster: Cluster


@dataclass(frozen=True)
class FrequentItems:
    """The items of one field that most units raise; `left` counts the further ones not shown."""

    point: str
    title: str
    items: tuple[FrequentItem, ...]
    left: int


@dataclass(frozen=True)
class Brief:
    """The brief: which fields it holds is said by the schema's `x-brief`."""

    figures: tuple[MainFigure, ...]
    lists: tuple[FrequentItems, ...]


def brief(consolidated: Consolidated) -> Brief:
    """Pick the main figures and the most frequent items, in the outline's order."""
    names = consolidated.definition.names
    placed = [(summary.point.id, part) for summary in consolidated.points for part in summary.parts]
    figures = tuple(_figure(point, part, names) for point, part in placed if part.field.brief_total)
    lists = tuple(
        _frequent(point, part)
        for point, part in placed
        if part.field.brief_items and isinstance(part, Collection) and part.items
    )
    return Brief(figures, lists)


def _figure(point: str, part: Part, names: Sequence[str]) -> MainFigure:
    covered, units = len(part.units), len(part.asked)
    match part:
        case Figure():
            return MainFigure(point, part.field.title, _amount(part), as_of(part) or _best_year(part), covered, units)
        case Collection():
            count = f"{words.number(len(part.items))} {part.field.unit}".rstrip()
            value = count if part.units else words.say("brief.not-given")
            return MainFigure(point, part.field.title, value, "; ".join(_statuses(part, names)), covered, units)
        case Breakdown():
            return MainFigure(point, part.field.title, _amount(part), "; ".join(_parts(part, names)), covered, units)
    value = words.number(part.total) if part.total else words.say("brief.not-given")
    return MainFigure(point, part.field.title, value, "; ".join(_shares(part, names)), covered, units)


def _amount(part: Figure | Breakdown) -> str:
    if part.value is None:
        return words.say("brief.by-year-only") if part.units else words.say("brief.not-given")
    return f"{words.number(part.value)} {part.field.unit}".strip()


def _parts(part: Breakdown, names: Sequence[str]) -> Iterator[str]:
    for inner in part.parts:
        if inner.value is not None:
            yield f"{words.lower_first(inner.field.title, names)} {words.number(inner.value)}"


def _best_year(figure: Figure) -> str:
    """Name the best year, but only where all units gave yearly numbers: else it would be a few units' best year."""
    if len(figure.years) < 2 or not figure.only_by_year:
        return ""
    best = max(figure.years, key=lambda year: year.value)
    value = f"{words.number(best.value)} {figure.field.unit}".rstrip()
    return words.say("brief.best-year", year=best.year, value=value)


def _statuses(part: Collection, names: Sequence[str]) -> Iterator[str]:
    """Yield the counts by the first column of allowed values that is not the grouping one, else by group."""
    tallies = [tally for tally in part.tallies if tally.field.kind is Kind.CHOICE]
    tally = next((one for one in tallies if one.field.name != part.field.group_by), tallies[0] if tallies else None)
    if tally:
        yield from _shares(tally, names)


def _shares(tally: Tally, names: Sequence[str]) -> Iterator[str]:
    for share in tally.shares:
        if share.sources:
            yield f"{words.lower_first(share.label, names)} {words.number(len(share.sources))}"


def _frequent(point: str, part: Collection) -> FrequentItems:
    found = [
        FrequentItem(likeness.wording(part, cluster.items[0]), group.label, cluster)
        for group in part.groups
        for cluster in likeness.clusters(part, group.items)
    ]
    found.sort(key=lambda item: -len(item.cluster.units))
    shared = [item for item in found if len(item.cluster.units) > 1] or found
    shown = tuple(shared[: part.field.brief_items])
    return FrequentItems(point, part.field.title, shown, len(found) - len(shown))
