"""From turns to sentence vectors: what each turn is about as numbers, encoded once and kept."""

from __future__ import annotations

import hashlib
import json
import logging
import urllib.parse
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._shared_out import each
from practicelearn.language.bert import Folder, encode_with, folder_of
from practicelearn.language.encoder import CHECKED, PACKAGE, encode
from practicelearn.language.kept_vectors import read_vectors, write_vectors
from practicelearn.language.words import without_marks

__all__ = ["turn_vectors"]

log = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

_FORMAT = 1
_REMEMBERED: OrderedDict[str, Vectors] = OrderedDict()
_MOST_REMEMBERED = 128


def turn_vectors(
    turns: pd.DataFrame, *, weights: str | Path | None = None, cache: str | Path | None = None
) -> Vectors:
    """Return what every turn is about as a vector.

    Parameters
    ----------
    turns : DataFrame
        Index ``turn_id``; session_id, text, marks. Marks are left out.
    weights : str or Path, optional
        A folder of your own (:mod:`practicelearn.language.bert`); by default those of the extra
        ``neural``.
    cache : str or Path, optional
        Folder for one file a session, such as a study's ``.cache``. It can be read only with the
        session's text. A file is used only if texts, marks and weights are the same; otherwise it
        is written anew. With and without a folder, the last 128 sessions are remembered in memory.

    Returns
    -------
    ndarray of float32
        Shape (n_turns, n_dimensions), rows at length 1, in the order given; 0 for turns without a
        word. 512 dimensions by default.

    Raises
    ------
    PracticelearnError
        The extra ``neural`` is not installed, its weights are not the ones that were checked, or
        the folder holds no weights that can be read.

    Notes
    -----
    Sessions are encoded one after the other, or shared out as
    :func:`practicelearn.language.pipeline.tokenise` does it; the result is the same. About 1.6 ms
    of processor time a turn, 16 s for 100,000 words.
    """
    own = None if weights is None else folder_of(weights)
    kept = Path(cache) / "language" if cache is not None else None
    codes, sessions = pd.factorize(turns["session_id"])
    places = [np.flatnonzero(codes == code) for code in range(len(sessions))]
    speech = [
        without_marks(text, marks)
        for text, marks in zip(turns["text"], turns["marks"], strict=True)
    ]
    texts = [[speech[k] for k in there] for there in places]
    files = [_file(kept, session) for session in sessions]
    found = {code: _known(texts[code], own, files[code]) for code in range(len(sessions))}
    missing = [code for code, known in found.items() if known is None]
    if missing:
        log.info("encoding the turns of %d sessions with %s", len(missing), weights or PACKAGE)
    tasks = ((texts[code], own) for code in missing)
    for code, made in zip(missing, each(_encoded, tasks, n=len(missing)), strict=True):
        found[code] = made
        _keep(texts[code], own, files[code], made)
    rows = [known for known in found.values() if known is not None]
    if not rows:
        return np.zeros((0, 0), dtype=np.float32)
    vectors = np.empty((len(turns), rows[0].shape[1]), dtype=np.float32)
    vectors[np.concatenate(places)] = np.concatenate(rows)
    return vectors


def _encoded(texts: Sequence[str], folder: Folder | None) -> Vectors:
    """Encode the turns of a session; "Yeah." is said a hundred times and encoded once."""
    own, distinct = pd.factorize(np.array(texts, dtype=object))
    said = list(distinct)
    vectors: Vectors = (encode(said) if folder is None else encode_with(folder, said))[own]
    return vectors


def _known(texts: Sequence[str], folder: Folder | None, file: Path | None) -> Vectors | None:
    key = _key(texts, folder)
    found = read_vectors(file, key, texts) if file else None
    if found is None and key in _REMEMBERED:
        found = _REMEMBERED[key]
        if file:
            write_vectors(file, key, texts, found)
    if found is not None:
        _remember(key, found)
    return found


def _keep(texts: Sequence[str], folder: Folder | None, file: Path | None, vectors: Vectors) -> None:
    key = _key(texts, folder)
    _remember(key, vectors)
    if file:
        write_vectors(file, key, texts, vectors)


def _remember(key: str, vectors: Vectors) -> None:
    _REMEMBERED[key] = vectors
    _REMEMBERED.move_to_end(key)
    if len(_REMEMBERED) > _MOST_REMEMBERED:
        _REMEMBERED.popitem(last=False)


def _key(texts: Sequence[str], folder: Folder | None) -> str:
    """Everything that vectors depend on."""
    made_by = CHECKED if folder is None else folder.hash
    return hashlib.sha256(json.dumps([_FORMAT, made_by, list(texts)]).encode()).hexdigest()


def _file(folder: Path | None, session: str) -> Path | None:
    name = f"vectors-{urllib.parse.quote(str(session), safe='')}.npz"
    return folder / name if folder else None
