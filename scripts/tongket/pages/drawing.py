"""A chart's numbers and words in; one static SVG, fit to stand inside a page, out.

Colours are CSS variables, so that one drawing serves light, dark and print. Charts are drawn narrow
(about a phone's width) and grow with the page, so that their words stay legible. How wide words come out is
estimated (the reader's own fonts draw them), generously enough that they never run into each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from math import ceil

from markupsafe import Markup, escape

from tongket import words

#: All lengths are in units of the drawing, of which it is so many wide; a phone shows them at about a pixel each.
_WIDTH, _HEIGHT = 320, 140
_SERIES = tuple(f"var(--tk-chart-{number})" for number in (1, 2, 3, 4))
_GRID, _PAPER = "var(--tk-chart-grid)", "var(--md-default-bg-color, #fff)"
#: How many stacks the colours reach for.
STACKS = len(_SERIES)
#: Sizes of words: in a column chart the largest that fits.
_SIZE, _SIZES = 9.5, (9.5, 8.5, 7.5)
#: A label takes so many lines above its bar; the table beside the drawing has longer ones in full.
_LINES = 2
_BAR, _COLUMN = 13, 0.66
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: Words and where they stand: x, y of the base line.
_Word = tuple[float, float, str]


def columns(labels: Sequence[str], values: Sequence[float], numbers: Sequence[str], description: str) -> Markup:
    """Draw a column for each label, `numbers` above them; numbers too wide stand upright."""
    pitch = _WIDTH / len(values)
    size = next((size for size in _SIZES if _widest(numbers, size) < pitch), None)
    below = next((size for size in _SIZES if _widest(labels, size) < pitch), _SIZES[-1])
    top = 4 + (size or _widest(numbers, _SIZES[-1]))
    base = _HEIGHT - 5 - below
    scale = (base - top) / (max(values) or 1)
    middles = [(at + 0.5) * pitch for at in range(len(values))]
    tops = [base - max(0, value) * scale for value in values]
    width = _COLUMN * pitch
    bars = [_box(x - width / 2, y, width, base - y) for x, y in zip(middles, tops, strict=True)]
    named = list(zip(middles, labels, strict=True))[:: _every(_widest(labels, below), pitch)]
    written = list(zip(middles, tops, numbers, strict=True))
    return _svg(
        _HEIGHT,
        description,
        _shape(f"fill: {_SERIES[0]}", bars),
        _shape(f"fill: none; stroke: {_GRID}; stroke-width: 0.8", [f"M0 {_short(base)}H{_WIDTH}"]),
        _words(_spread(named, base + below + 2, below), below, "middle"),
        _words(((x, y - 3, number) for x, y, number in written), size, "middle")
        if size
        else _upright(written[:: _every(_SIZES[-1], pitch)]),
    )


def bars(
    labels: Sequence[str],
    counts: Sequence[Sequence[int]],
    numbers: Sequence[str],
    stacks: Sequence[str],
    description: str,
) -> Markup:
    """Draw horizontal bars, each under its own label, with its number behind it.

    The inner counts are stacked; `stacks` says below the drawing what their colours stand for, if there are any.
    """
    room = _WIDTH - _widest(numbers, _SIZE) - 6
    scale = room / (max(map(sum, counts)) or 1)
    boxes: list[list[str]] = [[] for _ in _SERIES]
    placed: list[_Word] = []
    y = 2.0
    for label, row, number in zip(labels, counts, numbers, strict=True):
        for line in _wrapped(label, _WIDTH, _LINES):
            y += _SIZE + 2
            placed.append((0, y, line))
        y += 4
        ends = [0, *(end * scale for end in accumulate(row))]
        for index, (left, right) in enumerate(pairwise(ends)):
            if right > left:
                gap = 0.8 if right < ends[-1] else 0
                boxes[index].append(_box(left, y, max(right - left - gap, 0.4), _BAR))
        placed.append((ends[-1] + 4, y + _BAR / 2 + 0.35 * _SIZE, number))
        y += _BAR + 4
    for index, x, down, label in _legend(stacks):
        boxes[index].append(_box(x, y + down + 5, 10, 8))
        placed.append((x + 14, y + down + 5 + 8, label))
    height = max((at for _, at, _ in placed), default=0) + 6
    shapes = (_shape(f"fill: {colour}", found) for colour, found in zip(_SERIES, boxes, strict=True) if found)
    return _svg(height, description, *shapes, _words(placed, _SIZE))


def stair(
    steps: Sequence[tuple[int, int]],
    length: int,
    goal: tuple[int, str],
    limit: tuple[int, str],
    marks: Sequence[tuple[int, str]],
    description: str,
) -> Markup:
    """Draw totals that rise day by day: `steps` are (day, total since then), of `length` days.

    The goal is a level across the drawing, the limit a day; `marks` are days written below it.
    """
    last, total = steps[-1]
    written = words.number(total)
    half = _widest([written], _SIZE) / 2
    base, top = _HEIGHT - 6 - _SIZE, 6 + _SIZE
    across, up = _WIDTH / length, (base - top) / max(goal[0], total, 1)
    path = f"M0 {_short(base)}" + "".join(f"H{_short(day * across)}V{_short(base - at * up)}" for day, at in steps)
    path += f"H{_WIDTH}"
    level, end = base - goal[0] * up, last * across
    # The total stands on its stair, or above the goal where that is so near that its line would cross it.
    high = base - total * up
    near = high - level < _SIZE + 5
    reached = max(half, min(end, _WIDTH - half))
    goal_words = (_WIDTH if near and end < _WIDTH / 2 else 0, level - 4, goal[1])
    day = limit[0] * across
    left_of_it = day > _widest([limit[1]], _SIZE) + 4
    return _svg(
        _HEIGHT,
        description,
        _shape(f"fill: {_SERIES[0]}; opacity: 0.25", [f"{path}V{_short(base)}z"]),
        _shape(f"fill: none; stroke: {_SERIES[0]}; stroke-width: 2", [path]),
        _shape(f"fill: none; stroke: {_GRID}; stroke-width: 0.8", [f"M0 {_short(base)}H{_WIDTH}"]),
        _shape(
            "fill: none; stroke: currentColor; stroke-width: 0.8; stroke-dasharray: 4 3",
            [f"M0 {_short(level)}H{_WIDTH}"],
        ),
        _shape(f"fill: none; stroke: {_SERIES[1]}; stroke-width: 1.5", [f"M{_short(day)} {_short(base)}V{top}"]),
        _words([goal_words], _SIZE, "end" if goal_words[0] else "start"),
        _words([(day - 4 if left_of_it else day + 4, base - 6, limit[1])], _SIZE, "end" if left_of_it else "start", 3),
        _words(_spread([(at * across, label) for at, label in marks], _HEIGHT - 4, _SIZE), _SIZE, "middle"),
        _words([(reached, (level if near else high) - 4, written)], _SIZE, "middle", 3),
    )


def _svg(height: float, description: str, *parts: str) -> Markup:
    """Return a drawing as inline SVG: no ids (a page holds many), no fonts, no fixed size."""
    spoken = f'role="img" aria-label="{escape(_readable(description))}"'
    box = f'viewBox="0 0 {_WIDTH} {_short(height)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="tk-chart" fill="currentColor" {spoken} {box}>'
    return Markup(f"{head}{''.join(parts)}</svg>")


def _shape(style: str, paths: Iterable[str]) -> str:
    return f'<path style="{style}" d="{"".join(paths)}"/>'


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{_short(x)} {_short(y)}h{_short(width)}v{_short(height)}h{_short(-width)}z"


def _words(placed: Iterable[_Word], size: float, anchor: str = "start", halo: float = 0) -> str:
    """Write words of one size; a halo of paper keeps those legible that stand on lines."""
    style = f"font-size: {size}px; text-anchor: {anchor}"
    if halo:
        style += f"; stroke: {_PAPER}; stroke-width: {halo}; stroke-linejoin: round; paint-order: stroke"
    texts = (f'<text x="{_short(x)}" y="{_short(y)}">{escape(_readable(said))}</text>' for x, y, said in placed)
    return f'<g style="{style}">{"".join(texts)}</g>'


def _upright(placed: Iterable[_Word]) -> str:
    """Write numbers that read upwards from the top of their columns."""
    size = _SIZES[-1]
    places = ((f"{_short(x + 0.35 * size)} {_short(y - 3)}", said) for x, y, said in placed)
    texts = (f'<text transform="translate({place}) rotate(-90)">{escape(said)}</text>' for place, said in places)
    return f'<g style="font-size: {size}px">{"".join(texts)}</g>'


def _legend(stacks: Iterable[str]) -> Iterator[tuple[int, float, float, str]]:
    """Yield the colour's number, the place and the label of each stack, as many in a row as there is room for."""
    x, y = 0.0, 0.0
    for index, stack in enumerate(stacks):
        label = next(_wrapped(stack, _WIDTH - 14, 1), "")
        wide = 14 + _widest([label], _SIZE)
        if x and x + wide > _WIDTH:
            x, y = 0.0, y + _SIZE + 5
        yield index, x, y, label
        x += wide + 12


