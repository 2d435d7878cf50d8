"""Entries in; an index of static files out, in which a query reads only the few it needs.

Every syllable and every pair of syllables has a list of the entries that hold it, best first. The lists lie in
shards by hash; one too long for that lies in blocks of its own, so that its best entries are read first.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import sub
from typing import TypeVar

from tongket.searching.folding import terms

#: No shard and no block is larger.
SHARD_BYTES = 16_000
#: A list whose text is longer lies in blocks.
_INLINE_BYTES = 4_000
_BLOCK_ENTRIES = 2_000
#: So many entries share a file of passages; a longer text is found but shown only up to here.
PASSAGES = 4
_SHOWN = 12_000
#: The folder of the site that holds the index.
FOLDER = "tim-kiem"
_CONTEXT, _TITLE, _HEAVIEST = 4, 8, 15
_NUMBER_BITS = 28
_NUMBER = (1 << _NUMBER_BITS) - 1


@dataclass(frozen=True)
class Entry:
    """A place that can be found: its address below the site's root, its heading, what it belongs to, and its text."""

    address: str
    title: str
    context: str
    text: str


File = tuple[str, bytes]
_T = TypeVar("_T")


class _Lists:
    """The lists of all terms: each entry's number, below what its weight lacks of the greatest, so that both sort."""

    def __init__(self) -> None:
        self.lists: dict[str, array[int]] = defaultdict(lambda: array("I"))

    def add(self, number: int, entry: Entry) -> None:
        """Note what an entry is found under; a title weighs more than what it belongs to, that more than text."""
        title, context = set(terms(entry.title)), set(terms(entry.context))
        counts = Counter(list(terms(entry.text)))
        counts.update(title | context)
        lists = self.lists
        for term, count in counts.items():
            field = _TITLE if term in title else _CONTEXT if term in context else 0
            weight = field | (count.bit_length() - 1 if count < 8 else 3)
            lists[term].append((_HEAVIEST - weight) << _NUMBER_BITS | number)

    def sorted(self) -> Iterator[tuple[str, list[int]]]:
        """Yield each term with its list, the heaviest first and then in the order of entries."""
        for term in sorted(self.lists):
            yield term, sorted(self.lists[term])


def build(entries: Iterable[Entry | None], facts: dict[str, object]) -> Iterator[File]:
    """Yield the files of the index; `facts` is what else the reader's side must know. None leaves a number unused."""
    lists = _Lists()
    number = 0
    for file, group in enumerate(_batched(entries, PASSAGES)):
        for entry in group:
            if entry:
                lists.add(number, entry)
            number += 1
        if any(group):
            yield _passages(file, group)
    blocks: list[str] = []
    written = {term: _list(codes, blocks) for term, codes in lists.sorted()}
    shards = _shards(written)
    for index, block in enumerate(blocks):
        yield f"{FOLDER}/dai/{index}.json", block.encode()
    for index, shard in enumerate(shards):
        yield f"{FOLDER}/chi-muc/{index}.json", shard
    yield f"{FOLDER}/muc-luc.json", _json({**facts, "shards": len(shards), "passages": PASSAGES}).encode()


def _passages(file: int, group: Sequence[Entry | None]) -> File:
    shown = [[one.address, one.title, one.context, one.text[:_SHOWN]] if one else None for one in group]
    return f"{FOLDER}/doan/{file}.json", _json(shown).encode()


def _list(codes: Sequence[int], blocks: list[str]) -> str:
    """Return a list as JSON: groups of a weight and numbers, or how many there are and in which blocks they lie."""
    whole = _groups(codes)
    if len(whole) <= _INLINE_BYTES:
        return whole
    first = len(blocks)
    blocks += map(_groups, _batched(codes, _BLOCK_ENTRIES))
    return _json([len(codes), first, len(blocks) - first])


def _groups(codes: Sequence[int]) -> str:
    groups = ((_HEAVIEST - lack, list(same)) for lack, same in groupby(codes, key=lambda code: code >> _NUMBER_BITS))
    return _json([[weight, *_differences([code & _NUMBER for code in same])] for weight, same in groups])


def _differences(numbers: Sequence[int]) -> Iterator[int]:
    return map(sub, numbers, chain((0,), numbers))


def _shards(written: dict[str, str]) -> list[bytes]:
    """Put the lists into shards by hash: a power of two of them, as few as keep each one small."""
    lines = [(zlib.crc32(term.encode()), f"{_json(term)}:{text}".encode()) for term, text in written.items()]
    count = 1
    while True:
        shards: list[list[bytes]] = [[] for _ in range(count)]
        for place, line in lines:
            shards[place & count - 1].append(line)
        if all(sum(len(line) + 1 for line in shard) < SHARD_BYTES for shard in shards):
            return [b"{" + b",".join(shard) + b"}" for shard in shards]
        count *= 2


def _batched(items: Iterable[_T], size: int) -> Iterator[Sequence[_T]]:
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
