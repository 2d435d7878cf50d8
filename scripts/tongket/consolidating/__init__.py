"""Reports that count in; the consolidated report, what prose may quote of it, and its brief out.

No file, no HTML and no clock.
"""

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
