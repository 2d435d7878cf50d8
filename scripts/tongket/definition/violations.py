"""One violation of a JSON Schema in; what is wrong and how to mend it, in the writer's words, out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from tongket import words
from tongket.definition import habits, nodes
from tongket.definition.nodes import JsonType, Node, Schema
from tongket.problems import Position, Problem, rule
from tongket.reading import text
from tongket.reading.frontmatter import JsonPath, Positions, flow

if TYPE_CHECKING:
    import jsonschema  # slow to import, and data without a mistake do not need it

#: What identifies a problem: two keywords that say the same of a place make one.
Key = tuple[str, JsonPath]

_MOST_NAMES = 12


@dataclass(frozen=True)
class Violation:
    """One violated keyword: what it demands, what was found at which place, and the node that describes that place."""

    path: str
    positions: Positions
    keyword: str
    expected: object
    found: object
    place: JsonPath
    node: Node

    @property
    def at(self) -> Position:
        """Where the value stands."""
        return self.positions.of_value(self.place)

    @property
    def subject(self) -> str:
        """The name and title of what is wrong, as the first words of a sentence."""
        name = next((part for part in reversed(self.place) if isinstance(part, str)), "")
        titled = _titled(self.node)
        return words.say("violation.subject", name=name, titled=titled) if name else words.say("violation.value")

    @property
    def shown(self) -> str:
        """What was found, as it would be typed."""
        return _shown(self.found)

    @property
    def example(self) -> str:
        """A sentence that shows a valid value."""
        example = _example(self.node)
        return words.say("violation.example", example=example) if example else words.say("violation.described")

    @property
    def own_message(self) -> str:
        """The schema's own message for this keyword, empty where it has none."""
        messages = self.node.messages
        return messages.get(self.keyword) or (messages.get("pattern", "") if self.keyword == "format" else "")


def explain(
    path: str, schema: Schema, error: jsonschema.ValidationError, positions: Positions
) -> Iterator[tuple[Problem, Key]]:
    """Yield (problem, what identifies it) for one violation; some keywords hold several."""
    place: JsonPath = tuple(error.absolute_path)
    said = Node(schema, nodes.mapping(error.schema))
    node = Node(schema, nodes.at_path(schema, place))
    known = node if node.says else said
    violation = Violation(path, positions, str(error.validator), error.validator_value, error.instance, place, known)
    if violation.keyword == "required":
        yield from _missing(violation)
    elif violation.keyword == "additionalProperties":
        yield from _unknown(violation, list(said.table("properties")))
    elif _about_a_name(error):
        yield _wrong_name(replace(violation, node=node)), ("propertyNames", (*place, str(error.instance)))
    else:
        same = "pattern" if violation.keyword == "format" else violation.keyword  # a date that is none breaks both
        if violation.found is None:
            same = "empty"  # breaks whatever is asked of the value
        yield _said(_value(violation), violation.own_message), (same, place)


def _about_a_name(error: jsonschema.ValidationError) -> bool:
    """Tell whether a key is wrong rather than a value: the keyword propertyNames, not a property of that name."""
    way = ["", *error.relative_schema_path]
    return any(word == "propertyNames" and before != "properties" for before, word in pairwise(way))


def _said(problem: Problem, own: str) -> Problem:
    """Return the problem in the schema's own words, where it has some."""
    return replace(problem, message=own) if own else problem


# -- names ---------------------------------------------------------------------------------------


def _missing(violation: Violation) -> Iterator[tuple[Problem, Key]]:
    present = nodes.mapping(violation.found)
    for name in map(str, nodes.listed(violation.expected)):
        if name not in present:
            inner = (*violation.place, name)
            node = Node(violation.node.whole, nodes.at_path(violation.node.whole, inner))
            example = _example(node) or "…"
            problem = rule("schema-required").at(
                violation.path, violation.at, name=name, titled=_titled(node), example=example
            )
            yield _said(problem, node.messages.get("required", "")), ("required", inner)


def _unknown(violation: Violation, known: list[str]) -> Iterator[tuple[Problem, Key]]:
    shown = ", ".join(known[:_MOST_NAMES]) + ("…" if len(known) > _MOST_NAMES else "")
    for name in nodes.mapping(violation.found):
        if name not in known:
            at, near = violation.positions.of((*violation.place, name)), text.nearest(name, known)
            problem = rule("schema-unknown", "near" if near else "").at(
                violation.path, at, name=text.short(name), near=near, known=shown
            )
            yield problem, ("additionalProperties", (*violation.place, name))


def _wrong_name(violation: Violation) -> Problem:
    name, allowed = str(violation.found), nodes.listed(violation.expected)
    near = text.nearest(name, map(str, allowed)) if violation.keyword == "enum" else None
    at = violation.positions.of((*violation.place, name))
    problem = rule("schema-key", "near" if near else "").at(violation.path, at, name=text.short(name), near=near)
    return _said(problem, violation.node.messages.get("propertyNames", ""))


