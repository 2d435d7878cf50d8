"""A report schema and where its parts stand in; its fields at their places and its points, for the checks, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tongket.definition import reader
from tongket.definition.fields import Field, Kind
from tongket.definition.nodes import Node
from tongket.problems import Position
from tongket.reading.frontmatter import JsonPath, Positions


@dataclass(frozen=True)
class Place:
    """One field where the schema describes it, the fields beside it (itself included) and the one that holds it."""

    at: JsonPath
    node: Node
    field: Field
    siblings: Mapping[str, Field]
    holder: Field | None = None


@dataclass(frozen=True)
class Survey:
    """What the checks of a report schema look at; `path` is the file's."""

    path: str
    root: Node
    positions: Positions

    def key(self, *at: str | int) -> Position:
        """Return where a key of the schema stands."""
        return self.positions.of(at)

    def value(self, *at: str | int) -> Position:
        """Return where a value of the schema stands."""
        return self.positions.of_value(at)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The report's own fields by name."""
        return reader.read_fields(self.root)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every field, columns and parts after the field that holds them; the points of the outline are none."""
        return tuple(self._places(("properties",), self.root, None))

    @cached_property
    def roles(self) -> dict[str, list[Place]]:
        """The fields that bear each role."""
        found: dict[str, list[Place]] = {}
        for place in self.places:
            if place.field.role:
                found.setdefault(place.field.role, []).append(place)
        return found

    @property
    def narrative(self) -> Place | None:
        """The field that holds the points."""
        return next(iter(self.roles.get("narrative", ())), None)

    @property
    def points(self) -> dict[str, Node]:
        """The points that the schema describes, by number."""
        return self.narrative.node.properties if self.narrative else {}

    def at_point(self, point: str, *inner: str | int) -> JsonPath:
        """Return the path of a point's node, or of what stands in it."""
        return (*(self.narrative.at if self.narrative else ()), "properties", point, *inner)

    def _places(self, at: JsonPath, node: Node, holder: Field | None) -> Iterator[Place]:
        siblings = reader.read_fields(node)
        for name, inner in node.properties.items():
            field, place = siblings[name], (*at, name)
            yield Place(place, inner, field, siblings, holder)
            if field.role != "narrative":
                below = (*place, "items") if field.kind is Kind.RECORDS else place
                yield from self._places((*below, "properties"), reader.columns_of(field.kind, inner), field)
