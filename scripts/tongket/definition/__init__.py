"""The files of `schema/` in; the definition of one campaign (plan, units, report schema) and its problems out."""

from tongket.definition.files import (
    SUBMISSIONS,
    SYNTHESIS,
    Decree,
    Definition,
    Exclusion,
    Parent,
    Unit,
    load,
)
from tongket.definition.report_schema import ReportSchema

__all__ = [
    "SUBMISSIONS",
    "SYNTHESIS",
    "Decree",
    "Definition",
    "Exclusion",
    "Parent",
    "ReportSchema",
    "Unit",
    "load",
]
