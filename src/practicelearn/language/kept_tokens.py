"""Tokens of a session in a file that holds no word of it: places, parts of speech, endings.

A word is read again where it stands in the text, and its base form is told by what is cut off its
end and put there instead. Whoever has the file and not the session has neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from practicelearn.language.kept_files import read_arrays, write_arrays

__all__ = ["KeptTokens", "read_tokens", "write_tokens"]

_ARRAYS = ("bounds", "start", "end", "pos", "after_mark")


class KeptTokens(NamedTuple):
    """What a file says of a session's tokens, with the words of the texts it was read with."""

    arrays: dict[str, npt.NDArray[Any]]
    lower: list[str]
    lemma: list[str]
    tags: list[str]


def write_tokens(
    file: Path,
    key: str,
    texts: Sequence[str],
    arrays: Mapping[str, npt.NDArray[Any]],
    *,
    lower: Sequence[str],
    lemma: Sequence[str],
    tags: Sequence[str],
) -> None:
    """Write a session's tokens, whole or not at all.

    Parameters
    ----------
    file : Path
    key : str
        Everything that they depend on, as a hash.
    texts : sequence of str
        Of the session's turns.
    arrays : mapping of str to ndarray
        As :class:`~practicelearn.language.pipeline.Tokens` has them: bounds, start, end, pos,
        after_mark.
    lower, lemma : sequence of str
        Of each token.
    tags : sequence of str
    """
    if _said(texts, arrays) != list(lower):
        return  # a word that its place does not tell: it is analysed anew each time
    known: dict[tuple[int, str], int] = {}
    ending = [
        known.setdefault(_ending(*pair), len(known)) for pair in zip(lower, lemma, strict=True)
    ]
    kept = {name: arrays[name] for name in _ARRAYS}
    kept["ending"] = np.array(ending, dtype=np.int32)
    write_arrays(file, key, kept, what="tokens", tags=list(tags), endings=list(known))


def read_tokens(file: Path, key: str, texts: Sequence[str]) -> KeptTokens | None:
    """Return the tokens kept under this key, with the words of the texts; None without such."""

    def made(head: dict[str, Any], kept: Any) -> KeptTokens:
        arrays = {name: kept[name] for name in _ARRAYS}
        lower = _said(texts, arrays)
        endings = [(int(cut), str(put)) for cut, put in head["endings"]]
        ends = [endings[n] for n in kept["ending"].tolist()]
        lemma = [
            word[: len(word) - cut] + put for word, (cut, put) in zip(lower, ends, strict=True)
        ]
        return KeptTokens(arrays, lower, lemma, [str(tag) for tag in head["tags"]])

    return read_arrays(file, key, made, what="tokens")


def _said(texts: Sequence[str], arrays: Mapping[str, npt.NDArray[Any]]) -> list[str]:
    """The words that stand at the tokens' places, lower case."""
    bounds, start, end = (arrays[name].tolist() for name in ("bounds", "start", "end"))
    return [
        text[s:e].lower()
        for n, text in enumerate(texts)
        for s, e in zip(
            start[bounds[n] : bounds[n + 1]], end[bounds[n] : bounds[n + 1]], strict=True
        )
    ]


def _ending(word: str, base: str) -> tuple[int, str]:
    """How many letters are cut off a word's end, and what is put there, to have its base form."""
    pairs = enumerate(zip(word, base, strict=False))
    same = next((n for n, (a, b) in pairs if a != b), min(len(word), len(base)))
    return len(word) - same, base[same:]
