"""A campaign and its pages in; the files of the index out, in the order that ranks reports above guides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from tongket.campaign import Status
from tongket.definition import Definition
from tongket.pages.links import Links, report_uri
from tongket.searching import entries, index
from tongket.searching.parts import Part, part
from tongket.words import say
from tongket.workspace import Workspace

#: The reader's side of the index, below the site's root and below the theme's folder.
SCRIPT = "assets/tim-kiem.js"


def files(
    workspace: Workspace,
    today: date,
    links: Links,
    written: Iterable[entries.Written],
    titles: Mapping[str, str],
    reports: Iterable[Part] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the index as (path below the site's root, content).

    `written` are the pages that people write, `titles` those of the generated pages by their source URI. `reports`
    are what `of_report` returns for each unit, in the units' order, where that was made elsewhere or remembered.
    """
    definition = workspace.campaign.definition
    standings = workspace.campaign.status(today)
    if reports is None:
        reports = (of_report(definition, status, links) for status in standings)
    synthesis = part([*entries.of_synthesis(definition, workspace.synthesis, links)])
    guides = [part(sections) for page in written if (sections := entries.of_guide(page))]
    guides += [part(titled) for titled in [[*entries.of_titles(definition, links, titles)]] if titled]
    reference = part([*entries.of_reference(definition, links)])
    yield from index.merge(chain((synthesis,), reports, guides, (reference,)), _facts(definition, standings, guides))


def of_report(definition: Definition, status: Status, links: Links) -> Part:
    """Return what the index holds of a unit's report."""
    return part([*entries.of_report(definition, status, links.address(report_uri(status.unit)))])


def _facts(definition: Definition, standings: Sequence[Status], guides: Sequence[Part]) -> dict[str, object]:
    """Return what the reader's side must know: the points, each report's name and state, and where the rest begins."""
    points = [point.id for point in definition.schema.outline.points]
    units = [[say("page.synopsis"), ""], *([status.unit.name, status.state.value] for status in standings)]
    first = len(units) * (len(points) + 1)
    reference = first + sum(one.passages.count(b"\n") + 1 for one in guides)
    return {"points": points, "units": units, "guides": first, "reference": reference}
