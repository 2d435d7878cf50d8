"""A consolidated report in; its submission to the level above, and its counts, which levels above add up, out."""

from tongket.levels.counts import Counts, Exact, merge
from tongket.levels.federation import Federation, LevelError, federate
from tongket.levels.page import PAGE, page
from tongket.levels.rolled import Rolled, from_json, rolled, to_json
from tongket.levels.submission import submission
from tongket.levels.totals import CollectionTotal, FigureTotal, PartsTotal, TallyTotal, Total, totals

__all__ = [
    "PAGE",
    "CollectionTotal",
    "Counts",
    "Exact",
    "Federation",
    "FigureTotal",
    "LevelError",
    "PartsTotal",
    "Rolled",
    "TallyTotal",
    "Total",
    "federate",
    "from_json",
    "merge",
    "page",
    "rolled",
    "submission",
    "to_json",
    "totals",
]
