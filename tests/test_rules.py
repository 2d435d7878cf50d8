"""The tables of rules and of words: code and table agree to the letter, and every row reads as the others do."""

from __future__ import annotations

import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import NamedTuple

import pytest

import tables
import tongket
from conftest import ROOT
from tongket.words import PLACE

#: A hint is a sentence, or ends by showing what to write.
HINT = re.compile(r".*(?:[.?]|: .+|\{[a-z_]+\})")
#: Wordings that no case prints, because a file can hardly earn them; a unit test must.
NOT_PRINTED: frozenset[tuple[str, str]] = frozenset()


# -- what the code says stands in the tables, and the other way round --


def test_rules_in_code_and_table_are_the_same() -> None:
    uses, hidden = tables.rule_uses(tables.program(".py"))
    assert [*hidden, *tables.faults(tables.rules(), uses)] == []


def test_words_in_code_and_table_are_the_same() -> None:
    sections = {name: row for name, row in tables.words().items() if name not in labelled()}
    uses, hidden = tables.word_uses(tables.program(".py", ".html"))
    assert [*hidden, *tables.faults(tables.sayings(sections), uses)] == []


def test_every_member_of_a_labelled_class_has_its_label_and_nothing_else_has() -> None:
    assert {name: set(tables.words()[name]) for name in labelled()} == labelled()


def labelled() -> dict[str, set[str]]:
    """The values of the program's enumerations that have a section of labels, by that section."""
    found: dict[str, set[str]] = {}
    for module in pkgutil.walk_packages(tongket.__path__, "tongket."):
        for one in vars(importlib.import_module(module.name)).values():
            if isinstance(one, type) and issubclass(one, Enum) and one.__module__.startswith("tongket."):
                values = {member.value for member in one}
                if one.__name__.lower() in tables.words() and all(isinstance(value, str) for value in values):
                    found[one.__name__.lower()] = values
    return found


# -- how the rows read --


class Row(NamedTuple):
    """One wording of a rule, or (`of`) what it differs from."""

    rule: str
    variant: str

    @property
    def whole(self) -> dict[str, object]:
        return tables.wording(tables.rules(), *self)

    @property
    def own(self) -> dict[str, object]:
        return dict(tables.rules()[self.rule][self.variant])


def wordings() -> list[Row]:
    return [Row(name, variant) for name, variants in tables.rules().items() for variant in variants]


every_wording = pytest.mark.parametrize("row", wordings(), ids=lambda row: " ".join(filter(None, row)))


@every_wording
def test_a_wording_is_whole(row: Row) -> None:
    whole = row.whole
    assert whole.keys() - {"private", "incomplete", "blank"} == {"severity", "title", "reason", "message", "hint"}
    assert whole["severity"] in ("error", "warning")
    for column in ("title", "reason", "message", "hint"):
        sentence = str(whole[column])
        assert sentence
        assert sentence == unicodedata.normalize("NFC", sentence).strip()
    assert not str(whole["title"]).endswith(".")
    assert not str(whole["message"]).endswith(".")
    assert str(whole["reason"]).endswith(".")
    assert HINT.fullmatch(str(whole["hint"]))


@every_wording
def test_a_variant_says_only_what_differs(row: Row) -> None:
    if row.variant:
        first = tables.rules()[row.rule][""]
        assert row.own.keys() <= {"severity", "message", "hint"}
        assert row.own
        assert [column for column, value in row.own.items() if first[column] == value] == []


@every_wording
def test_what_is_private_is_never_repeated(row: Row) -> None:
    if row.whole.get("private"):
        assert tables.places(tables.rules(), *row) <= {"board"}  # whom to tell, never what was found


# -- every wording is earned by some file --


