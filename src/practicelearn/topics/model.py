"""The topic model: what it is asked, and the tables it answers with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from practicelearn.errors import PracticelearnError
from practicelearn.language.encoder import check_installed
from practicelearn.language.pipeline import Tokens, tokens_by_part
from practicelearn.topics.enough import (
    able_to_start,
    ample,
    room_for,
    warn_of_fewer,
    warn_of_short_talk,
)
from practicelearn.topics.factors import with_fixed_topics
from practicelearn.topics.known import Known
from practicelearn.topics.marking import marking, voices
from practicelearn.topics.methods import SEEDED_METHODS, Asked, Method, found_by
from practicelearn.topics.reading import exemplar_turns, top_terms
from practicelearn.topics.rows import rows_of, shares_of_sessions
from practicelearn.topics.seeded import seeds_said
from practicelearn.topics.settled import likelier_words
from practicelearn.topics.standing import found_again_said, shown_in_cell, shown_names
from practicelearn.topics.talk import Talk, prepare

__all__ = ["TopicModel"]

Floats = npt.NDArray[np.float64]

LEARNED = (
    "windows_", "window_topics_", "turn_topics_", "session_shares_", "top_terms_", "exemplars_",
    "names_", "seeded_", "kept_",
)  # fmt: skip
"""What fit adds."""


class TopicModel(BaseEstimator):
    """Topics of a corpus: what stretches of talk are about, for reading, not for coding.

    Parameters
    ----------
    n_topics : int, optional
        How many topics to look for; fewer are found, with a warning, when there is too little
        talk. There is no right number: see :func:`practicelearn.topics.choose_n_topics`. By default
        8, in short talk one for each 12 windows; with ``seeds``, as many as codes and
        ``free_topics``.
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
        order, and may move away. For ``consensus``, ``nmf-context`` and ``neural``.
    free_topics : int, default 0
        With ``seeds``: topics beside the codes, for what the codes leave. Where ``n_topics`` is
        more than codes and ``free_topics``, the rest are free too.
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
        One row a window, index ``window_id`` (``session_id:w001``): session_id, first and last
        (places in the turns, from 0, both inclusive), turn_ids (list), n_words.
    window_topics_ : DataFrame
        Index ``window_id``, one column a topic (``t1``, ``t2``, ...): the mean of its turns, by
        their words (``nmf-context``: weights of the window and its neighbours); rows sum to 1, or
        to 0 where no word names a subject.
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
    kept_ : Known
        What :meth:`transform` needs: words and topics, nothing of the size of the talk.

    Notes
    -----
    Words are lemmas of nouns, names, adjectives and verbs without stop words, in at least 3 windows
    (fewer in a small corpus), at most 40 % of them, and, from three sessions on, in at least two.
    Rows are tf-idf with 1 + log tf; each becomes x + context (previous + next) of its session, at
    length 1. Words of facilitators, note-takers and observers are left out. Without seeds, topics
    are numbered by their share of words; with seeds, seeded ones come first.

    ``nmf-context``: X = WH by non-negative matrix factorisation (Lee and Seung 1999, Nature 401;
    start: Boutsidis and Gallopoulos 2008, Pattern Recognition 41); topics of turns from a hidden
    Markov chain. ``consensus``: one factorisation of windows of three lengths, and for
    each length groups of neighbours in latent semantic space (spectral clustering: Ng, Jordan and
    Weiss 2002, NIPS 14), put together in one factorisation of what they say of turns, then the
    chain, its words and turns found from each other three times. Shares of sessions: the weights,
    none negative, with which the topics' words explain each window by least squares. In
    short talk, below 225 windows, only the factorisation is used: groups of neighbours were found
    again in other sessions less often there. How far topics of each method agree with known
    subjects stands in ``docs/topics.md``.

    With seeds, ``consensus`` starts from each code's words, and looks for free topics after the
    codes, on what these leave.

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
    >>> bool(model.names_.str.contains("interpreter").any())
    True
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
            A parameter is out of range, more codes are seeded than topics asked for, the method
            starts from no seeds or needs gensim or the extra ``neural``, which is not there; or
            there is nothing to find topics in: no turns, no participant, no word that names a
            subject.

        Warns
        -----
        UserWarning
            Talk is short (below 200 windows, or 4 sessions), there is too little for ``n_topics``,
            a seeded code's words never occur, or the method is ``lda-gensim``.

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
            :meth:`found_in`.

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
        if self.seeds and self.method not in SEEDED_METHODS:
            raise PracticelearnError(
                f'TopicModel(method="{self.method}") starts from no seeds; '
                f"{listed(SEEDED_METHODS)} do. Leave out method, or seeds."
            )
        if self.free_topics and not self.seeds:
            raise PracticelearnError(
                f"TopicModel: free_topics={self.free_topics} are topics beside the codes of seeds, "
                f"and there are no seeds. Write n_topics={self.free_topics}, or give seeds."
            )

    def _fit(self, corpus: Corpus, cache: str | Path | None) -> None:
        def tokens() -> Iterator[Tokens]:
            return tokens_by_part(corpus.turns, cache=cache)

        talk = prepare(corpus, tokens(), self.window_words)
        rows = rows_of(talk, self.context)
        wanted = self._wanted(len(talk.windows))
        seeds = seeds_said(talk, tokens(), corpus.turns.index, self.seeds) if self.seeds else None
        seeds = able_to_start(seeds, rows.alone)
        codes = [] if seeds is None else seeds.codes
        room = room_for(wanted, len(codes), rows.alone)
        found = found_by(
            self.method,
            Asked(
                corpus, talk, rows, room, self.window_words, self.context, self.random_state,
                seeds, cache, self.vectors,
            ),
        )  # fmt: skip
        if len(found.terms) < wanted:
            warn_of_fewer(len(found.terms), wanted, rows.alone, self.window_words, codes[room:])
        warn_of_short_talk(len(talk.windows), int(talk.session.max()) + 1)
        weights = with_fixed_topics(rows.alone, found.terms)
        shares = shares_of_sessions(
            weights, talk.windows["n_words"].to_numpy(), talk.session_of_window
        )
        order = _order(shares, talk, len(codes))
        topics = pd.Index([f"t{k}" for k in range(1, len(order) + 1)], name="topic", dtype=object)
        of_turn = found.of_turn[:, order]

        self.kept_ = Known.of(
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
        marks = marking(of_turn, talk, voices(corpus.turns))
        self.top_terms_ = top_terms(marks, talk, topics)
        by_topic = self.top_terms_.groupby("topic", sort=False)["term"]
        names = by_topic.agg(lambda own: ", ".join(own.head(3)))
        # a topic may be left without a term of its own
        self.names_ = names.reindex(topics, fill_value="").rename("name")
        self.session_shares_.attrs["names"] = shown_names(self).to_dict()
        self.exemplars_ = exemplar_turns(marks, of_turn, talk, corpus.turns, topics)

    def _wanted(self, n_windows: int) -> int:
        """Return how many topics are asked for."""
        if self.seeds:
            return max(self.n_topics or 0, len(self.seeds) + self.free_topics)
        return self.n_topics or ample(n_windows)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not name.endswith("_"):
            raise AttributeError(
                f"{type(self).__name__!r} object has no attribute {name!r}."
                f"{'' if name.startswith('_') else near_match(name, LEARNED)}"
            )
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
            f"{len(self.session_shares_)} sessions{found_again_said(self)}; a reading aid, "
            "not coding"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        # scikit-learn's own brings a script with it
        return {"text/plain": repr(self), "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        if "names_" not in vars(self):
            return in_cell(f"{self!r}, not fitted yet: model.fit(corpus)")
        return in_cell(repr(self), shown_in_cell(self))


def _order(shares: Floats, talk: Talk, n_seeded: int) -> list[int]:
    """Return seeded topics in their order, then the others by their share of all words."""
    words = np.bincount(talk.session, weights=talk.n_words)
    overall = np.nan_to_num(shares).T @ words
    free = np.argsort(-overall[n_seeded:], kind="stable") + n_seeded
    return [*range(min(n_seeded, shares.shape[1])), *(int(k) for k in free)]
