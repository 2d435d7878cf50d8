"""Texts in; the elements of word-processing XML out, as text, with their children in the standard's order.

Whatever a text holds, it comes out as text: no sign of it is read as markup, and none is left that XML can't hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MM_PER_TWIP = 25.4 / 1440
#: Room left and right of a cell's text where a table says nothing, in twips.
CELL_MARGIN = 108
#: Characters that XML 1.0 can't hold; checked submissions have none, other texts may.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile("([\t\n\r])")
_BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>"}
LINE_BREAK = "<w:r><w:br/></w:r>"
_KEEP = "<w:keepNext/>"
_NO_BORDERS = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_LOOK = (
    '<w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1"'
    ' w:val="04A0"/>'
)
TABLE_END = "</w:tbl>"


def _twips(millimetres: float) -> int:
    """Return a length as Word writes it, by way of its own unit of 1/36000 mm, which it cuts."""
    return round(int(millimetres * 36_000) / 635)


def legal(text: str) -> str:
    """Return the text without the characters that no XML file can hold."""
    return _ILLEGAL.sub("", text)


def plain(text: str) -> str:
    """Return a text as the content of an element."""
    # a carriage return written as such would be read back as a line feed
    return escaped(legal(text)).replace("\r", "&#13;")


def run(text: str, marks: str = "") -> str:
    """Return a text as a run; empty where nothing of it is left. `marks` are elements such as `<w:b/>`."""
    if text.isprintable():  # then it holds neither breaks nor what XML can't hold
        content = _text(text)
    else:
        content = "".join(_BREAKS.get(piece) or _text(piece) for piece in _BREAK.split(legal(text)))
    if not content:
        return ""
    return f"<w:r><w:rPr>{marks}</w:rPr>{content}</w:r>" if marks else f"<w:r>{content}</w:r>"


def _text(text: str) -> str:
    if not text:
        return ""
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<w:t{space}>{escaped(text)}</w:t>"


def escaped(text: str) -> str:
    """Return a text of legal characters as the content of an element; `html.escape` takes twice the time."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def paragraph(style: str, runs: str, indent: float | None = None) -> str:
    """Return a paragraph in a style (its id), indented at both sides by some millimetres."""
    return f"{paragraph_start(style, indent)}{runs}</w:p>"


def paragraph_start(style: str, indent: float | None = None) -> str:
    """Return what stands before a paragraph's runs."""
    indents = "" if indent is None else f'<w:ind w:left="{_twips(indent)}" w:right="{_twips(indent)}"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{indents}</w:pPr>'


def kept(element: str) -> str:
    """Return a paragraph, or a row of a table, that stays on one page with what comes next."""
    return element.replace("</w:pPr>", f"{_KEEP}</w:pPr>")


def table(style: str, widths: Iterable[float], margin: int) -> str:
    """Return the beginning of a table with borders; widths in millimetres, the room beside a cell's text in twips."""
    margins = "".join(f'<w:{side} w:w="{margin}" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:type="auto" w:w="0"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>{_LOOK}</w:tblPr>{_grid(widths)}'
    )


def borderless(widths: Iterable[float]) -> str:
    """Return the beginning of a table that only lays things side by side."""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:type="auto" w:w="0"/><w:tblBorders>{_NO_BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/>{_LOOK}</w:tblPr>{_grid(widths)}'
    )


def _grid(widths: Iterable[float]) -> str:
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def row(cells: Iterable[str], head: bool = False) -> str:
    """Return a row that no page breaks; a head is repeated on every page."""
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def text_cells(starts: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return the cells of a row, of one paragraph each; a start goes up to the paragraph's runs."""
    return [f"{start}{run(text)}</w:p>{CELL_END}" for start, text in zip(starts, texts, strict=True)]


def cell_starts(widths: Sequence[float]) -> list[str]:
    """Return the beginnings of the cells of a row; each cell ends with `CELL_END`."""
    return [f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{_twips(width)}"/></w:tcPr>' for width in widths]


CELL_END = "</w:tc>"
EMPTY_PARAGRAPH = "<w:p/>"
