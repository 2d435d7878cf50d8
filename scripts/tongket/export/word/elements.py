"""The parts of Open XML that python-docx has no words for, each put where the standard's order wants it."""

from __future__ import annotations

import re
from typing import cast

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

#: Characters that XML 1.0 can't hold; checked submissions have none, other texts may.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What may follow in a table's properties, in order (ECMA-376, CT_TblPr).
_AFTER_BORDERS = (
    "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption", "w:tblDescription", "w:tblPrChange",
)  # fmt: skip
_AFTER_MARGINS = _AFTER_BORDERS[3:]
#: The same for a paragraph's properties after its borders (CT_PPr).
_AFTER_PARAGRAPH_BORDERS = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct",
    "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind",
    "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip
_AFTER_OUTLINE_LEVEL = _AFTER_PARAGRAPH_BORDERS[_AFTER_PARAGRAPH_BORDERS.index("w:outlineLvl") + 1 :]


def legal(text: str) -> str:
    """Return the text without the characters that no XML file can hold."""
    return _ILLEGAL.sub("", text)


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """Make an element of the word-processing vocabulary with attributes of the same."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return cast(BaseOxmlElement, made)  # a plain element where python-docx has no class for the name


def flag(row: _Row, name: str) -> None:
    """Set a property of a row that is either there or not."""
    row._tr.get_or_add_trPr().insert_element_before(element(name))


def borderless(table: Table) -> None:
    """Take the borders off a table that only lays things side by side."""
    borders = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(f"w:{side}", val="nil"))
    table._tbl.tblPr.insert_element_before(borders, *_AFTER_BORDERS)


def side_margins(table: Table, twips: int) -> None:
    """Set the room left and right of each cell's text."""
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=str(twips), type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, *_AFTER_MARGINS)


def rule_below(properties: BaseOxmlElement) -> None:
    """Draw a solid rule of 0.75 pt, 1 pt below a paragraph, from its left to its right indent."""
    borders = element("w:pBdr")
    borders.append(element("w:bottom", val="single", sz="6", space="1", color="000000"))
    properties.insert_element_before(borders, *_AFTER_PARAGRAPH_BORDERS)


def outline_level(properties: BaseOxmlElement, level: int) -> None:
    """List a style's paragraphs in the navigation pane; level 0 is the highest."""
    properties.insert_element_before(element("w:outlineLvl", val=str(level)), *_AFTER_OUTLINE_LEVEL)


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Append a field that the reader's program computes, such as PAGE; `shown` stands until it has."""
    instruction = element("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = code
    for part in (element("w:fldChar", fldCharType="begin"), instruction, element("w:fldChar", fldCharType="separate")):
        paragraph.add_run()._r.insert_element_before(part)
    paragraph.add_run(shown)
    paragraph.add_run()._r.insert_element_before(element("w:fldChar", fldCharType="end"))
