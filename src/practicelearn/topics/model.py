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
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError
from sklearn.utils import metadata_routing
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from practicelearn._arguments import (
    AT_LEAST_0,
    AT_LEAST_1,
    SEED,
    SHARE,
    check_arguments,
    listed,
    near_match,
)
from practicelearn._late import Late
from practicelearn._tables import in_cell
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError, counted
from practicelearn.language.encoder import check_installed
from practicelearn.language.pipeline import Tokens, tokens_by_part
from practicelearn.topics.factors import with_fixed_topics
from practicelearn.topics.known import Known
from practicelearn.topics.methods import Asked, Found, Method, found_by
from practicelearn.topics.reading import exemplar_turns, top_terms
from practicelearn.topics.rows import Rows, rows_of, shares_of_sessions, weighed_turns
from practicelearn.topics.seeded import Seeds, seeds_said
from practicelearn.topics.settled import likelier_words
from practicelearn.topics.talk import Talk, prepare

__all__ = ["TopicModel"]

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float64]

LEARNED = (
    "windows_", "window_topics_", "turn_topics_", "session_shares_", "top_terms_", "exemplars_",
    "names_", "seeded_", "known_",
)  # fmt: skip
"""What fit adds."""
N_TOPICS = 8
"""Topics looked for where nothing else is said, and there is talk for them."""
AMPLE_WINDOWS, LEAST_WINDOWS = 12, 3
"""Windows for each topic where nothing else is said; and without which there is none."""
FEWEST_SESSIONS, FEWEST_WINDOWS = 4, 200
"""What topics should be found in; below, what one group said is easily taken for a topic."""


