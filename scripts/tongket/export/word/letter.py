"""Letterhead, blocks and signature in; a Word file in the official form, the same bytes for the same input, out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from tongket import wording
from tongket.export.word import styles
from tongket.export.word.blocks import Block, PageBreak
from tongket.export.word.profile import Profile
from tongket.export.word.writing import Writer, borderless, field, legal

#: Word needs some date in its archive and properties; a document without one bears this.
_NO_DATE = datetime(1980, 1, 1)


@dataclass(frozen=True)
class Letterhead:
    """The head of a document. Names are given as written; the form sets them in capitals.

    `draft` is the number of the draft, 0 for an issued document. `notice` is printed on every page.
    """

    motto: str
    parent: str
    issuer: str
    symbol: str
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
    """Write a document; without a signature it ends with its last block."""
    document = styles.new_document(profile)
    writer = Writer(document, profile)
    _page_furniture(document, head, profile)
    _head(writer, head)
    if head.kind:
        writer.paragraph(styles.KIND, head.kind)
    if head.subject:
        writer.paragraph(styles.SUBJECT, head.subject)
        writer.paragraph(styles.STAR, "-----")
    parts = list(blocks)
    closing = next((index for index, block in enumerate(parts) if isinstance(block, PageBreak)), len(parts))
    writer.write(parts[:closing])
    if foot:
        _foot(writer, foot, profile)
    writer.write(parts[closing:])
    _properties(document, head)
    return _fixed_archive(document)


def _head(writer: Writer, head: Letterhead) -> None:
    table = writer.document.add_table(rows=1, cols=2)
    borderless(table)
    table.autofit = False
    left, right = table.rows[0].cells
    for cell, width in ((left, 75), (right, 90)):
        cell.width = Mm(width)
    lines = [(styles.PARENT, head.parent)] if head.parent else []
    lines += [(styles.ISSUER, head.issuer), (styles.STAR, "*"), (styles.SYMBOL, f"Số {head.symbol}" if head.symbol else "Số …")]
    if head.draft:
        lines.append((styles.DRAFT, f"Dự thảo lần {head.draft}"))
    writer.fill(left, lines)
    day = wording.long_day(head.issued) if head.issued else "ngày … tháng … năm …"
    writer.fill(right, ([(styles.MOTTO, head.motto)] if head.motto else []) + [(styles.PLACE, f"{head.place or '…'}, {day}")])


def _foot(writer: Writer, foot: Signature, profile: Profile) -> None:
    """Set recipients at the left and the signature at the right, on one page with the last lines of the text."""
    if writer.document.paragraphs:
        writer.document.paragraphs[-1].paragraph_format.keep_with_next = True
    writer.paragraph(styles.STAR, "").paragraph_format.keep_with_next = True
    table = writer.document.add_table(rows=1, cols=2)
    borderless(table)
    table.autofit = False
    left, right = table.rows[0].cells
    for cell, width in ((left, 80), (right, 85)):
        cell.width = Mm(width)
    ends = [profile.recipient_end] * (len(foot.recipients) - 1) + ["."]
    listed = [(styles.RECIPIENT, f"- {name.rstrip('.,; ')}{end}") for name, end in zip(foot.recipients, ends, strict=False)]
    writer.fill(left, [(styles.TO, "Nơi nhận:"), *listed] if listed else [(styles.RECIPIENT, "")])
    writer.fill(right, [(style, line) for style, line in ((styles.AUTHORITY, foot.authority), (styles.POSITION, foot.position), (styles.SIGNER, foot.name)) if line])
    for cell in (left, right):
        for paragraph in cell.paragraphs[:-1]:
            paragraph.paragraph_format.keep_with_next = True


def _page_furniture(document: Document, head: Letterhead, profile: Profile) -> None:
    """Number the pages from the second on, centred at the top; print the notice at the foot of all."""
    section = document.sections[0]
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field(number, "PAGE")
    for run in number.runs:
        run.font.size = Pt(profile.size)
    for footer in (section.footer, section.first_page_footer):
        footer.paragraphs[0].style = styles.NOTICE
        footer.paragraphs[0].text = head.notice


def _properties(document: Document, head: Letterhead) -> None:
    properties = document.core_properties
    when = datetime.combine(head.issued, datetime.min.time()) if head.issued else _NO_DATE
    properties.title, properties.subject = _property(f"{head.kind} {head.subject}"), _property(head.symbol)
    properties.author = properties.last_modified_by = _property(head.issuer)
    properties.comments, properties.language, properties.revision = _property(head.notice), "vi-VN", 1
    properties.created = properties.modified = when


def _property(text: str) -> str:
    """Cut a text to what a document property may hold."""
    return legal(text).strip()[:255]


def _fixed_archive(document: Document) -> bytes:
    """Save with one fixed date for every part, so that the same document has the same bytes."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _NO_DATE.timetuple()[:6]), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
