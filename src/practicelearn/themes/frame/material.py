"""What the frame is looked at with: one reading of persons' codings, what was read, the topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn.coding.codings import Codings
from practicelearn.coding.counted import counted
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.merging import merge_codings
from practicelearn.coding.of_corpus import in_sessions_of
from practicelearn.coding.offers.allowed import may_be_shown
from practicelearn.coding.queries.cases import coded_turns, known_turns
from practicelearn.corpus import Corpus
from practicelearn.themes.raised import coded_evidence, round_of, speaking_turns

if TYPE_CHECKING:  # it brings scikit-learn
    from practicelearn.topics.model import TopicModel

__all__ = ["FEWEST_GROUPS", "FEWEST_PASSAGES", "Material", "material_of", "may_be_quoted"]

FEWEST_GROUPS = 3
FEWEST_PASSAGES = 6
"""Below these nothing is said of a code's passages, or of a topic's stretches."""


@dataclass(frozen=True, eq=False)
class Material:
    """Turns, codings and topics in one order.

    Parameters
    ----------
    corpus : Corpus
    frame : CodingFrame
    said : DataFrame
        Participants' turns in the order of the talk: as ``speaking_turns`` has them, and unit (the
        place of the group), session (of the session), shown (whether the turn may be quoted).
    passages : DataFrame
        As ``EVIDENCE``, a row a coding by a person of a participant's words; ``theme_id`` is the
        code; unit beside it.
    everyone : Codings
        All persons' codings, whichever of them counts.
    reading : Codings
        One person's reading of each session.
    codes : list of str
        Codes that can be given: those of the frame that are not retired.
    coded, known : DataFrame
        Turns × codes of bool: which turn carries the code, and of which that is known.
    topic : Series or None
        Turn to the topic it is on; missing where its words name no subject.
    topics : TopicModel or None
    """

    corpus: Corpus
    frame: CodingFrame
    said: pd.DataFrame
    passages: pd.DataFrame
    everyone: Codings
    reading: Codings
    codes: list[str]
    coded: pd.DataFrame
    known: pd.DataFrame
    topic: pd.Series | None
    topics: TopicModel | None

    def name(self, code: str) -> str:
        """Return a code's name."""
        return self.frame[code].name if code in self.frame else code

    def topic_name(self, topic: str) -> str:
        """Return a topic's first words."""
        return str(self.topics.names_[topic]) if self.topics is not None else topic

    @property
    def session(self) -> npt.NDArray[np.int64]:
        """The session of each turn."""
        return np.asarray(self.said["session"], dtype=np.int64)

    @property
    def unit(self) -> npt.NDArray[np.int64]:
        """The group of each turn."""
        return np.asarray(self.said["unit"], dtype=np.int64)

    @property
    def labels(self) -> frozenset[str]:
        """Names of speakers, in lower case."""
        told = {*self.said["speaker"].dropna(), *self.corpus.people["pseudonym"].dropna()}
        return frozenset(w for label in told for w in str(label).lower().split())

    def enough(self) -> list[str]:
        """Codes with enough passages in enough groups for something to be said of them."""
        own = self.passages.groupby("theme_id")
        n, groups = own["coding_id"].nunique(), own["unit"].nunique()
        fit = (n >= FEWEST_PASSAGES) & (groups >= FEWEST_GROUPS)
        return [c for c in self.codes if fit.get(c, False)]

    def passages_of(self, code: str, turns: Sequence[str] | pd.Index | None = None) -> pd.DataFrame:
        """Return a code's passages; only those that begin in some turns, where these are named."""
        own = self.passages[self.passages["theme_id"] == code]
        return own if turns is None else own[own["turn_id"].isin(turns)]


def material_of(
    codings: Codings, corpus: Corpus, frame: CodingFrame, topics: TopicModel | None
) -> Material:
    """Return the material; a machine's codings are nowhere in it."""
    everyone = in_sessions_of(counted(codings), corpus)
    reading = merge_codings(everyone)
    said = speaking_turns(corpus)
    keys = [round_of(said["year"]), said["group"]]
    said = said.assign(
        unit=said.groupby(keys, sort=False).ngroup(),
        session=pd.factorize(said["session_id"])[0],
        shown=may_be_quoted(said.index.to_series(), corpus, codings),
    )
    referred = codings.spans.loc[codings.spans["refer_on"], "turn_id"]
    codes = [c.id for c in frame.codes if not c.retired]
    used = [c for c in codes if c in set(reading.spans["code"])]
    passages = coded_evidence(corpus, _without_referred(reading, referred), {c: [c] for c in used})
    passages = passages.assign(unit=said["unit"].reindex(passages["turn_id"]).to_numpy())
    return Material(
        corpus, frame, said, passages, everyone, reading, codes,
        coded_turns(reading, said, codes), known_turns(reading, said, codes),
        _topic_of(topics, said), topics,
    )  # fmt: skip


def may_be_quoted(
    turns: pd.Series, corpus: Corpus, codings: Codings | None
) -> npt.NDArray[np.bool_]:
    """Return which turns may be quoted whole: none with a passage taken out, or referred on."""
    free = [may_be_shown(text, 0, len(text)) for text in corpus.turns["text"].reindex(turns)]
    able = np.array(free, dtype=bool)
    if codings is None:
        return able
    referred = codings.spans.loc[codings.spans["refer_on"], "turn_id"]
    able &= ~turns.isin(referred).to_numpy()
    return able


def _without_referred(reading: Codings, referred: pd.Series) -> Codings:
    """What was referred on is quoted nowhere, whoever marked it."""
    gone = reading.spans["turn_id"].isin(referred)
    return replace(reading, spans=reading.spans.assign(refer_on=reading.spans["refer_on"] | gone))


def _topic_of(topics: TopicModel | None, said: pd.DataFrame) -> pd.Series | None:
    if topics is None:
        return None
    weights = topics.turn_topics_.reindex(said.index)
    there = weights.notna().all(axis=1) & (weights.sum(axis=1) > 0)
    of_turn = pd.Series(None, index=said.index, dtype=object)
    of_turn[there] = weights[there].idxmax(axis=1)
    return of_turn
