"""Numbers, dates and the program's own terms in; how Vietnamese officials write them out.

Every label and sentence of the interface stands in `words.toml`, those of the checks in `checking/rules.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Set
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "words.toml"
#: A place to fill: braces around one small word, so that `{{ name }}` and JSON stay as they are.
PLACE = re.compile(r"\{([a-z][a-z_]*)\}")
#: From English to Vietnamese signs inside numbers.
_SIGNS = str.maketrans(",.", ".,")


def say(key: str, **values: object) -> str:
    """Return a sentence of the interface by its place in the table (`section.name`), filled in."""
    section, _, name = key.partition(".")
    return fill(_words()[section][name], values)


def label(member: Enum) -> str:
    """Return the one label of a state, an answer, a kind or an operation."""
    return _words()[type(member).__name__.lower()][member.value]


def fill(sentence: str, values: Mapping[str, object]) -> str:
    """Put values into a sentence's places; KeyError names a place without a value."""
    return PLACE.sub(lambda place: str(values[place[1]]), sentence)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def lower_first(title: str, names: Iterable[str] = ()) -> str:
    """Return a title as it stands inside a sentence.

    Proper nouns (those in `names`, "Việt Nam", "UBND") keep their capital.
    """
    first, _, rest = title.partition(" ")
    proper = any(char.isupper() or char.isdigit() for char in first[1:]) or rest[:1].isupper()
    if proper or _begins_with(title, names):
        return title
    return title[:1].lower() + title[1:]


def _begins_with(title: str, names: Iterable[str]) -> bool:
    """Tell whether a title begins with a name; in a set it is looked up, so that thousands of names cost nothing."""
    if isinstance(names, Set):
        return any(title[:end] in names for end in range(1, len(title) + 1))
    return any(name and title.startswith(name) for name in names)


def upper_first(phrase: str) -> str:
    """Return a phrase as it begins a sentence."""
    return phrase[:1].upper() + phrase[1:]


def subject(title: str, kind: str, names: Iterable[str] = ()) -> str:
    """Return a title as the subject under the kind of document ("BÁO CÁO"): without the kind, as inside a sentence."""
    first, rest = title[: len(kind)], title[len(kind) :]
    bare = rest.strip() if first.casefold() == kind.casefold() and rest[:1].isspace() else title
    return lower_first(bare or title, names)


def number(value: int | float) -> str:
    """Write a number with dots between thousands and a decimal comma, at most two decimals: 26.472; 97,55."""
    written = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.translate(_SIGNS)


def two_digits(value: int) -> str:
    """Write a count as documents do, with a zero below ten: 04; 12; 1.204."""
    return f"{value:02}" if value < 10 else number(value)


def percent(part: int | float, whole: int | float) -> str:
    """Write a share as a percentage: 97,55%."""
    return f"{number(100 * part / whole)}%"


def day(value: date) -> str:
    """Write a date as in tables: 03/12/2018."""
    return value.strftime("%d/%m/%Y")


def short_day(value: date) -> str:
    """Write a date where the year is known: 03/12."""
    return value.strftime("%d/%m")


def long_day(value: date) -> str:
    """Write a date as on a document: ngày 03 tháng 12 năm 2018; months 1 and 2 bear a zero too (HD36)."""
    month = f"{value.month:02}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02} tháng {month} năm {value.year}"


def read_number(written: str) -> int | float | None:
    """Read a number as officials write it; None where it is none."""
    if len(written) > 30:  # no quantity is so long, and reading it would take too long
        return None
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+", written):
        return int(written.replace(".", ""))
    if re.fullmatch(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[0-9]+", written):
        return float(written.replace(".", "").replace(",", "."))
    return None
