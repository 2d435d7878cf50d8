"""The outline in; the hints that the template of a report holds, in the one form by which they are known again, out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket import words
from tongket.definition.fields import Operation, Outline, Point


def preamble() -> str:
    """Return the hint above the first section."""
    return _plain(words.say("hint.preamble"))


def of_point(point: Point) -> Iterator[str]:
    """Yield the hints under a point's heading: the official question, and where its data go."""
    yield _plain(point.question)
    if point.fields:
        yield _plain(words.say("hint.fields", names=", ".join(field.name for field in point.fields)))


def of_board(unit: str) -> list[str]:
    """Return the hints above the first section of the board's report; `unit` is the field that names a unit."""
    return [_plain(words.say("hint.board", unit=unit)), _plain(words.say("hint.quoting"))]


def of_board_point(point: Point) -> Iterator[str]:
    """Yield the hints under a point's heading in the board's report: the question, what to quote, how to cite."""
    yield _plain(point.question)
    names = ", ".join(f"{{{{ {field.name} }}}}" for field in point.fields if field.op is not Operation.NONE)
    if names:
        yield _plain(words.say("hint.values", names=names))
    yield _plain(words.say("hint.citing", point=point.id))


def of_synthesis(outline: Outline, unit: str) -> frozenset[str]:
    """Return every hint of the board's template, each on one line without the comment's own signs."""
    return frozenset((*of_board(unit), *(hint for point in outline.points for hint in of_board_point(point))))


def of_outline(outline: Outline) -> frozenset[str]:
    """Return every hint of a template, each on one line without the comment's own signs."""
    return frozenset((preamble(), *(hint for point in outline.points for hint in of_point(point))))


def _plain(hint: str) -> str:
    """Return a hint on one line, without what would end an HTML comment."""
    return " ".join(hint.replace("--", "–").split())
