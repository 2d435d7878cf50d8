"""Vietnamese text comes in whole, hidden trouble is named, and what can be mended by machine is mended once."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket.reading import text

SENTENCE = "Đảng ủy đề nghị bổ sung ngưỡng hỗ trợ, quý II năm 2018."


def rules(raw: bytes | str) -> list[tuple[int, int, str]]:
    raw = raw if isinstance(raw, bytes) else raw.encode()
    return [(problem.line, problem.column, problem.rule) for problem in text.decode("x.md", raw)[1]]


def test_clean_text_comes_in_as_it_is() -> None:
    assert text.decode("x.md", f"{SENTENCE}\n“trích” – ½ … ok\n".encode()) == (f"{SENTENCE}\n“trích” – ½ … ok\n", [])


@pytest.mark.parametrize(
    ("raw", "problems"),
    [
        pytest.param(b"", [(1, 1, "file-empty")], id="no bytes"),
        pytest.param(b" \r\n\t\n", [(1, 1, "file-empty")], id="blanks only"),
        pytest.param(b"a\n" * 100_001, [(1, 1, "file-too-large")], id="more than two hundred thousand bytes"),
        pytest.param(b"\0" * 5_000_000, [(1, 1, "file-too-large")], id="five megabytes"),
        pytest.param(b"a\nb\0c", [(2, 1, "file-binary")], id="a zero byte"),
        pytest.param("ab\ncd".encode("utf-16"), [(1, 1, "file-binary")], id="UTF-16"),
        pytest.param("ab\nThành".encode("latin-1"), [(2, 1, "file-encoding")], id="Latin-1"),
        pytest.param(b"ok\n\xed\xa0\x80", [(2, 1, "file-encoding")], id="half a character in UTF-8"),
        pytest.param(b"ok\n\xc0\xaf", [(2, 1, "file-encoding")], id="an overlong form"),
        pytest.param(b"\xef\xbb\xbfa\n", [(1, 1, "text-bom")], id="a byte order mark"),
        pytest.param(
            b"\xef\xbb\xbf\xef\xbb\xbfa\n", [(1, 1, "text-bom"), (1, 1, "text-invisible")], id="two byte order marks"
        ),
        pytest.param(b"\xef\xbb\xbf", [(1, 1, "text-bom")], id="nothing but a byte order mark"),
        pytest.param(b"a\r\nb\r\n", [(1, 2, "text-line-endings")], id="Windows line endings"),
        pytest.param(b"a\nbc\rd\n", [(2, 3, "text-line-endings")], id="a lone carriage return"),
        pytest.param("ab\nkha\u0301m\n", [(2, 3, "text-normal-form")], id="marks apart from letters"),
        pytest.param("ê\u0301\n", [(1, 1, "text-normal-form")], id="half composed, as Windows types"),
        pytest.param("a\u0323\u0302\n", [(1, 1, "text-normal-form")], id="marks in an order that composes"),
        pytest.param("a e\u0301\u0302\n", [(1, 3, "text-normal-form")], id="marks in an order that does not compose"),
        pytest.param("ab \u2126\n", [(1, 4, "text-normal-form")], id="a sign that has a normal form of its own"),
        pytest.param("a\x07b\n", [(1, 2, "text-control")], id="a control character"),
        pytest.param("a\x85b\n", [(1, 2, "text-line-break")], id="a next-line character"),
        pytest.param("a\u2029b\n", [(1, 2, "text-line-break")], id="a paragraph separator"),
        pytest.param("a\u202eb\n", [(1, 2, "text-direction")], id="text run backwards"),
        pytest.param("a\u2066b\n", [(1, 2, "text-direction")], id="isolated text"),
        pytest.param("a\U000e0041\n", [(1, 2, "text-direction")], id="a tag character"),
        pytest.param("a\u3164\n", [(1, 2, "text-direction")], id="a blank that counts as a letter"),
        pytest.param("Ð\n", [(1, 1, "text-lookalike")], id="an Icelandic letter"),
        pytest.param("a ɖ\n", [(1, 3, "text-lookalike")], id="an African letter"),
        pytest.param("khám".encode().decode("latin-1") + "\n", [(1, 3, "text-mojibake")], id="UTF-8 read as Latin-1"),
        pytest.param("a\u00a0b\u200bc\n", [(1, 2, "text-invisible")], id="hard and zero-width blanks, counted once"),
        pytest.param("a\tb\n", [(1, 2, "text-tab")], id="a tab"),
        pytest.param("MẬТ\n", [(1, 3, "text-mixed-script")], id="a Russian letter in a word"),
        pytest.param("Αnh\n", [(1, 1, "text-mixed-script")], id="a Greek letter in a word"),
        pytest.param("Москва, Ω và β\n", [], id="foreign words on their own"),
    ],
)
def test_trouble_is_reported_where_it_stands(raw: bytes | str, problems: list[tuple[int, int, str]]) -> None:
    assert rules(raw) == problems


def test_every_word_of_mojibake_is_seen_and_no_vietnamese_word_is_taken_for_it() -> None:
    letters = "".join(
        chr(code)
        for code in range(0xC0, 0x1EFA)
        if unicodedata.normalize("NFD", chr(code))[0] in "aeiouydAEIOUYD" or chr(code) in "đĐ"
    )
    vietnamese = [
        char
        for char in letters
        if unicodedata.name(char).startswith("LATIN")
        and set(unicodedata.normalize("NFD", char)[1:]) <= set("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")
    ]
    assert len(vietnamese) > 130
    assert rules(" ".join(vietnamese) + "\n") == []


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        pytest.param("kha\u0301m\n", "khám\n", id="marks apart from letters"),
        pytest.param("ê\u0301\n", "ế\n", id="half composed"),
        pytest.param("a\u0323\u0302 o\u0301\u031b\n", "ậ ớ\n", id="marks in an order that composes"),
        pytest.param("e\u0301\u0302 a\u0300\u0306\n", "ế ằ\n", id="marks in an order that does not compose"),
        pytest.param("Ðảng ủy, ðề án\n", "Đảng ủy, đề án\n", id="Icelandic letters"),
        pytest.param("\ufeffa\r\nb\rc", "a\nb\nc\n", id="byte order mark and line endings"),
        pytest.param("a\u00a0b\u202fc\u2011d\u00ade\u200bf\n", "a b c-def\n", id="what Word leaves behind"),
        pytest.param("a\tb\t\n", "a    b\n", id="tabs"),
        pytest.param(
            "xuống dòng  \ntiếp\n\n\n",
            "xuống dòng  \ntiếp\n",
            id="a line break of Markdown is kept, blank lines at the end are not",
        ),
        pytest.param("“trích” – ½ … ‘a’\n", "“trích” – ½ … ‘a’\n", id="typographic signs are kept"),
        pytest.param("hoà, hòa, thuỷ, thủy\n", "hoà, hòa, thuỷ, thủy\n", id="either place of the tone mark is kept"),
    ],
)
def test_mending(typed: str, mended: str) -> None:
    assert text.clean(typed) == mended
    assert text.clean(mended) == mended


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.text(
        st.characters(exclude_categories=["Cs"])
        | st.sampled_from("aâeêoơđĐÐ\u0301\u0302\u0323\u031b\u00a0\t\r\n\ufeff")
    )
)
def test_mending_twice_changes_nothing_more(typed: str) -> None:
    once = text.clean(typed)
    assert text.clean(once) == once


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda value: value.encode("utf-8", "surrogatepass")))
def test_any_bytes_come_in_as_clean_lines(raw: bytes) -> None:
    read, problems = text.decode("x.md", raw)
    assert "\r" not in read
    assert "\0" not in read
    assert read or problems
    for problem in problems:
        assert 1 <= problem.line <= raw.count(b"\n") + raw.count(b"\r") + 1


@pytest.mark.parametrize(
    "pile",
    [
        pytest.param("\u0323\u0301" * 40_000, id="two marks in turn"),
        pytest.param("\u0301" * 40_000 + "\u0323" * 40_000, id="marks in the wrong order"),
        pytest.param("\u05b0\u0591" * 40_000, id="Hebrew marks"),
    ],
)
def test_a_pile_of_marks_is_read_in_time(pile: str) -> None:
    start = time.process_time()
    assert rules(f"a{pile}\n")
    text.clean(f"a{pile}\n")
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đắk Đoa", "dak doa"),
        ("THỦY  \n Hòa", "thuy hoa"),
        ("thuỷ hoà", "thuy hoa"),
        ("Ðảng ủy", "dang uy"),
        ("kha\u0301m", "kham"),
        ("Điều 4", "dieu 4"),
        ("", ""),
    ],
)
def test_folding_for_search(written: str, folded: str) -> None:
    assert text.fold(written) == folded


@pytest.mark.parametrize(
    ("written", "choices", "near"),
    [
        pytest.param("huyen-uy-d", ["huyen-uy-d", "huyen-uy-dd"], "huyen-uy-d", id="itself"),
        pytest.param("luot_kam", ["luot_kham", "dung_han"], "luot_kham", id="a letter left out"),
        pytest.param("Chưa Đạt", ["Đạt", "Chưa đạt"], "Chưa đạt", id="other capitals"),
        pytest.param("nguyen nhan", ["Nguyên nhân", "Bài học"], "Nguyên nhân", id="no marks"),
        pytest.param("xyz", ["luot_kham"], None, id="nothing like it"),
        pytest.param("", ["luot_kham"], None, id="nothing at all"),
        pytest.param("a" * 100_000, ["luot_kham"], None, id="a hundred thousand letters"),
    ],
)
def test_the_nearest_choice(written: str, choices: list[str], near: str | None) -> None:
    assert text.nearest(written, choices) == near


def test_natural_order() -> None:
    unsorted = [
        "Điều 12",
        "Điều 4",
        "điều 4 khoản 10",
        "Điều 4 khoản 9",
        "Bổ sung",
        "²",
        "Điều",
        "Điều4",
        "Đ",
        "m²",
        "0",
        "00",
        "1²",
        "9" * 5000,
        "",
    ]
    once = sorted(unsorted, key=text.natural)
    backwards = unsorted[::-1]
    assert once == sorted(backwards, key=text.natural)
    wanted = ["Điều", "Điều 4", "Điều 4 khoản 9", "điều 4 khoản 10", "Điều 12"]
    assert [value for value in once if value in wanted] == wanted


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.text(st.sampled_from("aĐ0129² .") | st.characters(exclude_categories=["Cs"]), max_size=8)))
def test_any_texts_can_be_put_in_natural_order(values: list[str]) -> None:
    assert sorted(values, key=text.natural) == sorted(sorted(values), key=text.natural)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("", 0),
        ("…", 0),
        ("**Không** phát sinh.", 3),
        ("| 1 | 2 |\n|---|---|", 0),
        ("12 lớp, 410 học sinh", 3),
        ("- Đ\n- đ", 2),
    ],
)
def test_counting_words(markdown: str, words: int) -> None:
    assert text.count_words(markdown) == words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("ngắn", "ngắn"),
        ("hai\n\tdòng", "hai dòng"),
        ("x" * 61, "x" * 60 + "…"),
        ("\n" * 300, " …"),
        ("x" * 60, "x" * 60),
    ],
)
def test_showing_a_value_on_one_line(value: str, shown: str) -> None:
    assert text.short(value) == shown


def test_offsets_become_positions() -> None:
    assert [text.locate("ab\ncd", offset) for offset in (0, 2, 3, 5)] == [(1, 1), (1, 3), (2, 1), (2, 3)]
