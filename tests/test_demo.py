"""Synthetic campaigns: clean, all different, the same twice, and made for any campaign that has a report."""

from __future__ import annotations

from pathlib import Path

import pytest

import board
from conftest import SITE, Mini, run
from tongket import demo


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@board.every_campaign
def test_a_synthetic_campaign_has_no_problem_and_counts_every_report(root: Path, tmp_path: Path) -> None:
    code, out, err = run(["demo", str(tmp_path / "thu"), "--units", "40", "--root", str(root)])
    campaign = Mini(tmp_path / "thu").load()

    assert (code, "40 đơn vị" in out, err) == (0, True, "")
    assert [str(problem) for problem in campaign.problems] == []
    assert len(campaign.counted) == len(campaign.expected) == 40
    assert len(set(contents(tmp_path / "thu" / "submissions").values())) == 40


def test_the_same_number_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        run(["demo", str(tmp_path / name), "--units", "5", "--root", str(SITE)])

    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_units_stand_below_parents_and_are_of_the_kinds_that_reported(tmp_path: Path) -> None:
    run(["demo", str(tmp_path / "thu"), "--units", str(demo.PER_PARENT + 1), "--root", str(SITE)])
    units = Mini(tmp_path / "thu").load().definition.units

    assert [units[0].parent, units[-2].parent, units[-1].parent] == ["Cấp trên 01", "Cấp trên 01", "Cấp trên 02"]
    assert {unit.kind for unit in units} == {"thcs"}


def test_a_folder_that_holds_something_is_left_alone(mini: Mini, tmp_path: Path) -> None:
    (tmp_path / "thu").mkdir()
    (tmp_path / "thu" / "tep").write_text("")

    assert mini.run("demo", str(tmp_path / "thu"), "--units", "3") == (
        2,
        "",
        f"{tmp_path / 'thu'} không phải thư mục trống; chọn một thư mục mới hoặc còn trống.\n",
    )
    assert list(contents(tmp_path / "thu")) == ["tep"]


def test_nothing_is_made_where_there_is_no_report_to_mix_from(mini: Mini, tmp_path: Path) -> None:
    for unit in ("thcs-a", "thcs-b"):
        mini.path(unit).unlink()

    assert mini.run("demo", str(tmp_path / "thu"), "--units", "3") == (
        2,
        "",
        "Cuộc tổng kết này chưa có báo cáo nào được tiếp nhận để trộn thành báo cáo thử.\n",
    )
    assert not (tmp_path / "thu").exists()


@pytest.mark.parametrize("count", ["0", "-1", "nhiều", "1000000"])
def test_the_number_of_units_is_a_count(count: str, mini: Mini, tmp_path: Path) -> None:
    code, out, err = mini.run("demo", str(tmp_path / "thu"), "--units", count)

    assert (code, out, f"“{count}” không phải là số đếm từ 1 đến 99999" in err) == (2, "", True)
