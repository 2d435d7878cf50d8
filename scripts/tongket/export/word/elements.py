"""The parts of Open XML that python-docx has no words for, each put where the standard's order wants it."""

from __future__ import annotations

from typing import cast

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

#: What may follow in a paragraph's properties after its borders, in order (ECMA-376, CT_PPr).
_AFTER_PARAGRAPH_BORDERS = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct",
    "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind",
    "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip
_AFTER_OUTLINE_LEVEL = _AFTER_PARAGRAPH_BORDERS[_AFTER_PARAGRAPH_BORDERS.index("w:outlineLvl") + 1 :]


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """Make an element of the word-processing vocabulary with attributes of the same."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return cast(BaseOxmlElement, made)  # a plain element where python-docx has no class for the name


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
