"""The consolidated report in; its brief for the conference and the page of downloads out."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.consolidating.brief import brief
from tongket.pages.engine import Site, make
from tongket.pages.links import BRIEF, DOWNLOADS
from tongket.pages.page import GeneratedPage


def pages(site: Site) -> Iterator[tuple[str, GeneratedPage]]:
    """Yield the brief and the page of downloads."""
    yield make(site, BRIEF, "Tóm tắt phục vụ hội nghị", "brief.html", brief=brief(site.consolidated))
    yield make(site, DOWNLOADS, "Tải dữ liệu", "downloads.html", downloads=site.downloads)
