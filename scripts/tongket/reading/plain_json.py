"""JSON text in; its value and positions out, or None where YAML, as which it is read in the end, might say otherwise.

The value comes from Python's own parser; what stands where is then a matter of counting the signs in each line.
"""

from __future__ import annotations

import json
import re

from tongket.reading.plain_yaml import STRANGE
from tongket.reading.positions import Marked
from tongket.reading.scalars import scalar

#: What bears a mark: a string, a bracket that opens, a number or word.
_MARKED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|[{\[]|[^\s{}\[\],:\"]+")
_LONG_NAME = re.compile(r"\"[^\"\n]{900}|\n *:")
_PLAIN_ESCAPE = re.compile(r"\\[\"\\/nrt]")


class _DoubtError(Exception):
    """Raised inside `read` only: another parser shall read the text."""


def read(text: str, depth: int, nodes: int) -> tuple[object, Marked] | None:
    """Return the value and the positions, None where there is doubt or a mistake, or more than the limits allow."""
    if text[:1] != "{" or STRANGE.search(text) or _LONG_NAME.search(text) or "\\" in _PLAIN_ESCAPE.sub("", text):
        return None
    try:
        value = json.loads(
            text, object_pairs_hook=_unrepeated, parse_float=_number, parse_int=_number, parse_constant=_number
        )
    except (ValueError, RecursionError, _DoubtError):
        return None
    marks: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        for found in _MARKED.finditer(line):
            marks += (number, found.start() + 1)
    if len(marks) > 2 * nodes or _depth(value) > depth:
        return None
    return value, Marked(value, marks)


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _DoubtError
    return made


def _number(text: str) -> object:
    number = scalar(text)
    if isinstance(number, str):
        raise _DoubtError  # no number to YAML as it is read here
    return number


def _depth(value: object) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inside is None else 1 + max(map(_depth, inside), default=0)
