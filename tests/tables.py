"""Sources in; how they use the tables of rules and of words, and where use and table part, out.

Code may name a row only in plain sight: `rule("id", "variant").at(…, name=value)`, `say("section.name", name=value)`.
Id, variant and key are literals, conditional expressions of literals, or a name that the same function binds to such,
or draws from a table of literals at the head of the module (`for name, pattern in _TABLE.items():`).
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

from literals import literals
from tongket.words import PLACE

PROGRAM = Path(__file__).resolve().parents[1] / "scripts" / "tongket"
#: The columns of a wording that are sentences, and so may hold places to fill.
SENTENCES = ("message", "hint", "text")

#: Row, variant ("" for the row's own wording), the columns that this wording itself holds.
Table = Mapping[str, Mapping[str, Mapping[str, object]]]


@dataclass(frozen=True)
class Use:
    """One place of the code that names rows: which wordings it may choose and which values it gives."""

    place: str
    rows: frozenset[str]
    variants: frozenset[str]
    values: frozenset[str]

    @property
    def wordings(self) -> Iterator[tuple[str, str]]:
        """Every (row, variant) that it may choose."""
        return ((row, variant) for row in sorted(self.rows) for variant in sorted(self.variants))


@cache
def rules() -> Table:
    """Return the table of rules."""
    rows = tomllib.loads((PROGRAM / "checking" / "rules.toml").read_text(encoding="utf-8"))
    return {name: dict(_variants(row)) for name, row in rows.items()}


def _variants(row: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    yield "", {column: value for column, value in row.items() if not isinstance(value, dict)}
    yield from ((name, own) for name, own in row.items() if isinstance(own, dict))


@cache
def words() -> dict[str, dict[str, str]]:
    """Return the table of words: section, name, sentence."""
    return tomllib.loads((PROGRAM / "words.toml").read_text(encoding="utf-8"))


def sayings(sections: Mapping[str, Mapping[str, str]]) -> Table:
    """Return sections of the table of words as rows `section.name`."""
    return {f"{section}.{name}": {"": {"text": own}} for section, row in sections.items() for name, own in row.items()}


def wording(table: Table, row: str, variant: str) -> dict[str, object]:
    """Return all columns of a wording, those it takes over from its row included."""
    return {**table[row][""], **table[row][variant]}


def places(table: Table, row: str, variant: str) -> set[str]:
    """Return the names of the places to fill in a wording."""
    columns = wording(table, row, variant)
    return {name for column in SENTENCES for name in PLACE.findall(str(columns.get(column, "")))}


def faults(table: Table, uses: Sequence[Use]) -> Iterator[str]:
    """Yield where code and table part: wordings that are not there, values not given, sentences nobody says."""
    said: set[tuple[str, str, str]] = set()
    for use in uses:
        for row, variant in use.wordings:
            if variant not in table.get(row, {}):
                yield f"{use.place}: no wording {_named(row, variant)}"
                continue
            for name in sorted(places(table, row, variant) - use.values):
                yield f"{use.place}: {_named(row, variant)} is not given {{{name}}}"
            said |= {
                (row, variant if column in table[row][variant] else "", column)
                for column in wording(table, row, variant)
            }
    for row, variants in table.items():
        for variant, own in variants.items():
            if not any((row, variant, column) in said for column in own):
                yield f"nobody says {_named(row, variant)}"
            elif unsaid := [column for column in SENTENCES if column in own and (row, variant, column) not in said]:
                yield f"nobody says the {' and '.join(unsaid)} of {_named(row, variant)}"


def _named(row: str, variant: str) -> str:
    return f"{row}.{variant}" if variant else row


# -- Python --


def rule_uses(sources: Mapping[str, str]) -> tuple[list[Use], list[str]]:
    """Return the uses of the table of rules, and calls that hide what they use."""
    return _uses(sources, "problems", "rule")


def word_uses(sources: Mapping[str, str]) -> tuple[list[Use], list[str]]:
    """Return the uses of the table of words in Python and templates, and calls that hide what they use."""
    python = {path: source for path, source in sources.items() if path.endswith(".py")}
    uses, hidden = _uses(python, "words", "say")
    for path, source in sources.items():
        if path.endswith(".html"):
            for call in Environment(autoescape=True).parse(source).find_all(nodes.Call):
                if _is_template_say(call.node):
                    _note(_template_use(f"{path}:{call.lineno}", call), uses, hidden)
    return uses, hidden


def program(*suffixes: str) -> dict[str, str]:
    """Return the program's own sources by their path in it."""
    files = sorted(file for file in PROGRAM.rglob("*") if file.suffix in suffixes)
    return {file.relative_to(PROGRAM).as_posix(): file.read_text(encoding="utf-8") for file in files}


