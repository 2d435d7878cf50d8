"""A consolidated report in; what it counts, as plain values and as JSON, out: a level above adds these up.

Totals alone would not do: a mean of means, a median of medians or "given by 12 of 15 units" can't be had from one
number a province. The numbers themselves are kept, each with how many units gave it, without the units' names.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tongket.consolidating import Breakdown, Collection, Consolidated, Figure, Part, Tally
from tongket.definition import Definition
from tongket.definition.fields import Field, Operation
from tongket.levels.counts import Counts, Exact, amounts, exact_sum

#: The form of the JSON; another number is another form.
VERSION = 1
#: No level has so many units that its counts are larger.
MAX_BYTES = 20_000_000

_ID, _YEAR = re.compile(r"[a-z0-9-]{1,60}"), re.compile(r"[12][0-9]{3}")
_SHARE = re.compile(r"-?[0-9]{1,400}/[1-9][0-9]{0,400}")


@dataclass(frozen=True)
class Rolled:
    """What the reports below one parent count. `mould` is alike where the same fields are rolled up in the same way."""

    parent: str
    illustrative: bool
    mould: str
    counts: Counts


def rolled(consolidated: Consolidated, parent: str) -> Rolled:
    """Return the counts of a consolidated report; `parent` is the id of the body whose report it is."""
    definition = consolidated.definition
    counted = len(consolidated.units)
    counts: Counts = {
        "units": {"counted": counted, "expected": counted + len(consolidated.left_out)},
        "points": {
            summary.point.id: dict(Counter(answer.answer.value for answer in summary.answers))
            for summary in consolidated.points
        },
        "fields": {name: _part(part) for name, part in consolidated.parts.items()},
    }
    return Rolled(parent, definition.illustrative, mould(definition), counts)


def mould(definition: Definition) -> str:
    """Return a fingerprint of what is rolled up and how: fields, allowed values, operations, period."""
    fields = [_described(field) for field in _rolled_fields(definition)]
    points = [point.id for point in definition.schema.outline.points]
    told = [definition.first_year, definition.last_year, points, fields]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _rolled_fields(definition: Definition) -> Iterable[Field]:
    for point in definition.schema.outline.points:
        yield from (field for field in point.fields if field.op is not Operation.NONE)


def _described(field: Field) -> list[object]:
    columns = [_described(column) for column in field.columns]
    return [field.name, field.kind.value, field.op, field.over_years, field.group_by, sorted(field.labels), columns]


def _part(part: Part) -> dict[str, Exact | Counts]:
    covered: dict[str, Exact | Counts] = {"units": len(part.units), "asked": len(part.asked)}
    match part:
        case Figure():
            return covered | _figure(part)
        case Breakdown():
            return covered | {"parts": {inner.field.name: _part(inner) for inner in part.parts}}
        case Tally():
            return covered | {"values": _shares(part)}
        case Collection():
            return covered | {
                "groups": {group.key: len(group.items) for group in part.groups},
                "tallies": {tally.field.name: _part(tally) for tally in part.tallies},
            }


def _figure(figure: Figure) -> dict[str, Exact | Counts]:
    yearly = {amount.source.unit.id for total in figure.years for amount in total.amounts}
    return {
        "amounts": amounts(amount.value for amount in figure.amounts),
        "as_of": dict(Counter(str(amount.year) for amount in figure.amounts if amount.year is not None)),
        "yearly": len(yearly),
        "years": {
            str(total.year): {"units": len(total.amounts), "sum": exact_sum(amount.value for amount in total.amounts)}
            for total in figure.years
        },
    }


def _shares(tally: Tally) -> Counts:
    return {share.value: len(share.sources) for share in tally.shares if share.sources}


# -- as a file --


def to_json(rolled: Rolled) -> bytes:
    """Write counts as JSON, the same bytes for the same counts; a sum that is not whole is written as a fraction."""
    told = {"version": VERSION, **vars(rolled)}
    return (json.dumps(told, ensure_ascii=False, sort_keys=True, default=str) + "\n").encode()


def from_json(raw: bytes) -> Rolled | None:
    """Read counts that another level wrote; None where the file is none of ours, or not as we write it."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        told = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):  # no JSON, no UTF-8, a number without end, nested without end
        return None
    if not isinstance(told, dict) or told.keys() != {"version", *Rolled.__dataclass_fields__}:
        return None
    parent, illustrative, mould, counts = (told[name] for name in Rolled.__dataclass_fields__)
    named = isinstance(parent, str) and _ID.fullmatch(parent) and isinstance(mould, str)
    if told["version"] != VERSION or not named or not isinstance(illustrative, bool):
        return None
    try:
        return Rolled(parent, illustrative, mould, _counts(counts))
    except ValueError:
        return None


def _counts(value: object) -> Counts:
    """Return what a file counts; ValueError where it is not what `rolled` makes."""
    told = _mapping(value)
    if told.keys() != {"units", "points", "fields"}:
        raise ValueError("other names")
    fields = {name: _read_field(field) for name, field in _mapping(told["fields"]).items()}
    return {"units": _read(told["units"], _UNITS), "points": _read(told["points"], _POINTS), "fields": fields}


@dataclass(frozen=True)
class _Shape:
    """What a mapping of counts holds: names it must have, or any that `name` takes, all of the same kind."""

    must: Mapping[str, _Shape | None]
    name: re.Pattern[str] | None = None
    inner: _Shape | None = None


_ANY = re.compile(r"[^\x00-\x1f\x7f]{0,2000}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,20})?(?:e[-+]?[0-9]{1,3})?")


def _by(name: re.Pattern[str], inner: _Shape | None = None) -> _Shape:
    return _Shape({}, name, inner)


_COVERED: Mapping[str, _Shape | None] = {"units": None, "asked": None}
_YEARS = _by(_YEAR, _Shape({"units": None, "sum": None}))
_FIGURE = _Shape({**_COVERED, "amounts": _by(_NUMBER), "as_of": _by(_YEAR), "yearly": None, "years": _YEARS})
_TALLY = _Shape({**_COVERED, "values": _by(_ANY)})
#: One form a kind of part.
_FORMS = (
    _FIGURE,
    _Shape({**_COVERED, "parts": _by(_ANY, _FIGURE)}),
    _TALLY,
    _Shape({**_COVERED, "groups": _by(_ANY), "tallies": _by(_ANY, _TALLY)}),
)
_POINTS = _by(_ANY, _by(_ANY))
_UNITS = _Shape({"counted": None, "expected": None})


def _read(value: object, shape: _Shape) -> Counts:
    """Return a mapping of counts as it stands in a file; ValueError where it has another shape."""
    told = _mapping(value)
    if shape.name is None and told.keys() != shape.must.keys():
        raise ValueError("other names")
    read: dict[str, Exact | Counts] = {}
    for name, inner in told.items():
        if shape.name is not None and not shape.name.fullmatch(name):
            raise ValueError("a name out of place")
        expected = shape.must[name] if shape.name is None else shape.inner
        read[name] = _exact(inner, name) if expected is None else _read(inner, expected)
    return read


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError("no mapping")
    return value


def _read_field(value: object) -> Counts:
    names = _mapping(value).keys()
    for form in _FORMS:
        if names == form.must.keys():
            return _read(value, form)
    raise ValueError("no field")


def _exact(value: object, name: str) -> Exact:
    """Return a count; only a sum may be less than zero, or no whole number."""
    if isinstance(value, int) and not isinstance(value, bool) and (value >= 0 or name == "sum"):
        return value
    if name == "sum" and isinstance(value, str) and _SHARE.fullmatch(value):
        return Fraction(value)
    raise ValueError("no count")
