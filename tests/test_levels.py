"""Levels: what a level sends up adds up to what all its units' reports come to, and is a report like any other."""

from __future__ import annotations

import json
import math
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import board
from conftest import SITE, Mini, run
from tongket import levels
from tongket.campaign import Campaign
from tongket.consolidating import Breakdown, Collection, Consolidated, Figure, Part, Tally, consolidate
from tongket.definition import Parent
from tongket.definition.fields import Operation
from tongket.levels import CollectionTotal, Counts, FigureTotal, PartsTotal, Rolled, TallyTotal, Total

NUMBER_BY_YEAR = {
    "type": ["number", "object"],
    "minProperties": 1,
    "propertyNames": {"pattern": "^[12][0-9]{3}$(?!\\n)"},
    "additionalProperties": {"type": "number"},
}
#: Beside the miniature campaign's: every operation over units and years, on every kind of field.
FIELDS: dict[str, dict[str, object]] = {
    "hoc_sinh": {**NUMBER_BY_YEAR, "x-consolidate": {"units": "sum", "years": "last"}},
    "diem": {**NUMBER_BY_YEAR, "x-consolidate": {"units": "mean"}},
    "bac_si": {**NUMBER_BY_YEAR, "x-consolidate": {"units": "sum", "years": "mean"}},
    "theo_nam": {**NUMBER_BY_YEAR, "x-consolidate": {"units": "mean", "years": "none"}},
    "trung_binh_phan": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"nam": {"type": "number"}, "nu": {"type": "number"}},
        "x-consolidate": {"units": "mean"},
    },
    "co_phong": {"type": "boolean", "x-consolidate": {"units": "count"}},
    "loi_ghi": {"type": "string", "x-consolidate": {"units": "count"}},
    "ngay_kham": {"type": "string", "format": "date", "x-consolidate": {"units": "count"}},
}
PARENTS = ("phong-a", "phong-b", "phong-c")
#: A seed whose campaign has all three parents.
THREE = 5
FRONT = {"so_hieu": "11/BC-PGD", "ngay_ky": "2023-06-03", "ngay_nop": "2023-06-04", "dong_y_cong_khai": True}


# -- random campaigns --


def schema_with_every_operation() -> dict[str, object]:
    schema = json.loads((SITE / "schema" / "report.schema.json").read_text(encoding="utf-8"))
    for name, field in FIELDS.items():
        schema["properties"][name] = {"title": f"Mục {name}", **field}
        schema["properties"]["phan_viet"]["properties"]["1.1"]["x-fields"].append(name)
    schema["properties"]["tai_nan"]["maxItems"] = 200
    schema["properties"]["viec_can_lam"]["maxItems"] = 200
    schema["properties"]["de_nghi"]["maxItems"] = 200
    schema["properties"]["phan_viet"]["properties"]["1.2"]["x-asked-of"] = ["thcs"]
    return dict(schema)


def random_campaign(root: Path, chance: random.Random) -> Campaign:
    """Write a campaign whose units give whatever they like, below parents of any number of units."""
    shutil.copytree(SITE, root)
    shutil.rmtree(root / "submissions")
    mini = Mini(root)
    mini.put_file("schema/report.schema.json", json.dumps(schema_with_every_operation(), ensure_ascii=False))
    parents = PARENTS[: chance.randint(1, 3)]
    units = [(f"truong-{number}", chance.choice(["thcs", "tieu_hoc"])) for number in range(chance.randint(3, 9))]
    rows = [
        f"  - {{id: {unit}, ten: Trường {unit[-1]}, loai: {kind}, cap_tren: {chance.choice(parents)}}}"
        for unit, kind in units
    ]
    above = [f"  - {{id: {parent}, ten: Phòng {parent[-1].upper()}}}" for parent in parents]
    kinds = ["  thcs: Trường trung học cơ sở", "  tieu_hoc: Trường tiểu học"]
    lines = ["loai:", *kinds, "cap_tren:", *above, "don_vi:", *rows]
    mini.put_file("schema/units.yml", "\n".join(lines) + "\n")
    filed = [unit for unit, _ in units if chance.random() < 0.85] or ["truong-0"]
    for unit in filed:
        mini.put(report(unit, dict(random_data(chance))), unit)
    campaign = mini.load()
    assert [str(problem) for problem in campaign.problems] == []
    assert len(campaign.counted) == len(filed)
    return campaign


