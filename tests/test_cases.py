"""Every rule has a broken file and the exact words it earns; the published page of rules shows the same cases.

A case folder holds reports `<unit-id>.md` that replace or join those of tests/site, and `expected.txt`.
What can't stand in a repository as text (bytes, links, huge files), and changes to the campaign's own
files, are described in `case.toml`: `[[change]]` replaces `old` by `new` (repeated `times` times) or by
the bytes `hex` in a `file` of the campaign; `[[link]]` makes `file` a link `to` another; `remove` deletes files.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

import tables
from conftest import ROOT, Mini
from tongket import problems
from tongket.checking import examples

CASES = ROOT / "tests" / "cases"
PRINTED = re.compile(r"^[^\s:][^:\n]*:[0-9]+:[0-9]+: (error|warning): .* \[([a-z-]+)\]$", re.MULTILINE)


def all_cases() -> list[Path]:
    return sorted(folder for folder in CASES.glob("*/*") if folder.is_dir())


def set_up(case: Path, mini: Mini) -> None:
    for file in case.glob("*"):
        if file.name not in ("expected.txt", "case.toml"):
            mini.put_file(f"submissions/{file.name}", file.read_bytes())
    if not (case / "case.toml").exists():
        return
    recipe = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))
    for change in recipe.get("change", ()):
        content = (mini.root / change["file"]).read_bytes()
        new = bytes.fromhex(change["hex"]) if "hex" in change else change["new"].encode() * change.get("times", 1)
        old = change["old"].encode()
        assert old in content, f"{case}: nothing to replace"
        mini.put_file(change["file"], content.replace(old, new, change.get("count", 1)))
    for link in recipe.get("link", ()):
        file = mini.root / link["file"]
        file.unlink(missing_ok=True)
        file.symlink_to(link["to"])
    for name in recipe.get("remove", ()):
        (mini.root / name).unlink()


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.parent.name}: {case.name.replace('-', ' ')}")
def test_a_broken_file_gets_exactly_these_words(case: Path, mini: Mini, golden: Callable[[Path, str], None]) -> None:
    set_up(case, mini)
    code, out, err = mini.run("check")
    golden(case / "expected.txt", out)
    printed = PRINTED.findall(out)
    broken_definition = all(line.startswith("schema/") for line in out.splitlines() if not line.startswith(" "))
    errors = sum(severity == "error" for severity, _ in printed)
    assert code == (2 if broken_definition else 1 if errors else 0)
    assert bool(err) is not broken_definition
    assert case.parent.name in {rule for _, rule in printed}


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    assert {folder.name for folder in CASES.iterdir()} == {rule.id for rule in problems.rules()}


def test_what_is_printed_has_a_severity_of_the_table() -> None:
    severities = defaultdict(set)
    for case in all_cases():
        for severity, rule in PRINTED.findall((case / "expected.txt").read_text(encoding="utf-8")):
            severities[rule].add(severity)
    for rule, seen in severities.items():
        row = tables.rules()[rule]
        in_a_draft = {"warning"} if row[""].get("incomplete") else set()
        assert seen == in_a_draft | {own["severity"] for own in row.values() if "severity" in own}, rule


def test_every_case_is_printed_whole() -> None:
    for case in all_cases():
        for line in (case / "expected.txt").read_text(encoding="utf-8").splitlines():
            assert line.startswith("    ") or PRINTED.fullmatch(line), f"{case.name}: {line}"


def test_the_page_of_rules_finds_its_examples() -> None:
    for rule in problems.rules():
        example = examples.example(rule.id)
        assert example, rule.id
        assert f"[{rule.id}]" in example.expected.splitlines()[0]
