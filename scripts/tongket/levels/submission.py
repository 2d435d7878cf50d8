"""A level's consolidated report and the board's synthesis in; its submission to the level above, as text, out.

The schema is that of the units' own reports, so a level's report is filed, checked and rolled up like any other.
What one number or one choice can't say of many units (a mean, who chose what) is in `rolled`, beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tongket import filed, words
from tongket.consolidating import (
    Breakdown,
    Collection,
    Consolidated,
    Figure,
    Item,
    Number,
    Part,
    PointSummary,
    Tally,
)
from tongket.consolidating.quotable import Value
from tongket.definition import SUBMISSIONS, Definition, Parent, Unit, nodes, scaffold
from tongket.definition.fields import Field, Kind, Operation
from tongket.definition.nodes import Node
from tongket.levels import sayings
from tongket.problems import Severity
from tongket.reading import text
from tongket.synthesis import Citation, Piece, Synthesis

#: Lists are cut to these shares of what the schema takes, until the whole is no larger than a report may be.
_SHARES = (1.0, 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.0)


def submission(consolidated: Consolidated, parent: Parent, synthesis: Synthesis | None = None) -> str:
    """Return the text of `<id of the parent>.md` for the level above; `consolidated` covers the units below the parent.

    `synthesis` is the board's own report on just these units, None where it wrote none. Where it says all that the
    schema requires, is issued (no edition) and confirmed, the text is a report; else a draft for people to complete.
    """
    refused: frozenset[str] = frozenset()
    written = ""
    for share in _SHARES:
        draft = _Submission(consolidated, parent, synthesis, share, refused)
        refused |= draft.refused
        written = replace(draft, refused_fields=refused).text
        if len(written.encode()) <= text.MAX_BYTES:
            break
    return written


@dataclass(frozen=True)
class _Submission:
    """The submission with lists cut to a share of their limit, without the fields that the checks refuse."""

    consolidated: Consolidated
    parent: Parent
    synthesis: Synthesis | None
    share: float
    refused_fields: frozenset[str]

    @property
    def definition(self) -> Definition:
        return self.consolidated.definition

    @cached_property
    def above(self) -> Definition:
        """The campaign of the level above as far as this report's checks need it."""
        unit = Unit(self.parent.id, self.parent.name, self.parent.name, next(iter(self.definition.kinds)))
        return replace(self.definition, units=(unit,), parents=())

    @cached_property
    def text(self) -> str:
        given = self.board | self.known | self.rolled
        remarks = {name: tuple(_remarks(part, given.get(name))) for name, part in self.consolidated.parts.items()}
        return scaffold.filled(
            self.definition, given, remarks, self.preamble, self.narrative, unfinished=bool(self.unknown)
        )

    @cached_property
    def refused(self) -> frozenset[str]:
        """The rolled-up fields that the checks find an error in: a bound that sums over different units overstep."""
        path = f"{SUBMISSIONS}/{self.parent.id}.md"
        document, problems = filed.check(path, self.text.encode(), self.above)
        title = self.definition.schema.roles["title"]
        begins = sorted((document.position((name,)).line, name) for name in document.data)
        end = document.position((title,)).line
        lines = [one.line for one in problems if one.severity is Severity.ERROR and one.line < end]
        own = {max((begin for begin in begins if begin[0] <= line), default=(0, ""))[1] for line in lines}
        return frozenset(own & self.rolled.keys())

    @cached_property
    def known(self) -> dict[str, object]:
        """What the program knows of the report, by field: whose it is, and whether it is a draft or an illustration."""
        roles, known = self.definition.schema.roles, scaffold.known_of(self.definition)
        if not self.unknown and self.issued:
            del known[roles["state"]]
        return known | {roles["unit"]: self.parent.id}

    @cached_property
    def board(self) -> dict[str, object]:
        """What the board's own report says of its document (symbol, dates, signer, consent, …), by field."""
        schema = self.definition.schema
        computed = {field.name for point in schema.outline.points for field in point.fields}
        left = {*computed, *schema.body_names, *(schema.roles[role] for role in ("unit", "state", "illustrative"))}
        said = self.synthesis.document.data if self.synthesis else {}
        return {name: value for name, value in said.items() if name in schema.fields and name not in left}

    @cached_property
    def rolled(self) -> dict[str, object]:
        """The rolled-up fields in the form of a report, by name; those that no report can say are left out."""
        root = nodes.read(self.definition.schema.raw, self.definition.schema.raw).properties
        found = {}
        for name, part in self.consolidated.parts.items():
            value = _value(part, root[name], self.share)
            if name not in self.refused_fields and value not in (None, {}, []):
                found[name] = value
        return found

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """The fields that a report must have and nobody has given yet."""
        schema = self.definition.schema
        given = {*self.board, *self.rolled, *schema.body_names, schema.roles["unit"]}
        return tuple(name for name, field in schema.fields.items() if field.required and name not in given)

    @property
    def issued(self) -> bool:
        """Whether the board has issued its report on all points as they stand now."""
        board = self.synthesis
        if board is None or board.role("edition") is not None:
            return False
        points = self.definition.schema.outline.by_id
        prose = [board.prose.get(point) for point in points]
        confirmed = all(one is not None and one.confirmed and not one.stale for one in prose)
        return confirmed and board.role("state") != self.definition.schema.draft_value

    @property
    def preamble(self) -> str:
        if self.synthesis and self.synthesis.preamble:
            return _markdown(self.synthesis.preamble)
        counted, left_out = len(self.consolidated.units), self.consolidated.left_out
        said = words.say("levels.coverage", parent=self.parent.name, counted=counted, expected=counted + len(left_out))
        if not left_out:
            return sayings.plain(said)
        return sayings.plain(f"{said} {words.say('levels.left-out', units=', '.join(unit.name for unit in left_out))}")

    @property
    def narrative(self) -> dict[str, str]:
        """What is said on each point: the board's words, else what the units' reports come to."""
        prose = self.synthesis.prose if self.synthesis else {}
        return {
            summary.point.id: _markdown(prose[summary.point.id].pieces)
            if summary.point.id in prose
            else "\n".join(_computed(summary))
            for summary in self.consolidated.points
        }


