"""The official document form as data: what the two rules in force before and after 27 May 2026 ask for.

Sources: Hướng dẫn 36-HD/VPTW (03/4/2018) and Hướng dẫn 05-HD/VPTW (27/5/2026). Sizes are in points,
distances in millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """One version of the form; the defaults are what both versions share."""

    name: str
    recipient_end: str
    """The sign after each recipient but the last, which bears a full stop."""
    subheading_italic: bool
    """Whether headings of the second level are bold italic."""
    font: str = "Times New Roman"
    size: int = 14
    kind_size: int = 16
    motto_size: int = 15
    recipients_size: int = 12
    table_size: int = 12
    notice_size: int = 10
    line_spacing: int = 18
    paragraph_gap: int = 6
    signature_gap: int = 72
    """The room above the signer's name, for the signature and the seal."""
    first_line: float = 10
    page: tuple[float, float] = (210, 297)
    margins: tuple[float, float, float, float] = (20, 20, 30, 15)
    """Top, bottom, left, right."""
    page_number_distance: float = 10
    head_columns: tuple[float, float] = (75, 90)
    """Issuing body at the left, motto and date at the right."""
    foot_columns: tuple[float, float] = (80, 85)
    """Recipients at the left, signature at the right."""

    @property
    def text_width(self) -> float:
        """The width between the side margins, in millimetres."""
        return self.page[0] - self.margins[2] - self.margins[3]


PROFILES = {
    "hd36": Profile("hd36", recipient_end=",", subheading_italic=False),
    "hd05": Profile("hd05", recipient_end=";", subheading_italic=True),
}