def random_data(chance: random.Random) -> Iterator[tuple[str, object]]:
    def number() -> float:
        return chance.choice([chance.randint(0, 500), round(chance.uniform(0, 100), 2), round(chance.random(), 6)])

    def by_year(value: object) -> object:
        years = chance.sample(("2021", "2022"), chance.randint(1, 2))
        return {year: value() for year in sorted(years)} if chance.random() < 0.6 else value()  # type: ignore[operator]

    examined = by_year(lambda: chance.randint(0, 500))
    made: dict[str, object] = {
        "luot_kham": examined,
        # No more than examined; many units that give this do not give that, so the sums may be the other way round.
        "dung_han": {year: one // 2 for year, one in examined.items()} if isinstance(examined, dict) else examined,
        "ty_le_kham": round(chance.uniform(0, 100), 2),
        "can_bo": {part: chance.randint(0, 5) for part in chance.sample(("chuyen_trach", "kiem_nhiem"), 1)},
        "tai_nan": [
            {"mo_ta": f"Ngã {chance.randint(1, 9)}", "noi": chance.choice(["trong_truong", "tren_duong"]), "nam": 2021}
            | ({"da_xu_ly": chance.random() < 0.5} if chance.random() < 0.5 else {})
            for _ in range(chance.randint(1, 3))
        ],
        "dat_chuan": chance.choice(["dat", "chua_dat"]),
        "de_nghi": [
            {"gui_toi": "phong_giao_duc", "noi_dung": f"Bổ sung {chance.randint(1, 3)} cán bộ"},
            {"gui_toi": "tram_y_te", "noi_dung": "Cử người"},
        ][: chance.randint(1, 2)],
        "viec_can_lam": [f"Mua thêm {chance.randint(1, 3)} tủ"],
        **{name: by_year(number) for name in ("hoc_sinh", "diem", "bac_si", "theo_nam")},
        "trung_binh_phan": {"nam": number(), "nu": number()},
        "co_phong": chance.random() < 0.5,
        "loi_ghi": chance.choice(["một", "hai", "Ghi “riêng”: {a} | b"]),
        "ngay_kham": chance.choice(["2021-01-02", "2022-03-04"]),
    }
    yield from ((name, value) for name, value in made.items() if chance.random() < 0.75)


def report(unit: str, data: Mapping[str, object], **other: object) -> str:
    front: dict[str, object] = {"truong": unit, **FRONT, "vi_du": True, **data, **other}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items()]
    body = "".join(f"### {number}. {title}\n\n{board.PLAIN}\n\n" for number, title in list(board.HEADINGS.items())[:2])
    last = f"## 2. Kiến nghị\n\n### 2.1. {board.HEADINGS['2.1']}\n\n{board.PLAIN}\n"
    return "\n".join(["---", *lines, "---", "", "# Báo cáo", "", "## 1. Tình hình", "", body + last])


campaigns_of_chance = pytest.mark.parametrize("seed", range(25))


@pytest.fixture
def campaign(seed: int, tmp_path: Path) -> Campaign:
    return random_campaign(tmp_path / "duoi", random.Random(seed))


def per_parent(campaign: Campaign) -> list[tuple[Parent, Consolidated]]:
    definition = campaign.definition
    return [(parent, consolidate(definition.below(parent), campaign.reports)) for parent in definition.parents]


def counts_of(campaign: Campaign) -> list[Rolled]:
    return [levels.rolled(consolidated, parent.id) for parent, consolidated in per_parent(campaign)]


# -- adding up --


@campaigns_of_chance
def test_counts_of_all_parents_add_up_to_those_of_all_units(campaign: Campaign) -> None:
    whole = levels.rolled(consolidate(campaign.definition, campaign.reports), "tat-ca")
    parts = [one.counts for one in counts_of(campaign)]

    assert levels.merge(*parts) == levels.merge(whole.counts)
    assert levels.merge(*reversed(parts)) == levels.merge(levels.merge(*parts[:1]), levels.merge(*parts[1:]))


@campaigns_of_chance
def test_their_totals_are_those_of_the_consolidated_report(campaign: Campaign) -> None:
    consolidated = consolidate(campaign.definition, campaign.reports)
    merged = levels.merge(*(one.counts for one in counts_of(campaign)))
    totals = levels.totals(campaign.definition, merged)

    assert list(totals) == list(consolidated.parts)
    for name, part in consolidated.parts.items():
        assert_same(totals[name], part)
    answers = merged["points"]
    assert isinstance(answers, Mapping)
    for summary in consolidated.points:
        told = answers.get(summary.point.id, {})
        assert isinstance(told, Mapping)
        assert sum(told.values()) == len(summary.answers)  # type: ignore[arg-type]


