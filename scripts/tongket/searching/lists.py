"""Postings in; every term's list of entries out, the best first, a range of terms at a time so that memory is bounded.

In a list the entries of one weight follow each other: the weight, then what each number adds to the one before, in
digits of five bits, the last digit of a number in characters of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongket.searching.parts import ENTRY_BITS, HEAVIEST, LACK_BITS, Numbers

TERM_BITS = 40
_NUMBER_BITS = 24
_CODE_BITS = LACK_BITS + _NUMBER_BITS
#: The terms are gone through in at least so many ranges: a term's place in its range and its code fill 64 bits.
_FEWEST_RANGES = 1 << TERM_BITS + _CODE_BITS - 64
#: So many postings are held in their first form, and about so many are in a range.
_BATCH = 1 << 20
_RANGE = 1 << 19
#: The digits' characters: none of them needs a sign before it in JSON.
_LAST, _MORE, _GROUP_END = ord("#"), ord("]"), ord(" ")
_DIGIT_BITS, _MOST_DIGITS = 5, _NUMBER_BITS // 5 + 1
#: What the first entry of a text may take more than its difference to the one before.
_LONGEST = _MOST_DIGITS + 2
_WORD = np.uint64


@dataclass(frozen=True)
class Lists:
    """The lists of some terms: `text` holds one after the other, that of `terms[i]` from `starts[i]` on.

    `starts` has one item more than there are terms; `counts` says how many entries each list holds.
    """

    terms: Numbers
    text: bytes
    starts: NDArray[np.intp]
    counts: NDArray[np.intp]
    postings: Numbers
    ends: NDArray[np.intp]
    """Where in the text each posting ends."""

    def cut(self, place: int, size: int) -> list[bytes]:
        """Return the list of `terms[place]` in texts that can be read alone, none of them longer than `size`."""
        first = int(self.counts[:place].sum())
        own = slice(first, first + int(self.counts[place]))
        ends = self.ends[own] - self.starts[place]
        pieces = -(-int(ends[-1]) // (size - _LONGEST))
        cuts = np.searchsorted(ends, np.arange(1, pieces) * ends[-1] / pieces)
        return [_written(piece)[0] for piece in np.split(self.postings[own], cuts)]


class Postings:
    """All postings, in batches that are sorted by term and hold each term once."""

    def __init__(self) -> None:
        self._batches: list[tuple[Numbers, NDArray[np.intp], Numbers]] = []
        self._pending: list[Numbers] = []
        self._first, self._held, self.total = 0, 0, 0

    def add(self, first: int, postings: bytes) -> None:
        """Add a part's postings; its entries are numbered from `first` on."""
        new = np.frombuffer(postings, "<u8")
        if self._held + len(new) > _BATCH or first - self._first >> ENTRY_BITS - 1:
            self._close()
        if not self._pending:
            self._first = first
        self._pending.append(new + _WORD(first - self._first))
        self._held += len(new)
        self.total += len(new)

    def _close(self) -> None:
        if self._pending:
            batch = np.concatenate(self._pending)
            batch.sort()
            terms = batch >> _WORD(ENTRY_BITS + LACK_BITS)
            starts = _changes(terms)
            lack = batch >> _WORD(ENTRY_BITS) & _WORD((1 << LACK_BITS) - 1)
            number = (batch & _WORD((1 << ENTRY_BITS) - 1)) + _WORD(self._first)
            codes = (lack << _WORD(_NUMBER_BITS) | number).astype(np.uint32)
            self._batches.append((terms[starts], np.append(starts, len(batch)), codes))
        self._pending, self._held = [], 0

    def lists(self) -> Iterator[Lists]:
        """Yield the lists of all terms, in the order of terms; nothing can be added then."""
        self._close()
        count = max(_FEWEST_RANGES, 1 << (self.total // _RANGE).bit_length())
        edges = np.arange(count + 1, dtype=_WORD) * _WORD((1 << TERM_BITS) // count)
        cuts = [np.searchsorted(terms, edges) for terms, _, _ in self._batches]
        for place in range(count):
            slices = [
                _slice(batch, int(cut[place]), int(cut[place + 1]), edges[place])
                for batch, cut in zip(self._batches, cuts, strict=True)
            ]
            postings = np.concatenate(slices or [np.empty(0, _WORD)])
            if len(postings):
                postings.sort()
                yield _lists(postings, edges[place])


def _slice(
    batch: tuple[Numbers, NDArray[np.intp], Numbers], start: int, end: int, edge: np.unsignedinteger[Any]
) -> Numbers:
    """Return the postings of a batch's terms from `start` to `end`, each with its term's place in the range."""
    terms, starts, codes = batch
    places = np.repeat(terms[start:end] - edge, np.diff(starts[start : end + 1]))
    return places << _WORD(_CODE_BITS) | codes[starts[start] : starts[end]]


def _lists(postings: Numbers, edge: np.unsignedinteger[Any]) -> Lists:
    terms = postings >> _WORD(_CODE_BITS)
    starts = _changes(terms)
    text, ends = _written(postings)
    bounds = np.append(starts, len(postings))
    return Lists(terms[starts] + edge, text, np.append(0, ends[bounds[1:] - 1]), np.diff(bounds), postings, ends)


def _written(postings: Numbers) -> tuple[bytes, NDArray[np.intp]]:
    """Return sorted postings as text, and where in it each of them ends; where a term begins, no space parts it off."""
    groups = postings >> _WORD(_NUMBER_BITS)
    opens = _opens(groups)
    numbers = postings & _WORD((1 << _NUMBER_BITS) - 1)
    differences = np.where(opens, numbers, np.diff(numbers, prepend=numbers[:1]))
    digits = np.ones(len(postings), np.intp)
    for digit in range(1, _MOST_DIGITS):
        digits += differences >> _WORD(_DIGIT_BITS * digit) > 0
    follows = opens & ~_opens(postings >> _WORD(_CODE_BITS))
    ends = np.cumsum(digits + opens + follows)
    text = np.empty(int(ends[-1]), np.uint8)
    text[ends - 1] = (differences & _WORD(31)) + _WORD(_LAST)
    for digit in range(1, _MOST_DIGITS):
        longer = digits > digit
        if not longer.any():
            break
        rest = differences[longer] >> _WORD(_DIGIT_BITS * digit)
        text[ends[longer] - 1 - digit] = (rest & _WORD(31)) + _WORD(_MORE)
    lack = groups[opens] & _WORD((1 << LACK_BITS) - 1)
    text[(ends - digits)[opens] - 1] = _WORD(_LAST + HEAVIEST) - lack
    text[(ends - digits)[follows] - 2] = _GROUP_END
    return text.tobytes(), ends


def _opens(values: Numbers) -> NDArray[np.bool_]:
    """Tell of each value whether it is another than the one before."""
    opens: NDArray[np.bool_] = np.diff(values, prepend=~values[:1]) != 0
    return opens


def _changes(values: Numbers) -> NDArray[np.intp]:
    return np.flatnonzero(_opens(values))
