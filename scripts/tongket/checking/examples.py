"""A rule's id in; a broken line and what the program says of it, read from the test cases of this repository, out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tongket import words

_CASES = Path(__file__).resolve().parents[3] / "tests" / "cases"
_PROBLEM = re.compile(r"\n(?=\S+:[0-9]+:[0-9]+: )")


@dataclass(frozen=True)
class Example:
    """A broken line and what the program says of it."""

    source: str
    expected: str


def example(rule_id: str) -> Example | None:
    """Return the first test case of a rule, None where it has none or the program stands without its tests."""
    case = next(iter(sorted((_CASES / rule_id).glob("*/expected.txt"))), None)
    if case is None:
        return None
    blocks = _PROBLEM.split(case.read_text(encoding="utf-8").rstrip("\n"))
    block = next((one for one in blocks if f"[{rule_id}]" in one.split("\n")[0]), None)
    if block is None:
        return None
    remedy = f"    {words.say('check.remedy', hint='')}"
    quoted = [line[4:] for line in block.split("\n")[1:] if not line.startswith(remedy)]
    return Example("\n".join(quoted), block)