def assert_same(total: Total, part: Part) -> None:
    assert (total.units, total.asked) == (len(part.units), len(part.asked))
    match total, part:
        case FigureTotal(), Figure():
            assert_same_figure(total, part)
        case PartsTotal(), Breakdown():
            assert close(total.value, part.value)
            for one, other in zip(total.parts, part.parts, strict=True):
                assert_same_figure(one, other)
        case TallyTotal(), Tally():
            assert_same_tally(total, part)
        case CollectionTotal(), Collection():
            assert total.items == len(part.items)
            assert dict(total.groups) == {group.key: len(group.items) for group in part.groups}
            for ours, theirs in zip(total.tallies, part.tallies, strict=True):
                assert_same_tally(ours, theirs)
        case _:
            pytest.fail(f"{total} is no total of {part}")


def assert_same_figure(total: FigureTotal, figure: Figure) -> None:
    values = [amount.value for amount in figure.amounts]
    exact = sum(map(Fraction, values), Fraction())
    mean = float(exact / len(values)) if values else None
    total_value = (mean if figure.field.op is Operation.MEAN else float(exact)) if values else None
    # Rounded once, from the exact sum; the consolidated report rounds as it adds, so its last digit may differ.
    assert (total.value, total.mean) == (total_value, mean)
    assert close(total.value, figure.value)
    assert close(total.mean, figure.mean)
    assert total.median == figure.median
    assert total.minimum == (figure.minimum.value if figure.minimum else None)
    assert total.maximum == (figure.maximum.value if figure.maximum else None)
    assert (total.as_of, total.only_by_year) == (figure.as_of, figure.only_by_year)
    assert [(one.year, one.units) for one in total.years] == [(one.year, len(one.amounts)) for one in figure.years]
    assert all(close(one.value, other.value) for one, other in zip(total.years, figure.years, strict=True))


def close(one: float | None, other: float | None) -> bool:
    """Tell whether numbers are the same: whole ones exactly, others but for the last digits of a float."""
    if (isinstance(one, int) and isinstance(other, int)) or one is None or other is None:
        return one == other
    return math.isclose(one, other, rel_tol=1e-13, abs_tol=1e-13)


def assert_same_tally(total: TallyTotal, tally: Tally) -> None:
    assert dict(total.shares) == {share.value: len(share.sources) for share in tally.shares if share.sources}


# -- as a file --


@campaigns_of_chance
def test_counts_come_back_from_their_file_as_they_were(campaign: Campaign) -> None:
    for one in counts_of(campaign):
        raw = levels.to_json(one)

        assert levels.from_json(raw) == one
        assert levels.to_json(levels.from_json(raw) or one) == raw


def test_a_file_that_is_not_as_we_write_it_is_none_of_ours(tmp_path: Path) -> None:
    good = json.loads(levels.to_json(counts_of(random_campaign(tmp_path / "duoi", random.Random(1)))[0]))
    fields = good["counts"]["fields"]
    broken: list[object] = [
        [], {}, None, 1, {**good, "them": 1}, {**good, "version": 2}, {**good, "parent": "../a"},
        {**good, "parent": 1}, {**good, "illustrative": "true"}, {**good, "mould": 3}, {**good, "counts": []},
        {**good, "counts": {**good["counts"], "units": {"counted": -1, "expected": 2}}},
        {**good, "counts": {**good["counts"], "units": {"counted": True, "expected": 2}}},
        {**good, "counts": {**good["counts"], "units": {"counted": 1}}},
        {**good, "counts": {**good["counts"], "fields": {"x": {"units": 1}}}},
        {**good, "counts": {**good["counts"], "fields": {"x": []}}},
        *(
            {**good, "counts": {**good["counts"], "fields": {"x": {**fields["luot_kham"], **other}}}}
            for other in (
                {"amounts": {"nan": 1}}, {"amounts": {"1_0": 1}}, {"amounts": {"12": 1.5}}, {"yearly": None},
                {"years": {"21": {"units": 1, "sum": 1}}}, {"years": {"2021": {"units": 1, "sum": "1/0"}}},
                {"as_of": {"2021": "1"}}, {"years": {"2021": {"units": 1, "sum": float("nan")}}},
            )
        ),
    ]  # fmt: skip

    assert [one for one in broken if levels.from_json(json.dumps(one).encode()) is not None] == []
    for raw in (b"", b"\xff", b"[" * 100_000, b'{"version": ' + b"9" * 10_000 + b"}", b" " * 20_000_001):
        assert levels.from_json(raw) is None


