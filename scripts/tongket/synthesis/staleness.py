"""What the board's prose on a point rests on, then and now, in; what has changed since it was confirmed out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongket.campaign import Campaign, Report
from tongket.consolidating.quotable import Value
from tongket.definition import Definition
from tongket.synthesis.pieces import Citation, Piece

#: Fingerprints hold letters only: in digits, one in a few thousand reads as an identity or phone number.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


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
    prints = {report.unit.id: _fingerprint(report, point) for report in campaign.counted}
    for piece in pieces:
        if isinstance(piece, Citation) and piece.point != point:
            prints[f"{piece.report.unit.id}#{piece.point}"] = _fingerprint(piece.report, piece.point)
        elif isinstance(piece, Value) and piece.point != point:
            prints[f"{{{{ {piece.name} }}}}"] = f"= {piece.text}"
    return prints


def _fingerprint(report: Report, point: str) -> str:
    narrative = report.sections[point].text if point in report.sections else ""
    fields = report.definition.schema.outline.by_id[point].fields
    return f"{_digest(narrative)}-{_digest({field.name: report.data.get(field.name) for field in fields})}"


def _digest(value: object) -> str:
    digest = hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return digest[:6].translate(_LETTERS)


def changes(seen: Mapping[str, str], current: Mapping[str, str]) -> Iterator[Change]:
    for source in sorted(seen.keys() | current.keys()):
        old, new = str(seen.get(source, "")), current.get(source, "")
        quoted = source.startswith("{{") or "#" in source
        if not new and not quoted:
            yield Change(source, "báo cáo không còn được tính")
        elif new and source not in seen:
            yield Change(source, "mới được trích dẫn" if quoted else "báo cáo mới")
        elif new != old and new.startswith("="):
            yield Change(source, f"từ {old.removeprefix('= ')} thành {new.removeprefix('= ')}")
        elif new and new != old:
            halves = zip(("lời văn", "số liệu"), old.split("-"), new.split("-"), strict=False)
            yield Change(source, f"{' và '.join(what for what, one, other in halves if one != other) or 'dấu xác nhận'} đã thay đổi")


def source_name(source: str, definition: Definition) -> str:
    """Return how a changed source reads: its unit, and its point where it is another point's."""
    unit, _, point = source.partition("#")
    name = definition.unit_by_id[unit].name if unit in definition.unit_by_id else unit
    return f"{name}, điểm {point}" if point else name
