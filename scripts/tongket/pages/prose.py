"""The board's prose in; safe HTML, with every quoted figure and citation linked to where it comes from, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from tongket.consolidating.quotable import Value
from tongket.pages.links import Here
from tongket.reading import body
from tongket.synthesis import Citation, Piece
from tongket.words import say

#: Private-use characters, which no text of a campaign may hold, stand for a piece until the HTML is safe.
_PLACE = "\ue000{}\ue001"
_PLACED = re.compile("\ue000([0-9]+)\ue001")


def html(pieces: Sequence[Piece], here: Here, heading_level: int) -> Markup:
    """Render prose as it stands on the page `here`; its outermost headings become `heading_level`."""
    written = "".join(piece if isinstance(piece, str) else _PLACE.format(index) for index, piece in enumerate(pieces))
    safe = body.render(written, heading_level)
    return Markup(_PLACED.sub(lambda match: _link(pieces[int(match[1])], here), safe))


def _link(piece: Piece, here: Here) -> Markup:
    match piece:
        case Value(point=""):
            shown = Markup('<data class="tk-trich" value="{}" title="{}">{}</data>')
            return shown.format(piece.number, piece.name, piece.text)
        case Value():
            href = here.consolidated(piece.point, data=True)
            return Markup('<a class="tk-trich" href="{}" title="{}">{}</a>').format(href, piece.name, piece.text)
        case Citation():
            cited = say("document.cited", unit=piece.report.unit.name, point=piece.point)
            href = here.report(piece.report.unit, piece.point)
            return Markup('(<a class="tk-dan" href="{}">{}</a>)').format(href, cited)
        case str():
            return Markup.escape(piece)
