"""Numbers over years and over units are two operations; who is asked, who gave and who did not is always known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import board
from tongket.campaign import Answer, Report
from tongket.consolidating import Breakdown, Consolidated, Figure, Part, PointSummary, consolidation, figures, quotable
from tongket.consolidating.brief import MainFigure, brief
from tongket.consolidating.consolidation import summarize
from tongket.definition import Unit
from tongket.definition.fields import Field, Operation, OverYears


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The miniature campaign: thcs-a gave 410 for 2021 and 432 for 2022, thcs-b 500 for both years together."""
    return board.copy(tmp_path)


def rolled(root: Path, **annotated: object) -> Figure:
    """Return the figure `luot_kham` of a campaign, its field annotated anew."""
    loaded, _ = board.load(root)
    field = replace(loaded.consolidated.parts["luot_kham"].field, **annotated)
    return figures.figure(field, loaded.campaign.counted)


def with_field(consolidated: Consolidated, field: Field, part: Figure) -> Consolidated:
    """Return the consolidated report with a figure in another's place."""
    points = tuple(
        replace(one, parts=tuple(part if other.field.name == field.name else other for other in one.parts))
        for one in consolidated.points
    )
    return replace(consolidated, points=points)


def main_figure(root: Path, **annotated: object) -> MainFigure:
    """Return the brief's line on `luot_kham`, its field annotated anew."""
    loaded, _ = board.load(root)
    part = rolled(root, brief_total=True, **annotated)
    return brief(with_field(loaded.consolidated, part.field, part)).figures[0]


def names(figure: Figure, root: Path) -> dict[str, str]:
    """Return what prose can quote of a figure."""
    loaded, _ = board.load(root)
    values = quotable.values(loaded.campaign, with_field(loaded.consolidated, figure.field, figure))
    return {name: value.text for name, value in values.items() if name.startswith("luot_kham")}


# -- over years ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("over_years", "amounts", "value"),
    [
        (OverYears.SUM, [(842, None), (500, None)], 1342),
        (OverYears.LAST, [(432, 2022), (500, None)], 932),
        (OverYears.MEAN, [(421, None), (500, None)], 921),
        (OverYears.NONE, [], None),
    ],
    ids=str,
)
def test_a_units_number_for_the_period_is_its_years_rolled_up(site, over_years, amounts, value):
    figure = rolled(site, over_years=over_years)

    assert [(amount.value, amount.year) for amount in figure.amounts] == amounts
    assert figure.value == value


@pytest.mark.parametrize(
    ("over_years", "value"),
    [(OverYears.SUM, 671), (OverYears.LAST, 466), (OverYears.MEAN, 460.5)],
    ids=str,
)
def test_the_units_are_then_rolled_up_by_an_operation_of_their_own(site, over_years, value):
    assert rolled(site, op=Operation.MEAN, over_years=over_years).value == value


@pytest.mark.parametrize("over_years", OverYears, ids=str)
def test_the_total_of_a_year_is_over_units_only(site, over_years):
    board.edit(site, "thcs-b", "luot_kham: 500", "luot_kham: {2022: 100}")
    figure = rolled(site, over_years=over_years)

    assert [(total.year, total.value, len(total.amounts)) for total in figure.years] == [(2021, 410, 1), (2022, 532, 2)]
    assert {amount.year for total in figure.years for amount in total.amounts} == {2021, 2022}


@pytest.mark.parametrize("over_years", OverYears, ids=str)
def test_a_unit_that_gave_any_number_is_not_missing(site, over_years):
    figure = rolled(site, over_years=over_years)

    assert [unit.id for unit in figure.units] == ["thcs-a", "thcs-b"]
    assert figure.missing == ()


def test_a_stock_is_that_of_the_last_year_each_unit_gave(site):
    board.edit(site, "thcs-b", "luot_kham: 500", "luot_kham: {2021: 200}")
    figure = rolled(site, over_years=OverYears.LAST)

    assert figure.value == 432 + 200
    assert figure.as_of == (2021, 2022)
    assert [(amount.year, amount.source.line) for amount in figure.amounts] == [(2022, 8), (2021, 8)]


