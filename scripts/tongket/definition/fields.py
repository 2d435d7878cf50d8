"""A report schema as plain values: the outline with its points, and each field with what its annotations say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cached_property


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
            return "Có" if value else "Không"
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


def resolve(schema: Mapping, node: Mapping) -> dict:
    """Merge a node with the local definitions it refers to; what stands beside a `$ref` wins."""
    if not isinstance(node, Mapping):  # true and false are schemas too
        return {}
    referred = target(schema, node.get("$ref", ""))
    if referred is None:
        return dict(node)
    base = resolve(schema, referred)
    merged = {**base, **node}
    if messages := {**base.get("x-message", {}), **node.get("x-message", {})}:
        merged["x-message"] = messages
    return merged


def target(schema: Mapping, reference: str) -> Mapping | None:
    """Return the definition in the same file that a `$ref` names, None where there is none."""
    if not reference.startswith("#/"):
        return None
    found: object = schema
    for part in reference[2:].split("/"):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def at_path(schema: Mapping, path: tuple[str | int, ...]) -> dict:
    """Return the resolved subschema that describes the value at a JSON path; empty where none does."""
    node = resolve(schema, schema)
    for part in path:
        inner = node.get("items") if isinstance(part, int) else node.get("properties", {}).get(part, node.get("additionalProperties"))
        if not isinstance(inner, Mapping):
            return {}
        node = resolve(schema, inner)
    return node


def read_field(schema: Mapping, name: str, node: Mapping, required: bool = False) -> Field:
    """Read one property of the schema into a Field."""
    node = resolve(schema, node)
    kind = _kind(schema, node)
    inner = resolve(schema, node.get("items", {})) if kind is Kind.RECORDS else node
    consolidate = node.get("x-consolidate", {})
    return Field(
        name=name,
        kind=kind,
        title=node.get("title", name),
        description=node.get("description", ""),
        unit=node.get("x-unit", ""),
        op=Operation(consolidate.get("op", "none")),
        group_by=consolidate.get("group_by", ""),
        role=node.get("x-role", ""),
        required=required,
        labels=node.get("x-labels", {}),
        examples=tuple(node.get("examples", ())),
        columns=tuple(_columns(schema, inner)) if kind in (Kind.RECORDS, Kind.GROUP, Kind.BREAKDOWN) else (),
        at_least=node.get("x-at-least", ""),
        at_most=node.get("x-at-most", ""),
        within_period=node.get("x-within") == "period",
        brief_total=node.get("x-brief", {}).get("total", False),
        brief_items=node.get("x-brief", {}).get("items", 0),
    )


def read_outline(schema: Mapping, fields: Mapping[str, Field], narrative: str) -> Outline:
    """Read `x-outline` and the points' properties; `narrative` names the property that holds them."""
    node = resolve(schema, schema["properties"][narrative])
    points = node["properties"]
    return Outline(
        thin_words=node.get("x-thin-words", 1),
        sections=tuple(
            OutlineSection(
                section["id"],
                section["title"],
                tuple(
                    Point(
                        number,
                        points[number].get("title", number),
                        points[number].get("description", ""),
                        section["id"],
                        tuple(fields[name] for name in points[number].get("x-fields", ()) if name in fields),
                    )
                    for number in section["points"]
                ),
            )
            for section in schema["x-outline"]
        ),
    )


def roles(schema: Mapping, node: Mapping | None = None) -> Iterator[tuple[str, str]]:
    """Yield (role, property name) for every property that bears a role, also inside groups and records."""
    node = resolve(schema, node if node is not None else schema)
    for name, inner in node.get("properties", {}).items():
        inner = resolve(schema, inner)
        if "x-role" in inner:
            yield inner["x-role"], name
        yield from roles(schema, inner)
        if isinstance(inner.get("items"), Mapping):
            yield from roles(schema, inner["items"])


def _columns(schema: Mapping, node: Mapping) -> Iterator[Field]:
    required = node.get("required", ())
    for name, inner in node.get("properties", {}).items():
        yield read_field(schema, name, inner, name in required)


def _kind(schema: Mapping, node: Mapping) -> Kind:
    types = node.get("type", ())
    types = {types} if isinstance(types, str) else set(types)
    if types == {"integer", "object"}:
        return Kind.FIGURE
    if "array" in types:
        inner = resolve(schema, node.get("items", {}))
        return Kind.RECORDS if inner.get("type") == "object" else Kind.TEXTS
    if "object" in types:
        parts = [resolve(schema, part).get("type") for part in node.get("properties", {}).values()]
        return Kind.BREAKDOWN if parts and set(parts) <= {"integer", "number"} else Kind.GROUP
    if "enum" in node:
        return Kind.CHOICE
    if types & {"integer", "number"}:
        return Kind.NUMBER
    if "boolean" in types or isinstance(node.get("const"), bool):
        return Kind.FLAG
    return Kind.DATE if node.get("format") == "date" else Kind.TEXT
