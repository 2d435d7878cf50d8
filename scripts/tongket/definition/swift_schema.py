"""A JSON Schema in; a validator that tells fast, and only where it is beyond doubt, that data are valid, out.

It never says what is wrong: whatever it does not pass is checked again, and explained, by `jsonschema`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tongket.definition import nodes
from tongket.definition.nodes import Schema

try:
    from jsonschema_rs import Draft202012Validator, Registry
except ImportError:  # it is compiled, and the browser has no build of it
    Draft202012Validator = Registry = None  # type: ignore[assignment, misc]

#: Keywords that say the same to both validators; the rest it does not decide (multipleOf rounds differently, …).
_KEYWORDS = {
    "$schema", "$id", "$defs", "$ref", "$comment", "title", "description", "default", "examples", "deprecated",
    "readOnly", "type", "enum", "const", "format", "properties", "patternProperties", "additionalProperties",
    "propertyNames", "required", "minProperties", "maxProperties", "items", "prefixItems", "contains",
    "minContains", "maxContains", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "pattern",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "allOf", "anyOf", "oneOf", "not", "if", "then",
    "else",
}  # fmt: skip
#: What two engines may read in two ways: classes beyond ASCII (but \s, see below), inline flags, names, possessives.
_PATTERN_IN_DOUBT = re.compile(r"\\[^nst.\-/\\()\[\]{}^$|*+?]|\(\?(?![:=!])|[*+?}]\+|&&|--|~~|\[\[|\[:|\[\^?\]")
#: Characters on which `\s`, `.` or a bare `$` of the two engines differ.
_TEXT_IN_DOUBT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u180e\u2028\u2029\ufeff\ud800-\udfff]|\n\\Z")


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


#: A schema's own patterns are run by Python in the end, so Python says which are patterns.
_FORMATS = {"regex": _is_pattern}


def decider(schema: Schema, beside: Mapping[str, Schema]) -> Callable[[object], bool] | None:
    """Return what tells that data are valid beyond doubt; None where only `jsonschema` can tell.

    `beside` are further schemas by address, the program's own: they are known to be read alike.
    """
    if Draft202012Validator is None or not (beside or _decidable(schema)):
        return None
    try:
        registry = Registry([(name, dict(raw)) for name, raw in beside.items()]) if beside else None
        compiled = Draft202012Validator(
            dict(schema), validate_formats=True, formats=_FORMATS, registry=registry, offline=True
        )
    except (ValueError, TypeError):  # a pattern or a reference that it does not take
        return None
    return lambda data: compiled.is_valid(data) and not _in_doubt(data)


def _decidable(schema: Schema) -> bool:
    return all(_node_decidable(node) for _, node in nodes.subschemas(schema))


def _node_decidable(node: Schema) -> bool:
    patterns = [node["pattern"]] if "pattern" in node else []
    patterns += nodes.mapping(node.get("patternProperties"))
    return (
        all(keyword in _KEYWORDS or keyword.startswith("x-") for keyword in node)
        and not any(_PATTERN_IN_DOUBT.search(str(pattern)) for pattern in patterns)
        and node.get("format", "date") == "date"
        and str(node.get("$ref", "#/$defs/")).startswith("#/$defs/")
    )


def _in_doubt(data: object) -> bool:
    """Tell whether any text in the data, names included, holds a character that engines class differently."""
    if isinstance(data, str):
        return bool(_TEXT_IN_DOUBT.search(data))
    if isinstance(data, dict):
        return any(_in_doubt(name) or _in_doubt(value) for name, value in data.items())
    return isinstance(data, list) and any(map(_in_doubt, data))