def test_a_stock_whose_years_are_written_in_any_order_is_still_the_last(site):
    board.edit(site, "thcs-a", "{2021: 410, 2022: 432}", "{2022: 432, 2021: 410}")

    assert rolled(site, over_years=OverYears.LAST).amounts[0].value == 432


def test_parts_of_a_breakdown_have_no_years_to_roll_up(site):
    loaded, _ = board.load(site)
    field = replace(loaded.consolidated.parts["can_bo"].field, over_years=OverYears.NONE)
    parts = figures.breakdown(field, loaded.campaign.counted)

    assert isinstance(parts, Breakdown)
    assert ([part.value for part in parts.parts], parts.value) == ([1, 2], 3)
    assert [unit.id for unit in parts.parts[0].missing] == ["thcs-b"]


# -- what is said of it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("over_years", "given", "value", "detail"),
    [
        (OverYears.SUM, "500", "1.342 lượt", ""),
        (OverYears.SUM, "{2021: 300, 2022: 200}", "1.342 lượt", "cao nhất 710 lượt (năm 2021)"),
        (OverYears.LAST, "{2021: 300, 2022: 200}", "632 lượt", "số của năm 2022"),
        (OverYears.LAST, "500", "932 lượt", "số của năm 2022; 1 đơn vị không ghi năm"),
        (OverYears.LAST, "{2021: 300}", "732 lượt", "số của năm cuối cùng mỗi đơn vị có ghi (2021, 2022)"),
        (OverYears.MEAN, "{2021: 300, 2022: 200}", "671 lượt", "cao nhất 710 lượt (năm 2021)"),
        (OverYears.NONE, "{2021: 300, 2022: 200}", "theo từng năm", "cao nhất 710 lượt (năm 2021)"),
        (OverYears.NONE, "500", "theo từng năm", ""),
    ],
)
def test_the_brief_says_of_which_years_a_number_is(site, over_years, given, value, detail):
    board.edit(site, "thcs-b", "luot_kham: 500", f"luot_kham: {given}")

    found = main_figure(site, over_years=over_years)
    assert (found.value, found.detail, found.covered, found.units) == (value, detail, 2, 2)


def test_a_number_that_is_not_rolled_up_over_years_is_quoted_by_year(site):
    assert names(rolled(site, over_years=OverYears.NONE), site) == {
        "luot_kham.2021": "410",
        "luot_kham.2022": "432",
        "luot_kham.so_don_vi": "2",
        "luot_kham.nam_thap_nhat": "2021",
        "luot_kham.nam_cao_nhat": "2022",
    }


def test_a_stock_is_quoted_as_what_it_is_at_the_end(site):
    found = names(rolled(site, over_years=OverYears.LAST), site)

    assert (found["luot_kham"], found["luot_kham.2022"], found["luot_kham.trung_binh"]) == ("932", "432", "466")


# -- who is asked -------------------------------------------------------------------------------------


def file_primary_school(root: Path) -> None:
    """File a report of th-c, the only unit of its kind: the words of thcs-a, no figures on point 1.1."""
    written = (root / "submissions/thcs-a.md").read_text(encoding="utf-8")
    kept = [line for line in written.split("\n") if not line.startswith(("luot_kham", "dung_han", "ty_le", "can_bo"))]
    report = "\n".join(kept).replace("truong: thcs-a", "truong: th-c").replace("THCSA", "THC")
    (root / "submissions/th-c.md").write_text(report, encoding="utf-8", newline="\n")


def silent(report: Report, number: str) -> Report:
    """Return a report that has nothing on a point, neither words nor data."""
    content = report.filed.content
    point = report.definition.schema.outline.by_id[number]
    data = {name: value for name, value in content.data.items() if name not in {one.name for one in point.fields}}
    passages = {name: passage for name, passage in content.passages.items() if name != number}
    return replace(report, filed=replace(report.filed, whole=replace(content, data=data, passages=passages)))


def asked_of(root: Path, *kinds: str, without: str = "") -> PointSummary:
    """Return the summary of point 1.1, asked of some kinds only; the unit `without` has nothing on it."""
    loaded, _ = board.load(root)
    point = replace(loaded.campaign.definition.schema.outline.by_id["1.1"], asked_of=kinds)
    reports = [silent(one, "1.1") if one.unit.id == without else one for one in loaded.campaign.counted]
    return summarize(point, reports)


