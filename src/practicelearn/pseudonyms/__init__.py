"""Pseudonyms: names replaced everywhere, the key apart, and what still looks like a name."""

from __future__ import annotations

from practicelearn.pseudonyms.key_file import forget_round
from practicelearn.pseudonyms.left import Text, names_left
from practicelearn.pseudonyms.replace import pseudonymise

__all__ = ["Text", "forget_round", "names_left", "pseudonymise"]
