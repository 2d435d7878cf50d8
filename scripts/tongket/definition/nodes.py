"""A JSON Schema as parsed in; its nodes, references followed and each keyword in the type it must have, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from urllib.parse import unquote

from tongket.reading.frontmatter import JsonPath

#: A JSON object as it was read: of what type a value is, only a look at it tells.
Schema = Mapping[str, object]

#: Keywords that hold one schema, a list of schemas, or schemas by name.
_INNER = (
    "items", "additionalProperties", "propertyNames", "contains", "not", "if", "then", "else",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema",
)  # fmt: skip
_INNER_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_INNER_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs")


class JsonType(StrEnum):
    """The types a JSON value may have."""

    OBJECT = "object"
    ARRAY = "array"
    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"


@dataclass(frozen=True)
class Node:
    """One subschema of `whole`, with what its `$ref` names merged in.

    A keyword of the wrong type counts as absent: the meta-schema reports it.
    """

    whole: Schema
    says: Schema

    def __contains__(self, keyword: str) -> bool:
        return keyword in self.says

    def text(self, keyword: str, default: str = "") -> str:
        """Return a keyword's text."""
        value = self.says.get(keyword)
        return value if isinstance(value, str) else default

    def count(self, keyword: str, default: int = 0) -> int:
        """Return a keyword's whole number."""
        value = self.says.get(keyword)
        return value if isinstance(value, int) else default

    def table(self, keyword: str) -> Schema:
        """Return a keyword's mapping, empty where there is none."""
        return mapping(self.says.get(keyword))

    def texts(self, keyword: str) -> dict[str, str]:
        """Return a keyword's mapping of texts."""
        return {key: value for key, value in self.table(keyword).items() if isinstance(value, str)}

    def listed(self, keyword: str) -> tuple[object, ...]:
        """Return a keyword's list."""
        return listed(self.says.get(keyword))

    def names(self, keyword: str) -> tuple[str, ...]:
        """Return a keyword's list of names."""
        return tuple(name for name in self.listed(keyword) if isinstance(name, str))

    @cached_property
    def types(self) -> frozenset[JsonType]:
        """The types a value may have; empty where the schema does not say."""
        said = self.says.get("type")
        return frozenset(JsonType(name) for name in ([said] if isinstance(said, str) else self.names("type")))

    @cached_property
    def properties(self) -> dict[str, Node]:
        """The node of each named property, in order."""
        return {name: read(self.whole, inner) for name, inner in self.table("properties").items()}

    @property
    def items(self) -> Node:
        """The node of every item of a list; an empty one where the schema does not say."""
        return read(self.whole, self.says.get("items"))

    @property
    def messages(self) -> dict[str, str]:
        """The schema's own message by violated keyword."""
        return self.texts("x-message")


def read(whole: Schema, node: object) -> Node:
    """Return a subschema with the definitions it refers to; what stands beside a `$ref` wins."""
    return Node(whole, _merged(whole, mapping(node)))  # true and false are schemas too, and say nothing


def _merged(whole: Schema, node: Schema) -> Schema:
    referred = target(whole, node.get("$ref"))
    if referred is None:
        return node
    base = _merged(whole, referred)
    merged = {**base, **node}
    if messages := {**mapping(base.get("x-message")), **mapping(node.get("x-message"))}:
        merged["x-message"] = messages
    return merged


def target(whole: Schema, reference: object) -> Schema | None:
    """Return the definition in the same file that a `$ref` names, None where there is none."""
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return None
    found: object = whole
    for part in parts(reference):
        found = mapping(found).get(part)
    return found if isinstance(found, Mapping) else None


def parts(reference: str) -> tuple[str, ...]:
    """Return the names on the way that a `$ref` such as `#/$defs/a` goes."""
    return tuple(unquote(part).replace("~1", "/").replace("~0", "~") for part in reference.split("/")[1:])


def at_path(whole: Schema, path: JsonPath) -> Schema:
    """Return what the schema says of the value at a JSON path; empty where it says nothing."""
    node = read(whole, whole)
    for part in path:
        inner = node.says.get("items") if isinstance(part, int) else _property(node, part)
        if not isinstance(inner, Mapping):
            return {}
        node = read(whole, inner)
    return node.says


def _property(node: Node, name: str) -> object:
    return node.table("properties").get(name, node.says.get("additionalProperties"))


def subschemas(node: object, at: JsonPath = ()) -> Iterator[tuple[JsonPath, Schema]]:
    """Yield every schema at or below a node with its path, definitions included, data such as examples left out."""
    says = mapping(node)
    yield at, says
    for keyword in _INNER:
        if keyword in says:
            yield from subschemas(says[keyword], (*at, keyword))
    for keyword in _INNER_LISTS:
        for index, inner in enumerate(listed(says.get(keyword))):
            yield from subschemas(inner, (*at, keyword, index))
    for keyword in _INNER_MAPS:
        for name, inner in mapping(says.get(keyword)).items():
            yield from subschemas(inner, (*at, keyword, name))


def mapping(value: object) -> Schema:
    """Return a JSON object, an empty one for any other value."""
    return value if isinstance(value, Mapping) else {}


def listed(value: object) -> tuple[object, ...]:
    """Return a JSON list, an empty one for any other value."""
    return tuple(value) if isinstance(value, list) else ()
