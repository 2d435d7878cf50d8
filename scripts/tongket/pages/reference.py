"""The schema and the rule table in; the field guide and the page of rules out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tongket import problems
from tongket.checking import examples
from tongket.definition import Definition, nodes, scaffold
from tongket.definition.fields import Field, Kind
from tongket.pages.engine import Site, make
from tongket.pages.links import FIELDS, RULES
from tongket.pages.page import PlannedPage
from tongket.pages.shown import noun, number
from tongket.problems import Rule, Severity
from tongket.reading.frontmatter import flow
from tongket.words import say


@dataclass(frozen=True)
class FieldEntry:
    """One field as the guide explains it: its limits in words, an example as it is typed, its inner fields."""

    field: Field
    limits: tuple[str, ...]
    example: str
    columns: tuple[FieldEntry, ...] = ()
    from_body: bool = False


def pages(site: Site) -> Iterator[tuple[str, PlannedPage]]:
    """Yield the field guide and the page of rules."""
    yield make(site, FIELDS, say("page.fields"), "fields.html", lambda: _fields(site.definition))
    yield make(site, RULES, say("page.rules"), "rules.html", lambda: {"groups": _groups(), "example": examples.example})


def _fields(definition: Definition) -> Mapping[str, object]:
    schema = definition.schema
    entries = {name: _entry(definition, field, (name,)) for name, field in schema.fields.items()}
    of_points = {field.name for point in schema.outline.points for field in point.fields}
    general = [entry for name, entry in entries.items() if name not in of_points]
    return {"entries": entries, "general": general}


def _groups() -> list[tuple[str, str, list[Rule]]]:
    """Return the rules by severity, as (anchor, title, rules)."""
    by_severity = {one: [rule for rule in problems.rules() if rule.severity is one] for one in Severity}
    return [
        ("loi", say("severity.error"), by_severity[Severity.ERROR]),
        ("nhac", say("severity.warning"), by_severity[Severity.WARNING]),
    ]


def _entry(definition: Definition, field: Field, path: tuple[str | int, ...]) -> FieldEntry:
    schema = definition.schema
    node = nodes.at_path(schema.raw, path)
    inner = (*path, 0) if field.kind is Kind.RECORDS else path
    from_body = field.name in schema.body_names
    columns = () if from_body else tuple(_entry(definition, one, (*inner, one.name)) for one in field.columns)
    example = "\n".join(scaffold.written(field.name, field.examples[0])) if field.examples else ""
    return FieldEntry(field, tuple(_limits(field, node)), example, columns, from_body)


def _limits(field: Field, node: Mapping[str, object]) -> Iterator[str]:
    """Yield what the schema demands of a value, in words."""
    allowed = node.get("enum")
    if isinstance(allowed, list) and not field.labels:
        yield say("limit.one-of", values=", ".join(map(str, allowed)))
    if "const" in node:
        yield say("limit.const", value=flow(node["const"]))
    yield from _bounds(field, node.get("minimum"), node.get("maximum"))
    if "maxLength" in node:
        yield say("limit.max-length", count=number(node["maxLength"]))
    if "maxItems" in node:
        yield say("limit.max-items", count=number(node["maxItems"]), noun=noun(field))
    if field.within_period:
        yield say("limit.within-period")
    if field.at_most:
        yield say("limit.at-most-field", field=field.at_most)
    if field.at_least:
        yield say("limit.at-least-field", field=field.at_least)
    messages = node.get("x-message")
    if isinstance(messages, Mapping):
        yield from (messages[keyword] for keyword in ("contains", "pattern") if keyword in node and keyword in messages)


def _bounds(field: Field, low: object, high: object) -> Iterator[str]:
    if low is not None and high is not None:
        yield say("limit.between", low=_bound(field, low), high=_bound(field, high))
    elif low is not None:
        yield say("limit.at-least", low=_bound(field, low))
    elif high is not None:
        yield say("limit.at-most", high=_bound(field, high))


def _bound(field: Field, value: object) -> str:
    """Return a limit as it would be read: years without a dot."""
    return str(value) if field.within_period else number(value)
