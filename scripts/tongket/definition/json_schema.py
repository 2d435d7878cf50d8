"""A JSON Schema and data in; every violation as a problem at its line out. Also: the program's own schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tongket.definition import json_syntax, swift_schema, violations
from tongket.definition.nodes import Schema
from tongket.definition.violations import Key
from tongket.problems import Problem, Severity
from tongket.reading import frontmatter, text
from tongket.reading.frontmatter import Limits, Positions

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

#: The schemas of the campaign's own files and of the annotations belong to the program, not to a campaign.
PROGRAM_SCHEMAS = Path(__file__).resolve().parents[3] / "schema"
#: A campaign may have ten thousand units.
MAX_BYTES = 3_000_000
_LIMITS = Limits(depth=40, nodes=400_000)
CAMPAIGN, UNITS = "campaign.schema.json", "units.schema.json"
ANNOTATIONS, SYNTHESIS = "annotations.schema.json", "synthesis.schema.json"


@dataclass(frozen=True)
class JsonSchema:
    """One JSON Schema with a validator that speaks to the person who wrote the data.

    `beside` are further schemas, by the address under which this one refers to them.
    """

    raw: Schema
    beside: Mapping[str, Schema] = field(default_factory=dict)

    @cached_property
    def _validator(self) -> Draft202012Validator:
        # Imported here: slow to import, and data without a mistake do not need it.
        from jsonschema import Draft202012Validator
        from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # it brings no types
        from referencing import Resource

        registry = REGISTRY.with_resources((name, Resource.from_contents(raw)) for name, raw in self.beside.items())
        formats = Draft202012Validator.FORMAT_CHECKER
        # Crawled now, else every reference crawls it again.
        return Draft202012Validator(self.raw, registry=registry.crawl(), format_checker=formats)

    @cached_property
    def _surely_valid(self) -> Callable[[object], bool] | None:
        return swift_schema.decider(self.raw, self.beside)

    def check(self, path: str, data: object, positions: Positions) -> Iterator[Problem]:
        """Yield every violation of the schema at the offending key or item of the file `path`."""
        if self._surely_valid is None or not self._surely_valid(data):
            yield from self.explain(path, data, positions)

    def explain(self, path: str, data: object, positions: Positions) -> Iterator[Problem]:
        """Do the same with `jsonschema` alone: many times slower, and able to say what is wrong."""
        seen: set[Key] = set()
        for violation in self._validator.iter_errors(data):
            for problem, key in violations.explain(path, self.raw, violation, positions):
                if key not in seen:
                    seen.add(key)
                    yield problem


def load_data(path: str, raw: bytes, schema_name: str) -> tuple[Schema, Positions, list[Problem]]:
    """Read a YAML or JSON file of the campaign and check it against one of the program's schemas."""
    content, problems = text.decode(path, raw, MAX_BYTES)
    if not content:
        return {}, Positions(), problems
    if path.endswith(".json"):
        mistake = json_syntax.check(path, content)
        if mistake:
            return {}, Positions(), [*problems, mistake]
        content = content.replace("\t", " ")  # JSON allows it between values, YAML does not
    parsed = frontmatter.parse(path, content, _LIMITS)
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
    return JsonSchema(loaded[name], loaded)


def _program_file(name: str) -> dict[str, object]:
    read: dict[str, object] = json.loads((PROGRAM_SCHEMAS / name).read_text(encoding="utf-8"))
    return read
