"""Parsed Markdown in; its link definitions (`[x]: https://…`), where they are used and what is wrong with them, out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongket.problems import Problem, rule
from tongket.reading.edited import Edited
from tongket.reading.text import short
from tongket.reading.tokens import Token, walk

_LABEL = re.compile(r"\[((?:\\.|[^\[\]\\])+)\]:")
_ENTITY = re.compile(r"&(?=#?\w+;)")


@dataclass(frozen=True)
class Link:
    """A link definition: its label as it is written, its address and title, and the rows (from 0) it takes up."""

    label: str
    address: str
    title: str
    first: int
    end: int

    @property
    def markdown(self) -> str:
        """The definition on one line, to stand at the end of any text."""
        title = self.title.replace("\\", r"\\").replace('"', r"\"").replace("\n", " ")
        written = f"[{self.label}]: <{self.address}>" + (f' "{title}"' if title else "")
        return _ENTITY.sub("&amp;", written)


@dataclass(frozen=True)
class Links:
    """The definitions by the form of their label that counts, those that repeat one, and every use: (row, label)."""

    definitions: Mapping[str, Link]
    repeated: tuple[tuple[str, Link], ...]
    uses: tuple[tuple[int, str], ...]

    def rows(self) -> Iterator[int]:
        """Yield the rows that definitions take up."""
        for link in (*self.definitions.values(), *(link for _, link in self.repeated)):
            yield from range(link.first, link.end)

    def missing(self, first: int, last: int) -> tuple[str, ...]:
        """Return the definitions, as Markdown, that rows `first` up to `last` use but do not hold."""
        inside = self.uses[bisect_left(self.uses, (first, "")) : bisect_left(self.uses, (last, ""))]
        links = (self.definitions[label] for label in dict.fromkeys(label for _, label in inside))
        return tuple(link.markdown for link in links if not first <= link.first < last)

    def check(self, path: str, source: Edited) -> Iterator[Problem]:
        """Every label has one address, and every definition is used."""
        for label, link in self.repeated:
            known = self.definitions[label]
            if link.address != known.address:
                at, line = source.at(link.first, 0), source.line(known.first)
                yield rule("body-link-reference").at(path, at, label=short(link.label), first=line)
        used = {label for _, label in self.uses}
        for label, link in self.definitions.items():
            if label not in used:
                yield rule("body-link-unused").at(path, source.at(link.first, 0), label=short(link.label))


def read(tokens: Iterable[Token], env: Mapping[str, Any], lines: list[str]) -> Links:
    """Collect the definitions that the parser left in `env` and the links of `tokens` that use them."""
    definitions = {label: _link(label, found, lines) for label, found in env.get("references", {}).items()}
    if not definitions:
        return Links({}, (), ())
    repeated = tuple((found["label"], _link(found["label"], found, lines)) for found in env.get("duplicate_refs", ()))
    uses = sorted(
        (block.rows[0], token.label)
        for block in tokens
        if block.type == "inline"
        for token in walk(block.children)
        if token.label
    )
    return Links(definitions, repeated, tuple(uses))


def _link(label: str, found: Mapping[str, Any], lines: list[str]) -> Link:
    from tongket.reading import commonmark  # slow to import; where there are definitions it has been

    first, end = found["map"]
    written = _LABEL.search(lines[first])
    shown = written[1] if written and commonmark.normalized(written[1]) == label else label
    return Link(shown, found["href"], found["title"], first, end)
