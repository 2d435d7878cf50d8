"""Markdown in; the same Markdown without its comments, and where each character of it stood, out.

What is a comment, and what only looks like one in code, the parser decides: every sign that opens one is
marked with its offset, and the tokens tell which marks stand at the head of a comment. What is left is
parsed anew, so sections, problems and pages all come from the text without comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tongket.problems import Position
from tongket.reading import dialect
from tongket.reading.edited import Edit, Edited
from tongket.reading.tokens import walk

#: `<!-->` and `<!--->` are whole comments, which a mark would tear apart.
_OPEN = re.compile(r"<!--(?:-?>)?")
_MARKED = re.compile("<!--\ue000([0-9]+)\ue001")
#: Cutting may turn up further comments, such as one that began beside another.
_ROUNDS = 10
#: A space that Markdown does not take for the end of a line or of a list's sign.
_BLANK = "&#32;"
_LIST_SIGN = re.compile(r"[ \t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t>]+)+")
_NO_MORE = re.compile(r"[ \t\r]*(?:\n|\Z)")


class Comment(NamedTuple):
    """A comment that was cut out: where it began in the file, and its words on one line."""

    at: Position
    words: str


class Cut(NamedTuple):
    """Markdown as it may be published, and what was cut out of it.

    Signs that open a comment and never close it (`unclosed`) stand escaped in what is published.
    """

    published: Edited
    comments: tuple[Comment, ...] = ()
    unclosed: tuple[Position, ...] = ()


def cut(text: str) -> Cut:
    """Cut out every comment of a text that the parser may read."""
    comments: list[Comment] = []
    unclosed: list[Position] = []
    result = Edited(text)
    for _ in range(_ROUNDS):
        if "<!--" not in result.text:
            break
        found = list(_find(result.text))
        closed = [one for one in found if one.closed]
        if not found:
            break
        if closed:
            comments += (Comment(result.position(one.start), one.words) for one in closed)
            edits = (edit for run in _runs(result.text, closed) for edit in _cut_out(result.text, run))
        else:
            unclosed += (result.position(one.start) for one in found if one.leads)
            edits = (Edit(one.start, one.start, "\\") for one in found)
        result = result.edit(edits)
    else:
        if any(_find(result.text)):  # not known to happen; nothing of a comment may then be shown
            return Cut(cut_blindly(text), unclosed=(result.position(result.text.find("<!--")),))
    return Cut(result, tuple(sorted(comments)), tuple(sorted(unclosed)))


def cut_blindly(text: str) -> Edited:
    """Cut out whatever looks like a comment, also in code; for text that the parser can't or need not read."""
    edits, position = [], 0
    while (start := text.find("<!--", position)) >= 0:
        position = _end(text, start)
        if position < 0:
            edits.append(Edit(start, len(text), ""))
            break
        edits.append(Edit(start, position, " " + "\n" * text.count("\n", start, position)))
    return Edited(text).edit(edits)


class _Found(NamedTuple):
    """A comment (`end` is -1 where it is never closed). `leads`: no other one before it swallows it."""

    start: int
    end: int
    words: str = ""
    block: bool = False
    leads: bool = True

    @property
    def closed(self) -> bool:
        return self.end >= 0


def _find(text: str) -> Iterator[_Found]:
    """Yield the comments of a text, and the signs that open one and never close it."""
    marked = _OPEN.sub(lambda sign: f"<!--\ue000{sign.start()}\ue001" + ("-->" if sign[0] != "<!--" else ""), text)
    env: dict[str, Any] = {}
    for token in walk(dialect.parse(marked, env)):
        if token.type == "html_block":
            yield from _in_html(text, token.content, block=True)
        elif token.type == "html_inline" and _MARKED.match(token.content):
            yield from _in_html(text, token.content, block=False)
        elif token.type == "text":
            for sign in _MARKED.finditer(token.content):
                start = int(sign[1])
                if not _is_escaped(text, start):
                    yield _Found(start, -1)
    for label in (*env.get("references", ()), *(one["label"] for one in env.get("duplicate_refs", ()))):
        yield from _in_html(text, label, block=False)


def _in_html(text: str, content: str, *, block: bool) -> Iterator[_Found]:
    position = 0
    while sign := _MARKED.search(content, position):
        start, end = int(sign[1]), content.find("-->", sign.end())
        if end < 0:
            if not content[: sign.start()].strip():
                later = _MARKED.finditer(content, sign.end())
                yield from (_Found(start, -1), *(_Found(int(other[1]), -1, leads=False) for other in later))
            return  # what begins beside another comment is for the next round
        words = _MARKED.sub("", content[sign.end() : end]).replace("<!--", "")
        yield _Found(start, _end(text, start), " ".join(words.split()), block)
        position = end + 3


def _end(text: str, start: int) -> int:
    """Return where the comment that begins at an offset ends, -1 where it never does."""
    whole = _OPEN.match(text, start)
    if whole and whole[0] != "<!--":
        return whole.end()
    end = text.find("-->", start + 4)
    return end + 3 if end >= 0 else -1


def _is_escaped(text: str, start: int) -> bool:
    first = start
    while text[first - 1 : first] == "\\":
        first -= 1
    return (start - first) % 2 == 1


def _runs(text: str, comments: Iterable[_Found]) -> Iterator[_Found]:
    """Join comments between which nothing stands, so that what is around them is seen."""
    last: _Found | None = None
    for one in sorted(comments):
        if last and not text[last.end : one.start].strip(" \t"):
            last = last._replace(end=one.end)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _cut_out(text: str, run: _Found) -> Iterator[Edit]:
    """Yield what to change so that comments are gone and what is around them keeps its shape."""
    start, end = run.start, run.end
    line = text.rfind("\n", 0, start) + 1
    alone = _NO_MORE.match(text, end)
    if run.block:
        # An item that begins with a comment must not become an empty one, nor the line under a heading.
        item = alone and _LIST_SIGN.fullmatch(text, line, start)
        yield Edit(start, end, _BLANK if item else _between(text, start, end))
        if lines := text.count("\n", start, end):
            line_end = text.find("\n", end)
            line_end = line_end if line_end >= 0 else len(text)
            yield Edit(line_end, line_end, "\n" * lines)  # later lines keep their numbers
        return
    if alone:
        # Blanks left at the end of a line would break it; a line that was nothing but the comment goes.
        while text[start - 1 : start] in (" ", "\t"):
            start -= 1
        if line and not text[line:start].strip(" \t>"):
            start = line - 1
    yield Edit(start, end, _between(text, start, end))


def _between(text: str, start: int, end: int) -> str:
    """Return a blank where the words or signs around a comment would read as one, hiding what they spell."""
    before, after = text[start - 1 : start], text[end : end + 1]
    joins = (before.isalnum() and after.isalnum()) or (before in ("<", "!", "-") and after.strip())
    return " " if joins else ""
