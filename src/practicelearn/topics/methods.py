"""Ways of finding topics, by name: each gives the same shape of answer."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.language.vectors import turn_vectors
from practicelearn.topics.coded import from_codes
from practicelearn.topics.consensus import consensus
from practicelearn.topics.factors import factorised
from practicelearn.topics.neighbourhoods import clusters, latent_space, one_hot
from practicelearn.topics.neural import neural, neural_from_codes
from practicelearn.topics.rows import Rows, shares_of
from practicelearn.topics.seeded import Seeds, directions, prototype_rows
from practicelearn.topics.settled import settle
from practicelearn.topics.talk import Talk, add_up

__all__ = ["SEEDED_METHODS", "Asked", "Found", "Method", "found_by", "from_turns"]

Floats = npt.NDArray[np.float64]
Method = Literal["consensus", "nmf-context", "lsa-kmeans", "lda-gensim", "neural"]

SEEDED_METHODS = ("consensus", "nmf-context", "neural")
FAINT = 1e-9
PASSES = 20
"""Times that gensim goes through the windows."""


@dataclass(frozen=True, eq=False)
class Asked:
    """What a method is asked.

    Parameters
    ----------
    corpus : Corpus
        For methods that read more than words and their counts.
    talk : Talk
    rows : Rows
        Of the talk's own windows.
    n_topics, window_words, context, random_state
        As for :class:`practicelearn.topics.model.TopicModel`; there is talk for ``n_topics``.
    seeds : Seeds, optional
        Codes that the first topics start from, in this order; further ones are free.
    cache : str or Path, optional
    vectors : str or Path, optional
        Folder with weights of sentence vectors.
    """

    corpus: Corpus
    talk: Talk
    rows: Rows
    n_topics: int
    window_words: int
    context: float
    random_state: int
    seeds: Seeds | None = None
    cache: str | Path | None = None
    vectors: str | Path | None = None


class Found(NamedTuple):
    """What every method finds; topics in the method's own order.

    ``of_window`` (n_windows, n_topics) and ``of_turn`` (n_turns, n_topics) are shares, rows of
    windows 0 where no word names a subject; ``terms`` (n_topics, n_terms) is how much of each term
    a topic holds, in the weights of ``Rows.alone``.
    """

    of_window: Floats
    of_turn: Floats
    terms: Floats


def found_by(method: str, asked: Asked) -> Found:
    """Return the topics that a method finds."""
    return _METHODS[method](asked)


def from_turns(asked: Asked, of_turn: Floats) -> Found:
    """Return windows' shares and topics' terms from the topics of turns.

    Notes
    -----
    A window's shares are those of its turns, weighted by their words. A term's weight in a topic is
    its least-squares coefficient on the windows' shares, negative ones set to 0.
    """
    talk, alone = asked.talk, asked.rows.alone
    of_window = np.asarray(add_up(of_turn * talk.n_words[:, None], talk.window))
    of_window[np.asarray(alone.sum(axis=1)).ravel() == 0] = 0
    of_window = shares_of(of_window)
    gram = of_window.T @ of_window
    gram += 1e-6 * np.trace(gram) * np.eye(len(gram))
    terms = np.linalg.solve(gram, (alone.T @ of_window).T).clip(min=0)
    nothing = terms.sum(axis=1) == 0  # a topic that nobody is on is about everything, faintly
    terms[nothing] = FAINT * np.asarray(alone.mean(axis=0)).ravel()
    return Found(of_window, of_turn, terms)


def _consensus(asked: Asked) -> Found:
    settings = asked.n_topics, asked.window_words, asked.context, asked.random_state
    if asked.seeds is not None:
        return from_turns(asked, from_codes(asked.talk, asked.seeds, *settings))
    return from_turns(asked, consensus(asked.talk, *settings))


def _nmf_context(asked: Asked) -> Found:
    rows, start, n_codes = asked.rows.together, None, 0
    if asked.seeds is not None:
        space = latent_space(rows, asked.random_state)
        ways = directions(asked.seeds, asked.talk.window, space)
        start = prototype_rows(space, rows, ways, asked.n_topics)[: asked.n_topics]
        n_codes = min(len(asked.seeds.codes), asked.n_topics)
    model, weights = factorised(rows, asked.n_topics, asked.random_state, start)
    return _from_windows(asked, weights, model.components_, n_codes)


def _from_windows(asked: Asked, weights: Floats, terms: Floats, n_codes: int) -> Found:
    """Return shares of windows and turns from a factorisation.

    Topics that nobody is on are left out, but not those of the first ``n_codes``.
    """
    alive = np.flatnonzero((terms.sum(axis=1) > 0) & (weights.sum(axis=0) > 0))
    alive = np.union1d(alive, np.arange(n_codes))
    weights, terms = weights[:, alive], terms[alive]
    of_window = shares_of(weights * terms.sum(axis=1))
    of_turn = settle(asked.talk, of_window[asked.talk.window], asked.window_words, rounds=1)
    return Found(of_window, of_turn, terms)


def _lsa_kmeans(asked: Asked) -> Found:
    if min(asked.rows.together.shape) < 2:  # one window is no space
        return _nmf_context(asked)
    space = latent_space(asked.rows.together, asked.random_state)
    group = clusters(space, asked.n_topics, asked.random_state)
    of_turn = one_hot(group, asked.n_topics)[asked.talk.window]
    return from_turns(asked, settle(asked.talk, of_turn, asked.window_words))


def _lda_gensim(asked: Asked) -> Found:
    try:
        from gensim.models import LdaModel
    except ImportError as error:
        raise PracticelearnError(
            'TopicModel(method="lda-gensim") needs gensim, which is not installed here (there is '
            "none for Python 3.14 yet). Use the default method, which also finds more in talk; or "
            "install gensim under an earlier Python."
        ) from error
    warnings.warn(
        "TopicModel: gensim's LDA finds little in talk: on hand-coded talk it agreed with people "
        "less than a third as well as the default method. It is here to compare with.",
        stacklevel=5,
    )
    talk = asked.talk
    counts = add_up(talk.counts, talk.window)
    bags = [
        list(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        for row in (counts[[k]] for k in range(counts.shape[0]))
    ]
    model = LdaModel(
        bags, num_topics=asked.n_topics, id2word=dict(enumerate(talk.terms)), passes=PASSES,
        alpha="auto", eta="auto", random_state=asked.random_state,
    )  # fmt: skip
    gamma, _ = model.inference(bags)
    of_window = shares_of(np.asarray(gamma, dtype=np.float64))
    of_window[np.asarray(counts.sum(axis=1)).ravel() == 0] = 0
    of_turn = settle(talk, of_window[talk.window], asked.window_words, rounds=1)
    return from_turns(asked, of_turn)._replace(of_window=of_window)


def _neural(asked: Asked) -> Found:
    vectors = turn_vectors(asked.corpus.turns, weights=asked.vectors, cache=asked.cache)
    settings = asked.n_topics, asked.window_words, asked.context, asked.random_state
    if asked.seeds is not None:
        of_turn = neural_from_codes(asked.talk, vectors, asked.seeds, *settings)
    else:
        of_turn = neural(asked.talk, vectors, *settings)
    return from_turns(asked, of_turn)


_METHODS: dict[str, Callable[[Asked], Found]] = {
    "consensus": _consensus,
    "nmf-context": _nmf_context,
    "lsa-kmeans": _lsa_kmeans,
    "lda-gensim": _lda_gensim,
    "neural": _neural,
}
