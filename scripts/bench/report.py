"""Measurements in; the page of results as Markdown, and its chart as SVG, out. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from pathlib import Path
from statistics import median

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
OURS = "tongket"
#: The chart: its size, the place of a panel's plot in it, and the programs' colours, ours first.
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 860, 340, 56, 62, 296
_COLOURS = ("#35618e", "#b5882d", "#a33a2b", "#7c7f86", "#1b6b3a")


@dataclass(frozen=True)
class Run:
    """One process from start to end: seconds of wall clock and CPU, peak MiB, MiB written (None: it writes nothing)."""

    wall: float
    cpu: float
    memory: float
    written: float | None = None


@dataclass(frozen=True)
class Row:
    """What one program took for one work at one size; `runs` is empty where it passed the bound."""

    units: int
    work: str
    program: str
    runs: tuple[Run, ...]

    @property
    def wall(self) -> float:
        """Median seconds of wall clock."""
        return median(run.wall for run in self.runs)


def number(value: float) -> str:
    """Write a measured number with as many digits as mean something, and a decimal comma."""
    return f"{value:,.{2 if value < 10 else 1 if value < 100 else 0}f}".translate(str.maketrans(",.", ".,"))


def table(rows: Sequence[Row], units: int, bound: float) -> str:
    """Return the table of one size; ratios are to our own time for the same work."""
    ours = {row.work: row.wall for row in rows if (row.units, row.program) == (units, OURS) and row.runs}
    lines = [WORDS["table"].format(count=units).strip()]
    for row in rows:
        if row.units == units:
            lines.append("| " + " | ".join((WORDS["work"][row.work], row.program, *_cells(row, ours, bound))) + " |")
    return "\n".join(lines)


def _cells(row: Row, ours: Mapping[str, float], bound: float) -> Iterable[str]:
    if not row.runs:
        return (WORDS["beyond"].format(bound=f"{bound:.0f}"), "", "", "", "")
    base = ours.get(row.work)
    ratio = "" if row.program == OURS or base is None else _compared(row.wall, base)
    written = [run.written for run in row.runs if run.written is not None]
    return (
        number(row.wall),
        ratio,
        number(median(run.cpu for run in row.runs)),
        number(max(run.memory for run in row.runs)),
        number(median(written)) if written else "",
    )


def _compared(theirs: float, ours: float) -> str:
    """Say how a peer's time compares with ours."""
    way, ratio = ("slower", theirs / ours) if theirs >= ours else ("faster", ours / theirs)
    return str(WORDS[way]).format(ratio=number(ratio))


def page(rows: Sequence[Row], bound: float, **told: str) -> str:
    """Return the whole page; `told` fills what is no measurement (day, machine, versions, note)."""
    sizes = sorted({row.units for row in rows})
    counts = sorted({len(row.runs) for row in rows if row.runs})
    runs = "–".join(str(count) for count in dict.fromkeys((counts[0], counts[-1])))
    tables = "\n\n".join(table(rows, units, bound) for units in sizes)
    written = str(WORDS["page"]).format(tables=tables, runs=runs, alt=WORDS["alt"], **told).strip()
    return re.sub(r"\n{3,}", "\n\n", written) + "\n"


def chart(rows: Sequence[Row]) -> str:
    """Return an SVG: seconds by size on logarithmic scales, one line a program, for checking and for building."""
    style = "font-family: sans-serif; font-size: 12px"
    panels = (_panel([row for row in rows if row.work == work and row.runs], work) for work in ("check", "site"))
    placed = (f'<g transform="translate({at * _WIDTH // 2})">\n{panel}\n</g>' for at, panel in enumerate(panels))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" style="{style}">'
    paper = f'<path style="fill: #fff" d="M0 0H{_WIDTH}V{_HEIGHT}H0z"/>'
    return "\n".join((head, paper, *placed, "</svg>")) + "\n"


def _panel(rows: Sequence[Row], work: str) -> str:
    """Draw one work's lines: every size has a mark on one axis, every power of ten on the other."""
    right = _WIDTH // 2 - 24
    parts = [_text(_LEFT, 20, WORDS["work"][work], "font-weight: bold")]
    if not rows:
        return parts[0]
    sizes = sorted({row.units for row in rows})
    decades = range(floor(log10(min(row.wall for row in rows))), ceil(log10(max(row.wall for row in rows)) + 1e-9) + 1)
    across = (right - _LEFT - 20) / (log10(sizes[-1] / sizes[0]) or 1)
    up = (_BOTTOM - _TOP) / (decades[-1] - decades[0])
    xs = {units: _LEFT + 10 + log10(units / sizes[0]) * across for units in sizes}
    ys = {row: _BOTTOM - (log10(row.wall) - decades[0]) * up for row in rows}
    for units, x in xs.items():
        parts.append(_line(f"M{x:.1f} {_TOP}V{_BOTTOM}", "#ddd"))
        parts.append(_text(x, _BOTTOM + 16, str(units), "text-anchor: middle"))
    for decade in decades:
        y = _BOTTOM - (decade - decades[0]) * up
        parts.append(_line(f"M{_LEFT} {y:.1f}H{right}", "#ddd"))
        parts.append(_text(_LEFT - 6, y + 4, f"{10.0**decade:g}".replace(".", ","), "text-anchor: end"))
    parts.append(_text((_LEFT + right) / 2, _BOTTOM + 34, WORDS["units"], "text-anchor: middle"))
    turned = f'<g transform="translate(14 {(_TOP + _BOTTOM) / 2}) rotate(-90)">'
    parts.append(f"{turned}{_text(0, 0, WORDS['seconds'], 'text-anchor: middle')}</g>")
    named = _LEFT
    programs = dict.fromkeys(row.program for row in rows)
    for colour, program in zip(_COLOURS, sorted(programs, key=lambda name: name != OURS), strict=False):
        places = [(xs[row.units], y) for row, y in ys.items() if row.program == program]
        parts.append(_line("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places), colour, 2))
        dots = "".join(f"M{x - 3:.1f} {y:.1f}a3 3 0 1 0 6 0a3 3 0 1 0-6 0z" for x, y in places)
        parts.append(f'<path style="fill: {colour}" d="{dots}"/>')
        parts.append(_line(f"M{named} 40h16", colour, 3) + _text(named + 22, 44, program))
        named += 44 + 7 * len(program)
    return "\n".join(parts)


def _line(path: str, colour: str, width: float = 1) -> str:
    return f'<path style="fill: none; stroke: {colour}; stroke-width: {width}" d="{path}"/>'


def _text(x: float, y: float, said: str, style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" style="{style}">{escape(said)}</text>'