# -- as a report of the level above --


def level_above(root: Path, campaign: Campaign, files: Mapping[str, str]) -> Mini:
    """Write the campaign of the level above: the parents are its units, their reports as given."""
    shutil.copytree(SITE, root)
    shutil.rmtree(root / "submissions")
    mini = Mini(root)
    mini.put_file("schema/report.schema.json", json.dumps(schema_with_every_operation(), ensure_ascii=False))
    rows = [f"  - {{id: {one.id}, ten: {one.name}, loai: thcs}}" for one in campaign.definition.parents]
    mini.put_file("schema/units.yml", "\n".join(["loai: {thcs: Trường, tieu_hoc: Trường}", "don_vi:", *rows]) + "\n")
    for name, content in files.items():
        mini.put(content, name)
    return mini


def completed(draft: str) -> str:
    """Fill in what people must, as they would."""
    hint = draft[draft.index("\n<!-- ") : draft.index("-->\n") + 4]
    done = draft.replace(hint, "").replace("tinh_trang_ban: nhap\n", "")
    for name, value in FRONT.items():
        said = next(line for line in done.split("\n") if line.startswith(f"{name}:"))
        done = done.replace(said, f"{name}: {json.dumps(value)}")
    return done


@campaigns_of_chance
def test_a_level_report_is_a_valid_draft_and_once_completed_a_report(campaign: Campaign, tmp_path: Path) -> None:
    drafts = {parent.id: levels.submission(one, parent) for parent, one in per_parent(campaign) if one.units}
    draft = level_above(tmp_path / "tren", campaign, drafts).load()
    above = level_above(tmp_path / "tren-xong", campaign, {name: completed(one) for name, one in drafts.items()}).load()

    assert [str(one) for one in draft.problems if str(one.severity) == "error"] == []
    assert {report.scaffold for report in draft.reports} == {True}
    assert [str(problem) for problem in above.problems] == []
    assert {report.unit.id for report in above.counted} == set(drafts)


@campaigns_of_chance
def test_sums_over_the_reports_of_a_level_are_those_over_all_units(campaign: Campaign, tmp_path: Path) -> None:
    reports = {
        parent.id: completed(levels.submission(one, parent)) for parent, one in per_parent(campaign) if one.units
    }
    above = level_above(tmp_path / "tren", campaign, reports).load()
    ours, leaves = consolidate(above.definition, above.reports), consolidate(campaign.definition, campaign.reports)

    for name in ("luot_kham", "can_bo"):
        one, other = ours.parts[name], leaves.parts[name]
        assert isinstance(one, Figure | Breakdown)
        assert isinstance(other, Figure | Breakdown)
        assert one.value == other.value
    for name in ("tai_nan", "de_nghi", "viec_can_lam"):
        assert len(items(ours, name)) == len(items(leaves, name))
    yearly = leaves.parts["luot_kham"]
    assert isinstance(yearly, Figure)
    if yearly.only_by_year:
        again = ours.parts["luot_kham"]
        assert isinstance(again, Figure)
        assert [(one.year, one.value) for one in again.years] == [(one.year, one.value) for one in yearly.years]


def items(consolidated: Consolidated, name: str) -> Sequence[object]:
    part = consolidated.parts[name]
    assert isinstance(part, Collection)
    return part.items


def test_a_bound_that_sums_overstep_is_left_out_and_said(tmp_path: Path) -> None:
    campaign = two_parents(
        tmp_path / "duoi", {"truong-0": {"luot_kham": 5, "dung_han": 4}, "truong-1": {"dung_han": 9}}
    )
    ((parent, consolidated),) = [one for one in per_parent(campaign) if one[1].units]
    written = levels.submission(consolidated, parent)

    assert "luot_kham: 5\n" in written
    assert "\ndung_han:" not in written
    assert "## Số tổng hợp là 13, mẫu báo cáo không nhận số này; tệp .json kèm theo có đủ." in written
    assert "- Lượt khám đúng hạn: 13 lượt (2/2 đơn vị có số liệu)." in written


