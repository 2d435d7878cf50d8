"""Letterhead, blocks and signature in; a Word file in the official form, the same bytes for the same input, out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from docx.document import Document
from docx.shared import Mm

from tongket import words
from tongket.export.word import measure, styles
from tongket.export.word.blocks import Block, PageBreak
from tongket.export.word.elements import field, legal
from tongket.export.word.profile import Profile
from tongket.export.word.writing import Writer

#: Word needs some date in its archive and properties; a document without one bears this.
_NO_DATE = datetime(1980, 1, 1)
#: The system that an archive says it was made on, by the ZIP format's own number: always the same one.
_UNIX = 3
#: What the rule under the motto may be longer than the words at each side, in millimetres: else rounding breaks
#: the line.
_SLACK = 0.4
#: Open Packaging Conventions allow no longer property.
_LONGEST_PROPERTY = 255


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
    document = styles.new_document(profile)
    writer = Writer(document, profile)
    _page_furniture(document, head)
    _head(writer, head)
    _title(writer, head)
    parts = list(blocks)
    closing = next((index for index, block in enumerate(parts) if isinstance(block, PageBreak)), len(parts))
    writer.write(parts[:closing])
    if foot:
        _foot(writer, foot)
    writer.write(parts[closing:])
    _properties(document, head)
    return _fixed_archive(document)


def _head(writer: Writer, head: Letterhead) -> None:
    issuer = [(styles.PARENT, head.parent.upper())] if head.parent else []
    issuer += [(styles.ISSUER, head.issuer.upper()), (styles.STAR, "*")]
    if head.symbol is not None:
        issuer.append((styles.SYMBOL, words.say("word.symbol", symbol=head.symbol or "…")))
    if head.draft:
        issuer.append((styles.DRAFT, words.say("word.draft", number=head.draft)))
    day = words.long_day(head.issued) if head.issued else words.say("word.no-day")
    motto = [(styles.MOTTO, head.motto.upper())] if head.motto else []
    left, right = writer.profile.head_columns
    row = writer.side_by_side([(left, issuer), (right, [*motto, (styles.PLACE, f"{head.place or '…'}, {day}")])])
    if head.motto:
        # the style's rule runs from indent to indent: they leave it as long as the words
        length = measure.capitals(head.motto, writer.profile.motto_size)
        beside = max(0.0, (right - writer.cell_padding - length) / 2 - _SLACK)
        form = row.cells[1].paragraphs[0].paragraph_format
        form.left_indent = form.right_indent = Mm(beside)


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
    writer.side_by_side([(left, to), (right, [line for line in signed if line[1]])])


def _page_furniture(document: Document, head: Letterhead) -> None:
    """Number the pages from the second on, centred at the top; print the notice at the foot of all."""
    section = document.sections[0]
    number = section.header.paragraphs[0]
    number.style = styles.PAGE_NUMBER
    field(number, "PAGE", "2")
    section.first_page_header.is_linked_to_previous = False
    for footer in (section.footer, section.first_page_footer):
        footer.paragraphs[0].style = styles.NOTICE
        footer.paragraphs[0].text = legal(head.notice)


def _properties(document: Document, head: Letterhead) -> None:
    properties = document.core_properties
    properties.title = _property(f"{head.kind} {head.subject}")
    properties.author = properties.last_modified_by = _property(head.issuer)
    properties.subject, properties.comments = _property(head.symbol or ""), _property(head.notice)
    properties.language, properties.revision = styles.LANGUAGE, 1
    properties.created = properties.modified = datetime.combine(head.issued, time()) if head.issued else _NO_DATE


def _property(text: str) -> str:
    """Cut a text to what a document property may hold."""
    return legal(text).strip()[:_LONGEST_PROPERTY]


def _fixed_archive(document: Document) -> bytes:
    """Save with one fixed date for every part, so that the same document has the same bytes."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _NO_DATE.timetuple()[:6])
            part.create_system, part.compress_type = _UNIX, zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return fixed.getvalue()
