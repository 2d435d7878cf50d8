"""Rolled-up parts in; static SVG charts with a text alternative and the table they draw, out.

Colours are CSS variables, so that one drawing serves light, dark and print. Charts are drawn narrow
(about a phone's width) and grow with the page, so that their words stay legible.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree import ElementTree

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

from tongket import words
from tongket.consolidating import Collection, Figure, Tally
from tongket.definition.fields import Kind

_WIDTH, _DPI = 4.4, 100  # inches; 440 px: a phone shows it at about three quarters
_MIN_YEARS, _MIN_GROUPS = 3, 2
#: Longer labels are cut in the drawing; the table beside it has them in full.
_LABEL = 60
_NOT_GIVEN = "Không ghi"
#: Stand-ins that the SVG writer keeps, and the CSS that takes their place.
_COLOURS = {
    "#010101": "currentColor",
    "#020202": "var(--tk-chart-grid)",
    "#030301": "var(--tk-chart-1)",
    "#030302": "var(--tk-chart-2)",
    "#030303": "var(--tk-chart-3)",
    "#030304": "var(--tk-chart-4)",
    "#040404": "var(--md-default-bg-color, #fff)",
}
_INK, _GRID, _SERIES, _PAPER = "#010101", "#020202", ("#030301", "#030302", "#030303", "#030304"), "#040404"
_SVG = "{http://www.w3.org/2000/svg}"
_DROPPED = frozenset({"id", "clip-path", "width", "height", "version"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STYLE = {"svg.fonttype": "none", "svg.hashsalt": "tongket", "font.size": 9, "text.color": _INK, "axes.edgecolor": _GRID, "path.simplify": False}


@dataclass(frozen=True)
class Chart:
    """A drawing; `description` says in words what it shows, `columns` and `rows` hold its numbers as text."""

    title: str
    description: str
    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def by_year(figure: Figure) -> Chart | None:
    """Draw a figure's yearly totals as columns; None when too few years are given."""
    if len(figure.years) < _MIN_YEARS:
        return None
    years = [str(year.year) for year in figure.years]
    values = [year.value for year in figure.years]
    canvas, axes = _canvas(1.9)
    axes.bar(years, values, width=0.66, color=_SERIES[0])
    for place, value in enumerate(values):
        axes.text(place, value, words.number(value), ha="center", va="bottom", fontsize=8)
    axes.set_xticks(range(len(years)), years if len(years) <= 12 else [year if index % 2 == 0 else "" for index, year in enumerate(years)], fontsize=8)
    axes.set_ylim(0, max(values) * 1.15 or 1)
    low, high = min(figure.years, key=lambda year: year.value), max(figure.years, key=lambda year: year.value)
    unit = f" {figure.field.unit}" if figure.field.unit else ""
    description = (
        f"{figure.field.title} theo năm, từ {years[0]} đến {years[-1]}: "
        f"thấp nhất {words.number(low.value)}{unit} (năm {low.year}), cao nhất {words.number(high.value)}{unit} (năm {high.year})."
    )
    rows = tuple((str(year.year), words.number(year.value), str(len(year.amounts))) for year in figure.years)
    return Chart(f"{figure.field.title} theo năm", description, _svg(canvas, description), ("Năm", figure.field.unit or "Giá trị", "Số đơn vị có số liệu"), rows)


def by_group(collection: Collection) -> Chart | None:
    """Draw how many items each group holds, split by the items' own status where they have one."""
    if not collection.field.group_by or len(collection.groups) < _MIN_GROUPS:
        return None
    status = next((tally for tally in collection.tallies if tally.field.name != collection.field.group_by and tally.field.kind is Kind.CHOICE), None)
    stacks = _stacks(status, len(collection.items)) if status else {}
    if len(stacks) > len(_SERIES):
        status, stacks = None, {}
    labels = [group.label or _NOT_GIVEN for group in collection.groups]
    counts = [[sum(item.values.get(status.field.name) == value for item in group.items) for value in stacks] if status else [len(group.items)] for group in collection.groups]
    canvas, axes = _canvas(0.42 * len(labels) + (0.5 if stacks else 0.1))
    _bars(axes, labels, counts)
    if stacks:
        handles = [matplotlib.patches.Patch(color=colour) for _, colour in zip(stacks, _SERIES, strict=False)]
        canvas.legend(handles, [_drawn(label) for label in stacks.values()], loc="outside lower left", ncols=min(3, len(stacks)), frameon=False, fontsize=8, handlelength=1, borderaxespad=0)
    column = collection.field.column(collection.field.group_by)
    title = f"{collection.field.title} theo {_lower(column.title)}" + (f" và {_lower(status.field.title)}" if status else "")
    largest = max(collection.groups, key=lambda group: len(group.items))
    description = f"{title}: {len(collection.items)} mục; nhiều nhất là “{largest.label or _NOT_GIVEN}” ({len(largest.items)} mục)."
    heads = (column.title, *stacks.values(), "Cộng")
    rows = tuple((label, *(map(str, row) if stacks else ()), str(sum(row))) for label, row in zip(labels, counts, strict=True))
    return Chart(title, description, _svg(canvas, description), heads, rows)


def by_share(tally: Tally) -> Chart | None:
    """Draw how often each allowed value was chosen."""
    if tally.total == 0 or len(tally.shares) < _MIN_GROUPS:
        return None
    canvas, axes = _canvas(0.42 * len(tally.shares) + 0.1)
    _bars(axes, [share.label for share in tally.shares], [[len(share.sources)] for share in tally.shares])
    description = f"{tally.field.title}: " + "; ".join(f"{share.label} {len(share.sources)}" for share in tally.shares) + "."
    return Chart(tally.field.title, description, _svg(canvas, description), (tally.field.title, "Số đơn vị"), tuple((share.label, str(len(share.sources))) for share in tally.shares))


