"""Parts of an index in; its static files out, of which a query reads only the few it needs.

Every syllable and every pair of syllables has a list of the entries that hold it, best first. The lists lie in shards
by hash; one too long for that lies in blocks of its own. The passages of a part lie in one file, those of a long one
in several.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, pairwise
from operator import itemgetter, sub

from tongket.searching.lists import Lists, Postings
from tongket.searching.parts import Part

#: No shard and no block is larger. A query reads a shard for each of its terms, so shards are the smaller ones.
SHARD_BYTES = 8_000
BLOCK_BYTES = 16_000
#: A list whose text is longer lies in blocks.
_INLINE_BYTES = 3_000
#: A file of passages ends before the entry that would make it larger.
PASSAGE_BYTES = 48_000
#: Terms that share all bits above these lie in one shard.
SLOT_BITS = 20
#: The folder of the site that holds the index.
FOLDER = "tim-kiem"

File = tuple[str, bytes]


def merge(parts: Iterable[Part], facts: Mapping[str, object]) -> Iterator[File]:
    """Yield the files of the index; `facts` is what else the reader's side must know.

    The entries are numbered through all parts, those of each part in its order.
    """
    postings = Postings()
    first = 0
    groups: list[int] = []
    for one in parts:
        entries = one.passages.split(b"\n")
        postings.add(first, one.postings)
        for start, group in _groups(entries):
            groups.append(first + start)
            yield f"{FOLDER}/doan/{first + start}.json", b"[%b]" % b",".join(entry or b"0" for entry in group)
        first += len(entries)
    shards = [0]
    yield from _files(postings.lists(), shards)
    places = {"shards": _differences(shards), "groups": _differences(groups)}
    yield f"{FOLDER}/muc-luc.json", _json({**facts, **places}).encode()


def _groups(entries: Sequence[bytes]) -> Iterator[tuple[int, Sequence[bytes]]]:
    """Cut a part's entries into groups of bounded size, each with the place of its first entry."""
    start = size = 0
    for place, entry in enumerate(entries):
        size += len(entry) + 1
        if size > PASSAGE_BYTES and place > start:
            yield start, entries[start:place]
            start, size = place, len(entry) + 1
    yield start, entries[start:]


def _files(ranges: Iterable[Lists], shards: list[int]) -> Iterator[File]:
    """Yield blocks and shards; `shards` takes the slot from which on each shard but the first holds the terms."""
    blocks: list[bytes] = []
    shard: list[bytes] = []
    size, written = 1, 0
    lines = chain.from_iterable(_lines(lists, blocks) for lists in ranges)
    for slot, same in groupby(lines, key=itemgetter(0)):
        new = [line for _, line in same]
        length = sum(map(len, new)) + len(new)
        if shard and size + length > SHARD_BYTES:
            yield _shard(shards, shard)
            shards.append(slot)
            shard, size = [], 1
        shard += new
        size += length
        while written < len(blocks):
            yield f"{FOLDER}/dai/{written}.json", blocks[written]
            blocks[written] = b""
            written += 1
    yield _shard(shards, shard)


def _shard(shards: Sequence[int], lines: Sequence[bytes]) -> File:
    return f"{FOLDER}/chi-muc/{len(shards) - 1}.json", b"{%b}" % b",".join(lines)


def _lines(lists: Lists, blocks: list[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield each list's slot, and its line of a shard: the text, or how many entries it has and in which blocks."""
    for place, (term, (start, end)) in enumerate(
        zip(lists.terms.tolist(), pairwise(lists.starts.tolist()), strict=True)
    ):
        if end - start <= _INLINE_BYTES:
            yield term >> SLOT_BITS, b'"%x":"%b"' % (term, lists.text[start:end])
        else:
            own = lists.cut(place, BLOCK_BYTES - 2)
            where = _json([int(lists.counts[place]), len(blocks), len(own)])
            blocks += [b'"%b"' % text for text in own]
            yield term >> SLOT_BITS, b'"%x":%b' % (term, where.encode())


def _differences(numbers: Sequence[int]) -> list[int]:
    return list(map(sub, numbers, chain((0,), numbers)))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
