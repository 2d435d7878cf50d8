"""A document in; problems of whose report it is out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongket.checking.schema import front_matter
from tongket.definition import SYNTHESIS, Definition, Unit
from tongket.problems import Position, Problem, rule
from tongket.reading import Document, text


def unit_of(document: Document, definition: Definition) -> Unit | None:
    """Return the unit that the report names, else the one whose file it is; None for the board's own report."""
    known = definition.unit_by_id
    named = definition.schema.of_role(document.data, "unit")
    return known.get(named if isinstance(named, str) and named in known else _stem(document))


def check_unit(document: Document, definition: Definition) -> Iterator[Problem]:
    """The report names a unit of the campaign."""
    field = definition.schema.roles["unit"]
    unit = document.data.get(field)
    known = definition.unit_by_id
    if isinstance(unit, str) and unit not in known and unit != SYNTHESIS:
        near = text.nearest(unit, known)
        at = document.position((field,))
        yield rule("unit-unknown", "near" if near else "").at(document.path, at, unit=text.short(unit), near=near)


def check_file_name(document: Document, definition: Definition) -> Iterator[Problem]:
    """The file bears the id of the unit that the report names."""
    field = definition.schema.roles["unit"]
    unit = document.data.get(field)
    known = definition.unit_by_id
    stem = _stem(document)
    if isinstance(unit, str) and unit != stem and (unit in known or unit == SYNTHESIS):
        yield rule("unit-file-name", "file-of-a-unit" if stem in known else "").at(
            document.path, document.position((field,)), unit=unit, stem=stem, field=field
        )


def check_symbol(document: Document, definition: Definition) -> Iterator[Problem]:
    """The document symbol carries the unit's own abbreviation."""
    schema = definition.schema
    unit = definition.unit_by_id.get(str(schema.of_role(document.data, "unit")))
    symbol = schema.of_role(document.data, "symbol")
    if not unit or not unit.symbol or not isinstance(symbol, str) or not re.fullmatch(r"\S+/\S+", symbol):
        return
    if f"-{unit.symbol}-" in f"-{symbol.partition('/')[2].replace('/', '-')}-":
        return
    yield rule("symbol-unit").at(
        document.path,
        document.position((schema.roles["symbol"],)),
        symbol=text.short(symbol),
        abbreviation=unit.symbol,
        unit=unit.name,
        likely=text.short(re.sub(r"[^/-]*$", "", symbol)) + unit.symbol,
    )


def check_illustrative(document: Document, definition: Definition) -> Iterator[Problem]:
    """A real campaign takes no report that is marked as an illustration, and an illustrative one only such."""
    field = definition.schema.roles["illustrative"]
    marked = document.data.get(field) is True
    if marked and not definition.illustrative:
        yield rule("illustrative").at(document.path, document.position((field,)), field=field)
    elif definition.illustrative and front_matter(document, definition) and not marked:
        yield rule("illustrative", "unmarked").at(document.path, Position(1), field=field)


def _stem(document: Document) -> str:
    return document.path.rsplit("/", 1)[-1].removesuffix(".md")
