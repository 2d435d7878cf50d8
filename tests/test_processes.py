"""Work that is shared among processes: the results are those of one, in order, and mistakes are told."""

from __future__ import annotations

import os
import threading

import pytest

from tongket import processes

PIECES = list(range(100))


@pytest.fixture(autouse=True)
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 2)


def test_results_come_in_order() -> None:
    assert list(processes.side_by_side(lambda piece: piece * piece, PIECES)) == [piece * piece for piece in PIECES]


def test_other_processes_do_the_work() -> None:
    assert os.getpid() not in set(processes.side_by_side(lambda _: os.getpid(), PIECES))


def test_little_work_stays_here() -> None:
    assert set(processes.side_by_side(lambda _: os.getpid(), PIECES[:3])) == {os.getpid()}


def test_a_mistake_in_one_of_them_is_told() -> None:
    with pytest.raises(ZeroDivisionError):
        list(processes.side_by_side(lambda piece: 1 // (piece - 50), PIECES))


def test_what_a_killed_process_left_is_done_here() -> None:
    here = os.getpid()

    def fall(piece: int) -> int:
        if piece == 60 and os.getpid() != here:
            os._exit(9)
        return piece

    assert list(processes.side_by_side(fall, PIECES)) == PIECES


def test_beside_other_threads_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    try:
        assert processes.cores() == 1
    finally:
        waiting.set()
        thread.join()