def _uses(sources: Mapping[str, str], module: str, function: str) -> tuple[list[Use], list[str]]:
    uses: list[Use] = []
    hidden: list[str] = []
    for path, source in sources.items():
        tree = ast.parse(source)
        if any(isinstance(node, ast.FunctionDef) and node.name == function for node in tree.body):
            continue  # the reader of the table itself
        parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _calls(node.func, module, function):
                given = _given(node, parents) if function == "rule" else node
                if not isinstance(given, ast.Attribute):
                    _note(_use(f"{path}:{node.lineno}", node, given, parents), uses, hidden)
    return uses, hidden


def _note(found: Use | str, uses: list[Use], hidden: list[str]) -> None:
    if isinstance(found, Use):
        uses.append(found)
    else:
        hidden.append(found)


def _calls(function: ast.expr, module: str, name: str) -> bool:
    if isinstance(function, ast.Attribute):
        owner = function.value
        return function.attr == name and module in (getattr(owner, "id", ""), getattr(owner, "attr", ""))
    return isinstance(function, ast.Name) and function.id == name


def _given(call: ast.Call, parents: Mapping[ast.AST, ast.AST]) -> ast.Call | ast.Attribute | None:
    """Return the `.at(…)` on a rule; the attribute where only a column is read; None for a rule kept as it is."""
    around = parents[call]
    if not isinstance(around, ast.Attribute):
        return None
    after = parents[around]
    return after if around.attr == "at" and isinstance(after, ast.Call) else around


def _use(place: str, call: ast.Call, given: ast.Call | None, parents: Mapping[ast.AST, ast.AST]) -> Use | str:
    arguments = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "variant")]
    named = [literals(argument, parents) for argument in arguments]
    if not named or None in named:
        return f"{place}: not literal: {ast.unparse(call)}"
    keywords = given.keywords if given else []
    if any(keyword.arg is None for keyword in keywords):
        return f"{place}: values hidden: {ast.unparse(given or call)}"
    rows, variants = [*(one for one in named if one is not None), frozenset({""})][:2]
    return Use(place, rows, variants, frozenset(keyword.arg for keyword in keywords if keyword.arg))


# -- templates --


def _is_template_say(function: nodes.Node) -> bool:
    if isinstance(function, nodes.Getattr):
        return function.attr == "say" and getattr(function.node, "name", "") == "words"
    return getattr(function, "name", "") == "say"


def _template_use(place: str, call: nodes.Call) -> Use | str:
    keys = _template_literals(call.args[0]) if call.args else None
    if keys is None:
        return f"{place}: not literal"
    if call.dyn_kwargs is not None:
        return f"{place}: values hidden"
    return Use(place, keys, frozenset({""}), frozenset(keyword.key for keyword in call.kwargs))


def _template_literals(node: nodes.Node | None) -> frozenset[str] | None:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return frozenset({node.value})
    if isinstance(node, nodes.CondExpr):
        both = _template_literals(node.expr1), _template_literals(node.expr2)
        return None if both[0] is None or both[1] is None else both[0] | both[1]
    return None
