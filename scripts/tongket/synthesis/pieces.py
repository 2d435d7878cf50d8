"""Prose of the board in; its pieces (written text, quoted values, citations) and every name that means nothing out.

Prose may hold `{{ name }}` (a computed value), `{{ name / name }}` (a percentage) and `[[unit#point]]`
(a citation). Nothing else is expanded. The pieces stay apart, so that each output (page, Word) prints
them in its own way and no quoted text is ever parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tongket import words
from tongket.campaign import Campaign, Report
from tongket.consolidating import Source
from tongket.consolidating.quotable import NAME, Value
from tongket.definition.fields import Operation
from tongket.problems import Position, Problem, rule
from tongket.reading import Section, text

_PIECE = re.compile(r"\{\{(?P<quote>[^{}\n]*)\}\}|\[\[(?P<cite>[^\[\]\n]*)\]\]")
_QUOTE = re.compile(rf"\s*(?P<name>{NAME})\s*(?:/\s*(?P<whole>{NAME})\s*)?")
_LONE = re.compile(r"\{\{|\}\}|\[\[|\]\]")
_CITE = re.compile(r"\s*(?P<unit>[a-z0-9-]+)\s*#\s*(?P<point>[0-9.]+)\s*")
#: Suggesting a near name is slow: a text with more unknown names than this gets no further suggestions.
_SUGGESTIONS = 20
#: So many parts of a known name are listed.
_PARTS = 14
_SHOWN = 60


@dataclass(frozen=True)
class Citation:
    """A unit's passage on a point, cited by the board; `source` says where it stands."""

    report: Report
    point: str
    source: Source


#: Written text, a quoted value, or a citation.
Piece = str | Value | Citation


@dataclass(frozen=True)
class _Suggestion:
    """What an unknown name may mean: a name like it, and the parts that its first word has. Either may be empty."""

    near: str = ""
    parts: str = ""


def unquoted(written: str) -> str:
    """Return a text with a blank in the place of every sign of its quotes and citations."""
    return _PIECE.sub(lambda match: " " * len(match.group()), written)


def _shown(written: str) -> str:
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"


class Resolver:
    """Turns written text into pieces and notes every name that means nothing."""

    def __init__(self, path: str, campaign: Campaign, values: Mapping[str, Value]) -> None:
        self.path = path
        self.campaign = campaign
        self.values = values
        self.problems: list[Problem] = []
        self._suggestions: dict[str, _Suggestion] = {}

    def resolve(self, section: Section) -> tuple[Piece, ...]:
        """Return the pieces of what the board wrote under a heading."""
        written = section.written
        pieces: list[Piece] = []
        end = 0
        for match in _PIECE.finditer(written):
            self._check_pairs(section, end, match.start())
            at = section.position(match.start())
            quote, cite = match["quote"], match["cite"]
            piece = self._cite(cite, at) if quote is None else self._quote(quote, at)
            pieces += [written[end : match.start()], piece if piece is not None else match.group()]
            end = match.end()
        self._check_pairs(section, end, len(written))
        pieces.append(section.markdown[end:])
        return tuple(piece for piece in pieces if piece != "")

    def _check_pairs(self, section: Section, start: int, end: int) -> None:
        for lone in _LONE.finditer(section.written, start, end):
            at = section.position(lone.start())
            self.problems.append(rule("synthesis-syntax", "unpaired").at(self.path, at, sign=lone.group()))

    def _quote(self, inner: str, at: Position) -> Value | None:
        match = _QUOTE.fullmatch(inner)
        if not match:
            quote = f"{{{{{_shown(inner)}}}}}"
            self.problems.append(rule("synthesis-syntax").at(self.path, at, quote=quote))
            return None
        value = self._named(match["name"], at)
        if match["whole"] is None or value is None:
            return value
        whole = self._named(match["whole"], at)
        if whole is None:
            return None
        if value.number is None or not whole.number:
            share = _shown(inner.strip())
            self.problems.append(rule("synthesis-value", "share").at(self.path, at, share=share))
            return None
        name = f"{value.name} / {whole.name}"
        point = value.point if value.point == whole.point else ""
        percentage = words.percent(value.number, whole.number)
        return Value(name, 100 * value.number / whole.number, percentage, point, value.sources)

    def _named(self, name: str, at: Position) -> Value | None:
        value = self.values.get(name)
        if value is None:
            self.problems.append(self._without_data(name, at) or self._unknown(name, at))
        return value

    def _without_data(self, name: str, at: Position) -> Problem | None:
        """Say that a field is known but no unit has given it yet; None for any other name."""
        field = self.campaign.definition.schema.fields.get(name.split(".")[0])
        if field is None or field.op is Operation.NONE or field.name in self.values:
            return None
        return rule("synthesis-value", "no-data").at(self.path, at, name=_shown(name), title=field.title)

    def _unknown(self, name: str, at: Position) -> Problem:
        found = self._suggestion(name)
        variant = ("near-and-parts" if found.parts else "near") if found.near else ("parts" if found.parts else "")
        return rule("synthesis-value", variant).at(
            self.path, at, name=_shown(name), near=found.near, field=name.split(".")[0], parts=found.parts
        )

    def _suggestion(self, name: str) -> _Suggestion:
        if name not in self._suggestions and len(self._suggestions) < _SUGGESTIONS:
            field = name.split(".")[0]
            parts = [other.partition(".")[2] for other in self.values if other.startswith(f"{field}.")]
            near = text.nearest(name, self.values) or ""
            self._suggestions[name] = _Suggestion(near, ", ".join(parts[:_PARTS]))
        return self._suggestions.get(name, _Suggestion())

    def _cite(self, inner: str, at: Position) -> Citation | None:
        match = _CITE.fullmatch(inner)
        if not match:
            citation = f"[[{_shown(inner)}]]"
            self.problems.append(rule("synthesis-syntax", "citation").at(self.path, at, citation=citation))
            return None
        unit, point = match["unit"], match["point"]
        report = self.campaign.report_of.get(unit)
        if report is None or not report.counted:
            near = text.nearest(unit, (one.unit.id for one in self.campaign.counted))
            self.problems.append(
                rule("synthesis-citation", "near" if near else "").at(self.path, at, unit=_shown(unit), near=near)
            )
            return None
        if point not in report.sections:
            self.problems.append(
                rule("synthesis-citation", "point").at(self.path, at, unit=report.unit.name, point=_shown(point))
            )
            return None
        return Citation(report, point, Source(report.unit, report.path, report.sections[point].line))
