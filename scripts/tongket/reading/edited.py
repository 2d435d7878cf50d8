"""A text and changes to it in; the changed text, and where each character of it stood before any change, out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from tongket.problems import Position


class Edit(NamedTuple):
    """A part of a text and what is to stand in its place."""

    start: int
    end: int
    new: str


class _Step(NamedTuple):
    """A round of edits: where each piece of the new text begins, and the part of the old text it stands for."""

    starts: list[int]
    origins: list[tuple[int, int]]

    def origin(self, offset: int) -> int:
        index = bisect_right(self.starts, offset) - 1
        first, last = self.origins[index]
        return min(first + offset - self.starts[index], last)


@dataclass(frozen=True)
class Edited:
    """A text after any number of rounds of edits; rows and columns of it count from 0."""

    source: str = field(repr=False)
    rounds: tuple[tuple[str, _Step], ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def text(self) -> str:
        """The text as it is now."""
        return self.rounds[-1][0] if self.rounds else self.source

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line of the text begins."""
        return _line_starts(self.text)

    @cached_property
    def source_lines(self) -> list[str]:
        """The lines of the text as it was."""
        return self.source.split("\n") if self.rounds else self.lines

    def position(self, offset: int) -> Position:
        """Return where a character of the text stood at first."""
        for _, step in reversed(self.rounds):
            offset = step.origin(offset)
        line = bisect_right(self._source_starts, offset)
        return Position(line, offset - self._source_starts[line - 1] + 1)

    def at(self, row: int, column: int) -> Position:
        """Return where a place of the text stood at first."""
        return self.position(self.starts[row] + column)

    def line(self, row: int) -> int:
        """Return on which line the first words of a row stood at first."""
        if not self.rounds:
            return row + 1
        written = self.lines[row]
        return self.at(row, len(written) - len(written.lstrip())).line

    def edit(self, edits: Iterable[Edit]) -> Edited:
        """Return the text after one more round of edits; of two that overlap, the later changes what is left to it."""
        pieces: list[str] = []
        step = _Step([], [])
        length = position = 0
        for edit in (*sorted(edits), Edit(len(self.text), len(self.text), "")):
            start = max(edit.start, position)
            end = max(edit.end, start)
            for piece, first, last in ((self.text[position:start], position, start), (edit.new, start, end)):
                step.starts.append(length)
                step.origins.append((first, last))
                pieces.append(piece)
                length += len(piece)
            position = end
        return Edited(self.source, (*self.rounds, ("".join(pieces), step)))

    @cached_property
    def _source_starts(self) -> list[int]:
        return _line_starts(self.source) if self.rounds else self.starts


def _line_starts(text: str) -> list[int]:
    return list(accumulate((len(line) + 1 for line in text.split("\n")[:-1]), initial=0))
