"""A JSON Schema and data in; every violation as a problem at its line out. Also: the program's own schemas and files checked by them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import jsonschema
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tongket.definition import violations
from tongket.problems import Problem, Severity
from tongket.reading import frontmatter, text
from tongket.reading.frontmatter import JsonPath, Limits, Positions

#: The schemas of the campaign's own files and of the annotations belong to the program, not to a campaign.
PROGRAM_SCHEMAS = Path(__file__).resolve().parents[3] / "schema"
CAMPAIGN, UNITS, ANNOTATIONS, SYNTHESIS = "campaign.schema.json", "units.schema.json", "annotations.schema.json", "synthesis.schema.json"


@dataclass(frozen=True)
class JsonSchema:
    """One JSON Schema with a validator that speaks to the person who wrote the data."""

    raw: Mapping
    registry: Registry = field(default_factory=Registry)

    @cached_property
    def _validator(self) -> Draft202012Validator:
        return Draft202012Validator(self.raw, registry=self.registry, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def check(self, path: str, data: object, positions: Positions) -> Iterator[Problem]:
        """Yield every violation of the schema at the offending key or item of the file `path`."""
        seen: set[tuple[str, JsonPath]] = set()
        for violation in self._validator.iter_errors(data):
            for problem, key in violations.explain(path, self.raw, violation, positions):
                if key not in seen:
                    seen.add(key)
                    yield problem


def load_data(path: str, raw: bytes, schema_name: str) -> tuple[dict, Positions, list[Problem]]:
    """Read a YAML or JSON file of the campaign and check it against one of the program's schemas."""
    content, problems = text.decode(path, raw)
    if not content:
        return {}, Positions(), problems
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
    loaded = {file: json.loads((PROGRAM_SCHEMAS / file).read_text(encoding="utf-8")) for file in (CAMPAIGN, UNITS, ANNOTATIONS, SYNTHESIS)}
    registry = jsonschema.validators.SPECIFICATIONS.with_resources((file, Resource.from_contents(raw)) for file, raw in loaded.items())
    return JsonSchema(loaded[name], registry)
