"""A campaign's folder in; all that is computed from it, once, out: for the command line, the site and the exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tongket import campaign as campaigns
from tongket import synthesis as syntheses
from tongket.campaign import Campaign
from tongket.consolidating import Consolidated, consolidate
from tongket.memory import Memory
from tongket.problems import Problem
from tongket.synthesis import Synthesis


@dataclass(frozen=True)
class Workspace:
    """A loaded campaign with its consolidated report, the board's synthesis and all problems, sorted.

    `synthesis` is None before the board has begun it.
    """

    root: Path
    campaign: Campaign
    consolidated: Consolidated
    synthesis: Synthesis | None
    problems: tuple[Problem, ...]


def load(
    root: Path, remembered: Memory | None = None, wanted: Callable[[str], bool] | None = None
) -> tuple[Workspace | None, list[Problem]]:
    """Load a campaign and what follows from it; None beside the problems if its definition is broken.

    The options are those of `campaign.load`.
    """
    campaign, problems = campaigns.load(root, remembered, wanted)
    if campaign is None:
        return None, problems
    consolidated = consolidate(campaign.definition, campaign.reports)
    synthesis, found = syntheses.read(campaign, consolidated)
    problems = sorted([*problems, *found])
    return Workspace(root, campaign, consolidated, synthesis, tuple(problems)), problems