class Printed(NamedTuple):
    """One problem as a case prints it."""

    severity: str
    message: str
    rule: str
    hint: str

    def earns(self, row: Row) -> bool:
        """Whether this may be that wording, its places filled."""
        whole = row.whole
        severities = {whole["severity"], "warning" if whole.get("incomplete") or whole.get("blank") else ""}
        return (
            self.rule == row.rule
            and self.severity in severities
            and all(pattern(str(whole[column])).fullmatch(getattr(self, column)) for column in ("message", "hint"))
        )


def printed() -> Iterator[Printed]:
    shape = re.compile(
        r"^[^\s:][^:\n]*:[0-9]+:[0-9]+: (error|warning): (.*) \[([a-z-]+)\]\n"
        r"(?: {4}(?!Cách sửa).*\n)*(?: {4}Cách sửa: (.*)\n)?",
        re.MULTILINE,
    )
    for file in sorted((ROOT / "tests" / "cases").glob("*/*/expected.txt")):
        for found in shape.findall(file.read_text(encoding="utf-8")):
            yield Printed(*found)


@cache
def pattern(sentence: str) -> re.Pattern[str]:
    """Return what a sentence looks like once its places are filled."""
    literals = PLACE.sub("\0", sentence).split("\0")
    return re.compile(".*".join(map(re.escape, literals)))


def literal(row: Row) -> int:
    """How many characters of a wording stand fixed: of two that fit, the one with more is meant."""
    return sum(len(PLACE.sub("", str(row.whole[column]))) for column in ("message", "hint"))


def test_every_wording_is_printed_by_a_case() -> None:
    earned = set()
    for problem in printed():
        fitting = [row for row in wordings() if problem.earns(row)]
        earned |= {row for row in fitting if literal(row) == max(map(literal, fitting))}
    uses, _ = tables.rule_uses(tables.program(".py"))
    named = {Row(*one) for use in uses for one in use.wordings}
    assert named - earned == NOT_PRINTED


# -- these tests can fail --

TABLE: tables.Table = {
    "late": {
        "": {"severity": "error", "message": "Chậm {days} ngày", "hint": "Gửi ngay."},
        "near": {"message": "Chậm {days} ngày, hạn là {due}"},
    },
}


def rule_faults(source: str) -> list[str]:
    uses, hidden = tables.rule_uses({"a.py": source})
    return [*hidden, *tables.faults(TABLE, uses)]


def word_faults(source: str, path: str = "a.py") -> list[str]:
    uses, hidden = tables.word_uses({path: source})
    return [*hidden, *tables.faults(tables.sayings({"page": {"title": "Trang {name}"}}), uses)]


BOTH = 'rule("late", "near" if due else "").at(path, at, days=1, due=due)\n'


NAMED = 'def f(): x = "near" if y else ""; rule("late", x).at(p, a, days=1, due=2)'
TABLE_OF_VARIANTS = """
_WHEN = ((r"soon", ""), (r"now", "near"))
def f():
    x = next((x for pattern, x in _WHEN if pattern in y), "")
    rule("late", x).at(path, at, days=1, due=2)
"""
TABLE_OF_RULES = """
_SIGNS = {"late": "!"}
def f():
    for name, sign in _SIGNS.items():
        rule(name, "near" if due else "").at(path, at, days=1, due=2)
"""


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(BOTH, id="a condition chooses the variant"),
        pytest.param(f"problems.{BOTH}", id="the module named before the function"),
        pytest.param(NAMED, id="a name of the function"),
        pytest.param(TABLE_OF_VARIANTS, id="a table of variants"),
        pytest.param(TABLE_OF_RULES, id="a table of rules"),
        pytest.param(f"{BOTH}rule(problem.rule).private", id="a column of a problem's own rule"),
    ],
)
def test_rules_used_in_plain_sight_pass(source: str) -> None:
    assert rule_faults(source) == []


