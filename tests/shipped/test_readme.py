"""The README's table of commands and the command line agree, command by command and option by option."""

from __future__ import annotations

import re
from pathlib import Path

import click

from tongket import cli

ROOT = Path(__file__).resolve().parents[2]
#: Said once above the table, or by `--help` itself.
COMMON = {"--root", "--help"}


def _documented() -> dict[str, set[str]]:
    """Return the options of each command as the README's table has them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `tongket ([\w-]+)([^`]*)` \|", readme, re.MULTILINE)
    return {name: set(re.findall(r"--[\w-]+", usage)) for name, usage in rows}


def _offered(command: click.Command) -> set[str]:
    options = (one for one in command.params if isinstance(one, click.Option) and not one.hidden)
    return {name for one in options for name in (*one.opts, *one.secondary_opts) if name.startswith("--")} - COMMON


def test_every_command_and_option_is_documented_and_there_are_no_others():
    assert _documented() == {name: _offered(command) for name, command in cli.main.commands.items()}


def test_every_command_it_shows_can_be_typed():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = re.findall(r"(?:^|`)(make|\.venv/bin/tongket) ([a-z]+)", readme, re.MULTILINE)

    assert {tool for tool, _ in shown} == {"make", ".venv/bin/tongket"}
    assert [name for tool, name in shown if name not in (targets if tool == "make" else cli.main.commands)] == []
