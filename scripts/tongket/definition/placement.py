"""A report schema in; roles and annotations that stand where they mean nothing, as problems at their lines, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from tongket import words
from tongket.definition import nodes
from tongket.definition.fields import Kind, Operation
from tongket.definition.nodes import Schema
from tongket.definition.survey import Place, Survey
from tongket.problems import Problem, rule
from tongket.reading.frontmatter import JsonPath


class Where(StrEnum):
    """Where in a report schema an annotation or a role is read."""

    ROOT = "root"
    POINT = "point"
    NARRATIVE = "narrative"
    STATE = "state"
    FIELD = "field"  # at the outermost level
    COLUMN = "column"  # in a record of a list at the outermost level
    SIGNER = "signer"
    ANY_FIELD = "any-field"
    ANYWHERE = "anywhere"
    SYNTHESIS = "synthesis"


class Role(NamedTuple):
    """What a role asks of the field that bears it."""

    kinds: tuple[Kind, ...]
    where: Where = Where.FIELD
    needed: bool = True


#: Without the needed ones nothing can be read, dated or filed.
ROLES: Mapping[str, Role] = {
    "unit": Role((Kind.TEXT, Kind.CHOICE)),
    "symbol": Role((Kind.TEXT,)),
    "issued": Role((Kind.DATE,)),
    "sent": Role((Kind.DATE,)),
    "state": Role((Kind.CHOICE,)),
    "public": Role((Kind.FLAG,)),
    "illustrative": Role((Kind.FLAG,)),
    "title": Role((Kind.TEXT,)),
    "preamble": Role((Kind.TEXT,)),
    "narrative": Role((Kind.GROUP,)),
    "signer": Role((Kind.GROUP,), needed=False),
    "signer-name": Role((Kind.TEXT,), Where.SIGNER, needed=False),
    "signer-position": Role((Kind.TEXT, Kind.CHOICE), Where.SIGNER, needed=False),
    "signer-authority": Role((Kind.TEXT, Kind.CHOICE), Where.SIGNER, needed=False),
    "recipients": Role((Kind.TEXTS,), needed=False),
    "addressee": Role((Kind.TEXT, Kind.CHOICE), Where.COLUMN, needed=False),
    "edition": Role((Kind.NUMBER,), Where.SYNTHESIS, needed=False),
    "confirmed": Role((Kind.GROUP,), Where.SYNTHESIS, needed=False),
}
#: Several fields may say to whom something is addressed.
_SHARED_ROLES = ("addressee",)

#: Where each annotation is read.
READ_AT: Mapping[str, Where] = {
    "x-outline": Where.ROOT,
    "x-fields": Where.POINT,
    "x-asked-of": Where.POINT,
    "x-thin-words": Where.NARRATIVE,
    "x-draft": Where.STATE,
    "x-consolidate": Where.FIELD,
    "x-brief": Where.FIELD,
    "x-role": Where.ANY_FIELD,
    "x-unit": Where.ANY_FIELD,
    "x-at-least": Where.ANY_FIELD,
    "x-at-most": Where.ANY_FIELD,
    "x-within": Where.ANY_FIELD,
    "x-labels": Where.ANYWHERE,
    "x-message": Where.ANYWHERE,
}


def check_roles(survey: Survey) -> Iterator[Problem]:
    """Every needed role is played, by one field, at its place and of a kind that can play it."""
    for role, needs in ROLES.items():
        places = survey.roles.get(role, [])
        if needs.needed and not places:
            yield rule("schema-annotation", "no-role").at(survey.path, survey.key("properties"), role=role)
        for index, place in enumerate(places):
            at, kinds = survey.value(*place.at, "x-role"), "; ".join(map(words.label, needs.kinds))
            if index and role not in _SHARED_ROLES:
                first = places[0].field.name
                yield rule("schema-role", "repeated").at(survey.path, at, role=role, first=first)
            elif needs.where is not _where(place):
                where = words.label(needs.where)
                yield rule("schema-role").at(survey.path, at, role=role, where=where)
            elif place.field.kind not in needs.kinds:
                yield rule("schema-role", "kind").at(survey.path, at, role=role, name=place.field.name, kinds=kinds)


def _where(place: Place) -> Where:
    """Return where a field stands, as far as roles ask."""
    if place.holder is None:
        return Where.FIELD
    if place.holder.role == "signer":
        return Where.SIGNER
    outermost = place.at[2:4] == ("items", "properties") and len(place.at) == 5
    return Where.COLUMN if outermost and place.holder.op is Operation.LIST else Where.ANYWHERE


def check_placement(survey: Survey) -> Iterator[Problem]:
    """Annotations stand where they are read."""
    read = dict(_read(survey))
    elsewhere = {
        at: (node, frozenset[Where]()) for at, node in nodes.subschemas(survey.root.whole) if "$defs" not in at
    }
    for at, (node, where) in {**elsewhere, **read}.items():
        for keyword in node:
            wanted = READ_AT.get(keyword, Where.ANYWHERE)
            if wanted is not Where.ANYWHERE and wanted not in where:
                place = survey.key(*at, keyword)
                yield rule("schema-misplaced").at(survey.path, place, keyword=keyword, where=words.label(wanted))


def _read(survey: Survey) -> Iterator[tuple[JsonPath, tuple[Schema, frozenset[Where]]]]:
    """Yield the nodes whose annotations are read, with what they are."""
    yield (), (survey.root.says, frozenset({Where.ROOT}))
    for place in survey.places:
        where = {Where.ANY_FIELD} | ({Where.FIELD} if place.holder is None else set())
        where |= {role for role in (Where.NARRATIVE, Where.STATE) if role == place.field.role}
        yield place.at, (place.node.says, frozenset(where))
    for point, node in survey.points.items():
        yield survey.at_point(point), (node.says, frozenset({Where.POINT}))
