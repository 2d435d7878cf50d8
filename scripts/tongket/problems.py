"""The one noun every check yields: a problem at a place in a file, in words its writer understands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

#: Rules about what must not be public: what they found is never repeated, not in a log, not on a page.
PRIVATE_RULES = frozenset({"secrecy-mark", "personal-data"})


class Position(NamedTuple):
    """A place in a text file; `line` and `column` (in characters) start at 1."""

    line: int
    column: int = 1


class Severity(IntEnum):
    """How much a problem matters; errors keep a report out of every total."""

    ERROR = 0
    WARNING = 1

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a file: where, how bad, what was found and expected, and how to mend it."""

    path: str
    line: int
    column: int
    severity: Severity
    rule: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.severity}: {self.message} [{self.rule}]"

    def as_dict(self) -> dict[str, object]:
        """Return the fields of the JSON format, in their documented order."""
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "severity": str(self.severity),
            "rule": self.rule,
            "message": self.message,
            "hint": self.hint,
        }

    def as_warning(self) -> Problem:
        """Return the same problem as a warning, for a text that is still being written."""
        return replace(self, severity=Severity.WARNING)


def error(path: str, at: Position, rule: str, message: str, hint: str = "") -> Problem:
    """Make an error at a position."""
    return Problem(path, at.line, at.column, Severity.ERROR, rule, message, hint)


def warning(path: str, at: Position, rule: str, message: str, hint: str = "") -> Problem:
    """Make a warning at a position."""
    return Problem(path, at.line, at.column, Severity.WARNING, rule, message, hint)
