"""Numbers and dates as Vietnamese officials write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket import words


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1.000"), (26472, "26.472"), (1234567, "1.234.567"), (-1234, "-1.234"),
        (97.55, "97,55"), (97.5, "97,5"), (97.0, "97"), (0.0, "0"), (1234.5, "1.234,5"), (100.0, "100"),
        (1000.0, "1.000"), (33.333333, "33,33"), (0.1 + 0.2, "0,3"), (99.999, "100"),
    ],
)  # fmt: skip
def test_numbers_have_dots_between_thousands_and_a_decimal_comma(value, written):
    assert words.number(value) == written


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [(0, 4, "0%"), (1, 3, "33,33%"), (4, 4, "100%"), (3, 2, "150%"), (9755, 10000, "97,55%"), (2, 1000, "0,2%")],
)
def test_shares_are_percentages(part, whole, written):
    assert words.percent(part, whole) == written


@pytest.mark.parametrize(("value", "written"), [(0, "00"), (4, "04"), (12, "12"), (1204, "1.204")])
def test_counts_of_days_bear_a_zero_below_ten(value, written):
    assert words.two_digits(value) == written


@pytest.mark.parametrize(
    ("value", "day", "long"),
    [
        (date(2018, 12, 3), "03/12/2018", "ngày 03 tháng 12 năm 2018"),
        (date(2019, 1, 15), "15/01/2019", "ngày 15 tháng 01 năm 2019"),
        (date(2019, 2, 1), "01/02/2019", "ngày 01 tháng 02 năm 2019"),
        (date(2019, 3, 31), "31/03/2019", "ngày 31 tháng 3 năm 2019"),
    ],
)
def test_dates_bear_zeros_as_the_official_form_asks(value, day, long):
    assert (words.day(value), words.long_day(value)) == (day, long)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", 0),
        ("7", 7),
        ("26.472", 26472),
        ("26472", 26472),
        ("1.234.567", 1234567),
        ("97,55", 97.55),
        ("1.234,5", 1234.5),
        ("12345,5", 12345.5),
    ],
)
def test_written_numbers_are_read(written, value):
    assert words.read_number(written) == value


@pytest.mark.parametrize(
    "written",
    ["", "1.5", "12.34", "1.2345", "1234.567", "1,", ",5", "-5", "5%", "1 000", "mười", "1,5,6", "٣", "1.000.00"],
)
def test_what_is_no_number_is_not_read(written):
    assert words.read_number(written) is None


@settings(deadline=None)
@given(st.integers(0, 10**12))
def test_what_is_written_reads_back(value):
    assert words.read_number(words.number(value)) == value


@settings(deadline=None)
@given(st.floats(0, 1e9))
def test_fractions_read_back_to_two_decimals(value):
    assert words.read_number(words.number(value)) == pytest.approx(value, abs=0.0051)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Báo cáo tổng kết 10 năm", "tổng kết 10 năm"),
        ("BÁO CÁO Tổng kết 10 năm", "tổng kết 10 năm"),
        ("Tổng kết 10 năm", "tổng kết 10 năm"),
        ("Báo cáo UBND tỉnh về giáo dục", "UBND tỉnh về giáo dục"),
        ("Báo cáo Việt Nam học", "Việt Nam học"),
        ("Báo cáo Huyện ủy D về tuyên giáo", "Huyện ủy D về tuyên giáo"),
        ("Báo cáo", "báo cáo"),
        ("Báo cáo 2022", "2022"),
        ("", ""),
    ],
)
def test_a_title_set_as_a_subject_loses_the_kind_and_keeps_proper_nouns(title, written):
    assert words.subject(title, "Báo cáo", names=["Huyện ủy D"]) == written
    assert words.subject(title, "Báo cáo", names=frozenset(["Huyện ủy D"])) == written
