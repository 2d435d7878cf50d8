"""The rooms of the program: data run one way, imports the other; each library is let in at one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = Path(__file__).resolve().parents[1] / "scripts" / "tongket"
#: From the bottom to the top: a room may import those before it, and modules of its own.
ORDER = (
    "words",
    "problems",
    "memory",
    "processes",
    "reading",
    "definition",
    "checking",
    "filed",
    "campaign",
    "consolidating",
    "synthesis",
    "levels",
    "workspace",
    "pages",
    "searching",
    "export",
    "starting",
    "demo",
    "usage",
    "selection",
    "cli",
    "publishing",
    "plugin",
)
#: Libraries that one place alone may know: elsewhere nobody depends on which one it is.
DOORS = {
    "yaml": {"reading/full_yaml.py", "reading/swift_yaml.py"},
    "jsonschema_rs": {"definition/swift_schema.py"},
    "markdown_it": {"reading/commonmark.py"},
    "jsonschema": {"definition/json_schema.py", "definition/violations.py"},
    "mkdocs": {"plugin.py", "publishing/shell.py", "publishing/preview.py"},
    "msgspec": {"filed.py", "export/data.py"},
    "sqlite3": {"memory.py"},
    "numpy": {"searching/parts.py", "searching/lists.py"},
    "rapidfuzz": {"consolidating/likeness.py"},
}
#: What a pure model has no business with.
OUTSIDE = {"pathlib", "os", "io", "time", "subprocess", "jinja2", "markupsafe", "click"}


def modules() -> list[Path]:
    return sorted(PROGRAM.rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    """Yield the full name of everything a module imports, whether at its head or inside a function."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(file: Path) -> str:
    return file.relative_to(PROGRAM).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", modules(), ids=lambda file: file.relative_to(PROGRAM).as_posix())
def test_imports_run_one_way(file: Path) -> None:
    own = room(file)
    if own == "__init__":
        return
    known = set(ORDER[: ORDER.index(own) + 1])
    assert [name for name in imports(file) if name.startswith("tongket.") and name.split(".")[1] not in known] == []


@pytest.mark.parametrize("library", DOORS)
def test_a_library_is_let_in_at_its_door(library: str) -> None:
    inside = {file for file in modules() if any(name.split(".")[0] == library for name in imports(file))}
    assert {file.relative_to(PROGRAM).as_posix() for file in inside} <= DOORS[library]


@pytest.mark.parametrize("own", ["consolidating", "synthesis", "levels"])
def test_the_model_knows_no_file_page_or_clock(own: str) -> None:
    inside = [file for file in modules() if room(file) == own]
    found = {name for file in inside for name in imports(file) if name.split(".")[0] in OUTSIDE}
    assert (bool(inside), found) == (True, set())


@pytest.mark.parametrize("folder", sorted({file.parent for file in modules()} - {PROGRAM}), ids=lambda one: one.name)
def test_every_room_says_what_goes_in_and_what_comes_out(folder: Path) -> None:
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert " in;" in said
    assert " out" in said
