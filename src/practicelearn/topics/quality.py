"""How far topics can be trusted: stability when sessions are left out, and coherence."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import AT_LEAST_1, PART, SEED, ListOf, check_arguments
from practicelearn._tables import near_match
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.language.pipeline import tokens_by_part
from practicelearn.language.vocabulary import singular
from practicelearn.topics.talk import add_up, prepare

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["coherence", "compare_sizes", "stability"]

N_TERMS = 10
FEWEST_SESSIONS = 4
NULL_DRAWS = 200
MEASURES = ("c_npmi", "c_v")
NO_GENSIM = (
    "coherence is counted by the package gensim, which is not installed (there is none for Python "
    "3.14 and later). Everything else works without it; for coherence use Python 3.11 to 3.13."
)


def stability(
    model: TopicModel,
    corpus: Corpus,
    *,
    share_out: float = 0.2,
    repeats: int = 10,
    random_state: int = 0,
    cache: str | Path | None = None,
) -> pd.DataFrame:
    """Return how surely each topic is found again when some of the sessions are left out.

    Parameters
    ----------
    model : TopicModel
        Fitted on the corpus; refits use the same settings.
    corpus : Corpus
    share_out : float, default 0.2
        Share of sessions left out of each refit, at least one.
    repeats : int, default 10
        Number of refits.
    random_state : int, default 0
    cache : str or Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    DataFrame
        Index topic: name; jaccard (mean), sd, low (lower decile) of the overlap of its ten first
        terms with those of the matching topic of a refit, 0 to 1; by_chance (95 % point of the
        same for lists of terms put together by chance); stable (low above by_chance); n_refits.

    Raises
    ------
    PracticelearnError
        The corpus has fewer than 4 sessions with turns, or ``share_out`` or ``repeats`` is out of
        range.

    Notes
    -----
    Topics are matched one to one so that the overlap is largest in all (Greene, O'Callaghan and
    Cunningham 2014, arXiv 1404.4606, with whole sessions as the unit). By chance: ten different
    terms a topic, drawn from the lists of all refits as often as they stand there, matched in the
    same way, 200 times. Refits share most sessions, so that their spread is a range and no standard
    error. A fixed start makes a model repeat itself; only this says whether it would find the same
    with other groups.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> newest = corpus.where(year="2025-26")
    >>> model = prac.TopicModel(n_topics=2).fit(newest)
    >>> prac.topics.stability(model, newest, repeats=2).index.tolist()
    ['t1', 't2']
    """
    check_arguments(stability, locals(), share_out=PART, repeats=AT_LEAST_1, random_state=SEED)
    from sklearn.base import clone

    sessions = list(dict.fromkeys(corpus.turns["session_id"]))
    if len(sessions) < FEWEST_SESSIONS:
        raise PracticelearnError(
            f"stability leaves sessions out and needs at least {FEWEST_SESSIONS} with turns; "
            f"this corpus has {len(sessions)}."
        )
    rng = np.random.default_rng(random_state)
    n_out = min(max(1, round(share_out * len(sessions))), len(sessions) - 1)
    own = _term_lists(model)
    refits = []
    for _ in range(repeats):
        out = set(rng.choice(len(sessions), n_out, replace=False).tolist())
        part = corpus.where(session_id=[s for k, s in enumerate(sessions) if k not in out])
        refits.append(_term_lists(clone(model).fit(part, cache=cache)))
    found = np.array([_matched(own, other) for other in refits])
    low = np.quantile(found, 0.1, axis=0)
    by_chance = _by_chance(own, refits, rng)
    return pd.DataFrame(
        {
            "name": model.names_,
            "jaccard": found.mean(axis=0),
            "sd": found.std(axis=0, ddof=1) if repeats > 1 else np.nan,
            "low": low,
            "by_chance": by_chance,
            "stable": low > by_chance,
            "n_refits": repeats,
        },
        index=model.names_.index,
    )


def coherence(
    model: TopicModel,
    corpus: Corpus,
    *,
    measure: Literal["c_npmi", "c_v"] = "c_npmi",
    cache: str | Path | None = None,
) -> pd.Series:
    """Return how far the first ten words of each topic are said in the same windows.

    Parameters
    ----------
    model : TopicModel
        Fitted on the corpus.
    corpus : Corpus
    measure : {"c_npmi", "c_v"}
        -1 to 1, or 0 to 1 (Röder, Both and Hinneburg 2015, WSDM), counted in the model's own
        windows. Phrases are left out.
    cache : str or Path, optional

    Returns
    -------
    Series
        Index topic, float; NaN for a topic with fewer than two words.

    Raises
    ------
    PracticelearnError
        There is no such measure; gensim is not installed, as on Python 3.14 and later.

    Notes
    -----
    Never choose a model or a number of topics by coherence alone: below a thousand windows it is
    noisy, it is computed on the text it was fitted on, and among good models it does not follow
    people's judgement (Hoyle et al. 2021, arXiv 2107.02173).
    """
    if measure not in MEASURES:
        raise PracticelearnError(
            f"coherence: measure must be one of {', '.join(MEASURES)}, found {measure!r}."
            f"{near_match(measure, MEASURES)}"
        )
    if not _gensim_there():
        raise PracticelearnError(NO_GENSIM)
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    talk = prepare(corpus, tokens_by_part(corpus.turns, cache=cache), model.window_words)
    counts = add_up(talk.counts, talk.window)
    texts = [
        np.repeat(np.array(talk.terms, dtype=object)[row.indices], row.data.astype(int)).tolist()
        for row in (counts[[k]] for k in range(counts.shape[0]))
    ]
    known = set(talk.terms)
    lists = {t: [w for w in own if w in known] for t, own in _term_lists(model, None).items()}
    scored = {topic: own[:N_TERMS] for topic, own in lists.items() if len(own) > 1}
    if not scored:
        return pd.Series(np.nan, index=model.names_.index, name=measure)
    values = CoherenceModel(
        topics=list(scored.values()),
        texts=texts,
        dictionary=Dictionary(texts),
        coherence=measure,
        window_size=max(map(len, texts)),  # a window of the model counts as a whole
        topn=N_TERMS,
        processes=1,
    ).get_coherence_per_topic()
    series = pd.Series(dict(zip(scored, values, strict=True)), dtype=float, name=measure)
    return series.reindex(model.names_.index)


def compare_sizes(
    model: TopicModel,
    corpus: Corpus,
    sizes: Iterable[int],
    *,
    repeats: int = 10,
    random_state: int = 0,
    cache: str | Path | None = None,
) -> pd.DataFrame:
    """Return stability and coherence for several numbers of topics; people choose among them.

    Parameters
    ----------
    model : TopicModel
        Its settings are used, fitted or not; only the number of topics changes.
    corpus : Corpus
    sizes : iterable of int
        Numbers of topics.
    repeats, random_state, cache
        As for :func:`stability`.

    Returns
    -------
    DataFrame
        Index n_topics: jaccard (mean over topics), sd (over topics), n_stable, c_npmi (mean), why
        (str, empty; why c_npmi is NaN, where gensim is not installed or no topic has two words).

    Raises
    ------
    PracticelearnError
        No size is given; or as for :func:`stability`.

    Notes
    -----
    Stability falls with the number of topics, so that its peak is an upper bound, not an answer:
    read the topics.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> newest = corpus.where(year="2025-26")
    >>> model = prac.TopicModel(n_topics=2).fit(newest)
    >>> prac.topics.compare_sizes(model, newest, [2, 3], repeats=2).index.tolist()
    [2, 3]
    """
    check_arguments(
        compare_sizes,
        locals(),
        sizes=ListOf(AT_LEAST_1, filled=True, once=True),
        repeats=AT_LEAST_1,
        random_state=SEED,
    )
    from sklearn.base import clone

    sizes = list(sizes)
    known = _gensim_there()
    rows = []
    for n_topics in sizes:
        fitted = clone(model).set_params(n_topics=n_topics).fit(corpus, cache=cache)
        table = stability(fitted, corpus, repeats=repeats, random_state=random_state, cache=cache)
        c_npmi = coherence(fitted, corpus, cache=cache).mean() if known else np.nan
        rows.append(
            {
                "n_topics": n_topics,
                "jaccard": table["jaccard"].mean(),
                "sd": table["jaccard"].std(),
                "n_stable": int(table["stable"].sum()),
                "c_npmi": c_npmi,
                "why": _why_none(c_npmi, known),
            }
        )
    return pd.DataFrame(rows).set_index("n_topics")


def _gensim_there() -> bool:
    return importlib.util.find_spec("gensim") is not None


def _why_none(c_npmi: float, known: bool) -> str:
    if not known:
        return NO_GENSIM
    return "no topic has two words" if np.isnan(c_npmi) else ""


def _term_lists(model: TopicModel, n: int | None = N_TERMS) -> dict[str, list[str]]:
    by_topic = model.top_terms_.groupby("topic", sort=False)["term"]
    return {str(topic): list(own)[:n] for topic, own in by_topic}


def _alike(terms: list[str]) -> set[str]:
    """Return terms in the singular: refits may have seen more of the plural."""
    return {" ".join(map(singular, term.split())) for term in terms}


def _matched(own: dict[str, list[str]], other: dict[str, list[str]]) -> npt.NDArray[np.float64]:
    """Return the Jaccard overlap of each list with its match; 0 without one."""
    from scipy.optimize import linear_sum_assignment

    overlap = np.zeros((len(own), len(other)))
    for i, a in enumerate(map(_alike, own.values())):
        for j, b in enumerate(map(_alike, other.values())):
            overlap[i, j] = len(a & b) / max(len(a | b), 1)
    rows, columns = linear_sum_assignment(-overlap)
    matched = np.zeros(len(own))
    matched[rows] = overlap[rows, columns]
    return matched


def _by_chance(
    own: dict[str, list[str]], refits: list[dict[str, list[str]]], rng: np.random.Generator
) -> float:
    pool = pd.Series([term for lists in refits for terms in lists.values() for term in terms])
    often = pool.value_counts()
    share = (often / often.sum()).to_numpy()
    size = min(N_TERMS, len(often))
    draws = []
    for _ in range(NULL_DRAWS):
        lists = {
            topic: list(often.index[rng.choice(len(often), size, replace=False, p=share)])
            for topic in own
        }
        draws.append(_matched(own, lists))
    return float(np.quantile(np.concatenate(draws), 0.95))
