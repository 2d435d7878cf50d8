"""A unit's report, the board's consolidated report and the conference brief in; Word files out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from tongket import words
from tongket.campaign import Report
from tongket.consolidating.brief import brief
from tongket.definition import Definition
from tongket.export.word import given, rolled
from tongket.export.word.letter import Letterhead, Signature, letter
from tongket.export.word.profile import PROFILES, Profile
from tongket.synthesis import Synthesis
from tongket.workspace import Workspace

#: What is only rolled up, before the board has written its part, is a draft already.
_FIRST_DRAFT = 1


def unit_report(report: Report, profile: Profile | None = None) -> bytes:
    """Write one unit's report as its official document."""
    definition, unit = report.definition, report.unit
    head = Letterhead(
        motto=definition.letterhead,
        parent=unit.parent,
        issuer=unit.full_name,
        symbol=str(report.role("symbol") or ""),
        place=unit.place,
        issued=_day(report.role("issued")),
        kind=words.say("word.report"),
        subject=_subject(definition, str(report.role("title") or definition.name)),
        notice=_notice(definition),
    )
    signer = report.role("signer")
    foot = _signature(definition, signer, unit.signing_body, report.role("recipients"))
    return letter(head, given.blocks(report), foot, profile or PROFILES[definition.form])


def consolidated_report(workspace: Workspace, profile: Profile | None = None) -> bytes:
    """Write the board's report: its prose, the figures of each point, and the grouped records as appendices."""
    definition, synthesis = workspace.campaign.definition, workspace.synthesis
    subject = _subject(definition, str(_role(synthesis, "title") or definition.name))
    head = _board_head(definition, synthesis, words.say("word.report"), subject)
    recipients = _role(synthesis, "recipients") or definition.recipients
    foot = _signature(definition, _role(synthesis, "signer"), definition.issuer_signing_body, recipients)
    return letter(head, rolled.consolidated(workspace), foot, profile or PROFILES[definition.form])


def conference_brief(workspace: Workspace, profile: Profile | None = None) -> bytes:
    """Write the short brief for the conference."""
    definition = workspace.campaign.definition
    head = _board_head(definition, workspace.synthesis, words.say("word.brief"), _subject(definition, definition.name))
    blocks = rolled.conference_brief(brief(workspace.consolidated), workspace)
    return letter(replace(head, symbol=None, draft=0), blocks, None, profile or PROFILES[definition.form])


# -- head and foot --------------------------------------------------------------------------------


def _board_head(definition: Definition, synthesis: Synthesis | None, kind: str, subject: str) -> Letterhead:
    edition = _role(synthesis, "edition") if synthesis else _FIRST_DRAFT
    return Letterhead(
        motto=definition.letterhead,
        parent=definition.issuer_parent,
        issuer=definition.issuer,
        symbol=str(_role(synthesis, "symbol") or ""),
        place=definition.issuer_place,
        issued=_day(_role(synthesis, "issued")),
        kind=kind,
        subject=subject,
        draft=edition if isinstance(edition, int) else 0,
        notice=_notice(definition),
    )


def _subject(definition: Definition, title: str) -> str:
    return words.subject(title, words.say("word.report"), definition.unit_names)


def _notice(definition: Definition) -> str:
    return words.say("export.notice") if definition.illustrative else ""


def _signature(definition: Definition, signer: object, body: str, recipients: object) -> Signature:
    roles = definition.schema.roles
    held = signer if isinstance(signer, Mapping) else {}
    parts = ("authority", "position", "name")
    authority, position, name = (str(held.get(roles.get(f"signer-{part}", ""), "")) for part in parts)
    listed = tuple(map(str, recipients)) if isinstance(recipients, Sequence) and not isinstance(recipients, str) else ()
    return Signature(f"{authority} {body}".strip() if authority else "", position, name, listed)


def _role(synthesis: Synthesis | None, role: str) -> object:
    return synthesis.role(role) if synthesis else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
