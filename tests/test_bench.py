"""The benchmark's pure parts: what it writes from given measurements. Nothing is timed here."""

from __future__ import annotations

import runpy
import sys
from xml.etree import ElementTree

import pytest

from conftest import ROOT

BENCH = ROOT / "scripts" / "bench"


@pytest.fixture(scope="module")
def report() -> dict[str, object]:
    return runpy.run_path(str(BENCH / "report.py"), run_name="report")


@pytest.fixture
def rows(report: dict) -> list:
    run, row = report["Run"], report["Row"]
    return [
        row(18, "site", "tongket", (run(9, 8, 100, 5), run(2, 2, 120, 5), run(4, 3, 90, 5))),
        row(18, "site", "Hugo", (run(1, 0.5, 50, 1),)),
        row(18, "check", "tongket", (run(0.5, 0.5, 40),)),
        row(180, "site", "tongket", ()),
    ]


def test_a_table_gives_medians_peaks_and_ratios_to_our_own_time(report: dict, rows: list) -> None:
    assert report["table"](rows, 18, 900).split("\n")[-3:] == [
        "| Dựng toàn bộ trang | tongket | 4,00 |  | 3,00 | 120 | 5,00 |",
        "| Dựng toàn bộ trang | Hugo | 1,00 | nhanh hơn 4,00 lần | 0,50 | 50,0 | 1,00 |",
        "| Kiểm tra tất cả báo cáo | tongket | 0,50 |  | 0,50 | 40,0 |  |",
    ]


def test_what_took_too_long_is_said_to_have(report: dict, rows: list) -> None:
    assert "| Dựng toàn bộ trang | tongket | quá 900 s |" in report["table"](rows, 180, 900)


def test_the_page_names_the_machine_and_fills_every_place(report: dict, rows: list) -> None:
    told = {name: f"[{name}]" for name in ("day", "note", "machine", "versions", "size")}
    page = report["page"](rows, 900, **told)

    assert all(place in page for place in told.values())
    assert "trung vị của 1–3 lần chạy" in page
    assert "## 18 đơn vị { #n-18 }" in page


def test_the_chart_has_a_line_for_each_program_and_a_mark_for_each_size(report: dict, rows: list) -> None:
    drawn = ElementTree.fromstring(report["chart"]([*rows, report["Row"](700, "site", "<Hugo>", rows[1].runs)]))

    texts = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert [texts.count(word) for word in ("tongket", "Hugo", "<Hugo>", "18", "700", "180")] == [2, 1, 1, 2, 1, 0]


def test_front_matter_goes_to_the_checker_and_the_rest_to_the_generators(
    report: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(BENCH), *sys.path])
    split = runpy.run_path(str(BENCH / "__main__.py"), run_name="bench")["split"]

    assert split("---\na: {2009: 1, 2010: 2}\n---\n\n# B\n\n---\n") == ('a: {"2009": 1, "2010": 2}\n', "# B\n\n---\n")
