"""What the board's prose on a point rests on, then and now, in; what has changed since it was confirmed out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongket import words
from tongket.campaign import Campaign, Report
from tongket.consolidating.quotable import Value
from tongket.definition import Definition
from tongket.synthesis.pieces import Citation, Piece

#: Fingerprints hold letters only: in digits, one in a few thousand reads as an identity or phone number.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class Change:
    """What differs in a source since the editor last confirmed a point.

    `source` is a unit, a unit's passage on another point (`unit#2.3`), or a value of another point (`{{ name }}`).
    """

    source: str
    what: str


def fingerprints(campaign: Campaign, point: str, pieces: Sequence[Piece]) -> dict[str, str]:
    """Return a fingerprint of each source that the board's prose on a point rests on, by the source (see `Change`).

    A fingerprint of a report holds two halves, narrative and data, joined by a hyphen; that of a value is
    the value itself, after an equals sign.
    """
    prints = {report.unit.id: _fingerprint(report, point) for report in campaign.counted if _speaks_to(report, point)}
    for piece in pieces:
        if isinstance(piece, Citation) and piece.point != point:
            prints[f"{piece.report.unit.id}#{piece.point}"] = _fingerprint(piece.report, piece.point)
        elif isinstance(piece, Value) and piece.point != point:
            prints[f"{{{{ {piece.name} }}}}"] = f"= {piece.text}"
    return prints


def _speaks_to(report: Report, number: str) -> bool:
    """Tell whether prose on a point rests on a report: its unit is asked the point, or speaks to it anyway."""
    point = report.definition.schema.outline.by_id[number]
    given = any(field.name in report.data for field in point.fields)
    return given or number in report.sections or point.asks(report.unit.kind)


def _fingerprint(report: Report, point: str) -> str:
    narrative = report.sections[point].markdown if point in report.sections else ""
    fields = report.definition.schema.outline.by_id[point].fields
    return f"{_digest(narrative)}-{_digest({field.name: report.data.get(field.name) for field in fields})}"


def _digest(value: object) -> str:
    return hashlib.sha256(_JSON.encode(value).encode()).hexdigest()[:6].translate(_LETTERS)


def changes(seen: Mapping[str, object], current: Mapping[str, str], counted: Collection[str]) -> Iterator[Change]:
    """Yield what differs between the fingerprints that were confirmed and those of now, by source.

    `counted` are the ids of the units whose reports count: one of them may just say nothing on the point any more.
    """
    for source in sorted(seen.keys() | current.keys()):
        quoted = source.startswith("{{") or "#" in source
        if source in current:
            what = _difference(source, seen, current[source], quoted=quoted)
        elif quoted:  # no longer, by the board's own hand
            what = ""
        else:
            what = words.say("change.silent") if source in counted else words.say("change.gone")
        if what:
            yield Change(source, what)


def _difference(source: str, seen: Mapping[str, object], new: str, *, quoted: bool) -> str:
    """Say what happened to a source that is still there; nothing where it is as it was."""
    if source not in seen:
        return words.say("change.newly-quoted") if quoted else words.say("change.new")
    old = str(seen[source])
    if new == old:
        return ""
    if new.startswith("="):
        return words.say("change.value", old=old.removeprefix("= "), new=new.removeprefix("= "))
    return _changed_halves(old, new)


def _changed_halves(old: str, new: str) -> str:
    (narrative, data), (new_narrative, new_data) = _halves(old), _halves(new)
    if narrative != new_narrative and data != new_data:
        return words.say("change.narrative-and-data")
    return words.say("change.data") if narrative == new_narrative else words.say("change.narrative")


def _halves(mark: str) -> tuple[str, str]:
    narrative, _, data = mark.partition("-")
    return narrative, data


def source_name(source: str, definition: Definition) -> str:
    """Return how a changed source reads: its unit, and its point where it is another point's."""
    unit, _, point = source.partition("#")
    name = definition.unit_by_id[unit].name if unit in definition.unit_by_id else unit
    return words.say("document.cited", unit=name, point=point) if point else name