def filing(days: Sequence[date], due: date, expected: int) -> Chart | None:
    """Draw how many reports had been sent by each day, against the due day and the number of units.

    `days` are the days on which reports were sent; `due` is the first day that is late.
    """
    if not days or not expected:
        return None
    steps = sorted(set(days))
    totals = [sum(day <= step for day in days) for step in steps]
    start, end = min(steps[0], due) - timedelta(days=1), max(steps[-1], due) + timedelta(days=1)
    xs = [0, *((step - start).days for step in steps), (end - start).days]
    ys = [0, *totals, totals[-1]]
    canvas, axes = _canvas(1.9)
    axes.stairs(ys[:-1], xs, fill=True, color=_SERIES[0], alpha=0.25, linewidth=0)
    axes.step(xs, ys, where="post", color=_SERIES[0], linewidth=2)
    axes.axhline(expected, color=_INK, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.text(0, expected, f"{expected} đơn vị phải nộp", va="bottom", ha="left", fontsize=8)
    axes.axvline((due - start).days, color=_SERIES[1], linewidth=1.5)
    axes.text((due - start).days, expected * 0.06, "hạn nộp ", ha="right", va="bottom", fontsize=8)
    marks = sorted({steps[0], due, steps[-1]})
    axes.set_xticks([(day - start).days for day in marks], [day.strftime("%d/%m") for day in marks], fontsize=8)
    axes.set_ylim(0, max(expected, len(days)) * 1.18)
    axes.text((steps[-1] - start).days, totals[-1], f"{totals[-1]}", va="bottom", ha="center", fontsize=9)
    on_time = sum(day < due for day in days)
    description = f"Số báo cáo đã nộp theo ngày: {on_time} trên {expected} đơn vị nộp trước ngày {words.day(due)}; đến ngày {words.day(steps[-1])} có {totals[-1]} báo cáo."
    rows = tuple((words.day(step), str(total)) for step, total in zip(steps, totals, strict=True))
    return Chart("Tiến độ nộp báo cáo", description, _svg(canvas, description), ("Đến ngày", "Số báo cáo đã nộp"), rows)


def _stacks(status: Tally, items: int) -> dict[str | None, str]:
    """Return the labels of a status by value; None stands for the items that do not say theirs."""
    labels: dict[str | None, str] = {share.value: share.label for share in status.shares}
    return labels | ({None: _NOT_GIVEN} if status.total < items else {})


def _bars(axes: Axes, labels: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
    """Draw horizontal bars, stacked by the inner numbers, each under its own label."""
    widest = max((sum(row) for row in counts), default=1) or 1
    for place, (label, row) in enumerate(zip(labels, counts, strict=True)):
        left = 0
        for index, value in enumerate(row):
            axes.barh(place, value, left=left, height=0.42, color=_SERIES[index % len(_SERIES)], edgecolor=_PAPER, linewidth=0.8 if value else 0)
            left += value
        axes.text(0, place - 0.27, _drawn(label), va="bottom", ha="left", fontsize=8.5)
        axes.text(left + widest * 0.015, place, words.number(left), va="center", ha="left", fontsize=8.5)
    axes.set_xlim(0, widest * 1.1)
    axes.set_ylim(len(labels) - 0.6, -0.75)
    axes.set_axis_off()


def _canvas(height: float) -> tuple[Canvas, Axes]:
    with matplotlib.rc_context(_STYLE):
        canvas = Canvas(figsize=(_WIDTH, max(0.9, height)), dpi=_DPI, layout="constrained")
        canvas.patch.set_visible(False)
        axes = canvas.add_subplot()
    axes.patch.set_visible(False)
    axes.set_yticks([])
    axes.tick_params(length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return canvas, axes


def _svg(canvas: Canvas, description: str) -> Markup:
    """Write the drawing as inline SVG: no ids (a page holds many), no fonts, no fixed size."""
    buffer = io.StringIO()
    with matplotlib.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # the reader's own fonts draw the words
        FigureCanvasSVG(canvas).print_svg(buffer, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ElementTree.fromstring(buffer.getvalue())
    for element in root.iter():
        for child in list(element):
            if child.tag in (f"{_SVG}metadata", f"{_SVG}defs"):
                element.remove(child)
        element.tag = element.tag.removeprefix(_SVG)
        element.tail = None
        element.text = element.text if element.tag == "text" else None
        element.attrib = {name: _attribute(name, value) for name, value in element.attrib.items() if name not in _DROPPED}
    root.attrib = {"xmlns": _SVG.strip("{}"), "class": "tk-chart", "fill": "currentColor", "role": "img", "aria-label": _readable(description), **root.attrib}
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _attribute(name: str, value: str) -> str:
    """Return an attribute as it is published: a style with the page's own fonts and colours."""
    if name != "style":
        return " ".join(value.split())
    value = re.sub(r"font-family: [^;]*;?\s*", "", re.sub(r"font: [^;]*?([0-9.]+px)[^;]*", r"font-size: \1", value))
    for stand_in, colour in _COLOURS.items():
        value = value.replace(stand_in, colour)
    return value.strip()


def _drawn(label: str) -> str:
    """Return a label as it stands in the drawing: short, and no formula where it holds dollar signs."""
    label = _readable(label)
    return (label if len(label) <= _LABEL else f"{label[: _LABEL - 1].rstrip()}…").replace("$", r"\$")


def _readable(words: str) -> str:
    """Return words on one line, without the characters that XML can't hold."""
    return " ".join(_NOT_XML.sub("", words).split())


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
