"""Vietnamese text in; its syllables as they are searched out. `assets/tim-kiem.js` does the same, and a test compares.

Folded, a syllable has neither case nor diacritics, and đ is d: however a reader types it, it is found. Its exact
form keeps the diacritics, with the tone at the end, so that both placements of a tone mark are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_FOLDED = dict.fromkeys(range(0x300, 0x370)) | {ord(letter): "d" for letter in "đðɖ"}
_SYLLABLE = re.compile(r"[^\W_]+")
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_TONE = re.compile(f"[{_TONES}]")
_D = str.maketrans("ðɖ", "đđ")


def fold(text: str) -> str:
    """Return the text without case and diacritics."""
    return unicodedata.normalize("NFD", text.lower()).translate(_FOLDED)


def syllables(text: str) -> list[str]:
    """Return the folded syllables and numbers of a text, in order."""
    return _SYLLABLE.findall(fold(text))


def exact(syllable: str) -> str:
    """Return what two spellings of a syllable share if they differ only in case, encoding or place of the tone."""
    marked = unicodedata.normalize("NFD", syllable.lower().translate(_D))
    return _TONE.sub("", marked) + "".join(_TONE.findall(marked))


def words(text: str) -> Iterator[tuple[str, str]]:
    """Yield the folded syllables of a text in order, each with the exact form of the word it is."""
    for word in _WORD.findall(text):
        same = exact(word)
        for syllable in syllables(word):
            yield syllable, same
