"""A campaign's folder in; all that is computed from it, once, out: for the command line, the site and the exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
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
    """A loaded campaign; what follows from it is computed when it is asked for, once."""

    root: Path
    campaign: Campaign

    @cached_property
    def consolidated(self) -> Consolidated:
        """The consolidated report."""
        return consolidate(self.campaign.definition, self.campaign.reports)

    @property
    def synthesis(self) -> Synthesis | None:
        """The board's synthesis, None before the board has begun it."""
        return self._synthesis[0]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, those of the synthesis among them, sorted."""
        return tuple(sorted([*self.campaign.problems, *self._synthesis[1]]))

    @cached_property
    def _synthesis(self) -> tuple[Synthesis | None, list[Problem]]:
        return syntheses.read(self.campaign, self.consolidated) if self.campaign.synthesis else (None, [])


def load(
    root: Path, remembered: Memory | None = None, wanted: Callable[[str], bool] | None = None
) -> tuple[Workspace | None, list[Problem]]:
    """Load a campaign; None beside the problems if its definition is broken. The options are `campaign.load`'s."""
    campaign, problems = campaigns.load(root, remembered, wanted)
    if campaign is None:
        return None, problems
    workspace = Workspace(root, campaign)
    return workspace, list(workspace.problems)
