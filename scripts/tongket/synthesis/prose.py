"""The board's `tong-hop.md` in; its narrative with figures and citations resolved, and its problems, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tongket.campaign import Campaign
from tongket.consolidating import Consolidated, quotable
from tongket.definition import Definition
from tongket.problems import Position, Problem, rule
from tongket.reading import Document, Section, point_sections, title_section
from tongket.synthesis import typed_numbers
from tongket.synthesis.pieces import Piece, Resolver
from tongket.synthesis.staleness import Change, changes, fingerprints, source_name

#: A problem names so many changed sources and counts the others.
_SHOWN = 5


@dataclass(frozen=True)
class Prose:
    """What the board wrote on a point.

    `confirmed` tells whether it was ever confirmed, `stale` lists what changed since.
    """

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
    preamble = resolver.resolve(title_section(document.body) or document.body.before)
    confirmed = definition.schema.of_role(document.data, "confirmed")
    confirmed = confirmed if isinstance(confirmed, Mapping) else {}
    sections = point_sections(document.body, definition.schema.layout)
    prose = {
        number: _prose(campaign, number, section, resolver, confirmed.get(number))
        for number, section in sections.items()
        if section.words
    }
    problems = list(resolver.problems)
    years = len(campaign.definition.years)
    for number, section in sections.items():
        problems += typed_numbers.check(document.path, number, section, years, resolver.values)
        if number in prose and prose[number].stale:
            problems.append(_stale_problem(document.path, prose[number], campaign))
    return Synthesis(document, definition, preamble, prose), problems


def _prose(campaign: Campaign, number: str, section: Section, resolver: Resolver, seen: object) -> Prose:
    """Return what the board wrote on a point; `seen` is what it confirmed it against, None where it never did."""
    pieces = resolver.resolve(section)
    stale: tuple[Change, ...] = ()
    if isinstance(seen, Mapping):  # all reports are read for it
        counted = {report.unit.id for report in campaign.counted}
        stale = tuple(changes(seen, fingerprints(campaign, number, pieces), counted))
    return Prose(number, pieces, section.line, seen is not None, stale)


def _stale_problem(path: str, prose: Prose, campaign: Campaign) -> Problem:
    named = [f"{source_name(change.source, campaign.definition)}: {change.what}" for change in prose.stale]
    shown, more = "; ".join(named[:_SHOWN]), len(named) - _SHOWN
    return rule("synthesis-stale", "more" if more > 0 else "").at(
        path, Position(prose.line), point=prose.point, changes=shown, count=more
    )
