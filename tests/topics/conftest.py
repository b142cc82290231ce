"""An invented study with planted subjects; nobody ever said this."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from practicelearn._tables import Mark
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.topics.model import TopicModel
from practicelearn.topics.standing import keep

SUBJECTS = {
    "supervision": "supervision reflection supervisor agenda feedback manager support "
    "appraisal listening guidance",
    "tools": "laptop password screen software charger keyboard database upload printer login",
    "parking": "parking bus taxi mileage petrol bicycle motorway ticket garage traffic",
    "court": "court judge barrister hearing statement solicitor evidence verdict bundle witness",
}
FRAMES = (
    "we talked about the {} and the {} and then the {} again.",
    "honestly the {} is worse than the {}, and nobody fixed the {}.",
    "I keep asking about my {} because the {} depends on the {}.",
    "when the {} comes up, somebody always mentions the {} or the {}.",
)
SHORTEST, LONGEST = 6, 20


def planted(
    seed: int, n_sessions: int = 6, subjects: tuple[str, ...] = tuple(SUBJECTS)
) -> tuple[Corpus, pd.Series]:
    """Return a corpus whose sessions go through the subjects in their own order, and the truth."""
    rng = np.random.default_rng(seed)
    rows, truth = [], []
    for session in range(n_sessions):
        sid = f"s{session + 1}"
        said: list[tuple[str, str, str]] = []
        for subject in rng.permutation(subjects):
            said.append(("F1", "facilitator", "thank you, what about the biscuits and biscuits?"))
            length = int(rng.integers(SHORTEST, LONGEST))
            for k in range(length):
                if k % 5 == 4:
                    said.append((f"P{k % 3 + 1}", "participant", "yeah, okay, of course [laughs]"))
                    continue
                lines = [
                    FRAMES[rng.integers(len(FRAMES))].format(
                        *rng.choice(SUBJECTS[subject].split(), 3, replace=False)
                    )
                    for _ in range(2)
                ]
                said.append((f"P{k % 4 + 1}", "participant", " ".join(lines)))
            truth += [subject] * (length + 1)
        rows += [
            {"turn_id": make_turn_id(sid, n), "session_id": sid, "n": n, "speaker": speaker,
             "role": role, "text": text, "verbatim": True,
             "marks": [Mark(m.start(), m.end(), "laughter") for m in re.finditer(r"\[.*?\]", text)]}
            for n, (speaker, role, text) in enumerate(said, start=1)
        ]  # fmt: skip
    turns = pd.DataFrame(rows).set_index("turn_id")
    return Corpus(turns=turns), pd.Series(truth, index=turns.index)


@dataclass(frozen=True)
class ByHand(TopicModel):
    """What tables need of a fitted topic model, written down by hand."""

    names_: pd.Series
    turn_topics_: pd.DataFrame
    session_shares_: pd.DataFrame
    top_terms_: pd.DataFrame


@pytest.fixture(scope="session")
def gensim() -> None:
    """What needs gensim skips where there is none: from Python 3.14 on."""
    pytest.importorskip("gensim", reason="there is no gensim for this Python")


@pytest.fixture(scope="session")
def by_hand() -> Callable[..., ByHand]:
    """Make a model of a corpus from the topics of its turns and of its sessions."""

    def make(
        corpus: Corpus, of_turn: pd.DataFrame, of_session: pd.DataFrame, again: Sequence[bool]
    ) -> ByHand:
        names = pd.Series({t: f"name of {t}" for t in of_turn.columns}, name="name")
        model = ByHand(names, of_turn, of_session.reindex(corpus.sessions.index), pd.DataFrame())
        known = pd.DataFrame({"found_again": list(again)}, index=names.index)
        keep(model, (), known.assign(n_again=1, n_splits=1, n_sessions=2))
        return model

    return make


@pytest.fixture(scope="session")
def subjects() -> dict[str, str]:
    return SUBJECTS


@pytest.fixture(scope="session")
def plant() -> Callable[..., tuple[Corpus, pd.Series]]:
    return planted


@pytest.fixture(scope="session")
def study() -> tuple[Corpus, pd.Series]:
    """Six sessions of four subjects, and the subject of each turn."""
    return planted(7)


@pytest.fixture(scope="session")
def long_study() -> tuple[Corpus, pd.Series]:
    """Forty-two sessions of four subjects: talk enough for several ways of looking."""
    return planted(11, 42)


@pytest.fixture(scope="session")
def model(study: tuple[Corpus, pd.Series]) -> TopicModel:
    """Four topics of the invented study; not to be fitted again."""
    return TopicModel(4).fit(study[0])


@pytest.fixture(scope="session")
def small() -> Callable[..., Corpus]:
    """Make a corpus of a few turns by one participant."""

    def make(*texts: str, sessions: tuple[str, ...] = (), **columns: object) -> Corpus:
        of = sessions or ("a",) * len(texts)
        ids = [make_turn_id(s, n) for n, s in enumerate(of, start=1)]
        rows = {"session_id": of, "n": range(1, len(of) + 1), "text": texts, "speaker": "P1",
                "role": "participant", "verbatim": True, "marks": [[] for _ in of]}  # fmt: skip
        return Corpus(turns=pd.DataFrame(rows | columns, index=pd.Index(ids, name="turn_id")))

    return make


@pytest.fixture(scope="session")
def jumble(study: tuple[Corpus, pd.Series]) -> Corpus:
    """The same words dealt out over all turns by chance: there are no subjects to find."""
    corpus, _ = study
    words = corpus.turns["text"].str.split()
    dealt = np.random.default_rng(3).permutation(np.concatenate(words.to_numpy()))
    ends = np.cumsum(words.str.len())
    texts = [" ".join(own) for own in np.split(dealt, ends[:-1])]
    marks: list[list[Mark]] = [[] for _ in texts]
    return Corpus(turns=corpus.turns.assign(text=texts, marks=marks))
