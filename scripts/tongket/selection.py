"""Paths as a user typed them, or a point in Git's history, in; the submissions that are meant out.

A selection is a set of paths relative to the campaign's root, of files and of folders; "" is the whole campaign.
"""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from tongket import words
from tongket.definition import SUBMISSIONS
from tongket.usage import Misuse

Selection = frozenset[str]
ALL: Selection = frozenset({""})


def selected(files: Sequence[Path], root: Path) -> Selection:
    """Return the reports and folders of reports that are named: from the current folder, else from the root."""
    return frozenset(_selected(file, root) for file in files)


def _selected(file: Path, root: Path) -> str:
    found = next((path for path in (file, root / file) if path.exists() or path.is_symlink()), None)
    if found is None:
        raise Misuse(words.say("cli.no-file", file=file))
    # What leads to a link is resolved, the link itself is not: it is meant under its own name.
    is_link = found.is_symlink() and found.absolute() != root.absolute()
    place = found.absolute().parent.resolve() / found.name if is_link else found.resolve()
    if place == root.resolve():
        return ""
    try:
        path = place.relative_to(root.resolve())
    except ValueError:
        raise Misuse(words.say("cli.outside", file=file)) from None
    if path.parts[0] != SUBMISSIONS:
        raise Misuse(words.say("cli.no-report", file=file, folder=SUBMISSIONS))
    return path.as_posix()


def covers(wanted: Collection[str], path: str) -> bool:
    """Tell whether a path is among the files meant or inside a folder meant."""
    return path in wanted or any(path.startswith(f"{folder}/" if folder else "") for folder in wanted)


def reports(wanted: Collection[str], root: Path) -> Iterator[str]:
    """Yield each report meant once, in the order of paths; what is inside a folder counts if it is Markdown."""
    found: set[str] = set()
    for name in wanted:
        path = root / (name or SUBMISSIONS)
        if path.is_dir() and not path.is_symlink():
            inside = (file.relative_to(root) for file in path.rglob("*.md") if not file.name.startswith("."))
            found |= {file.as_posix() for file in inside}
        else:
            found.add(name)
    yield from sorted(found)


def changed(reference: str, root: Path) -> Selection:
    """Return the submissions that differ from a Git reference, new files included."""
    difference = ["git", "diff", "--name-only", "-z", "--relative", "--diff-filter=d"]
    commands = (
        [*difference, f"{reference}...HEAD", "--", SUBMISSIONS],
        [*difference, "HEAD", "--", SUBMISSIONS],
        ["git", "ls-files", "--others", "--exclude-standard", "-z", "--", SUBMISSIONS],
    )
    return frozenset(name for command in commands for name in _names(command, reference, root))


def _names(command: Sequence[str], reference: str, root: Path) -> list[str]:
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        raise Misuse(words.say("cli.no-git")) from None
    if done.returncode:
        raise Misuse(words.say("cli.no-reference", reference=reference))
    return [name for name in done.stdout.decode("utf-8", "replace").split("\0") if name]
