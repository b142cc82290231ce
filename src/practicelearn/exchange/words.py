"""Words of a source counted, and where each of them went: into a turn, or into what is no turn.

A word is what stands between white space and holds a letter or digit. The count of a text knows
nothing of readers; the fate of its words is told by what the reader made of every character.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from practicelearn.transcripts.tiles import Tile

__all__ = ["fate_of_words", "n_words"]

_WORD = re.compile(r"[^\W_]\S*")
_KINDS = ("label", "time", "mark", "preamble", "issue", "syntax", "speech")
APART = "apart"


def n_words(text: str) -> int:
    """Return how many words a text holds.

    Examples
    --------
    >>> n_words("P1: There is - no desk.")
    5
    """
    return sum(1 for _ in _WORD.finditer(text))


def fate_of_words(
    text: str,
    tiles: Sequence[Tile],
    rows: Sequence[tuple[int, int, int, int, int]],
    turns: Sequence[str],
) -> dict[str, int]:
    """Return how many words of a source are in no turn, by what they are instead.

    Parameters
    ----------
    text : str
        The source as decoded.
    tiles : sequence of Tile
        The owner of each character; may be empty, then what is in no turn is a label.
    rows : sequence of (n of turn, start, end, source_start, source_end)
        What of the source stands in turns.
    turns : sequence of str
        The turns' texts.

    Returns
    -------
    dict of str to int
        Kind of tile to words; ``apart`` is how many more the turns hold because what the file
        writes in one is two words there (``P1:desk``), less than zero for the other way round. The
        words of ``text`` less all of these are the words of ``turns``, or a reader lost some: what
        letters do not bear out is never explained.
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    letter, space = _signs(points)
    first = ~space & np.concatenate([[True], space[:-1]]) if len(points) else space
    token = np.cumsum(first) - 1
    turn = np.full(len(points), -1, dtype=np.int64)
    for n, _, _, start, end in rows:
        turn[start:end] = n
    owner = np.zeros(len(points), dtype=np.int8)
    for tile in tiles:
        owner[tile.start : tile.end] = _KINDS.index(tile.kind)
    n_tokens = int(first.sum())
    said = letter & (turn >= 0)
    in_turn = np.bincount(token[said], minlength=n_tokens) > 0
    at = np.flatnonzero(letter & ~space)
    own, where = np.unique(token[at], return_index=True)
    lost = ~in_turn[own]
    kinds = owner[at[where[lost]]]
    found = {kind: int((kinds == k).sum()) for k, kind in enumerate(_KINDS) if (kinds == k).any()}
    more = sum(map(n_words, turns)) - int(in_turn.sum())
    if more and _letters(text, said) == _letters(" ".join(turns)):
        found[APART] = -more
    return found


def _signs(points: NDArray[np.uint32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which characters are letters or digits, and which are white space."""
    kinds, back = np.unique(points, return_inverse=True)
    chars = [chr(p) for p in kinds]  # few different ones: each is asked once
    letter = np.array([c.isalnum() for c in chars], dtype=bool)[back]
    space = np.array([c.isspace() for c in chars], dtype=bool)[back]
    return letter, space


def _letters(text: str, said: NDArray[np.bool_] | None = None) -> str:
    """The letters and digits of a text, of what was said of it only; entities as they read."""
    if said is not None:
        text = "".join(c if s or not c.isalnum() else " " for c, s in zip(text, said, strict=True))
    plain = unicodedata.normalize("NFC", html.unescape(text))
    return "".join(c for c in plain if c.isalnum())
