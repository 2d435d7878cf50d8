"""Markdown in; the tokens that both checks and pages are made from, out. One place decides which parser reads it."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from tongket.reading import plain_markdown
from tongket.reading.tokens import Token, html, walk

__all__ = ["Token", "html", "parse", "walk"]


def parse(text: str, env: MutableMapping[str, Any] | None = None, *, any_link: bool = False) -> list[Token]:
    """Return Markdown as tokens; `env` receives the link definitions.

    A link to an address that is not allowed stays text, unless `any_link` (to find every image, say).
    """
    plain = None if any_link else plain_markdown.read(text)
    return explain(text, env, any_link=any_link) if plain is None else plain


def explain(text: str, env: MutableMapping[str, Any] | None = None, *, any_link: bool = False) -> list[Token]:
    """Do the same by the full parser alone: many times slower, and able to read whatever there is."""
    from tongket.reading import commonmark  # slow to import, and most texts do not need it

    return commonmark.parse(text, {} if env is None else env, any_link=any_link)
