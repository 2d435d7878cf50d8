"""A report schema in; what checks work out from it, once for all reports, out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tongket.definition.report_schema import ReportSchema

Worked = TypeVar("Worked")
#: A run knows two schemas, the units' and the board's own.
_KEPT = 4


def of_schema(work: Callable[[ReportSchema], Worked]) -> Callable[[ReportSchema], Worked]:
    """Remember what is worked out from a schema as long as the same schema is asked for."""
    kept: list[tuple[ReportSchema, Worked]] = []

    def remembered(schema: ReportSchema) -> Worked:
        for known, worked in kept:
            if known is schema:
                return worked
        worked = work(schema)
        kept.insert(0, (schema, worked))
        del kept[_KEPT:]
        return worked

    return remembered
