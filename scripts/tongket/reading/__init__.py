"""A file's bytes in; the one JSON document of a report, with positions and problems of its syntax, out."""

from tongket.reading.body import Body, Section
from tongket.reading.document import Document, Layout, parse, point_sections
from tongket.reading.frontmatter import JsonPath, Positions

__all__ = ["Body", "Document", "JsonPath", "Layout", "Positions", "Section", "parse", "point_sections"]
