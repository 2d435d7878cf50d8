"""A document in; what must not be published (marks of secrecy, identity numbers), as problems, out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongket.definition import Definition
from tongket.problems import Position, Problem, Severity, error
from tongket.reading import Document

_SECRET = re.compile(
    r"^[\s#>|*_\[(-]*(?:TUYỆT MẬT|TỐI MẬT|MẬT|TÀI LIỆU THU HỒI|XONG HỘI NGHỊ TRẢ LẠI|XEM XONG TRẢ LẠI|LƯU HÀNH NỘI BỘ|TÀI LIỆU HỘI NGHỊ)[\s|*_\])]*$"
    r"|(?:[Đđ]ộ mật|[Mm]ức độ mật)\s*:\s*(?:[Tt]uyệt mật|[Tt]ối mật|[Mm]ật|[ABC])\b"
    r"|[Kk]hông phổ biến trên (?:các )?phương tiện thông tin đại chúng"
)
_PERSONAL = (
    ("số căn cước công dân", Severity.ERROR, re.compile(r"(?<![0-9.])0(?:[0-9] ?){10}[0-9](?![0-9.])|(?:CCCD|[Cc]ăn cước)[^0-9\n]{0,20}[0-9]{12}(?![0-9])")),
    ("số chứng minh nhân dân", Severity.ERROR, re.compile(r"(?:CMND|[Cc]hứng minh nhân dân)[^0-9\n]{0,20}[0-9]{9}(?![0-9])")),
    ("số điện thoại di động", Severity.WARNING, re.compile(r"(?<![0-9.])(?:0|\+84[ .-]?)[35789](?:[ .-]?[0-9]){8}(?![0-9.])")),
    ("thư điện tử cá nhân", Severity.WARNING, re.compile(r"(?<![\w.+-])[\w.+-]+@(?:gmail|yahoo|hotmail|outlook|icloud)\.[a-z.]+", re.IGNORECASE)),
)  # fmt: skip


_REMEDY = {
    Severity.ERROR: "Không sửa đè, vì lịch sử vẫn giữ bản cũ: đóng đề xuất, báo ban tổ chức, rồi gửi lại bản đã bỏ dữ liệu cá nhân.",
    Severity.WARNING: "Nếu là dữ liệu cá nhân thì bỏ đi; báo cáo chỉ nêu tên cơ quan, chức danh.",
}


def check_secrecy(document: Document, definition: Definition) -> Iterator[Problem]:
    """No mark of secrecy or restricted circulation, and no identity number, stands anywhere in the file.

    What was found is never repeated in the message: logs are public too.
    """
    for number, line in enumerate(document.lines, 1):
        if match := _SECRET.search(line):
            yield error(document.path, Position(number, match.start() + 1), "secrecy-mark", "Có dấu chỉ độ mật hoặc phạm vi lưu hành hạn chế", "Không gửi tài liệu này lên trang công khai. Đóng đề xuất, không sửa đè, và báo ngay cho ban tổ chức.")
        for kind, severity, pattern in _PERSONAL:
            if match := pattern.search(line):
                yield Problem(document.path, number, match.start() + 1, severity, "personal-data", f"Có thể có {kind}", _REMEDY[severity])
