"""The board's `tong-hop.md` in; its narrative with figures and citations resolved, and its problems, out.

Prose may hold `{{ name }}` (a computed value), `{{ name / name }}` (a percentage) and `[[unit#point]]`
(a citation). Nothing else is expanded, and only in this file. `Prose` keeps the pieces apart, so that
each output (page, Word) prints them in its own way and no quoted text is ever parsed again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tongket import text, wording
from tongket.body import Section
from tongket.campaign import Answer, Campaign, Report
from tongket.consolidate import Consolidated, Source
from tongket.definition import Definition
from tongket.document import Document, point_sections
from tongket.problems import Position, Problem, error, warning
from tongket.values import Value, quotable

_PIECE = re.compile(r"\{\{(?P<quote>[^{}\n]*)\}\}|\[\[(?P<cite>[^\[\]\n]*)\]\]")
_NAME = r"[\w-]+(?:\.[\w-]+){0,2}"
_QUOTE = re.compile(rf"\s*(?P<name>{_NAME})\s*(?:/\s*(?P<whole>{_NAME})\s*)?")
_CITE = re.compile(r"\s*(?P<unit>[a-z0-9-]+)\s*#\s*(?P<point>[0-9.]+)\s*")
#: Numbers that are no statistics: parts of symbols, dates, ordinals, articles, list marks.
_NOT_A_FIGURE = re.compile(
    r"[0-9]+-[A-ZĐ]\w*(?:/\S+)?|[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{4})?|\b(?:19|20)[0-9]{2}\b(?![.,][0-9])"
    r"|(?:Điều|điều|khoản|Khoản|điểm|Điểm|Mục|mục|ngày|tháng|năm|lần|thứ|quý|khóa|số|Phụ lục|Bảng)\s+[0-9]+"
    r"|^\s*[0-9]+[.)]\s",
    re.MULTILINE,
)
_NUMBER = re.compile(r"(?<![\w.,/-])(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?(?![\w/-])%?")


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
    """What differs in one unit's sources since the editor last confirmed a point."""

    unit: str
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
    before = document.body.before
    title = next((section for section in document.body.sections if section.level == 1 and not section.number), before)
    preamble = resolver.resolve(title.text, Position(title.text_line), "")
    prose, confirmed = {}, definition.schema.of_role(document.data, "confirmed") or {}
    for number, section in point_sections(document.body, definition.schema).items():
        if text.count_words(section.text):
            prose[number] = _prose(number, section, resolver, confirmed, fingerprints(campaign, number))
    problems = list(resolver.problems)
    for number, section in point_sections(document.body, definition.schema).items():
        problems += _check_typed_numbers(document.path, number, section, campaign, consolidated, resolver.values)
        if number in prose and prose[number].stale:
            problems.append(_stale_problem(document.path, section, prose[number], campaign))
    return Synthesis(document, definition, preamble, prose), problems


def fingerprints(campaign: Campaign, point: str) -> dict[str, str]:
    """Return, by unit, a fingerprint of what its report says on a point: narrative, a hyphen, data."""
    fields = campaign.definition.schema.outline.by_id[point].fields
    return {
        report.unit.id: f"{_digest(report.sections[point].text if point in report.sections else '')}-{_digest({field.name: report.data.get(field.name) for field in fields})}"
        for report in campaign.counted
    }


def confirm(document_text: str, document: Document, definition: Definition, point: str, prints: Mapping[str, str]) -> str:
    """Return the file's text with the point's fingerprints renewed; no other line changes.

    The front matter must be readable and block style at its outermost level.
    """
    name = definition.schema.roles["confirmed"]
    lines = document_text.split("\n")
    marks = ", ".join(f"{unit}: {mark}" for unit, mark in prints.items())
    entry = [f"  {point}: {{{marks}}}"]
    keys = document.positions.keys
    known = sorted(at.line for path, at in keys.items() if path[:1] == (name,) and len(path) == 2)
    if (name, point) in keys:
        start = keys[(name, point)].line
        end = next((line for line in known if line > start), _block_end(lines, start))
        return "\n".join(lines[: start - 1] + entry + lines[end - 1 :])
    if (name,) in keys:
        after = [path[1] for path in sorted((path for path in keys if path[:1] == (name,) and len(path) == 2), key=lambda path: keys[path]) if text.natural(str(path[1])) > text.natural(point)]
        place = keys[(name, after[0])].line if after else _block_end(lines, keys[(name,)].line)
        return "\n".join(lines[: place - 1] + entry + lines[place - 1 :])
    fence = next(index for index in range(1, len(lines)) if lines[index].rstrip() == "---")
    return "\n".join(lines[:fence] + [f"{name}:", *entry] + lines[fence:])


