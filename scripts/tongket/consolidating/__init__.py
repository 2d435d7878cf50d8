"""Reports that count in; the consolidated report (figures, lists, likeness, quotable values, brief) out, without files, HTML or clock."""

from tongket.consolidating.consolidation import consolidate
from tongket.consolidating.model import (
    Amount,
    Breakdown,
    Collection,
    Consolidated,
    Figure,
    Group,
    Item,
    Number,
    Part,
    PointSummary,
    Share,
    Source,
    Tally,
    UnitAnswer,
    YearTotal,
)

__all__ = [
    "Amount",
    "Breakdown",
    "Collection",
    "Consolidated",
    "Figure",
    "Group",
    "Item",
    "Number",
    "Part",
    "PointSummary",
    "Share",
    "Source",
    "Tally",
    "UnitAnswer",
    "YearTotal",
    "consolidate",
]
