"""A campaign's pages in; the static files of its search index out, and how Vietnamese is folded for it."""

from tongket.searching.entries import Written
from tongket.searching.files import files
from tongket.searching.index import FOLDER

__all__ = ["FOLDER", "Written", "files"]
