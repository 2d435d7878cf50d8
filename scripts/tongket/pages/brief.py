"""The consolidated report in; its brief for the conference and the pages of downloads out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from tongket.consolidating.brief import brief
from tongket.pages import sheets
from tongket.pages.engine import Download, Site, further, make
from tongket.pages.links import BRIEF, DOWNLOADS
from tongket.pages.page import PlannedPage
from tongket.pages.sheets import Index, Piece, Sheet
from tongket.words import say

#: So many reports stand on one page of downloads.
_UNITS = 200


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the brief and the pages of downloads."""
    yield make(site, BRIEF, say("page.brief"), "brief.html", lambda: {"brief": brief(site.consolidated)})
    offered = sheets.only(site.groups, frozenset(one.unit for one in site.downloads if one.unit))
    listing = sheets.cut(DOWNLOADS, offered, _UNITS)
    downloads = site.downloads if listing.whole else tuple(one for one in site.downloads if not one.unit)
    indexed = partial(_indexed, site)
    yield make(site, DOWNLOADS, say("page.downloads"), "downloads.html", indexed, downloads=downloads, listing=listing)
    yield from further(site, listing, say("page.downloads"), "downloads-sheet.html", partial(_of_sheet, site), indexed)


def _of_sheet(site: Site, sheet: Sheet) -> Mapping[str, object]:
    return {"downloads": _of(site, sheet.pieces)}


def _indexed(site: Site) -> Mapping[str, object]:
    total = sum(1 for one in site.downloads if one.unit)
    return {"index": Index((say("sheet.files"),), lambda piece: (len(_of(site, (piece,))),), (total,))}


def _of(site: Site, pieces: Sequence[Piece]) -> tuple[Download, ...]:
    found = (site.download(unit.id) for piece in pieces for unit in piece.units)
    return tuple(one for one in found if one)
