"""A chart's bars, labels and lines in; one static SVG, fit to stand inside a page, out.

Colours are CSS variables, so that one drawing serves light, dark and print. Charts are drawn narrow
(about a phone's width) and grow with the page, so that their words stay legible.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch

from tongket import words

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

_WIDTH, _DPI = 4.4, 100  # inches; 440 px: a phone shows it at about three quarters
#: Longer labels are cut in the drawing; the table beside it has them in full.
_LABEL = 60
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
INK, GRID, PAPER = "#010101", "#020202", "#040404"
SERIES = ("#030301", "#030302", "#030303", "#030304")
_SVG = "{http://www.w3.org/2000/svg}"
_DROPPED = frozenset({"id", "clip-path", "width", "height", "version"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STYLE: dict[RcKeyType, object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "tongket",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": GRID,
    "path.simplify": False,
}
_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def canvas(height: float) -> tuple[Canvas, Axes]:
    """Return an empty drawing of the one width, `height` inches high."""
    with matplotlib.rc_context(_STYLE):
        drawing = Canvas(figsize=(_WIDTH, max(0.9, height)), dpi=_DPI, layout="constrained")
        drawing.patch.set_visible(False)
        axes = drawing.add_subplot()
    axes.patch.set_visible(False)
    axes.set_yticks([])
    axes.tick_params(length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return drawing, axes


def bars(axes: Axes, labels: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
    """Draw horizontal bars, stacked by the inner numbers, each under its own label."""
    widest = max((sum(row) for row in counts), default=1) or 1
    for place, (label, row) in enumerate(zip(labels, counts, strict=True)):
        left = 0
        for index, value in enumerate(row):
            colour, edge = SERIES[index % len(SERIES)], 0.8 if value else 0
            axes.barh(place, value, left=left, height=0.42, color=colour, edgecolor=PAPER, linewidth=edge)
            left += value
        axes.text(0, place - 0.27, _drawn(label), va="bottom", ha="left", fontsize=8.5)
        axes.text(left + widest * 0.015, place, words.number(left), va="center", ha="left", fontsize=8.5)
    axes.set_xlim(0, widest * 1.1)
    axes.set_ylim(len(labels) - 0.6, -0.75)
    axes.set_axis_off()


def legend(drawing: Canvas, labels: Iterable[str]) -> None:
    """Tell below the drawing what the colours of stacked bars stand for."""
    shown = [_drawn(label) for label in labels]
    handles = [Patch(color=colour) for colour, _ in zip(SERIES, shown, strict=False)]
    form = {"frameon": False, "fontsize": 8, "handlelength": 1, "borderaxespad": 0}
    drawing.legend(handles, shown, loc="outside lower left", ncols=min(3, len(shown)), **form)


def svg(drawing: Canvas, description: str) -> Markup:
    """Write the drawing as inline SVG: no ids (a page holds many), no fonts, no fixed size."""
    buffer = io.StringIO()
    with matplotlib.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # the reader's own fonts draw the words
        FigureCanvasSVG(drawing).print_figure(buffer, format="svg", metadata=_METADATA)
    root = ElementTree.fromstring(buffer.getvalue())
    for element in root.iter():
        for child in list(element):
            if child.tag in (f"{_SVG}metadata", f"{_SVG}defs"):
                element.remove(child)
        element.tag = element.tag.removeprefix(_SVG)
        element.tail = None
        element.text = element.text if element.tag == "text" else None
        kept = {name: value for name, value in element.attrib.items() if name not in _DROPPED}
        element.attrib = {name: _attribute(name, value) for name, value in kept.items()}
    spoken = {"role": "img", "aria-label": _readable(description)}
    root.attrib = {"xmlns": _SVG.strip("{}"), "class": "tk-chart", "fill": "currentColor", **spoken, **root.attrib}
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


def _readable(written: str) -> str:
    """Return words on one line, without the characters that XML can't hold."""
    return " ".join(_NOT_XML.sub("", written).split())
