"""Windows: stretches of whole turns, long enough for their words to show a subject."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn.errors import PracticelearnError
from practicelearn.language.words import count_words

__all__ = ["cut_windows", "make_windows"]


def make_windows(
    turns: pd.DataFrame, *, words: int = 150, n_words: pd.Series | None = None
) -> pd.DataFrame:
    """Return consecutive stretches of whole turns, each inside one session.

    Parameters
    ----------
    turns : DataFrame
        Turns of a corpus, index ``turn_id``, in order.
    words : int, default 150
        A window is closed as soon as it holds this many words; about a third of the usual stretch
        of talk on one subject. The rest of a session joins its last window, so only a session with
        fewer words than this gives a shorter one.
    n_words : Series, optional
        Words that count of each turn, index ``turn_id``; by default all that is said. A turn with
        none still belongs to a window.

    Returns
    -------
    DataFrame
        One row a window, index ``window_id`` (``session_id:w001``): session_id, first and last
        (places in ``turns``, from 0, both inclusive), turn_ids (list), n_words. Every turn is in
        exactly one window.

    Raises
    ------
    PracticelearnError
        ``words`` is below 1, or ``n_words`` lacks a turn.
    """
    if words < 1:
        raise PracticelearnError(f"make_windows: words must be at least 1, found {words}.")
    if n_words is None:
        counts = [count_words(t, m) for t, m in zip(turns["text"], turns["marks"], strict=True)]
    else:
        known = n_words.reindex(turns.index)
        if known.isna().any():
            raise PracticelearnError(
                f'make_windows: n_words has no count for turn "{known.index[known.isna()][0]}"; '
                "give every turn one, 0 where its words do not count."
            )
        counts = known.tolist()
    sizes = np.asarray(counts, dtype=np.int64)
    codes, sessions = pd.factorize(turns["session_id"])
    rows = [
        (session, number, own)
        for session, places in zip(sessions, _places_of(codes), strict=True)
        for number, own in enumerate(_cut(places, sizes, words), start=1)
    ]
    return pd.DataFrame(
        {
            "session_id": [session for session, _, _ in rows],
            "first": np.array([own[0] for *_, own in rows], dtype=np.int64),
            "last": np.array([own[-1] for *_, own in rows], dtype=np.int64),
            "turn_ids": [turns.index[own].tolist() for *_, own in rows],
            "n_words": np.array([sizes[own].sum() for *_, own in rows], dtype=np.int64),
        },
        index=pd.Index([f"{s}:w{n:03d}" for s, n, _ in rows], name="window_id", dtype=object),
    )


def cut_windows(
    session: npt.NDArray[np.int64], n_words: npt.NDArray[np.int64], words: int
) -> npt.NDArray[np.int64]:
    """Return the number of each turn's window, cut as :func:`make_windows` cuts them.

    Parameters
    ----------
    session : ndarray of int, shape (n_turns,)
        Session of each turn, numbered from 0 as sessions first come.
    n_words : ndarray of int, shape (n_turns,)
        Words that count of each turn.
    words : int
    """
    window = np.empty(len(session), dtype=np.int64)
    number = 0
    for places in _places_of(session):
        for own in _cut(places, n_words, words):
            window[own] = number
            number += 1
    return window


def _places_of(codes: npt.NDArray[np.intp]) -> list[npt.NDArray[np.int64]]:
    """The places of each session's turns; the turns are gone through once for all."""
    if not len(codes):
        return []
    return np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])


def _cut(
    places: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64], words: int
) -> list[npt.NDArray[np.int64]]:
    """Cut one session's turns into windows."""
    ends, size = [], 0
    for k, place in enumerate(places, start=1):
        size += int(sizes[place])
        if size >= words:
            ends.append(k)
            size = 0
    # the last window reaches to the end of the session
    return np.split(places, ends[:-1])
