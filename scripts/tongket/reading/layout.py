"""Where a report's Markdown goes in its document: what reading a body needs to know of the schema."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """The names of the properties that only the body fills, and the numbers its headings may bear.

    `points` are the outline's points in order, `numbers` those of its sections too; `hints` are the
    template's own comments, each on one line (see `definition.hints`).
    """

    title: str
    preamble: str
    narrative: str
    points: tuple[str, ...]
    numbers: frozenset[str]
    hints: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the properties that the body fills."""
        return self.title, self.preamble, self.narrative
