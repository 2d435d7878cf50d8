"""A field's total with the units behind it in; one sentence, and any text as Markdown that reads the same, out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tongket import words
from tongket.definition.fields import Field, Kind, Operation

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&{}])")


def figure(field: Field, value: int | float, units: int, asked: int) -> str:
    """Say a number over `units` of the `asked`."""
    number, unit = words.number(value), field.unit
    if field.op is Operation.MEAN:
        return words.say("levels.figure-mean", title=field.title, value=number, unit=unit, units=units, asked=asked)
    return words.say("levels.figure", title=field.title, value=number, unit=unit, units=units, asked=asked)


def choices(field: Field, shares: str, units: int, asked: int) -> str:
    """Say how often each value was chosen."""
    return words.say("levels.tally", title=field.title, shares=shares, units=units, asked=asked)


def items(field: Field, count: int, units: int, asked: int) -> str:
    """Say how many items were listed, by the schema's own word for them, where it has one."""
    noun = field.unit or (words.say("item.texts") if field.kind is Kind.TEXTS else words.say("item.records"))
    told = words.number(count)
    return words.say("levels.list", title=field.title, count=told, noun=noun, units=units, asked=asked)


def shares(counted: Iterable[tuple[str, int]]) -> str:
    """Say (label, how often) in a row."""
    return "; ".join(words.say("levels.share", label=label, count=words.number(count)) for label, count in counted)


def plain(said: str) -> str:
    """Return text as Markdown that reads the same."""
    return _SPECIAL.sub(r"\\\1", said)
