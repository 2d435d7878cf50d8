"""Items in; items that say the same or nearly the same, side by side, out. Nothing is merged: people decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from tongket.consolidating.model import Collection, Item
from tongket.definition import Unit
from tongket.definition.fields import Kind
from tongket.reading import text

#: How alike two wordings must be (0 to 100), chosen on the shipped reports: lower joins unlike matters.
LIKENESS = 72


@dataclass(frozen=True)
class Cluster:
    """Items in nearly the same words. `units` are those that raise it, in the units' order."""

    items: tuple[Item, ...]
    units: tuple[Unit, ...]


def wording(collection: Collection, item: Item) -> str:
    """Return what an item says: its free text, without the columns that classify it."""
    columns = collection.field.columns
    if not columns:
        return str(item.values[collection.field.name])
    texts = (column.name for column in columns if column.kind is Kind.TEXT)
    return max((str(item.values[name]) for name in texts if name in item.values), key=len, default="")


def clusters(collection: Collection, items: Sequence[Item]) -> tuple[Cluster, ...]:
    """Put items side by side that read nearly the same, those raised by most units first.

    Likeness is symmetric, and an item joins a cluster when it is like any item in it.
    """
    words = [text.fold(wording(collection, item)) for item in items]
    alike = process.cdist(words, words, scorer=fuzz.token_sort_ratio, score_cutoff=LIKENESS)
    group = list(range(len(items)))
    for one, other in zip(*alike.nonzero(), strict=True):
        if words[one] and group[one] != group[other]:  # two items without words say nothing alike
            old, new = max(group[one], group[other]), min(group[one], group[other])
            group = [new if number == old else number for number in group]
    joined: dict[int, list[Item]] = {}
    for number, item in zip(group, items, strict=True):
        joined.setdefault(number, []).append(item)
    return tuple(sorted(map(_cluster, joined.values()), key=lambda cluster: -len(cluster.units)))


def _cluster(items: Sequence[Item]) -> Cluster:
    return Cluster(tuple(items), tuple(dict.fromkeys(item.source.unit for item in items)))