def test_the_reader_of_the_table_uses_no_row() -> None:
    assert tables.rule_uses(
        {"problems.py": "def rule(name): ...\ndef rules(): return [rule(name) for name in rows]"}
    ) == ([], [])


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        pytest.param(f'{BOTH}rule("early").at(path, at)', "a.py:2: no wording early", id="no such row"),
        pytest.param(
            f'{BOTH}rule("late", "far").at(p, a, days=1)', "a.py:2: no wording late.far", id="no such variant"
        ),
        pytest.param(f'{BOTH}rule("late").at(path, at)', "a.py:2: late is not given {days}", id="a value not given"),
        pytest.param(
            'rule("late", "near" if due else "").at(path, at, days=1)',
            "a.py:1: late.near is not given {due}",
            id="a value not given that only one variant asks for",
        ),
        pytest.param(
            f'{BOTH}LATER = rule("late")', "a.py:2: late is not given {days}", id="a rule kept whose places stay empty"
        ),
        pytest.param('rule("late").at(path, at, days=1)', "nobody says late.near", id="a variant nobody names"),
        pytest.param(
            'rule("late", "near").at(path, at, days=1, due=2)',
            "nobody says the message of late",
            id="a sentence that every variant replaces",
        ),
        pytest.param(f"{BOTH}rule(name).at(path, at)", "a.py:2: not literal: rule(name)", id="a row hidden in a name"),
        pytest.param(
            f'{BOTH}def f(x): rule("late", x).at(path, at, days=1)',
            "a.py:2: not literal: rule('late', x)",
            id="a variant that is handed in",
        ),
        pytest.param(
            f'{BOTH}for x in ("", "near"): rule("late", x).at(path, at, days=1)',
            "a.py:2: not literal: rule('late', x)",
            id="a variant from a loop",
        ),
        pytest.param(
            f'{BOTH}_T = (("late", s), (name, s))\ndef f():\n  for x, y in _T: rule(x).at(path, at, days=1)',
            "a.py:4: not literal: rule(x)",
            id="a table that is not all literal",
        ),
        pytest.param(
            TABLE_OF_RULES.replace("due=2", ""),
            "a.py:5: late.near is not given {due}",
            id="a value that a table's rule lacks",
        ),
        pytest.param(
            f'{BOTH}rule("late").at(path, at, **more)',
            "a.py:2: values hidden: rule('late').at(path, at, **more)",
            id="values hidden in a mapping",
        ),
    ],
)
def test_a_rule_used_otherwise_is_a_fault(source: str, fault: str) -> None:
    assert rule_faults(source) == [fault]


def test_a_row_nobody_uses_is_a_fault() -> None:
    assert rule_faults("pass") == ["nobody says late", "nobody says late.near"]


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        pytest.param('words.say("page.title", name=1)', [], id="said with its value"),
        pytest.param('say("page.title")', ["a.py:1: page.title is not given {name}"], id="a value not given"),
        pytest.param(
            'say("page.title", name=1); say("page.end")', ["a.py:1: no wording page.end"], id="no such sentence"
        ),
        pytest.param("pass", ["nobody says page.title"], id="a sentence nobody says"),
        pytest.param(
            'say("page." + x)', ["a.py:1: not literal: say('page.' + x)", "nobody says page.title"], id="a built key"
        ),
    ],
)
def test_words_used_otherwise_are_a_fault(source: str, faults: list[str]) -> None:
    assert word_faults(source) == faults


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        pytest.param('{{ say("page.title", name=number(1)) }}', [], id="said with its value"),
        pytest.param(
            '{{ words.say("page.title") }}', ["a.html:1: page.title is not given {name}"], id="a value not given"
        ),
        pytest.param(
            '{{ say("page.title" if x else "page.end", name=1) }}', ["a.html:1: no wording page.end"], id="half missing"
        ),
        pytest.param('{{ say("page." ~ x) }}', ["a.html:1: not literal", "nobody says page.title"], id="a built key"),
    ],
)
def test_words_of_a_template_are_read_too(source: str, faults: list[str]) -> None:
    assert word_faults(source, "a.html") == faults
