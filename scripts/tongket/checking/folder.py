"""The files of `submissions/` in; those that are no report, and units that report twice, as problems, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from tongket.definition import SUBMISSIONS, SYNTHESIS, Definition
from tongket.problems import Position, Problem, rule
from tongket.reading import Document, text


class Claim(NamedTuple):
    """A submission that says whose report it is, and where it says so."""

    path: str
    unit: str
    at: Position


def claim_of(document: Document, definition: Definition) -> Claim | None:
    """Return whose report a submission says it is, None where it names nobody."""
    field = definition.schema.roles["unit"]
    unit = document.data.get(field)
    return Claim(document.path, unit, document.position((field,))) if isinstance(unit, str) else None


def check_file(path: str, linked: bool, definition: Definition) -> Iterator[Problem]:
    """Only plain files named after a unit stand in the folder of submissions; `linked` says that it is a link."""
    if linked:
        yield rule("file-link").at(path, Position(1))
    else:
        yield from _check_name(PurePosixPath(path), definition)


def _check_name(path: PurePosixPath, definition: Definition) -> Iterator[Problem]:
    known = [*definition.unit_by_id, SYNTHESIS]
    if len(path.parts) == 2 and path.suffix == ".md" and path.stem in known:
        return
    near = text.nearest(path.stem, known)
    misspelt = near and f"{near}.md" != path.name
    file = path.relative_to(SUBMISSIONS)
    yield rule("file-name", "near" if misspelt else "").at(str(path), Position(1), file=file, near=near)


def check_repeated(claims: Iterable[Claim], definition: Definition) -> Iterator[Problem]:
    """One unit files one report: that in the unit's own file, else the first."""
    first: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda one: (not one.path.endswith(f"/{one.unit}.md"), one.path)):
        if claim.unit in first:
            other = first[claim.unit].path
            yield rule("unit-repeated").at(claim.path, claim.at, unit=text.short(claim.unit), other=other)
        else:
            first[claim.unit] = claim
