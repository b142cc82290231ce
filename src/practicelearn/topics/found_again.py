"""Which topics are found again: in sessions that share nothing with those they were found in."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import AT_LEAST_1, SEED, check_arguments
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.topics.fitted_on import check_fitted_on
from practicelearn.topics.matching import deal, likeness, n_words, partners, word_sets
from practicelearn.topics.standing import keep, kept

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["FEWEST_SESSIONS", "FEW_WINDOWS", "Splits", "again_in", "look_again", "splits",
           "stability"]  # fmt: skip

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float64]

FEWEST_SESSIONS = 4
FEW_WINDOWS = 200
NULL_DRAWS = 200
MOST_SESSIONS = 240
"""As many sessions' tokens as are remembered: more would be analysed again and again."""


def stability(
    model: TopicModel,
    corpus: Corpus,
    *,
    repeats: int = 10,
    most_sessions: int = MOST_SESSIONS,
    random_state: int = 0,
    cache: str | Path | None = None,
) -> pd.DataFrame:
    """Return which topics are found again in sessions that they were not found in.

    Parameters
    ----------
    model : TopicModel
        Fitted on the corpus; refits use the same settings.
    corpus : Corpus
        The one it was fitted on.
    repeats : int, default 10
        How many times the sessions are split in two by chance. A split costs two fits on half of
        the talk.
    most_sessions : int, default 240
        Of a larger study so many whole sessions are drawn, once, and these are split.
    random_state : int, default 0
    cache : str or Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    DataFrame
        Index topic: name (as it is shown: only a topic found again has one); terms (the first
        three); jaccard (0 to 1, mean overlap of the words that mark it most, 15 to 50, with those
        of the matching topic of a half), sd (of that, over the refits); halves (0 to 1, mean over
        splits of the overlap of the two matching topics with each other), low (lower decile of
        that); by_chance (95 % point of the same for topics that have nothing to do with each
        other); n_again (splits in which the two halves overlap by more than that), n_splits;
        n_sessions (in each half); found_again (low is above by_chance).

    Raises
    ------
    PracticelearnError
        The corpus is not the model's, has fewer than 4 sessions with turns, or an argument is out
        of range.

    Warns
    -----
    UserWarning
        The corpus has fewer than 200 windows: few topics can be found again in half of so little.

    Notes
    -----
    After Greene, O'Callaghan and Cunningham (2014, arXiv 1404.4606), with whole sessions as the
    unit and two halves in place of a subsample: refits that leave a fifth of the sessions out share
    the rest with the model, and its accidents with it. Terms are compared in the singular, topics
    matched one to one so that the overlap is largest in all. By chance: the terms of one half dealt
    out anew among its topics, the same terms as often in lists as long, matched in the same way,
    200 times, for each topic by itself.

    Words: one for each ten windows of the model, 15 to 50, ordered by their share of the topic
    times the log of how much likelier they are on it.

    Checked on the sample with its words dealt out anew over all turns, or over those of a session,
    eight times each, so that there is nothing to find: of 128 such topics none was found again,
    while leaving a fifth of the sessions out found 12 of 48.

    Only a topic found again is called by its name, in tables, pictures and documents; the answer is
    kept with the model. Splits share sessions with each other: their spread is a range, no standard
    error. Found again does not mean right, and not found again may mean too few sessions.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> model = prac.TopicModel(n_topics=8).fit(corpus)
    >>> steady = prac.topics.stability(model, corpus, repeats=4)
    >>> steady.loc[steady["found_again"], "name"].str.contains("interpreter").tolist()
    [True]
    """
    check_arguments(
        stability, locals(), repeats=AT_LEAST_1, random_state=SEED,
        most_sessions=AT_LEAST_1,
    )  # fmt: skip
    if most_sessions < FEWEST_SESSIONS:
        raise PracticelearnError(
            f"stability: most_sessions={most_sessions}: expected at least {FEWEST_SESSIONS}, two "
            "in each half."
        )
    check_fitted_on(model, corpus, "stability")
    settings = (repeats, most_sessions, random_state)
    known = kept(model, settings)
    if known is None:
        found = splits(
            model, corpus, repeats=repeats, most_sessions=most_sessions, random_state=random_state,
            cache=cache, who="stability",
        )  # fmt: skip
        known = keep(model, settings, _table(model, found))
    if len(model.windows_) < FEW_WINDOWS:
        warnings.warn(
            f"stability: {len(model.windows_)} windows are little talk (below {FEW_WINDOWS}); each "
            "half holds about half of them. A topic that is not found again may still be one.",
            stacklevel=2,
        )
    return known.copy()


def look_again(model: TopicModel, corpus: Corpus, *, cache: str | Path | None = None) -> None:
    """Ask :func:`stability` once, where nobody has: what shows topics must know which hold.

    Where it cannot be asked (fewer than 4 sessions, another corpus than the model's, a model that
    holds no turns), topics stay without a name.
    """
    there = {"windows_", "turn_topics_"} <= set(vars(model))
    if kept(model) is not None or not there:
        return
    if corpus.turns["session_id"].nunique() < FEWEST_SESSIONS:
        return
    try:
        check_fitted_on(model, corpus, "stability")
    except PracticelearnError as other:
        log.info("%s", other)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # fitting has said how little talk there is
        stability(model, corpus, cache=cache)


