"""The topic model: windows of whole turns, smoothed with their neighbours, factorised by NMF."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import normalize
from sklearn.utils import metadata_routing
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from practicelearn._arguments import AT_LEAST_1, SEED, SHARE, check_arguments
from practicelearn._late import Late
from practicelearn._tables import in_cell
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.language.phrases import found_by_part
from practicelearn.language.pipeline import Tokens, tokens_by_part
from practicelearn.topics.chain import sticky_chain
from practicelearn.topics.marking import marking, voices
from practicelearn.topics.reading import exemplar_turns, top_terms
from practicelearn.topics.talk import Talk, add_up, prepare

__all__ = ["TopicModel"]

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float64]

# people stay on a subject for about this many windows' words
WINDOWS_A_SUBJECT = 4
# words of one turn are no independent evidence: they count as about a third of it
WEIGHT_OF_WORDS = 0.3
# how far a topic's words are drawn towards those of all talk, in words of an average topic
SHRINKAGE = 0.25
# windows that make up a prototype, and dimensions of the space they are sought in
NEAREST = 10
DIMENSIONS = 100


class TopicModel(BaseEstimator):
    """Topics of a corpus: what stretches of talk are about, for reading, not for coding.

    Parameters
    ----------
    n_topics : int, default 8
        How many topics to look for; fewer are found, with a warning, when there is too little
        talk. There is no right number: see :mod:`practicelearn.topics.quality`.
    window_words : int, default 150
        Words of participants after which a window is closed, at the end of a turn.
    context : float, default 0.5
        Weight of the window before and after, 0 for none.
    seeds : mapping of str to sequence of str, optional
        Code id to words that point to it (``frame.seeds()``): the first topics start there, in this
        order, and may move away. Further topics are free.
    random_state : int, default 0
        Start of the random numbers. The starting point of the factorisation does not depend on
        chance, so other values hardly change the topics: that is no sign of their stability.

    Attributes
    ----------
    windows_ : DataFrame
        See :func:`practicelearn.language.windows.make_windows`.
    window_topics_ : DataFrame
        Index ``window_id``, one column a topic (``t1``, ``t2``, ...): weights of the window and
        its neighbours; rows sum to 1, or to 0 where no word names a subject.
    turn_topics_ : DataFrame
        Index ``turn_id``, every turn of the corpus: the probability that the talk is on each topic
        just then, from the turn's words and those around it. For finding and colouring passages.
    session_shares_ : DataFrame
        Index ``session_id``: share of participants' words, windows taken by themselves. The figure
        that is compared. Missing where no participant's word names a subject.
    top_terms_ : DataFrame
        topic, rank, term, weight: words and phrases that mark the topic, as people said them; no
        term in two topics.
    exemplars_ : DataFrame
        topic, rank, turn_id, score (0 to 1): participants' turns most typical of the topic, that
        can be read by themselves.
    names_ : Series
        Topic to its first three terms.
    seeded_ : Series
        Topic to the code it was started from, missing for free topics.

    Notes
    -----
    Words are lemmas of nouns, names, adjectives and verbs without stop words, in at least 3 windows
    (fewer in a small corpus), at most 40 % of them, and, from three sessions on, in at least two.
    Rows are tf-idf with 1 + log tf; each becomes x + context (previous + next) of its session, at
    length 1; X = WH by non-negative matrix factorisation (Lee and Seung 1999, Nature 401; start:
    Boutsidis and Gallopoulos 2008, Pattern Recognition 41). Rows of H sum to 1, so that W counts
    explained weight. Topics of turns come from a hidden Markov chain. Words of facilitators,
    note-takers and observers are left out. Without seeds, topics are numbered by their share of
    words; with seeds, seeded ones come first.

    Rounds play no part in finding topics. A topic found in these sessions must not be tested on
    them as if it had been known before.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> newest = corpus.where(year="2025-26")
    >>> model = prac.TopicModel(n_topics=4, random_state=7).fit(newest)
    >>> model
    TopicModel: 4 topics in 68 windows of 8 sessions; a reading aid, not coding
    >>> model.names_.tolist()
    ['team, child, report', 'car park, laptop, desk', 'interpreter, language, phone line', 'cour...
    """

    # nothing that fit takes is routed: no set_fit_request among the methods
    __metadata_request__fit: ClassVar = dict.fromkeys(("corpus", "cache"), metadata_routing.UNUSED)

    def __init__(
        self,
        n_topics: int = 8,
        *,
        window_words: int = 150,
        context: float = 0.5,
        seeds: Mapping[str, Sequence[str]] | None = None,
        random_state: int = 0,
    ) -> None:
        self.n_topics = n_topics
        self.window_words = window_words
        self.context = context
        self.seeds = seeds
        self.random_state = random_state

    def fit(
        self,
        corpus: Corpus,
        y: None = None,  # scikit-learn's signature
        *,
        cache: str | Path | None = None,
    ) -> TopicModel:
        """Find the topics of a corpus.

        Parameters
        ----------
        corpus : Corpus
        y : None
            Ignored; there because scikit-learn's estimators take it.
        cache : str or Path, optional
            Folder in which tokens are kept between runs.

        Raises
        ------
        PracticelearnError
            A parameter is out of range, more codes are seeded than topics asked for, or there is
            nothing to find topics in: no turns, no participant, no word that names a subject.

        Warns
        -----
        UserWarning
            There is too little talk for ``n_topics``, or a seeded code's words never occur.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> prac.TopicModel(n_topics=3).fit(corpus.where(year="2025-26"))
        TopicModel: 3 topics in 68 windows of 8 sessions; a reading aid, not coding
        """
        check_arguments(TopicModel.fit, locals())
        self._check()
        with threadpool_limits(limits=1, user_api="blas"):  # sums do not depend on the machine
            self._fit(corpus, cache)
        return self

    topic_shares = Late("topics.out.topic_shares")

    def _check(self) -> None:
        check_arguments(
            TopicModel,
            vars(self),
            n_topics=AT_LEAST_1,
            window_words=AT_LEAST_1,
            context=SHARE,
            random_state=SEED,
        )
        if self.seeds is not None and len(self.seeds) > self.n_topics:
            raise PracticelearnError(
                f"TopicModel: seeds name {len(self.seeds)} codes but n_topics is {self.n_topics}. "
                f"Ask for at least {len(self.seeds)} topics; some more leave room for what the "
                "codes do not cover."
            )

    def _fit(self, corpus: Corpus, cache: str | Path | None) -> None:
        def tokens() -> Iterator[Tokens]:
            return tokens_by_part(corpus.turns, cache=cache)

        talk = prepare(corpus, tokens(), self.window_words)
        weighting = TfidfTransformer(sublinear_tf=True, norm=None)
        weighed = weighting.fit_transform(add_up(talk.counts, talk.window))
        alone = normalize(weighed)
        together = normalize(_neighbours(talk.session_of_window, self.context) @ alone, copy=False)
        codes, start = self._seeded_start(together, talk, tokens, corpus.turns.index)
        model, weights = self._factorise(together, codes, start)
        del together, weighed
        mass = model.components_.sum(axis=1)
        weights_alone = model.transform(alone) * mass
        del alone
        shares = _session_shares(weights_alone, talk)
        order = _order(shares, talk, len(codes))
        topics = pd.Index([f"t{k}" for k in range(1, len(order) + 1)], name="topic", dtype=object)
        of_window = _shares(weights[:, order] * mass[order])
        of_turn = _turn_topics(talk, of_window, self.window_words)

        self.windows_ = talk.windows
        self.window_topics_ = pd.DataFrame(of_window, index=talk.windows.index, columns=topics)
        self.turn_topics_ = pd.DataFrame(of_turn, index=corpus.turns.index, columns=topics)
        spoken = corpus.turns["session_id"].drop_duplicates().to_numpy()
        self.session_shares_ = pd.DataFrame(
            shares[:, order], index=pd.Index(spoken, name="session_id"), columns=topics
        ).reindex(corpus.sessions.index)
        names = [codes[k] if k < len(codes) else None for k in order]
        self.seeded_ = pd.Series(names, index=topics, dtype=object, name="code")
        marks = marking(of_turn, talk, voices(corpus.turns))
        self.top_terms_ = top_terms(marks, talk, topics)
        by_topic = self.top_terms_.groupby("topic", sort=False)["term"]
        self.names_ = by_topic.agg(lambda own: ", ".join(own.head(3))).rename("name")
        self.session_shares_.attrs["names"] = self.names_.to_dict()
        self.exemplars_ = exemplar_turns(marks, of_turn, talk, corpus.turns, topics)

    def _factorise(
        self, rows: Any, codes: Sequence[str], start: Floats | None
    ) -> tuple[NMF, Floats]:
        """Return the fitted factorisation and the windows' weights."""
        most = min(int((rows.sum(axis=1) > 0).sum()), rows.shape[1])
        n_topics = min(self.n_topics, most)
        model = NMF(
            n_topics,
            init="nndsvd" if start is None else "custom",
            random_state=self.random_state,
            max_iter=400,
        )
        first = {} if start is None else _first_factors(rows, start[:n_topics])
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ConvergenceWarning)
            weights = model.fit_transform(rows, **first)
        for warning in caught:
            log.info("topic model: %s", warning.message)
        alive = np.flatnonzero((model.components_.sum(axis=1) > 0) & (weights.sum(axis=0) > 0))
        alive = np.union1d(alive, np.arange(min(len(codes), n_topics)))
        if len(alive) < self.n_topics:
            lost = ", ".join(codes[n_topics:])
            warnings.warn(
                f"TopicModel: {len(alive)} of the {self.n_topics} topics asked for: there is too "
                f"little talk ({rows.shape[0]} windows of about {self.window_words} words, "
                f"{rows.shape[1]} different words that name a subject)."
                + (f" No topic is left for {lost}." if lost else ""),
                stacklevel=4,
            )
            model.components_ = model.components_[alive]
            model.n_components_ = model.n_components = len(alive)
        return model, weights[:, alive]

    def _seeded_start(
        self,
        rows: Any,
        talk: Talk,
        tokens: Callable[[], Iterator[Tokens]],
        turn_ids: pd.Index,
    ) -> tuple[list[str], Floats | None]:
        """Return the codes whose words occur, and one starting row of terms a topic."""
        if not self.seeds:
            return [], None
        hits = found_by_part(tokens(), self.seeds)
        place = turn_ids.get_indexer(hits["turn_id"])
        hits = hits.assign(window=talk.window[place])[talk.n_words[place] > 0]
        codes = [code for code in self.seeds if code in set(hits["key"])]
        absent = [code for code in self.seeds if code not in codes]
        if absent:
            warnings.warn(
                f"TopicModel: no seed word of {', '.join(absent)} is said by a participant; "
                "their topics are left free.",
                stacklevel=4,
            )
        size = min(DIMENSIONS, *(n - 1 for n in rows.shape))
        if codes and size < 1:
            warnings.warn(
                f"TopicModel: with {rows.shape[0]} windows and {rows.shape[1]} words there is too "
                f"little talk to start topics at {', '.join(codes)}; they are left free.",
                stacklevel=4,
            )
        if size < 1 or not codes:
            return [], None
        space = normalize(TruncatedSVD(size, random_state=self.random_state).fit_transform(rows))
        return codes, _prototypes(
            space, rows, [hits[hits["key"] == c] for c in codes], self.n_topics
        )

    def __getattr__(self, name: str) -> Any:
        if name.endswith("_") and not name.startswith("_"):
            raise NotFittedError(
                f"TopicModel: {name} is there after fit(corpus); this model is not fitted yet."
            )
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self, N_CHAR_MAX: int = 700) -> str:
        if "names_" not in vars(self):
            return str(super().__repr__(N_CHAR_MAX))
        return (
            f"TopicModel: {len(self.names_)} topics in {len(self.windows_):,} windows of "
            f"{len(self.session_shares_)} sessions; a reading aid, not coding"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        # scikit-learn's own brings a script with it
        return {"text/plain": repr(self), "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        if "names_" not in vars(self):
            return in_cell(f"{self!r}, not fitted yet: model.fit(corpus)")
        by_topic = self.top_terms_.groupby("topic", sort=False)["term"]
        shown = pd.DataFrame(
            {
                "terms": by_topic.agg(", ".join),
                "share of words": self.session_shares_.mean().map("{:.0%}".format),
                "sessions": (self.session_shares_ >= 1 / len(self.names_)).sum(),
            }
        )
        return in_cell(repr(self), shown)


def _neighbours(session: npt.NDArray[np.int64], weight: float) -> Any:
    """Return the matrix that adds to each window its neighbours of the same session."""
    same = weight * (session[1:] == session[:-1])
    return sparse.diags_array([same, np.ones(len(session)), same], offsets=[-1, 0, 1])


def _first_factors(rows: Any, terms: Floats) -> dict[str, Floats]:
    """Return W and H to start from; no entry is 0, so that every word can still come in."""
    H = terms + terms.mean() / 100
    W = np.asarray(rows @ normalize(H).T)
    return {"W": np.ascontiguousarray(W + W.mean() / 100), "H": H}


def _prototypes(space: Floats, rows: Any, hits: Sequence[pd.DataFrame], n_topics: int) -> Floats:
    """Return the mean row of the windows nearest to each code's words, then to the emptiest places.

    ``space`` holds the windows in latent semantic space, at length 1.
    """
    directions = []
    for own in hits:
        of_phrase = pd.crosstab(own["phrase"], own["window"]).reindex(
            columns=range(len(space)), fill_value=0
        )
        directions.append(normalize(np.log1p(of_phrase.to_numpy()) @ space).sum(axis=0))
    while len(directions) < n_topics:
        likeness = space @ normalize(np.array(directions)).T
        directions.append(space[likeness.max(axis=1).argmin()])
    near = np.argsort(-(space @ np.array(directions).T), axis=0, kind="stable")[:NEAREST]
    return np.array([np.asarray(rows[own].mean(axis=0)).ravel() for own in near.T])


def _shares(weights: Floats) -> Floats:
    """Return rows that sum to 1, or to 0 where all weights are 0."""
    total = weights.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return shares


def _session_shares(weights: Floats, talk: Talk) -> Floats:
    """Return each session's shares of words, shape (n_sessions, n_topics); NaN without words."""
    shares = _shares(weights)
    words = talk.windows["n_words"].to_numpy() * (shares.sum(axis=1) > 0)
    member = sparse.csr_array((words, (talk.session_of_window, np.arange(len(words)))))
    total = np.asarray(member.sum(axis=1)).reshape(-1, 1)
    spoken = total.ravel() > 0
    of_session = np.full((len(total), shares.shape[1]), np.nan)
    of_session[spoken] = (member @ shares)[spoken] / total[spoken]
    return of_session


def _order(shares: Floats, talk: Talk, n_seeded: int) -> list[int]:
    """Return seeded topics in their order, then the others by their share of all words."""
    words = np.bincount(talk.session, weights=talk.n_words)
    overall = np.nan_to_num(shares).T @ words
    free = np.argsort(-overall[n_seeded:], kind="stable") + n_seeded
    return [*range(min(n_seeded, shares.shape[1])), *(int(k) for k in free)]


def _turn_topics(talk: Talk, of_window: Floats, window_words: int) -> Floats:
    """Return each turn's probabilities of the topics, shape (n_turns, n_topics)."""
    all_words = np.asarray(talk.counts.sum(axis=0)).ravel()
    of_topic = (talk.counts.T @ of_window[talk.window]).T
    of_topic += SHRINKAGE * of_topic.sum() / len(of_topic) * all_words / all_words.sum()
    of_topic /= of_topic.sum(axis=1, keepdims=True)
    evidence = WEIGHT_OF_WORDS * (talk.counts @ np.log(of_topic / (all_words / all_words.sum())).T)
    n_words = pd.Series(talk.n_words)
    before = n_words.groupby(talk.session).shift(1, fill_value=0).to_numpy()
    stay = np.exp(-before / (WINDOWS_A_SUBJECT * window_words)).clip(0.01, 0.9999)
    return sticky_chain(np.asarray(evidence), stay, talk.session)
