"""What to read next: turns nobody has read, ranked by what they may hold; nothing is promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import AT_LEAST_1, SEED, Number, check_arguments, check_known
from practicelearn._tables import NEXT_TO_CODE, conform, empty_table
from practicelearn.coding.codings import MACHINES, Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.offers.allowed import kept_out, may_be_shown, reasons_for_none
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError

__all__ = ["next_to_code"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

# so many of the likeliest turns of each code are looked at for a list of all codes
LOOKED_AT = 400


def next_to_code(
    codings: Codings,
    corpus: Corpus,
    *,
    code: str | None = None,
    coder: str | None = None,
    n: int = 50,
    by: Literal["likely", "unsure"] = "likely",
    keep: int = 2,
    random_state: int = 0,
    cache: str | Path | None = None,
) -> pd.DataFrame:
    """Return turns that nobody has read, those first that teach most about what to look for.

    A reading order without a promise, for studies in which no threshold can be promised (see
    :class:`practicelearn.CodeSuggester`). It codes nothing and offers nothing: a person reads the
    turn, and codes it or does not.

    Parameters
    ----------
    codings : Codings
        Of all coders, with the frame.
    corpus : Corpus
        The whole study: what was read is learned from, what was not is ranked.
    code : str, optional
        Rank for this code alone. By default for all codes: each further turn of a code counts for
        less, so that rare codes have their turn.
    coder : str, optional
        For this person: learned from their own coding alone, without sessions that anybody else has
        begun; so the list tells them nothing of another's coding. By default learned from all.
    n : int, default 50
        Length of the list.
    by : {"likely", "unsure"}, default "likely"
        Most likely to hold the code; or where the program knows least whether it does, which
        teaches most once codes are common.
    keep : int, default 2
        Sessions of each round that are in no list, as in ``CodeSuggester``.
    random_state : int, default 0
        The draw of those sessions.
    cache : str or Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.NEXT_TO_CODE``. Participants' turns that no person has
        read; never in a session that two are coding (:func:`practicelearn.why_no_offers`), in one
        that is kept out, or a turn with words that were redacted, withdrawn or are referred on.

    Raises
    ------
    CodingError
        Nothing has been read and coded by hand yet, or the code is not known or was never given.
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Notes
    -----
    One logistic regression a code, as in ``CodeSuggester``, also for codes with a single example;
    context and features are chosen in sessions left out where two or more were read. For all codes
    the list is greedy in the sum over codes of log(1 + h / (p n)): h, the expected number of turns
    with the code listed so far; p, its share of the turns read. How much richer in codes its first
    turns are than a random order is measured by ``benchmarks/suggestions.py``.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus, codings = study.corpus(), study.codings()
    >>> newest = corpus.where(year="2025-26")
    >>> turns = prac.next_to_code(codings.of(coder="lee"), newest, n=3)
    >>> turns["rank"].tolist(), bool(turns["turn_id"].isin(newest.turns.index).all())
    ([1, 2, 3], True)
    """
    check_arguments(
        next_to_code, locals(), n=AT_LEAST_1, keep=Number(2, whole=True), random_state=SEED
    )
    refuse_uncounted(codings, "next_to_code")
    # scikit-learn: only when asked
    from practicelearn.coding.offers.examples import never_offered
    from practicelearn.coding.offers.learning import examples_of, likelihoods

    taught = codings if coder is None else _only(codings, coder)
    given = examples_of(corpus, taught, cache=cache)
    if code is not None:
        check_known("next_to_code: code", [code], given.codes, noun="code", error=CodingError)
    given_to = (given.labels == 1).sum(axis=0)
    wanted = [k for k, c in enumerate(given.codes) if given_to[k] and code in (None, c)]
    if not wanted:
        whose = f'with "{code}" ' if code is not None and given.known.any() else ""
        raise CodingError(
            f"next_to_code learns from turns coded by hand: nothing was coded {whose}yet in turns "
            "that are marked as read. Code a session first; until then read in any order."
        )
    able = _open(corpus, codings, coder, kept_out(corpus, keep, random_state))
    rows = np.flatnonzero(able & ~never_offered(corpus, codings) & (given.talk.n_words > 0))
    if not len(rows):
        return empty_table(NEXT_TO_CODE)
    score = likelihoods(given, wanted, rows)
    n_read = (given.labels[:, wanted] >= 0).sum(axis=0)
    usual = (given_to[wanted] + 0.5) / (n_read + 1)
    worth = score if by == "likely" else 4 * score * (1 - score)
    order, of = _ranked(worth, usual, n)
    return _table(given.codes, corpus, wanted, rows, score, given_to[wanted] / n_read, order, of)


def _only(codings: Codings, coder: str) -> Codings:
    spans, read = codings.spans, codings.read
    return replace(codings, spans=spans[spans["coder"] == coder], read=read[read["coder"] == coder])


def _open(
    corpus: Corpus, codings: Codings, coder: str | None, kept: Mapping[str, Sequence[str]]
) -> Bools:
    """Return the turns that nobody has read, in sessions that may stand in the list."""
    done = pd.concat([table[["coder", "turn_id"]] for table in (codings.read, codings.spans)])
    done = done[~done["coder"].isin(MACHINES)]
    closed = {s for own in kept.values() for s in own} | set(reasons_for_none(codings, corpus))
    session = corpus.turns["session_id"]
    if coder is not None:
        others = done.loc[done["coder"] != coder, "turn_id"]
        closed |= set(session.reindex(others).dropna())
    whole = [may_be_shown(text, 0, len(text)) for text in corpus.turns["text"]]
    return np.asarray(
        ~corpus.turns.index.isin(done["turn_id"]) & ~session.isin(closed).to_numpy() & whole
    )


def _ranked(worth: Floats, usual: Floats, n: int) -> tuple[Ints, Ints]:
    """Return the turns in their order, and the code each stands there for."""
    n = min(n, len(worth))
    if worth.shape[1] == 1:
        return np.argsort(-worth[:, 0], kind="stable")[:n], np.zeros(n, dtype=np.int64)
    best = np.argsort(-worth, axis=0, kind="stable")[: max(LOOKED_AT, n)]
    left = np.unique(best)
    held, order, of = np.zeros(worth.shape[1]), [], []
    for _ in range(n):
        gain = np.log1p((held + worth[left]) / (usual * n)) - np.log1p(held / (usual * n))
        at = int(gain.sum(axis=1).argmax())
        order.append(left[at])
        of.append(int(gain[at].argmax()))
        held += worth[left[at]]
        left = np.delete(left, at)
    return np.array(order, dtype=np.int64), np.array(of, dtype=np.int64)


def _table(
    codes: list[str], corpus: Corpus, wanted: list[int], rows: Ints, score: Floats,
    usual: Floats, order: Ints, of: Ints,
) -> pd.DataFrame:  # fmt: skip
    turns = corpus.turns.iloc[rows[order]]
    likely = score[order, of]
    times = likely / usual[of]
    table: dict[str, Any] = {
        "rank": np.arange(1, len(order) + 1),
        "turn_id": turns.index.to_numpy(),
        "session_id": turns["session_id"].to_numpy(),
        "code": [codes[wanted[k]] for k in of],
        "score": likely,
        "usual": usual[of],
        "why": [
            f"{t:.1f} times as likely as a turn at random" if t >= 1.5 else "as likely as any turn"
            for t in times
        ],
        "text": turns["text"].to_numpy(),
    }
    return conform(pd.DataFrame(table), NEXT_TO_CODE)
