"""A section of the board's file in; the words in it that are published, and where each of them stands, out."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from tongket.problems import Position
from tongket.reading import Section


@dataclass(frozen=True)
class Passage:
    """What the board wrote under one heading, as it is published: only here do quotes and citations mean anything."""

    section: Section

    @property
    def written(self) -> str:
        """The text, comments aside."""
        published = self.section.markdown
        return self.section.text if published.startswith(self.section.text) else published

    @property
    def appended(self) -> str:
        """What the text needs from elsewhere in the file to be rendered on its own (link definitions)."""
        return self.section.markdown[len(self.written) :]

    def position(self, offset: int) -> Position:
        """Return where a character of the text stands in the file."""
        row = bisect_right(self._starts, offset) - 1
        return Position(self.section.text_line + row, offset - self._starts[row] + 1)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """The offset at which each line of the text begins."""
        return (0, *(offset for offset, char in enumerate(self.written, 1) if char == "\n"))
