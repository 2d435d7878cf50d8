"""Texts in; how wide they are on paper, and how wide that makes the columns of a table, out.

A document has to say its widths before any program lays it out, so they are reckoned from the font's
metrics: close enough to share out a page, and never relied on for where a line ends.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence

MM_PER_POINT = 25.4 / 72
#: Widths of the capitals of Times bold, in thousandths of the font's size (Adobe's metrics; accents add nothing).
_CAPITALS = {
    "A": 722, "B": 667, "C": 722, "D": 722, "Đ": 722, "E": 667, "F": 611, "G": 778, "H": 778, "I": 389, "J": 500,
    "K": 778, "L": 667, "M": 944, "N": 722, "O": 778, "P": 611, "Q": 778, "R": 722, "S": 556, "T": 667, "U": 722,
    "V": 722, "W": 1000, "X": 722, "Y": 722, "Z": 667, " ": 250,
}  # fmt: skip
_OTHER = 600
#: A capital, and any other sign, of a table's text: rather wide, for heads are bold.
_CAPITAL, _SMALL = 730, 530
#: No word claims more room than this many small letters; a longer one is broken.
_LONGEST_WORD = 14
_SHORTEST_WORD = 2
#: Beyond this many letters a text asks for no more room: it takes more lines.
_LONG_TEXT = 120
#: How much a head's length counts: it stands once, and may take some lines.
_HEAD = 0.4


def capitals(text: str, size: float) -> float:
    """Return the width in millimetres of a line in bold capitals of a size in points."""
    bare = unicodedata.normalize("NFD", text.upper())
    letters = (letter for letter in bare if not unicodedata.combining(letter))
    return sum(_CAPITALS.get(letter, _OTHER) for letter in letters) / 1000 * size * MM_PER_POINT


def columns(table: Sequence[Sequence[str]], width: float, size: float, padding: float) -> list[float]:
    """Share a width among the columns of a table (its head and its rows): no word broken, long texts wider.

    `width` and `padding` (left and right of a cell together) are in millimetres, `size` in points. Where not
    even the words fit, all columns shrink alike.
    """
    cells = list(zip(*table, strict=True))
    unit = size * MM_PER_POINT / 1000
    floors = [_longest_word(column) * unit + padding for column in cells]
    spare = width - sum(floors)
    if spare <= 0:
        return [width * floor / sum(floors) for floor in floors]
    wanted = [_wanted(head, column) for head, *column in cells]
    return [floor + spare * want / sum(wanted) for floor, want in zip(floors, wanted, strict=True)]


def _longest_word(column: Iterable[str]) -> int:
    """Return the width of the longest word of a column's texts, in thousandths of the font's size."""
    words = " ".join(column).split()
    length = max(map(len, words), default=0)
    if length >= _LONGEST_WORD:
        return _LONGEST_WORD * _SMALL
    short = length * _SMALL // _CAPITAL  # a word of so few letters is no wider than the longest, even in capitals
    widest = max(map(_word, {word for word in words if len(word) > short}), default=0)
    return min(_LONGEST_WORD * _SMALL, max(_SHORTEST_WORD * _SMALL, widest))


def _word(word: str) -> int:
    if word.islower():
        return _SMALL * len(word)
    return _SMALL * len(word) + (_CAPITAL - _SMALL) * sum(map(str.isupper, word))


def _wanted(head: str, column: Sequence[str]) -> float:
    """Weigh a column's wish for room beyond its longest word.

    It grows with how much longer its texts are, and how long on average; its head counts less.
    """
    own = 0.5 + _HEAD * math.pow(len(head), 0.75)
    beyond = _beyond(column)
    if not beyond:
        return own
    average = sum(map(len, column)) / len(column)
    return own + math.sqrt(beyond) + math.pow(min(_LONG_TEXT, average), 0.75)


def _beyond(column: Sequence[str]) -> int:
    """Return the most by which a text of a column is longer than its own longest word, as far as that counts."""
    beyond = 0
    for text in sorted(column, key=len, reverse=True):
        if len(text) <= beyond:
            break
        beyond = max(beyond, len(text) - max(map(len, text.split()), default=0))
        if beyond >= _LONG_TEXT:
            return _LONG_TEXT
    return beyond