class TopicModel(BaseEstimator):
    """Topics of a corpus: what stretches of talk are about, for reading, not for coding.

    Parameters
    ----------
    n_topics : int, optional
        How many topics to look for; fewer are found, with a warning, when there is too little
        talk. There is no right number: see :mod:`practicelearn.topics.quality`. By default 8; with
        ``seeds``, as many as codes and ``free_topics``.
    window_words : int, default 150
        Words of participants after which a window is closed, at the end of a turn.
    context : float, default 0.5
        Weight of the window before and after, 0 for none.
    method : {"consensus", "nmf-context", "lsa-kmeans", "lda-gensim", "neural"}
        How topics are found. ``consensus``: what several ways of grouping windows of several
        lengths agree on. ``nmf-context``: one factorisation of the windows. ``lsa-kmeans``:
        k-means of the windows in latent semantic space, as a second opinion. ``lda-gensim``:
        gensim's LDA, to compare with; it finds little in talk, and says so. ``neural``: words and
        sentence vectors together, nearest to how people divide talk; needs the extra ``neural`` or
        ``vectors``.
    seeds : mapping of str to sequence of str, optional
        Code id to words that point to it (``frame.seeds()``): the first topics start there, in this
        order, and may move away.
    free_topics : int, default 0
        With ``seeds``: topics beside the codes, for what the codes leave. ``n_topics`` above codes
        and ``free_topics`` gives free topics too.
    vectors : str or Path, optional
        For ``neural``: a folder of your own with weights of sentence vectors, as
        sentence-transformers saves all-MiniLM-L6-v2; it is only read.
    random_state : int, default 0
        Start of the random numbers: the same talk and the same number give the same topics to the
        last bit. That two numbers give nearly the same topics is no sign that other sessions would
        (:func:`practicelearn.topics.stability`).

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
        topic, rank, term, weight: words and phrases that mark the topic, as people said them.
    exemplars_ : DataFrame
        topic, rank, turn_id, score (0 to 1): participants' turns most typical of the topic.
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
    ['team, bring, child', 'night, new, car', 'interpreter, phone line, phon...
    """

    # nothing that fit takes is routed: no set_fit_request among the methods
    __metadata_request__fit: ClassVar = dict.fromkeys(("corpus", "cache"), metadata_routing.UNUSED)
    __metadata_request__transform: ClassVar = __metadata_request__fit

    def __init__(
        self,
        n_topics: int | None = None,
        *,
        window_words: int = 150,
        context: float = 0.5,
        method: Method = "consensus",
        seeds: Mapping[str, Sequence[str]] | None = None,
        free_topics: int = 0,
        vectors: str | Path | None = None,
        random_state: int = 0,
    ) -> None:
        self.n_topics = n_topics
        self.window_words = window_words
        self.context = context
        self.method = method
        self.seeds = seeds
        self.free_topics = free_topics
        self.vectors = vectors
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
            Folder in which tokens, and the vectors of ``neural``, are kept between runs.

        Raises
        ------
        PracticelearnError
            A parameter is out of range, the extra that the method needs is not installed, more
            codes are seeded than topics asked for, or there is nothing to find topics in: no turns,
            no participant, no word that names a subject.

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
    found_in = Late("topics.new_sessions.found_in")

    def transform(self, corpus: Corpus, *, cache: str | Path | None = None) -> pd.DataFrame:
        """Return the fitted topics of the turns of other sessions.

        Parameters
        ----------
        corpus : Corpus
            New sessions.
        cache : str or Path, optional
            Folder in which tokens are kept between runs.

        Returns
        -------
        DataFrame
            As ``turn_topics_``: index ``turn_id``, one column a topic, rows sum to 1. Shares of
            sessions, and how many of their words the model knows, are in
            :func:`practicelearn.topics.new_sessions.found_in`: ``model.found_in(corpus)``.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        PracticelearnError
            There are no turns, or no participant speaks.

        Examples
        --------
        >>> import practicelearn as prac
        >>> corpus = prac.open_study(prac.sample_path()).corpus()
        >>> model = prac.TopicModel(n_topics=4).fit(corpus.where(year=["2023-24", "2024-25"]))
        >>> model.transform(corpus.where(year="2025-26")).columns.tolist()
        ['t1', 't2', 't3', 't4']
        """
        check_arguments(TopicModel.transform, locals())
        found: pd.DataFrame = self.found_in(corpus, cache=cache).turn_topics_
        return found

    def _check(self) -> None:
        check_arguments(
            TopicModel,
            vars(self),
            n_topics=AT_LEAST_1,
            window_words=AT_LEAST_1,
            context=SHARE,
            free_topics=AT_LEAST_0,
            random_state=SEED,
        )
        if self.vectors is not None and self.method != "neural":
            raise PracticelearnError(
                f'TopicModel: vectors are used by method="neural" alone, and method is '
                f'"{self.method}". Leave vectors out, or change the method.'
            )
        if self.method == "neural" and self.vectors is None:
            check_installed('TopicModel(method="neural")')
        if self.seeds and self.n_topics is not None and len(self.seeds) > self.n_topics:
            raise PracticelearnError(
                f"TopicModel: seeds name {len(self.seeds)} codes but n_topics is {self.n_topics}. "
                f"Ask for at least {len(self.seeds)} topics; some more leave room for what the "
                "codes do not cover."
            )

    def _fit(self, corpus: Corpus, cache: str | Path | None) -> None:
        def tokens() -> Iterator[Tokens]:
            return tokens_by_part(corpus.turns, cache=cache)

        talk = prepare(corpus, tokens(), self.window_words)
        rows = rows_of(talk, self.context)
        wanted = self._wanted(len(talk.windows))
        seeds = self._seeds_said(talk, rows, tokens, corpus.turns.index)
        codes = [] if seeds is None else seeds.codes
        room = _room(wanted, len(codes), rows)
        found = found_by(
            self.method,
            Asked(
                corpus, talk, rows, room, self.window_words, self.context, self.random_state,
                seeds, cache, self.vectors,
            ),
        )  # fmt: skip
        if len(found.terms) < wanted:
            _warn_of_fewer(wanted, found, rows, self.window_words, codes[room:])
        _warn_of_short_talk(talk)
        weights = with_fixed_topics(rows.alone, found.terms)
        shares = shares_of_sessions(
            weights, talk.windows["n_words"].to_numpy(), talk.session_of_window
        )
        order = _order(shares, talk, len(codes))
        topics = pd.Index([f"t{k}" for k in range(1, len(order) + 1)], name="topic", dtype=object)
        of_turn = found.of_turn[:, order]

        self.known_ = Known.of(
            talk, rows.weighting.idf_, found.terms[order], likelier_words(talk, of_turn)
        )
        self.windows_ = talk.windows
        self.window_topics_ = pd.DataFrame(
            found.of_window[:, order], index=talk.windows.index, columns=topics
        )
        self.turn_topics_ = pd.DataFrame(of_turn, index=corpus.turns.index, columns=topics)
        spoken = corpus.turns["session_id"].drop_duplicates().to_numpy()
        self.session_shares_ = pd.DataFrame(
            shares[:, order], index=pd.Index(spoken, name="session_id"), columns=topics
        ).reindex(corpus.sessions.index)
        names = [codes[k] if k < len(codes) else None for k in order]
        self.seeded_ = pd.Series(names, index=topics, dtype=object, name="code")
        self.top_terms_ = top_terms(
            weights[:, order], rows.listed, talk.terms, talk.phrases, topics
        )
        by_topic = self.top_terms_.groupby("topic", sort=False)["term"]
        self.names_ = by_topic.agg(lambda own: ", ".join(own.head(3))).rename("name")
        self.session_shares_.attrs["names"] = self.names_.to_dict()
        self.exemplars_ = exemplar_turns(
            weighed_turns(talk, rows.weighting), found.terms[order], of_turn,
            corpus.turns[["session_id"]].assign(n_words=talk.n_words), topics,
        )  # fmt: skip

    def _wanted(self, n_windows: int) -> int:
        """Return how many topics are asked for."""
        if self.seeds:
            return max(self.n_topics or 0, len(self.seeds) + self.free_topics)
        return self.n_topics or max(2, min(N_TOPICS, n_windows // AMPLE_WINDOWS))

    def _seeds_said(
        self,
        talk: Talk,
        rows: Rows,
        tokens: Callable[[], Iterator[Tokens]],
        turn_ids: pd.Index,
    ) -> Seeds | None:
        """Return the codes whose words occur, where topics can start from them."""
        if not self.seeds:
            return None
        seeds = seeds_said(talk, tokens(), turn_ids, self.seeds)
        if seeds.absent:
            warnings.warn(
                f"TopicModel: no seed word of {', '.join(seeds.absent)} is said by a participant; "
                "their topics are left free.",
                stacklevel=5,
            )
        able = min(rows.together.shape) > 1
        if seeds.codes and not able:
            warnings.warn(
                f"TopicModel: with {rows.together.shape[0]} windows and {rows.together.shape[1]} "
                f"words there is too little talk to start topics at {', '.join(seeds.codes)}; they "
                "are left free.",
                stacklevel=5,
            )
        return seeds if able and seeds.codes else None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not name.endswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        if "names_" not in vars(self) and name in LEARNED:
            raise NotFittedError(
                f"TopicModel: {name} is there after fit(corpus); this model is not fitted yet."
            )
        raise AttributeError(
            f"TopicModel has no attribute {name!r}; after fit there are {listed(LEARNED)}."
            f"{near_match(name, LEARNED)}"
        )

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


def _room(wanted: int, n_codes: int, rows: Rows) -> int:
    """Return how many topics there is talk for; a person's codes are not held to what is ample."""
    n_windows = int((rows.together.sum(axis=1) > 0).sum())
    enough = max(min(n_windows, max(n_codes, 2)), n_windows // LEAST_WINDOWS)
    return min(wanted, int(rows.together.shape[1]), enough)


def _warn_of_short_talk(talk: Talk) -> None:
    n_sessions, n_windows = int(talk.session.max()) + 1, len(talk.windows)
    if n_sessions >= FEWEST_SESSIONS and n_windows >= FEWEST_WINDOWS:
        return
    size = f"{counted(n_windows, 'window')} of {counted(n_sessions, 'session')}"
    warnings.warn(
        f"TopicModel: short talk, {size}: below {FEWEST_WINDOWS} windows or {FEWEST_SESSIONS} "
        "sessions a topic is easily what one group happened to say. See which are found again "
        "(prac.topics.stability), and read their quotes.",
        stacklevel=5,
    )


def _warn_of_fewer(
    wanted: int, found: Found, rows: Rows, window_words: int, without: Sequence[str]
) -> None:
    warnings.warn(
        f"TopicModel: {len(found.terms)} of the {wanted} topics asked for: there is too little "
        f"talk ({rows.alone.shape[0]} windows of about {window_words} words, {rows.alone.shape[1]} "
        "different words that name a subject)."
        + (f" No topic is left for {', '.join(without)}." if without else ""),
        stacklevel=5,
    )


def _order(shares: Floats, talk: Talk, n_seeded: int) -> list[int]:
    """Return seeded topics in their order, then the others by their share of all words."""
    words = np.bincount(talk.session, weights=talk.n_words)
    overall = np.nan_to_num(shares).T @ words
    free = np.argsort(-overall[n_seeded:], kind="stable") + n_seeded
    return [*range(min(n_seeded, shares.shape[1])), *(int(k) for k in free)]
