"""The model in; Word files in the Party's official document form out, as deterministic bytes.

Narrative goes from the one Markdown parser's tokens straight into Word paragraphs: the same reading as
on the pages, one set of styles, and no converter program to install and keep in step.
"""

from tongket.export.word.blocks import Block, Bullets, Heading, Line, Markdown, PageBreak, Table
from tongket.export.word.letter import Letterhead, Signature, letter
from tongket.export.word.profile import PROFILES, Profile

__all__ = [
    "PROFILES",
    "Block",
    "Bullets",
    "Heading",
    "Letterhead",
    "Line",
    "Markdown",
    "PageBreak",
    "Profile",
    "Signature",
    "Table",
    "letter",
]
