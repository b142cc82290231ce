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
from practicelearn.language.encoder import CHECKED, DIMENSIONS, PACKAGE, encode
from practicelearn.language.kept_vectors import read_vectors, write_vectors
from practicelearn.language.words import without_marks

__all__ = ["turn_vectors"]

log = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

_FORMAT = 1
_REMEMBERED: OrderedDict[str, Vectors] = OrderedDict()
_MOST_REMEMBERED = 128


def turn_vectors(turns: pd.DataFrame, *, cache: str | Path | None = None) -> Vectors:
    """Return what every turn is about as a vector.

    Parameters
    ----------
    turns : DataFrame
        Index ``turn_id``; session_id, text, marks. Marks are left out.
    cache : str or Path, optional
        Folder for one file a session, such as a study's ``.cache``. It can be read only with the
        session's text. A file is used only if texts, marks and weights are the same; otherwise it
        is written anew. With and without a folder, the last 128 sessions are remembered in memory.

    Returns
    -------
    ndarray of float32
        Shape (n_turns, 512), rows at length 1, in the order given; 0 for turns without a word.

    Raises
    ------
    PracticelearnError
        The extra ``neural`` is not installed, or its weights are not the ones that were checked.

    Notes
    -----
    Sessions are encoded one after the other, or shared out as
    :func:`practicelearn.language.pipeline.tokenise` does it; the result is the same. About 1.6 ms
    of processor time a turn, 16 s for 100,000 words.
    """
    folder = Path(cache) / "language" if cache is not None else None
    vectors = np.zeros((len(turns), DIMENSIONS), dtype=np.float32)
    codes, sessions = pd.factorize(turns["session_id"])
    places = [np.flatnonzero(codes == code) for code in range(len(sessions))]
    speech = [
        without_marks(text, marks)
        for text, marks in zip(turns["text"], turns["marks"], strict=True)
    ]
    missing: list[int] = []
    for code, own in enumerate(places):
        known = _known([speech[k] for k in own], _file(folder, sessions[code]))
        if known is None:
            missing.append(code)
        else:
            vectors[own] = known
    if missing:
        log.info("encoding the turns of %d sessions with %s", len(missing), PACKAGE)
    tasks = (([speech[k] for k in places[code]],) for code in missing)
    for code, found in zip(missing, each(_encoded, tasks, n=len(missing)), strict=True):
        vectors[places[code]] = found
        _keep([speech[k] for k in places[code]], _file(folder, sessions[code]), found)
    return vectors


def _encoded(texts: Sequence[str]) -> Vectors:
    """Encode the turns of a session; "Yeah." is said a hundred times and encoded once."""
    own, distinct = pd.factorize(np.array(texts, dtype=object))
    vectors: Vectors = encode(list(distinct))[own]
    return vectors


def _known(texts: Sequence[str], file: Path | None) -> Vectors | None:
    key = _key(texts)
    found = read_vectors(file, key, texts) if file else None
    if found is None and key in _REMEMBERED:
        found = _REMEMBERED[key]
        if file:
            write_vectors(file, key, texts, found)
    if found is not None:
        _remember(key, found)
    return found


def _keep(texts: Sequence[str], file: Path | None, vectors: Vectors) -> None:
    key = _key(texts)
    _remember(key, vectors)
    if file:
        write_vectors(file, key, texts, vectors)


def _remember(key: str, vectors: Vectors) -> None:
    _REMEMBERED[key] = vectors
    _REMEMBERED.move_to_end(key)
    if len(_REMEMBERED) > _MOST_REMEMBERED:
        _REMEMBERED.popitem(last=False)


def _key(texts: Sequence[str]) -> str:
    """Everything that vectors depend on."""
    return hashlib.sha256(json.dumps([_FORMAT, CHECKED, list(texts)]).encode()).hexdigest()


def _file(folder: Path | None, session: str) -> Path | None:
    name = f"vectors-{urllib.parse.quote(str(session), safe='')}.npz"
    return folder / name if folder else None
