"""The files of `schema/` in; the definition of one campaign (plan, dates, units, report schema) out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tongket.definition import json_schema, page_names
from tongket.definition.report_schema import ReportSchema, load_report_schema
from tongket.problems import Position, Problem, rule
from tongket.reading import text
from tongket.reading.frontmatter import Positions

REPORT_SCHEMA, CAMPAIGN_FILE, UNITS_FILE = "schema/report.schema.json", "schema/campaign.yml", "schema/units.yml"
SUBMISSIONS = "submissions"
#: The board's own report on the same outline; no unit may bear this id.
SYNTHESIS = "tong-hop"

#: A campaign's own file once the program's schema has found nothing wrong with it: its values have their types.
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Decree:
    """A document the campaign rests on: its symbol, date, issuer and subject."""

    symbol: str
    date: date
    issuer: str
    subject: str = ""


@dataclass(frozen=True)
class Exclusion:
    """Why and since when a unit need not report."""

    reason: str
    date: date


@dataclass(frozen=True)
class Parent:
    """The body above some of the units. `id` is its own as a unit of the level above, empty where it is only named."""

    name: str
    id: str = ""


@dataclass(frozen=True)
class Unit:
    """A unit that must report. `symbol` is its abbreviation in document numbers, empty if not declared.

    `parent` (the name of the body above it), `full_name`, `place` and `signing_body` are what its official documents
    bear.
    """

    id: str
    name: str
    full_name: str
    kind: str
    symbol: str = ""
    parent: str = ""
    place: str = ""
    signing_body: str = ""
    excluded: Exclusion | None = None

    @property
    def path(self) -> str:
        """Where its report stands, relative to the campaign's root."""
        return f"{SUBMISSIONS}/{self.id}.md"


@dataclass(frozen=True)
class Definition:
    """One campaign: what is reviewed, over which years, by whom, until when.

    `due` and `conference` are the plan's "before" dates: a report sent on `due` itself is late.
    `as_of` is the day the site counts from, None to let the caller say. `form` names the profile of
    official documents, `letterhead` the line at their top right. `parents` are the bodies above the units: as
    declared, else those that the units name, in the order in which they do. Their names differ.
    """

    name: str
    short_name: str
    illustrative: bool
    plan: Decree
    decisions: tuple[Decree, ...]
    first_year: int
    last_year: int
    due: date
    conference: date | None
    as_of: date | None
    addressee: str
    through: str
    issuer: str
    issuer_parent: str
    issuer_place: str
    issuer_signing_body: str
    letterhead: str
    form: str
    recipients: tuple[str, ...]
    units: tuple[Unit, ...]
    parents: tuple[Parent, ...]
    kinds: Mapping[str, str]
    schema: ReportSchema = field(repr=False)
    fingerprint: bytes = field(default=b"", repr=False)
    """A hash of the files it was read from."""

    @cached_property
    def unit_by_id(self) -> dict[str, Unit]:
        """The units by id."""
        return {unit.id: unit for unit in self.units}

    def units_of(self, parent: Parent) -> tuple[Unit, ...]:
        """Return the units below a parent, in order."""
        return tuple(unit for unit in self.units if unit.parent == parent.name)

    def below(self, parent: Parent) -> Definition:
        """Return the same campaign as if only the units below a parent had to report."""
        return replace(self, units=self.units_of(parent), parents=(parent,))

    @cached_property
    def unit_names(self) -> frozenset[str]:
        """The names of the units."""
        return frozenset(unit.name for unit in self.units)

    @cached_property
    def for_synthesis(self) -> Definition:
        """The same campaign as the board's own report sees it: no computed fields, and a few of its own."""
        return replace(self, schema=self.schema.for_synthesis)

    @property
    def board(self) -> str:
        """The body that receives the reports and consolidates them."""
        return self.through or self.addressee

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Proper names: of units, of the bodies that issue and receive, of places. They keep their capital."""
        units = (name for unit in self.units for name in (unit.full_name, unit.name, unit.place))
        bodies = (self.issuer, self.issuer_place, self.addressee, self.through, self.plan.issuer)
        found = (name for name in (*bodies, *units) if any(map(str.isalpha, name)))
        return tuple(dict.fromkeys(found))

    @property
    def years(self) -> range:
        """The years of the period, both ends included."""
        return range(self.first_year, self.last_year + 1)


def load(root: Path) -> tuple[Definition | None, list[Problem]]:
    """Read a campaign's definition; None beside the problems when it can't be used. Warnings alone don't stop it."""
    contents, problems = _read(root)
    if problems:
        return None, problems
    definition, found = _parsed(tuple(contents.items()))
    return definition, list(found)


