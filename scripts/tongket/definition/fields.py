"""What a report schema says as plain values: the outline with its points, each field with its annotations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cached_property

from tongket import words

Number = int | float


class Kind(Enum):
    """What a field holds, read off its JSON Schema types."""

    FIGURE = "figure"  # one total, or one number per year
    BREAKDOWN = "breakdown"  # one number per named part
    RECORDS = "records"  # a list of small mappings
    TEXTS = "texts"  # a list of sentences
    CHOICE = "choice"  # one of the allowed values
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    GROUP = "group"  # a mapping of unlike fields
    TEXT = "text"


class Operation(StrEnum):
    """How a field is rolled up over the units."""

    SUM = "sum"
    MEAN = "mean"
    COUNT = "count"  # how many units chose each value
    LIST = "list"  # every unit's items side by side
    NONE = "none"


class OverYears(StrEnum):
    """How a unit's yearly numbers make its number for the period."""

    SUM = "sum"
    LAST = "last"  # a stock: what there is at the end of the last year given
    MEAN = "mean"
    NONE = "none"  # the years stand side by side only

    def of(self, years: Mapping[int, Number]) -> Number | None:
        """Return the number of the period that a unit's years (at least one) make, None where they make none."""
        match self:
            case OverYears.SUM:
                return sum(years.values())
            case OverYears.MEAN:
                return sum(years.values()) / len(years)
            case OverYears.LAST:
                return years[max(years)]
        return None


@dataclass(frozen=True)
class Field:
    """One field of a report, of a record, or one part of a breakdown.

    `columns` are the fields inside a record, a group or a breakdown. `op` is how the field is
    rolled up over the units, `over_years` how a unit's own years are; `group_by` names the record's column that groups.
    `at_least`, `at_most` name a sibling field that bounds this one. `brief_total` and `brief_items`
    say what the conference brief shows of it: its total, and how many of its most frequent items.
    """

    name: str
    kind: Kind
    title: str
    description: str
    unit: str = ""
    op: Operation = Operation.NONE
    over_years: OverYears = OverYears.SUM
    group_by: str = ""
    role: str = ""
    required: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[object, ...] = ()
    columns: tuple[Field, ...] = ()
    at_least: str = ""
    at_most: str = ""
    within_period: bool = False
    brief_total: bool = False
    brief_items: int = 0

    def column(self, name: str) -> Field:
        """Return the inner field of that name (KeyError where there is none)."""
        return {column.name: column for column in self.columns}[name]

    def label(self, value: object) -> str:
        """Return how a value reads on a page."""
        if isinstance(value, bool):
            return words.say("flag.yes" if value else "flag.no")
        return self.labels.get(str(value), str(value))


@dataclass(frozen=True)
class Point:
    """One point of the outline: its number, short title, the plan's own question, and its fields.

    `asked_of` names the kinds of unit that must answer it, empty for all; others may leave out what is not `required`.
    """

    id: str
    title: str
    question: str
    section: str
    fields: tuple[Field, ...]
    asked_of: tuple[str, ...] = ()
    required: bool = True

    def asks(self, kind: str) -> bool:
        """Tell whether units of a kind are asked this point at all."""
        return not self.asked_of or kind in self.asked_of

    @property
    def heading(self) -> str:
        """The heading a report must bear, without its signs: `2.3. Title`."""
        return f"{self.id}. {self.title}"


@dataclass(frozen=True)
class OutlineSection:
    """One section of the outline and its points, in order."""

    id: str
    title: str
    points: tuple[Point, ...]

    @property
    def heading(self) -> str:
        """The heading a report must bear, without its signs: `2. Title`."""
        return f"{self.id}. {self.title}"


@dataclass(frozen=True)
class Outline:
    """The sections every report follows. A point with fewer words than `thin_words` is thin."""

    sections: tuple[OutlineSection, ...]
    thin_words: int

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """All points in order."""
        return tuple(point for section in self.sections for point in section.points)

    @cached_property
    def by_id(self) -> dict[str, Point]:
        """The points by number."""
        return {point.id: point for point in self.points}

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of sections and points."""
        return frozenset(section.id for section in self.sections) | frozenset(self.by_id)
