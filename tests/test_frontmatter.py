"""Front matter is read as JSON types with exact positions, and no text whatever makes the parser fail or hang."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket.problems import Position
from tongket.reading import frontmatter
from tongket.reading.frontmatter import Limits, Parsed


def parse(text: str, **limits: int) -> Parsed:
    return frontmatter.parse("x.md", text, Limits(**limits))


def found(text: str) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.rule) for problem in parse(text).problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("2018-12-31", "2018-12-31", id="an ISO date stays text"),
        pytest.param("2018-12-31 10:00:00", "2018-12-31 10:00:00", id="a time stamp stays text"),
        pytest.param("31/12/2018", "31/12/2018", id="a date day first stays text"),
        pytest.param("no", "no", id="no is a word"),
        pytest.param("yes", "yes", id="yes is a word"),
        pytest.param("on", "on", id="on is a word"),
        pytest.param("Yes", "Yes", id="Yes is a word"),
        pytest.param("True", "True", id="only true in small letters is a truth value"),
        pytest.param("true", True, id="true is a truth value"),
        pytest.param("false", False, id="false is a truth value"),
        pytest.param("null", None, id="null is nothing"),
        pytest.param("~", None, id="a tilde is nothing"),
        pytest.param("", None, id="blank is nothing"),
        pytest.param("Null", "Null", id="Null is a word"),
        pytest.param("0", 0, id="zero is a number"),
        pytest.param("-7", -7, id="a negative number"),
        pytest.param("26472", 26472, id="a whole number"),
        pytest.param("012", "012", id="a leading zero is no octal number"),
        pytest.param("0o17", "0o17", id="an octal number stays text"),
        pytest.param("0x1F", "0x1F", id="a hexadecimal number stays text"),
        pytest.param("0b1", "0b1", id="a binary number stays text"),
        pytest.param("12:30", "12:30", id="a time is not base sixty"),
        pytest.param("12:30:00", "12:30:00", id="a time with seconds is not base sixty"),
        pytest.param("1_000", "1_000", id="underscores stay text"),
        pytest.param("+5", "+5", id="a plus sign stays text"),
        pytest.param(".nan", ".nan", id="not a number stays text"),
        pytest.param(".inf", ".inf", id="infinity stays text"),
        pytest.param("1e5", "1e5", id="an exponent stays text"),
        pytest.param("1.5e3", "1.5e3", id="an exponent after a fraction stays text"),
        pytest.param("26.472", "26.472", id="a dot between thousands stays text"),
        pytest.param("1.234.567", "1.234.567", id="two dots between thousands stay text"),
        pytest.param("97,5", "97,5", id="a decimal comma stays text"),
        pytest.param("97.5", 97.5, id="a fraction is a number"),
        pytest.param("97.55", 97.55, id="a fraction of two digits is a number"),
        pytest.param("0.125", 0.125, id="three digits after zero are a fraction"),
        pytest.param("5.0", 5, id="a fraction that is whole is a whole number, as in JSON Schema"),
        pytest.param("-0", 0, id="minus zero is zero"),
        pytest.param("5.", "5.", id="a full stop is no fraction"),
        pytest.param(".5", ".5", id="a fraction without zero stays text"),
        pytest.param("1" + "0" * 15, "1" + "0" * 15, id="a number beyond exact fractions stays text"),
        pytest.param("1" + "0" * 5000, "1" + "0" * 5000, id="a number of five thousand digits stays text"),
        pytest.param("١٢", "١٢", id="Arabic digits stay text"),
        pytest.param('"12"', "12", id="a quoted number is text"),
        pytest.param("'true'", "true", id="a quoted true is text"),
        pytest.param("215-BC/HU", "215-BC/HU", id="a symbol is text"),
        pytest.param("[2009, no, 012]", [2009, "no", "012"], id="a list on one line"),
        pytest.param(
            "{2009: 1, no: 2, 012: 3, true: 4}", {"2009": 1, "no": 2, "012": 3, "true": 4}, id="keys are always text"
        ),
        pytest.param('{"": 1}', {"": 1}, id="an empty key"),
    ],
)
def test_values_are_json(written: str, value: object) -> None:
    parsed = parse(f"a: {written}\n")
    assert parsed.problems == ()
    assert parsed.value == {"a": value}
    assert type(parsed.value["a"]) is type(value)


def test_every_key_and_item_has_its_position() -> None:
    parsed = parse('\n# lời nhắc\na: 1\nb:\n  - x: Đ\n    y: [1, {z: 2}]\n  -   chữ\n"c":   >\n  dài\n')
    assert parsed.value == {"a": 1, "b": [{"x": "Đ", "y": [1, {"z": 2}]}, "chữ"], "c": "dài\n"}
    assert parsed.positions.keys == {
        ("a",): (3, 1),
        ("b",): (4, 1),
        ("b", 0, "x"): (5, 5),
        ("b", 0, "y"): (6, 5),
        ("b", 0, "y", 1, "z"): (6, 13),
        ("c",): (8, 1),
    }
    assert parsed.positions.values == {
        (): (3, 1),
        ("a",): (3, 4),
        ("b",): (5, 3),
        ("b", 0): (5, 5),
        ("b", 0, "x"): (5, 8),
        ("b", 0, "y"): (6, 8),
        ("b", 0, "y", 0): (6, 9),
        ("b", 0, "y", 1): (6, 12),
        ("b", 0, "y", 1, "z"): (6, 16),
        ("b", 1): (7, 7),
        ("c",): (8, 8),
    }


def test_a_place_that_is_not_written_is_shown_at_the_nearest_one_above() -> None:
    positions = parse("a:\n  b: 1\n").positions
    assert positions.of(("a", "b")) == Position(2, 3)
    assert positions.of(("a", "c", "d")) == Position(1, 1)
    assert positions.of_value(("a", "b")) == Position(2, 6)
    assert positions.of(("x",)) == Position(1, 1)


@pytest.mark.parametrize(
    ("written", "problems"),
    [
        pytest.param("a: 1\nb: 2\na: 3\n", [(3, 1, "yaml-duplicate-key")], id="a key twice"),
        pytest.param('a: 1\n"a": 2\n', [(2, 1, "yaml-duplicate-key")], id="a key twice, once in quotes"),
        pytest.param(
            "a: {b: 1, b: [1, 2], b: 3}\n",
            [(1, 11, "yaml-duplicate-key"), (1, 22, "yaml-duplicate-key")],
            id="a key three times",
        ),
        pytest.param("a: &x 1\nb: *x\n", [(1, 4, "yaml-anchor"), (2, 4, "yaml-anchor")], id="an anchor and an alias"),
        pytest.param("a: &x [*x]\n", [(1, 4, "yaml-anchor"), (1, 8, "yaml-anchor")], id="a list that holds itself"),
        pytest.param("&x a: 1\n", [(1, 1, "yaml-anchor")], id="an anchor on a key"),
        pytest.param("*x : 1\n", [(1, 1, "yaml-key")], id="an alias as a key"),
        pytest.param("a: !!int 3\n", [(1, 4, "yaml-tag")], id="a tag"),
        pytest.param("a: ! 12\n", [(1, 4, "yaml-tag")], id="a lone exclamation mark"),
        pytest.param("a: !x [1]\n", [(1, 4, "yaml-tag")], id="a tag on a list"),
        pytest.param("a: 1\n--- \nb: 2\n", [(2, 1, "yaml-documents")], id="two documents"),
        pytest.param(
            "? [a]\n: 1\n? {b: 1}\n: 2\nc: 3\n", [(1, 3, "yaml-key"), (3, 3, "yaml-key")], id="collections as keys"
        ),
        pytest.param("a:\n\t- 1\n", [(2, 1, "yaml-syntax")], id="a tab"),
        pytest.param('a: 1\nb: "x\nc: 3\n', [(2, 4, "yaml-syntax")], id="a quote that is not closed"),
        pytest.param("a: 1\nb: [x\nc: 3\n", [(2, 4, "yaml-syntax")], id="a bracket that is not closed"),
        pytest.param("a: 1\nb: [x,\n\n", [(2, 4, "yaml-syntax")], id="a bracket that is not closed after a comma"),
        pytest.param("a: {x: 1\n", [(1, 4, "yaml-syntax")], id="a brace that is not closed"),
        pytest.param("a: b: c\n", [(1, 5, "yaml-syntax")], id="a colon in a sentence"),
        pytest.param('a: "\\u0000"\n', [(1, 4, "yaml-escape")], id="a control character as an escape"),
        pytest.param('"\\u202e": 1\n', [(1, 1, "yaml-escape")], id="a hidden character in a key"),
        pytest.param('a: "\\uD800"\n', [(1, 4, "yaml-escape")], id="half a character"),
        pytest.param('a: "\\UFFFFFFFF"\n', [(1, 7, "yaml-syntax")], id="a character that can't be"),
        pytest.param(
            f"%YAML 1.{'9' * 5000}\n--- \na: 1\n", [(1, 9, "yaml-syntax")], id="a version of five thousand digits"
        ),
        pytest.param(
            "a: \x07\nb: [\n", [(2, 4, "yaml-syntax")], id="a control character does not hide a later mistake"
        ),
        pytest.param(
            "a: \u2028\u2028\nb: [\n", [(2, 4, "yaml-syntax")], id="a line separator does not shift later lines"
        ),
        pytest.param("a: {<<: {b: 1}}\n", [], id="a merge key is an ordinary key"),
    ],
)
def test_mistakes_are_reported_where_they_stand(written: str, problems: list[tuple[int, int, str]]) -> None:
    assert found(written) == problems


def test_a_merge_key_merges_nothing() -> None:
    assert parse("a: {<<: {b: 1}}\n").value == {"a": {"<<": {"b": 1}}}


def test_the_first_of_two_equal_keys_counts() -> None:
    assert parse("a: 1\na: 2\n").value == {"a": 1}


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(
            "a: &a [" + "x," * 50 + "]\n" + "".join(f"k{i}: &k{i} [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n" for i in range(60)),
            id="an alias bomb",
        ),
        pytest.param("a: " + "[" * 190_000, id="brackets without end"),
        pytest.param("a: " + "[" * 90_000 + "]" * 90_000, id="brackets that close"),
        pytest.param("? " + "[" * 190_000, id="brackets as a key"),
        pytest.param("- " * 90_000, id="a list in a list in a list"),
        pytest.param("? " * 90_000, id="a key of a key of a key"),
        pytest.param("a: " + "{a: " * 40_000, id="braces without end"),
        pytest.param("".join(f"{' ' * i}a:\n" for i in range(600)), id="a staircase"),
        pytest.param("a: " + "[" + "1, " * 60_000 + "]", id="a long list"),
        pytest.param("".join(f"a{i}: 1\n" for i in range(20_000)), id="many keys"),
        pytest.param("".join("a: 1\n" for _ in range(19_000)), id="one key many times"),
        pytest.param('a: "' + "\\" * 190_000, id="backslashes"),
        pytest.param("a: '" + "''" * 90_000, id="quotes"),
        pytest.param("# " * 90_000, id="comments"),
        pytest.param("a" * 190_000, id="one word"),
        pytest.param("a: |\n" + "  x\n" * 45_000, id="a long block"),
    ],
)
def test_hostile_text_is_read_in_time(written: str) -> None:
    start = time.process_time()
    parse(written)
    assert time.process_time() - start < 5


def test_depth_and_size_are_bounded_at_the_place_that_goes_too_far() -> None:
    deep = parse("a:\n  b:\n    c: 1\n", depth=2)
    assert [(problem.line, problem.rule) for problem in deep.problems] == [(3, "yaml-too-deep")]
    large = parse("[1, 2, 3, 4]\n", nodes=3)
    assert [(problem.column, problem.rule) for problem in large.problems] == [(8, "yaml-too-large")]
    assert deep.value is large.value is None


def test_json_is_read_as_json() -> None:
    value = {"a": [1, -2.5, True, None, 'chữ "x" \\ / \n', {}], "$ref": "#/x", "": []}
    for indent in (None, 2):
        parsed = parse(json.dumps(value, indent=indent, ensure_ascii=False))
        assert (parsed.value, parsed.problems) == (value, ())


@pytest.mark.parametrize(
    ("written", "front", "body", "problems"),
    [
        pytest.param("---\na: 1\n---\nb\n", "\na: 1", "\n\n\nb\n", [], id="fences"),
        pytest.param("--- \na: 1\n---  \nb", "\na: 1", "\n\n\nb", [], id="fences with blanks after them"),
        pytest.param("---\n---\nb", "", "\n\nb", [], id="nothing between the fences"),
        pytest.param(
            "\n\n---\na: 1\n---\nb", "\n\n\na: 1", "\n\n\n\n\nb", [(1, "front-matter-missing")], id="blank lines first"
        ),
        pytest.param("a: 1\n---\n", "", "a: 1\n---\n", [(1, "front-matter-missing")], id="no first fence"),
        pytest.param(
            " ---\na: 1\n---\n", "", " ---\na: 1\n---\n", [(1, "front-matter-missing")], id="an indented fence"
        ),
        pytest.param("----\na: 1\n----\n", "", "----\na: 1\n----\n", [(1, "front-matter-missing")], id="four hyphens"),
        pytest.param("---\na: 1\nb\n", "", "", [(1, "front-matter-unclosed")], id="no second fence"),
        pytest.param(
            "---\na: 1\n...\nb\n", "", "", [(1, "front-matter-unclosed")], id="three dots instead of the second fence"
        ),
        pytest.param("---", "", "", [(1, "front-matter-unclosed")], id="a fence and nothing else"),
        pytest.param(
            "---\na: 1\n---\nb\n---\nc\n", "\na: 1", "\n\n\nb\n---\nc\n", [], id="a rule in the body is no fence"
        ),
    ],
)
def test_submissions_are_cut_at_their_fences_and_keep_their_line_numbers(
    written: str, front: str, body: str, problems: list[tuple[int, str]]
) -> None:
    got_front, got_body, got_problems = frontmatter.split("x.md", written)
    assert (got_front, got_body) == (front, body)
    assert [(problem.line, problem.rule) for problem in got_problems] == problems


yaml_like = st.text(
    alphabet=st.sampled_from("abĐ019 \n\t-:,[]{}&*!|>'\"%@`?#\\~.<=\u2028\x85\ufeff\x00u")
    | st.characters(exclude_categories=["Cs"]),
    max_size=120,
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(yaml_like)
def test_no_text_makes_the_parser_fail_and_every_position_is_inside(text: str) -> None:
    text = text.replace("\r", "\n")
    lines = text.split("\n")
    parsed = parse(text)
    json.dumps(parsed.value)
    places = [
        *parsed.positions.keys.values(),
        *parsed.positions.values.values(),
        *(Position(problem.line, problem.column) for problem in parsed.problems),
    ]
    for place in places:
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn", "Lo"]), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcĐ -", max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.dictionaries(st.text("abcxyz_", min_size=1, max_size=8), json_values, min_size=1, max_size=5))
def test_what_json_says_is_what_is_read(value: dict[str, object]) -> None:
    parsed = parse(json.dumps(value, ensure_ascii=False, indent=1))
    assert (parsed.value, parsed.problems) == (value, ())
