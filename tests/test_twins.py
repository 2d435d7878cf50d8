"""What a compiled parser decides is what the pure one would have said: values, positions, validity, problems."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import board
from conftest import ROOT, Mini
from tongket import campaign as campaigns
from tongket.definition import json_schema, swift_schema
from tongket.definition.json_schema import JsonSchema
from tongket.reading import frontmatter, swift_yaml

SIGNS = [
    *"\t \n:-?,[]{}#&*!|>'\"%@`~.\\/=<+0aĐ", "\n  ", "\n- ", ": ", ": |\n  ", "- - ", "? ", "{a: 1}", "[1, 2]", "''",
    '""', "---", "...", "\n---\n", "\n...\n", "%YAML 1.1\n", "!!str ", "&a ", "*a", "|\n", "|+\n", ">-\n", '"\\u202e"',
    '"\\x41"', "\u00a0", "\ufeff", "\U0001f600", "a:", "a: b: c", ", ", "#c", " #c", "\r", "<<: ", "key", "1",
]  # fmt: skip
#: Values at the edges of what a schema asks for.
ODD = [
    None, True, False, 0, 1, -1, 1.0, 1.5, 10**14, "", " ", "\n", "2018-02-30", "2018-12-31", "2018-12-31\n", "12/2018",
    "\u0663", "\u00a0", "\u200b", "\u0085", "\x1c", "\ufeff", "\u2028", "a-b", "a-b\n", "\U0001f600", "a" * 3000,
    [], {}, [1], [1, 1], [1, 1.0], [True, 1], [0, False], ["a", "a"], {"a": 1}, {"2018": 1}, {"2018\n": 1},
    "0215-BC/HU", "2024-02-29", "2023-02-29", "2018-1-1", "20181231", "2018-W01-1", "0000-01-01", "2018", 2018.0,
]  # fmt: skip


def fronts() -> list[str]:
    """Return the front matter of every report of the campaigns and the cases, broken ones included."""
    reports = [file for root in board.CAMPAIGNS.values() for file in root.glob("submissions/*.md")]
    files = sorted([*reports, *ROOT.glob("tests/cases/**/*.md")])
    texts = (file.read_bytes().decode("utf-8", "replace") for file in files if file.is_file())
    found = (frontmatter.split("x.md", text.replace("\r", ""))[0] for text in texts)
    return [text for text in found if text]


def mutated(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    text = "\n".join(lines[start : start + chance.randrange(2, 14)])
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at = chance.randrange(len(text) + 1)
        cut = chance.choice((0, 0, 0, 1, 2, 5))
        text = text[:at] + ("" if cut else chance.choice(SIGNS)) + text[at + cut :]
    return text


def soup(chance: random.Random) -> str:
    return "".join(chance.choice(SIGNS) for _ in range(chance.randrange(1, 14)))


def assert_read_alike(text: str) -> bool:
    """Assert that what the compiled parser decides is right, and tell whether it decided."""
    read = swift_yaml.read(text, 8, 20_000)
    if read is None:
        return False
    explained = frontmatter.explain("x.md", text)
    assert not explained.problems, text
    assert json.dumps(read[0]) == json.dumps(explained.value), text
    assert read[1] == explained.positions, text
    return True


@pytest.mark.skipif(swift_yaml.CSafeLoader is None, reason="PyYAML without libyaml")
def test_yaml_is_read_alike_with_and_without_the_compiled_parser() -> None:
    texts = fronts()
    decided = [assert_read_alike(text) for text in texts]
    assert sum(decided) > len(texts) / 2
    chance = random.Random(7)
    assert sum(assert_read_alike(mutated(chance.choice(texts), chance)) for _ in range(300)) > 50
    assert sum(assert_read_alike(soup(chance)) for _ in range(1200)) > 150


@pytest.mark.parametrize("compiled", [True, False])
def test_without_the_compiled_parts_a_check_says_the_same(
    compiled: bool, mini: Mini, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not compiled:
        monkeypatch.setattr(swift_yaml, "CSafeLoader", None)
        monkeypatch.setattr(swift_schema, "Draft202012Validator", None)
    json_schema.program_schema.cache_clear()
    mini.change("ty_le_kham: 97.5", "ty_le_kham: nhiều\nlạ: 1")
    code, out, _ = mini.run("check")
    json_schema.program_schema.cache_clear()
    assert code == 1
    assert "[schema-type]" in out
    assert "[schema-unknown]" in out


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(inner, (*path, key))


def spoiled(data: dict, chance: random.Random) -> object:
    data = copy.deepcopy(data)
    *way, last = chance.choice([path for path in places(data) if path])
    inner = data
    for step in way:
        inner = inner[step]
    match chance.randrange(5):
        case 0:
            del inner[last]
        case 1 if isinstance(inner, dict):
            inner[chance.choice(["la", "2018", "2018\n", "", "x-a"])] = inner.pop(last)
        case 1:
            inner.append(copy.deepcopy(inner[last]))
        case 2 if isinstance(inner[last], str):
            at = chance.randrange(len(inner[last]) + 1)
            inner[last] = inner[last][:at] + chance.choice(" \n\u00a0-0Đ\u0085\u2028\x1fſ\u212a") + inner[last][at:]
        case _:
            inner[last] = chance.choice(ODD)
    return data


def assert_decided_alike(schema: JsonSchema, data: object) -> bool:
    """Assert that what is valid and plain passes at once, and nothing else."""
    assert schema._surely_valid is not None
    passes = schema._surely_valid(data)
    assert passes == (schema._validator.is_valid(data) and not swift_schema._in_doubt(data)), data
    return passes


@pytest.mark.skipif(swift_schema.Draft202012Validator is None, reason="no compiled validator")
@board.every_campaign
def test_a_report_is_valid_to_both_validators_or_to_neither(root: Path) -> None:
    campaign, _ = campaigns.load(root)
    assert campaign
    schema, chance = campaign.definition.schema, random.Random(11)
    own = [{name: report.data[name] for name in report.data if name != "noi_dung"} for report in campaign.reports]
    assert all(assert_decided_alike(schema, data) for data in own[:4])
    small = [dict(chance.sample(sorted(data.items()), 6)) for data in own for _ in range(4)]
    node = JsonSchema({**schema.raw, "required": []})
    assert 100 < sum(assert_decided_alike(node, spoiled(chance.choice(small), chance)) for _ in range(1200)) < 1100


PROGRAM_DATA = {
    json_schema.CAMPAIGN: "campaign.yml",
    json_schema.UNITS: "units.yml",
    json_schema.ANNOTATIONS: "report.schema.json",
}


def program_data(name: str) -> dict:
    text = (ROOT / "tests" / "site" / "schema" / PROGRAM_DATA[name]).read_text(encoding="utf-8")
    value = frontmatter.parse(name, text, frontmatter.Limits(depth=40)).value
    assert isinstance(value, dict)
    return value


@pytest.mark.skipif(swift_schema.Draft202012Validator is None, reason="no compiled validator")
@pytest.mark.parametrize("name", PROGRAM_DATA)
def test_a_file_of_the_campaign_is_valid_to_both_validators_or_to_neither(name: str) -> None:
    schema, data, chance = json_schema.program_schema(name), program_data(name), random.Random(13)
    assert assert_decided_alike(schema, data)
    for _ in range(60):
        assert_decided_alike(schema, spoiled(data, chance))


@pytest.mark.skipif(swift_schema.Draft202012Validator is None, reason="no compiled validator")
@pytest.mark.parametrize("pattern", ["(?<n>a)", r"\p{L}", r"\u{41}", "(?<=a+)b", "(?P<n>a)", "a++", r"\Z", "[a", "*"])
def test_what_is_a_pattern_is_what_python_can_run(pattern: str) -> None:
    data = program_data(json_schema.ANNOTATIONS)
    next(iter(data["properties"].values()))["pattern"] = pattern
    assert_decided_alike(json_schema.program_schema(json_schema.ANNOTATIONS), data)
