"""A file's bytes in; the one JSON document of a report, with positions and problems of its syntax, out."""

from tongket.reading.body import Body, Section
from tongket.reading.document import Document, parse, point_sections, title_section
from tongket.reading.frontmatter import JsonPath, Positions
from tongket.reading.layout import Layout

__all__ = [
    "Body",
    "Document",
    "JsonPath",
    "Layout",
    "Positions",
    "Section",
    "parse",
    "point_sections",
    "title_section",
]
