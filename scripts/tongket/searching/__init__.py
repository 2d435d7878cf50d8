"""A campaign's pages in; the static files of its search index out, and how Vietnamese is folded for it."""

from tongket.searching.entries import Written
from tongket.searching.files import SCRIPT, files, of_report
from tongket.searching.index import FOLDER
from tongket.searching.parts import Part

__all__ = ["FOLDER", "SCRIPT", "Part", "Written", "files", "of_report"]
