"""Suggestions: a program learns from hand coding what to offer, and abstains when unsure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError
from sklearn.utils import metadata_routing
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from practicelearn._arguments import SEED, AnyOf, Choice, Number, check_arguments
from practicelearn._tables import (
    ISSUES,
    READ,
    SPANS,
    conform,
    empty_table,
    in_cell,
    near_match,
)
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.offers.allowed import kept_out, reasons_for_none
from practicelearn.coding.offers.choosing import LeftOut
from practicelearn.coding.offers.evaluating import evaluation
from practicelearn.coding.offers.examples import never_offered
from practicelearn.coding.offers.learning import (
    LEAST_SESSIONS,
    Examples,
    examples_of,
    talk_of,
    views_of,
)
from practicelearn.coding.offers.offering_rule import Rule, find_rule
from practicelearn.coding.offers.sentences import sentence_runs
from practicelearn.coding.offers.told import choice_table, precision_table
from practicelearn.coding.offers.word_space import CONTEXTS, WordSpace, classifier
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError
from practicelearn.language.pipeline import Tokens, tokenise

__all__ = ["CodeSuggester"]

Bools = npt.NDArray[np.bool_]


class CodeSuggester(BaseEstimator):
    """Offers codes for turns nobody has read yet, learned from what people coded by hand.

    Parameters
    ----------
    target_precision : float, default 0.8
        Share of offers that are to be right. A code that cannot reach it offers nothing.
    keep : int, default 2
        Sessions of each round that never get suggestions, at least 2: without them nobody can tell
        what suggestions do to coding.
    context : {"choose", "none", "near", "far"} or float, default "choose"
        What stands around a turn and counts beside it: nothing; two turns on either side; all as
        far as one stays with a subject; with either, the facilitator's last question. By default
        what does best in sessions left out. A number: the weight of the near ones.
    features : {"choose", "lemmas", "phrases"}, default "choose"
        Lemmas without stop words, or every word as it was said and each pair of neighbours.
    vectors : callable, optional
        Takes a list of texts and returns an array of a row each, what a text means as numbers: then
        these are tried beside the words, and used if they do better. None are shipped here.
    random_state : int, default 0
        Start of the draw of the sessions that are kept.

    Attributes
    ----------
    precision_ : DataFrame
        One row a code, index ``code``. Columns: see
        ``practicelearn._tables.SUGGESTION_PRECISION``. Every figure is of sessions that the model
        and the threshold had not seen.
    choice_ : DataFrame
        What was tried: features, context, vectors, average_precision (mean over codes, sessions
        left out), chosen.
    codes_ : list of str
        Codes that are offered.
    kept_ : dict
        Round to the sessions that never get suggestions.
    withheld_ : dict
        Session to why nothing is offered there for now: two people are coding it.

    Notes
    -----
    Unit: a participant's turn. tf-idf with 1 + log tf at length 1, to which what stands around is
    added with the weight of the context, and brought to length 1 again; the frame's cues in the
    turn, around it and in the question, and the turn's length, stand beside them. One logistic
    regression a code. Context and features are chosen by average precision in whole sessions left
    out (:func:`~.choosing.scores_left_out`); for the scores of a session they are chosen on others.

    **What is promised, and from where.** Thresholds come from scores of sessions left out of the
    fit, one by one up to 25, of more a 25th at a time, by the rules of
    :func:`~.offering_rule.find_rule`. Turns of one session are alike, so nothing is promised about
    turns: from 1/(1 - target) - 1 sessions on (4 for .8, 9 for .9), the mean over sessions of the
    share of offers that are wrong is at most 1 - target, for a code by itself or for the offers of
    all codes together, as ``promise`` says. It holds for sessions like those learned from (a new
    round, facilitator or guide is not like them), not for any one session, and strictly only for
    fixed scores: those of the model that is kept rest on one session more. Below that number of
    sessions the target is held in sessions left out, with a lower bound, and nothing is promised.
    Where no threshold does even that nothing is offered; :func:`practicelearn.next_to_code` gives a
    reading order without any promise.

    Learned from: codings of origin human or imported, in turns marked as read under a frame that
    held the code. Turns whose code was taken over from an offer are missing. Turns with a passage
    to be referred on, and facilitators' turns, teach nothing and are never offered.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> earlier = study.corpus().where(year="2024-25")
    >>> suggester = prac.CodeSuggester(random_state=0).fit(earlier, study.codings())
    >>> int(suggester.precision_.loc["supervision", "n_positive"])
    23
    """

    # nothing that fit takes is routed: no set_fit_request among the methods
    __metadata_request__fit: ClassVar = dict.fromkeys(
        ("corpus", "codings", "cache"), metadata_routing.UNUSED
    )

    def __init__(
        self,
        target_precision: float = 0.8,
        *,
        keep: int = 2,
        context: Literal["choose", "none", "near", "far"] | float = "choose",
        features: Literal["choose", "lemmas", "phrases"] = "choose",
        vectors: Callable[[list[str]], Any] | None = None,
        random_state: int = 0,
    ) -> None:
        self.target_precision = target_precision
        self.keep = keep
        self.context = context
        self.features = features
        self.vectors = vectors
        self.random_state = random_state

    def fit(
        self, corpus: Corpus, codings: Codings, *, cache: str | Path | None = None
    ) -> CodeSuggester:
        """Learn from what people coded by hand.

        Parameters
        ----------
        corpus : Corpus
        codings : Codings
            Of all coders; in each session one person's reading counts (the settled one where there
            is one).
        cache : str or Path, optional
            Folder in which tokens are kept between runs.

        Raises
        ------
        CodingError
            A parameter is out of range, or fewer than three sessions have been read and coded by
            hand.
        StudyError
            Some of the study cannot be counted (``codings.uncounted``): what somebody did and this
            version does not know would be learned as not coded.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> newest = corpus.where(year="2025-26")
        >>> prac.CodeSuggester().fit(newest, codings)
        CodeSuggester: offers 5 of 9 codes, learned from 8 sessions; off by defa...
        """
        check_arguments(CodeSuggester.fit, locals())
        self._check()
        refuse_uncounted(codings, "CodeSuggester")
        given = self._examples(corpus, codings, cache)
        with threadpool_limits(limits=1, user_api="blas"):  # sums do not depend on the machine
            self._learn(given)
        self.kept_ = kept_out(corpus, self.keep, self.random_state)
        self.withheld_ = reasons_for_none(codings, corpus)
        self._hidden = frozenset(corpus.turns.index[given.hidden])
        self._learned_turns = frozenset(corpus.turns.index[given.known])
        return self

    def evaluate(
        self, corpus: Corpus, codings: Codings, *, cache: str | Path | None = None
    ) -> pd.DataFrame:
        """Return how well offers do in sessions left out, beside the cues and the most common.

        Parameters
        ----------
        corpus, codings
            As for ``fit``; this need not be fitted, and is not.
        cache : str or Path, optional

        Returns
        -------
        DataFrame
            One row a code and method, and ``together`` for all codes. Columns: see
            ``practicelearn._tables.SUGGESTION_EVALUATION``. Unit: a participant's turn read by
            hand. What is offered in a session comes from models, thresholds, context and features
            that others taught; ``worst`` is the session in which it is lowest.

        Raises
        ------
        CodingError
            As for ``fit``.

        Notes
        -----
        Cohen's kappa takes what is not offered as the answer "not coded". ``kappa_coders`` is that
        of people: the mean over pairs of coders, on turns that both read unaided; a program that is
        as close to one coder as another coder is has nothing left to gain. Context and threshold of
        a session are chosen on scores of the other sessions, which come from models that had read
        it; `benchmarks/suggestions.py` leaves it out of these too.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> newest = study.corpus().where(year="2025-26")
        >>> told = prac.CodeSuggester().evaluate(newest, study.codings())
        >>> told["method"].unique().tolist()
        ['suggested', 'keyword', 'majority']
        """
        check_arguments(CodeSuggester.evaluate, locals())
        self._check()
        refuse_uncounted(codings, "CodeSuggester")
        given = self._examples(corpus, codings, cache)
        with threadpool_limits(limits=1, user_api="blas"):
            _, rule = self._rule(given)
        return evaluation(given, rule, codings, corpus)

    def suggest(
        self,
        corpus: Corpus,
        sessions: Sequence[str] | None = None,
        *,
        cache: str | Path | None = None,
    ) -> Codings:
        """Return what is offered, as codings of origin ``suggested`` that nobody has accepted.

        Parameters
        ----------
        corpus : Corpus
            With the sessions to offer in; they need not have been there at the fit.
        sessions : sequence of str, optional
            By default every session of the corpus in which offers are allowed.
        cache : str or Path, optional

        Returns
        -------
        Codings
            One span an offer: the sentences of a turn that carry the code, with ``score`` (0 to 1)
            as a further column. ``read`` holds the turns that were looked at: participants' turns
            that had not been read by hand at the fit. ``issues`` names sessions left out, and why.

        Raises
        ------
        CodingError
            A named session is not there, is kept without suggestions, or is being coded by two.
        NotFittedError
            Before ``fit``.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> newest = corpus.where(year="2025-26")
        >>> suggester = prac.CodeSuggester().fit(newest, codings)
        >>> suggester.suggest(newest, ["2025-night"]).origins
        []
        """
        check_arguments(CodeSuggester.suggest, locals())
        codes = self.codes_
        why = self._why_not(corpus)
        known = list(corpus.sessions.index)
        for name in sessions or []:
            if name not in known:
                raise CodingError(f'suggest: no session "{name}".{near_match(name, known)}')
            if name in why:
                raise CodingError(f"suggest: {why[name]}.")
        wanted = list(sessions) if sessions is not None else [s for s in known if s not in why]
        left_out = [s for s in known if s in why] if sessions is None else []
        corpus = corpus.where(session_id=wanted)
        hidden = never_offered(corpus, Codings()) | corpus.turns.index.isin(self._hidden)
        open_turns = ~hidden & ~corpus.turns.index.isin(self._learned_turns)
        with threadpool_limits(limits=1, user_api="blas"):
            spans = self._offer(corpus, tokenise(corpus.turns, cache=cache), hidden, open_turns)
        read = pd.DataFrame(
            {"coder": "suggested", "turn_id": corpus.turns.index[open_turns],
             "frame_version": self._frame.version if self._frame is not None else None}
        )  # fmt: skip
        notes = [
            {"session_id": s, "severity": "note", "source_loc": s, "message": why[s], "text": None}
            for s in left_out
        ]
        frame = self._frame
        return Codings(
            spans=conform(spans, SPANS) if len(spans) else empty_table(SPANS).assign(score=0.0),
            read=conform(read, READ) if codes else empty_table(READ),
            text_hash=corpus.sessions["text_hash"].dropna().to_dict(),
            frame=frame,
            issues=conform(pd.DataFrame(notes), ISSUES) if notes else empty_table(ISSUES),
        )

    def _why_not(self, corpus: Corpus) -> dict[str, str]:
        """Session to why it gets no suggestions. Rounds unknown at the fit are drawn from here."""
        drawn = kept_out(corpus, self.keep, self.random_state) | self.kept_
        why = {
            s: f"{s} is kept without suggestions, so that their effect can be seen; code it by hand"
            for own in drawn.values()
            for s in own
        }
        return why | self.withheld_

    def _check(self) -> None:
        check_arguments(
            CodeSuggester,
            vars(self),
            target_precision=Number(0.5, 0.99),
            # Without sessions that never get suggestions nobody can tell what they do.
            keep=Number(2, whole=True),
            context=AnyOf((Choice(("choose", *CONTEXTS)), Number(0, 10))),
            random_state=SEED,
        )

    def _examples(self, corpus: Corpus, codings: Codings, cache: str | Path | None) -> Examples:
        given = examples_of(corpus, codings, cache=cache, vectors=self.vectors)
        found = len(np.unique(given.session[given.known]))
        if found < LEAST_SESSIONS or not (given.labels == 1).any():
            raise CodingError(
                f"CodeSuggester learns from sessions read and coded by hand: found {found}, "
                f"at least {LEAST_SESSIONS} are needed. Mark turns as read while coding."
            )
        return given

    def _rule(self, given: Examples) -> tuple[LeftOut, Rule]:
        able = [k for k in range(len(given.codes)) if not given.why_not(k)]
        views = views_of(self.features, self.context, vectors=self.vectors is not None)
        out = given.left_out(able, views)
        rule = find_rule(
            out.scores, given.labels, given.session, able, target=self.target_precision
        )
        return out, rule

    def _learn(self, given: Examples) -> None:
        out, rule = self._rule(given)
        self.precision_ = precision_table(given, rule, self.target_precision)
        self.choice_ = choice_table(out)
        talk = given.seen_as(out.view.features)
        self._space = WordSpace(out.view).fit(talk, given.known)
        features = self._space.of(talk)
        offered = self.precision_["threshold"].notna()
        self._models = {
            code: classifier(features, given.labels[:, k])
            for k, code in enumerate(given.codes)
            if offered.iloc[k]
        }
        self.codes_ = list(self._models)
        self._cues, self._frame = given.cues, given.frame

    def _offer(
        self, corpus: Corpus, tokens: Tokens, hidden: Bools, open_turns: Bools
    ) -> pd.DataFrame:
        """Return one span an offer, in the order of the text."""
        unseen = hidden & (corpus.turns["role"] != "facilitator").to_numpy()
        talk = talk_of(corpus, tokens, self._cues, unseen, self._space.view.features, self.vectors)
        places = np.flatnonzero(open_turns & (talk.n_words > 0))
        rows: list[dict[str, Any]] = []
        if not len(places) or not self.codes_:
            return pd.DataFrame(rows)
        features = self._space.of(talk.rows(places))
        texts = corpus.turns["text"].to_numpy()
        for code, model in self._models.items():
            score = model.predict_proba(features)[:, 1]
            sure = score >= self.precision_.loc[code, "threshold"]
            for place, start, end in sentence_runs(
                self._space, model, talk, tokens, self._cues, texts, places[sure]
            ):
                rows.append({
                    "turn_id": corpus.turns.index[place], "start": start, "end": end,
                    "quote": texts[place][start:end], "code": code,
                    "score": float(score[np.searchsorted(places, place)]), "place": place,
                })  # fmt: skip
        spans = pd.DataFrame(rows)
        if spans.empty:
            return spans
        spans = spans.sort_values(["place", "start", "code"], kind="stable", ignore_index=True)
        return spans.drop(columns="place").assign(
            coding_id=[f"suggested-{n:06d}" for n in range(1, len(spans) + 1)],
            part=1,
            coder="suggested",
            origin="suggested",
        )

    def __getattr__(self, name: str) -> Any:
        if name.endswith("_") and not name.startswith("_"):
            raise NotFittedError(
                f"CodeSuggester: {name} is there after fit(corpus, codings); this one is not "
                "fitted yet."
            )
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self, N_CHAR_MAX: int = 700) -> str:
        if "precision_" not in vars(self):
            return str(super().__repr__(N_CHAR_MAX))
        most = int(self.precision_["n_sessions"].max())
        return (
            f"CodeSuggester: offers {len(self.codes_)} of {len(self.precision_)} codes, learned "
            f"from {most} sessions; off by default, and no coding until a person takes it"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        # scikit-learn's own brings a script with it
        return {"text/plain": repr(self), "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        if "precision_" not in vars(self):
            return in_cell(f"{self!r}, not fitted yet: suggester.fit(corpus, codings)")
        return in_cell(repr(self), self.precision_)
