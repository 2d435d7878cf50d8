"""Items in; items that say the same or nearly the same, side by side, out. Nothing is merged: people decide.

What holds of the clusters of any items:

- any two wordings in a cluster are alike: `100 × (1 − d / l) ≥ LIKENESS`, where d is the number of letters to strike
  or insert between them, once the words of each are folded and sorted, and l their lengths together (the
  `token_sort_ratio` of rapidfuzz);
- every wording in it shares at least a quarter of its words (SHARED) with the cluster's first, most typical one;
- a wording joins the largest cluster that it fits, and begins one only where it fits none;
- which wordings stand together does not depend on the order of the items.

A wording is compared with the first one of those clusters only that an index finds, and d keeps the
triangle inequality, so that few are ever compared with every wording of a cluster: time grows with the number of
items, not with its square.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache

from tongket.consolidating.model import Cluster as Cluster
from tongket.consolidating.model import Collection, Item
from tongket.definition.fields import Kind
from tongket.reading import text

#: How alike two wordings must be (0 to 100), chosen on the shipped reports: lower joins unlike matters.
LIKENESS = 72
#: One word in so many must be shared before two wordings are compared at all.
SHARED = 4


@dataclass(frozen=True)
class _Wording:
    """What items say, folded: its words, sorted and joined, and each of them once."""

    sorted: str
    words: frozenset[str]


class _Circle:
    """Wordings like one another around the first, most typical one.

    `slack` holds what each has left of its room after its distance to the first, the least first. By the triangle
    inequality two wordings are alike for sure when their slacks together are not negative.
    """

    def __init__(self, first: _Wording) -> None:
        self.first = first
        self.slack: list[tuple[int, str]] = [(_room(first.sorted), first.sorted)]

    def take(self, wording: str, slack: int) -> bool:
        """Let a wording in that is like the first, if it is like all the others too."""
        for other_slack, other in self.slack:
            if slack + other_slack >= 0:
                break
            if 100 * _distance(wording, other) > _room(wording) + _room(other):
                return False
        insort(self.slack, (slack, wording))
        return True


class _Index:
    """Finds which circles' first wordings share words with another: for each word, a bit a circle."""

    def __init__(self) -> None:
        self.circles: list[_Circle] = []
        self._having: dict[str, int] = {}

    def add(self, circle: _Circle) -> None:
        """Make a circle known."""
        bit = 1 << len(self.circles)
        self.circles.append(circle)
        for word in circle.first.words:
            self._having[word] = self._having.get(word, 0) | bit

    def sharing(self, words: frozenset[str]) -> Iterator[_Circle]:
        """Yield the circles whose first wording shares enough of the words, the oldest first."""
        found = _at_least(-(-len(words) // SHARED), (self._having.get(word, 0) for word in words))
        while found:
            bit = found & -found
            circle = self.circles[bit.bit_length() - 1]
            if SHARED * len(words & circle.first.words) >= len(circle.first.words):
                yield circle
            found ^= bit


def wording(collection: Collection, item: Item) -> str:
    """Return what an item says: its free text, without the columns that classify it."""
    columns = collection.field.columns
    if not columns:
        return str(item.values[collection.field.name])
    texts = (column.name for column in columns if column.kind is Kind.TEXT)
    return max((str(item.values[name]) for name in texts if name in item.values), key=len, default="")


def clusters(collection: Collection, items: Sequence[Item]) -> tuple[Cluster, ...]:
    """Put items side by side that read nearly the same, those raised by most units first.

    An item without words stands alone. The clusters of a collection's group are made once.
    """
    known = collection.compared
    if id(items) not in known:
        made = tuple(sorted(_clusters(collection, items), key=lambda cluster: -len(cluster.units)))
        if not any(group.items is items for group in collection.groups):
            return made
        known[id(items)] = made
    return known[id(items)]


def _clusters(collection: Collection, items: Sequence[Item]) -> Iterator[Cluster]:
    """Yield the clusters in the order of their first items."""
    said = [" ".join(sorted(text.fold(wording(collection, item)).split())) for item in items]
    circle = _circles({one for one in said if one})
    joined: dict[object, list[Item]] = {}
    for number, (one, item) in enumerate(zip(said, items, strict=True)):
        joined.setdefault(circle[one] if one else number, []).append(item)
    for together in joined.values():
        yield Cluster(tuple(together), tuple({item.source.unit.id: item.source.unit for item in together}.values()))


def _circles(said: Set[str]) -> dict[str, _Circle]:
    """Return the circle of every wording: the largest, else the nearest, that it fits; a new one where it fits none."""
    index = _Index()
    found: dict[str, _Circle] = {}
    for one in _typical_first([_Wording(words, frozenset(words.split())) for words in said]):
        near = []
        for order, circle in enumerate(index.sharing(one.words)):
            both = _room(one.sorted) + _room(circle.first.sorted)
            distance = 100 * _distance(one.sorted, circle.first.sorted, both // 100)
            if distance <= both:
                slack = _room(one.sorted) - distance
                near.append((-len(circle.slack), distance / both, order, circle, slack))
        near.sort(key=lambda place: place[:3])
        home = next((circle for *_, circle, slack in near if circle.take(one.sorted, slack)), None)
        if home is None:
            home = _Circle(one)
            index.add(home)
        found[one.sorted] = home
    return found


def _typical_first(wordings: Sequence[_Wording]) -> list[_Wording]:
    """Sort by how common the words are, those first that share theirs with most others."""
    spread = Counter(word for one in wordings for word in one.words)
    common = {one.sorted: sum(spread[word] for word in one.words) / len(one.words) for one in wordings}
    return sorted(wordings, key=lambda one: (-common[one.sorted], one.sorted))


def _at_least(least: int, masks: Iterable[int]) -> int:
    """Return the bits that are set in so many masks at least: columns of binary counters, one a bit."""
    planes: list[int] = []
    for mask in masks:
        carry = mask
        for place, plane in enumerate(planes):
            planes[place], carry = plane ^ carry, plane & carry
        if carry:
            planes.append(carry)
    if least >> len(planes):
        return 0
    more, equal = 0, -1
    for place in reversed(range(len(planes))):
        if least >> place & 1:
            equal &= planes[place]
        else:
            more |= equal & planes[place]
            equal &= ~planes[place]
    return more | equal


def _room(wording: str) -> int:
    """Return 100 times the letters that a wording grants to a difference; two are alike within theirs together."""
    return (100 - LIKENESS) * len(wording)


def _distance(one: str, other: str, most: int | None = None) -> int:
    """Return how many letters to strike or insert between two wordings; any greater number above `most`."""
    return _indel()(one, other, score_cutoff=most)


@cache
def _indel() -> Callable[..., int]:
    from rapidfuzz.distance import Indel  # takes a while, and only who compares needs it

    return Indel.distance
