"""The outline and the states in; the page of search results out. Results come from the index, by the page's script."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.campaign import State
from tongket.pages.engine import Site, make
from tongket.pages.links import SEARCH
from tongket.pages.page import PlannedPage
from tongket.words import say


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the page of results."""
    yield make(site, SEARCH, say("page.search"), "search.html", states=tuple(State))
