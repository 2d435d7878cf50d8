"""The board's `tong-hop.md` in; its narrative with figures and citations resolved, and its problems, out.

Prose may hold `{{ name }}` (a computed value), `{{ name / name }}` (a percentage) and `[[unit#point]]`
(a citation). Nothing else is expanded, and only in this file. `Prose` keeps the pieces apart, so that
each output (page, Word) prints them in its own way and no quoted text is ever parsed again.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongket import text, typed, wording
from tongket.body import Section
from tongket.campaign import Answer, Campaign, Report
from tongket.consolidate import Consolidated, Source
from tongket.definition import Definition
from tongket.document import Document, point_sections
from tongket.problems import Position, Problem, error, warning
from tongket.values import NAME, Value, quotable

_PIECE = re.compile(r"\{\{(?P<quote>[^{}\n]*)\}\}|\[\[(?P<cite>[^\[\]\n]*)\]\]")
_QUOTE = re.compile(rf"\s*(?P<name>{NAME})\s*(?:/\s*(?P<whole>{NAME})\s*)?")
_LONE = re.compile(r"\{\{|\}\}|\[\[|\]\]")
_CITE = re.compile(r"\s*(?P<unit>[a-z0-9-]+)\s*#\s*(?P<point>[0-9.]+)\s*")
#: Fingerprints hold letters only: in digits, one in a few thousand reads as an identity or phone number.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
#: Suggesting a near name is slow: a text with more unknown names than this gets no further suggestions.
_SUGGESTIONS = 20
_SHOWN = 60
_NO_NAME = "Tên số liệu tra ở trang trường dữ liệu."


@dataclass(frozen=True)
class Citation:
    """A unit's passage on a point, cited by the board; `source` says where it stands."""

    report: Report
    point: str
    source: Source


#: Written text, a quoted value, or a citation.
Piece = str | Value | Citation


@dataclass(frozen=True)
class Change:
    """What differs in a source since the editor last confirmed a point.

    `source` is a unit, a unit's passage on another point (`unit#2.3`), or a value of another point (`{{ name }}`).
    """

    source: str
    what: str


@dataclass(frozen=True)
class Prose:
    """What the board wrote on a point. `stale` lists what changed since it was confirmed; `confirmed` whether it ever was."""

    point: str
    pieces: tuple[Piece, ...]
    line: int
    confirmed: bool
    stale: tuple[Change, ...]


@dataclass(frozen=True)
class Synthesis:
    """The board's report: its document, and its prose by point (those that are written)."""

    document: Document
    definition: Definition
    preamble: tuple[Piece, ...]
    prose: Mapping[str, Prose]

    def role(self, name: str) -> object:
        """Return the value that plays a role in the board's front matter, None where it is missing."""
        return self.definition.schema.of_role(self.document.data, name)


def read(campaign: Campaign, consolidated: Consolidated) -> tuple[Synthesis | None, list[Problem]]:
    """Resolve the board's text against the consolidated report; None where the file does not exist."""
    document = campaign.synthesis
    if document is None:
        return None, []
    definition = campaign.definition.for_synthesis
    resolver = _Resolver(document.path, campaign, quotable(campaign, consolidated))
    title = next((section for section in document.body.sections if section.level == 1 and not section.number), document.body.before)
    preamble = resolver.resolve(title.text, Position(title.text_line))
    confirmed = definition.schema.of_role(document.data, "confirmed")
    confirmed = confirmed if isinstance(confirmed, Mapping) else {}
    prose = {}
    for number, section in point_sections(document.body, definition.schema).items():
        if text.count_words(section.text):
            pieces = resolver.resolve(section.text, Position(section.text_line))
            seen = confirmed.get(number)
            changes = _changes(seen, fingerprints(campaign, number, pieces)) if isinstance(seen, Mapping) else ()
            prose[number] = Prose(number, pieces, section.line, seen is not None, tuple(changes))
    problems = list(resolver.problems)
    for number, section in point_sections(document.body, definition.schema).items():
        unquoted = _PIECE.sub(typed.blank, section.text)
        problems += typed.check(document.path, number, section, unquoted, len(campaign.definition.years), resolver.values)
        if number in prose and prose[number].stale:
            problems.append(_stale_problem(document.path, section, prose[number], campaign))
    return Synthesis(document, definition, preamble, prose), problems


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


def _changes(seen: Mapping[str, str], current: Mapping[str, str]) -> Iterator[Change]:
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


def _shown(written: str) -> str:
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"


def _stale_problem(path: str, section: Section, prose: Prose, campaign: Campaign) -> Problem:
    shown = "; ".join(f"{source_name(change.source, campaign.definition)}: {change.what}" for change in prose.stale[:5])
    rest = f"; còn {len(prose.stale) - 5} nguồn khác" if len(prose.stale) > 5 else ""
    return warning(path, Position(section.line), "synthesis-stale", f"Điểm {prose.point} cần rà lại: {shown}{rest}", f"Đọc lại điểm này; khi lời văn còn đúng, chạy: tongket confirm {prose.point}")


