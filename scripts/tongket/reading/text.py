"""Vietnamese text: raw bytes in, clean NFC text and the hygiene problems found on the way out."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from tongket import words
from tongket.problems import Position, Problem, rule

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


def _characters(*ranges: str) -> re.Pattern[str]:
    return re.compile("[" + "".join(ranges) + "]")


#: Unwanted characters: the rule that forbids them, and how to find them.
_UNWANTED = {
    "text-control": _characters("\x00-\x08", "\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f", "\ue000-\uf8ff\ufffd\ufffe\uffff"),
    "text-direction": _characters(
        "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f\u115f\u1160\u3164\uffa0"
    ),
    "text-line-break": _characters("\u0085\u2028\u2029"),
    "text-lookalike": _characters("ÐðƉɖ"),
    "text-mojibake": _MOJIBAKE,
    "text-invisible": _characters("\u00a0\u202f\u2007\u2011\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    "text-tab": _characters("\t"),
}
_HIDDEN = re.compile(
    "|".join(_UNWANTED[name].pattern for name in ("text-control", "text-direction", "text-line-break"))
    + "|[\ud800-\udfff]"
)
#: No letter bears so many marks, and ordering a long pile of them takes quadratic time.
_PILED_MARKS = re.compile(r"[^\x00-\u02ff\w\s]{30,}")
#: Whatever is not plain Vietnamese text: no rule of this module can find anything in a text without it and without
#: what follows, which it might take for mojibake and for marks piled up.
_NOT_PLAIN = re.compile("[^\n\x20-~°²³½À-ÃÅ-ÏÑ-ïñ-ƈƊ-Ɏ\u1ea0-\u1eff–—‘’“”•…→]")
_MAYBE_MOJIBAKE = re.compile("[ÃÆ][°²³½]")
_MAYBE_PILED = re.compile("[–—‘’“”•…→][–—‘’“”•…→]{29}")  # a set at the head is what the engine looks for fastest


def has_hidden(value: str) -> bool:
    """Tell whether a value holds a character that can't be seen or read."""
    return bool(_HIDDEN.search(value))


class _Plain(dict[int, int | None]):
    """What becomes of each character in folded text; marks go."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_PLAIN = _Plain({ord("đ"): ord("d")})


def fold(text: str) -> str:
    """Return the text without diacritics and case, for comparing and searching only."""
    decomposed = unicodedata.normalize("NFD", text.translate(_LOOKALIKES).casefold())
    return " ".join(decomposed.translate(_PLAIN).split())


def short(value: str, width: int = 60) -> str:
    """Return a value on one line, cut to a readable length, for showing it in a message."""
    line = re.sub(r"\s+", " ", value[: 4 * width])
    return f"{line[:width]}…" if len(line) > width or len(value) > 4 * width else line


def natural(text: str) -> tuple[tuple[tuple[str, int, str], ...], str]:
    """Return a key that sorts as people do: without diacritics first, numbers by value ("Điều 4" before "Điều 12")."""
    parts = re.split(r"([0-9]+)", fold(text))
    numbers = (part.lstrip("0") for part in parts[1::2])
    pairs = zip_longest(parts[::2], numbers, fillvalue="")
    return tuple((before, len(number), number) for before, number in pairs), text


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
    # Spaces at the end of a line stay: to Markdown they break it.
    lines = (line.rstrip("\t").replace("\t", "    ") for line in text.split("\n"))
    return "\n".join(lines).rstrip("\n") + "\n"


def _repair_marks(text: str) -> str:
    """Return NFC text, also where a tone mark was typed before the vowel's own mark."""
    text = _PILED_MARKS.sub(_without_marks, text)
    decomposed = unicodedata.normalize("NFD", text)
    ordered = re.sub("([\u0300\u0301\u0303\u0309])([\u0302\u0306])", r"\2\1", decomposed)
    return unicodedata.normalize("NFC", ordered)


def _without_marks(run: re.Match[str]) -> str:
    return "".join(char for char in run.group() if not unicodedata.combining(char))