@dataclass(frozen=True, eq=False)
class Splits:
    """What came of splitting the sessions.

    Parameters
    ----------
    to_model : ndarray, shape (2 * n_splits, n_topics)
        Overlap of each topic with its match in each half.
    halves : ndarray, shape (n_splits, n_topics)
        Overlap of the two matches of each topic with each other.
    by_chance : ndarray, shape (n_draws, n_topics)
        The same with the terms of one half dealt out anew.
    n_sessions : int
        In the smaller half.
    """

    to_model: Floats
    halves: Floats
    by_chance: Floats
    n_sessions: int


def splits(
    model: TopicModel,
    corpus: Corpus,
    *,
    repeats: int,
    most_sessions: int = MOST_SESSIONS,
    random_state: int = 0,
    cache: str | Path | None = None,
    who: str = "stability",
) -> Splits:
    """Split the sessions in two again and again, and hold the topics of the halves together."""
    sessions = list(dict.fromkeys(corpus.turns["session_id"]))
    if len(sessions) < FEWEST_SESSIONS:
        raise PracticelearnError(
            f"{who} splits the sessions in two and needs at least {FEWEST_SESSIONS} with turns; "
            f"this corpus has {len(sessions)}. With so few nobody can tell whether a topic is more "
            "than one conversation's."
        )
    rng = np.random.default_rng(random_state)
    if len(sessions) > most_sessions:
        log.info("%s: %d of %d sessions are drawn", who, most_sessions, len(sessions))
        drawn = np.sort(rng.choice(len(sessions), most_sessions, replace=False))
        sessions = [sessions[k] for k in drawn]
        corpus = corpus.where(session_id=sessions)
    n = n_words(model)
    own = word_sets(model, n)
    draws = -(-NULL_DRAWS // repeats)
    to_model, halves, by_chance = [], [], []
    for _ in range(repeats):
        order = rng.permutation(len(sessions))
        half = len(sessions) // 2
        first, second = (
            _refitted(model, n, corpus, [sessions[k] for k in sorted(part)], cache)
            for part in (order[:half], order[half:])
        )
        with_first, with_second = likeness(own, first), likeness(own, second)
        at_first, at_second = partners(with_first), partners(with_second)
        to_model += [_at(with_first, at_first), _at(with_second, at_second)]
        halves.append(_between(first, at_first, second, at_second))
        for _ in range(draws):
            dealt = deal(second, rng)
            by_chance.append(_between(first, at_first, dealt, partners(likeness(own, dealt))))
    return Splits(np.array(to_model), np.array(halves), np.array(by_chance), half)


def _refitted(
    model: TopicModel, n: int, corpus: Corpus, sessions: Sequence[str], cache: str | Path | None
) -> list[frozenset[str]]:
    from sklearn.base import clone

    with warnings.catch_warnings():
        # that half has little talk is no fault of the corpus
        warnings.simplefilter("ignore", UserWarning)
        part = corpus.where(session_id=list(sessions))
        again = clone(model)
        if not model.seeds:  # as many as were found, however little half of the talk is
            again.set_params(n_topics=len(model.names_))
        try:
            return word_sets(again.fit(part, cache=cache), n)
        except PracticelearnError as nothing:  # no participant in this half, or no subject
            log.info("stability: a half without topics: %s", nothing)
            return []


def _at(alike: Floats, place: npt.NDArray[np.int64]) -> Floats:
    found = np.zeros(len(place))
    there = place >= 0
    found[there] = alike[np.flatnonzero(there), place[there]]
    return found


def _between(
    first: list[frozenset[str]],
    at_first: npt.NDArray[np.int64],
    second: list[frozenset[str]],
    at_second: npt.NDArray[np.int64],
) -> Floats:
    """Return the overlap of each topic's two matches; 0 where it has only one."""
    found = np.zeros(len(at_first))
    for k, (i, j) in enumerate(zip(at_first, at_second, strict=True)):
        if i >= 0 and j >= 0:
            a, b = first[i], second[j]
            found[k] = len(a & b) / max(len(a | b), 1)
    return found


def again_in(found: Splits) -> tuple[Floats, Floats]:
    """Return the lower decile of each topic's overlap, and the 95 % point of that by chance.

    A topic is found again where the first is above the second.
    """
    low: Floats = np.quantile(found.halves, 0.1, axis=0)
    return low, np.quantile(found.by_chance, 0.95, axis=0)


def _table(model: TopicModel, found: Splits) -> pd.DataFrame:
    low, by_chance = again_in(found)
    return pd.DataFrame(
        {
            "name": None,
            "terms": model.names_,
            "jaccard": found.to_model.mean(axis=0),
            "sd": found.to_model.std(axis=0, ddof=1),
            "halves": found.halves.mean(axis=0),
            "low": low,
            "by_chance": by_chance,
            "n_again": (found.halves > by_chance).sum(axis=0),
            "n_splits": len(found.halves),
            "n_sessions": found.n_sessions,
            "found_again": low > by_chance,
        },
        index=model.names_.index,
    )
