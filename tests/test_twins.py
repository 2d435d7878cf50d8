"""What a swift parser decides is what the full one would have said: values, positions, validity, tokens, problems."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token as Parsed

import board
from conftest import ROOT, Mini
from tongket import campaign as campaigns
from tongket.definition import json_schema, swift_schema
from tongket.definition.json_schema import JsonSchema
from tongket.reading import commonmark, dialect, frontmatter, plain_json, plain_markdown, plain_yaml, swift_yaml
from tongket.reading.positions import Positions
from tongket.reading.tokens import Token

SIGNS = [
    *"\t \n:-?,[]{}#&*!|>'\"%@`~.\\/=<+0aĐ", "\n  ", "\n- ", ": ", ": |\n  ", "- - ", "? ", "{a: 1}", "[1, 2]", "''",
    '""', "---", "...", "\n---\n", "\n...\n", "%YAML 1.1\n", "!!str ", "&a ", "*a", "|\n", "|+\n", ">-\n", '"\\u202e"',
    '"\\x41"', "\u00a0", "\ufeff", "\U0001f600", "a:", "a: b: c", ", ", "#c", " #c", "\r", "<<: ", "key", "1",
    "\na: ", "\nb:\n", "\n  - a: ", "{a: 1, b: x?}", "[a?, b]", "?,", "?}", "# c\n", "-5", "[]", "{}", "\nk:\n- ",
]  # fmt: skip
MARKS = [
    *"\n  -+*#_~`<>[](){}|:\\=!&;.,190aĐ\t\"", "\n- ", "\n* ", "\n-", "\n+a", "\n1. ", "\n2) ", "\n\n- ", "\n\n1. ",
    "\n  ", "\n   ", "\n    ", "**", "**b** ", "**b:** ", "**b**,", "*a*", "*a*.", "\n**", "~~", "# ", "\n## ",
    "\n# a #\n", "| ", "|\n", "|-|", "|:-|-:|\n", "\n|a|b|\n|-|:-:|\n|c|d|\n", "\n---\n", "\n===\n", "\n> ", "```",
    "  \n", "\\\n", "- ", "[a](http://b.c)", "<http://b.c>", "[x]: y", "&amp;", "\u00a0", "1. ", "từ", "<!-- a -->",
    "![a](b)", "<b>",
]  # fmt: skip
#: Values at the edges of what a schema asks for.
ODD = [
    None, True, False, 0, 1, -1, 1.0, 1.5, 10**14, "", " ", "\n", "2018-02-30", "2018-12-31", "2018-12-31\n", "12/2018",
    "\u0663", "\u00a0", "\u200b", "\u0085", "\x1c", "\ufeff", "\u2028", "a-b", "a-b\n", "\U0001f600", "a" * 3000,
    [], {}, [1], [1, 1], [1, 1.0], [True, 1], [0, False], ["a", "a"], {"a": 1}, {"2018": 1}, {"2018\n": 1},
    "0215-BC/HU", "2024-02-29", "2023-02-29", "2018-1-1", "20181231", "2018-W01-1", "0000-01-01", "2018", 2018.0,
]  # fmt: skip


def parts() -> Iterator[tuple[str, str]]:
    """Yield front matter and body of every report of the campaigns and the cases, broken ones included."""
    reports = [file for root in board.CAMPAIGNS.values() for file in root.glob("submissions/*.md")]
    for file in sorted([*reports, *ROOT.glob("tests/cases/**/*.md")]):
        if file.is_file():
            text = file.read_bytes().decode("utf-8", "replace").replace("\r", "")
            front, body, _ = frontmatter.split("x.md", text)
            yield front, body


def mutated(text: str, chance: random.Random, signs: list[str] = SIGNS) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    text = "\n".join(lines[start : start + chance.randrange(2, 14)])
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at = chance.randrange(len(text) + 1)
        cut = chance.choice((0, 0, 0, 1, 2, 5))
        text = text[:at] + ("" if cut else chance.choice(signs)) + text[at + cut :]
    return text


def soup(chance: random.Random, signs: list[str] = SIGNS) -> str:
    return "".join(chance.choice(signs) for _ in range(chance.randrange(1, 14)))


class Reader(Protocol):
    def read(self, text: str, depth: int, nodes: int) -> tuple[object, Positions] | None: ...


def assert_read_alike(reader: Reader, text: str, depth: int = 8) -> bool:
    """Assert that what a swift reader decides is right, and tell whether it decided."""
    read = reader.read(text, depth, 20_000)
    if read is None:
        return False
    explained = frontmatter.explain("x.md", text, frontmatter.Limits(depth=depth))
    assert not explained.problems, text
    assert json.dumps(read[0]) == json.dumps(explained.value), text
    found, known = read[1], explained.positions
    assert (found.keys, found.values) == (known.keys, known.values), text
    for path in (*known.values, ("a",), ("a", "b"), (0,), ("a", 9)):
        assert (found.of(path), found.of_value(path)) == (known.of(path), known.of_value(path)), text
    return True


@pytest.mark.parametrize(
    ("reader", "whole", "changed", "soups"),
    [
        (plain_yaml, 0.5, 30, 0),
        pytest.param(
            *(swift_yaml, 0.5, 50, 150),
            marks=pytest.mark.skipif(swift_yaml.CSafeLoader is None, reason="PyYAML without libyaml"),
        ),
    ],
)
def test_yaml_is_read_alike_by_every_reader(reader: Reader, whole: float, changed: int, soups: int) -> None:
    texts = [front for front, _ in parts() if front]
    decided = [assert_read_alike(reader, text) for text in texts]
    assert sum(decided) > len(texts) * whole
    chance = random.Random(7)
    assert sum(assert_read_alike(reader, mutated(chance.choice(texts), chance)) for _ in range(300)) > changed
    assert sum(assert_read_alike(reader, soup(chance)) for _ in range(1200)) > soups


JSON_SIGNS = [
    *"\n  :-?,[]{}#&*!|>'\"%@`~.\\/=<+01aĐ", '"a"', '"a": 1, ', "[1, 2]", "{}", "[]", "null", "1.5", "-0", "007", "1e5",
    "true", '"\\n"', '"\\u0041"', '"\\\\"', '"?"', '"[?]"', "\n:", ", ", '"' + "x" * 1020 + '": 1, ', "\u202e",
    "\u00a0", "-", "# c", "1.0", "26.472",
]  # fmt: skip


def test_json_is_read_as_the_yaml_that_it_is() -> None:
    files = [file for root in board.CAMPAIGNS.values() for file in root.glob("schema/*.json")]
    texts = [file.read_text(encoding="utf-8").replace("\t", " ") for file in files]
    decided = [read_alike_in_depth(text) for text in texts]
    assert all(done for file, done in zip(files, decided, strict=True) if file.name == "report.schema.json")
    chance = random.Random(5)
    values = [value for text in texts for value in json.loads(text).get("properties", {}).values()]
    small = [json.dumps({"a": value}, ensure_ascii=False, indent=chance.choice((None, 2))) for value in values]
    count = 0
    for _ in range(600):
        text = chance.choice(small)
        for _ in range(chance.choice((1, 1, 2))):
            at, cut = chance.randrange(len(text) + 1), chance.choice((0, 0, 1, 2))
            text = text[:at] + ("" if cut else chance.choice(JSON_SIGNS)) + text[at + cut :]
        count += read_alike_in_depth(text)
    assert count > 50


def read_alike_in_depth(text: str) -> bool:
    if swift_yaml.CSafeLoader:
        assert_read_alike(swift_yaml, text, 40)
    return assert_read_alike(plain_json, text, 40)


def form(tokens: Iterable[Token]) -> list[tuple[object, ...]]:
    """Return everything that tokens say."""
    return [
        tuple(form(token.children) if name == "children" else getattr(token, name) for name in Token.__slots__)
        for token in tokens
    ]


def assert_markdown_read_alike(text: str) -> bool:
    """Assert that what the line-by-line reading decides is right, and tell whether it decided."""
    read = plain_markdown.read(text)
    if read is None:
        return False
    assert form(read) == form(dialect.explain(text)), text
    return True


def test_plain_markdown_is_read_alike_by_both_parsers() -> None:
    texts = [body for _, body in parts() if body]
    decided = [assert_markdown_read_alike(text) for text in texts]
    assert sum(decided) > len(texts) * 0.8
    chance = random.Random(7)
    assert sum(assert_markdown_read_alike(mutated(chance.choice(texts), chance, MARKS)) for _ in range(1200)) > 400
    assert sum(assert_markdown_read_alike(soup(chance, MARKS)) for _ in range(1500)) > 150


def as_text(self: object, tokens: list[Parsed], index: int, options: object, env: object) -> str:
    return escapeHtml(tokens[index].content)


def library_html(text: str, shift: int) -> str:
    """Return the HTML that the library makes of a text, pictures and raw HTML as text, tables aligned as is allowed."""
    parser = commonmark.parser(any_link=False)
    for name in ("html_block", "html_inline", "image"):
        parser.add_render_rule(name, as_text)
    parsed = parser.parse(text)
    for token in parsed:
        token.info = ""
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
        elif token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
            token.attrs["align"] = str(style).removeprefix("text-align:")
    return str(parser.renderer.render(parsed, parser.options, {}))


def test_html_is_what_the_library_makes_of_the_same_tokens() -> None:
    chance = random.Random(9)
    texts = [body for _, body in parts() if body]
    more = [mutated(chance.choice(texts), chance, MARKS) for _ in range(600)]
    for text in (*texts, *more, *(soup(chance, MARKS) for _ in range(900))):
        assert dialect.html(dialect.explain(text), 2) == library_html(text, 2), text


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
