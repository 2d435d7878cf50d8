"""Bytes in; what was computed from the same bytes before, by the same program, out: a store that is safe to delete.

Everything the program makes is a pure function of bytes, so a result is kept under the hash of all that went into
it, the program itself included. Nothing is ever out of date; what no longer fits is simply never asked for. The
store lies in the user's own folder for such things, never in a campaign, so that no proposal can bring one along.
It holds plain bytes that their reader checks on decoding; a broken store is put aside and begun anew.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache, cached_property
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import platformdirs

#: Names another place for the store, or ("0") says that there is to be none.
SWITCH = "TONGKET_MEMORY"
#: A store that has grown beyond this many bytes is begun anew.
LIMIT = 2_000_000_000
#: The libraries whose versions change what is made.
_LIBRARIES = ("jinja2", "jsonschema", "jsonschema-rs", "markdown-it-py", "msgspec", "nh3", "pyyaml", "rapidfuzz")
_KINDS = (".py", ".toml", ".html")
_PARAMETERS = 500


class Memory:
    """Results by key. Where no store can be had, nothing is remembered and everything is computed."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def recall(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return what is known, by key."""
        wanted, found = list(keys), dict[bytes, bytes]()
        with suppress(sqlite3.Error):
            for first in range(0, len(wanted), _PARAMETERS) if self._store else ():
                some = wanted[first : first + _PARAMETERS]
                query = f"SELECT key, value FROM results WHERE key IN ({','.join('?' * len(some))})"
                found |= self._store.execute(query, some) if self._store else {}
        return found

    def keep(self, results: Mapping[bytes, bytes]) -> None:
        """Remember results; where that fails, they are computed again next time."""
        if self._store and results:
            with suppress(sqlite3.Error), self._store:
                self._store.executemany("INSERT OR REPLACE INTO results VALUES (?, ?)", results.items())

    @cached_property
    def _store(self) -> sqlite3.Connection | None:
        if self._file is None:
            return None
        for _ in range(2):  # the second time without what was broken or too large
            with suppress(OSError, sqlite3.Error):
                if self._file.exists() and self._file.stat().st_size > LIMIT:
                    raise sqlite3.DatabaseError
                self._file.parent.mkdir(parents=True, exist_ok=True)
                return _opened(self._file)
            with suppress(OSError):
                self._file.unlink()
        return None


def _opened(file: Path) -> sqlite3.Connection:
    store = sqlite3.connect(file, timeout=5, check_same_thread=False)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = OFF")  # a store that a power cut broke is begun anew
    store.execute("CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")
    store.execute("SELECT value FROM results LIMIT 1").fetchone()
    return store


def of_user() -> Memory:
    """Return the store of the person who runs the program."""
    named = os.environ.get(SWITCH)
    if named == "0":
        return Memory(None)
    return Memory((Path(named) if named else platformdirs.user_cache_path("tongket")) / "memory.sqlite")


def key(kind: str, *parts: bytes) -> bytes:
    """Return the key of a result of some kind: a hash of the program and of all that the result is made from."""
    made = blake2b(_program(), digest_size=20, person=kind.encode()[:16])
    for part in parts:
        made.update(len(part).to_bytes(8, "big"))
        made.update(part)
    return made.digest()


@cache
def _program() -> bytes:
    """Return a hash of all that makes the results but the campaign: this program's files and its libraries."""
    made = blake2b(digest_size=20)
    folder = Path(__file__).parent
    for file in sorted(file for file in folder.rglob("*") if file.suffix in _KINDS):
        made.update(file.relative_to(folder).as_posix().encode() + b"\0")
        made.update(blake2b(file.read_bytes()).digest())
    made.update(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    return made.digest()
