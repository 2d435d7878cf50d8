"""A document and the campaign's definition in; what is wrong with the report, as problems, out.

The schema says what it can; `CHECKS` is the whole list of the rest. Each check is a generator and its docstring is the rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from tongket.checking.outline import check_headings, check_hints, check_points
from tongket.checking.privacy import check_secrecy
from tongket.checking.standing import front_matter, hint_lines, is_draft
from tongket.checking.unit import check_draft, check_illustrative, check_symbol, check_unit
from tongket.checking.values import check_bounds, check_years
from tongket.definition import Definition
from tongket.problems import Problem
from tongket.reading import Document

__all__ = ["CHECKS", "check", "hint_lines", "is_draft"]

#: What an unfinished text may still lack; errors of these rules are warnings in a draft.
INCOMPLETE = frozenset({"outline-missing", "outline-empty", "template-hint"})

CHECKS = (
    check_unit,
    check_symbol,
    check_illustrative,
    check_years,
    check_bounds,
    check_headings,
    check_points,
    check_hints,
    check_draft,
    check_secrecy,
)


def check(document: Document, definition: Definition) -> Iterator[Problem]:
    """Yield every problem of one report that its own data show."""
    schema = definition.schema
    if front_matter(document, definition):
        whole = {name: value for name, value in document.data.items() if name != schema.roles["narrative"]}
        yield from schema.check(document.path, whole, document.positions)
    draft = is_draft(document, definition)
    for one in CHECKS:
        for problem in one(document, definition):
            yield problem.as_warning() if draft and problem.rule in INCOMPLETE else problem
