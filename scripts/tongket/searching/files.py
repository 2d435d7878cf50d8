"""A campaign and its pages in; the files of the index out, in the order that ranks reports above guides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from tongket.pages import Links, Site
from tongket.searching import entries, index
from tongket.workspace import Workspace


def files(
    workspace: Workspace, today: date, links: Links, written: Sequence[entries.Written], titles: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the index as (path below the site's root, content).

    `written` are the pages that people write, `titles` those of the generated pages by their source URI.
    """
    site = Site(workspace.campaign, workspace.consolidated, today, links, workspace.synthesis)
    facts = entries.facts(site)
    guides = list(entries.of_guides(site, written, titles))
    first = (len(site.definition.units) + 1) * (len(site.definition.schema.outline.points) + 1)
    facts |= {"guides": first, "reference": first + len(guides)}
    yield from index.build(_in_order(site, guides), facts)


def _in_order(site: Site, guides: Sequence[index.Entry]) -> Iterator[index.Entry | None]:
    yield from entries.of_reports(site)
    yield from guides
    yield from entries.of_reference(site)
