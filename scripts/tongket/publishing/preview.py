"""A served site in; its generated pages and files, made when a reader asks for them, out.

After a change of reports alone MkDocs need not build anything: the reports are read again, what was made of the old
ones goes, and the next request makes the page anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.livereload import LiveReloadServer

from tongket.publishing.writing import put

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

#: Makes the file at a path below the site's root; None where the site has no such generated file.
Made = Callable[[str], bytes | None]
#: What is known of a file without reading it.
_Seen = dict[Path, tuple[int, int]]


class Preview:
    """Stands before MkDocs's own server, which answers all requests in the end.

    `site` is the folder that it serves from. `made` gives a generated file; `reread` reads the reports again.
    """

    def __init__(self, site: Path, made: Made, reread: Callable[[], None]) -> None:
        self._site, self._made, self._reread = site, made, reread
        self._lock = threading.RLock()
        self._written: set[Path] = set()
        self._built: _Seen = {}

    def attach(self, server: LiveReloadServer, watched: Iterable[Path]) -> None:
        """Answer for a server; `watched` are the files and folders after whose change the whole site is built."""
        places, build, answer = list(watched), server.builder, server.get_app()
        assert answer
        self._built = _seen(places)

        def rebuild() -> None:
            with self._lock:
                now = _seen(places)
                if now == self._built:
                    self._reread()
                else:
                    build()
                    self._built = now
                self.forget()

        def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            self.make(environ["PATH_INFO"].removeprefix(server.mount_path.rstrip("/")))
            return answer(environ, start_response)

        server.builder = rebuild
        server.set_app(respond)

    def make(self, address: str) -> None:
        """Make what stands at an address below the site's root, unless it is there."""
        path = address.encode("latin-1").decode("utf-8", "replace").lstrip("/")  # as WSGI brings it
        with self._lock:
            for name in (path, f"{path}/index.html".lstrip("/").replace("//", "/")):
                file = self._site / name
                content = None if file in self._written else self._made(name)
                if content is not None:
                    put(file, content)
                    self._written.add(file)

    def forget(self) -> None:
        """Put away all that was made of earlier reports."""
        with self._lock:
            for file in self._written:
                file.unlink(missing_ok=True)
            self._written.clear()


def _seen(places: Iterable[Path]) -> _Seen:
    return {file: (known.st_mtime_ns, known.st_size) for file in _files(places) if (known := file.stat())}


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        yield from [place] if place.is_file() else (file for file in place.rglob("*") if file.is_file())
