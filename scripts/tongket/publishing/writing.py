"""A publication in; its files below the site's folder out, made by as many processes as there are cores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from tongket import processes
from tongket.publishing.site import Publication

Page = TypeVar("Page")


def write(
    publication: Publication, folder: Path, pages: Mapping[str, Page], html: Callable[[Publication, Page], str]
) -> None:
    """Write everything: `pages` by the path of their file, which `html` makes, the exported files, the search index."""

    def export(path: str) -> int:
        return put(folder / path, publication.files[path].content)

    sizes = dict(zip(publication.files, processes.side_by_side(export, list(publication.files)), strict=True))
    measured = publication.measured(sizes)

    def publish(path: str) -> None:
        if path:
            put(folder / path, html(measured, pages[path]).encode())
        else:
            for name, content in measured.search():
                put(folder / name, content)

    for _ in processes.side_by_side(publish, ["", *pages]):
        pass


def put(file: Path, content: bytes) -> int:
    """Write a file and return its size."""
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.write_bytes(content)
