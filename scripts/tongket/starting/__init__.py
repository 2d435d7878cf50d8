"""An empty folder in; a complete repository of a new campaign (the program, and a small campaign to change) out."""

from tongket.starting.repository import StartError, is_taken, start

__all__ = ["StartError", "is_taken", "start"]
