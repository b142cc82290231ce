"""What the steps of a year are told from: the round, who read what, and what is on record."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from practicelearn.coding.codings import SETTLED
from practicelearn.coding.log.events import Event
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError, StudyError
from practicelearn.output.gate.wording import count, joined, long_date
from practicelearn.study.folder import Study
from practicelearn.study.not_names import without_not_names
from practicelearn.study.plan_sheet import next_round
from practicelearn.study.plans import study_plan
from practicelearn.study.shared import shared_corpus, shared_round
from practicelearn.themes.cycle.summary import DRAFT, open_actions
from practicelearn.themes.plan import Plan

__all__ = ["Decision", "Known", "Stage", "State", "Step", "left_said", "on_record"]

Stage = Literal["before", "hear", "code", "understand", "answer", "act"]
State = Literal["done", "now", "later"]


@dataclass(frozen=True)
class Step:
    """One of the twelve steps.

    Parameters
    ----------
    stage : str
        before, hear, code, understand, answer or act.
    key : str
        What it is called in addresses: look-back, plan, groups, bring-in, names, pilot, code, read,
        compare, give-back, release, act.
    name : str
        What one does, in a few words.
    state : {"done", "now", "later"}
    when, who : str
        When it was done (``3 March 2026``) and by whom, where that is on record.
    why : str
        What is left; of a later step why it is later.
    session : str
        Where it is left in one session above all: its id.
    """

    stage: Stage
    key: str
    name: str
    state: State
    when: str = ""
    who: str = ""
    why: str = ""
    session: str = ""


@dataclass(frozen=True)
class Decision:
    """Something that only a person can decide.

    Parameters
    ----------
    kind : str
        refer-on, damage, names, unread, difference, deviation, overdue, recording (to be
        deleted), or keep (retention).
    sentence : str
        What is, then what to do.
    step : str
        Key of the step in which it is done.
    session : str
        Id of the session it is about, or "".
    """

    kind: str
    sentence: str
    step: str
    session: str = ""


class Known:
    """What is known of one round of a study, each thing read once.

    Parameters
    ----------
    study : Study
    wanted : str or None
        The round; by default the newest that has groups, or the planned one after it.
    today : date
    """

    def __init__(self, study: Study, wanted: str | None, today: dt.date) -> None:
        self.study, self.today = study, today
        self.events: list[Event] = study.standing()
        held = self.whole.year_labels
        coming = self._coming(held)
        self.rounds = tuple(dict.fromkeys([*held, *coming]))
        if wanted is not None and wanted not in self.rounds:
            there = joined(list(self.rounds)) or "none yet"
            raise PracticelearnError(f'{study.path}: there is no round "{wanted}"; rounds: {there}')
        self.round = wanted or (coming[-1] if coming else held[-1] if held else "")
        self.held = self.round in held
        self.earlier = tuple(r for r in held if r != self.round and self._is_before(r))

    def _coming(self, held: list[str]) -> list[str]:
        """The round after those that have groups, once anything of it is on record."""
        try:
            following = next_round(self.study)
        except StudyError:
            return []
        planned = any(e.kind == "plan" and e.payload["year"] == following for e in self.events)
        return [following] if following not in held and (planned or not held) else []

    def _is_before(self, other: str) -> bool:
        return self.rounds.index(other) < self.rounds.index(self.round)

    @cached_property
    def whole(self) -> Corpus:
        """Every round; nothing without sessions."""
        return shared_corpus(self.study)

    @cached_property
    def corpus(self) -> Corpus:
        """The round."""
        if not self.held:
            return Corpus(turns=self.whole.turns[:0])
        return shared_round(self.study, self.round)

    @cached_property
    def plan(self) -> Plan | None:
        """The plan of this very round, or None."""
        if not self.round:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # an edited line is a decision of its own
            plan = study_plan(self.study, self.round)
        return plan if plan is not None and plan.round == self.round else None

    @cached_property
    def headlines(self) -> tuple[str, ...]:
        """The headline themes of the plan, or those of ``study.toml``."""
        return self.plan.themes if self.plan is not None else tuple(self.study.settings.headline)

    @cached_property
    def read_by(self) -> pd.DataFrame:
        """Sessions of the round × who read, settled readings too: whether the whole was read."""
        turns = self.corpus.turns["session_id"]
        read = self.study.codings().read[["coder", "turn_id"]].drop_duplicates()
        read = read.assign(session_id=read["turn_id"].map(turns)).dropna(subset=["session_id"])
        n_read = read.groupby(["session_id", "coder"]).size().unstack(fill_value=0)
        n_turns = turns.value_counts()
        return n_read.reindex(n_turns.index, fill_value=0).ge(n_turns, axis=0)

    @property
    def whole_by_people(self) -> pd.Series[int]:
        """How many people read each session of the round whole."""
        people = self.read_by.drop(columns=SETTLED, errors="ignore")
        return people.sum(axis=1) if len(people.columns) else pd.Series(0, people.index)

    @property
    def settled(self) -> pd.Series[bool]:
        """Whether each session of the round was settled."""
        none = pd.Series(data=False, index=self.read_by.index)
        return self.read_by.get(SETTLED, none)

    @property
    def n_unread(self) -> int:
        """How many sessions of the round nobody has read whole."""
        return int(((self.whole_by_people == 0) & ~self.settled).sum())

    @property
    def n_unsettled(self) -> int:
        """How many sessions of the round two people have read whole, and nobody settled."""
        return int(((self.whole_by_people >= 2) & ~self.settled).sum())

    @cached_property
    def names_left(self) -> pd.Series[int]:
        """How many words still look like names, by session of the round."""
        session = self._left["session_id"]
        return session[session.isin(self.corpus.sessions.index)].value_counts()

    @cached_property
    def names_elsewhere(self) -> int:
        """How many stand in what people wrote since: memos, sentences, sheets.

        Whoever codes is asked for a first name to stand on record: nothing to decide on.
        """
        coders = self._left["place"] == "coding.coder"
        return int((self._left["session_id"].isna() & ~coders).sum())

    @property
    def n_not_names(self) -> int:
        """How many more look like names, and were said on record to be none."""
        return self._looked[1]

    @property
    def _left(self) -> pd.DataFrame:
        return self._looked[0]

    @cached_property
    def _looked(self) -> tuple[pd.DataFrame, int]:
        return without_not_names(self.study, self.study.names_left(only_likely=True))

    @cached_property
    def open_actions(self) -> pd.DataFrame:
        """Promises neither done nor dropped, and drafts (status ``DRAFT``), of every round."""
        return open_actions(self.study.actions(), on=self.today.isoformat())

    def of_kind(self, *kinds: str) -> list[Event]:
        """Return the decisions of some kinds that name this round, the oldest first."""
        return [e for e in self.events if e.kind in kinds and e.payload.get("year") == self.round]


def on_record(events: Iterable[Event]) -> dict[str, str]:
    """Return when and by whom the newest of some decisions was made, for a step; maybe empty."""
    last = max(events, key=lambda e: e.at, default=None)
    if last is None:
        return {}
    day, _, _ = last.at.partition("T")
    return {"when": long_date(day), "who": last.who}


def left_said(left: pd.DataFrame, how: str = "open") -> str:
    """Say how many promises are left, and how many drafts that nobody has promised; "" for none."""
    n_drafts = int((left["status"] == DRAFT).sum())
    said = []
    if len(left) > n_drafts:
        said.append(f"{count(len(left) - n_drafts, 'promise')} {how}")
    if n_drafts:
        said.append(f"{count(n_drafts, 'draft')} not promised yet")
    return f"{'; '.join(said)}." if said else ""
