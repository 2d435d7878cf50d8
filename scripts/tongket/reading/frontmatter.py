"""YAML text in; a JSON value, the position of every key and item, and syntax problems out.

YAML is read as JSON types only. Everything that makes YAML surprising (dates, `no`, octal
numbers, anchors, tags, duplicate keys, several documents) is kept as text or is a problem.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tongket.problems import Position, Problem, rule
from tongket.reading import plain_json, plain_yaml
from tongket.reading.positions import JsonPath, Positions
from tongket.reading.scalars import scalar

__all__ = ["FENCE", "JsonPath", "Limits", "Parsed", "Positions", "flow", "parse", "scalar", "split"]

FENCE = "---"


@dataclass(frozen=True)
class Limits:
    """How large one YAML value may be before it is refused."""

    depth: int = 8
    nodes: int = 20_000


@dataclass(frozen=True)
class Parsed:
    """A YAML text as data; `value` is None when a syntax problem made it unreadable."""

    value: object
    positions: Positions
    problems: tuple[Problem, ...]


def split(path: str, text: str) -> tuple[str, str, list[Problem]]:
    """Cut a submission into its YAML and its Markdown, each padded so that lines keep their numbers.

    Both parts are empty where the fences are wrong.
    """
    lines = text.split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    problems = []
    if lines[start].rstrip() != FENCE:
        return "", text, [rule("front-matter-missing").at(path, Position(1))]
    if start:
        problems.append(rule("front-matter-missing", "blank-first").at(path, Position(1)))
    end = next((index for index in range(start + 1, len(lines)) if lines[index].rstrip() == FENCE), None)
    if end is None:
        problems.append(rule("front-matter-unclosed").at(path, Position(start + 1)))
        return "", "", problems
    front = [""] * (start + 1) + lines[start + 1 : end]
    body = [""] * (end + 1) + lines[end + 1 :]
    return "\n".join(front), "\n".join(body), problems


def parse(path: str, text: str, limits: Limits = Limits()) -> Parsed:
    """Read YAML (or JSON) text as JSON types with positions; every mistake becomes a problem."""
    depth, nodes = limits.depth, limits.nodes
    read = plain_json.read(text, depth, nodes) or plain_yaml.read(text, depth, nodes) or _swiftly(text, depth, nodes)
    return Parsed(*read, ()) if read else explain(path, text, limits)


def _swiftly(text: str, depth: int, nodes: int) -> tuple[object, Positions] | None:
    from tongket.reading import swift_yaml  # slow to import, and most texts do not need it

    return swift_yaml.read(text, depth, nodes)


def explain(path: str, text: str, limits: Limits = Limits()) -> Parsed:
    """Do the same in Python alone: many times slower, and able to say what is wrong."""
    from tongket.reading import full_yaml  # slow to import, and most texts do not need it

    return full_yaml.explain(path, text, limits)


def flow(value: object) -> str:
    """Return a JSON value in YAML's one-line form, quoting only where YAML needs it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    safe = re.fullmatch(r"[\w/][^:#,\[\]{}\"]*", value) and scalar(value) == value
    return value if safe and value == value.strip() else json.dumps(value, ensure_ascii=False)
