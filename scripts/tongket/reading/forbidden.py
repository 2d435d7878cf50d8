"""Parsed Markdown in; what a report may not hold and what would not be shown, as problems at their places, out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from tongket.problems import Position, Problem, rule
from tongket.reading import dialect
from tongket.reading.edited import Edited
from tongket.reading.tokens import Token

_MARKS = re.compile(r"(?:\s|>|[-*+]\s|[0-9]{1,9}[.)]\s)*")
_WORD = re.compile(r"[^\W_]+")


def check_comments(path: str, unclosed: Iterable[Position]) -> Iterator[Problem]:
    """Every comment is closed; one problem a line."""
    lines: set[int] = set()
    for at in unclosed:
        if at.line not in lines:
            lines.add(at.line)
            yield rule("body-comment").at(path, at)


def check_html(path: str, tokens: Iterable[Token], source: Edited) -> Iterator[Problem]:
    """There is no raw HTML."""
    if "<" not in source.text:
        return
    for token in tokens:
        if token.type == "html_block":
            row, _ = token.rows
            at = source.at(row, source.lines[row].find("<"))
            yield rule("body-html").at(path, at, sample=_sample(token.content))
        elif token.type == "inline":
            for part, at in _parts(token, source):
                if part.type == "html_inline":
                    yield rule("body-html").at(path, at, sample=_sample(part.content))


def check_images(path: str, source: Edited) -> Iterator[Problem]:
    """There is no image, wherever it would come from."""
    if "![" not in source.text:
        return
    for token in dialect.parse(source.text, any_link=True):
        if token.type == "inline":
            for part, at in _parts(token, source):
                if part.type == "image":
                    yield rule("body-image").at(path, at)


def check_fences(path: str, tokens: Iterable[Token], source: Edited) -> Iterator[Problem]:
    """Every block of code is closed."""
    for token in tokens:
        if token.type == "fence" and _is_open(token):
            row, _ = token.rows
            yield rule("body-fence-unclosed").at(path, Position(source.line(row)), signs=token.markup)


def check_lost(path: str, tokens: Iterable[Token], source: Edited, elsewhere: Iterable[int]) -> Iterator[Problem]:
    """No word is dropped without a trace: cells beyond a table's columns, words beside a code fence.

    `elsewhere` are the rows that are shown in another form.
    """
    shown: Counter[int] = Counter()
    passed, lines = set(elsewhere), source.lines
    for token in tokens:
        if token.type in ("inline", "fence", "code_block", "html_block"):
            for row, written in enumerate(token.content.split("\n"), token.rows[0] + (token.type == "fence")):
                if row not in passed:
                    if row < len(lines) and _is_whole(lines[row], written):
                        passed.add(row)
                    else:
                        shown[row] += len(_WORD.findall(written))
    for row, line in enumerate(lines):
        if line and row not in passed and len(_WORD.findall(line, _marks(line))) > shown[row]:
            yield rule("body-lost").at(path, Position(source.line(row)))


def _is_whole(line: str, written: str) -> bool:
    """Tell whether a line holds no more words than what is shown of it: marks before it, and it."""
    if line == written:
        return True
    return line.endswith(written) and not _WORD.search(line, _marks(line), len(line) - len(written))


def _marks(line: str) -> int:
    """Return where the marks at the head of a line end."""
    marks = _MARKS.match(line)
    return marks.end() if marks else 0


def _is_open(fence: Token) -> bool:
    """Tell whether the last line of a code block is code, not the signs that close it."""
    first, end = fence.rows
    return end - first - 1 == fence.content.count("\n") + bool(fence.content and not fence.content.endswith("\n"))


def _parts(block: Token, source: Edited) -> Iterator[tuple[Token, Position]]:
    """Yield the HTML, images and code inside a paragraph, a heading or a cell, and where they stand in the file."""
    first, _ = block.rows
    written = block.content.replace("\n", " ")  # as code shows it; same offsets
    end = 0
    for token in block.children:
        if token.type not in ("image", "html_inline", "code_inline"):
            continue
        sign = "![" if token.type == "image" else token.content.replace("\n", " ")
        if (start := written.find(sign, end)) >= 0:
            end = start + len(sign)
            yield token, _place(first, block.content, start, source)


def _place(first: int, content: str, offset: int, source: Edited) -> Position:
    """Turn an offset in a block's content, which lacks list and quotation marks, into a place in the file."""
    row, column = content.count("\n", 0, offset), offset - content.rfind("\n", 0, offset) - 1
    written = content.split("\n")[row]
    return source.at(first + row, max(0, source.lines[first + row].find(written)) + column)


def _sample(html: str) -> str:
    """Return the beginning of a piece of HTML, for showing it in a message."""
    return html.strip().split("\n")[0][:40]
