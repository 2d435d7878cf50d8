"""The conference brief: main figures and most frequent items, as the schema's `x-brief` asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import board
from tongket.consolidating.brief import Brief, MainFigure, brief


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return board.copy(tmp_path)


def of(root: Path) -> Brief:
    return brief(board.load(root)[0].consolidated)


def ask(root: Path, **wanted: object) -> None:
    """Set `x-brief` of some fields."""
    path = root / "schema/report.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    for name, value in wanted.items():
        schema["properties"][name]["x-brief"] = value
    path.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")


def test_the_brief_holds_what_the_schema_asks_for_in_the_outlines_order(site):
    found = of(site)

    assert found.figures == (
        MainFigure("1.1", "Lượt học sinh được khám", "1.342 lượt", "", 2, 2),
        MainFigure("1.2", "Tai nạn, thương tích", "3", "trong trường 2; trên đường đi học 1", 2, 2),
    )
    assert [(one.point, one.title, one.left) for one in found.lists] == [("2.1", "Kiến nghị", 1)]
    assert [(item.wording, item.group, [unit.id for unit in item.cluster.units]) for item in found.lists[0].items] == [
        ("Bổ sung cán bộ y tế chuyên trách", "Phòng Giáo dục và Đào tạo", ["thcs-a", "thcs-b"])
    ]


def test_figures_of_every_kind_are_worded(site):
    ask(site, ty_le_kham={"total": True}, can_bo={"total": True}, dat_chuan={"total": True}, dung_han={"total": True})

    assert [(one.title, one.value, one.detail, one.covered) for one in of(site).figures] == [
        ("Lượt học sinh được khám", "1.342 lượt", "", 2),
        ("Lượt khám đúng hạn", "820 lượt", "cao nhất 420 lượt (năm 2022)", 1),
        ("Tỷ lệ học sinh được khám", "94,75 %", "", 2),
        ("Cán bộ y tế", "3 người", "chuyên trách 1; kiêm nhiệm 2", 1),
        ("Tai nạn, thương tích", "3", "trong trường 2; trên đường đi học 1", 2),
        ("Trường học an toàn", "2", "đạt 1; chưa đạt 1", 2),
    ]


def test_names_keep_their_capitals_inside_a_line(site):
    ask(site, can_bo={"total": True}, dat_chuan={"total": True})
    schema = (site / "schema/report.schema.json").read_text(encoding="utf-8")
    for old, new in (
        ('"Trong trường"', '"Trong sân Trường THCS"'),
        ('"Trên đường đi học"', '"UBND xã K"'),
        ('"Chuyên trách"', '"Cán bộ của Sở Y tế"'),
        ('"Đạt"', '"Việt Nam đạt"'),
    ):
        assert schema.count(old) == 1, old
        schema = schema.replace(old, new)
    (site / "schema/report.schema.json").write_text(schema, encoding="utf-8")

    assert [one.detail for one in of(site).figures if one.detail] == [
        "cán bộ của Sở Y tế 1; kiêm nhiệm 2",
        "trong sân Trường THCS 2; UBND xã K 1",
        "Việt Nam đạt 1; chưa đạt 1",
    ]


def test_what_no_unit_gave_is_not_zero(site):
    ask(site, ty_le_kham={"total": True}, can_bo={"total": True}, dat_chuan={"total": True})
    board.edit(
        site,
        "thcs-a",
        "luot_kham: {2021: 410, 2022: 432}\ndung_han: {2021: 400, 2022: 420}\n"
        "ty_le_kham: 97.5\ncan_bo: {chuyen_trach: 1, kiem_nhiem: 2}\n",
        "",
    )
    board.edit(site, "thcs-b", "luot_kham: 500\nty_le_kham: 92\n", "")
    for unit, choice in (("thcs-a", "dat"), ("thcs-b", "chua_dat")):
        board.edit(site, unit, f"dat_chuan: {choice}\n", "")
        path = site / f"submissions/{unit}.md"
        lines = path.read_text(encoding="utf-8").split("\n")
        path.write_text(
            "\n".join(line for line in lines if "mo_ta" not in line and line != "tai_nan:"), encoding="utf-8"
        )

    assert {(one.value, one.detail, one.covered, one.units) for one in of(site).figures} == {
        ("chưa có số liệu", "", 0, 2)
    }


def test_the_best_year_is_named_only_when_all_units_gave_years(site):
    before = of(site).figures[0].detail
    board.edit(site, "thcs-b", "luot_kham: 500", "luot_kham: {2021: 300, 2022: 200}")

    assert (before, of(site).figures[0].detail) == ("", "cao nhất 710 lượt (năm 2021)")


def test_no_more_items_are_shown_than_asked_for(site):
    ask(site, de_nghi={"items": 1}, viec_can_lam={"items": 2})
    board.edit(site, "thcs-a", "  - Mua thêm tủ thuốc", "  - Mua thêm tủ thuốc\n  - Sửa sân chơi\n  - Trồng cây xanh")

    assert [([item.wording for item in one.items], one.left) for one in of(site).lists] == [
        (["Bổ sung cán bộ y tế chuyên trách"], 1),
        (["Mua thêm tủ thuốc", "Sửa sân chơi"], 1),
    ]


@board.every_campaign
def test_the_brief_covers_what_its_schema_asks_for(root: Path):
    schema = json.loads((root / "schema/report.schema.json").read_text(encoding="utf-8"))
    asked = [node["x-brief"] for node in schema["properties"].values() if "x-brief" in node]
    found = of(root)

    assert len(found.figures) == sum("total" in one for one in asked)
    assert len(found.lists) == sum("items" in one for one in asked)
    assert all(one.covered <= one.units for one in found.figures)