def decode(path: str, raw: bytes, limit: int = MAX_BYTES) -> tuple[str, list[Problem]]:
    """Read a file's bytes as UTF-8 text with LF lines and NFC characters.

    Returns the text and the problems found in its bytes and characters. The text is empty when
    nothing in it can be trusted (empty, binary, too large, not UTF-8). Lines keep their numbers.
    """
    if unreadable := _unreadable(path, raw, limit):
        return "", [unreadable]
    text = raw.decode("utf-8")
    if _is_plain(text):
        return text, []
    problems = list(_line_endings(path, text))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    problems += _normal_form(path, text)
    text = _repair_marks(text)
    problems += _unwanted(path, text)
    problems += _mixed_scripts(path, text)
    return text, problems


def _is_plain(text: str) -> bool:
    """Tell whether a text holds nothing that any rule of this module could find or mend."""
    mojibake = ("Ã" in text or "Æ" in text) and _MAYBE_MOJIBAKE.search(text)
    return not (mojibake or _NOT_PLAIN.search(text) or _MAYBE_PILED.search(text))


def _unreadable(path: str, raw: bytes, limit: int) -> Problem | None:
    """Return why nothing in a file can be trusted, None where its text can be read."""
    if not raw.strip():
        return rule("file-empty").at(path, Position(1))
    if len(raw) > limit:
        return rule("file-too-large").at(path, Position(1), size=len(raw) // 1000, limit=limit // 1000)
    if b"\0" in raw:
        return rule("file-binary").at(path, Position(raw[: raw.index(b"\0")].count(b"\n") + 1))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        return rule("file-encoding").at(path, Position(raw[: exc.start].count(b"\n") + 1))
    return None


def too_dense(path: str, text: str) -> Iterator[Problem]:
    """Find lines and runs of brackets that no report needs and that would stall a Markdown parser."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            yield rule("text-line-too-long").at(path, Position(number, MAX_LINE), length=len(line), limit=MAX_LINE)
    if text.count("[") > MAX_BRACKETS:
        place = [match.start() for match in re.finditer(r"\[", text)][MAX_BRACKETS]
        yield rule("text-brackets").at(path, locate(text, place), limit=MAX_BRACKETS)


def locate(text: str, offset: int) -> Position:
    """Return the position of a character offset."""
    start = text.rfind("\n", 0, offset) + 1
    return Position(text.count("\n", 0, offset) + 1, offset - start + 1)


def _more(count: int) -> str:
    """Return how a message at the first of many places goes on."""
    return words.say("problem.more", count=count - 1) if count > 1 else ""


def _line_endings(path: str, text: str) -> Iterator[Problem]:
    if text.startswith("\ufeff"):
        yield rule("text-bom").at(path, Position(1))
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    if unix != text:
        lines = re.split("\r\n?|\n", text[: text.index("\r")])
        at = Position(len(lines), len(lines[-1]) + 1)
        yield rule("text-line-endings", "windows" if "\r\n" in text else "").at(path, at)


def _normal_form(path: str, text: str) -> Iterator[Problem]:
    loose = re.compile("[\u0300-\u036f]")
    if not _PILED_MARKS.search(text) and unicodedata.is_normalized("NFC", text) and not loose.search(text):
        return
    offsets = [
        match.start()
        for match in re.finditer("\\w[\u0300-\u036f]+", text)
        if (normal := unicodedata.normalize("NFC", match.group()[:9])) != match.group()[:9] or loose.search(normal)
    ]
    offsets = offsets or [_first_difference(text, _repair_marks(text))]
    yield rule("text-normal-form").at(path, locate(text, offsets[0]), more=_more(len(offsets)))


def _first_difference(text: str, other: str) -> int:
    return next((index for index, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), 0)


def _unwanted(path: str, text: str) -> Iterator[Problem]:
    for name, pattern in _UNWANTED.items():
        offsets = [match.start() for match in pattern.finditer(text)]
        if offsets:
            char = text[offsets[0]]
            yield rule(name).at(
                path,
                locate(text, offsets[0]),
                char=char,
                code=f"U+{ord(char):04X}",
                fixed=char.translate(_LOOKALIKES),
                more=_more(len(offsets)),
            )


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
    if offsets:
        yield rule("text-mixed-script").at(path, locate(text, offsets[0]), word=sample, more=_more(len(offsets)))
