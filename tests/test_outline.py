"""What a report's headings may be, and what may be left out of it: near misses of the rules about the outline."""

from __future__ import annotations

import pytest

from conftest import Mini


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
