"""`tong-hop.md` and the consolidated report in; the board's prose, with what it quotes, and its problems out."""

from tongket.synthesis.pieces import Citation, Piece
from tongket.synthesis.prose import Prose, Synthesis, read
from tongket.synthesis.staleness import Change, fingerprints, source_name

__all__ = ["Change", "Citation", "Piece", "Prose", "Synthesis", "fingerprints", "read", "source_name"]
