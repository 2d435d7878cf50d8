"""YAML text in; its JSON value and positions out, or None where the text holds more than what nearly every report does.

That is: mappings and lists in block style, one-line values, one level of `{…}` and `[…]`, comments on lines of their
own. Line by line, several times faster than any parser of YAML. All else is for `swift_yaml`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tongket.reading.positions import Marked
from tongket.reading.scalars import scalar

#: Signs that are not those of plain text: control, direction and blanks that YAML or people may read in two ways.
STRANGE = re.compile("[^\n\x20-\x7e\xa1-\u02ff\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2bff]")
_KEY = r"[^\W_][\w.\-]{0,100}"
_LINE = re.compile(rf"(?P<indent> *)(?P<dash>- +)?(?:(?P<key>{_KEY}):(?: +|$))?(?P<rest>.*)")
_BEGINS = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-[^\s\-]")
_SIGNS = frozenset("\"'{[")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\[\"\\])*\"|'[^']*'")
_ESCAPED = re.compile(r"\\(.)")
_FLOW_VALUE = r"(?P<value>(?:[^\W_]|[(/]|-[0-9])[^,\[\]{}:#?\"'&*!|>%@`]*?|\"[^\"\\]*\"|'[^']*')"
_FLOW_ITEM = re.compile(rf" *{_FLOW_VALUE} *(?P<end>,|$)")
_FLOW_PAIR = re.compile(rf" *(?P<key>{_KEY}): +{_FLOW_VALUE} *(?P<end>,|$)")


class _DoubtError(Exception):
    """Raised inside `read` only: another parser shall read the text."""


class _Line(NamedTuple):
    """A line that is neither blank nor a comment, its first sign (a dash or what follows it) cut off when it is read.

    `indent` is where its key or its value begins, `column` where its value does; both count from 0.
    """

    row: int
    indent: int
    dash: bool
    key: str | None
    rest: str
    column: int
    inner: int
    """Where what follows the dash begins."""


def read(text: str, depth: int, nodes: int) -> tuple[object, Marked] | None:
    """Return the value and the positions, None where the text is not plain or more than the limits allow."""
    if STRANGE.search(text):
        return None
    try:
        return _Reader(text, depth, nodes).read()
    except _DoubtError:
        return None


class _Reader:
    """One text, line by line."""

    def __init__(self, text: str, depth: int, nodes: int) -> None:
        self.depth = depth
        self.nodes = nodes
        self.marks: list[int] = []
        self.lines = [_line(row, line) for row, line in enumerate(text.split("\n")) if _speaks(line)]
        self.lines.append(_Line(0, -1, False, None, "", 0, -1))
        self.at = 0

    def read(self) -> tuple[object, Marked]:
        first = self.lines[0]
        if first.indent:
            raise _DoubtError  # nothing at all, or not from the first column on
        value = self._block(0, 1)
        if self.at < len(self.lines) - 1 or len(self.marks) > 2 * self.nodes:
            raise _DoubtError
        return value, Marked(value, self.marks)

    def _block(self, indent: int, depth: int) -> object:
        """Read the mapping or list whose first line is the next one."""
        if depth > self.depth:
            raise _DoubtError
        line = self.lines[self.at]
        self._mark(line.row, indent)
        return self._list(indent, depth) if line.dash else self._mapping(indent, depth)

    def _list(self, indent: int, depth: int) -> list[object]:
        items: list[object] = []
        while (line := self.lines[self.at]).indent == indent and line.dash:
            if line.key is None:
                self.at += 1
                items.append(self._value(line, depth))
                if self.lines[self.at].indent > indent:
                    raise _DoubtError  # the value goes on
            else:
                self.lines[self.at] = line._replace(dash=False, indent=line.inner)
                items.append(self._block(line.inner, depth + 1))
                if self.lines[self.at].indent > indent:
                    raise _DoubtError
        return items

    def _mapping(self, indent: int, depth: int) -> dict[str, object]:
        items: dict[str, object] = {}
        while (line := self.lines[self.at]).indent == indent:
            key = line.key
            if line.dash:
                break
            if key is None or key in items:
                raise _DoubtError
            self._mark(line.row, indent)
            self.at += 1
            after = self.lines[self.at]
            if line.rest:
                items[key] = self._value(line, depth)
                if after.indent > indent:
                    raise _DoubtError  # the value goes on
            elif after.indent > indent or (after.indent == indent and after.dash):
                items[key] = self._block(after.indent, depth + 1)
                if self.lines[self.at].indent > indent:
                    raise _DoubtError
            else:
                raise _DoubtError  # parsers put an empty value in different places
        return items

    def _value(self, line: _Line, depth: int) -> object:
        """Read what stands on one line."""
        text = line.rest.rstrip(" ")
        if not text:
            raise _DoubtError
        self._mark(line.row, line.column)
        sign = text[0]
        if sign not in _SIGNS:
            if ": " in text or " #" in text or text[-1] == ":" or not _BEGINS.match(text):
                raise _DoubtError
            return scalar(text)
        if sign in "\"'":
            if not _QUOTED.fullmatch(text):
                raise _DoubtError
            return _ESCAPED.sub(r"\1", text[1:-1]) if sign == '"' and "\\" in text else text[1:-1]
        if depth >= self.depth or text[-1] != ("}" if sign == "{" else "]"):
            raise _DoubtError
        return self._flow_mapping(text, line) if sign == "{" else self._flow_list(text, line)

    def _flow_list(self, text: str, line: _Line) -> list[object]:
        items: list[object] = []
        position, end = 1, len(text) - 1
        while position < end:
            found = _FLOW_ITEM.match(text, position, end)
            if not found:
                raise _DoubtError
            self._mark(line.row, line.column + found.start("value"))
            items.append(_flow_value(found["value"]))
            position = _next(found, end)
        return items

    def _flow_mapping(self, text: str, line: _Line) -> dict[str, object]:
        items: dict[str, object] = {}
        position, end = 1, len(text) - 1
        while position < end:
            found = _FLOW_PAIR.match(text, position, end)
            if not found or (key := found["key"]) in items:
                raise _DoubtError
            self._mark(line.row, line.column + found.start("key"))
            self._mark(line.row, line.column + found.start("value"))
            items[key] = _flow_value(found["value"])
            position = _next(found, end)
        return items

    def _mark(self, row: int, column: int) -> None:
        self.marks += (row + 1, column + 1)


def _next(found: re.Match[str], end: int) -> int:
    if found["end"] and found.end() >= end:
        raise _DoubtError  # a comma with nothing after it
    return found.end()


def _flow_value(text: str) -> object:
    return text[1:-1] if text[0] in "\"'" else scalar(text)


def _speaks(line: str) -> bool:
    written = line.lstrip(" ")
    return written != "" and written[0] != "#"


def _line(row: int, line: str) -> _Line:
    found = _LINE.match(line)
    assert found
    blanks, dash, key, rest = found.groups()
    indent = len(blanks)
    inner = indent + len(dash) if dash else indent
    return _Line(row, indent, dash is not None, key, rest, len(line) - len(rest), inner)
