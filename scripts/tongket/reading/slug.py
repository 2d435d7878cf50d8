"""Vietnamese text in; an ASCII anchor or file name out."""

from __future__ import annotations

import re

from tongket.reading.text import fold


def slugify(value: str, separator: str = "-") -> str:
    """Return "duong-loi" for "Đường lối"; dots inside numbers such as 2.3 stay."""
    return re.sub(r"[^a-z0-9.]+", separator, fold(value)).strip(separator + ".")