def _block_end(lines: list[str], start: int) -> int:
    """Return the number of the first line after the block that starts on line `start`, blank lines aside."""
    line = start + 1
    while line <= len(lines) and lines[line - 1].startswith("  "):
        line += 1
    return line


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:6]


def _prose(number: str, section: Section, resolver: _Resolver, confirmed: Mapping, current: Mapping[str, str]) -> Prose:
    pieces = resolver.resolve(section.text, Position(section.text_line), number)
    seen = confirmed.get(number)
    return Prose(number, pieces, section.line, seen is not None, tuple(_changes(seen, current)) if isinstance(seen, Mapping) else ())


def _changes(seen: Mapping[str, str], current: Mapping[str, str]) -> Iterator[Change]:
    for unit in sorted(seen.keys() | current.keys()):
        if unit not in current:
            yield Change(unit, "báo cáo không còn được tính")
        elif unit not in seen:
            yield Change(unit, "báo cáo mới")
        elif seen[unit] != current[unit]:
            pairs = zip(("lời văn", "số liệu"), str(seen[unit]).split("-"), current[unit].split("-"), strict=False)
            yield Change(unit, " và ".join(what for what, old, new in pairs if old != new) + " đã thay đổi")


def _stale_problem(path: str, section: Section, prose: Prose, campaign: Campaign) -> Problem:
    units = campaign.definition.unit_by_id
    shown = "; ".join(f"{units[change.unit].name if change.unit in units else change.unit}: {change.what}" for change in prose.stale[:5])
    rest = f"; còn {len(prose.stale) - 5} đơn vị khác" if len(prose.stale) > 5 else ""
    return warning(path, Position(section.line), "synthesis-stale", f"Điểm {prose.point} cần rà lại: {shown}{rest}", f"Đọc lại điểm này; khi lời văn còn đúng, chạy: tongket confirm {prose.point}")


