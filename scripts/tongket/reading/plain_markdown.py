"""Markdown in; its tokens out, or None where the text holds more than what nearly every report is made of.

That is: headings with `#`, paragraphs, lists one level deep, tables, words in bold or italics. Line by line, many
times faster than a full parser. All else, and whatever might be read in two ways, is for `commonmark`; emphasis and
links inside a block go there too where they are more than plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongket.reading.tokens import Token

#: What begins no block of its own: a letter or figure (but no "1. "), a sign that Markdown knows nothing of at the
#: head of a line, a dash or plus stuck to a letter, one or two stars stuck to a word.
_TEXT = r"(?![0-9]{1,9}[.)](?: |$))(?:[^\s#\-+*=_~`<>\[|:\\]|[-+][^\W_]|\*\*?[^\s*_])"
_LINE = re.compile(
    rf"(?P<plain> *{_TEXT})"
    r"|(?P<blank> *$)"
    r"|(?P<title>\#{1,6} +[^ ])"
    rf"|(?P<item>(?:[-+*]|[0-9]{{1,9}}[.)]) {{1,4}}){_TEXT}"
    r"|(?P<row>\|)",
)
_RULE = re.compile(r"\|(?: *:?-+:? *\|)+ *")
#: Blanks that are neither a space nor the end of a line, and signs that a text should not hold anyway.
_STRANGE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff\ufffd]"
)
#: What may be more than text inside a block.
_SIGNS = "\\`*_~[<&"
_EMPHASIS = re.compile(
    r"(?<!\S)(?P<sign>\*\*?)(?P<words>[^\s*](?:[^*]*[^\s*])?)(?P=sign)"
    r"(?=[ \n]|\Z|(?<=[^\W_]\*)[,.;:)]|(?<=[^\W_]\*\*)[,.;:)])"
)
#: Beyond this many cells the full parser stops filling up rows.
_MAX_CELLS = 20_000
_ALIGNMENT = {(True, True): "center", (True, False): "left", (False, True): "right"}


class _DoubtError(Exception):
    """Raised inside `read` only: the other parser shall read the text."""


def read(text: str) -> list[Token] | None:
    """Return the tokens of a text, None where it is not plain."""
    if _STRANGE.search(text) or text.endswith(" "):
        return None
    try:
        return _Reader(text).read()
    except _DoubtError:
        return None


class _Reader:
    """One text, line by line."""

    def __init__(self, text: str) -> None:
        self.lines = text.removesuffix("\n").split("\n")
        self.kinds = [_kind(line) for line in self.lines]
        self.signs = [sign for sign in _SIGNS if sign in text]
        self.tokens: list[Token] = []

    def read(self) -> list[Token]:
        row, end = 0, len(self.lines)
        while row < end:
            match self.kinds[row]:
                case "blank":
                    row += 1
                case "plain":
                    row = self._paragraph(row)
                case "title":
                    row = self._heading(row)
                case "item":
                    row = self._list(row)
                case "row":
                    row = self._table(row)
                case _:
                    raise _DoubtError
        return self.tokens

    def _heading(self, row: int) -> int:
        signs, _, title = self.lines[row].partition(" ")
        title = title.strip(" ")
        if title.endswith("#"):
            raise _DoubtError
        tag, rows = f"h{len(signs)}", (row, row + 1)
        self.tokens += (
            Token("heading_open", tag, 1, 0, rows, "", signs),
            self._block(title, 1, rows),
            Token("heading_close", tag, -1, 0, markup=signs),
        )
        return row + 1

    def _paragraph(self, row: int) -> int:
        if self.lines[row].startswith("    "):
            raise _DoubtError  # code
        end = self._end_of_text(row)
        if end < len(self.lines) and not (
            self.kinds[end] in ("blank", "title", "row")
            or (self.kinds[end] == "item" and not self.lines[end][0].isdigit())
        ):
            raise _DoubtError
        rows = (row, end)
        content = "\n".join(self.lines[row:end]).strip(" ")
        self.tokens += (
            Token("paragraph_open", "p", 1, 0, rows),
            self._block(content, 1, rows),
            Token("paragraph_close", "p", -1, 0),
        )
        return end

    def _end_of_text(self, row: int) -> int:
        end = row + 1
        while end < len(self.lines) and self.kinds[end] == "plain":
            end += 1
        return end

    def _list(self, row: int) -> int:
        """Read a list: items of the same sign, each one paragraph; blank lines between them set them apart."""
        start, total, sign = row, len(self.lines), self._sign(row)
        ordered = sign in ".)"
        name, tag = ("ordered_list", "ol") if ordered else ("bullet_list", "ul")
        opening = Token(f"{name}_open", tag, 1, 0, markup=sign)
        self.tokens.append(opening)
        if ordered and (number := int(self.lines[row].partition(sign)[0])) != 1:
            opening.attrs = {"start": number}
        loose = False
        paragraphs: list[Token] = []
        while True:
            end = self._end_of_text(row)
            after = end
            while after < total and self.kinds[after] == "blank":
                after += 1
            paragraphs += self._item(row, end, after, sign)
            row = after
            if row == total:
                break
            if self.kinds[row] not in ("title", "item") and not (row > end and self.kinds[row] in ("plain", "row")):
                raise _DoubtError
            if self.lines[row].startswith(" "):
                raise _DoubtError  # part of the last item perhaps
            if self.kinds[row] != "item" or self._sign(row) != sign:
                break
            loose = loose or row > end
        if not loose:
            for token in paragraphs:
                token.hidden = True
        opening.rows = (start, row)
        self.tokens.append(Token(f"{name}_close", tag, -1, 0, markup=sign))
        return row

    def _sign(self, row: int) -> str:
        return self.lines[row].partition(" ")[0][-1]

    def _item(self, row: int, end: int, after: int, sign: str) -> tuple[Token, Token]:
        rows, line = (row, end), self.lines[row]
        first = line.partition(" ")[2].lstrip(" ")
        indent = len(line) - len(first)
        more = (line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in self.lines[row + 1 : end])
        content = "\n".join((first, *more)).strip(" ")
        opening, closing = Token("paragraph_open", "p", 1, 2, rows), Token("paragraph_close", "p", -1, 2)
        self.tokens += (
            Token("list_item_open", "li", 1, 1, (row, after), "", sign),
            opening,
            self._block(content, 3, rows),
            closing,
            Token("list_item_close", "li", -1, 1, markup=sign),
        )
        return opening, closing

    def _table(self, row: int) -> int:
        lines, end = self.lines, row
        while end < len(lines) and self.kinds[end] == "row":
            end += 1
        if end < len(lines) and self.kinds[end] != "blank":
            raise _DoubtError
        if end < row + 2 or not _RULE.fullmatch(lines[row + 1]):
            raise _DoubtError
        signs = [sign.strip(" ") for sign in lines[row + 1].strip(" ")[1:-1].split("|")]
        styles = [_ALIGNMENT.get((sign[0] == ":", sign[-1] == ":")) for sign in signs]
        head = _cells(lines[row])
        if len(head) != len(styles) or len(styles) * (end - row) > _MAX_CELLS:
            raise _DoubtError
        self.tokens += (
            Token("table_open", "table", 1, 0, (row, end)),
            Token("thead_open", "thead", 1, 1, (row, row + 1)),
        )
        self.tokens += self._row(head, styles, "th", row)
        self.tokens.append(Token("thead_close", "thead", -1, 1))
        if end > row + 2:
            self.tokens.append(Token("tbody_open", "tbody", 1, 1, (row + 2, end)))
            for inner in range(row + 2, end):
                self.tokens += self._row(_cells(lines[inner]), styles, "td", inner)
            self.tokens.append(Token("tbody_close", "tbody", -1, 1))
        self.tokens.append(Token("table_close", "table", -1, 0))
        return end

    def _row(self, cells: list[str], styles: list[str | None], tag: str, row: int) -> Iterator[Token]:
        rows = (row, row + 1)
        yield Token("tr_open", "tr", 1, 2, rows)
        for index, style in enumerate(styles):
            opening = Token(f"{tag}_open", tag, 1, 3)
            if style:
                opening.attrs = {"style": f"text-align:{style}"}
            yield opening
            yield self._block(cells[index] if index < len(cells) else "", 4, rows)
            yield Token(f"{tag}_close", tag, -1, 3)
        yield Token("tr_close", "tr", -1, 2)

    def _block(self, content: str, level: int, rows: tuple[int, int]) -> Token:
        token = Token("inline", "", 0, level, rows, content)
        if self._has_signs(content):
            token.children = self._emphasised(content)
        elif "\n" in content:
            token.children = list(_lines(content, 0))
        elif content:
            token.children = (Token("text", "", 0, 0, content=content),)
        return token

    def _has_signs(self, content: str) -> bool:
        return any(sign in content for sign in self.signs)

    def _emphasised(self, content: str) -> list[Token]:
        """Return text with words in bold or italics, each set apart by blanks, as tokens."""
        made: list[Token] = []
        position, after_bold = 0, False
        for match in _EMPHASIS.finditer(content):
            before, words, bold = content[position : match.start()], match["words"], len(match["sign"]) == 2
            if self._has_signs(before) or self._has_signs(words):
                return _explained(content)
            made += _lines(before, 0, head=after_bold, tail=bold)
            name = "strong" if bold else "em"
            made.append(Token(f"{name}_open", name, 1, 0, markup=match["sign"]))
            made += _lines(words, 1)
            made.append(Token(f"{name}_close", name, -1, 0, markup=match["sign"]))
            position, after_bold = match.end(), bold
        rest = content[position:]
        if self._has_signs(rest):
            return _explained(content)
        made += _lines(rest, 0, head=after_bold)
        return made


def _kind(line: str) -> str | None:
    if not line:
        return "blank"
    if line[0].isalpha():
        return "plain"
    found = _LINE.match(line)
    return found.lastgroup if found else None


def _cells(line: str) -> list[str]:
    if "\\" in line:
        raise _DoubtError
    cells = line.strip(" ").split("|")[1:]
    if cells and not cells[-1]:
        cells.pop()
    return [cell.strip(" ") for cell in cells]


def _lines(text: str, level: int, *, head: bool = False, tail: bool = False) -> Iterator[Token]:
    """Yield text without signs as tokens; `head`, `tail`: an empty text stands there too, as bold leaves one behind."""
    if "\n" not in text:
        if text or head or tail:
            yield Token("text", "", 0, level, content=text)
        return
    *lines, last = text.split("\n")
    for index, line in enumerate(lines):
        words = line.lstrip(" ") if index else line
        words = words.rstrip(" ")
        if words or (head and not index):
            yield Token("text", "", 0, level, content=words)
        yield Token("hardbreak" if line.endswith("  ") else "softbreak", "br", 0, level)
    last = last.lstrip(" ")
    if last or tail:
        yield Token("text", "", 0, level, content=last)


def _explained(content: str) -> list[Token]:
    from tongket.reading import commonmark  # slow to import, and most texts do not need it

    return commonmark.inline(content)