def test_a_list_that_is_too_long_holds_something_of_every_group_and_unit(tmp_path: Path) -> None:
    accident = {"mo_ta": "Ngã", "noi": "trong_truong", "nam": 2021}
    campaign = two_parents(
        tmp_path / "duoi",
        {
            "truong-0": {"tai_nan": [accident, accident | {"noi": "tren_duong"}]},
            "truong-1": {"tai_nan": [accident, accident]},
        },
        limit=3,
    )
    ((parent, consolidated),) = [one for one in per_parent(campaign) if one[1].units]
    written = levels.submission(consolidated, parent)

    assert written[written.index("tai_nan:") : written.index("# dat_chuan")].split("\n")[:10] == [
        "tai_nan:",
        "  - mo_ta: Ngã (Trường 0)",
        "    noi: trong_truong",
        "    nam: 2021",
        "  - mo_ta: Ngã (Trường 1)",
        "    noi: trong_truong",
        "    nam: 2021",
        "  - mo_ta: Ngã (Trường 0)",
        "    noi: tren_duong",
        "    nam: 2021",
    ]
    assert "## Ghi 3 trong 4 mục, lần lượt của từng nhóm, từng đơn vị" in written


def test_a_choice_of_many_units_is_left_to_people(tmp_path: Path) -> None:
    campaign = two_parents(tmp_path / "duoi", {"truong-0": {"dat_chuan": "dat"}, "truong-1": {"dat_chuan": "dat"}})
    ((parent, consolidated),) = [one for one in per_parent(campaign) if one[1].units]
    written = levels.submission(consolidated, parent)

    assert "# dat_chuan: dat\n## Các đơn vị trực thuộc chọn: Đạt: 2." in written


def two_parents(root: Path, reports: Mapping[str, Mapping[str, object]], limit: int = 200) -> Campaign:
    """Write a campaign whose reports all stand below the first of two parents."""
    shutil.copytree(SITE, root)
    shutil.rmtree(root / "submissions")
    mini = Mini(root)
    schema = json.dumps(schema_with_every_operation(), ensure_ascii=False).replace(
        '"maxItems": 200', f'"maxItems": {limit}'
    )
    mini.put_file("schema/report.schema.json", schema)
    rows = [f"  - {{id: {unit}, ten: Trường {unit[-1]}, loai: thcs, cap_tren: phong-a}}" for unit in reports]
    parents = ["  - {id: phong-a, ten: Phòng A}", "  - {id: phong-b, ten: Phòng B}"]
    kinds = "loai: {thcs: Trường, tieu_hoc: Trường}"
    mini.put_file("schema/units.yml", "\n".join([kinds, "cap_tren:", *parents, "don_vi:", *rows]) + "\n")
    for unit, data in reports.items():
        mini.put(report(unit, data), unit)
    campaign = mini.load()
    assert len(campaign.counted) == len(reports)
    return campaign


