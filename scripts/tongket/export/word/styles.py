"""A profile in; a Word document with its page and every named style set, out."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from tongket import words
from tongket.export.word import template
from tongket.export.word.elements import outline_level, rule_below
from tongket.export.word.profile import Profile

LANGUAGE = "vi-VN"
HEADING_LEVELS = 6
BODY = "Body Text"
BULLET = words.say("style.bullet")
QUOTE = words.say("style.quote")
LEAD = words.say("style.lead")
NOTICE = words.say("style.notice")
PAGE_NUMBER = words.say("style.page-number")
PARENT = words.say("style.parent")
ISSUER = words.say("style.issuer")
STAR = words.say("style.star")
SYMBOL = words.say("style.symbol")
DRAFT = words.say("style.draft")
MOTTO = words.say("style.motto")
PLACE = words.say("style.place")
KIND = words.say("style.kind")
SUBJECT = words.say("style.subject")
DASHES = words.say("style.dashes")
TO = words.say("style.to")
RECIPIENT = words.say("style.recipient")
AUTHORITY = words.say("style.authority")
POSITION = words.say("style.position")
SIGNER = words.say("style.signer")
CELL = words.say("style.cell")
CELL_NUMBER = words.say("style.cell-number")
CELL_MIDDLE = words.say("style.cell-middle")
CELL_HEAD = words.say("style.cell-head")
CAPTION = words.say("style.caption")
GAP = words.say("style.gap")
APPENDIX = words.say("style.appendix")


@dataclass(frozen=True)
class _Style:
    """How a paragraph style differs from the base: sizes in points, spacing in points."""

    name: str
    size: float
    align: ALIGN = ALIGN.CENTER
    bold: bool = False
    italic: bool = False
    caps: bool = False
    underline: bool = False
    before: float = 0
    after: float = 0
    keep_next: bool = False
    new_page: bool = False


def new_document(profile: Profile) -> Document:
    """Return an empty document with the form's page, base font and styles."""
    document = template.empty(LANGUAGE)
    _page(document, profile)
    _font(document.styles["Normal"], profile.font, profile.size)
    for style in _styles(profile):
        _define(document, style, profile)
    for level in range(1, HEADING_LEVELS + 1):
        _heading(document, level, profile)
    for name in (BODY, BULLET, LEAD):
        _indented(document, name, profile, first_line=profile.first_line)
    document.styles[LEAD].font.italic = document.styles[LEAD].paragraph_format.keep_with_next = True
    _indented(document, QUOTE, profile, first_line=0, left=profile.first_line).font.italic = True
    rule_below(document.styles[MOTTO].element.get_or_add_pPr())
    outline_level(document.styles[APPENDIX].element.get_or_add_pPr(), 0)
    return document


def _styles(profile: Profile) -> tuple[_Style, ...]:
    size, table = profile.size, profile.table_size
    return (
        _Style(PARENT, size, caps=True),
        _Style(ISSUER, size, bold=True, caps=True),
        _Style(STAR, size),
        _Style(SYMBOL, size),
        _Style(DRAFT, size, italic=True),
        _Style(MOTTO, profile.motto_size, bold=True, caps=True),
        _Style(PLACE, size, italic=True, before=6),
        _Style(KIND, profile.kind_size, bold=True, caps=True, before=18, keep_next=True),
        _Style(SUBJECT, size, bold=True, keep_next=True),
        _Style(DASHES, size, after=6),
        _Style(TO, size, ALIGN.LEFT, underline=True, before=10, keep_next=True),
        _Style(RECIPIENT, profile.recipients_size, ALIGN.LEFT),
        _Style(AUTHORITY, size, bold=True, caps=True, before=10, keep_next=True),
        _Style(POSITION, size, caps=True, keep_next=True),
        _Style(SIGNER, size, bold=True, before=profile.signature_gap),
        _Style(CELL, table, ALIGN.LEFT, before=2, after=2),
        _Style(CELL_NUMBER, table, ALIGN.RIGHT, before=2, after=2),
        _Style(CELL_MIDDLE, table, before=2, after=2),
        _Style(CELL_HEAD, table, bold=True, before=2, after=2, keep_next=True),
        _Style(CAPTION, table, ALIGN.LEFT, bold=True, before=8, after=3, keep_next=True),
        _Style(GAP, 4, ALIGN.LEFT, keep_next=True),
        _Style(APPENDIX, size, bold=True, after=6, keep_next=True, new_page=True),
        _Style(PAGE_NUMBER, size),
        _Style(NOTICE, profile.notice_size, italic=True),
    )


def _page(document: Document, profile: Profile) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in profile.page)
    section.top_margin, section.bottom_margin = (Mm(margin) for margin in profile.margins[:2])
    section.left_margin, section.right_margin = (Mm(margin) for margin in profile.margins[2:])
    section.header_distance = Mm(profile.page_number_distance)
    section.footer_distance = Mm(profile.page_number_distance)
    section.different_first_page_header_footer = True


def _define(document: Document, wanted: _Style, profile: Profile) -> None:
    style = _style(document, wanted.name)
    _font(style, profile.font, wanted.size)
    style.font.bold, style.font.italic, style.font.all_caps = wanted.bold, wanted.italic, wanted.caps
    style.font.underline = wanted.underline
    form = style.paragraph_format
    form.alignment, form.keep_with_next, form.page_break_before = wanted.align, wanted.keep_next, wanted.new_page
    form.space_before, form.space_after = Pt(wanted.before), Pt(wanted.after)
    form.first_line_indent = Pt(0)


def _heading(document: Document, level: int, profile: Profile) -> None:
    style = _indented(document, f"Heading {level}", profile, first_line=profile.first_line)
    style.font.bold, style.font.italic = level <= 3, level == 3 or (level == 2 and profile.subheading_italic)
    style.paragraph_format.keep_with_next = True
    style.next_paragraph_style = document.styles[BODY]


def _indented(document: Document, name: str, profile: Profile, first_line: float, left: float = 0) -> ParagraphStyle:
    """Define a style of running text: justified, exact line spacing, indents in millimetres."""
    style = _style(document, name)
    _font(style, profile.font, profile.size)
    form = style.paragraph_format
    form.alignment = ALIGN.JUSTIFY
    form.first_line_indent, form.left_indent = Mm(first_line), Mm(left)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(profile.line_spacing)
    form.space_before, form.space_after = Pt(profile.paragraph_gap), Pt(0)
    form.widow_control = True
    return style


def _style(document: Document, name: str) -> ParagraphStyle:
    style: ParagraphStyle
    if name in document.styles:
        style = document.styles[name]
    else:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
    style.quick_style, style.hidden, style.unhide_when_used = True, False, False
    return style


def _font(style: ParagraphStyle, font: str, size: float) -> None:
    """Set a font for all scripts, and its size, in black."""
    style.font.name, style.font.size, style.font.color.rgb = font, Pt(size), RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        properties.get_or_add_rFonts().set(qn(script), font)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        properties.rFonts.attrib.pop(qn(theme), None)
    for complex_size in properties.findall(qn("w:szCs")):
        complex_size.set(qn("w:val"), str(int(size * 2)))
