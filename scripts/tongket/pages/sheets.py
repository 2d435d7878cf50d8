"""Units in; the pages that a list with a row for each of them is cut into, grouped by superior or by kind, out.

A list that fits on its own page stays whole. Else that page keeps what covers all units, with an index of the groups,
and the rows stand on sheets, pages below it. How many there are follows from plain sizes: nothing is rendered for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tongket.consolidating import Collection, Item, PointSummary
from tongket.definition import Definition, Unit
from tongket.words import say

#: About how many bytes of HTML the rows of one page come to; with what stands around them it stays below 300 KB.
ROOM = 200_000
#: What stands around one unit's text on a point, and its numbers; and around one item of a list.
_ANSWER, _ITEM = 2_500, 450
#: How many pieces one page of an index lists.
_INDEXED = 150
#: A sheet that holds more groups is named after its first and last.
_NAMED = 2


@dataclass(frozen=True)
class UnitGroup:
    """The units of one superior, or of one kind."""

    name: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Piece:
    """A group, or one of the `count` runs that a large group is cut into; the `place`-th piece on that `sheet`."""

    group: UnitGroup
    units: tuple[Unit, ...]
    sheet: int
    number: int = 1
    count: int = 1
    place: int = 1

    @property
    def label(self) -> str:
        """What it is called: the group's name, and which part of the group it is."""
        if self.count == 1:
            return self.group.name
        return say("sheet.piece", name=self.group.name, number=self.number, count=self.count)


@dataclass(frozen=True)
class Sheet:
    """One page of rows; `number` starts at 1."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units whose rows it holds."""
        return tuple(unit for piece in self.pieces for unit in piece.units)

    @property
    def label(self) -> str:
        """What it is called, after its groups."""
        first, last = self.pieces[0], self.pieces[-1]
        if len(self.pieces) > _NAMED:
            return say("sheet.span", first=first.label, last=last.label)
        return "; ".join(piece.label for piece in self.pieces)


@dataclass(frozen=True)
class Listing:
    """A list of units: the page it begins on and its sheets; a list that is `whole` has one, on that very page."""

    uri: str
    sheets: tuple[Sheet, ...]
    whole: bool

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """All pieces in order."""
        return tuple(piece for sheet in self.sheets for piece in sheet.pieces)

    @cached_property
    def indexes(self) -> tuple[tuple[Piece, ...], ...]:
        """The pieces, as many as one page of the index lists; the first of these pages is the list's own."""
        return tuple(self.pieces[at : at + _INDEXED] for at in range(0, len(self.pieces), _INDEXED)) or ((),)

    def sheet_uri(self, number: int) -> str:
        """Return the page of a sheet."""
        return self.uri if self.whole else f"{base(self.uri)}/trang/{number}.md"

    def index_uri(self, number: int) -> str:
        """Return a page of the index; the first is the list's own page."""
        return self.uri if number == 1 else f"{base(self.uri)}/muc-luc/{number}.md"


@dataclass(frozen=True)
class Index:
    """What an index tells of each piece beside its name: `heads` over the `cells` of a piece, and their `totals`."""

    heads: tuple[str, ...]
    cells: Callable[[Piece], Sequence[object]]
    totals: Sequence[object]


def base(uri: str) -> str:
    """Return the folder below a page, where its further pages stand."""
    return uri.removesuffix(".md").removesuffix("/index")


def groups(definition: Definition) -> tuple[UnitGroup, ...]:
    """Return all units by their superior where there are several, else by their kind, in the units' order."""
    units = definition.units
    by_parent = len({unit.parent for unit in units}) > 1
    found: dict[str, list[Unit]] = {}
    for unit in units:
        name = (unit.parent or say("sheet.no-parent")) if by_parent else definition.kinds[unit.kind]
        found.setdefault(name, []).append(unit)
    return tuple(UnitGroup(name, tuple(own)) for name, own in found.items())


def only(found: Iterable[UnitGroup], ids: Mapping[str, object] | frozenset[str]) -> tuple[UnitGroup, ...]:
    """Return the groups with only the units of these ids; groups left empty are left out."""
    kept = (UnitGroup(group.name, tuple(unit for unit in group.units if unit.id in ids)) for group in found)
    return tuple(group for group in kept if group.units)


def cut(uri: str, found: Sequence[UnitGroup], most: int, weights: Mapping[str, int] | None = None) -> Listing:
    """Share groups out to sheets of at most so many units and of `ROOM`.

    `weights` are the bytes of a unit's row, by its id; one that weighs more than a sheet stands alone. Small groups
    share a sheet, a large one has sheets of its own. Where all fits on one page the list is whole.
    """
    weighed = weights or {}
    everything = [unit for group in found for unit in group.units]
    if len(everything) <= most and sum(weighed.get(unit.id, 0) for unit in everything) <= ROOM:
        pieces = tuple(Piece(group, group.units, 1, place=place) for place, group in enumerate(found, start=1))
        return Listing(uri, (Sheet(1, pieces),), whole=True)
    sheets: list[list[Piece]] = []
    left, room = 0, 0
    for group in found:
        runs = list(_runs(group.units, most, weighed))
        weight = sum(weighed.get(unit.id, 0) for unit in group.units)
        if len(runs) == 1 and len(group.units) <= left and weight <= room:
            sheets[-1].append(Piece(group, group.units, len(sheets), place=len(sheets[-1]) + 1))
            left, room = left - len(group.units), room - weight
            continue
        for number, run in enumerate(runs, start=1):
            sheets.append([Piece(group, run, len(sheets) + 1, number, len(runs))])
        left, room = (most - len(group.units), ROOM - weight) if len(runs) == 1 else (0, 0)
    return Listing(uri, tuple(Sheet(number, tuple(own)) for number, own in enumerate(sheets, start=1)), whole=False)


def weights(summary: PointSummary) -> dict[str, int]:
    """Return about how many bytes what each unit says on a point comes to on a page, by the unit's id."""
    found = {one.source.unit.id: _ANSWER + _bytes(one.text) for one in summary.answers}
    for part in summary.parts:
        for item in part.items if isinstance(part, Collection) else ():
            unit = item.source.unit.id
            found[unit] = found.get(unit, 0) + weight(item)
    return found


def weight(item: Item) -> int:
    """Return about how many bytes an item comes to on a page."""
    return _ITEM + sum(map(_bytes, item.values.values()))


def _bytes(value: object) -> int:
    """Return about how many bytes a value comes to: most letters with a mark are two or three."""
    if isinstance(value, str):
        return len(value) * 7 // 5
    return sum(map(_bytes, value)) if isinstance(value, list) else 10


def _runs(units: Sequence[Unit], most: int, weights: Mapping[str, int]) -> Iterator[tuple[Unit, ...]]:
    """Cut units into runs of at most so many that weigh no more than a page holds."""
    run: list[Unit] = []
    weight = 0
    for unit in units:
        own = weights.get(unit.id, 0)
        if run and (len(run) == most or weight + own > ROOM):
            yield tuple(run)
            run, weight = [], 0
        run.append(unit)
        weight += own
    if run:
        yield tuple(run)
