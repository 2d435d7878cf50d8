"""The tokens of a Markdown text, by whichever parser; HTML of them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

_NONE: Mapping[str, str | int | float] = MappingProxyType({})


class Token:
    """A piece of Markdown: a block's beginning or end, its inline content, or a part of that.

    `type`, `tag`, `nesting`, `level`, `markup`, `attrs` and `children` are those of markdown-it; `rows` are the first
    line of a block, from 0, and the line after its last; `label` is that of a definition by which a link was found.
    """

    __slots__ = ("attrs", "children", "content", "hidden", "label", "level", "markup", "nesting", "rows", "tag", "type")

    def __init__(
        self,
        type: str,  # noqa: A002  # the word of markdown-it, whose tokens these are
        tag: str,
        nesting: int,
        level: int,
        rows: tuple[int, int] = (0, 0),
        content: str = "",
        markup: str = "",
    ) -> None:
        self.type = type
        self.tag = tag
        self.nesting = nesting
        self.level = level
        self.rows = rows
        self.content = content
        self.markup = markup
        self.hidden = False
        self.label = ""
        self.attrs: Mapping[str, str | int | float] = _NONE
        self.children: Sequence[Token] = ()


def walk(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield tokens and what is inside them, in the order of the text."""
    for token in tokens:
        yield token
        yield from walk(token.children)


def html(tokens: Sequence[Token], shift: int = 0) -> str:
    """Return tokens as HTML, not yet sanitised: headings `shift` levels lower, raw HTML and pictures as text."""
    made: list[str] = []
    before: Token | None = None
    for index, token in enumerate(tokens):
        if token.type == "inline":
            made += map(_inline, token.children)
        elif token.type in ("fence", "code_block"):
            made.append(f"<pre><code>{_escaped(token.content)}</code></pre>\n")
        elif token.type == "html_block":
            made.append(_escaped(token.content))
        elif not token.hidden:
            if before and before.hidden and token.nesting >= 0:
                made.append("\n")
            made.append(_tag(token, shift))
            after = tokens[index + 1] if index + 1 < len(tokens) else None
            if not (token.nesting == 1 and after and _is_joined(token, after)):
                made.append("\n")
        before = token
    return "".join(made)


def _is_joined(opening: Token, after: Token) -> bool:
    """Tell whether what follows an opening tag stands on the same line."""
    return after.type == "inline" or after.hidden or (after.nesting == -1 and after.tag == opening.tag)


def _inline(token: Token) -> str:
    match token.type:
        case "text" | "html_inline" | "image":
            return _escaped(token.content)
        case "softbreak":
            return "\n"
        case "hardbreak":
            return "<br />\n"
        case "code_inline":
            return f"<code>{_escaped(token.content)}</code>"
    return _tag(token, 0)


def _tag(token: Token, shift: int) -> str:
    name = f"h{min(6, int(token.tag[1]) + shift)}" if token.type in ("heading_open", "heading_close") else token.tag
    if token.nesting < 0:
        return f"</{name}>"
    attrs = "".join(_attribute(key, str(value)) for key, value in token.attrs.items())
    return f"<{name}{attrs}>" if token.nesting else f"<{name}{attrs} />"


def _attribute(key: str, value: str) -> str:
    if key == "style":  # the one style that the parsers give, that of a table's cell
        key, value = "align", value.removeprefix("text-align:")
    return f' {key}="{_escaped(value)}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
