"""`report.schema.json` in; what a report is (outline, fields, roles) and the problems of the schema itself out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tongket.definition import hints, nodes, reader
from tongket.definition.annotations import check_bounds, check_names, check_outline, check_points, check_values
from tongket.definition.fields import Field, Outline
from tongket.definition.json_schema import ANNOTATIONS, SYNTHESIS, JsonSchema, has_errors, load_data, program_schema
from tongket.definition.kinds import check_kinds, check_operations
from tongket.definition.nodes import Node
from tongket.definition.page_names import check_addressees
from tongket.definition.placement import check_placement, check_roles
from tongket.definition.references import check_references
from tongket.definition.survey import Survey
from tongket.problems import Problem
from tongket.reading import Layout, Positions

#: What the meta-schema can't say: each check is a generator and its docstring is the rule.
CHECKS = (
    check_roles,
    check_placement,
    check_names,
    check_outline,
    check_points,
    check_kinds,
    check_operations,
    check_bounds,
    check_values,
    check_addressees,
)


@dataclass(frozen=True)
class ReportSchema(JsonSchema):
    """`report.schema.json`: the outline, the fields, and which field plays which role in a report.

    `board_hints` are those of the board's own template, where this is the schema of its report.
    """

    board_hints: frozenset[str] = frozenset()

    @cached_property
    def _root(self) -> Node:
        return nodes.read(self.raw, self.raw)

    @cached_property
    def roles(self) -> dict[str, str]:
        """Property name by role."""
        return dict(reader.roles(self._root))

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The top-level fields by name, in the schema's order."""
        return reader.read_fields(self._root)

    @cached_property
    def outline(self) -> Outline:
        """The sections and points."""
        return reader.read_outline(self._root, self.fields, self.roles["narrative"])

    @cached_property
    def body_names(self) -> tuple[str, ...]:
        """Names of the properties that come from the Markdown body, never from the front matter."""
        return tuple(self.roles[role] for role in ("title", "preamble", "narrative"))

    @cached_property
    def layout(self) -> Layout:
        """Where a report's Markdown goes: what reading a file needs to know of this schema."""
        title, preamble, narrative = self.body_names
        outline = self.outline
        points, known = tuple(outline.by_id), hints.of_outline(outline) | self.board_hints
        return Layout(title, preamble, narrative, points, outline.numbers, known)

    @cached_property
    def draft_value(self) -> str:
        """The value of the state field that marks a draft."""
        return self._root.properties[self.roles["state"]].text("x-draft")

    @cached_property
    def for_synthesis(self) -> ReportSchema:
        """The schema of the board's own report: no field that is computed, and the few it has beside the units'.

        Only the unit and the consent to publish are required: symbol, dates and signer come when it is issued.
        """
        computed = {field.name for point in self.outline.points for field in point.fields}
        own = {name: node for name, node in self._root.table("properties").items() if name not in computed}
        own |= nodes.mapping(program_schema(SYNTHESIS).raw["properties"])
        required = [self.roles[role] for role in ("unit", "public")]
        known = hints.of_synthesis(self.outline, self.roles["unit"])
        return ReportSchema({**self.raw, "properties": own, "required": required}, board_hints=known)

    def of_role(self, data: Mapping[str, object], role: str) -> object:
        """Return what a report's data hold for a role, None where nothing."""
        return data.get(self.roles.get(role, ""))


def load_report_schema(path: str, raw: bytes) -> tuple[ReportSchema | None, Positions, list[Problem]]:
    """Read `report.schema.json`; its mistakes, annotations included, are problems like any other."""
    data, positions, problems = load_data(path, raw, ANNOTATIONS)
    if not has_errors(problems):
        problems += check_references(path, data, positions)
    if not has_errors(problems):
        survey = Survey(path, nodes.read(data, data), positions)
        problems += (problem for check in CHECKS for problem in check(survey))
    if has_errors(problems):
        return None, positions, problems
    named = {keyword: value for keyword, value in data.items() if keyword != "$id"}  # it only would move references
    return ReportSchema(named), positions, problems
