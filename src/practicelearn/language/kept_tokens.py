"""Tokens of a session in a file that holds no word of it: places, parts of speech, endings.

A word is read again where it stands in the text, and its base form is told by what is cut off its
end and put there instead. Whoever has the file and not the session has neither.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from practicelearn._disk import make_folder, open_private
from practicelearn.language.kept_entities import now

__all__ = ["KeptTokens", "read_tokens", "write_tokens"]

log = logging.getLogger(__name__)

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
    head = json.dumps({"key": key, "at": now(), "tags": list(tags), "endings": list(known)})
    kept: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
    kept["head"] = np.frombuffer(head.encode(), dtype=np.uint8)
    kept["ending"] = np.array(ending, dtype=np.int32)
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        make_folder(file.parent)
        with open_private(draft, "wb") as out:
            np.savez(out, **kept)
        draft.replace(file)
    except OSError as error:  # a folder that cannot be written costs time, not results
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        log.warning("tokens cannot be kept in %s (%s); they are made anew", file.parent, error)


def read_tokens(file: Path, key: str, texts: Sequence[str]) -> KeptTokens | None:
    """Return the tokens kept under this key, with the words of the texts; None without such."""
    if not file.exists():
        return None
    try:
        # opened here, because numpy leaves a file that is no archive open
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            head = json.loads(kept["head"].tobytes())
            if not isinstance(head, dict) or head["key"] != key:
                return None  # of another text or model, or kept by an earlier version
            arrays = {name: kept[name] for name in _ARRAYS}
            ending = kept["ending"].tolist()
        lower = _said(texts, arrays)
        endings = [(int(cut), str(put)) for cut, put in head["endings"]]
        ends = [endings[n] for n in ending]
        lemma = [
            word[: len(word) - cut] + put for word, (cut, put) in zip(lower, ends, strict=True)
        ]
        return KeptTokens(arrays, lower, lemma, [str(tag) for tag in head["tags"]])
    except (
        OSError, EOFError, ValueError, KeyError, IndexError, TypeError, zipfile.BadZipFile
    ) as error:  # fmt: skip
        log.warning("kept tokens in %s cannot be read and are made anew (%s)", file.name, error)
        return None


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
