"""A document and the campaign's definition in; what is wrong with the report, as problems, out.

`CHECKS` is the whole list. Each check is a generator, its docstring is the rule and its words stand in `rules.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tongket.checking import outline, privacy, schema, unfinished, unit, values
from tongket.checking.folder import Claim, check_file, check_repeated, claim_of
from tongket.checking.unfinished import hint_lines, is_draft
from tongket.definition import Definition
from tongket.problems import Problem, rule
from tongket.reading import Document

__all__ = ["CHECKS", "Claim", "check", "check_file", "check_repeated", "claim_of", "hint_lines", "is_draft"]

CHECKS = (
    schema.check_schema,
    unit.check_unit,
    unit.check_file_name,
    unit.check_symbol,
    unit.check_illustrative,
    values.check_years,
    values.check_upper_bounds,
    values.check_lower_bounds,
    outline.check_unknown,
    outline.check_repeated_headings,
    outline.check_levels,
    outline.check_titles,
    outline.check_missing,
    outline.check_empty,
    outline.check_order,
    outline.check_stray,
    unfinished.check_hints,
    unfinished.check_draft,
    privacy.check_secrecy,
    privacy.check_personal_data,
)


def check(document: Document, definition: Definition) -> Iterator[Problem]:
    """Yield every problem of one report that its own data show; what it may still lack as it stands is a warning."""
    draft = is_draft(document, definition)
    template = draft and bool(hint_lines(document))
    for one in CHECKS:
        for problem in one(document, definition):
            unfinished = (draft and rule(problem.rule).incomplete) or (template and rule(problem.rule).blank)
            yield problem.as_warning() if unfinished else problem
