"""The text of a JSON file in; its first mistake of syntax, by kind and where it is mended, as a problem out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property

from tongket.problems import Position, Problem, rule
from tongket.reading.text import locate

#: A comment in other languages; JSON has none.
_COMMENT = re.compile(r"//|/\*|#")
#: Strings whole (also one that is not closed on its line), so that brackets inside them do not count.
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[\[\]{}]')
_OPENED_BY = {"}": "{", "]": "["}
_START_OF_VALUE = re.compile(r'["{\[\w]')


def check(path: str, text: str) -> Problem | None:
    """Return what is wrong with a JSON text, None where it can be read."""
    try:
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return _Mistake(path, text, error.pos, error.msg).problem()
    except _ConstantError as error:
        words = _TOKEN.sub(lambda token: " " * len(token.group()), text)
        at = locate(text, max(0, words.find(str(error))))
        return rule("schema-syntax", "no-quotes").at(path, at)
    except RecursionError:
        return None  # too deep for any schema: whoever reads the positions says so
    return None


class _ConstantError(Exception):
    """Raised inside `check` only: NaN and Infinity are no JSON, though Python reads them."""


def _refuse(name: str) -> object:
    raise _ConstantError(name)


@dataclass(frozen=True)
class _Mistake:
    """Where Python's reader of JSON stopped, and what it said; the words differ a little between its versions."""

    path: str
    text: str
    stop: int
    said: str

    def problem(self) -> Problem:
        """Return the mistake by its kind."""
        path, here = self.path, locate(self.text, self.stop)
        if self.said.startswith(("Unterminated", "Invalid")):
            return self._in_a_string()
        if _COMMENT.match(self.text, self.stop):
            return rule("schema-syntax", "comment").at(path, here)
        if self.said.startswith("Extra data"):
            return rule("schema-syntax", "more").at(path, here)
        if self._unclosed is not None:
            return rule("schema-syntax", "bracket").at(path, locate(self.text, self._unclosed))
        if self._last == "," and self._next in (*_OPENED_BY, ","):
            return rule("schema-syntax", "extra-comma").at(path, self._before)
        if self._next == "'":
            return rule("schema-syntax", "single-quote").at(path, here)
        return self._between(here)

    def _in_a_string(self) -> Problem:
        """Return what is wrong inside double quotes: they are not closed, or hold what must be written otherwise."""
        start = max((match.start() for match in _TOKEN.finditer(self.text) if match.start() <= self.stop), default=0)
        if "scape" in self.said:
            sign = self.text.rfind("\\", 0, self.stop + 1)
            return rule("schema-syntax", "escape").at(self.path, locate(self.text, sign))
        if self.said.startswith("Unterminated") or self._next == "\n":
            return rule("schema-syntax", "quote").at(self.path, locate(self.text, start))
        return rule("schema-syntax").at(self.path, locate(self.text, self.stop))

    def _between(self, here: Position) -> Problem:
        """Return what is wrong between two values or names."""
        path, starts = self.path, bool(_START_OF_VALUE.match(self._next))
        in_a_number = self.stop and self.text[self.stop - 1].isdigit()
        match self.said.split()[:2]:
            case ["Expecting", "','"] if starts and not in_a_number:
                return rule("schema-syntax", "comma").at(path, self._before)
            case ["Expecting", "':'"]:
                return rule("schema-syntax", "colon").at(path, self._before)
            case ["Expecting", "value"] if self._next in (*_OPENED_BY, ","):
                return rule("schema-syntax", "value").at(path, here)
            case ["Expecting", "value" | "property"] if starts or self._next in "“”‘’":
                return rule("schema-syntax", "no-quotes").at(path, here)
            case ["Illegal", "trailing"]:
                return rule("schema-syntax", "extra-comma").at(path, here)
        return rule("schema-syntax").at(path, here)

    @property
    def _next(self) -> str:
        return self.text[self.stop : self.stop + 1]

    @property
    def _last(self) -> str:
        return self.text[: self.stop].rstrip()[-1:]

    @property
    def _before(self) -> Position:
        """Where the last sign before the stop stands."""
        return locate(self.text, max(0, len(self.text[: self.stop].rstrip()) - 1))

    @cached_property
    def _unclosed(self) -> int | None:
        """Where the bracket stands that lacks its other half: the text ends, or what holds it goes on."""
        opened: list[int] = []
        astray = None
        for match in _TOKEN.finditer(self.text[: self.stop]):
            if match.group() in ("{", "["):
                opened.append(match.start())
            elif match.group() in _OPENED_BY and opened:
                opener = opened.pop()
                if astray is None and self._indented_otherwise(opener, match.start()):
                    astray = opener
        if not opened:
            return None
        if not self.text[self.stop :].strip():
            return opened[-1] if astray is None else astray
        wanted = "{" if self._next == ":" else _OPENED_BY.get(self._next, self.text[opened[-1]])
        return opened[-1] if self.text[opened[-1]] != wanted else None

    def _indented_otherwise(self, opener: int, closer: int) -> bool:
        """Tell whether a bracket that begins its line is further in or out than the line of its other half."""
        begins, line = (self.text.rfind("\n", 0, place) + 1 for place in (opener, closer))
        if self.text[line:closer].strip() or line == begins:
            return False
        return len(self.text[begins:]) - len(self.text[begins:].lstrip()) != closer - line
