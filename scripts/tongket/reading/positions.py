"""Where each key and value of a document stands, by JSON path."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate

from tongket.problems import Position

JsonPath = tuple[str | int, ...]


class Positions:
    """Where every key and every value of a document stands, by JSON path."""

    def __init__(
        self, keys: dict[JsonPath, Position] | None = None, values: dict[JsonPath, Position] | None = None
    ) -> None:
        self._keys = {} if keys is None else keys
        self._values = {} if values is None else values

    @property
    def keys(self) -> dict[JsonPath, Position]:
        """Where each key stands."""
        return self._keys

    @property
    def values(self) -> dict[JsonPath, Position]:
        """Where each value stands."""
        return self._values

    def add(self, path: JsonPath, at: Position) -> None:
        """Note where a further key stands, or one that is known by another place."""
        self._keys[path] = at

    def lines(self) -> dict[JsonPath, int]:
        """Return the line of each value, or of its key where that alone is known."""
        return {path: at.line for path, at in (self.keys | self.values).items()}

    def of(self, path: JsonPath) -> Position:
        """Return where to point at for a path: its key, else its value, else the nearest place above it."""
        while True:
            at = self._key(path) or self._value(path)
            if at or not path:
                return at or Position(1)
            path = path[:-1]

    def of_value(self, path: JsonPath) -> Position:
        """Return where the value itself stands, else where its key stands."""
        return self._value(path) or self.of(path)

    def _key(self, path: JsonPath) -> Position | None:
        return self._keys.get(path)

    def _value(self, path: JsonPath) -> Position | None:
        return self._values.get(path)


class Marked(Positions):
    """The positions of a value that was read without a mistake, kept as plain numbers beside it.

    `marks` are line and column (from 1) of every value and, before it, of its key, in the order of the text.
    """

    def __init__(self, value: object, marks: Iterable[int]) -> None:
        super().__init__()
        self.value = value
        self.marks = array("I", marks)

    @property
    def keys(self) -> dict[JsonPath, Position]:
        """Where each key stands."""
        return {path: self._at(index) for path, index, is_key in self._places() if is_key} | self._keys

    @property
    def values(self) -> dict[JsonPath, Position]:
        """Where each value stands."""
        return {path: self._at(index) for path, index, is_key in self._places() if not is_key}

    def _key(self, path: JsonPath) -> Position | None:
        if path in self._keys:
            return self._keys[path]
        key, _ = self._find(path)
        return None if key is None else self._at(key)

    def _value(self, path: JsonPath) -> Position | None:
        _, value = self._find(path)
        return None if value is None else self._at(value)

    def _at(self, index: int) -> Position:
        return Position(self.marks[2 * index], self.marks[2 * index + 1])

    def _find(self, path: JsonPath) -> tuple[int | None, int | None]:
        """Return the numbers of the marks of a key and of its value, None for what there is not."""
        if not path:
            return None, 0 if self.marks else None
        inner, key, at = self.value, None, 0
        for depth, part in enumerate(path):
            if isinstance(inner, dict) and part in inner:
                key = self._fields[part] if not depth else _key_at(inner, part, at)
                at = key + 1
                inner = inner[part]
            elif isinstance(inner, list) and isinstance(part, int) and 0 <= part < len(inner):
                key, at = None, at + 1 + self._items(inner)[part]
                inner = inner[part]
            else:
                return None, None
        return key, at

    def _items(self, items: list[object]) -> list[int]:
        """Return how many marks lie between the first item of a list and each of the others."""
        if id(items) not in self._known:
            self._known[id(items)] = [0, *accumulate(map(_size, items))]
        return self._known[id(items)]

    @cached_property
    def _known(self) -> dict[int, list[int]]:
        """What `_items` found, by the lists, which live as long as the value."""
        return {}

    @cached_property
    def _fields(self) -> dict[str | int, int]:
        """The number of the mark of each key of the outermost mapping."""
        assert isinstance(self.value, dict)
        found: dict[str | int, int] = {}
        at = 1
        for key, inner in self.value.items():
            found[key] = at
            at += 1 + _size(inner)
        return found

    def lines(self) -> dict[JsonPath, int]:
        """Return the line of each value, but of those inside the items of a list; of keys that stand elsewhere, too."""
        found = {path: at.line for path, at in self._keys.items()}
        if self.marks:
            _lines(self.value, (), 0, self.marks, found)
        return found

    def _places(self) -> Iterator[tuple[JsonPath, int, bool]]:
        if self.marks:
            yield from _places(self.value, (), 0)


def _lines(value: object, path: JsonPath, at: int, marks: array[int], found: dict[JsonPath, int]) -> None:
    found[path] = marks[2 * at]
    at += 1
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict | list):
                _lines(inner, (*path, key), at + 1, marks, found)
                at += 1 + _size(inner)
            else:
                found[(*path, key)] = marks[2 * at + 2]
                at += 2
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found[(*path, index)] = marks[2 * at]
            at += _size(inner)


def _key_at(mapping: dict[str, object], wanted: str | int, at: int) -> int:
    at += 1
    for key, inner in mapping.items():
        if key == wanted:
            break
        at += 1 + _size(inner)
    return at


def _size(value: object) -> int:
    """Return how many marks a value and all inside it have."""
    if isinstance(value, dict):
        return 1 + len(value) + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1


def _places(value: object, path: JsonPath, at: int) -> Iterator[tuple[JsonPath, int, bool]]:
    yield path, at, False
    at += 1
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), at, True
            yield from _places(inner, (*path, key), at + 1)
            at += 1 + _size(inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _places(inner, (*path, index), at)
            at += _size(inner)
