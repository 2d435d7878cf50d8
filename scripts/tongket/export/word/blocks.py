"""What the body of an official document is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A numbered heading; level 1 is a section of the outline, 2 a point. Levels below 6 are set like 6."""

    level: int
    text: str


@dataclass(frozen=True)
class Markdown:
    """Narrative in the submissions' dialect."""

    text: str


@dataclass(frozen=True)
class Line:
    """One paragraph of plain text; in italics where it leads in a list."""

    text: str
    italic: bool = False


@dataclass(frozen=True)
class Bullets:
    """Plain sentences, each with a dash, as Party documents set lists."""

    items: Sequence[str]


@dataclass(frozen=True)
class Table:
    """A table with a repeated header row; every row has a cell per column.

    `widths` are shares of the text width; without them the columns are as wide as their texts ask.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    caption: str = ""


@dataclass(frozen=True)
class PageBreak:
    """An appendix begins on a page of its own, under its number and title."""

    title: str
    subtitle: str = ""


Block = Heading | Markdown | Line | Bullets | Table | PageBreak
