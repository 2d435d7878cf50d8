"""What a report's headings may be, and what may be left out of it: near misses of the rules about the outline."""

from __future__ import annotations

import pytest

from conftest import Mini
from tongket.campaign import Answer


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("# 2022 là năm bản lề của y tế trường học", id="a title that begins with a year"),
        pytest.param("# 10 năm y tế trường học", id="a title that begins with a number"),
        pytest.param("# Báo cáo y tế trường học", id="a title of words"),
    ],
)
def test_a_title_may_begin_with_a_number(mini: Mini, title: str) -> None:
    mini.change("# Báo cáo y tế trường học", title)
    assert mini.run("check")[:2] == (0, "")


def test_a_heading_of_the_writers_own_needs_no_number_of_the_outline(mini: Mini) -> None:
    mini.change("Hai năm qua", "Nội dung chính:\n\n#### 7. Các vụ việc\n\nHai năm qua")
    assert mini.run("check")[:2] == (0, "")


# -- what may be left out: thcs-a is of the kind thcs --

SCHEMA = "schema/report.schema.json"
HEADING = "### 1.2. Tai nạn, thương tích\n\n"
ANSWER = "Hai năm qua có hai vụ tai nạn nhẹ, đều được xử lý kịp thời và rút kinh nghiệm.\n\n"
BOARD = """---
truong: tong-hop
dong_y_cong_khai: true
vi_du: true
---

# Báo cáo tổng hợp

## 1. Tình hình

### 1.1. Khám sức khỏe

Các trường đều tổ chức khám sức khỏe cho học sinh mỗi năm một lần.

## 2. Kiến nghị

### 2.1. Kiến nghị của nhà trường

Các trường đề nghị bổ sung cán bộ y tế chuyên trách.
"""


def ask_of(mini: Mini, kind: str) -> None:
    """Ask point 1.2 of one kind of unit only."""
    question = '"description": "Đã xảy ra'
    mini.change(question, f'"x-asked-of": ["{kind}"], {question}', SCHEMA)


def not_required(mini: Mini) -> None:
    """Let every unit leave out point 1.2."""
    mini.change('"required": ["1.1", "1.2", "2.1"]', '"required": ["1.1", "2.1"]', SCHEMA)


def found(mini: Mini, path: str = "submissions/thcs-a.md") -> list[str]:
    return [problem.rule for problem in mini.load().problems if problem.path == path]


def answer(mini: Mini) -> Answer:
    return mini.load().report_of["thcs-a"].answer("1.2")


LEFT_OUT = [pytest.param("", id="heading and all"), pytest.param(HEADING, id="the heading left")]


@pytest.mark.parametrize("left", LEFT_OUT)
def test_a_point_that_is_not_required_may_be_left_out(mini: Mini, left: str) -> None:
    not_required(mini)
    mini.change(HEADING + ANSWER, left)
    assert (found(mini), answer(mini)) == ([], Answer.MISSING)


@pytest.mark.parametrize("left", LEFT_OUT)
def test_a_point_asked_of_other_kinds_is_never_missing(mini: Mini, left: str) -> None:
    ask_of(mini, "tieu_hoc")
    mini.change(HEADING + ANSWER, left)
    assert (found(mini), answer(mini)) == ([], Answer.NOT_ASKED)


def test_a_point_asked_of_other_kinds_may_be_answered_all_the_same(mini: Mini) -> None:
    ask_of(mini, "tieu_hoc")
    assert (found(mini), answer(mini)) == ([], Answer.ANSWERED)
    assert "1.2" in mini.load().report_of["thcs-a"].sections


def test_a_point_asked_of_the_units_own_kind_is_missing(mini: Mini) -> None:
    ask_of(mini, "thcs")
    mini.change(HEADING + ANSWER, "")
    assert (found(mini), answer(mini)) == (["outline-missing"], Answer.MISSING)


def test_a_report_whose_data_cannot_be_read_is_asked_what_its_file_name_is_asked(mini: Mini) -> None:
    ask_of(mini, "tieu_hoc")
    mini.change(HEADING + ANSWER, "")
    mini.change("truong: thcs-a", "truong: [thcs-a")
    assert "outline-missing" not in found(mini)


def test_the_boards_own_report_is_asked_every_point(mini: Mini) -> None:
    ask_of(mini, "tieu_hoc")
    mini.put(BOARD, "tong-hop")
    assert found(mini, "submissions/tong-hop.md") == ["outline-missing"]


def test_the_boards_own_report_may_leave_out_what_is_not_required(mini: Mini) -> None:
    not_required(mini)
    mini.put(BOARD, "tong-hop")
    assert found(mini, "submissions/tong-hop.md") == []
