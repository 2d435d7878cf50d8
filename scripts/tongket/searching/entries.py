"""The model in; what can be found out: points of reports, sections of guides, the pages of fields and rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongket import problems
from tongket.campaign import Report, Status
from tongket.consolidating.quotable import Value
from tongket.definition import Definition
from tongket.definition.fields import Field, Kind, Point
from tongket.pages import shown
from tongket.pages.links import CONSOLIDATED, FIELDS, RULES, Links, anchor, point_uri, report_uri, section_uri
from tongket.reading import body
from tongket.reading.slug import slugify
from tongket.searching.parts import Entry
from tongket.synthesis import Citation, Piece, Synthesis
from tongket.words import say

_HEADING = re.compile(r"(#{1,6})\s+(?P<title>.*?)(?:\s*\{[^}]*?#(?P<id>[\w.:-]+)[^}]*\})?\s*#*")
_SIGNS = (
    (re.compile(r"<!--.*?-->", re.DOTALL), " "),
    (re.compile(r"</?[A-Za-z][^>]*>"), " "),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\{[^{}\n]*[#.:][^{}\n]*\}"), " "),
    (re.compile(r"^\s*(?:!!!|\?\?\?\+?)\s*\w+|^\s*[|:\-+ ]+$|[*`|]+|^[ >]*[-+] +", re.MULTILINE), " "),
    (re.compile(r"[ \t]+"), " "),
)


@dataclass(frozen=True)
class Written:
    """A page that people write: its address below the site's root and its Markdown."""

    address: str
    markdown: str


def of_synthesis(definition: Definition, synthesis: Synthesis | None, links: Links) -> Iterator[Entry | None]:
    """Yield the consolidated report: its page, and each point of the outline, None where the board has no text."""
    address, title = links.address(CONSOLIDATED), say("page.synopsis")
    symbol = synthesis.role("symbol") if synthesis else None
    yield Entry(address, _numbered(title, symbol), "", _said(synthesis.preamble) if synthesis else "")
    for point in definition.schema.outline.points:
        prose = synthesis.prose.get(point.id) if synthesis else None
        place = f"{links.address(section_uri(point.section))}#{anchor(point.id)}"
        yield Entry(place, point.heading, title, _said(prose.pieces)) if prose else None


def of_report(definition: Definition, status: Status, address: str) -> Iterator[Entry | None]:
    """Yield a unit's report: its page, and each point of the outline, None where it is empty.

    Of a report that is not there, and of one that is withheld, only where the unit stands is told.
    """
    unit, report = status.unit, status.report
    title = say("page.report", unit=unit.name)
    points = definition.schema.outline.points
    if report is None or report.scaffold or report.withheld:
        yield Entry(address, title, "", status.standing)
        yield from (None for _ in points)
        return
    yield Entry(address, _numbered(title, report.role("symbol")), "", _head(report))
    for point in points:
        text = "\n".join(filter(None, (*_narrative(report, point), *_given(report, point))))
        yield Entry(f"{address}#{anchor(point.id)}", point.heading, unit.name, text) if text else None


def of_guide(page: Written) -> list[Entry]:
    """Return the sections of a page that people write."""
    return list(_sections(page))


def of_titles(definition: Definition, links: Links, titles: Mapping[str, str]) -> Iterator[Entry]:
    """Yield the generated pages by their titles, without those of reports, with what the outline asks at each point."""
    questions = {point_uri(point.id): point.question for point in definition.schema.outline.points}
    apart = {report_uri(unit) for unit in definition.units}
    for uri, title in titles.items():
        if uri not in apart:
            yield Entry(links.address(uri), title, "", questions.get(uri, ""))


def of_reference(definition: Definition, links: Links) -> Iterator[Entry]:
    """Yield the fields and the rules."""
    fields, rules = links.address(FIELDS), links.address(RULES)
    for field in definition.schema.fields.values():
        text = "\n".join(_described(field))
        yield Entry(f"{fields}#truong-{field.name}", field.title, say("page.fields"), text)
    for rule in problems.rules():
        yield Entry(f"{rules}#{rule.id}", rule.title, say("page.rules"), f"{rule.id}\n{rule.reason}")


def _described(field: Field) -> Iterator[str]:
    yield from filter(None, (field.name, field.description, *field.labels.values()))
    for column in field.columns:
        yield f"{column.name} {column.title}"


def _numbered(title: str, symbol: object) -> str:
    return say("search.numbered", title=title, symbol=symbol) if isinstance(symbol, str) and symbol else title


def _head(report: Report) -> str:
    """Return what stands around the points: full name, title, signer, preamble, recipients."""
    signer, recipients, preamble = report.role("signer"), report.role("recipients"), report.role("preamble")
    lines = [report.unit.full_name, report.role("title")]
    lines += list(signer.values()) if isinstance(signer, Mapping) else []
    lines += [body.plain(preamble)] if isinstance(preamble, str) else []
    lines += recipients if isinstance(recipients, list) else []
    return "\n".join(line for line in lines if isinstance(line, str) and line)


def _narrative(report: Report, point: Point) -> Iterator[str]:
    if point.id in report.sections:
        yield report.sections[point.id].plain


def _given(report: Report, point: Point) -> Iterator[str]:
    """Yield what a report gives under a point's fields; of numbers only what they count."""
    for field in point.fields:
        value = report.data.get(field.name)
        if value is None:
            continue
        if field.kind in (Kind.FIGURE, Kind.BREAKDOWN):
            yield field.title
        elif field.kind is Kind.RECORDS and isinstance(value, list):
            yield from (f"{field.title}: {shown.shown(field, item)}" for item in value)
        else:
            yield f"{field.title}: {shown.shown(field, value)}"


def _said(pieces: Sequence[Piece]) -> str:
    """Return the board's text with its figures, without its citations."""
    return body.plain("".join(_word(piece) for piece in pieces))


def _word(piece: Piece) -> str:
    match piece:
        case Value():
            return piece.text
        case Citation():
            return ""
    return piece


def _sections(page: Written) -> Iterator[Entry]:
    """Cut a written page at its headings."""
    title, place, lines = "", page.address, list[str]()
    page_title, used, fenced = "", set[str](), False
    for line in _without_meta(page.markdown).split("\n"):
        fenced ^= line.lstrip().startswith("```")
        heading = None if fenced else _HEADING.fullmatch(line.strip().removeprefix("- ").strip())
        if not heading:
            lines.append(line)
            continue
        if title:
            yield Entry(place, title, page_title if title != page_title else "", _plain(lines))
        title, lines = _plain([heading["title"]]), []
        own = heading["id"] or _free(slugify(title), used)
        used.add(own)
        page_title = page_title or title
        place = f"{page.address}#{own}" if title != page_title else page.address
    if title:
        yield Entry(place, title, page_title if title != page_title else "", _plain(lines))


def _free(name: str, used: set[str]) -> str:
    """Return the anchor that the site's generator gives a heading of this name."""
    count = 1
    free = name
    while free in used:
        free, count = f"{name}_{count}", count + 1
    return free


def _without_meta(markdown: str) -> str:
    return re.sub(r"\A---\n.*?\n---\n", "", markdown, count=1, flags=re.DOTALL)


def _plain(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    for sign, instead in _SIGNS:
        text = sign.sub(instead, text)
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