# -- values --


def _value(part: Part, node: Node, share: float) -> object:
    """Return a rolled-up field as a report says it; None where no report can."""
    match part:
        case Figure():
            return _figure(part)
        case Breakdown():
            return {one.field.name: _whole(one.value) for one in part.parts if one.value is not None}
        case Collection():
            return [
                _named(item, part.field, node.items) for item in _chosen(part, _limit(node, len(part.items), share))
            ]
    return None  # a choice is made by one body: many units' choices are no choice of the body above them


def _figure(figure: Figure) -> object:
    """Return a figure by year where the years leave nothing out and come to the same, else the one number."""
    years = {total.year: total.value for total in figure.years}
    if years and figure.only_by_year and figure.field.over_years.of(years) == figure.value:
        return {str(year): _whole(value) for year, value in years.items()}
    return None if figure.value is None else _whole(figure.value)


def _whole(value: Number) -> Number:
    """Return a number as a report says it: whole where it is, else with at most two decimals."""
    return int(value) if value == int(value) else round(value, 2)


def _limit(node: Node, count: int, share: float) -> int:
    return max(int(node.count("maxItems", count) * share), node.count("minItems"))


def _chosen(collection: Collection, limit: int) -> list[Item]:
    """Return at most so many items, in their order: of every group and of every unit in turn."""
    turns: list[tuple[int, int, int, Item]] = []
    for number, group in enumerate(collection.groups):
        seen: Counter[str] = Counter()
        rounds = []
        for place, item in enumerate(group.items):
            rounds.append((seen[item.source.unit.id], place, item))
            seen[item.source.unit.id] += 1
        rounds.sort(key=lambda one: one[:2])
        turns += [(turn, number, place, item) for turn, (_, place, item) in enumerate(rounds)]
    taken = sorted(turns, key=lambda one: one[:2])[:limit]
    return [item for _, _, _, item in sorted(taken, key=lambda one: one[1:3])]


def _named(item: Item, field: Field, node: Node) -> object:
    """Return an item that names its unit in its longest free text, where the schema has room for it."""
    if field.kind is Kind.TEXTS:
        return _signed(str(item.values[field.name]), node, item.source.unit)
    free = [
        column.name
        for column in field.columns
        if column.kind is Kind.TEXT and column.name in item.values and column.name != field.group_by
    ]
    room = {name: node.properties[name].count("maxLength") for name in free}
    if not room:
        return dict(item.values)
    widest = max(free, key=lambda name: room[name])
    return {**item.values, widest: _signed(str(item.values[widest]), node.properties[widest], item.source.unit)}


def _signed(said: str, node: Node, unit: Unit) -> str:
    signed = said if unit.name in said else f"{said} ({unit.name})"
    fits = len(signed) <= node.count("maxLength", len(signed)) and re.search(node.text("pattern"), signed)
    return signed if fits else said


# -- words --


def _remarks(part: Part, given: object) -> Iterator[str]:
    """Yield what people must know of a field that a report can't say in full."""
    match part:
        case Tally() if part.total:
            yield words.say("levels.choice", shares=_shares(part))
        case Figure() if part.value is not None and given is None:
            yield words.say("levels.not-given", value=words.number(part.value))
        case Figure(field=Field(op=Operation.MEAN)) if part.amounts:
            yield words.say("levels.mean", count=len(part.amounts))
        case Collection() if isinstance(given, list) and len(given) < len(part.items):
            yield words.say("levels.cut", given=len(given), total=words.number(len(part.items)))


def _computed(summary: PointSummary) -> Iterator[str]:
    """Yield the lines that stand for a point on which the board has written nothing."""
    answered = sum(answer.answer.given for answer in summary.answers)
    yield sayings.plain(words.say("levels.point", answered=answered, asked=len(summary.asked)))
    told = [line for part in summary.parts for line in _told(part)]
    if told:
        yield ""
        yield from (f"- {sayings.plain(line)}" for line in told)


def _told(part: Part) -> Iterator[str]:
    units, asked = len(part.units), len(part.asked)
    match part:
        case Figure() | Breakdown() if part.value is not None:
            yield sayings.figure(part.field, part.value, units, asked)
        case Tally() if part.total:
            yield sayings.choices(part.field, _shares(part), units, asked)
        case Collection() if part.items:
            yield sayings.items(part.field, len(part.items), units, asked)


def _shares(tally: Tally) -> str:
    return sayings.shares((share.label, len(share.sources)) for share in tally.shares if share.sources)


def _markdown(pieces: Sequence[Piece]) -> str:
    """Return the board's prose as Markdown with every quoted value and citation as plain words."""
    return "".join(piece if isinstance(piece, str) else sayings.plain(_words(piece)) for piece in pieces).strip()


def _words(piece: Value | Citation) -> str:
    if isinstance(piece, Value):
        return piece.text
    return f"({words.say('document.cited', unit=piece.report.unit.name, point=piece.point)})"
