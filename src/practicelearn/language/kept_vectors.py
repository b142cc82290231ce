"""Vectors of a session in a file that tells nothing to whoever has not the session's text.

A sentence vector holds no word, but who has one and the same encoder could try out which sentence
it may be of. So its bytes are laid over with a stream of bytes that only the text itself gives.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from practicelearn.language.kept_files import read_arrays, write_arrays

__all__ = ["read_vectors", "write_vectors"]

Vectors = npt.NDArray[np.float32]


def write_vectors(file: Path, key: str, texts: Sequence[str], vectors: Vectors) -> None:
    """Write a session's vectors, whole or not at all.

    Parameters
    ----------
    file : Path
    key : str
        Everything that they depend on, as a hash.
    texts : sequence of str
        What they are of.
    vectors : ndarray of float32, shape (n_texts, n_dimensions)
    """
    covered = _covered(vectors.astype("<f4").tobytes(), texts)
    write_arrays(file, key, {"covered": covered}, what="vectors", shape=vectors.shape)


def read_vectors(file: Path, key: str, texts: Sequence[str]) -> Vectors | None:
    """Return the vectors kept under this key; None without such."""

    def made(head: dict[str, Any], kept: Any) -> Vectors:
        whole = _covered(kept["covered"].tobytes(), texts).tobytes()
        vectors = np.frombuffer(whole, dtype="<f4").reshape(head["shape"]).astype(np.float32)
        if len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise ValueError("not as many vectors as texts")
        return vectors

    return read_arrays(file, key, made, what="vectors")


def _covered(content: bytes, texts: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Lay the bytes over with those that the texts give; a second time takes them off again."""
    stream = hashlib.shake_256(json.dumps(list(texts)).encode()).digest(len(content))
    return np.frombuffer(content, dtype=np.uint8) ^ np.frombuffer(stream, dtype=np.uint8)
