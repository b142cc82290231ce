"""What is learned from, and what is learned: turns with their codes, a view, a model a code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.offers.choosing import LeftOut, scores_left_out, try_views
from practicelearn.coding.offers.examples import (
    Talk,
    hand_labels,
    make_talk,
    never_offered,
    with_features,
)
from practicelearn.coding.offers.terms import FEATURES
from practicelearn.coding.offers.word_space import CONTEXTS, View, WordSpace, classifier
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError
from practicelearn.language.pipeline import Tokens, tokenise

__all__ = ["Examples", "Vectors", "examples_of", "likelihoods", "talk_of", "too_little", "views_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int8]
Vectors = Callable[[list[str]], Any]

LEAST_SESSIONS = 3
LEAST_POSITIVE = 8


@dataclass(frozen=True, eq=False)
class Examples:
    """Turns with what people coded in them.

    Parameters
    ----------
    codes : list of str
    cues : dict
        Code to the frame's cues.
    labels : ndarray of int, shape (n_turns, n_codes)
        1 coded, 0 read and not coded, -1 missing.
    session : ndarray of int, shape (n_turns,)
    hidden : ndarray of bool, shape (n_turns,)
        Turns that teach nothing and are never offered.
    tokens : Tokens
    talk : Talk
        Lemmas counted.
    unseen : ndarray of bool, shape (n_turns,)
        Turns whose words are nowhere.
    frame : CodingFrame or None
    """

    codes: list[str]
    cues: dict[str, list[str]]
    labels: Labels
    session: Ints
    hidden: Bools
    tokens: Tokens
    talk: Talk
    unseen: Bools
    frame: CodingFrame | None

    @property
    def known(self) -> Bools:
        """Turns that teach something."""
        return np.asarray((self.labels >= 0).any(axis=1))

    def why_not(self, k: int) -> str:
        """Return why a code is not learned; empty where it is."""
        return too_little(self.labels[:, k], self.session)

    def seen_as(self, features: str) -> Talk:
        """Return the turns with other terms counted."""
        if features == "lemmas":
            return self.talk
        return with_features(self.talk, self.tokens, self.unseen, features)

    def left_out(self, able: Sequence[int], views: Sequence[View]) -> LeftOut:
        """Return scores of sessions left out, the view chosen without them too."""
        return scores_left_out(self._talks(views), self.labels, self.session, able, views)

    def best_view(self, able: Sequence[int], views: Sequence[View]) -> View | None:
        """Return the view that does best in sessions left out; None where none could be."""
        trial = try_views(self._talks(views), self.labels, self.session, able, views)
        return trial.best(views[0]) if trial.marks else None

    def _talks(self, views: Sequence[View]) -> dict[str, Talk]:
        return {name: self.seen_as(name) for name in dict.fromkeys(v.features for v in views)}


def examples_of(
    corpus: Corpus,
    codings: Codings,
    *,
    cache: str | Path | None = None,
    vectors: Vectors | None = None,
) -> Examples:
    """Return turns with what people coded in them; what facilitators say teaches nothing."""
    frame = codings.frame
    used = sorted(codings.spans["code"].unique())
    codes = list(frame) if frame is not None else used
    cues = {c: list(frame[c].cues) if frame is not None else [] for c in codes}
    hidden: Bools = never_offered(corpus, codings)
    labels = hand_labels(codings, corpus, codes)
    labels[hidden] = -1
    session = pd.factorize(corpus.turns["session_id"])[0].astype(np.int64)
    tokens = tokenise(corpus.turns, cache=cache)
    unseen: Bools = hidden & (corpus.turns["role"] != "facilitator").to_numpy()
    talk = talk_of(corpus, tokens, cues, unseen, "lemmas", vectors)
    return Examples(codes, cues, labels, session, hidden, tokens, talk, unseen, frame)


def talk_of(
    corpus: Corpus,
    tokens: Tokens,
    cues: dict[str, list[str]],
    unseen: Bools,
    features: str,
    vectors: Vectors | None,
) -> Talk:
    """Return the turns of a corpus as a learner sees them, with the vectors that were given."""
    talk = make_talk(corpus, tokens, cues, unseen, features=features)
    if vectors is None:
        return talk
    texts = corpus.turns["text"].where(~unseen, "").tolist()
    made = np.asarray(vectors(texts), dtype=float)
    if made.ndim != 2 or len(made) != len(texts) or not np.isfinite(made).all():
        raise CodingError(
            f"vectors: {len(texts)} texts were given, and an array of shape {made.shape} came "
            "back; expected one row of finite numbers a text."
        )
    return replace(talk, vectors=normalize(made))


def views_of(features: str, context: str | float, *, vectors: bool) -> list[View]:
    """Return the views to choose from; one where both are given."""
    named = [context] if context in CONTEXTS else list(CONTEXTS)
    places: list[tuple[str, float]] = (
        [(str(name), CONTEXTS[str(name)]) for name in named]
        if isinstance(context, str)
        else [("near" if context else "none", float(context))]
    )
    kinds = list(FEATURES) if features == "choose" else [features]
    plain = [View(kind, *place) for kind in kinds for place in places]
    return plain + [view._replace(vectors=True) for view in plain if vectors]


def too_little(label: Labels, session: Ints) -> str:
    """Return why a code cannot be offered on so little coding; empty where it can."""
    coded = label == 1
    n, where = int(coded.sum()), len(np.unique(session[coded]))
    if n >= LEAST_POSITIVE and where >= LEAST_SESSIONS:
        return ""
    return (
        f"too little to learn from: coded by hand in {n} turns of {where} sessions; at least "
        f"{LEAST_POSITIVE} turns of {LEAST_SESSIONS} are needed"
    )


def likelihoods(given: Examples, wanted: Sequence[int], rows: Ints) -> Floats:
    """Return how likely some codes are in some turns, learned from all others, (n_rows, n_wanted).

    Context and features are chosen in sessions left out, where two or more were read.
    """
    with threadpool_limits(limits=1, user_api="blas"):  # sums do not depend on the machine
        view = given.best_view(wanted, views_of("choose", "choose", vectors=False))
        view = view or View("lemmas", "near", CONTEXTS["near"])
        talk = given.seen_as(view.features)
        space = WordSpace(view).fit(talk, given.known)
        features = space.of(talk)
        score = np.zeros((len(rows), len(wanted)))
        for column, k in enumerate(wanted):
            label = given.labels[:, k]
            if (label == 0).any():
                model = classifier(features, label)
                score[:, column] = model.predict_proba(features[rows])[:, 1]
    return score
