"""The one noun every check yields: a problem at a place in a file, in words its writer understands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tongket import words

#: Every rule and its words; data, so that an official can mend a message without reading Python.
_TABLE = Path(__file__).parent / "checking" / "rules.toml"


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


@dataclass(frozen=True)
class Rule:
    """One row of `checking/rules.toml`, in the wording of one of its variants.

    `private`: what was found is never repeated, not in a log, not on a page. `incomplete`: an unfinished
    text may still break it, so in a draft it is a warning; `blank`: so may a template not yet filled in.
    """

    id: str
    severity: Severity
    title: str
    reason: str
    message: str
    hint: str
    private: bool
    incomplete: bool
    blank: bool

    def at(self, path: str, place: Position, **values: object) -> Problem:
        """Return the problem at a place of a file, its words filled in (KeyError where a value is missing)."""
        message, hint = words.fill(self.message, values), words.fill(self.hint, values)
        return Problem(path, place.line, place.column, self.severity, self.id, message, hint)


@cache
def rule(name: str, variant: str = "") -> Rule:
    """Return a rule by its id, in the words of a variant if one is named (KeyError where the table lacks either)."""
    row = _rows()[name]
    own = row | row[variant] if variant else row
    return Rule(
        name,
        Severity[own["severity"].upper()],
        own["title"],
        own["reason"],
        own["message"],
        own.get("hint", ""),
        own.get("private", False),
        own.get("incomplete", False),
        own.get("blank", False),
    )


def rules() -> tuple[Rule, ...]:
    """Return all rules in the table's order, each in its first wording."""
    return tuple(rule(name) for name in _rows())


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))
