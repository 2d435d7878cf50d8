"""Blocks in; the body of a Word document, as XML, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tongket.export.word import markup, measure, narrative, styles
from tongket.export.word.blocks import Block, Bullets, Heading, Line, Markdown, PageBreak, Table
from tongket.export.word.profile import Profile
from tongket.reading import body

#: A table with more columns gives the room beside its texts to the texts.
_ROOMY_COLUMNS = 5
#: Room left and right of a cell's text in a table of many columns, in twips.
_NARROW = 60
#: Left and right of a cell's text together, where a table says nothing, in millimetres.
CELL_PADDING = 2 * markup.CELL_MARGIN * markup.MM_PER_TWIP
_TABLE_STYLE = "Table Grid"
_NUMBER = re.compile(r"[0-9][0-9.,]*(?:/[0-9]+)?%?")
#: No count: thousands bear a dot.
_YEAR = re.compile(r"[0-9]{4}")


class Writer:
    """Appends blocks to a document."""

    def __init__(self, style_ids: Mapping[str, str], profile: Profile) -> None:
        self.profile = profile
        self._style_ids = style_ids
        self._parts: list[str] = []
        self._end: Sequence[int] = ()  # which parts are the last lines, with the last rows of the table they follow

    def body(self) -> str:
        """Return what has been written."""
        return "".join(self._parts)

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

    def line(self, style: str, text: str, indent: float | None = None) -> str:
        """Return a paragraph of plain text, indented at both sides by some millimetres."""
        return markup.paragraph(self._style_ids[style], markup.run(text), indent)

    def paragraph(self, style: str, text: str) -> None:
        """Append a paragraph of plain text."""
        self._append(self.line(style, text))

    def _append(self, paragraph: str) -> None:
        self._end = (len(self._parts),)
        self._parts.append(paragraph)

    def _markdown(self, text: str) -> None:
        for piece in narrative.read(body.tokens(text)):
            if isinstance(piece, Table):
                self._table(piece)
                continue
            style, sign, content = piece
            if isinstance(content, str):
                self.paragraph(style, sign + content)
            else:
                self._append(markup.paragraph(self._style_ids[style], markup.run(sign) + narrative.runs(content)))

    def _table(self, block: Table) -> None:
        self.paragraph(styles.CAPTION if block.caption else styles.GAP, block.caption)
        margin = markup.CELL_MARGIN if len(block.columns) <= _ROOMY_COLUMNS else _NARROW
        widths = self._widths(block, 2 * margin * markup.MM_PER_TWIP)
        self._parts.append(markup.table(self._style_ids[_TABLE_STYLE], widths, margin))
        cells = markup.cell_starts(widths)
        starts = self._text_starts(cells, [styles.CELL_HEAD] * len(cells))
        self._parts.append(markup.row(markup.text_cells(starts, block.columns), head=True))
        of_columns = [_cell_style(index, [row[index] for row in block.rows]) for index in range(len(cells))]
        starts = self._text_starts(cells, of_columns)
        self._parts.extend(markup.row(markup.text_cells(starts, row)) for row in block.rows)
        last = len(self._parts)
        self._parts.append(markup.TABLE_END)
        self.paragraph(styles.GAP, "")
        self._end = (*range(last - min(2, 1 + len(block.rows)), last), *self._end)

    def _text_starts(self, cells: Sequence[str], cell_styles: Sequence[str]) -> list[str]:
        paragraphs = (markup.paragraph_start(self._style_ids[style]) for style in cell_styles)
        return [cell + paragraph for cell, paragraph in zip(cells, paragraphs, strict=True)]

    def _widths(self, block: Table, padding: float) -> Sequence[float]:
        """Return the columns' widths in millimetres."""
        whole = self.profile.text_width
        if block.widths:
            return [whole * share / sum(block.widths) for share in block.widths]
        return measure.columns([block.columns, *block.rows], whole, self.profile.table_size, padding)

    def keep_end(self) -> None:
        """Keep the last line written, with the last rows of a table before it, on one page with what comes next."""
        for index in self._end:
            self._parts[index] = markup.kept(self._parts[index])

    def side_by_side(self, columns: Sequence[tuple[float, Sequence[str]]]) -> None:
        """Append a table without borders, of one row: per column its width in millimetres and its paragraphs."""
        widths = [width for width, _ in columns]
        starts = markup.cell_starts(widths)
        contents = ("".join(lines) or markup.EMPTY_PARAGRAPH for _, lines in columns)
        cells = (start + content + markup.CELL_END for start, content in zip(starts, contents, strict=True))
        self._parts += (markup.borderless(widths), markup.row(cells), markup.TABLE_END)


def _cell_style(index: int, texts: Sequence[str]) -> str:
    """Set a column that holds nothing but numbers to the right; years, and what numbers the rows, in the middle."""
    given = [text for text in texts if text]
    if not given or not all(map(_NUMBER.fullmatch, given)):
        return styles.CELL
    return styles.CELL_MIDDLE if index == 0 or all(map(_YEAR.fullmatch, given)) else styles.CELL_NUMBER