@lru_cache(maxsize=2)
def _parsed(files: tuple[tuple[str, bytes], ...]) -> tuple[Definition | None, tuple[Problem, ...]]:
    """Read a definition from its files; a served site reads the same again after each change of a report."""
    contents = dict(files)
    report_schema, schema_at, problems = load_report_schema(REPORT_SCHEMA, contents[REPORT_SCHEMA])
    campaign, campaign_at, found = json_schema.load_data(CAMPAIGN_FILE, contents[CAMPAIGN_FILE], json_schema.CAMPAIGN)
    problems += found
    units, units_at, found = json_schema.load_data(UNITS_FILE, contents[UNITS_FILE], json_schema.UNITS)
    problems += found
    if not json_schema.has_errors(problems):
        problems += _check_campaign(campaign, campaign_at)
        problems += _check_units(units, units_at)
        problems += _check_parents(units, units_at)
        problems += _check_asked(report_schema, schema_at, units) if report_schema else ()
    if json_schema.has_errors(problems) or report_schema is None:
        return None, tuple(problems)
    fingerprint = blake2b(b"".join(blake2b(content).digest() for content in contents.values())).digest()
    return replace(_definition(campaign, units, report_schema), fingerprint=fingerprint), tuple(problems)


def _read(root: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the bytes of the campaign's files, and a problem for each that can't be read."""
    contents: dict[str, bytes] = {}
    problems = []
    for path in (REPORT_SCHEMA, CAMPAIGN_FILE, UNITS_FILE):
        try:
            contents[path] = (root / path).read_bytes()
        except OSError as exc:
            missing = isinstance(exc, FileNotFoundError)
            problems.append(rule("campaign-file", "missing" if missing else "").at(path, Position(1), file=path))
    return contents, problems


def _check_campaign(data: Data, at: Positions) -> Iterator[Problem]:
    if data["giai_doan"]["tu"] > data["giai_doan"]["den"]:
        yield rule("campaign-dates").at(CAMPAIGN_FILE, at.of_value(("giai_doan", "den")))
    if "hoi_nghi_truoc_ngay" in data and data["hoi_nghi_truoc_ngay"] < data["nop_truoc_ngay"]:
        yield rule("campaign-dates", "conference").at(CAMPAIGN_FILE, at.of_value(("hoi_nghi_truoc_ngay",)))


def _check_units(data: Data, at: Positions) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    # A parent's report stands beside those of the level above, so its id is one of a unit, too. That no unit bears it
    # here keeps figures from being added twice, and parents from standing in a circle.
    for way in [(key, index) for key in ("cap_tren", "don_vi") for index in range(len(data.get(key, ())))]:
        unit, place = data[way[0]][way[1]]["id"], at.of_value((*way, "id"))
        if unit in seen:
            above = way[0] == "don_vi" and any(parent["id"] == unit for parent in data.get("cap_tren", ()))
            yield rule("units-repeated", "parent" if above else "").at(UNITS_FILE, place, unit=unit, line=seen[unit])
        if unit in (SYNTHESIS, page_names.INDEX) or page_names.is_device(unit):
            yield _reserved(unit, place)
        seen.setdefault(unit, place.line)
    for index, unit in enumerate(data["don_vi"]):
        kind = unit["loai"]
        if kind not in data["loai"]:
            near = text.nearest(kind, data["loai"])
            at_kind = at.of_value(("don_vi", index, "loai"))
            yield rule("units-kind", "near" if near else "").at(UNITS_FILE, at_kind, kind=kind, near=near)


def _check_parents(data: Data, at: Positions) -> Iterator[Problem]:
    """Declared parents have names that tell them apart, and the units name these by their ids."""
    declared = data.get("cap_tren", ())
    seen: dict[str, int] = {}
    for index, parent in enumerate(declared):
        place = at.of_value(("cap_tren", index, "ten"))
        if parent["ten"] in seen:
            line = seen[parent["ten"]]
            yield rule("units-parent", "name").at(UNITS_FILE, place, name=parent["ten"], line=line)
        seen.setdefault(parent["ten"], place.line)
    known = [parent["id"] for parent in declared]
    for index, unit in enumerate(data["don_vi"] if declared else ()):
        named = unit.get("cap_tren", known[0])
        if named not in known:
            near = text.nearest(named, known)
            place = at.of_value(("don_vi", index, "cap_tren"))
            yield rule("units-parent", "near" if near else "").at(
                UNITS_FILE, place, parent=named, near=near, known=", ".join(known)
            )


def _reserved(unit: str, place: Position) -> Problem:
    kind = "synthesis" if unit == SYNTHESIS else "device" if page_names.is_device(unit) else ""
    return rule("units-reserved", kind).at(UNITS_FILE, place, unit=unit)


def _check_asked(schema: ReportSchema, at: Positions, units: Data) -> Iterator[Problem]:
    """Points are asked of kinds of unit that there are."""
    for point in schema.outline.points:
        for index, kind in enumerate(point.asked_of):
            if kind not in units["loai"]:
                way = ("properties", schema.roles["narrative"], "properties", point.id, "x-asked-of", index)
                near, known = text.nearest(kind, units["loai"]), ", ".join(units["loai"])
                yield rule("schema-annotation", "kind-near" if near else "kind").at(
                    REPORT_SCHEMA, at.of_value(way), kind=kind, near=near, known=known
                )


def _definition(data: Data, units: Data, report_schema: ReportSchema) -> Definition:
    issuer, form = data["ban_hanh"], data.get("the_thuc", {})
    declared = tuple(Parent(parent["ten"], parent["id"]) for parent in units.get("cap_tren", ()))
    names = {parent.id: parent.name for parent in declared}
    reporting = tuple(_unit(unit, names) for unit in units["don_vi"])
    return Definition(
        name=data["ten"],
        short_name=data.get("ten_ngan", data["ten"]),
        illustrative=data["minh_hoa"],
        plan=_decree(data["ke_hoach"]),
        decisions=tuple(map(_decree, data.get("quyet_dinh", ()))),
        first_year=data["giai_doan"]["tu"],
        last_year=data["giai_doan"]["den"],
        due=date.fromisoformat(data["nop_truoc_ngay"]),
        conference=_date(data.get("hoi_nghi_truoc_ngay")),
        as_of=_date(data.get("ngay_chot")),
        addressee=data["noi_gui_bao_cao"],
        through=data.get("gui_qua", ""),
        issuer=issuer["co_quan"],
        issuer_parent=issuer.get("cap_tren", ""),
        issuer_place=issuer.get("dia_danh", ""),
        issuer_signing_body=issuer.get("ky_thay_mat", ""),
        letterhead=form.get("tieu_de", ""),
        form=form.get("mau", "hd36"),
        recipients=tuple(data.get("noi_nhan", ())),
        units=reporting,
        parents=declared or tuple(map(Parent, dict.fromkeys(unit.parent for unit in reporting if unit.parent))),
        kinds=units["loai"],
        schema=report_schema,
    )


def _decree(data: Data) -> Decree:
    return Decree(data["so_ky_hieu"], date.fromisoformat(data["ngay"]), data["co_quan"], data.get("trich_yeu", ""))


def _unit(data: Data, parents: Mapping[str, str]) -> Unit:
    """Return a unit; `parents` are the names of declared ones by id, where a unit without one stands below none."""
    excluded, above = data.get("loai_tru"), data.get("cap_tren", "")
    return Unit(
        id=data["id"],
        name=data["ten"],
        full_name=data.get("ten_day_du", data["ten"]),
        kind=data["loai"],
        symbol=data.get("ky_hieu", ""),
        parent=parents.get(above, above),
        place=data.get("dia_danh", ""),
        signing_body=data.get("ky_thay_mat", ""),
        excluded=Exclusion(excluded["ly_do"], date.fromisoformat(excluded["ngay"])) if excluded else None,
    )


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
