"""A publication in; its files below the site's folder out, made by as many processes as there are cores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tongket import processes
from tongket.pages import GeneratedPage
from tongket.publishing.site import Publication

#: A page's source URI, and what makes its whole HTML of its content.
Frame = tuple[str, Callable[[GeneratedPage], str]]


def write(publication: Publication, folder: Path, frames: Mapping[str, Frame]) -> None:
    """Write the generated pages, framed and by the path of their file, the exported files and the search index."""

    def export(path: str) -> int:
        return put(folder / path, publication.files[path].content)

    sizes = dict(zip(publication.files, processes.side_by_side(export, list(publication.files)), strict=True))
    parts = list(processes.side_by_side(publication.part, publication.standings))
    planned = publication.measured(sizes)

    def publish(path: str) -> None:
        if path:
            uri, framed = frames[path]
            put(folder / path, framed(planned[uri].render()).encode())
        else:
            for name, content in publication.search(parts):
                put(folder / name, content)

    for _ in processes.side_by_side(publish, ["", *frames]):
        pass


def put(file: Path, content: bytes) -> int:
    """Write a file and return its size."""
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.write_bytes(content)
