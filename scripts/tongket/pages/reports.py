"""Each unit's report, or its absence, in; its page and the index of all reports out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeGuard

from tongket import words
from tongket.campaign import Answer, Report, State
from tongket.consolidating import Number
from tongket.definition import Unit
from tongket.definition.fields import Field, Kind, Operation, Point
from tongket.filed import Passage
from tongket.pages import sheets, shown
from tongket.pages.engine import Site, further, make
from tongket.pages.links import REPORTS, report_uri
from tongket.pages.page import PlannedPage
from tongket.pages.sheets import Index
from tongket.words import say

#: So many reports stand on one page of their list.
_UNITS = 200


@dataclass(frozen=True)
class Given:
    """What a report says under one field: the value (None where it says nothing) and its line."""

    field: Field
    value: object
    line: int

    @property
    def readable(self) -> bool:
        """Whether the value has the form its field asks for."""
        match self.field.kind:
            case Kind.FIGURE:
                return _is_count(self.value) or _all(_values(self.value), _is_count)
            case Kind.BREAKDOWN:
                return _all(_values(self.value), _is_count)
            case Kind.RECORDS:
                return isinstance(self.value, list) and _all(self.value, lambda item: isinstance(item, Mapping))
            case Kind.TEXTS:
                return isinstance(self.value, list)
        return self.value is not None

    @property
    def total(self) -> Number | None:
        """The figure for the whole period, or what a breakdown comes to; None where there is no such number."""
        if not isinstance(self.value, Mapping):
            return self.value if _is_count(self.value) else None
        numbers = list(filter(_is_count, self.value.values()))
        if not numbers:
            return None
        if self.field.kind is Kind.BREAKDOWN:
            return sum(numbers) / len(numbers) if self.field.op is Operation.MEAN else sum(numbers)
        return self.field.over_years.of(self.by_year) if self.by_year else None

    @property
    def over_years(self) -> str:
        """What the figure for the whole period is, where it is not the sum of its years."""
        return shown.over_years(self.field, [max(self.by_year)] if self.by_year else [])

    @cached_property
    def by_year(self) -> dict[int, Number]:
        """The figure of each year; empty where it is not given by year."""
        if self.field.kind is not Kind.FIGURE or not isinstance(self.value, Mapping):
            return {}
        return {int(year): count for year, count in self.value.items() if str(year).isdigit() and _is_count(count)}


@dataclass(frozen=True)
class PointView:
    """One point as a report answers it: narrative, figures (in one table), and its other fields."""

    point: Point
    answer: Answer
    section: Passage | None
    figures: tuple[Given, ...]
    years: tuple[int, ...]
    others: tuple[Given, ...]
    missing: tuple[Field, ...]


@dataclass(frozen=True)
class Letter:
    """What stands around the text of an official document."""

    superior: str
    issuer: str
    symbol: str
    letterhead: str
    place_and_day: str
    subject: str
    recipients: tuple[str, ...]
    authority: str
    position: str
    signer: str


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the index of reports and a page for every unit, those that have not filed included."""
    units = site.definition.units
    listing = sheets.cut(REPORTS, site.groups, _UNITS)
    indexed = partial(_indexed, site)
    late = indexed if not listing.whole else lambda: {"kinds": _kinds(site)}
    yield make(site, REPORTS, say("page.reports"), "reports.html", late, listing=listing)
    yield from further(site, listing, say("page.reports"), "reports-sheet.html", lambda sheet: {}, indexed)
    for index, unit in enumerate(units):
        before = units[index - 1] if index else None
        after = units[index + 1] if index + 1 < len(units) else None
        yield _page(site, unit, before, after)


def _kinds(site: Site) -> list[tuple[str, list[Unit]]]:
    """Return the units of each kind, by its name."""
    units = site.definition.units
    return [(name, [unit for unit in units if unit.kind == kind]) for kind, name in site.definition.kinds.items()]


def _indexed(site: Site) -> Mapping[str, object]:
    def counts(units: Iterable[Unit]) -> Sequence[object]:
        states = [site.status_of[unit.id].state for unit in units]
        return (len(states), sum(state in (State.ON_TIME, State.LATE) for state in states))

    heads = (say("sheet.units"), say("chart.filed"))
    return {"index": Index(heads, lambda piece: counts(piece.units), counts(site.definition.units))}


def _page(site: Site, unit: Unit, before: Unit | None, after: Unit | None) -> tuple[str, PlannedPage]:
    report = site.campaign.report_of.get(unit.id)
    values: dict[str, Any] = {
        "unit": unit,
        "status": site.status_of[unit.id],
        "report": report,
        "previous": before,
        "next": after,
    }
    uri, title, source = report_uri(unit), say("page.report", unit=unit.name), unit.path if report else None
    if report is None or report.scaffold or report.withheld:
        return make(site, uri, title, "report-missing.html", source=source, **values)
    return make(
        site,
        uri,
        title,
        "report.html",
        lambda: _shown(site, report),
        source=source,
        **values,
    )


def _shown(site: Site, report: Report) -> Mapping[str, object]:
    return {
        "letter": _letter(report),
        "preamble": _text(report.role("preamble")),
        "points": {point.id: _point(report, point) for point in site.definition.schema.outline.points},
        "problems": () if report.counted else site.problems_of.get(report.path, ()),
    }


def _point(report: Report, point: Point) -> PointView:
    given = [_given(report, field) for field in point.fields]
    figures = tuple(one for one in given if one.field.kind is Kind.FIGURE and one.readable)
    years = {year for one in figures for year in one.by_year}
    others = tuple(one for one in given if one.value is not None and one not in figures)
    said = report.answer(point.id)
    missing = tuple(one.field for one in given if one.value is None and said is not Answer.NOT_ASKED)
    return PointView(point, said, report.sections.get(point.id), figures, tuple(sorted(years)), others, missing)


def _given(report: Report, field: Field) -> Given:
    return Given(field, report.data.get(field.name), report.line((field.name,)))


def _letter(report: Report) -> Letter:
    unit, definition = report.unit, report.definition
    signer = report.role("signer")
    signer = signer if isinstance(signer, Mapping) else {}
    roles = definition.schema.roles
    authority = _text(signer.get(roles.get("signer-authority", "")))
    return Letter(
        superior=unit.parent,
        issuer=unit.full_name,
        symbol=_text(report.role("symbol")),
        letterhead=definition.letterhead,
        place_and_day=", ".join(part for part in (unit.place, shown.long_day(report.role("issued"))) if part),
        subject=words.subject(_text(report.role("title")) or definition.name, say("document.report")),
        recipients=tuple(shown.listed(_texts(report.role("recipients")), ";" if definition.form == "hd05" else ",")),
        authority=f"{authority} {unit.signing_body}".strip() if authority else unit.signing_body,
        position=_text(signer.get(roles.get("signer-position", ""))),
        signer=_text(signer.get(roles.get("signer-name", ""))),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _is_count(value: object) -> TypeGuard[Number]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _values(value: object) -> Collection[object] | None:
    """Return the values of a mapping, None where it is none."""
    return value.values() if isinstance(value, Mapping) else None


def _all(values: Collection[object] | None, test: Callable[[object], bool]) -> bool:
    return values is not None and all(map(test, values))
