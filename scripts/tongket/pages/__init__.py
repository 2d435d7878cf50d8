"""A campaign and its consolidated report in; the HTML of every generated page out. Knows nothing of MkDocs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tongket.pages import addressees, board, brief, matrix, points, reference, reports, search, synopsis
from tongket.pages.engine import Download, Site
from tongket.pages.links import Links
from tongket.pages.page import GeneratedPage, PlannedPage, TocEntry
from tongket.workspace import Workspace

__all__ = ["Download", "GeneratedPage", "Links", "PlannedPage", "Site", "TocEntry", "pages", "progress"]

_VIEWS = (
    board.pages,
    reports.pages,
    points.pages,
    synopsis.pages,
    matrix.pages,
    addressees.pages,
    brief.pages,
    reference.pages,
    search.pages,
)


def pages(
    workspace: Workspace, today: date, links: Links, downloads: Sequence[Download] = ()
) -> dict[str, PlannedPage]:
    """Return every page by its source URI, such as `tien-do.md`, in a stable order; none is rendered yet.

    `downloads` are the files offered beside them.
    """
    site = _site(workspace, today, links, downloads)
    return {uri: page for view in _VIEWS for uri, page in view(site)}


def progress(workspace: Workspace, today: date, links: Links, uri: str = "index.md") -> str:
    """Return the HTML of the progress at a glance, as it stands on the page `uri`."""
    return board.glance(_site(workspace, today, links), uri)


def _site(workspace: Workspace, today: date, links: Links, downloads: Sequence[Download] = ()) -> Site:
    return Site(workspace.campaign, workspace.consolidated, today, links, workspace.synthesis, tuple(downloads))
