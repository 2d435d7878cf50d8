"""A plain YAML scalar in; the JSON value it is read as out."""

from __future__ import annotations

import re

#: Plain scalars that are numbers in JSON too; 26.472 (a thousand typed the Vietnamese way) stays text.
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\Z")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}\Z")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+\Z")
_WORDS = {"": None, "null": None, "~": None, "true": True, "false": False}
_NUMBERS_BEGIN = frozenset("-0123456789")


def scalar(text: str) -> object:
    """Return the JSON value of a plain YAML scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBERS_BEGIN:
        return text
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text) and not _GROUPED.match(text):
        number = float(text)
        return int(number) if number.is_integer() else number
    return text
