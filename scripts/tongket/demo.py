"""A campaign with reports and a number in; the files of a synthetic campaign of that many units, for trials, out.

Each report stands on one of the campaign's own: its structure and a part of its records and passages, with others'
mixed in, all figures scaled alike. So the text is as plausible as theirs. The same number gives the same bytes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tongket import words
from tongket.campaign import Campaign, Report
from tongket.definition import SUBMISSIONS, Definition, nodes
from tongket.definition.fields import Field, Kind
from tongket.definition.files import UNITS_FILE
from tongket.definition.nodes import Node
from tongket.definition.scaffold import written
from tongket.reading.frontmatter import flow

#: How many units stand below one parent, as communes below a province.
PER_PARENT = 100
#: How much a synthetic report holds of what its model does: of the shipped ones, about 25 KB.
_SHARE = 0.6
#: Keywords that ask something of a list as a whole; such a list is taken as it is.
_OF_THE_WHOLE = ("contains", "uniqueItems", "prefixItems")
#: Where a passage names the unit it was written for.
_NAME = "\0"


@dataclass(frozen=True)
class _Unit:
    """A synthetic unit and the report that its own is modelled on."""

    number: int
    model: Report

    @property
    def id(self) -> str:
        return f"don-vi-{self.number:05}"

    @property
    def name(self) -> str:
        return f"{self.model.definition.kinds[self.model.unit.kind]} {self.number:05}"

    @property
    def parent(self) -> int:
        return (self.number - 1) // PER_PARENT + 1

    @property
    def row(self) -> dict[str, str]:
        """What the units' file says of it."""
        like = self.model.unit
        row = {
            "id": self.id,
            "ten": self.name,
            "loai": like.kind,
            "ky_hieu": like.symbol,
            "cap_tren": _parent(self.parent),
            "ky_thay_mat": like.signing_body,
        }
        return {key: value for key, value in row.items() if value}


def files(campaign: Campaign, units: int) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the units' file and of every report of a synthetic campaign.

    ValueError where the campaign has no report to mix from.
    """
    models = campaign.counted
    if not models:
        raise ValueError("no report to mix from")
    made = [_Unit(number, models[number % len(models)]) for number in range(1, units + 1)]
    yield UNITS_FILE, _units_file(campaign.definition, made)
    pool = _Pool(models)
    for unit in made:
        yield f"{SUBMISSIONS}/{unit.id}.md", "\n".join(_report(pool, unit, random.Random(unit.number))) + "\n"


def kept(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of what a synthetic campaign has as its model has it: schema, written pages, settings."""
    for place in ("schema", "docs", "mkdocs.yml"):
        for file in sorted((root / place).rglob("*")) or [root / place]:
            if file.is_file() and not file.is_symlink():
                yield file.relative_to(root).as_posix(), file.read_bytes()


def _units_file(definition: Definition, units: Sequence[_Unit]) -> str:
    kinds = (f"  {kind}: {flow(name)}" for kind, name in definition.kinds.items())
    numbers = dict.fromkeys(unit.parent for unit in units)
    parents = ({"id": _parent(one), "ten": words.say("demo.parent", number=f"{one:02}")} for one in numbers)
    above, rows = (f"  - {flow(parent)}" for parent in parents), (f"  - {flow(unit.row)}" for unit in units)
    return "\n".join(("loai:", *kinds, "cap_tren:", *above, "don_vi:", *rows)) + "\n"


def _parent(number: int) -> str:
    return f"cap-tren-{number:02}"


class _Pool:
    """What the campaign's reports hold, to be drawn from: items by field, passages by point."""

    def __init__(self, reports: Sequence[Report]) -> None:
        schema = reports[0].definition.schema
        self.nodes = nodes.read(schema.raw, schema.raw).properties
        self.passages = {
            point.id: tuple(dict.fromkeys(one for report in reports for one in _passages(report, point.id)))
            for point in schema.outline.points
        }
        self.items = {
            field.name: tuple(item for report in reports for item in _list(report.data.get(field.name)))
            for point in schema.outline.points
            for field in point.fields
            if field.kind in (Kind.RECORDS, Kind.TEXTS)
        }


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _passages(report: Report, point: str) -> list[str]:
    """Return a point's plain paragraphs and lists: what means the same wherever it stands."""
    section = report.sections.get(point)
    found = re.split(r"\n{2,}", section.markdown) if section else []
    name = re.compile(rf"\b{re.escape(report.unit.name)}\b")
    return [name.sub(_NAME, passage) for passage in found if re.match(r"\w|- ", passage) and "[" not in passage]


