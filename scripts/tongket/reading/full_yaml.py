"""YAML text in; a JSON value, the position of every key and item, and every mistake of syntax explained, out.

This is the reading that all swifter ones stand beside: in Python alone, many times slower, and never in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn, Protocol

import yaml

from tongket.problems import Position, Problem, rule
from tongket.reading.frontmatter import Limits, Parsed
from tongket.reading.positions import JsonPath, Positions
from tongket.reading.scalars import scalar
from tongket.reading.text import has_hidden, short

#: Line breaks to YAML alone; as such they would shift every line number after them.
_FOREIGN_BREAKS = str.maketrans("\u0085\u2028\u2029", "   ")

#: PyYAML's own words (a part of them) -> the variant of `yaml-syntax` that says what is wrong, first match wins.
_SYNTAX = (
    (r"cannot start any token.*'\\t'|'\\t' that cannot start|found a tab", "tab"),
    (r"mapping values are not allowed", "stray-colon"),
    (r"cannot start any token", "special-character"),
    (r"could not find expected ':'", "no-colon"),
    (r"while scanning a quoted scalar", "open-quote"),
    (r"expected ',' or '[}\]]'|while parsing a flow", "open-bracket"),
    (r"expected '<document start>'", "cut-short"),
    (r"expected <block end>|bad indentation|did not find expected", "indent"),
    (r"while scanning (?:an anchor|an alias)", "anchor-sign"),
    (r"while scanning a (?:tag|directive)|while parsing a node|undefined tag handle", "tag-sign"),
    (r"while scanning a block scalar", "block-text"),
)


def explain(path: str, text: str, limits: Limits) -> Parsed:
    """Read YAML (or JSON) text as JSON types with positions; every mistake becomes a problem."""
    builder = _Builder(path, limits)
    # YAML cannot read control characters at all; they are a problem of the text's own.
    reader = yaml.SafeLoader(yaml.reader.Reader.NON_PRINTABLE.sub(" ", text.translate(_FOREIGN_BREAKS)))
    value = None
    try:
        value = builder.build(_events(reader))
    except _RefusedError:
        pass
    except yaml.MarkedYAMLError as exc:
        builder.problems.append(_syntax_problem(path, exc, reader.marks))
    except (ValueError, OverflowError):  # a number in an escape or a directive that no character or version can have
        builder.problems.append(rule("yaml-syntax", "escape").at(path, _position_of(reader.get_mark())))
    return Parsed(value, builder.positions, tuple(builder.problems))


def _events(reader: yaml.SafeLoader) -> Iterator[yaml.Event]:
    while reader.check_event():
        yield reader.get_event()  # type: ignore[no-untyped-call]  # the stubs leave this one out


class _RefusedError(Exception):
    """Raised inside `parse` only: the data are too large or too deep to go on reading."""


def _syntax_problem(path: str, exc: yaml.MarkedYAMLError, opened: list[yaml.Mark]) -> Problem:
    """Turn PyYAML's error into a problem; `opened` are the starts of the collections it was reading, innermost last."""
    mark = exc.problem_mark or exc.context_mark
    said = f"{exc.context or ''} {exc.problem or ''}"
    if "quoted scalar" in said or "flow" in said or "expected ':'" in said:
        # Where the quote, bracket or name begins is where it is mended.
        mark = opened[-1] if "flow node" in said and opened else exc.context_mark or mark
    variant = next((variant for pattern, variant in _SYNTAX if re.search(pattern, said)), "")
    return rule("yaml-syntax", variant).at(path, _position_of(mark))


class _Builder:
    """Builds the value from YAML events, so that an alias is seen before it is ever expanded."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.nodes = 0
        self.problems: list[Problem] = []
        self.positions = Positions()

    def build(self, events: Iterator[yaml.Event]) -> object:
        value, documents = None, 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.problems.append(rule("yaml-documents").at(self.path, _position(event)))
                    return value
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, events, ())
        return value

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], path: JsonPath) -> object:
        assert isinstance(event, yaml.NodeEvent)  # every value begins with one
        at = _position(event)
        self._count(at)
        self.positions.values.setdefault(path, at)
        if isinstance(event, yaml.AliasEvent):
            self.problems.append(rule("yaml-anchor", "alias").at(self.path, at, name=short(event.anchor or "")))
            return None
        if event.anchor:
            self.problems.append(rule("yaml-anchor").at(self.path, at, name=short(event.anchor)))
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            self.problems.append(rule("yaml-tag").at(self.path, at, tag=short(event.tag)))
        if isinstance(event, yaml.ScalarEvent):
            self._check_escapes(event)
            return scalar(event.value) if event.implicit[0] else event.value
        if len(path) >= self.limits.depth:
            self._refuse_depth(at)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _count(self, at: Position) -> None:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            self.problems.append(rule("yaml-too-large").at(self.path, at, limit=self.limits.nodes))
            raise _RefusedError

    def _refuse_depth(self, at: Position) -> NoReturn:
        self.problems.append(rule("yaml-too-deep").at(self.path, at, limit=self.limits.depth))
        raise _RefusedError

    def _sequence(self, events: Iterator[yaml.Event], path: JsonPath) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[yaml.Event], path: JsonPath) -> dict[str, object]:
        items: dict[str, object] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._key(event, events)
            at = _position(event)
            if key in items:
                first = self.positions.keys[(*path, key)]
                self.problems.append(rule("yaml-duplicate-key").at(self.path, at, key=short(key), first=first.line))
                self._node(next(events), events, (*path, key, "again"))
                continue
            if key is not None:
                self.positions.keys[(*path, key)] = at
            value = self._node(next(events), events, (*path, key or ""))
            if key is not None:
                items[key] = value
        return items

    def _key(self, event: yaml.Event, events: Iterator[yaml.Event]) -> str | None:
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor or event.tag:
                at = _position(event)
                self.problems.append(rule("yaml-anchor", "on-key").at(self.path, at, name=short(event.value)))
            self._check_escapes(event)
            return event.value
        self.problems.append(rule("yaml-key").at(self.path, _position(event)))
        if not isinstance(event, yaml.AliasEvent):
            self._skip(event, events)
        return None

    def _check_escapes(self, event: yaml.ScalarEvent) -> None:
        """Report what the checks of the text can't see: characters written as \\u202e in double quotes."""
        if event.style == '"' and has_hidden(event.value):
            self.problems.append(rule("yaml-escape").at(self.path, _position(event)))

    def _skip(self, event: yaml.Event, events: Iterator[yaml.Event]) -> None:
        """Pass over the rest of a collection whose start was just read."""
        depth = 1
        while depth:
            if depth > self.limits.depth:
                self._refuse_depth(_position(event))
            inner = next(events)
            depth += isinstance(inner, yaml.CollectionStartEvent) - isinstance(inner, yaml.CollectionEndEvent)


class _Mark(Protocol):
    """A place as PyYAML notes it; both count from 0."""

    line: int
    column: int


def _position(event: yaml.Event) -> Position:
    return _position_of(event.start_mark)


def _position_of(mark: _Mark | None) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1)
