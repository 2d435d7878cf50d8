"""The files of `submissions/` in; those that are no report, and units that report twice, as problems, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from tongket.definition import SUBMISSIONS, SYNTHESIS, Definition
from tongket.problems import Position, Problem, rule
from tongket.reading import Document, text


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


def check_repeated(documents: Iterable[Document], definition: Definition) -> Iterator[Problem]:
    """One unit files one report: that in the unit's own file, else the first."""
    field = definition.schema.roles["unit"]
    first: dict[str, Document] = {}
    for document in sorted(documents, key=lambda one: (not one.path.endswith(f"/{one.data.get(field)}.md"), one.path)):
        unit = document.data.get(field)
        if not isinstance(unit, str):
            continue
        if unit in first:
            at = document.position((field,))
            other = first[unit].path
            yield rule("unit-repeated").at(document.path, at, unit=text.short(unit), other=other)
        else:
            first[unit] = document
