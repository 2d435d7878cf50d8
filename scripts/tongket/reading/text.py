"""Vietnamese text: raw bytes in, clean NFC text and the hygiene problems found on the way out."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from tongket.problems import Position, Problem, Severity

MAX_BYTES = 200_000
MAX_LINE = 6_000
#: Markdown parsers take quadratic time on long runs of opening brackets.
MAX_BRACKETS = 2_000

_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
_INVISIBLE = {
    "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2011": "-",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "",
}  # fmt: skip
_MOJIBAKE = re.compile("Ã[\x80-\xbf]|Æ[°¡]|á[»º]|Ä[\x90\x91‘ƒ]|Å©|Ä©")
_WORD = re.compile(r"[^\W\d_]+")


class _Rule(NamedTuple):
    """One kind of unwanted character: how to find it, how to name it, how to mend it."""

    id: str
    severity: Severity
    pattern: re.Pattern[str]
    message: str
    hint: str


def _characters(*ranges: str) -> re.Pattern[str]:
    return re.compile("[" + "".join(ranges) + "]")


_RULES = (
    _Rule(
        "text-control", Severity.ERROR,
        _characters("\x00-\x08", "\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f", "\ue000-\uf8ff\ufffd\ufffe\uffff"),
        "Có ký tự điều khiển không đọc được ({code})",
        "Xóa ký tự này rồi gõ lại đoạn chữ; thường là do sao chép từ tệp hỏng.",
    ),
    _Rule(
        "text-direction", Severity.ERROR,
        _characters("\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f\u115f\u1160\u3164\uffa0"),
        "Có ký tự ẩn làm chữ hiển thị khác với nội dung thật ({code})",
        "Xóa ký tự ẩn này; gõ lại cả từ nếu không nhìn thấy nó.",
    ),
    _Rule(
        "text-line-break", Severity.ERROR,
        _characters("\u0085\u2028\u2029"),
        "Có ký tự xuống dòng lạ ({code})",
        "Xóa ký tự này và bấm phím Enter để xuống dòng.",
    ),
    _Rule(
        "text-lookalike", Severity.ERROR,
        _characters("ÐðƉɖ"),
        "Chữ “{char}” ({code}) trông giống nhưng không phải chữ Đ/đ của tiếng Việt",
        "Gõ lại chữ “{fixed}”; tìm kiếm sẽ không thấy chữ hiện tại.",
    ),
    _Rule(
        "text-mojibake", Severity.ERROR, _MOJIBAKE,
        "Chữ tiếng Việt bị hỏng do sai bảng mã",
        "Mở lại bản gốc, chọn bảng mã Unicode (UTF-8) rồi sao chép lại.",
    ),
    _Rule(
        "text-invisible", Severity.WARNING,
        _characters("\u00a0\u202f\u2007\u2011\u00ad\u200b\u200c\u200d\u2060\ufeff"),
        "Có ký tự ẩn thường do sao chép từ Word ({code})",
        "Thay bằng dấu cách hoặc dấu gạch nối thường; lệnh “tongket fmt” sửa tự động.",
    ),
    _Rule(
        "text-tab", Severity.WARNING, _characters("\t"),
        "Có ký tự Tab", "Thay bằng dấu cách; lệnh “tongket fmt” sửa tự động.",
    ),
)  # fmt: skip


_HIDDEN = re.compile("|".join(rule.pattern.pattern for rule in _RULES if rule.id in ("text-control", "text-direction", "text-line-break")) + "|[\ud800-\udfff]")
#: No letter bears so many marks, and ordering a long pile of them takes quadratic time.
_PILED_MARKS = re.compile(r"[^\x00-\u02ff\w\s]{30,}")


def has_hidden(value: str) -> bool:
    """Tell whether a value holds a character that can't be seen or read."""
    return bool(_HIDDEN.search(value))


def fold(text: str) -> str:
    """Return the text without diacritics and case, for comparing and searching only."""
    decomposed = unicodedata.normalize("NFD", text.translate(_LOOKALIKES).casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"\s+", " ", plain.replace("đ", "d")).strip()


