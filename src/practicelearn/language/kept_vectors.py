"""Vectors of a session in a file that tells nothing to whoever has not the session's text.

A sentence vector holds no word, but who has one and the same encoder could try out which sentence
it may be of. So its bytes are laid over with a stream of bytes that only the text itself gives.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from practicelearn._disk import make_folder, open_private
from practicelearn.language.kept_entities import now

__all__ = ["read_vectors", "write_vectors"]

log = logging.getLogger(__name__)

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
    head = json.dumps({"key": key, "at": now(), "shape": vectors.shape})
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        make_folder(file.parent)
        with open_private(draft, "wb") as out:
            np.savez(
                out,
                head=np.frombuffer(head.encode(), dtype=np.uint8),
                covered=_covered(vectors.astype("<f4").tobytes(), texts),
            )
        draft.replace(file)
    except OSError as error:  # a folder that cannot be written costs time, not results
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        log.warning("vectors cannot be kept in %s (%s); they are made anew", file.parent, error)


def read_vectors(file: Path, key: str, texts: Sequence[str]) -> Vectors | None:
    """Return the vectors kept under this key; None without such."""
    if not file.exists():
        return None
    try:
        # opened here, because numpy leaves a file that is no archive open
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            head = json.loads(kept["head"].tobytes())
            if not isinstance(head, dict) or head["key"] != key:
                return None  # of another text or model
            whole = _covered(kept["covered"].tobytes(), texts).tobytes()
        vectors = np.frombuffer(whole, dtype="<f4").reshape(head["shape"]).astype(np.float32)
        if len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise ValueError("not as many vectors as texts")
        return vectors
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        log.warning("kept vectors in %s cannot be read and are made anew (%s)", file.name, error)
        return None


def _covered(content: bytes, texts: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Lay the bytes over with those that the texts give; a second time takes them off again."""
    stream = hashlib.shake_256(json.dumps(list(texts)).encode()).digest(len(content))
    return np.frombuffer(content, dtype=np.uint8) ^ np.frombuffer(stream, dtype=np.uint8)
