"""Markdown tokens in; the paragraphs and tables they make in a Word document out, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from tongket.export.word import markup, styles
from tongket.export.word.blocks import Table
from tongket.reading import body
from tongket.reading.tokens import Token

#: The writer's own headings stand below the outline's points.
_OWN_HEADING = "Heading 3"
_LISTS = ("bullet_list", "ordered_list")
_CODE = ("fence", "code_block", "html_block")
#: What emphasis makes of a run, in the order that the standard wants.
_MARKS: Mapping[str, str] = {"strong": "<w:b/>", "em": "<w:i/>", "s": "<w:strike/>"}

#: A paragraph to come: its style, the sign it begins with, and its inline content or plain text.
Piece = tuple[str, str, Token | str]


def read(tokens: Sequence[Token]) -> Iterator[Piece | Table]:
    """Yield what the tokens say, block by block."""
    reader = _Reader()
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "table_open":
            end = next(other for other in range(index, len(tokens)) if tokens[other].type == "table_close")
            yield _table(tokens[index:end])
            index = end
        elif token.type in _CODE:
            for line in token.content.rstrip("\n").split("\n"):
                yield styles.QUOTE, reader.sign(), line
        elif token.type == "inline":
            own_heading = tokens[index - 1].type == "heading_open"
            yield _OWN_HEADING if own_heading else reader.styles[-1], reader.sign(), token
        else:
            reader.enter_or_leave(token)
        index += 1


class _Reader:
    """Where in nested lists and quotations the reading stands."""

    def __init__(self) -> None:
        self.styles = [styles.BODY]
        self._numbers: list[int | None] = []  # of the lists around: the next item's number, None where they have dashes
        self._sign = ""  # of a list item whose first paragraph is still to come

    def enter_or_leave(self, token: Token) -> None:
        name, _, edge = token.type.rpartition("_")
        if name in _LISTS and edge == "open":
            self._numbers.append(int(token.attrs.get("start", 1)) if name == "ordered_list" else None)
            self.styles.append(styles.BULLET)
        elif name == "blockquote" and edge == "open":
            self.styles.append(styles.QUOTE)
        elif name in _LISTS or name == "blockquote":
            self.styles.pop()
            if name in _LISTS:
                self._numbers.pop()
        elif name == "list_item":
            self._sign = self._next_sign() if edge == "open" else ""

    def sign(self) -> str:
        """Return the sign due before the next paragraph, once."""
        due, self._sign = self._sign, ""
        return due

    def _next_sign(self) -> str:
        """Return an item's sign: a dash, a plus below it, or its number."""
        number = self._numbers[-1]
        if number is None:
            return "- " if len(self._numbers) == 1 else "+ "
        self._numbers[-1] = number + 1
        return f"{number}) "


def _table(tokens: Sequence[Token]) -> Table:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(body.plain_inline(token))
    return Table(rows[0], [[cell for _, cell in zip_longest(rows[0], row, fillvalue="")] for row in rows[1:]])


def runs(token: Token) -> str:
    """Return inline Markdown as runs: bold, italic and struck text; links, code and pictures as their words."""
    depth = dict.fromkeys(_MARKS, 0)
    marks, made = "", []
    for part in token.children or ():
        if part.type == "text":
            made.append(markup.run(part.content, marks))
        elif part.type == "softbreak":
            made.append(markup.run(" ", marks))
        elif part.type == "hardbreak":
            made.append(markup.LINE_BREAK)
        elif part.content:
            made.append(markup.run(part.content, marks))
        else:
            name, _, edge = part.type.rpartition("_")
            if name in _MARKS:
                depth[name] += 1 if edge == "open" else -1
                marks = "".join(mark for kind, mark in _MARKS.items() if depth[kind])
    return "".join(made)