class _Resolver:
    """Turns written text into pieces and notes every name that means nothing."""

    def __init__(self, path: str, campaign: Campaign, values: Mapping[str, Value]) -> None:
        self.path = path
        self.campaign = campaign
        self.values = values
        self.problems: list[Problem] = []

    def resolve(self, written: str, at: Position, point: str) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        end = 0
        for match in _PIECE.finditer(written):
            inside = text.locate(written, match.start())
            place = Position(at.line + inside.line - 1, inside.column)
            piece = self._quote(match["quote"], place) if match["quote"] is not None else self._cite(match["cite"], place)
            pieces += [written[end : match.start()], piece if piece is not None else match.group()]
            end = match.end()
        pieces.append(written[end:])
        for lone in re.finditer(r"\{\{|\}\}|\[\[|\]\]", "".join(piece if isinstance(piece, str) else "\0" for piece in pieces)):
            if not self.problems:
                inside = text.locate(written, written.find(lone.group()))
                self.problems.append(error(self.path, Position(at.line + inside.line - 1, inside.column), "synthesis-syntax", f"Dấu “{lone.group()}” không thành cặp", "Viết {{ ten_so_lieu }} hoặc [[ma-don-vi#diem]] trên cùng một dòng."))
        return tuple(piece for piece in pieces if piece != "")

    def _quote(self, inner: str, at: Position) -> Value | None:
        match = _QUOTE.fullmatch(inner)
        if not match:
            self.problems.append(error(self.path, at, "synthesis-syntax", f"Không hiểu cách trích “{{{{{inner}}}}}”", "Viết {{ ten_so_lieu }}, {{ ten_so_lieu.2015 }} hoặc {{ so_phan / so_toan_bo }} để tính tỷ lệ phần trăm."))
            return None
        value = self._named(match["name"], at)
        if match["whole"] is None or value is None:
            return value
        whole = self._named(match["whole"], at)
        if whole is None:
            return None
        if value.number is None or not whole.number:
            self.problems.append(error(self.path, at, "synthesis-value", f"Không tính được tỷ lệ “{inner.strip()}”", "Cả hai tên phải là con số, số chia phải khác 0."))
            return None
        name = f"{value.name} / {whole.name}"
        return Value(name, 100 * value.number / whole.number, wording.percent(value.number, whole.number), value.point, value.sources)

    def _named(self, name: str, at: Position) -> Value | None:
        value = self.values.get(name)
        if value is None:
            near = text.nearest(name, self.values)
            known = name.split(".")[0]
            parts = [other.partition(".")[2] for other in self.values if other.startswith(f"{known}.")]
            hint = f"Có phải “{near}”?" if near else "Tên số liệu tra ở trang trường dữ liệu."
            if known in self.values and parts:
                hint += f" “{known}” có: {', '.join(parts[:14])}."
            self.problems.append(error(self.path, at, "synthesis-value", f"Không có số liệu nào tên “{name}”", hint))
        return value

    def _cite(self, inner: str, at: Position) -> Citation | None:
        match = _CITE.fullmatch(inner)
        if not match:
            self.problems.append(error(self.path, at, "synthesis-syntax", f"Không hiểu cách dẫn “[[{inner}]]”", "Viết [[ma-don-vi#diem]], ví dụ [[don-vi-a#1.1]]."))
            return None
        report = self.campaign.report_of.get(match["unit"])
        if report is None or not report.counted:
            near = text.nearest(match["unit"], (one.unit.id for one in self.campaign.counted))
            self.problems.append(error(self.path, at, "synthesis-citation", f"Không có báo cáo được tính nào của đơn vị “{match['unit']}”", f"Có phải “{near}”?" if near else "Chỉ dẫn báo cáo đã nộp và không còn lỗi."))
            return None
        if report.answer(match["point"]) is Answer.MISSING:
            self.problems.append(error(self.path, at, "synthesis-citation", f"Báo cáo của {report.unit.name} không có điểm {match['point']}", "Kiểm tra lại số của điểm."))
            return None
        return Citation(report, match["point"], Source(report.unit, report.document.path, report.sections[match["point"]].line))


def _check_typed_numbers(path: str, number: str, section: Section, campaign: Campaign, consolidated: Consolidated, values: Mapping[str, Value]) -> Iterator[Problem]:
    """A number typed by hand equals some computed value of its point."""
    own = [value.number for value in values.values() if value.point in ("", number) and value.number is not None]
    known = {wording.number(value) for value in own} | {wording.number(len(campaign.definition.years))}
    counts = [value for value in own if value]
    written = _PIECE.sub(lambda match: " " * len(match.group()), section.text)
    written = _NOT_A_FIGURE.sub(lambda match: " " * len(match.group()), written)
    for match in _NUMBER.finditer(written):
        typed = match.group().rstrip("%")
        value = wording.read_number(typed)
        if value is None or wording.number(value) in known:
            continue
        if match.group().endswith("%") and any(wording.percent(part, whole) == f"{wording.number(value)}%" for part in counts for whole in counts if part <= whole):
            continue
        inside = text.locate(section.text, match.start())
        at = Position(section.text_line + inside.line - 1, inside.column)
        near = next((name for name, one in values.items() if one.point == number and one.number is not None and one.number), "ten_so_lieu")
        yield warning(path, at, "synthesis-number", f"Số {match.group()} gõ tay không bằng số liệu tổng hợp nào của điểm {number}", f"Dùng số máy tính, ví dụ {{{{ {near} }}}}; nếu con số lấy từ nguồn khác, giữ nguyên và ghi rõ nguồn.")
