"""What the units ask of whom in; a page per addressee and their index out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from tongket.consolidating import Collection, Group, Item, likeness
from tongket.consolidating.likeness import Cluster
from tongket.definition.fields import Field, Point
from tongket.pages import rollup, sheets
from tongket.pages.engine import Site, further, make
from tongket.pages.links import ADDRESSEES
from tongket.pages.page import PlannedPage
from tongket.pages.rollup import Frequent
from tongket.pages.sheets import Index, Listing, Piece, Sheet
from tongket.reading.slug import slugify
from tongket.words import say

#: So many addressees stand on one page of their index, and so many units on one page of an addressee.
_ADDRESSEES, _UNITS = 150, 150


@dataclass(frozen=True)
class Asked:
    """All items of one field that are put to one addressee."""

    point: Point
    collection: Collection
    columns: tuple[Field, ...]
    items: tuple[Item, ...]

    @property
    def field(self) -> Field:
        """The field they are given in."""
        return self.collection.field

    @property
    def clusters(self) -> tuple[Cluster, ...]:
        """The items, those that several units raise in nearly the same words side by side."""
        return likeness.clusters(self.collection, self.items)

    @property
    def frequent(self) -> tuple[Frequent, ...]:
        """The items that most units raise."""
        return rollup.frequent(replace(self.collection, groups=(Group("", "", self.items),)))

    def of(self, ids: frozenset[str]) -> Asked:
        """Return the same with the items of some units only."""
        return replace(self, items=tuple(item for item in self.items if item.source.unit.id in ids))


@dataclass(frozen=True)
class Addressee:
    """Whom something is asked of, and everything that is."""

    label: str
    uri: str
    asked: tuple[Asked, ...]

    @property
    def count(self) -> int:
        """How many items are put to it."""
        return sum(len(one.items) for one in self.asked)

    @property
    def units(self) -> int:
        """How many units ask something of it."""
        return len(self.by_unit)

    @cached_property
    def by_unit(self) -> dict[str, list[Item]]:
        """What each unit asks of it, by the unit's id."""
        found: dict[str, list[Item]] = {}
        for one in self.asked:
            for item in one.items:
                found.setdefault(item.source.unit.id, []).append(item)
        return found

    def of(self, sheet: Sheet) -> tuple[Asked, ...]:
        """Return what the units of a sheet ask of it."""
        ids = frozenset(unit.id for unit in sheet.units)
        return tuple(own for one in self.asked if (own := one.of(ids)).items)


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the index of addressees and a page for each, with its further pages."""
    found = tuple(_addressees(site))
    shares = [found[at : at + _ADDRESSEES] for at in range(0, len(found), _ADDRESSEES)] or [()]
    for number, share in enumerate(shares, start=1):
        title = say("page.addressees")
        yield make(
            site,
            _index_uri(number),
            title if number == 1 else say("sheet.title", title=title, number=number, count=len(shares)),
            "addressees.html",
            further=number > 1,
            addressees=share,
            all=len(found),
            number=number,
            count=len(shares),
            previous_uri=_index_uri(number - 1) if number > 1 else "",
            next_uri=_index_uri(number + 1) if number < len(shares) else "",
        )
    for index, addressee in enumerate(found):
        title, listing = say("page.addressee", name=addressee.label), _listing(site, addressee)
        indexed = partial(_indexed, addressee)
        yield make(
            site,
            addressee.uri,
            title,
            "addressee.html",
            indexed,
            addressee=addressee,
            listing=listing,
            previous=found[index - 1] if index else None,
            next=found[index + 1] if index + 1 < len(found) else None,
        )
        yield from further(site, listing, title, "addressee-sheet.html", partial(_of_sheet, addressee), indexed)


def _index_uri(number: int) -> str:
    return ADDRESSEES if number == 1 else f"{sheets.base(ADDRESSEES)}/trang/{number}.md"


def _listing(site: Site, addressee: Addressee) -> Listing:
    weights = {unit: sum(map(sheets.weight, items)) for unit, items in addressee.by_unit.items()}
    return sheets.cut(addressee.uri, sheets.only(site.groups, addressee.by_unit), _UNITS, weights)


def _indexed(addressee: Addressee) -> Mapping[str, object]:
    def cells(piece: Piece) -> tuple[int, int]:
        return (len(piece.units), sum(len(addressee.by_unit[unit.id]) for unit in piece.units))

    heads = (say("sheet.units"), say("sheet.items"))
    return {"index": Index(heads, cells, (addressee.units, addressee.count))}


def _of_sheet(addressee: Addressee, sheet: Sheet) -> Mapping[str, object]:
    return {"addressee": addressee, "asked": addressee.of(sheet)}


def _addressees(site: Site) -> Iterator[Addressee]:
    """Yield the allowed addressees in the schema's order, then those that units named freely."""
    labels: dict[str, str] = {}
    asked: dict[str, list[Asked]] = {}
    for collection, column in site.consolidated.addressed():
        point = next(point for point in site.definition.schema.outline.points if collection.field in point.fields)
        named = (str(item.values.get(column.name, "")) for item in collection.items)
        for value in dict.fromkeys((*column.labels, *named)):
            labels.setdefault(slugify(value), column.label(value))
        for slug, items in _by_addressee(collection, column).items():
            rest = tuple(one for one in collection.field.columns if one is not column)
            asked.setdefault(slug, []).append(Asked(point, collection, rest, items))
    for slug, label in labels.items():
        yield Addressee(label, f"kien-nghi/{slug or 'khac'}.md", tuple(asked.get(slug, ())))


def _by_addressee(collection: Collection, column: Field) -> dict[str, tuple[Item, ...]]:
    found: dict[str, list[Item]] = {}
    slugs: dict[str, str] = {}
    for item in collection.items:
        value = str(item.values.get(column.name, ""))
        if value not in slugs:
            slugs[value] = slugify(value)
        found.setdefault(slugs[value], []).append(item)
    return {slug: tuple(items) for slug, items in found.items()}
