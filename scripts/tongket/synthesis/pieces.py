"""Prose of the board in; its pieces (written text, quoted values, citations) and every name that means nothing out.

Prose may hold `{{ name }}` (a computed value), `{{ name / name }}` (a percentage) and `[[unit#point]]`
(a citation). Nothing else is expanded. The pieces stay apart, so that each output (page, Word) prints
them in its own way and no quoted text is ever parsed again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tongket import words
from tongket.campaign import Answer, Campaign, Report
from tongket.consolidating import Source
from tongket.consolidating.quotable import NAME, Value
from tongket.problems import Position, Problem, error
from tongket.reading import text

PIECE = re.compile(r"\{\{(?P<quote>[^{}\n]*)\}\}|\[\[(?P<cite>[^\[\]\n]*)\]\]")
_QUOTE = re.compile(rf"\s*(?P<name>{NAME})\s*(?:/\s*(?P<whole>{NAME})\s*)?")
_LONE = re.compile(r"\{\{|\}\}|\[\[|\]\]")
_CITE = re.compile(r"\s*(?P<unit>[a-z0-9-]+)\s*#\s*(?P<point>[0-9.]+)\s*")
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


def _shown(written: str) -> str:
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"


class Resolver:
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
        for match in PIECE.finditer(written):
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
        return Value(name, 100 * value.number / whole.number, words.percent(value.number, whole.number), point, value.sources)

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
