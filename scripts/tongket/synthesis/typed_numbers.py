"""A point's prose and its computed values in; the numbers typed by hand that equal none of them, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tongket import words
from tongket.consolidating.quotable import Value
from tongket.problems import Problem, rule
from tongket.reading import Section
from tongket.synthesis.pieces import unquoted

#: Numbers that are no statistics: parts of symbols, dates, ordinals, articles, list marks.
_NOT_A_FIGURE = re.compile(
    "|".join(
        (
            r"https?://\S+",
            r"\b[0-9]+[-/][A-ZĐƯ]\w*(?:[-/]\w+)*",
            r"\b(?:0?[1-9]|[12][0-9]|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:19|20)[0-9]{2}\b",
            r"\b(?:0?[1-9]|[12][0-9]|3[01])/(?:0?[1-9]|1[0-2])\b|\b(?:0?[1-9]|1[0-2])/(?:19|20)[0-9]{2}\b",
            r"\b(?:19|20)[0-9]{2}\b(?![.,][0-9])",
            r"(?i:\b(?:(?<!tổng )số|điều|khoản|điểm|nội dung|mục|phụ lục|bảng|lần|thứ|khóa|quý)\s+[0-9]+\b)",
            r"(?i:\bngày\s+(?:0?[1-9]|[12][0-9]|3[01])(?:[/-](?:0?[1-9]|1[0-2]))?\b|\btháng\s+(?:0?[1-9]|1[0-2])\b)",
            r"^[ \t#>*+-]*[0-9]+(?:\.[0-9]+)*[.)](?=\s)",
        )
    ),
    re.MULTILINE,
)
_NUMBER = re.compile(r"(?<![\w.,-])(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?(?![\w-])%?")


@dataclass(frozen=True)
class _Computed:
    """The numbers that prose on one point may state."""

    numbers: frozenset[int | float]

    @cached_property
    def texts(self) -> frozenset[str]:
        return frozenset(map(words.number, self.numbers))

    @cached_property
    def percents(self) -> frozenset[str]:
        return frozenset(
            words.percent(part, whole) for whole in self.numbers if whole for part in self.numbers if part <= whole
        )


def check(path: str, point: str, section: Section, years: int, values: Mapping[str, Value]) -> Iterator[Problem]:
    """A number typed by hand equals some computed value of its point; `years` is how many the campaign reviews."""
    own = {value.name: value.number for value in values.values() if value.point in ("", point)}
    computed = _Computed(frozenset({one for one in own.values() if one is not None} | {years}))
    near = next((name for name, one in own.items() if values[name].point == point and one), "ten_so_lieu")
    written = _NOT_A_FIGURE.sub(lambda match: " " * len(match.group()), unquoted(section.written))
    for match in _NUMBER.finditer(written):
        if not _is_computed(match.group(), computed):
            at = section.position(match.start())
            yield rule("synthesis-number").at(path, at, number=match.group(), point=point, near=near)


def _is_computed(typed: str, computed: _Computed) -> bool:
    value = words.read_number(typed.rstrip("%"))
    if value is None or words.number(value) in computed.texts:
        return True
    return typed.endswith("%") and f"{words.number(value)}%" in computed.percents
