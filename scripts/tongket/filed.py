"""A submission's bytes in; all that anybody needs to know of it later, as plain data that can be kept, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from tongket import checking, memory, processes
from tongket.checking import Claim
from tongket.definition import Definition
from tongket.memory import Memory
from tongket.problems import Problem
from tongket.reading import Document, JsonPath, Section, body, point_sections
from tongket.reading import document as documents

#: A file's path, relative to the campaign's root, and its bytes.
Submission = tuple[str, bytes]


@dataclass(frozen=True)
class Passage:
    """What a report writes on a point: its Markdown as it may be published, where it begins, how many words."""

    markdown: str
    line: int
    words: int

    @property
    def plain(self) -> str:
        """The words that a reader of the published text sees, one line per block."""
        return body.plain(self.markdown)


@dataclass(frozen=True)
class Content:
    """What a report says: its data as one JSON document, the line of each value, its passages by point."""

    data: dict[str, object]
    lines: dict[JsonPath, int]
    passages: dict[str, Passage]

    def line(self, path: JsonPath) -> int:
        """Return the line of the value at a path, else of the nearest one above it."""
        found = self.lines.get(path)
        while found is None and path:
            path = path[:-1]
            found = self.lines.get(path)
        return found or 1


@dataclass(frozen=True)
class Filed:
    """One submission as it was read and checked.

    `claim` says whose report it is, None where it does not. `packed` is the content in the form in which it is kept,
    empty where a number in it is too large for that form.
    """

    path: str
    problems: tuple[Problem, ...]
    claim: Claim | None
    draft: bool
    hinted: bool
    packed: bytes = field(repr=False)
    whole: Content | None = field(default=None, repr=False)

    @cached_property
    def content(self) -> Content:
        """What the submission says."""
        return self.whole or _CONTENT.decode(self.packed)

    def kept(self) -> bytes | None:
        """Return the form in which it is kept, None where it can't be."""
        return None if self.whole else _PACK.encode(self)


_PACK = msgspec.msgpack.Encoder()
_CONTENT = msgspec.msgpack.Decoder(Content)
_FILED = msgspec.msgpack.Decoder(Filed)


def restored(kept: bytes) -> Filed | None:
    """Return a submission from the form in which it is kept, None where that is damaged."""
    try:
        return _FILED.decode(kept)
    except msgspec.MsgspecError:
        return None


def check(path: str, raw: bytes, definition: Definition) -> tuple[Document, list[Problem]]:
    """Return one submission as it stands in its file, and all its problems but those that need other files."""
    document, problems = documents.parse(path, raw, definition.schema.layout)
    return document, problems + list(checking.check(document, definition))


def filed(document: Document, problems: Iterable[Problem], definition: Definition) -> Filed:
    """Keep of a document what is needed later."""
    sections = point_sections(document.body, definition.schema.layout)
    content = Content(
        document.data, document.positions.lines(), {number: _passage(one) for number, one in sections.items()}
    )
    draft, hinted = checking.is_draft(document, definition), bool(checking.hint_lines(document))
    known = (document.path, tuple(problems), checking.claim_of(document, definition), draft, hinted)
    try:
        return Filed(*known, _PACK.encode(content))
    except OverflowError:
        return Filed(*known, b"", content)


def _passage(section: Section) -> Passage:
    return Passage(section.markdown, section.line, section.words)


def read_all(found: Sequence[Submission], definition: Definition, remembered: Memory | None) -> list[Filed]:
    """Read submissions, those that are not remembered in as many processes as there are cores."""
    store = remembered or Memory(None)
    keys = (
        [memory.key("filed", definition.fingerprint, path.encode(), raw) for path, raw in found] if remembered else []
    )
    kept = store.recall(keys)
    known = {path: restored(kept[key]) for (path, _), key in zip(found, keys, strict=False) if key in kept}
    done = {path: one for path, one in known.items() if one}
    new = [one for one in found if one[0] not in done]
    done |= {one.path: one for one in processes.side_by_side(lambda one: read(*one, definition), new)}
    unknown = {path for path, _ in new}
    forms = {key: done[path].kept() for (path, _), key in zip(found, keys, strict=False) if path in unknown}
    store.keep({key: form for key, form in forms.items() if form})
    return [done[path] for path, _ in found]


def read_some(found: Sequence[Submission], definition: Definition, wanted: Callable[[str], bool]) -> list[Filed]:
    """Read the submissions whose path is wanted, and those that may say they are the same units' reports."""
    done = {one[0]: read(*one, definition) for one in found if wanted(one[0])}
    units = [one.claim.unit.encode() for one in done.values() if one.claim]
    for path, raw in found:
        front = raw[: raw.find(b"\n---", 3)]
        # A unit's id stands in the front matter that names it, unless it is spelled with escapes.
        if path not in done and (b"\\" in front or any(unit in front for unit in units)):
            done[path] = read(path, raw, definition)
    return [done[path] for path, _ in found if path in done]


def read(path: str, raw: bytes, definition: Definition) -> Filed:
    """Read one submission and find all its problems but those that need other files."""
    return filed(*check(path, raw, definition), definition)
