"""Measurements in; the page of results as Markdown, and its chart as SVG, out. Pure but for matplotlib."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import median

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
OURS = "tongket"


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
    """Return an SVG: seconds by size, one line a program, for checking and for building."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "bench", "font.family": "sans-serif"})
    figure, places = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for place, work in zip(places, ("check", "site"), strict=True):
        for program in dict.fromkeys(row.program for row in rows if row.work == work):
            found = [row for row in rows if (row.work, row.program) == (work, program) and row.runs]
            place.plot([row.units for row in found], [row.wall for row in found], marker="o", label=program)
        place.set(title=WORDS["work"][work], xscale="log", yscale="log", xlabel=WORDS["units"], ylabel=WORDS["seconds"])
        sizes = sorted({row.units for row in rows if row.work == work})
        place.set_xticks(sizes, [str(size) for size in sizes])
        place.minorticks_off()
        place.grid(alpha=0.3)
        place.legend(frameon=False)
    into = StringIO()
    figure.savefig(into, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
    return "\n".join(line.rstrip() for line in into.getvalue().splitlines()) + "\n"
