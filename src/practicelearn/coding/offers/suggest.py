"""Suggestions: a program learns from hand coding what to offer, and abstains when unsure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError
from sklearn.utils import metadata_routing
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from practicelearn._arguments import SEED, Number, check_arguments
from practicelearn._tables import (
    ISSUES,
    READ,
    SPANS,
    SUGGESTION_PRECISION,
    conform,
    empty_table,
    in_cell,
    near_match,
)
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.offers.allowed import kept_out, may_be_shown, reasons_for_none
from practicelearn.coding.offers.examples import (
    Talk,
    hand_labels,
    make_talk,
    never_offered,
    sentences_of,
    unit_talk,
)
from practicelearn.coding.offers.thresholds import choose_threshold, reached, sessions_needed
from practicelearn.coding.offers.word_space import WordSpace, classifier, scores_left_out
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError
from practicelearn.language.pipeline import Tokens, tokenise

__all__ = ["CodeSuggester"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

LEAST_SESSIONS = 3
LEAST_POSITIVE = 8
# sentences this much less likely than the turn's best one are left out of what is offered
SHARE_OF_BEST = 0.5


class CodeSuggester(BaseEstimator):
    """Offers codes for turns nobody has read yet, learned from what people coded by hand.

    Parameters
    ----------
    target_precision : float, default 0.8
        Share of offers that are to be right. A code that cannot reach it offers nothing.
    keep : int, default 2
        Sessions of each round that never get suggestions, at least 2: without them nobody can tell
        what suggestions do to coding.
    context : float, default 1.0
        Weight of the turns around and of the facilitator's last question, 0 for none.
    random_state : int, default 0
        Start of the random numbers, and of the draw of the sessions that are kept.

    Attributes
    ----------
    precision_ : DataFrame
        One row a code, index ``code``. Columns: see
        ``practicelearn._tables.SUGGESTION_PRECISION``. Every figure is of sessions that the model
        and the threshold had not seen.
    codes_ : list of str
        Codes that are offered.
    kept_ : dict
        Round to the sessions that never get suggestions.
    withheld_ : dict
        Session to why nothing is offered there for now: two people are coding it.

    Notes
    -----
    Unit: a participant's turn. Words are lemmas, tf-idf with 1 + log tf; each turn is added to its
    two neighbours on either side (1 and 0.6) and the facilitator's last words, at length 1, and
    brought to 100 dimensions by a truncated singular value decomposition; the frame's cues in the
    turn, around it and in the question, and the turn's length, stand beside them. One logistic
    regression a code. Thresholds come from predictions for sessions left out of the fit, by the
    rule of :func:`~.thresholds.choose_threshold`; the figures of ``precision_`` choose each
    session's threshold on the other sessions. Sessions are left out one by one up to 25; of more, a
    25th of them at a time. Turns of one session are alike, so no promise is made about turns: only
    about the mean session, from 1/(1 - target) - 1 sessions on, and only for sessions like those
    learned from. A new round, facilitator or guide is not like them.

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
        context: float = 1.0,
        random_state: int = 0,
    ) -> None:
        self.target_precision = target_precision
        self.keep = keep
        self.context = context
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
        CodeSuggester: offers 3 of 9 codes, learned from 8 sessions; off by defa...
        """
        check_arguments(CodeSuggester.fit, locals())
        self._check()
        refuse_uncounted(codings, "CodeSuggester")
        frame = codings.frame
        used = sorted(codings.spans["code"].unique())
        codes = list(frame) if frame is not None else used
        self._cues = {c: list(frame[c].cues) if frame is not None else [] for c in codes}
        hidden = never_offered(corpus, codings)
        labels = hand_labels(codings, corpus, codes)
        labels[hidden] = -1
        session = pd.factorize(corpus.turns["session_id"])[0].astype(np.int64)
        learned = np.unique(session[(labels >= 0).any(axis=1)])
        if len(learned) < LEAST_SESSIONS or not (labels == 1).any():
            raise CodingError(
                f"CodeSuggester learns from sessions read and coded by hand: found {len(learned)}, "
                f"at least {LEAST_SESSIONS} are needed. Mark turns as read while coding."
            )
        with threadpool_limits(limits=1, user_api="blas"):  # sums do not depend on the machine
            self._learn(corpus, tokenise(corpus.turns, cache=cache), codings, labels, session)
        return self

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
            context=Number(0, 10),
            random_state=SEED,
        )

    def _learn(
        self,
        corpus: Corpus,
        tokens: Tokens,
        codings: Codings,
        labels: npt.NDArray[np.int8],
        session: Ints,
    ) -> None:
        codes = list(self._cues)
        hidden = never_offered(corpus, codings)
        referred = hidden & (corpus.turns["role"] != "facilitator").to_numpy()
        talk = make_talk(corpus, tokens, self._cues, referred)
        known = (labels >= 0).any(axis=1)
        why = {c: _too_little(labels[:, k], session) for k, c in enumerate(codes)}
        able = [k for k, c in enumerate(codes) if not why[c]]
        space = WordSpace(self.context, self.random_state)
        scores = scores_left_out(space, talk, labels, session, able)
        rows = [self._row(scores[:, k], labels[:, k], session, why[c]) for k, c in enumerate(codes)]
        self.precision_ = conform(
            pd.DataFrame(rows, index=pd.Index(codes, name="code", dtype=object)),
            SUGGESTION_PRECISION,
        )
        offered = self.precision_["threshold"].notna()
        self._space = space.fit(talk, np.asarray(known))
        features = space.of(talk)
        self._models = {
            codes[k]: classifier(features, labels[:, k]) for k in able if offered.iloc[k]
        }
        self.codes_ = list(self._models)
        self.kept_ = kept_out(corpus, self.keep, self.random_state)
        self.withheld_ = reasons_for_none(codings, corpus)
        self._hidden = frozenset(corpus.turns.index[hidden])
        self._learned_turns = frozenset(corpus.turns.index[known])
        self._frame = codings.frame

    def _row(
        self, score: Floats, label: npt.NDArray[np.int8], session: Ints, why: str
    ) -> dict[str, Any]:
        own = label >= 0
        place = np.unique(session[own], return_inverse=True)[1].astype(np.int64)
        coded = label[own] == 1
        n_sessions, n_turns = len(np.unique(place)), int(own.sum())
        row: dict[str, Any] = {
            "n_sessions": n_sessions, "n_turns": n_turns, "n_positive": int(coded.sum()),
            "threshold": math.nan, "promise": None, "why": why or None,
        }  # fmt: skip
        if why:
            return row
        target = self.target_precision
        got = reached(score[own], coded, place, target=target)
        row |= {
            "n_offered": got.n_offered, "precision": got.precision, "precision_worst": got.worst,
            "share_offered": got.n_offered / n_turns, "recall": got.recall,
        }  # fmt: skip
        threshold = choose_threshold(score[own], coded, place, target=target)
        if math.isinf(threshold) or not got.holds(target):
            found = (
                f"{got.n_right} of {got.n_offered} were right"
                if got.n_offered
                else "no score reached it"
            )
            row["why"] = (
                f"not precise enough: {target:.2f} asked for, and in sessions left out {found}"
            )
            return row
        return row | {"threshold": threshold, "promise": _promise(n_sessions, target)}

    def _offer(
        self, corpus: Corpus, tokens: Tokens, hidden: Bools, open_turns: Bools
    ) -> pd.DataFrame:
        """Return one span an offer, in the order of the text."""
        referred = hidden & (corpus.turns["role"] != "facilitator").to_numpy()
        talk = make_talk(corpus, tokens, self._cues, referred)
        places = np.flatnonzero(open_turns & (talk.n_words > 0))
        rows: list[dict[str, Any]] = []
        if not len(places) or not self.codes_:
            return pd.DataFrame(rows)
        features = self._space.of(talk.rows(places))
        texts = corpus.turns["text"].to_numpy()
        for code, model in self._models.items():
            score = model.predict_proba(features)[:, 1]
            sure = score >= self.precision_.loc[code, "threshold"]
            for place, start, end in self._sentences(talk, tokens, model, texts, places[sure]):
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

    def _sentences(
        self, talk: Talk, tokens: Tokens, model: Any, texts: Any, places: Ints
    ) -> list[tuple[int, int, int]]:
        """Return turn, start and end of the sentences that carry a code, one run a turn."""
        units = sentences_of(list(texts[places]), places)
        units = units[
            [may_be_shown(texts[t], s, e) for t, s, e in units.itertuples(index=False)]
        ].reset_index(drop=True)
        if units.empty:
            return []
        own = self._space.of(unit_talk(talk, tokens, self._cues, units))
        units["score"] = model.predict_proba(own)[:, 1]
        best = units.groupby("turn")["score"].transform("max")
        runs = units[units["score"] >= SHARE_OF_BEST * best].groupby("turn")
        spans = runs.agg(start=("start", "min"), end=("end", "max")).reset_index()
        return [(int(t), int(s), int(e)) for t, s, e in spans.itertuples(index=False)]

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


def _too_little(label: npt.NDArray[np.int8], session: Ints) -> str:
    coded = label == 1
    n, where = int(coded.sum()), len(np.unique(session[coded]))
    if n >= LEAST_POSITIVE and where >= LEAST_SESSIONS:
        return ""
    return (
        f"too little to learn from: coded by hand in {n} turns of {where} sessions; at least "
        f"{LEAST_POSITIVE} turns of {LEAST_SESSIONS} are needed"
    )


def _promise(n_sessions: int, target: float) -> str:
    needed = sessions_needed(target)
    if n_sessions >= needed:
        return (
            f"guarantee for the mean over sessions like these {n_sessions}: at most "
            f"{1 - target:.0%} of a session's offers are wrong; none for any one session"
        )
    return f"no promise: {n_sessions} sessions, at least {needed} are needed for one"
