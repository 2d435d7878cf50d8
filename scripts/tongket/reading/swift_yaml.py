"""YAML text in; its JSON value and positions out, or None where the compiled parser may not decide.

It decides only what is beyond doubt: text that holds nothing on which it and the pure parser are known to
differ, without a single mistake or oddity. All else is read again, and explained, by `frontmatter`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

import yaml

from tongket.reading.positions import Marked
from tongket.reading.scalars import scalar
from tongket.reading.text import has_hidden

try:
    from yaml import CSafeLoader
except ImportError:  # PyYAML without libyaml, as in the browser
    CSafeLoader = None  # type: ignore[assignment, misc]  # the stubs know PyYAML with libyaml only

#: Where the two parsers differ: tabs, breaks other than LF, a mark of byte order, what YAML can't hold, a question mark
#: that may be a sign (see also `_is_cut_short`), a comment stuck to the sign of a block of text.
_DOUBTFUL = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[|>][-+0-9]*#"
    r"|(?<![^\s\[\]{},:\-])\?"
)


class _Mark(Protocol):
    index: int
    line: int
    column: int


class Event(Protocol):
    """Any event as the compiled parser tells it; only a scalar's `value`, `implicit` and `style` are read."""

    start_mark: _Mark
    end_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    implicit: tuple[bool, bool]
    style: str | None


class _DoubtError(Exception):
    """Raised inside `read` only: the other parser shall decide."""


def read(text: str, depth: int, nodes: int) -> tuple[object, Marked] | None:
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
        self.text = text
        self.asks = "?" in text
        self.marks: list[int] = []

    def read(self) -> tuple[object, Marked]:
        """Return the value of a stream that holds one document at most."""
        value = None
        self.next()  # the start of the stream
        if self.next().__class__.__name__ == "DocumentStartEvent":
            value = self._node(self.next(), 0)
            self.next()  # the document's end
            if self.next().__class__.__name__ != "StreamEndEvent":
                raise _DoubtError
        if len(self.marks) > 2 * self.nodes:
            raise _DoubtError
        return value, Marked(value, self.marks)

    def _node(self, event: Event, depth: int) -> object:
        kind = event.__class__.__name__
        if kind == "AliasEvent" or event.anchor is not None or event.tag is not None:
            raise _DoubtError
        self._mark(event.start_mark)
        if kind == "ScalarEvent":
            return self._scalar(event)
        if depth >= self.depth:
            raise _DoubtError
        return self._mapping(depth + 1) if kind == "MappingStartEvent" else self._sequence(depth + 1)

    def _mark(self, mark: _Mark) -> None:
        self.marks += (mark.line + 1, mark.column + 1)

    def _scalar(self, event: Event) -> object:
        value = event.value
        self._check(event)
        if event.implicit[0]:
            if not value:  # the two put it in different places
                raise _DoubtError
            return scalar(value)
        return value

    def _check(self, event: Event) -> None:
        if event.style == '"' and has_hidden(event.value):
            raise _DoubtError
        if self.asks and event.implicit[0] and self._is_cut_short(event):
            raise _DoubtError

    def _is_cut_short(self, event: Event) -> bool:
        """Tell whether a plain scalar holds a question mark or ends before one: inside brackets that may be a sign."""
        return "?" in event.value or self.text[event.end_mark.index : event.end_mark.index + 1] == "?"

    def _sequence(self, depth: int) -> list[object]:
        items: list[object] = []
        while (event := self.next()).__class__.__name__ != "SequenceEndEvent":
            items.append(self._node(event, depth))
        return items

    def _mapping(self, depth: int) -> dict[str, object]:
        items: dict[str, object] = {}
        while (event := self.next()).__class__.__name__ != "MappingEndEvent":
            if event.__class__.__name__ != "ScalarEvent" or event.anchor is not None or event.tag is not None:
                raise _DoubtError
            key = event.value
            self._check(event)
            if key in items:
                raise _DoubtError
            self._mark(event.start_mark)
            items[key] = self._node(self.next(), depth)
        return items
