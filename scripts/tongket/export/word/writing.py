"""Blocks in; paragraphs and tables of a Word document out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from tongket import body
from tongket.export.word import styles
from tongket.export.word.blocks import Block, Bullets, Heading, Line, Markdown, PageBreak, Table
from tongket.export.word.profile import Profile

#: Characters that XML 1.0 can't hold; checked submissions have none, other texts may.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The writer's own headings stand below the outline's points.
_OWN_HEADING = "Heading 3"
_MARKS: Mapping[str, str] = {"strong_open": "bold", "em_open": "italic", "s_open": "strike"}


class Writer:
    """Appends blocks to a document."""

    def __init__(self, document: Document, profile: Profile) -> None:
        self.document = document
        self._style_ids = {style.name: style.style_id for style in document.styles}
        self._pending = ""  # the sign of a list item whose first paragraph is still to come
        self.width = profile.page[0] - profile.margins[2] - profile.margins[3]

    def write(self, blocks: Iterable[Block]) -> None:
        """Append blocks in order."""
        for block in blocks:
            self._write(block)

    def _write(self, block: Block) -> None:
        match block:
            case Heading(level, text):
                self.paragraph(f"Heading {level}", text)
            case Markdown(text):
                self._markdown(body.tokens(text))
            case Line(text, italic):
                self.paragraph(styles.BODY, text).runs[0].italic = italic or None
            case Bullets(items):
                for item in items:
                    self.paragraph(styles.BULLET, f"- {item}")
            case Table():
                self._table(block)
            case PageBreak(title, subtitle):
                opening = self.paragraph(styles.APPENDIX, title)
                opening.paragraph_format.page_break_before = True
                if subtitle:
                    self.paragraph(styles.SUBJECT, subtitle)

    def paragraph(self, style: str, text: str) -> Paragraph:
        """Append a paragraph of plain text."""
        paragraph = self.document.add_paragraph(legal(text))
        paragraph._p.style = self._style_ids[style]
        return paragraph

    # -- Markdown ---------------------------------------------------------------------------------

    def _markdown(self, tokens: list[Token]) -> None:
        style, marks = [styles.BODY], []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type in ("bullet_list_open", "ordered_list_open"):
                marks.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
                style.append(styles.BULLET)
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                marks.pop()
                style.pop()
            elif token.type == "list_item_open":
                self._pending = self._mark(marks)
            elif token.type == "blockquote_open":
                style.append(styles.QUOTE)
            elif token.type == "blockquote_close":
                style.pop()
            elif token.type == "table_open":
                end = next(other for other in range(index, len(tokens)) if tokens[other].type == "table_close")
                self._table(_markdown_table(tokens[index:end]))
                index = end
            elif token.type in ("fence", "code_block", "html_block"):
                for line in token.content.rstrip("\n").split("\n"):
                    self.paragraph(styles.QUOTE, line)
            elif token.type == "inline":
                heading = tokens[index - 1].type == "heading_open"
                self._inline(_OWN_HEADING if heading else style[-1], token)
            index += 1

    def _mark(self, marks: list[int | None]) -> str:
        """Return the sign of the next list item: a dash, a plus below it, or its number."""
        number = marks[-1]
        if number is None:
            return "- " if len(marks) == 1 else "+ "
        marks[-1] = number + 1
        return f"{number}) "

    def _inline(self, style: str, token: Token) -> None:
        paragraph = self.paragraph(style, self._pending)
        self._pending = ""
        add_inline(paragraph, token)

    # -- tables -----------------------------------------------------------------------------------

    def _table(self, block: Table) -> None:
        if block.caption:
            self.paragraph(styles.CAPTION, block.caption)
        table = self.document.add_table(rows=0, cols=len(block.columns), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        shares = block.widths or [1] * len(block.columns)
        widths = [self.width * share / sum(shares) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        if block.wide:
            _narrow_margins(table)
        head = self._row(table, block.columns, styles.CELL_SMALL_HEAD if block.wide else styles.CELL_HEAD, widths)
        _flag(head, "w:tblHeader")
        for row in block.rows:
            self._row(table, row, styles.CELL_SMALL if block.wide else styles.CELL, widths)
        self.paragraph(styles.CELL, "")

    def _row(self, table: WordTable, texts: Iterable[str], style: str, widths: list[float]) -> _Row:
        row = table.add_row()
        _flag(row, "w:cantSplit")
        # `row.cells` walks the whole table at each call
        for element, text, width in zip(row._tr.tc_lst, texts, widths, strict=True):
            cell = _Cell(element, table)
            cell.width = Mm(width)
            self.fill(cell, [(style, text)])
        return row

    def fill(self, cell: _Cell, lines: Iterable[tuple[str, str]]) -> None:
        """Fill a cell with (style, text) paragraphs."""
        for index, (style, text) in enumerate(lines):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            paragraph._p.style = self._style_ids[style]  # by id: looking a style up by name takes milliseconds
            paragraph.add_run(legal(text))


def _narrow_margins(table: WordTable) -> None:
    """Leave the width of a table of many columns to its numbers: 0.6 mm beside each cell's text."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "34")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.addprevious(margins)
    else:
        table._tbl.tblPr.append(margins)


def _markdown_table(tokens: list[Token]) -> Table:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(body.plain_inline(token))
    longest = [max(8, min(40, max(len(row[index]) for row in rows))) for index in range(len(rows[0]))]
    return Table(rows[0], rows[1:], longest)


def add_inline(paragraph: Paragraph, token: Token) -> None:
    """Append inline Markdown as runs: bold, italic and struck text; links and code as their words."""
    on: dict[str, int] = {}
    for part in token.children or ():
        if part.type in _MARKS:
            on[_MARKS[part.type]] = on.get(_MARKS[part.type], 0) + 1
        elif part.type.replace("_close", "_open") in _MARKS:
            on[_MARKS[part.type.replace("_close", "_open")]] -= 1
        elif part.type == "hardbreak":
            paragraph.add_run().add_break(WD_BREAK.LINE)
        elif part.type == "softbreak" or part.content:
            run = paragraph.add_run(" " if part.type == "softbreak" else legal(part.content))
            run.bold, run.italic = bool(on.get("bold")) or None, bool(on.get("italic")) or None
            run.font.strike = bool(on.get("strike")) or None


def legal(text: str) -> str:
    """Return the text without the characters that no XML file can hold."""
    return _ILLEGAL.sub("", text)


def _flag(row: _Row, name: str) -> None:
    """Set a row property, before those that must follow it."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement(name))


def borderless(table: WordTable) -> None:
    """Take the borders off a table that only lays things side by side."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:val"), "nil")
        borders.append(edge)
    properties = table._tbl.tblPr
    layout = properties.find(qn("w:tblLayout"))
    if layout is not None:
        layout.addprevious(borders)
    else:
        properties.append(borders)


def field(paragraph: Paragraph, code: str) -> None:
    """Append a field that Word computes, such as PAGE."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "2"), ("end", "")):
        run = paragraph.add_run()
        if kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run._r.append(instruction)
        elif kind == "text":
            run.text = text
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)

