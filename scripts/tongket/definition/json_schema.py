"""A JSON Schema and data in; every violation as a problem at its line out. Also: the program's own schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # it brings no types
from referencing import Resource
from referencing.jsonschema import EMPTY_REGISTRY, SchemaRegistry

from tongket.definition import json_syntax, violations
from tongket.definition.nodes import Schema
from tongket.definition.violations import Key
from tongket.problems import Problem, Severity
from tongket.reading import frontmatter, text
from tongket.reading.frontmatter import Limits, Positions

#: The schemas of the campaign's own files and of the annotations belong to the program, not to a campaign.
PROGRAM_SCHEMAS = Path(__file__).resolve().parents[3] / "schema"
CAMPAIGN, UNITS = "campaign.schema.json", "units.schema.json"
ANNOTATIONS, SYNTHESIS = "annotations.schema.json", "synthesis.schema.json"


@dataclass(frozen=True)
class JsonSchema:
    """One JSON Schema with a validator that speaks to the person who wrote the data."""

    raw: Schema
    registry: SchemaRegistry = EMPTY_REGISTRY

    @cached_property
    def _validator(self) -> Draft202012Validator:
        formats = Draft202012Validator.FORMAT_CHECKER
        return Draft202012Validator(self.raw, registry=self.registry, format_checker=formats)

    def check(self, path: str, data: object, positions: Positions) -> Iterator[Problem]:
        """Yield every violation of the schema at the offending key or item of the file `path`."""
        seen: set[Key] = set()
        for violation in self._validator.iter_errors(data):
            for problem, key in violations.explain(path, self.raw, violation, positions):
                if key not in seen:
                    seen.add(key)
                    yield problem


def load_data(path: str, raw: bytes, schema_name: str) -> tuple[Schema, Positions, list[Problem]]:
    """Read a YAML or JSON file of the campaign and check it against one of the program's schemas."""
    content, problems = text.decode(path, raw)
    if not content:
        return {}, Positions(), problems
    if path.endswith(".json"):
        mistake = json_syntax.check(path, content)
        if mistake:
            return {}, Positions(), [*problems, mistake]
        content = content.replace("\t", " ")  # JSON allows it between values, YAML does not
    parsed = frontmatter.parse(path, content, Limits(depth=40))
    problems += parsed.problems
    if parsed.value is not None or not has_errors(problems):
        problems += program_schema(schema_name).check(path, parsed.value, parsed.positions)
    return parsed.value if isinstance(parsed.value, dict) else {}, parsed.positions, problems


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any problem is more than a warning."""
    return any(problem.severity is Severity.ERROR for problem in problems)


@cache
def program_schema(name: str) -> JsonSchema:
    """Return one of the program's own schemas."""
    loaded = {file: _program_file(file) for file in (CAMPAIGN, UNITS, ANNOTATIONS, SYNTHESIS)}
    registry = REGISTRY.with_resources((file, Resource.from_contents(raw)) for file, raw in loaded.items())
    return JsonSchema(loaded[name], registry.crawl())  # else every reference crawls it again


def _program_file(name: str) -> dict[str, object]:
    read: dict[str, object] = json.loads((PROGRAM_SCHEMAS / name).read_text(encoding="utf-8"))
    return read