@board.every_campaign
def test_a_synthetic_level_sends_a_valid_report(root: Path, tmp_path: Path) -> None:
    run(["demo", str(tmp_path / "duoi"), "--units", "60", "--root", str(root)])
    for folder in ("a", "b"):
        place = str(tmp_path / folder)
        assert run(["export", place, "--as-report", "cap-tren-01", "--root", str(tmp_path / "duoi")])[0] == 0
    shutil.copytree(tmp_path / "duoi" / "schema", tmp_path / "tren" / "schema")
    above = Mini(tmp_path / "tren")
    definition = Mini(tmp_path / "duoi").load().definition
    kinds = ", ".join(f"{kind}: {name}" for kind, name in definition.kinds.items())
    unit = f"{{id: cap-tren-01, ten: Cấp trên 01, loai: {next(iter(definition.kinds))}}}"
    above.put_file("schema/units.yml", f"loai: {{{kinds}}}\ndon_vi:\n  - {unit}\n")
    above.put((tmp_path / "a" / "cap-tren-01.md").read_bytes(), "cap-tren-01")

    assert [str(problem) for problem in above.load().problems if str(problem.severity) == "error"] == []
    for name in ("cap-tren-01.md", "cap-tren-01.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


# -- what the board has written --


def one_parent(root: Path) -> None:
    """Make the miniature campaign one of a single parent."""
    units = (root / "schema" / "units.yml").read_text(encoding="utf-8").replace("ky_hieu", "cap_tren: phong-a, ky_hieu")
    above = "cap_tren:\n  - {id: phong-a, ten: Phòng A}\ndon_vi:"
    (root / "schema" / "units.yml").write_text(units.replace("don_vi:", above), encoding="utf-8")


def test_a_report_that_the_board_has_issued_goes_up_as_a_report(tmp_path: Path) -> None:
    root = board.copy(tmp_path)
    one_parent(root)
    document = "".join(f"{name}: {json.dumps(value)}\n" for name, value in FRONT.items() if name != "dong_y_cong_khai")
    board.write(root, {"1.1": "Có {{ luot_kham }} lượt khám [[thcs-a#1.1]]."}, board.FRONT + document)
    assert run(["confirm", "1.1", "1.2", "2.1", "--root", str(root)])[0] == 0
    result = run(["export", str(tmp_path / "len"), "--as-report", "phong-a", "--root", str(root)])
    written = (tmp_path / "len" / "phong-a.md").read_text(encoding="utf-8")
    above = level_above(tmp_path / "tren", Mini(root).load(), {"phong-a": written}).load()

    assert result == (0, f"Đã ghi báo cáo của Phòng A vào {tmp_path / 'len'}/ (2/3 đơn vị).\n", "")
    assert [str(problem) for problem in above.problems] == []
    assert [report.unit.id for report in above.counted] == ["phong-a"]
    assert "Có 1.342 lượt khám (Trường THCS A, nội dung 1.1)." in written


def test_a_report_that_the_board_has_not_issued_goes_up_as_a_draft(tmp_path: Path) -> None:
    root = board.copy(tmp_path)
    one_parent(root)
    board.write(root, {"1.1": "Có {{ luot_kham }} lượt khám."}, board.FRONT + "du_thao: 2\n")
    run(["export", str(tmp_path / "len"), "--as-report", "phong-a", "--root", str(root)])
    written = (tmp_path / "len" / "phong-a.md").read_text(encoding="utf-8")

    assert "\ntinh_trang_ban: nhap\n" in written
    assert "\nCó 1.342 lượt khám.\n" in written


# -- the federation --


def sent(campaign: Campaign, folder: Path) -> list[Path]:
    """Write the counts of every parent as files."""
    folder.mkdir()
    files = []
    for one in counts_of(campaign):
        files.append(folder / f"{one.parent}.json")
        files[-1].write_bytes(levels.to_json(one))
    return files


def test_the_centre_adds_up_what_the_levels_sent(tmp_path: Path) -> None:
    campaign = random_campaign(tmp_path / "duoi", random.Random(THREE))
    files = sent(campaign, tmp_path / "gui")
    centre = level_above(tmp_path / "tren", campaign, {})
    out = tmp_path / "ra"
    made = []
    for order in (files, files[::-1]):
        result = run(["federate", str(out), *map(str, order), "--root", str(centre.root)])
        made.append((out / "lien-cap.md").read_bytes())

        assert result == (0, f"Đã gộp số liệu của {len(files)}/{len(files)} cấp vào {out}/\n", "")
    assert made[0] == made[1]
    whole = consolidate(campaign.definition, campaign.reports).parts["luot_kham"]
    assert isinstance(whole, Figure)
    assert f"| Lượt học sinh được khám | {levels_number(whole.value)} |" in made[0].decode()


def levels_number(value: float | None) -> str:
    return f"{value:,}".replace(",", ".")


def test_words_of_the_units_are_not_on_the_page(tmp_path: Path) -> None:
    campaign = random_campaign(tmp_path / "duoi", random.Random(THREE))
    files = sent(campaign, tmp_path / "gui")
    told = json.loads(files[0].read_bytes())
    told["counts"]["fields"]["loi_ghi"]["values"] = {"<script>alert(1)</script>": 7}
    files[0].write_text(json.dumps(told))
    centre = level_above(tmp_path / "tren", campaign, {})
    run(["federate", str(tmp_path / "ra"), *map(str, files), "--root", str(centre.root)])

    assert "script" not in (tmp_path / "ra" / "lien-cap.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"parent": "phong-bb"}, "là của “phong-bb”, không có trong schema/units.yml. Có phải “phong-b”?"),
        ({"parent": "xyz"}, "là của “xyz”, không có trong schema/units.yml."),
        ({"parent": "phong-b"}, "là số liệu của Phòng B, đơn vị này đã có ở một tệp khác."),
        ({"mould": "0"}, "lập theo mẫu báo cáo hoặc giai đoạn khác với cuộc tổng kết này."),
        ({"version": 7}, "không phải là tệp số liệu do lệnh export --as-report ghi."),
    ],
    ids=["near id", "unknown id", "sent twice", "other schema", "other form"],
)
def test_a_file_that_can_not_be_added_is_named(change: dict[str, object], complaint: str, tmp_path: Path) -> None:
    campaign = random_campaign(tmp_path / "duoi", random.Random(THREE))
    files = sent(campaign, tmp_path / "gui")
    told = json.loads(files[0].read_bytes()) | change
    files[0].write_text(json.dumps(told))
    centre = level_above(tmp_path / "tren", campaign, {})
    named = files[1] if change == {"parent": "phong-b"} else files[0]

    result = run(["federate", str(tmp_path / "ra"), *map(str, files), "--root", str(centre.root)])
    assert result == (2, "", f"Tệp {named} {complaint}\n")
    assert not (tmp_path / "ra").exists()


