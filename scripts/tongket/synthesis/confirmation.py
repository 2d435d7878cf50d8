"""The text of the board's file in; the same text with the fingerprints of one point renewed, out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from tongket.definition import Definition
from tongket.problems import Position
from tongket.reading import Document, frontmatter, text


def confirm(
    written: str, document: Document, definition: Definition, point: str, prints: Mapping[str, str]
) -> str | None:
    """Return the file's text with the point's fingerprints renewed; None where its front matter can't take them.

    No other line changes, line ends included. Only fingerprints that do not stand a point a line are put so.
    """
    name = definition.schema.roles["confirmed"]
    before = _front_matter(written)
    if before is None:
        return None
    seen = before.get(name)
    wanted = {**(seen if isinstance(seen, Mapping) else {}), point: dict(prints)}
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", written)
    first, last, entries = _place(lines, document, name, point, wanted)
    end_of_line = lines[0][len(lines[0].rstrip("\r\n")) :]
    result = "".join([*lines[:first], *(f"{entry}{end_of_line}" for entry in entries), *lines[last:]])
    return result if _front_matter(result) == {**before, name: wanted} else None


def _place(
    lines: Sequence[str], document: Document, name: str, point: str, wanted: Mapping[str, object]
) -> tuple[int, int, list[str]]:
    """Return the first and last index (exclusive) of the lines to replace, and the lines to put there."""
    keys = document.positions.keys
    known = {str(path[1]): at for path, at in keys.items() if path[:1] == (name,) and len(path) == 2}
    if (name,) not in keys:
        fences = [index for index, line in enumerate(lines) if line.lstrip("\ufeff").rstrip() == frontmatter.FENCE]
        return fences[1], fences[1], [f"{name}:", _entry(point, wanted[point])]
    in_block_style = known and document.positions.values.get((name,)) == min(known.values())
    if not in_block_style:
        at = keys[(name,)]
        entries = [_entry(one, wanted[one]) for one in sorted(wanted, key=text.natural)]
        return at.line - 1, _end(lines, at), [f"{name}:", *entries]
    indent = min(at.column for at in known.values()) - 1
    entry = [_entry(point, wanted[point], indent)]
    if point in known:
        return known[point].line - 1, _end(lines, known[point]), entry
    later = [at.line - 1 for one, at in known.items() if text.natural(one) > text.natural(point)]
    place = min(later) if later else _end(lines, max(known.values()))
    return place, place, entry


def _end(lines: Sequence[str], at: Position) -> int:
    """Return how many lines there are up to the end of the block whose key stands at a position."""
    end = at.line
    for number, line in enumerate(lines[at.line :], at.line + 1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        if len(line) - len(line.lstrip(" ")) < at.column and words[0] not in "}]":
            break
        end = number
    return end


def _entry(point: str, prints: object, indent: int = 2) -> str:
    if not isinstance(prints, Mapping):
        return f"{' ' * indent}{point}: {_quoted(prints)}"
    marks = ", ".join(f"{_quoted(source)}: {_quoted(mark)}" for source, mark in prints.items())
    return f"{' ' * indent}{point}: {{{marks}}}"


def _quoted(words: object) -> str:
    plain = re.fullmatch(r"[a-z0-9][a-z0-9.#-]*", str(words))
    return str(words) if plain else json.dumps(str(words), ensure_ascii=False)


def _front_matter(written: str) -> Mapping[str, object] | None:
    content = written.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    value = frontmatter.parse("", frontmatter.split("", content)[0]).value
    return value if isinstance(value, Mapping) else None
