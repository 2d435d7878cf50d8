"""A document in; what must not be published (marks of secrecy, identity numbers), as problems, out.

What was found is never repeated in a message: logs are public too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongket.definition import Definition
from tongket.problems import Position, Problem, rule
from tongket.reading import Document

#: Without any of these words no pattern of secrecy can match.
_SECRET_WORDS = ("MẬT", "TÀI LIỆU ", "TRẢ LẠI", "LƯU HÀNH NỘI BỘ", "ộ mật", "hông phổ biến trên ")
_SECRET = re.compile(
    r"^[\s#>|*_\[(-]*(?:TUYỆT MẬT|TỐI MẬT|MẬT|TÀI LIỆU THU HỒI|XONG HỘI NGHỊ TRẢ LẠI|XEM XONG TRẢ LẠI"
    r"|LƯU HÀNH NỘI BỘ|TÀI LIỆU HỘI NGHỊ)[\s|*_\])]*$"
    r"|(?:[Đđ]ộ mật|[Mm]ức độ mật)\s*:\s*(?:[Tt]uyệt mật|[Tt]ối mật|[Mm]ật|[ABC])\b"
    r"|[Kk]hông phổ biến trên (?:các )?phương tiện thông tin đại chúng"
)
_CARD = r"(?<![0-9.])0(?:[0-9] ?){10}[0-9](?![0-9.])|(?:CCCD|[Cc]ăn cước)[^0-9\n]{0,20}[0-9]{12}(?![0-9])"
_OLD_CARD = r"(?:CMND|[Cc]hứng minh nhân dân)[^0-9\n]{0,20}[0-9]{9}(?![0-9])"
_TELEPHONE = r"(?<![0-9.])(?:0|\+84[ .-]?)[35789](?:[ .-]?[0-9]){8}(?![0-9.])"
_MAIL = r"(?<![\w.+-])[\w.+-]+@(?i:gmail|yahoo|hotmail|outlook|icloud)\.[A-Za-z.]+"
#: Without so many figures in a row, or an @, no pattern of personal data can match.
_MANY_FIGURES = re.compile(r"[0-9](?:[ .-]?[0-9]){8}")
#: Each kind of personal data with the variant that names it.
_PERSONAL = (
    (re.compile(_CARD), ""),
    (re.compile(_OLD_CARD), "old-card"),
    (re.compile(_TELEPHONE), "telephone"),
    (re.compile(_MAIL), "mail"),
)


def check_secrecy(document: Document, definition: Definition) -> Iterator[Problem]:
    """No mark of secrecy or of restricted circulation stands anywhere in the file."""
    if not any(words in document.content for words in _SECRET_WORDS):
        return
    for number, line in enumerate(document.lines, 1):
        if match := _SECRET.search(line):
            yield rule("secrecy-mark").at(document.path, Position(number, match.start() + 1), board=definition.board)


def check_personal_data(document: Document, definition: Definition) -> Iterator[Problem]:
    """No identity number stands anywhere in the file; private telephones and addresses are pointed out."""
    if not _may_be_personal(document.content):
        return
    for number, line in enumerate(document.lines, 1):
        if not _may_be_personal(line):
            continue
        for pattern, kind in _PERSONAL:
            if match := pattern.search(line):
                at = Position(number, match.start() + 1)
                yield rule("personal-data", kind).at(document.path, at, board=definition.board)


def _may_be_personal(text: str) -> bool:
    return "@" in text or bool(_MANY_FIGURES.search(text))