def test_counts_without_a_field_of_the_schema_can_not_be_added(tmp_path: Path) -> None:
    campaign = random_campaign(tmp_path / "duoi", random.Random(THREE))
    one = counts_of(campaign)[0]
    fields = one.counts["fields"]
    assert isinstance(fields, dict)
    for changed in ({**fields, "x": fields["diem"]}, {name: fields[name] for name in fields if name != "diem"}):
        counts: Counts = {**one.counts, "fields": changed}
        with pytest.raises(levels.LevelError):
            levels.federate(
                level_above(tmp_path / f"tren-{len(changed)}", campaign, {}).load().definition,
                [("tep.json", levels.to_json(replace(one, counts=counts)))],
            )


@pytest.mark.parametrize("illustrative", [True, False])
def test_illustrations_and_real_figures_are_never_added(illustrative: bool, tmp_path: Path) -> None:
    campaign = random_campaign(tmp_path / "duoi", random.Random(THREE))
    one = replace(counts_of(campaign)[0], illustrative=illustrative)
    above = level_above(tmp_path / "tren", campaign, {}).load().definition
    above = replace(above, illustrative=not illustrative)

    with pytest.raises(levels.LevelError, match="minh họa"):
        levels.federate(above, [("tep.json", levels.to_json(one))])


def test_three_levels_come_to_the_same_as_two(tmp_path: Path) -> None:
    campaign = random_campaign(tmp_path / "duoi", random.Random(THREE))
    centre = level_above(tmp_path / "tren", campaign, {})
    above = "cap_tren: [{id: trung-uong, ten: Trung ương}]\ndon_vi:"
    centre.change("don_vi:", above, "schema/units.yml")
    files = sent(campaign, tmp_path / "gui")
    arguments = ["federate", str(tmp_path / "ra"), *map(str, files), "--as-report", "trung-uong"]
    assert run([*arguments, "--root", str(centre.root)])[0] == 0
    passed_on = levels.from_json((tmp_path / "ra" / "trung-uong.json").read_bytes())

    assert passed_on
    assert passed_on.counts == levels.merge(*(one.counts for one in counts_of(campaign)))


# -- misuse --


def test_a_level_needs_a_declared_parent(mini: Mini, tmp_path: Path) -> None:
    out = str(tmp_path / "ra")
    assert mini.run("export", out, "--as-report", "phong-a") == (
        2,
        "",
        "Tệp schema/units.yml chưa khai báo mã của các cấp trên (mục cap_tren), nên chưa lập được báo cáo gửi lên cấp"
        " trên.\n",
    )
    one_parent(mini.root)
    near = "Không có cấp trên nào mang mã “phong-aa”. Có phải “phong-a”?\n"
    assert mini.run("export", out, "--as-report", "phong-aa") == (2, "", near)
    unknown = "Không có cấp trên nào mang mã “x”. Các mã đã khai báo: phong-a.\n"
    assert mini.run("export", out, "--as-report", "x") == (2, "", unknown)
    for unit in ("thcs-a", "thcs-b"):
        mini.path(unit).unlink()
    nothing = "Chưa có báo cáo nào của đơn vị thuộc Phòng A được tổng hợp.\n"
    assert mini.run("export", out, "--as-report", "phong-a") == (2, "", nothing)
    assert not Path(out).exists()