def _report(pool: _Pool, unit: _Unit, chance: random.Random) -> Iterator[str]:
    model = unit.model
    yield "---"
    for name, value in _data(pool, unit, chance).items():
        yield from written(name, value)
    yield from ("---", "", f"# {model.role('title')}")
    if preamble := model.role("preamble"):
        yield from ("", str(preamble))
    for section in model.definition.schema.outline.sections:
        answered = [point for point in section.points if point.id in model.sections]
        if answered:
            yield from ("", f"## {section.heading}")
        for point in answered:
            yield from ("", f"### {point.heading}", "", _narrative(pool, unit, point.id, chance))


def _narrative(pool: _Pool, unit: _Unit, point: str, chance: random.Random) -> str:
    """Return a part of the passages that the model has on a point, mixed from all reports."""
    own = _passages(unit.model, point)
    if not own:
        return unit.model.sections[point].markdown.strip()
    drawn = chance.sample(pool.passages[point], min(_part(own), len(pool.passages[point])))
    return "\n\n".join(drawn).replace(_NAME, unit.name).strip()


def _part(own: Sequence[object]) -> int:
    return max(1, round(len(own) * _SHARE))


def _data(pool: _Pool, unit: _Unit, chance: random.Random) -> dict[str, object]:
    schema, model = unit.model.definition.schema, unit.model.data
    fixed, factor = _fixed(schema.fields, model), chance.uniform(0.5, 1)
    given: dict[str, object] = {}
    for name, field in schema.fields.items():
        if name in schema.body_names or name not in model:
            continue
        value = model[name]
        if field.role == "unit":
            value = unit.id
        elif field.role == "symbol":
            value = _renumbered(str(value), pool.nodes[name], chance)
        elif name in pool.items:
            value = _mixed(pool, field, _list(value), unit, chance)
        elif field.kind in (Kind.FIGURE, Kind.BREAKDOWN) and name not in fixed:
            value = _scaled(value, factor)
        given[name] = value
    return given


def _fixed(fields: Mapping[str, Field], data: Mapping[str, object]) -> frozenset[str]:
    """Return the fields that bound one another and can't be scaled: one of them is by year, another a total."""
    pairs = [(name, other) for name, field in fields.items() for other in (field.at_most, field.at_least) if other]
    linked = frozenset(name for pair in pairs for name in pair if isinstance(data.get(name), int | Mapping))
    return linked if len({isinstance(data[name], Mapping) for name in linked}) > 1 else frozenset()


def _scaled(value: object, factor: float) -> object:
    """Return whole numbers times a factor; what is not greater than another stays so, and what is not zero too."""
    if isinstance(value, Mapping):
        return {name: _scaled(inner, factor) for name, inner in value.items()}
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    return max(min(value, 1), round(value * factor))


def _renumbered(symbol: str, node: Node, chance: random.Random) -> str:
    """Return a document symbol with another number of as many digits."""

    def another(old: re.Match[str]) -> str:
        return str(chance.randrange(10 ** (len(old[0]) - 1), 10 ** len(old[0])))

    new = re.sub("[1-9][0-9]+", another, symbol, count=1)
    return new if _fits(new, node) else symbol


def _mixed(pool: _Pool, field: Field, own: Sequence[object], unit: _Unit, chance: random.Random) -> list[object]:
    """Return a list as long as a part of the model's: half of it the model's own items, then other reports'."""
    node = pool.nodes[field.name]
    count = len(own) if any(keyword in node for keyword in _OF_THE_WHOLE) else max(_part(own), node.count("minItems"))
    kept = list(own) if count == len(own) else chance.sample(own, (count + 1) // 2)
    others = pool.items[field.name]
    for item in chance.sample(others, min(len(others), 3 * count)):
        if len(kept) < count and item not in kept:
            kept.append(item)
    return [_renamed(item, field, node.items, unit) for item in kept]


def _renamed(item: object, field: Field, node: Node, unit: _Unit) -> object:
    """Return an item that names the unit in its longest free text, so that no two units say quite the same."""
    if isinstance(item, str):
        return _signed(item, node, unit)
    if not isinstance(item, Mapping):
        return item
    texts = [column.name for column in field.columns if column.kind is Kind.TEXT and " " in str(item.get(column.name))]
    if not texts:
        return item
    longest = max(texts, key=lambda name: len(str(item[name])))
    return {**item, longest: _signed(str(item[longest]), node.properties[longest], unit)}


def _signed(text: str, node: Node, unit: _Unit) -> str:
    signed = f"{text} ({unit.name})"
    return signed if _fits(signed, node) else text


def _fits(text: str, node: Node) -> bool:
    """Tell whether the schema takes a text, as far as its length and pattern go."""
    return len(text) <= node.count("maxLength", len(text)) and bool(re.search(node.text("pattern"), text))
