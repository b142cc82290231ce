"""How far the words of a topic are said in the same windows: coherence, as gensim computes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.language.pipeline import tokens_by_part
from practicelearn.topics.fitted_on import check_fitted_on
from practicelearn.topics.matching import N_TERMS, term_lists
from practicelearn.topics.talk import add_up, prepare

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["MEASURES", "coherence"]

MEASURES: tuple[Literal["c_v"], Literal["c_npmi"]] = ("c_v", "c_npmi")


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
        Folder in which tokens are kept between runs.

    Returns
    -------
    Series
        Index topic, float; NaN for a topic with fewer than two words.

    Raises
    ------
    PracticelearnError
        There is no such measure, the corpus is not the model's, or gensim is not installed.

    Notes
    -----
    Never choose a model or a number of topics by coherence alone: below a thousand windows it is
    noisy, it is computed on the text it was fitted on, and among good models it does not follow
    people's judgement (Hoyle et al. 2021, arXiv 2107.02173). Checked against gensim on the windows'
    words, and, for ``c_npmi``, against the published formula.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> model = prac.TopicModel(n_topics=8).fit(corpus)
    >>> coherent = prac.topics.coherence(model, corpus)
    >>> bool(coherent.between(-1, 1).all())
    True
    """
    check_arguments(coherence, locals())
    check_fitted_on(model, corpus, "coherence")
    missing = no_gensim()
    if missing:
        raise PracticelearnError(f"coherence: {missing}")
    texts, known = _texts(model, corpus, cache)
    return _scored(model, texts, known, measure)


def no_gensim() -> str:
    """Return why coherence cannot be computed here, or nothing."""
    try:
        import gensim.models  # noqa: F401 - whether it is there, and reads
    except ImportError:
        return (
            "coherence is counted by the package gensim, which is not installed (there is none for "
            "Python 3.14 and later). Everything else works without it; for coherence use Python "
            "3.11 to 3.13."
        )
    return ""


def _texts(
    model: TopicModel, corpus: Corpus, cache: str | Path | None
) -> tuple[list[list[str]], set[str]]:
    """Return the words of each window, and every word there is."""
    talk = prepare(corpus, tokens_by_part(corpus.turns, cache=cache), model.window_words)
    counts = add_up(talk.counts, talk.window)
    terms = np.array(talk.terms, dtype=object)
    rows = (counts[[k]] for k in range(counts.shape[0]))
    return [np.repeat(terms[r.indices], r.data.astype(int)).tolist() for r in rows], set(talk.terms)


def _scored(model: TopicModel, texts: list[list[str]], known: set[str], measure: str) -> pd.Series:
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    lists = {t: [w for w in own if w in known] for t, own in term_lists(model, None).items()}
    scored = {topic: own[:N_TERMS] for topic, own in lists.items() if len(own) > 1}
    if not scored:
        return pd.Series(np.nan, index=model.names_.index, name=measure)
    values: Any = CoherenceModel(
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
