"""Where each key and value of a document stands, by JSON path."""

from __future__ import annotations

from dataclasses import dataclass, field

from tongket.problems import Position

JsonPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Positions:
    """Where every key and every value of a document stands, by JSON path."""

    keys: dict[JsonPath, Position] = field(default_factory=dict)
    values: dict[JsonPath, Position] = field(default_factory=dict)

    def of(self, path: JsonPath) -> Position:
        """Return where to point at for a path: its key, else its value, else the nearest place above it."""
        while True:
            at = self.keys.get(path) or self.values.get(path)
            if at or not path:
                return at or Position(1)
            path = path[:-1]

    def of_value(self, path: JsonPath) -> Position:
        """Return where the value itself stands, else where its key stands."""
        return self.values.get(path) or self.of(path)