def short(value: str, width: int = 60) -> str:
    """Return a value on one line, cut to a readable length, for showing it in a message."""
    line = re.sub(r"\s+", " ", value[: 4 * width])
    return f"{line[:width]}…" if len(line) > width or len(value) > 4 * width else line


def natural(text: str) -> tuple:
    """Return a key that sorts as people do: without diacritics first, numbers by value ("Điều 4" before "Điều 12")."""
    parts = re.split(r"([0-9]+)", fold(text))
    numbers = (part.lstrip("0") for part in parts[1::2])
    return tuple((words, len(number), number) for words, number in zip_longest(parts[::2], numbers, fillvalue="")), text


def nearest(value: str, choices: Iterable[str]) -> str | None:
    """Return the choice that reads most like the value, or None when none comes close."""
    folded = {fold(choice): choice for choice in choices}
    match = difflib.get_close_matches(fold(value), folded, n=1, cutoff=0.6)
    return folded[match[0]] if match else None


def count_words(text: str) -> int:
    """Return how many words (written syllables) a narrative holds, Markdown signs and digits aside."""
    return len(_WORD.findall(text))


def clean(text: str) -> str:
    """Return the text as it should have been typed: NFC, LF, no hidden or look-alike character."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(_INVISIBLE.get(char, char) for char in _repair_marks(text).translate(_LOOKALIKES))
    lines = (line.rstrip("\t").replace("\t", "    ") for line in text.split("\n"))  # spaces at the end of a line break it
    return "\n".join(lines).rstrip("\n") + "\n"


def _repair_marks(text: str) -> str:
    """Return NFC text, also where a tone mark was typed before the vowel's own mark."""
    text = _PILED_MARKS.sub(lambda run: "".join(char for char in run.group() if not unicodedata.combining(char)), text)
    decomposed = unicodedata.normalize("NFD", text)
    ordered = re.sub("([\u0300\u0301\u0303\u0309])([\u0302\u0306])", r"\2\1", decomposed)
    return unicodedata.normalize("NFC", ordered)