def _spread(row: Sequence[tuple[float, str]], y: float, size: float) -> list[_Word]:
    """Place centred words in a row, at their own x where they don't run into each other or over the edge."""
    placed: list[_Word] = []
    end = 0.0
    for x, said in row:
        half = _widest([said], size) / 2
        placed.append((max(x, end + half), y, said))
        end = placed[-1][0] + half
    start = float(_WIDTH)
    for at, (x, _, said) in reversed(list(enumerate(placed))):
        half = _widest([said], size) / 2
        placed[at] = (min(x, start - half), y, said)
        start = placed[at][0] - half
    return placed


def _every(wide: float, pitch: float) -> int:
    """Tell every which word of a row can be written, so that none runs into the next."""
    return max(1, ceil(wide / pitch))


def _wrapped(label: str, room: float, most: int) -> Iterator[str]:
    """Yield the lines of a label, at most so many; what is left of it is cut."""
    rest = _readable(label)
    for line in range(1, most + 1):
        fits = sum(end <= room for end in accumulate(_em(char) * _SIZE for char in rest))
        if fits == len(rest) or line == most:
            if rest:
                yield rest if fits == len(rest) else f"{rest[: max(1, fits - 2)].rstrip()}…"
            return
        blank = rest.rfind(" ", 0, fits + 1)
        end = blank if blank > 0 else fits
        yield rest[:end]
        rest = rest[end:].lstrip()


def _widest(texts: Iterable[str], size: float) -> float:
    """Return about how wide the widest of the words comes out, with a little air."""
    return max(sum(map(_em, text)) for text in texts) * size + 2


@cache
def _em(char: str) -> float:
    """Return about how wide a character is, in sizes of the font."""
    base = unicodedata.normalize("NFD", char)[0]
    if unicodedata.east_asian_width(base) in "WF":
        return 1.0
    if base in " .,:;!|'ijlItfr()[]/-":
        return 0.34
    if base in "mwMWĐ%@&…—":
        return 0.92
    return 0.7 if base.isupper() else 0.58


def _short(number: float) -> str:
    """Return a length with one decimal, as short as can be."""
    return f"{number:.1f}".removesuffix(".0")


def _readable(written: str) -> str:
    """Return words on one line, without the characters that XML can't hold."""
    return " ".join(_NOT_XML.sub("", written).split())
