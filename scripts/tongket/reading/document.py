"""A submission's bytes in; the one JSON document of a report, with positions and problems, out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from tongket.problems import Position, Problem, rule
from tongket.reading import body, frontmatter, text
from tongket.reading.body import Body, Section
from tongket.reading.frontmatter import JsonPath, Positions
from tongket.reading.layout import Layout

_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")


@dataclass(frozen=True)
class Document:
    """A report as data: front matter and narrative joined, as `report.schema.json` describes it.

    `path` is relative to the campaign's root; `content` is the file's text as it was read.
    """

    path: str
    data: dict[str, object]
    positions: Positions
    body: Body
    content: str = field(default="", repr=False, compare=False)

    @property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return self.content.split("\n") if self.content else []

    def position(self, path: JsonPath) -> Position:
        """Return where the value at a JSON path stands in the file."""
        return self.positions.of_value(path)


def parse(path: str, raw: bytes, layout: Layout) -> tuple[Document, list[Problem]]:
    """Read a submission. Syntax problems come back beside whatever could still be read."""
    content, problems = text.decode(path, raw)
    if not content:
        return Document(path, {}, Positions(), replace(body.parse(path, "", layout), unread=True)), problems
    front, markdown, fence_problems = frontmatter.split(path, content)
    problems += fence_problems
    parsed = frontmatter.parse(path, front)
    problems += parsed.problems
    data, shape_problems = _front_matter(path, parsed, layout, readable=not (fence_problems and not front))
    problems += shape_problems
    sections = body.parse(path, markdown, layout)
    problems += sections.problems
    if fence_problems and not markdown:
        sections = replace(sections, unread=True)
    data = data | _narrative(sections, layout, parsed.positions)
    return Document(path, data, parsed.positions, sections, content), problems


def _front_matter(
    path: str, parsed: frontmatter.Parsed, layout: Layout, *, readable: bool
) -> tuple[dict[str, object], list[Problem]]:
    """Return the front matter as a mapping, without the names that only the body may fill."""
    problems: list[Problem] = []
    if not isinstance(parsed.value, dict) or not parsed.value:
        if readable and not parsed.problems:
            problems.append(rule("front-matter-shape").at(path, parsed.positions.of(())))
        return {}, problems
    data = dict(parsed.value)
    for name in layout.names:
        if name in data:
            del data[name]
            problems.append(rule("front-matter-body-field").at(path, parsed.positions.of((name,)), name=name))
    return data, problems


def _narrative(parsed: Body, layout: Layout, positions: Positions) -> dict[str, object]:
    """Return title, preamble and the text of each point as they may be published, and note where they stand."""
    data: dict[str, object] = {}
    points: dict[str, str] = {}
    title = title_section(parsed)
    if title:
        data[layout.title] = title.title
        positions.add((layout.title,), Position(title.line))
    preamble = "\n\n".join(filter(None, (_published(parsed.before), _published(title) if title else "")))
    if preamble:
        data[layout.preamble] = preamble
        positions.add((layout.preamble,), Position((title or parsed.before).text_line))
    for section in parsed.sections:
        published = _published(section)
        if section.number in layout.points and section.number not in points and published:
            points[section.number] = published
            positions.add((layout.narrative, section.number), Position(section.line))
    data[layout.narrative] = points
    return data


def _published(section: Section) -> str:
    return _BLANK_LINES.sub("", section.markdown)


def title_section(parsed: Body) -> Section | None:
    """Return the section under the report's own title: the first level-1 heading that is none of the outline's."""
    return next((section for section in parsed.sections if section.level == 1 and not section.number), None)


def point_sections(parsed: Body, layout: Layout) -> dict[str, Section]:
    """Return the section of each point that stands in the body, the first one where it is repeated."""
    found: dict[str, Section] = {}
    for section in parsed.sections:
        if section.number in layout.points:
            found.setdefault(section.number, section)
    return found
