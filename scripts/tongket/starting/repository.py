"""A checkout of the program in; its files and those of a small campaign, copied to a new folder, out."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tongket import words

_HERE = Path(__file__).resolve().parent
#: The checkout this program runs from.
CHECKOUT = _HERE.parents[2]
#: The small campaign a new repository begins with.
CAMPAIGN = _HERE / "campaign"
#: What running the program leaves behind.
_LEFT_BEHIND = ("__pycache__", "*.egg-info", "*.pyc", ".DS_Store")


class StartError(Exception):
    """Why no repository can be made there, in words for the person who asked."""


@dataclass(frozen=True)
class Listing:
    """Which paths of a checkout are the program's, which the campaign's; the longest that covers a file decides."""

    program: tuple[str, ...]
    campaign: tuple[str, ...]

    def owner(self, path: str) -> str:
        """Return the entry that covers a file, empty where none does."""
        entries = (*self.program, *self.campaign)
        return max((entry for entry in entries if path == entry or path.startswith(f"{entry}/")), key=len, default="")

    def is_programs(self, path: str) -> bool:
        """Tell whether a file goes into every new campaign."""
        return self.owner(path) in self.program


def listing() -> Listing:
    """Return what `program.toml` says."""
    table = tomllib.loads((_HERE / "program.toml").read_text(encoding="utf-8"))
    return Listing(**{name: tuple(paths) for name, paths in table.items()})


def is_taken(folder: Path) -> bool:
    """Tell whether a place holds something already, so that nothing new may be written there."""
    return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))


def start(folder: Path, checkout: Path = CHECKOUT) -> int:
    """Write a new campaign's repository into a folder, which may not exist yet, and return how many files it holds.

    Raises StartError for a folder that holds something already or can't be made, and for a checkout that is not whole.
    """
    if is_taken(folder):
        raise StartError(words.say("starting.not-empty", folder=folder))
    copies = dict(_program(checkout)) | dict(_campaign())
    try:
        for path, source in copies.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    except OSError as exc:
        raise StartError(words.say("starting.not-writable", folder=folder)) from exc
    return len(copies)


def _program(checkout: Path) -> Iterator[tuple[str, Path]]:
    """Yield the program's files: the path in a repository, and where they stand now."""
    listed = listing()
    for entry in listed.program:
        if not (checkout / entry).exists():
            raise StartError(words.say("starting.not-whole", path=entry))
    for entry in listed.program:
        for file in _files(checkout / entry):
            path = file.relative_to(checkout).as_posix()
            if listed.is_programs(path):
                yield path, file


def _campaign() -> Iterator[tuple[str, Path]]:
    for file in _files(CAMPAIGN):
        yield file.relative_to(CAMPAIGN).as_posix(), file


def _files(place: Path) -> Iterator[Path]:
    """Yield the plain files below a place, in a stable order; links are not followed."""
    for file in [place] if place.is_file() else sorted(place.rglob("*")):
        inside = file.relative_to(place.parent).parts
        left_behind = any(Path(part).match(pattern) for part in inside for pattern in _LEFT_BEHIND)
        if file.is_file() and not file.is_symlink() and not left_behind:
            yield file