def source_name(source: str, definition: Definition) -> str:
    """Return how a changed source reads: its unit, and its point where it is another point's."""
    unit, _, point = source.partition("#")
    name = definition.unit_by_id[unit].name if unit in definition.unit_by_id else unit
    return f"{name}, điểm {point}" if point else name


class _Resolver:
    """Turns written text into pieces and notes every name that means nothing."""

    def __init__(self, path: str, campaign: Campaign, values: Mapping[str, Value]) -> None:
        self.path = path
        self.campaign = campaign
        self.values = values
        self.problems: list[Problem] = []
        self._suggestions: dict[str, str] = {}

    def resolve(self, written: str, at: Position) -> tuple[Piece, ...]:
        """Return the pieces of a text that starts at a position of the file."""
        starts = [0, *(match.end() for match in re.finditer("\n", written))]

        def place(offset: int) -> Position:
            line = bisect_right(starts, offset)
            return Position(at.line + line - 1, offset - starts[line - 1] + 1)

        pieces: list[Piece] = []
        end = 0
        for match in _PIECE.finditer(written):
            self._check_pairs(written, end, match.start(), place)
            found = place(match.start())
            piece = self._quote(match["quote"], found) if match["quote"] is not None else self._cite(match["cite"], found)
            pieces += [written[end : match.start()], piece if piece is not None else match.group()]
            end = match.end()
        self._check_pairs(written, end, len(written), place)
        pieces.append(written[end:])
        return tuple(piece for piece in pieces if piece != "")

    def _check_pairs(self, written: str, start: int, end: int, place: Callable[[int], Position]) -> None:
        for lone in _LONE.finditer(written, start, end):
            self.problems.append(error(self.path, place(lone.start()), "synthesis-syntax", f"Dấu “{lone.group()}” không thành cặp", "Viết {{ ten_so_lieu }} hoặc [[ma-don-vi#diem]] trên cùng một dòng."))

    def _quote(self, inner: str, at: Position) -> Value | None:
        match = _QUOTE.fullmatch(inner)
        if not match:
            self.problems.append(error(self.path, at, "synthesis-syntax", f"Không hiểu cách trích “{{{{{_shown(inner)}}}}}”", "Viết {{ ten_so_lieu }}, {{ ten_so_lieu.2015 }} hoặc {{ so_phan / so_toan_bo }} để tính tỷ lệ phần trăm."))
            return None
        value = self._named(match["name"], at)
        if match["whole"] is None or value is None:
            return value
        whole = self._named(match["whole"], at)
        if whole is None:
            return None
        if value.number is None or not whole.number:
            self.problems.append(error(self.path, at, "synthesis-value", f"Không tính được tỷ lệ “{_shown(inner.strip())}”", "Cả hai tên phải là con số, số chia phải khác 0."))
            return None
        name = f"{value.name} / {whole.name}"
        point = value.point if value.point == whole.point else ""
        return Value(name, 100 * value.number / whole.number, wording.percent(value.number, whole.number), point, value.sources)

    def _named(self, name: str, at: Position) -> Value | None:
        value = self.values.get(name)
        if value is None:
            self.problems.append(error(self.path, at, "synthesis-value", f"Không có số liệu nào tên “{_shown(name)}”", self._suggestion(name)))
        return value

    def _suggestion(self, name: str) -> str:
        if name not in self._suggestions and len(self._suggestions) < _SUGGESTIONS:
            near = text.nearest(name, self.values)
            known = name.split(".")[0]
            parts = [other.partition(".")[2] for other in self.values if other.startswith(f"{known}.")]
            self._suggestions[name] = (f"Có phải “{near}”?" if near else _NO_NAME) + (f" “{known}” có: {', '.join(parts[:14])}." if parts else "")
        return self._suggestions.get(name, _NO_NAME)

    def _cite(self, inner: str, at: Position) -> Citation | None:
        match = _CITE.fullmatch(inner)
        if not match:
            self.problems.append(error(self.path, at, "synthesis-syntax", f"Không hiểu cách dẫn “[[{_shown(inner)}]]”", "Viết [[ma-don-vi#diem]], ví dụ [[don-vi-a#1.1]]."))
            return None
        report = self.campaign.report_of.get(match["unit"])
        if report is None or not report.counted:
            near = text.nearest(match["unit"], (one.unit.id for one in self.campaign.counted))
            self.problems.append(error(self.path, at, "synthesis-citation", f"Không có báo cáo được tính nào của đơn vị “{_shown(match['unit'])}”", f"Có phải “{near}”?" if near else "Chỉ dẫn báo cáo đã nộp và không còn lỗi."))
            return None
        if report.answer(match["point"]) is Answer.MISSING:
            self.problems.append(error(self.path, at, "synthesis-citation", f"Báo cáo của {report.unit.name} không có điểm {_shown(match['point'])}", "Kiểm tra lại số của điểm."))
            return None
        return Citation(report, match["point"], Source(report.unit, report.document.path, report.sections[match["point"]].line))
