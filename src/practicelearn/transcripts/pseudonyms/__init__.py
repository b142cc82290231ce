"""Pseudonyms: names and numbers replaced everywhere, the key apart, and what still looks like one."""

from __future__ import annotations

from practicelearn.transcripts.pseudonyms.key_file import forget_round
from practicelearn.transcripts.pseudonyms.replace import pseudonymise

__all__ = ["forget_round", "pseudonymise"]
