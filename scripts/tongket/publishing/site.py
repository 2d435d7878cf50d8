"""A workspace in; every generated page and file of its site, made when asked for, out. Knows nothing of MkDocs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from tongket import export, pages, searching
from tongket.campaign import Status
from tongket.export import ExportFile
from tongket.pages import Download, Links, PlannedPage
from tongket.searching import Written
from tongket.workspace import Workspace

#: The folder of the site that holds the exported files.
DOWNLOADS = "tai-ve"


@dataclass(frozen=True)
class Publication:
    """What a site offers beside the pages that people write, which `written` are.

    `word` says whether each report is offered as a Word file.
    """

    workspace: Workspace
    today: date
    links: Links
    written: Sequence[Written] = ()
    word: bool = True

    @cached_property
    def files(self) -> dict[str, ExportFile]:
        """The exported files by their path below the site's root."""
        files = export.files(self.workspace, self.today).values()
        return {f"{DOWNLOADS}/{file.path}": file for file in files if self.word or not file.unit}

    @cached_property
    def pages(self) -> dict[str, PlannedPage]:
        """The generated pages by their source URI, such as `tien-do.md`; they tell no file's size."""
        return self.measured({})

    def measured(self, sizes: Mapping[str, int]) -> dict[str, PlannedPage]:
        """Return the generated pages as they are when the exported files have these sizes in bytes, by their path."""
        offered = [
            Download(path, file.title, partial(getattr, file, "description"), sizes.get(path), file.unit)
            for path, file in self.files.items()
        ]
        return pages.pages(self.workspace, self.today, self.links, offered)

    @cached_property
    def index(self) -> dict[str, bytes]:
        """The files of the search index, for a site that makes them only when a reader searches."""
        return dict(self.search())

    @cached_property
    def standings(self) -> tuple[Status, ...]:
        """Where each unit stands."""
        return self.workspace.campaign.status(self.today)

    def part(self, status: Status) -> searching.Part:
        """Return what the search index holds of a unit's report."""
        return searching.of_report(self.workspace.campaign.definition, status, self.links)

    def search(self, parts: Iterable[searching.Part] | None = None) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the search index by their path below the site's root.

        `parts` are what it holds of each unit's report, in the units' order, where they are made already.
        """
        titles = {uri: page.title for uri, page in self.pages.items() if not page.further}
        yield from searching.files(self.workspace, self.today, self.links, self.written, titles, parts)

    def glance(self, uri: str) -> str:
        """Return the HTML of the progress at a glance, as it stands on the page `uri`."""
        return pages.progress(self.workspace, self.today, self.links, uri)
