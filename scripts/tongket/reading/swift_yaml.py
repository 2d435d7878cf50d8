"""YAML text in; its JSON value and positions out, or None where the compiled parser may not decide.

It decides only what is beyond doubt: text that holds nothing on which it and the pure parser are known to
differ, without a single mistake or oddity. All else is read again, and explained, by `frontmatter`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

import yaml

from tongket.problems import Position
from tongket.reading.positions import JsonPath, Positions
from tongket.reading.scalars import scalar
from tongket.reading.text import has_hidden

try:
    from yaml import CSafeLoader
except ImportError:  # PyYAML without libyaml, as in the browser
    CSafeLoader = None  # type: ignore[assignment, misc]  # the stubs know PyYAML with libyaml only

#: Where the two parsers differ: tabs, breaks other than LF, a mark of byte order, what YAML can't hold, a question mark
#: inside brackets, a comment stuck to the sign of a block of text.
_DOUBTFUL = re.compile(
    "[^\n\x20-\x3e\x40-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[|>][-+0-9]*#"
)


class _Mark(Protocol):
    line: int
    column: int


class Event(Protocol):
    """Any event as the compiled parser tells it; only a scalar's `value`, `implicit` and `style` are read."""

    start_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    implicit: tuple[bool, bool]
    style: str | None


class _DoubtError(Exception):
    """Raised inside `read` only: the other parser shall decide."""


def read(text: str, depth: int, nodes: int) -> tuple[object, Positions] | None:
    """Return the value and the positions, None where there is doubt or a mistake, or more than the limits allow."""
    if CSafeLoader is None or _DOUBTFUL.search(text):
        return None
    try:
        return _Document(text, depth, nodes).read()
    except (yaml.YAMLError, ValueError, _DoubtError):
        return None


class _Document:
    """One document as the compiled parser tells it, event by event."""

    def __init__(self, text: str, depth: int, nodes: int) -> None:
        # Only past the end does it return None.
        self.next: Callable[[], Event] = CSafeLoader(text).get_event  # type: ignore[assignment]
        self.depth = depth
        self.nodes = nodes
        self.keys: dict[JsonPath, Position] = {}
        self.values: dict[JsonPath, Position] = {}

    def read(self) -> tuple[object, Positions]:
        """Return the value of a stream that holds one document at most."""
        value = None
        self.next()  # the start of the stream
        if self.next().__class__.__name__ == "DocumentStartEvent":
            value = self._node(self.next(), ())
            self.next()  # the document's end
            if self.next().__class__.__name__ != "StreamEndEvent":
                raise _DoubtError
        if len(self.values) > self.nodes:
            raise _DoubtError
        return value, Positions(self.keys, self.values)

    def _node(self, event: Event, path: JsonPath) -> object:
        kind = event.__class__.__name__
        if kind == "AliasEvent" or event.anchor is not None or event.tag is not None:
            raise _DoubtError
        mark = event.start_mark
        self.values[path] = Position(mark.line + 1, mark.column + 1)
        if kind == "ScalarEvent":
            return self._scalar(event)
        if len(path) >= self.depth:
            raise _DoubtError
        return self._mapping(path) if kind == "MappingStartEvent" else self._sequence(path)

    def _scalar(self, event: Event) -> object:
        value = event.value
        if event.implicit[0]:
            if not value:  # the two put it in different places
                raise _DoubtError
            return scalar(value)
        if event.style == '"' and has_hidden(value):
            raise _DoubtError
        return value

    def _sequence(self, path: JsonPath) -> list[object]:
        items: list[object] = []
        while (event := self.next()).__class__.__name__ != "SequenceEndEvent":
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: JsonPath) -> dict[str, object]:
        items: dict[str, object] = {}
        while (event := self.next()).__class__.__name__ != "MappingEndEvent":
            if event.__class__.__name__ != "ScalarEvent" or event.anchor is not None or event.tag is not None:
                raise _DoubtError
            key = event.value
            if key in items or (event.style == '"' and has_hidden(key)):
                raise _DoubtError
            place, mark = (*path, key), event.start_mark
            self.keys[place] = Position(mark.line + 1, mark.column + 1)
            items[key] = self._node(self.next(), place)
        return items
