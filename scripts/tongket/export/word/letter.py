"""Letterhead, blocks and signature in; a Word file in the official form, the same bytes for the same input, out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tongket import words
from tongket.export.word import measure, package, styles
from tongket.export.word.blocks import Block, PageBreak
from tongket.export.word.profile import Profile
from tongket.export.word.writing import CELL_PADDING, Writer

#: What the rule under the motto may be longer than the words at each side, in millimetres: else rounding breaks
#: the line.
_SLACK = 0.4


@dataclass(frozen=True)
class Letterhead:
    """The head of a document. Names are given as written; the form sets them in capitals.

    `draft` is the number of the draft, 0 for an issued document. `notice` is printed on every page.
    `symbol` is empty while the number is still to be given, None on a document that bears none.
    """

    motto: str
    parent: str
    issuer: str
    symbol: str | None
    place: str
    issued: date | None
    kind: str
    subject: str
    draft: int = 0
    notice: str = ""


@dataclass(frozen=True)
class Signature:
    """The foot of a document: who signs (lines in capitals above the name) and who receives it."""

    authority: str
    position: str
    name: str
    recipients: Sequence[str]


def letter(head: Letterhead, blocks: Iterable[Block], foot: Signature | None, profile: Profile) -> bytes:
    """Write a document. The signature stands before the first appendix; without one the text just ends."""
    form = package.prepared(profile, head.notice)
    writer = Writer(form.style_ids, profile)
    _head(writer, head)
    _title(writer, head)
    parts = list(blocks)
    closing = next((index for index, block in enumerate(parts) if isinstance(block, PageBreak)), len(parts))
    writer.write(parts[:closing])
    if foot:
        _foot(writer, foot)
    writer.write(parts[closing:])
    title = f"{head.kind} {head.subject}"
    return form.filled(writer.body(), title, head.symbol or "", head.issuer, head.issued)


def _head(writer: Writer, head: Letterhead) -> None:
    issuer = [(styles.PARENT, head.parent.upper())] if head.parent else []
    issuer += [(styles.ISSUER, head.issuer.upper()), (styles.STAR, "*")]
    if head.symbol is not None:
        issuer.append((styles.SYMBOL, words.say("word.symbol", symbol=head.symbol or "…")))
    if head.draft:
        issuer.append((styles.DRAFT, words.say("word.draft", number=head.draft)))
    day = words.long_day(head.issued) if head.issued else words.say("word.no-day")
    left, right = writer.profile.head_columns
    motto = []
    if head.motto:
        # the style's rule runs from indent to indent: they leave it as long as the words
        length = measure.capitals(head.motto, writer.profile.motto_size)
        beside = max(0.0, (right - CELL_PADDING - length) / 2 - _SLACK)
        motto.append(writer.line(styles.MOTTO, head.motto.upper(), beside))
    place = writer.line(styles.PLACE, f"{head.place or '…'}, {day}")
    writer.side_by_side([(left, [writer.line(*line) for line in issuer]), (right, [*motto, place])])


def _title(writer: Writer, head: Letterhead) -> None:
    if head.kind:
        writer.paragraph(styles.KIND, head.kind.upper())
    if head.subject:
        writer.paragraph(styles.SUBJECT, head.subject)
        writer.paragraph(styles.DASHES, "-----")


def _foot(writer: Writer, foot: Signature) -> None:
    """Set recipients at the left and the signature at the right, on one page with the last lines of the text."""
    writer.keep_end()
    writer.paragraph(styles.GAP, "")
    ends = [writer.profile.recipient_end] * (len(foot.recipients) - 1) + ["."]
    to = [(styles.RECIPIENT, f"- {name.rstrip('.,; ')}{end}") for name, end in zip(foot.recipients, ends, strict=False)]
    if to:
        to.insert(0, (styles.TO, words.say("word.recipients")))
    signed = (
        (styles.AUTHORITY, foot.authority.upper()),
        (styles.POSITION, foot.position.upper()),
        (styles.SIGNER, foot.name),
    )
    left, right = writer.profile.foot_columns
    signature = [writer.line(*line) for line in signed if line[1]]
    writer.side_by_side([(left, [writer.line(*line) for line in to]), (right, signature)])
