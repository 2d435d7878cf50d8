"""Where each unit stands in; the progress board and the progress at a glance out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from tongket import words
from tongket.campaign import State, Status
from tongket.definition import Unit
from tongket.pages import charts, sheets
from tongket.pages.charts import Chart
from tongket.pages.engine import Site, fragment, further, make
from tongket.pages.links import BOARD
from tongket.pages.page import PlannedPage
from tongket.pages.sheets import Index, Piece, Sheet
from tongket.words import say

#: So many units stand on one board.
_UNITS = 200
_FILED = (State.ON_TIME, State.LATE)
#: In the order of the way a report goes, backwards.
_ORDER = (State.ON_TIME, State.LATE, State.INVALID, State.DRAFT, State.NOT_FILED, State.EXCLUDED)


@dataclass(frozen=True)
class KindRow:
    """The units of one kind, counted by state."""

    name: str
    total: int
    counts: dict[State, int]


@dataclass(frozen=True)
class Progress:
    """The standings of units, counted."""

    statuses: tuple[Status, ...]
    counts: dict[State, int]
    kinds: tuple[KindRow, ...]
    expected: int
    states: tuple[State, ...]

    @property
    def filed(self) -> int:
        """How many units have filed, in time or late."""
        return sum(self.counts[state] for state in _FILED)

    @property
    def waiting(self) -> tuple[Status, ...]:
        """The units whose report is still missing from the totals."""
        return tuple(status for status in self.statuses if status.state not in (*_FILED, State.EXCLUDED))


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the progress board, and the boards of each superior where all units do not fit on one page."""
    listing = sheets.cut(BOARD, site.groups, _UNITS)

    def late() -> Mapping[str, object]:
        last_day = site.definition.due - timedelta(days=1)
        return {"progress": _progress(site), "last_day": last_day, "chart": _chart(site), **_indexed(site)}

    yield make(site, BOARD, say("page.board"), "board.html", late, listing=listing)
    yield from further(
        site, listing, say("page.board"), "board-sheet.html", partial(_of_sheet, site), partial(_indexed, site)
    )


def _of_sheet(site: Site, sheet: Sheet) -> Mapping[str, object]:
    boards = [(piece, _counted(site, piece.group.units), _statuses(site, piece.units)) for piece in sheet.pieces]
    return {"progress": _counted(site, sheet.units), "boards": boards}


def _indexed(site: Site) -> Mapping[str, object]:
    """Return the index of boards: each superior's own counts, on the first line of a superior with several pages."""
    progress = _progress(site)

    def cells(piece: Piece) -> Sequence[object]:
        if piece.number > 1:
            return ("",) * (len(progress.states) + 1)
        own = _counted(site, piece.group.units)
        return (own.expected, *(own.counts[state] for state in progress.states))

    heads = (say("sheet.expected"), *map(words.label, progress.states))
    totals = (progress.expected, *(progress.counts[state] for state in progress.states))
    return {"index": Index(heads, cells, totals)}


def glance(site: Site, uri: str) -> str:
    """Return the progress at a glance, for a written page."""
    days = ((say("coming.due"), site.definition.due), (say("coming.conference"), site.definition.conference))
    coming = next(((name, day) for name, day in days if day and day > site.today), None)
    left = (coming[1] - site.today).days if coming else 0
    return fragment(site, uri, "glance.html", progress=_progress(site), coming=coming, days_left=left)


def _chart(site: Site) -> Chart | None:
    """Draw how the reports came in, up to the day the site counts from."""
    sent = [report.sent for report in site.campaign.counted if report.sent and report.sent <= site.today]
    return charts.filing(sent, site.definition.due, site.expected)


def _progress(site: Site) -> Progress:
    kinds = tuple(
        KindRow(name, sum(status.state is not State.EXCLUDED for status in own), _count(own))
        for kind, name in site.definition.kinds.items()
        if (own := tuple(status for status in site.statuses if status.unit.kind == kind))
    )
    return _told(site.statuses, kinds)


def _counted(site: Site, units: Sequence[Unit]) -> Progress:
    return _told(_statuses(site, units), ())


def _statuses(site: Site, units: Sequence[Unit]) -> tuple[Status, ...]:
    return tuple(site.status_of[unit.id] for unit in units)


def _told(statuses: tuple[Status, ...], kinds: tuple[KindRow, ...]) -> Progress:
    counts = _count(statuses)
    states = tuple(state for state in _ORDER if counts[state] or state is not State.EXCLUDED)
    return Progress(statuses, counts, kinds, len(statuses) - counts[State.EXCLUDED], states)


def _count(statuses: tuple[Status, ...]) -> dict[State, int]:
    return {state: sum(status.state is state for status in statuses) for state in State}