def decode(path: str, raw: bytes) -> tuple[str, list[Problem]]:
    """Read a file's bytes as UTF-8 text with LF lines and NFC characters.

    Returns the text and the problems found in its bytes and characters. The text is empty when
    nothing in it can be trusted (empty, binary, too large, not UTF-8). Lines keep their numbers.
    """

    def fatal(line: int, rule: str, message: str, hint: str) -> tuple[str, list[Problem]]:
        return "", [Problem(path, line, 1, Severity.ERROR, rule, message, hint)]

    if not raw.strip():
        return fatal(1, "file-empty", "Tệp rỗng, không có nội dung", "Tạo khung báo cáo bằng lệnh “tongket new MÃ-ĐƠN-VỊ” rồi điền nội dung.")
    if len(raw) > MAX_BYTES:
        return fatal(
            1, "file-too-large",
            f"Tệp nặng {len(raw) // 1000} KB, vượt mức {MAX_BYTES // 1000} KB của một báo cáo",
            "Báo cáo chỉ gồm chữ và số liệu; bỏ ảnh, phụ lục dán kèm, rồi gửi lại.",
        )  # fmt: skip
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        return fatal(line, "file-binary", "Đây không phải tệp văn bản thuần (có byte rỗng)", "Có thể đây là tệp Word hoặc ảnh bị đổi đuôi; hãy chép phần chữ vào tệp .md bằng bảng mã UTF-8.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        line = raw[: exc.start].count(b"\n") + 1
        return fatal(line, "file-encoding", "Tệp không dùng bảng mã UTF-8", "Lưu lại tệp với bảng mã UTF-8 (Unicode); không dùng TCVN3 (.VnTime) hay VNI.")
    problems = list(_line_endings(path, text))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    problems += _normal_form(path, text)
    text = _repair_marks(text)
    problems += _unwanted(path, text)
    problems += _mixed_scripts(path, text)
    return text, problems


def too_dense(path: str, text: str) -> Iterator[Problem]:
    """Find lines and runs of brackets that no report needs and that would stall a Markdown parser."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            yield Problem(path, number, MAX_LINE, Severity.ERROR, "text-line-too-long", f"Dòng dài {len(line)} ký tự, vượt mức {MAX_LINE}", "Xuống dòng sau mỗi câu để người thẩm định góp ý được vào từng câu.")
    if text.count("[") > MAX_BRACKETS:
        place = [match.start() for match in re.finditer(r"\[", text)][MAX_BRACKETS]
        at = locate(text, place)
        yield Problem(path, at.line, at.column, Severity.ERROR, "text-brackets", f"Có hơn {MAX_BRACKETS} dấu ngoặc vuông", "Bỏ bớt dấu “[”; báo cáo không cần nhiều như vậy.")


def locate(text: str, offset: int) -> Position:
    """Return the position of a character offset."""
    start = text.rfind("\n", 0, offset) + 1
    return Position(text.count("\n", 0, offset) + 1, offset - start + 1)


def _more(count: int) -> str:
    return f"; còn {count - 1} chỗ khác như vậy" if count > 1 else ""


def _first(path: str, text: str, offsets: list[int], rule: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Iterator[Problem]:
    """Yield one problem at the first of many places, saying how many more there are."""
    if offsets:
        at = locate(text, offsets[0])
        yield Problem(path, at.line, at.column, severity, rule, message + _more(len(offsets)), hint)


def _line_endings(path: str, text: str) -> Iterator[Problem]:
    if text.startswith("\ufeff"):
        yield Problem(path, 1, 1, Severity.ERROR, "text-bom", "Đầu tệp có dấu hiệu bảng mã ẩn (BOM)", "Lưu tệp với bảng mã “UTF-8” (không chọn “UTF-8 with BOM”); lệnh “tongket fmt” sửa tự động.")
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    if unix != text:
        line = re.split("\r\n?|\n", text[: text.index("\r")])
        kind = "CRLF, kiểu Windows" if "\r\n" in text else "CR"
        yield Problem(path, len(line), len(line[-1]) + 1, Severity.ERROR, "text-line-endings", f"Tệp xuống dòng bằng ký tự {kind}", "Lưu tệp với kiểu xuống dòng LF (Unix); lệnh “tongket fmt” sửa tự động.")


def _normal_form(path: str, text: str) -> Iterator[Problem]:
    if not _PILED_MARKS.search(text) and unicodedata.is_normalized("NFC", text) and not re.search("[\u0300-\u036f]", text):
        return
    offsets = [
        match.start()
        for match in re.finditer("\\w[\u0300-\u036f]+", text)
        if (normal := unicodedata.normalize("NFC", match.group()[:9])) != match.group()[:9] or re.search("[\u0300-\u036f]", normal)
    ]
    yield from _first(
        path, text, offsets or [_first_difference(text, _repair_marks(text))], "text-normal-form",
        "Chữ tiếng Việt gõ theo Unicode tổ hợp (dấu rời khỏi chữ)",
        "Chọn bảng mã Unicode dựng sẵn trong bộ gõ rồi chép lại; lệnh “tongket fmt” sửa tự động.",
    )  # fmt: skip


def _first_difference(text: str, other: str) -> int:
    return next((index for index, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), 0)


def _unwanted(path: str, text: str) -> Iterator[Problem]:
    for rule in _RULES:
        offsets = [match.start() for match in rule.pattern.finditer(text)]
        if offsets:
            char = text[offsets[0]]
            words = {"char": char, "code": f"U+{ord(char):04X}", "fixed": char.translate(_LOOKALIKES)}
            yield from _first(path, text, offsets, rule.id, rule.message.format(**words), rule.hint.format(**words), rule.severity)


def _mixed_scripts(path: str, text: str) -> Iterator[Problem]:
    """Find words that mix Latin letters with Greek or Cyrillic look-alikes."""
    if text.isascii() or not re.search("[\u0370-\u052f]", text):
        return
    offsets, sample = [], ""
    for match in _WORD.finditer(text):
        word = match.group()
        foreign = [char for char in word if "\u0370" <= char <= "\u052f"]
        if foreign and len(foreign) < len(word):
            offsets.append(match.start() + word.index(foreign[0]))
            sample = sample or word
    yield from _first(path, text, offsets, "text-mixed-script", f"Từ “{sample}” lẫn chữ cái Hy Lạp hoặc Nga trông giống chữ Việt", "Gõ lại cả từ bằng bộ gõ tiếng Việt.")
