"""The board's `tong-hop.md` in; its narrative with figures and citations resolved, and its problems, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tongket.campaign import Campaign
from tongket.consolidating import Consolidated, quotable
from tongket.definition import Definition
from tongket.problems import Position, Problem, warning
from tongket.reading import Document, Section, point_sections, text
from tongket.synthesis import typed_numbers
from tongket.synthesis.pieces import PIECE, Piece, Resolver
from tongket.synthesis.staleness import Change, changes, fingerprints, source_name


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
    resolver = Resolver(document.path, campaign, quotable.values(campaign, consolidated))
    title = next((section for section in document.body.sections if section.level == 1 and not section.number), document.body.before)
    preamble = resolver.resolve(title.text, Position(title.text_line))
    confirmed = definition.schema.of_role(document.data, "confirmed")
    confirmed = confirmed if isinstance(confirmed, Mapping) else {}
    prose = {}
    for number, section in point_sections(document.body, definition.schema.layout).items():
        if text.count_words(section.text):
            pieces = resolver.resolve(section.text, Position(section.text_line))
            seen = confirmed.get(number)
            stale = changes(seen, fingerprints(campaign, number, pieces)) if isinstance(seen, Mapping) else ()
            prose[number] = Prose(number, pieces, section.line, seen is not None, tuple(stale))
    problems = list(resolver.problems)
    for number, section in point_sections(document.body, definition.schema.layout).items():
        unquoted = PIECE.sub(typed_numbers.blank, section.text)
        problems += typed_numbers.check(document.path, number, section, unquoted, len(campaign.definition.years), resolver.values)
        if number in prose and prose[number].stale:
            problems.append(_stale_problem(document.path, section, prose[number], campaign))
    return Synthesis(document, definition, preamble, prose), problems


def _stale_problem(path: str, section: Section, prose: Prose, campaign: Campaign) -> Problem:
    shown = "; ".join(f"{source_name(change.source, campaign.definition)}: {change.what}" for change in prose.stale[:5])
    rest = f"; còn {len(prose.stale) - 5} nguồn khác" if len(prose.stale) > 5 else ""
    return warning(path, Position(section.line), "synthesis-stale", f"Điểm {prose.point} cần rà lại: {shown}{rest}", f"Đọc lại điểm này; khi lời văn còn đúng, chạy: tongket confirm {prose.point}")
