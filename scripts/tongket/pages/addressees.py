"""What the units ask of whom in; a page per addressee and their index out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tongket.consolidating import Collection, Item, likeness
from tongket.consolidating.likeness import Cluster
from tongket.definition.fields import Field, Point
from tongket.pages.engine import Site, make
from tongket.pages.links import ADDRESSEES
from tongket.pages.page import PlannedPage
from tongket.reading.slug import slugify
from tongket.words import say


@dataclass(frozen=True)
class Asked:
    """All items of one field that are put to one addressee."""

    point: Point
    field: Field
    columns: tuple[Field, ...]
    items: tuple[Item, ...]
    clusters: tuple[Cluster, ...]


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
        return len({item.source.unit.id for one in self.asked for item in one.items})


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the index of addressees and a page for each."""
    found = tuple(_addressees(site))
    yield make(site, ADDRESSEES, say("page.addressees"), "addressees.html", addressees=found)
    for index, addressee in enumerate(found):
        yield make(
            site,
            addressee.uri,
            say("page.addressee", name=addressee.label),
            "addressee.html",
            addressee=addressee,
            previous=found[index - 1] if index else None,
            next=found[index + 1] if index + 1 < len(found) else None,
        )


def _addressees(site: Site) -> Iterator[Addressee]:
    """Yield the allowed addressees in the schema's order, then those that units named freely."""
    labels: dict[str, str] = {}
    asked: dict[str, list[Asked]] = {}
    for collection, column in site.consolidated.addressed():
        point = next(point for point in site.definition.schema.outline.points if collection.field in point.fields)
        for value in (*column.labels, *(str(item.values.get(column.name, "")) for item in collection.items)):
            labels.setdefault(slugify(value), column.label(value))
        for slug, items in _by_addressee(collection, column).items():
            rest = tuple(one for one in collection.field.columns if one is not column)
            one = Asked(point, collection.field, rest, items, likeness.clusters(collection, items))
            asked.setdefault(slug, []).append(one)
    for slug, label in labels.items():
        yield Addressee(label, f"kien-nghi/{slug or 'khac'}.md", tuple(asked.get(slug, ())))


def _by_addressee(collection: Collection, column: Field) -> dict[str, tuple[Item, ...]]:
    found: dict[str, list[Item]] = {}
    for item in collection.items:
        found.setdefault(slugify(str(item.values.get(column.name, ""))), []).append(item)
    return {slug: tuple(items) for slug, items in found.items()}
