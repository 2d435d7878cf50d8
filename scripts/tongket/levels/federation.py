"""The counts that the levels below sent in; their sum, or why one of them can't be added, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tongket import words
from tongket.consolidating import consolidate
from tongket.definition import Definition, Unit
from tongket.levels.counts import Counts, merge
from tongket.levels.rolled import Rolled, from_json, mould, rolled
from tongket.levels.totals import Total, totals
from tongket.reading import text


class LevelError(Exception):
    """Why a file of counts can't be added, in words for the person who asked."""


@dataclass(frozen=True)
class Federation:
    """What all units of the levels below count, added up.

    `units` are the campaign's that sent their counts (`sent`, by id), `left_out` those that did not.
    """

    definition: Definition
    units: tuple[Unit, ...]
    left_out: tuple[Unit, ...]
    sent: Mapping[str, Counts]
    counts: Counts

    @cached_property
    def totals(self) -> dict[str, Total]:
        """The totals by field."""
        return totals(self.definition, self.counts)

    def rolled(self, parent: str) -> Rolled:
        """Return the same as counts to be sent on, as those of `parent`."""
        return Rolled(parent, self.definition.illustrative, mould(self.definition), self.counts)


def federate(definition: Definition, files: Iterable[tuple[str, bytes]]) -> Federation:
    """Add up the counts that the units of a campaign sent, each given as (name of the file, its bytes).

    LevelError for a file that is not ours, of no unit here, of one already added, of another report schema or period,
    or an illustration among real ones.
    """
    nothing = rolled(consolidate(definition, ()), "").counts
    added: dict[str, Counts] = {}
    for name, raw in files:
        one = from_json(raw)
        if one is None:
            raise LevelError(words.say("levels.not-counts", file=name))
        _check_unit(name, one, definition, added)
        if one.mould != mould(definition) or not _fits(one.counts, nothing):
            raise LevelError(words.say("levels.other-mould", file=name))
        if one.illustrative is not definition.illustrative:
            raise LevelError(_illustration(one, name))
        added[one.parent] = one.counts
    expected = [unit for unit in definition.units if not unit.excluded]
    units = tuple(unit for unit in expected if unit.id in added)
    left_out = tuple(unit for unit in expected if unit.id not in added)
    # The units of this campaign are levels themselves; those below them are counted.
    counts = merge({**nothing, "units": {"counted": 0, "expected": 0}}, *(added[unit.id] for unit in units))
    return Federation(definition, units, left_out, added, counts)


def _check_unit(name: str, one: Rolled, definition: Definition, added: Mapping[str, Counts]) -> None:
    known = definition.unit_by_id
    if one.parent in added:
        raise LevelError(words.say("levels.twice", file=name, unit=known[one.parent].name))
    if one.parent not in known:
        near = text.nearest(one.parent, known)
        if near:
            raise LevelError(words.say("levels.unit-near", file=name, unit=one.parent, near=near))
        raise LevelError(words.say("levels.unit-unknown", file=name, unit=one.parent))


def _illustration(one: Rolled, name: str) -> str:
    if one.illustrative:
        return words.say("levels.illustrative", file=name)
    return words.say("levels.not-illustrative", file=name)


def _fits(counts: Counts, form: Counts) -> bool:
    """Tell whether counts have all the names of an empty campaign's; a mapping that is empty there takes any."""
    return all(
        name in counts and (not isinstance(inner, dict) or _fits(_mapping(counts[name]), inner))
        for name, inner in form.items()
    ) and (not form or counts.keys() <= form.keys())


def _mapping(value: object) -> Counts:
    return value if isinstance(value, dict) else {}
