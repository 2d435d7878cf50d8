"""Counts of several groups of units in; their counts together out, the same in whatever order they are added.

Everything a total needs is held as a count or an exact sum under a name. So adding is all there is to merging: it is
associative, and exact, which adding floats or means is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import cast

Number = int | float
#: A count, or a sum that no rounding has touched.
Exact = int | Fraction
#: Counts by name; what is not there is zero.
Counts = Mapping[str, "Exact | Counts"]


def merge(*groups: Counts) -> Counts:
    """Add up the counts of groups that have no unit in common."""
    names = sorted({name for group in groups for name in group})
    return {name: _added([group[name] for group in groups if name in group]) for name in names}


def _added(values: Sequence[Exact | Counts]) -> Exact | Counts:
    inner = [value for value in values if isinstance(value, Mapping)]
    return merge(*inner) if inner else exact_sum(cast(Sequence[Exact], values))


def exact_sum(values: Iterable[Number | Fraction]) -> Exact:
    """Add numbers without rounding; what is whole is an int."""
    whole = sum((Fraction(value) for value in values), Fraction())
    return whole.numerator if whole.denominator == 1 else whole


def amounts(values: Iterable[Number]) -> dict[str, int]:
    """Count equal numbers, each under the shortest way to write it that reads back as the same."""
    return dict(Counter(repr(value) for value in values))


def read_amount(written: str) -> Number:
    """Read a number as `amounts` writes it (ValueError where it is none)."""
    return int(written) if written.removeprefix("-").isdecimal() else float(written)


def spread(counted: Counts) -> list[Number]:
    """Return the numbers that `amounts` counted, in rising order."""
    found = [read_amount(written) for written, times in counted.items() for _ in range(cast(int, times))]
    return sorted(found)


def sum_of(values: Sequence[Number]) -> Number | None:
    """Return the sum, rounded once where it is not whole; None of nothing."""
    return plain(exact_sum(values)) if values else None


def mean_of(values: Sequence[Number]) -> float | None:
    """Return the mean, rounded once; None of nothing."""
    return float(Fraction(exact_sum(values)) / len(values)) if values else None


def median_of(values: Sequence[Number]) -> Number | None:
    """Return the median; None of nothing."""
    return median(values) if values else None


def plain(value: Exact) -> Number:
    """Return an exact number as int, or as the nearest float."""
    return value if isinstance(value, int) else float(value)