def ids(units: tuple[Unit, ...]) -> list[str]:
    return [unit.id for unit in units]


def part(summary: PointSummary, name: str) -> Part:
    return next(one for one in summary.parts if one.field.name == name)


def test_a_unit_that_is_not_asked_is_in_no_denominator(site):
    file_primary_school(site)
    summary = asked_of(site, "thcs")
    figure = part(summary, "dung_han")
    for_all = part(asked_of(site), "dung_han")

    assert (ids(figure.units), ids(figure.missing), ids(figure.asked)) == (["thcs-a"], ["thcs-b"], ["thcs-a", "thcs-b"])
    assert ids(for_all.missing) == ["thcs-b", "th-c"]


def test_a_unit_that_is_not_asked_and_says_nothing_is_not_missing(site):
    summary = asked_of(site, "tieu_hoc", without="thcs-b")

    assert ids(tuple(one.source.unit for one in summary.of(Answer.NOT_ASKED))) == ["thcs-b"]
    assert summary.of(Answer.MISSING) == ()
    assert "thcs-b" not in ids(summary.asked)
    assert all("thcs-b" not in ids(one.asked) for one in summary.parts)


def test_a_unit_that_is_asked_and_says_nothing_is_missing(site):
    summary = asked_of(site, "thcs", without="thcs-b")

    assert ids(tuple(one.source.unit for one in summary.of(Answer.MISSING))) == ["thcs-b"]
    assert ids(summary.asked) == ["thcs-a", "thcs-b"]
    assert ids(part(summary, "luot_kham").missing) == ["thcs-b"]


def test_what_a_unit_gives_unasked_counts_and_what_it_does_not_give_is_not_missing(site):
    file_primary_school(site)
    summary = asked_of(site, "tieu_hoc")
    given, not_given = part(summary, "luot_kham"), part(summary, "can_bo")

    assert isinstance(given, Figure)
    assert (given.value, ids(given.units), ids(given.missing)) == (1342, ["thcs-a", "thcs-b"], ["th-c"])
    assert (ids(not_given.units), ids(not_given.missing)) == (["thcs-a"], ["th-c"])
    assert ids(summary.asked) == ["thcs-a", "thcs-b", "th-c"]


@pytest.mark.parametrize(
    ("name", "given", "missing"),
    [
        ("dat_chuan", ["thcs-a", "th-c", "thcs-b"], []),
        ("tai_nan", ["thcs-a", "thcs-b", "th-c"], []),
        ("viec_can_lam", ["thcs-a", "th-c"], ["thcs-b"]),
        ("can_bo", ["thcs-a"], ["thcs-b", "th-c"]),
    ],
)
def test_every_form_of_part_knows_who_gave_it_and_who_did_not(site, name, given, missing):
    file_primary_school(site)
    found = board.load(site)[0].consolidated.parts[name]

    assert (ids(found.units), ids(found.missing), ids(found.asked)) == (given, missing, given + missing)


def test_the_brief_counts_units_asked(site):
    file_primary_school(site)
    loaded, _ = board.load(site)
    points = (asked_of(site, "thcs"), *loaded.consolidated.points[1:])
    found = brief(replace(loaded.consolidated, points=points))

    assert [(one.title, one.covered, one.units) for one in found.figures] == [
        ("Lượt học sinh được khám", 2, 2),
        ("Tai nạn, thương tích", 3, 3),
    ]


def test_a_point_is_rolled_up_when_it_is_looked_into_and_then_once(site: Path, monkeypatch: pytest.MonkeyPatch):
    loaded, _ = board.load(site)
    made, part = [], consolidation._part
    monkeypatch.setattr(consolidation, "_part", lambda field, given: made.append(field.name) or part(field, given))
    found = consolidation.consolidate(loaded.campaign.definition, loaded.campaign.reports)
    assert made == []

    first = found.by_point["1.1"]
    names = [one.field.name for one in first.parts]
    assert ([one.field.name for one in first.parts], made) == (names, names)
