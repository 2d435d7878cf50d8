"""Independent pieces of work in; their results, in order, from as many processes as the machine has cores, out."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

#: Starting processes costs some hundredths of a second: fewer pieces are done faster by one.
FEWEST = 24
#: A process gets so many parts of the work that none waits long for the last one.
_PARTS = 8

#: What the forked processes are to do; they inherit it, and all that it refers to, without a copy.
_work: tuple[Callable[[object], object], Sequence[object]] | None = None


def cores() -> int:
    """Return how many processes can work at once; one where processes can't be forked safely."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))


def side_by_side(work: Callable[[Piece], Result], pieces: Sequence[Piece]) -> Iterator[Result]:
    """Yield what `work` makes of each piece, in order; results must be picklable, pieces need not be.

    `work` may depend on nothing but its piece and what was there before: it runs in a process of its own, and what
    it changes in memory is lost. Fewer pieces than `FEWEST` are worked on here.
    """
    count = min(cores(), len(pieces))
    if count < 2 or len(pieces) < FEWEST:
        yield from map(work, pieces)
        return
    global _work  # a forked process is given nothing but what stands in its memory
    _work = (work, pieces)  # type: ignore[assignment]  # of any kinds, as long as they fit each other
    done = 0
    gc.freeze()  # else each process looks through all that is there for waste, and so copies it
    try:
        with ProcessPoolExecutor(count, mp_context=get_context("fork")) as pool:
            for results in pool.map(_part, _parts(len(pieces), count * _PARTS)):
                yield from results  # type: ignore[misc]  # as above
                done += len(results)
    except BrokenProcessPool:  # the system ended one, mostly for want of memory: one process needs less
        yield from map(work, pieces[done:])
    finally:
        _work = None
        gc.unfreeze()


def _parts(count: int, parts: int) -> list[range]:
    size = max(1, -(-count // parts))
    return [range(first, min(first + size, count)) for first in range(0, count, size)]


def _part(numbers: range) -> list[object]:
    assert _work
    work, pieces = _work
    return [work(pieces[number]) for number in numbers]
