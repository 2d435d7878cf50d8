"""A unit's report, the board's consolidated report and the conference brief in; Word files out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from tongket.campaign import Report
from tongket.consolidating.brief import brief
from tongket.definition import Definition
from tongket.export.word import given, rolled
from tongket.export.word.letter import Letterhead, Signature, letter
from tongket.export.word.profile import PROFILES, Profile
from tongket.synthesis import Synthesis
from tongket.workspace import Workspace

NOTICE = "Nội dung minh họa, không phải số liệu thật."
_KIND = "Báo cáo"
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
        kind=_KIND,
        subject=_subject(str(report.role("title") or definition.name)),
        notice=NOTICE if definition.illustrative else "",
    )
    signer = report.role("signer")
    foot = _signature(definition, signer, unit.signing_body, report.role("recipients"))
    return letter(head, given.blocks(report), foot, profile or PROFILES[definition.form])


def consolidated_report(workspace: Workspace, profile: Profile | None = None) -> bytes:
    """Write the board's report: its prose, the figures of each point, and the grouped records as appendices."""
    definition, synthesis = workspace.campaign.definition, workspace.synthesis
    head = _board_head(definition, synthesis, _KIND, _subject(str(_role(synthesis, "title") or definition.name)))
    foot = _signature(definition, _role(synthesis, "signer"), definition.issuer_signing_body, _role(synthesis, "recipients") or definition.recipients)
    return letter(head, rolled.consolidated(workspace), foot, profile or PROFILES[definition.form])


def conference_brief(workspace: Workspace, profile: Profile | None = None) -> bytes:
    """Write the short brief for the conference."""
    definition = workspace.campaign.definition
    head = replace(_board_head(definition, workspace.synthesis, "Tóm tắt", _subject(definition.name)), symbol=None, draft=0)
    return letter(head, rolled.conference_brief(brief(workspace.consolidated), workspace), None, profile or PROFILES[definition.form])


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
        notice=NOTICE if definition.illustrative else "",
    )


def _signature(definition: Definition, signer: object, body: str, recipients: object) -> Signature:
    roles = definition.schema.roles
    held = signer if isinstance(signer, Mapping) else {}
    authority, position, name = (str(held.get(roles.get(f"signer-{part}", ""), "")) for part in ("authority", "position", "name"))
    listed = tuple(map(str, recipients)) if isinstance(recipients, Sequence) and not isinstance(recipients, str) else ()
    return Signature(f"{authority} {body}".strip() if authority else "", position, name, listed)


def _role(synthesis: Synthesis | None, role: str) -> object:
    return synthesis.role(role) if synthesis else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _subject(title: str) -> str:
    """Return a title as the subject under the kind of document: without the kind, in lower case."""
    bare = title[len(_KIND) :].lstrip() if title.casefold().startswith(_KIND.casefold()) else title
    return bare[:1].lower() + bare[1:]
