"""Blocks in; paragraphs and tables of a Word document out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Mm
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from tongket.export.word import measure, narrative, styles
from tongket.export.word.blocks import Block, Bullets, Heading, Line, Markdown, PageBreak, Table
from tongket.export.word.elements import borderless, flag, legal, side_margins
from tongket.export.word.profile import Profile
from tongket.reading import body

#: A table with more columns gives the room beside its texts to the texts.
_ROOMY_COLUMNS = 5
#: Room left and right of a cell's text, in twips: Word's own, and that of a table of many columns.
_ROOMY, _NARROW = 108, 60
_MM_PER_TWIP = 25.4 / 1440
_NUMBER = re.compile(r"[0-9][0-9.,]*(?:/[0-9]+)?%?")
#: No count: thousands bear a dot.
_YEAR = re.compile(r"[0-9]{4}")


class Writer:
    """Appends blocks to a document."""

    def __init__(self, document: Document, profile: Profile) -> None:
        self.document = document
        self.profile = profile
        self.last_table: WordTable | None = None  # the table that what has been written ends with
        self.cell_padding = 2 * _ROOMY * _MM_PER_TWIP  # left and right of a cell's text together, in millimetres
        self._style_ids = {style.name: style.style_id for style in document.styles}

    def write(self, blocks: Iterable[Block]) -> None:
        """Append blocks in order."""
        for block in blocks:
            self._write(block)

    def _write(self, block: Block) -> None:
        match block:
            case Heading(level, text):
                self.paragraph(f"Heading {min(level, styles.HEADING_LEVELS)}", text)
            case Markdown(text):
                self._markdown(text)
            case Line(text, italic):
                self.paragraph(styles.LEAD if italic else styles.BODY, text)
            case Bullets(items):
                for item in items:
                    self.paragraph(styles.BULLET, f"- {item}")
            case Table() if block.columns:
                self._table(block)
            case PageBreak(title, subtitle):
                self.paragraph(styles.APPENDIX, title)
                if subtitle:
                    self.paragraph(styles.SUBJECT, subtitle)

    def paragraph(self, style: str, text: str) -> Paragraph:
        """Append a paragraph of plain text."""
        paragraph = self.document.add_paragraph(legal(text))
        paragraph._p.style = self._style_ids[style]
        self.last_table = None
        return paragraph

    def _markdown(self, text: str) -> None:
        for piece in narrative.read(body.tokens(text)):
            if isinstance(piece, Table):
                self._table(piece)
                continue
            style, sign, content = piece
            paragraph = self.paragraph(style, sign if not isinstance(content, str) else sign + content)
            if not isinstance(content, str):
                narrative.add_inline(paragraph, content)

    def _table(self, block: Table) -> None:
        self.paragraph(styles.CAPTION if block.caption else styles.GAP, block.caption)
        table = self.document.add_table(rows=0, cols=len(block.columns), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        margin = _ROOMY if len(block.columns) <= _ROOMY_COLUMNS else _NARROW
        side_margins(table, margin)
        widths = self._widths(block, 2 * margin * _MM_PER_TWIP)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        head = self._row(table, [(styles.CELL_HEAD, text) for text in block.columns], widths)
        flag(head, "w:tblHeader")
        cell_styles = [_cell_style(index, [row[index] for row in block.rows]) for index in range(len(block.columns))]
        for row in block.rows:
            self._row(table, list(zip(cell_styles, row, strict=True)), widths)
        self.paragraph(styles.GAP, "")
        self.last_table = table

    def _widths(self, block: Table, padding: float) -> Sequence[float]:
        """Return the columns' widths in millimetres."""
        whole = self.profile.text_width
        if block.widths:
            return [whole * share / sum(block.widths) for share in block.widths]
        return measure.columns([block.columns, *block.rows], whole, self.profile.table_size, padding)

    def _row(self, table: WordTable, texts: Sequence[tuple[str, str]], widths: Sequence[float]) -> _Row:
        row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx says no types here
        flag(row, "w:cantSplit")
        # `row.cells` walks the whole table at each call
        for element, text, width in zip(row._tr.tc_lst, texts, widths, strict=True):
            cell = _Cell(element, table)
            cell.width = Mm(width)
            self._fill(cell, [text])
        return row

    def keep_end(self) -> None:
        """Keep the last lines written, or the last rows of a table, on one page with what comes next."""
        rows = self.last_table.rows[-2:] if self.last_table else []
        in_rows = (paragraph for row in rows for cell in row.cells for paragraph in cell.paragraphs)
        for paragraph in (*self.document.paragraphs[-1:], *in_rows):
            paragraph.paragraph_format.keep_with_next = True

    def side_by_side(self, columns: Sequence[tuple[float, Sequence[tuple[str, str]]]]) -> _Row:
        """Append a table without borders: per column its width in millimetres and its (style, text) paragraphs."""
        table = self.document.add_table(rows=1, cols=len(columns))
        borderless(table)
        table.autofit = False
        row: _Row = table.rows[0]
        flag(row, "w:cantSplit")
        for column, cell, (width, lines) in zip(table.columns, row.cells, columns, strict=True):
            column.width = cell.width = Mm(width)
            self._fill(cell, lines)
        return row

    def _fill(self, cell: _Cell, lines: Iterable[tuple[str, str]]) -> None:
        for index, (style, text) in enumerate(lines):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            paragraph._p.style = self._style_ids[style]  # by id: looking a style up by name takes milliseconds
            paragraph.add_run(legal(text))


def _cell_style(index: int, texts: Sequence[str]) -> str:
    """Set a column that holds nothing but numbers to the right; years, and what numbers the rows, in the middle."""
    given = [text for text in texts if text]
    if not given or not all(map(_NUMBER.fullmatch, given)):
        return styles.CELL
    return styles.CELL_MIDDLE if index == 0 or all(map(_YEAR.fullmatch, given)) else styles.CELL_NUMBER
