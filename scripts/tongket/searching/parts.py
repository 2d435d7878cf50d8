"""Entries in; their part of the index out, in plain bytes, so that it can be made elsewhere and remembered.

A term is a folded syllable, two that stand side by side on a line, or a syllable as it is spelt. It is known by 40
bits of hash alone: two terms that share them would share a list, and the reader's side, which reads the texts, leaves
out what only seems to fit.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongket.searching.folding import words

Numbers = NDArray[np.unsignedinteger[Any]]

#: A posting is a term, below it what its weight lacks of the greatest, below that the entry's number in its part.
LACK_BITS, ENTRY_BITS = 4, 20
HEAVIEST = 15
#: A longer text is found but shown only up to here.
SHOWN = 12_000
#: A title weighs more than what an entry belongs to, that more than text: each by more than any count.
_TEXT, _CONTEXT, _TITLE = range(3)
_FIELD_WEIGHT = np.array([0, 4, 8], np.uint64)
_COUNT_WEIGHT = np.array([0, 0, 1, 1, 2, 2, 2, 2, 3], np.uint64)
_FIELD_BITS = 2
#: The reader's side mixes with the same numbers.
_MIX = tuple(np.uint32(factor) for factor in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F))
_FOLDED, _SPELT = np.uint32(0), np.uint32(1)
_LINE_END = bytes(8)
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_REMEMBERED = 200_000


@dataclass(frozen=True)
class Entry:
    """A place that can be found: its address below the site's root, its heading, what it belongs to, and its text."""

    address: str
    title: str
    context: str
    text: str


class Part(NamedTuple):
    """What the index holds of some entries.

    `passages` are their JSON, one a line, empty where a number is left unused; `postings` are 64-bit numbers.
    """

    passages: bytes
    postings: bytes


def part(entries: Sequence[Entry | None]) -> Part:
    """Return the entries' part of the index. None leaves a number unused."""
    return Part(b"\n".join(_shown(entry) if entry else b"" for entry in entries), _postings(entries).tobytes())


def _shown(entry: Entry) -> bytes:
    fields = [entry.address, entry.title, entry.context, entry.text[:SHOWN]]
    whole = len(entry.text) <= SHOWN
    return _JSON.encode(fields if whole else [*fields, 1]).encode()


def _postings(entries: Sequence[Entry | None]) -> Numbers:
    """Return a posting for each term of each entry: the heavier, the smaller."""
    terms = _terms(entries)
    terms.sort()
    places = terms >> np.uint64(_FIELD_BITS)
    starts = np.flatnonzero(np.diff(places, prepend=~places[:1]))
    bounds = np.append(starts, len(terms))
    fields = (terms & np.uint64((1 << _FIELD_BITS) - 1)).astype(np.uint8)
    greatest = fields[bounds[1:] - 1]
    apart = np.searchsorted(starts, np.flatnonzero(fields), "right") - 1
    in_text = np.diff(bounds) - np.bincount(apart, minlength=len(starts))
    counts = np.minimum(in_text + (greatest != _TEXT), len(_COUNT_WEIGHT) - 1)
    lack = np.uint64(HEAVIEST) - (_FIELD_WEIGHT[greatest] + _COUNT_WEIGHT[counts])
    places = places[starts]
    entry = places & np.uint64((1 << ENTRY_BITS + LACK_BITS - _FIELD_BITS) - 1)
    term = places >> np.uint64(ENTRY_BITS + LACK_BITS - _FIELD_BITS)
    postings: Numbers = term << np.uint64(ENTRY_BITS + LACK_BITS) | lack << np.uint64(ENTRY_BITS) | entry
    return postings


def _terms(entries: Sequence[Entry | None]) -> Numbers:
    """Return each term as often as it stands there, above the number of the entry and the field."""
    lines: list[str] = []
    owners: list[int] = []
    for number, entry in enumerate(entries):
        for field, text in _fields(entry) if entry else ():
            own = text.split("\n")
            lines += own
            owners += [number << _FIELD_BITS | field] * len(own)
    pieces = " \n ".join(lines).split(" ")
    hashes = np.frombuffer(b"".join(map(_hashes().__getitem__, pieces)), "<u4")
    folded, exact = hashes[::2], hashes[1::2]
    line_ends = folded == 0
    owner = np.array(owners or [0], np.uint64)[np.cumsum(line_ends)]
    singles = np.flatnonzero(~line_ends)
    pairs = singles[:-1][np.diff(singles) == 1]
    spelt = np.flatnonzero(exact != folded)
    terms = np.concatenate(
        (_mixed(folded[singles]), _mixed(folded[pairs], folded[pairs + 1]), _mixed(exact[spelt], _SPELT))
    )
    owners_of: Numbers = np.concatenate((owner[singles], owner[pairs], owner[spelt]))
    return owners_of | terms << np.uint64(ENTRY_BITS + LACK_BITS)


def _fields(entry: Entry) -> Iterator[tuple[int, str]]:
    yield _TITLE, entry.title
    yield _CONTEXT, entry.context
    yield _TEXT, entry.text


def _mixed(first: Numbers, second: Numbers | np.uint32 = _FOLDED) -> Numbers:
    """Return the 40 bits by which terms are known: `second` is the hash of the next syllable, or what term it is."""
    high = (first * _MIX[0] + second * _MIX[1]) >> np.uint32(12)
    low = (first * _MIX[2] + second * _MIX[3]) >> np.uint32(12)
    return high.astype(np.uint64) << np.uint64(20) | low


def term(syllable: str, after: str = "", spelt: bool = False) -> int:
    """Return the number by which a folded syllable, or two, or one as it is spelt, is known."""
    first = np.frombuffer(_hash(syllable), "<u4")
    second = np.frombuffer(_hash(after), "<u4") if after else np.array([spelt * _SPELT], np.uint32)
    return int(_mixed(first, second)[0])


def _hash(syllable: str) -> bytes:
    return max(zlib.crc32(syllable.encode()), 2).to_bytes(4, "little")


class _Hashes(dict[str, bytes]):
    """The hashes of each syllable in a piece of text without spaces, folded and spelt; most pieces come often."""

    def __missing__(self, piece: str) -> bytes:
        if len(self) >= _REMEMBERED:
            self.clear()
        hashes = (_hash(form) for word in words(piece) for form in word)
        self[piece] = found = _LINE_END if piece == "\n" else b"".join(hashes)
        return found


@cache
def _hashes() -> _Hashes:
    return _Hashes()