# -- values --------------------------------------------------------------------------------------


def _value(violation: Violation) -> Problem:
    """Return what one violated keyword says of a value."""
    path, at, subject, example = violation.path, violation.at, violation.subject, violation.example
    if violation.found is None:
        return rule("schema-empty").at(path, at, subject=subject, example=example)
    match violation.keyword:
        case "type":
            return _type(violation)
        case "enum":
            return _choice(violation)
        case "pattern" | "format":
            return _form(violation)
        case "minLength" | "minItems" | "minProperties" | "maxLength" | "maxItems":
            return _size(violation)
        case "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum":
            below = "inimum" in violation.keyword
            return rule("schema-range", "" if below else "above").at(
                path, at, subject=subject, found=violation.shown, limit=violation.expected
            )
        case "const":
            expected = _shown(violation.expected)
            return rule("schema-const").at(path, at, subject=subject, expected=expected, found=violation.shown)
        case "contains":
            return rule("schema-contains").at(path, at, subject=subject, example=example)
        case "not":
            return rule("schema-not").at(path, at, subject=subject, found=violation.shown, example=example)
        case "anyOf" | "oneOf":
            return rule("schema-type", "none-of").at(path, at, subject=subject, found=violation.shown, example=example)
        case "uniqueItems":
            return rule("schema-unique").at(path, at, subject=subject)
    return rule("schema-other").at(path, at, subject=subject, keyword=violation.keyword, example=example)


def _type(violation: Violation) -> Problem:
    path, at, subject, found = violation.path, violation.at, violation.subject, violation.found
    said = violation.expected
    types = [JsonType(name) for name in ([said] if isinstance(said, str) else map(str, nodes.listed(said)))]
    decimal = habits.decimal(found) if JsonType.NUMBER in types else None
    whole = habits.whole_number(found) if {JsonType.INTEGER, JsonType.NUMBER} & set(types) else None
    if decimal or whole:
        return rule("schema-number", "decimal" if decimal else "").at(
            path, at, subject=subject, found=violation.shown, number=decimal or whole
        )
    bare = types == [JsonType.STRING] and isinstance(found, int | float)
    wanted = words.say("violation.or").join(map(words.label, types))
    return rule("schema-type", "number-for-text" if bare else "").at(
        path, at, subject=subject, found=violation.shown, wanted=wanted, example=violation.example
    )


def _choice(violation: Violation) -> Problem:
    labels, values = violation.node.texts("x-labels"), nodes.listed(violation.expected)
    near = text.nearest(str(violation.found), [*map(str, values), *labels.values()])
    near = next((value for value, label in labels.items() if label == near), near)
    allowed = ", ".join(_labelled(value, labels) for value in values)
    return rule("schema-enum", "near" if near else "").at(
        violation.path, violation.at, subject=violation.subject, found=violation.shown, near=near, allowed=allowed
    )


def _labelled(value: object, labels: dict[str, str]) -> str:
    label = labels.get(value) if isinstance(value, str) else None
    return f"{value} ({label})" if label is not None else str(value)


def _form(violation: Violation) -> Problem:
    unreal = violation.keyword == "format" and habits.looks_like_iso(violation.found)
    day = habits.day(violation.found) if violation.node.text("format") == "date" else None
    return rule("schema-pattern", "unreal-day" if unreal else "day" if day else "").at(
        violation.path,
        violation.at,
        subject=violation.subject,
        found=violation.shown,
        day=day,
        example=violation.example,
    )


def _size(violation: Violation) -> Problem:
    path, at, subject, found = violation.path, violation.at, violation.subject, violation.found
    size = len(found) if isinstance(found, str | list | dict) else 0
    match violation.keyword:
        case "maxLength":
            return rule("schema-too-long").at(path, at, subject=subject, size=size, limit=violation.expected)
        case "maxItems":
            return rule("schema-too-many").at(path, at, subject=subject, size=size, limit=violation.expected)
    return rule("schema-too-few", "some" if found else "").at(
        path, at, subject=subject, limit=violation.expected, example=violation.example
    )


# -- words ---------------------------------------------------------------------------------------


def _titled(node: Node) -> str:
    title = node.text("title")
    return words.say("violation.titled", title=title) if title else ""


def _shown(value: object) -> str:
    """Return a value as it would be typed, cut to a readable length."""
    if isinstance(value, str):
        return f"“{text.short(value)}”"
    return text.short(json.dumps(value, ensure_ascii=False), 80)


def _example(node: Node) -> str:
    """Return an example of a valid value, as it would be typed in the front matter; empty where there is none."""
    for known in (node.listed("examples"), [node.says["const"]] if "const" in node else (), node.listed("enum")):
        if known:
            return flow(known[0])
    return "true" if node.says.get("type") == "boolean" else ""
