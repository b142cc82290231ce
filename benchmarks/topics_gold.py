"""Talk whose subjects are known, and how well topics agree with them.

Two corpora lie outside the project, in the folder that PRACTICELEARN_TEST_DATA names (default
``../shared/data``): *everyday talk*, ten transcripts spliced from telephone talk on twelve set
subjects, and *design teams*, forty meetings whose stretches annotators named freely.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import mutual_info_score, normalized_mutual_info_score
from sklearn.metrics.cluster import expected_mutual_information

from practicelearn.corpus import Corpus
from practicelearn.language.windows import make_windows
from practicelearn.transcripts.loader import read_transcripts

Ints = npt.NDArray[np.int64]

SHIFTS = 100
FEWEST_WORDS = 5
"""A turn of fewer words says nothing of a subject: it is not asked for."""
COLUMN = {"everyday-talk": "topic", "design-teams": "topic_class"}


def talk_with_subjects(name: str) -> Subjects:
    """Return one of the corpora with its subjects."""
    root = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("PRACTICELEARN_TEST_DATA", root)) / "meetings" / name
    corpus = read_transcripts(folder, sessions=folder / "sessions.csv")
    segments = pd.read_csv(folder / "gold" / "topic_segments.csv", keep_default_na=False)
    return Subjects(corpus, _subjects(corpus, segments.rename(columns={COLUMN[name]: "subject"})))


def _subjects(corpus: Corpus, segments: pd.DataFrame) -> Ints:
    """The subject of each turn as a number, -1 without one."""
    names = pd.Series("", index=corpus.turns.index)
    place = pd.Series(np.arange(len(corpus.turns)), index=corpus.turns.index)
    first = place.groupby(corpus.turns["session_id"].str.lower()).first()
    for row in segments.itertuples():
        start = first[row.session_id.lower()]
        names.iloc[start + row.first_turn : start + row.last_turn + 1] = row.subject
    return pd.factorize(names.where(names != ""))[0].astype(np.int64)


@dataclass(frozen=True)
class Agreement:
    """How well topics agree with the subjects.

    Parameters
    ----------
    window, turn : float
        Normalised mutual information: of windows, each with the subject of most of its words; of
        turns of at least five words.
    net : float
        Adjusted mutual information of turns, weighted by words, less what remains of it when the
        subjects are turned round inside each session: what only says which session it is, or that
        people stay on a subject, is no merit.
    """

    window: float
    turn: float
    net: float


class Subjects:
    """A corpus, the subject of each of its turns, and windows of 150 words."""

    def __init__(self, corpus: Corpus, of_turn: Ints) -> None:
        self.corpus, self.of_turn = corpus, of_turn
        self.words = corpus.n_words.to_numpy()
        self.session, ids = pd.factorize(corpus.turns["session_id"])
        self.sessions = list(ids)
        self.windows = make_windows(corpus.turns, words=150, n_words=corpus.n_words)
        self.window = np.repeat(np.arange(len(self.windows)), self.windows["turn_ids"].map(len))
        self._own = [np.flatnonzero(self.session == k) for k in range(len(ids))]
        cells = np.zeros((len(self.windows), self.n_subjects + 1), dtype=np.int64)
        np.add.at(cells, (self.window, of_turn), self.words)  # the last column: without one
        most = cells.argmax(axis=1)
        self.of_window = np.where(most == self.n_subjects, -1, most)

    @property
    def n_subjects(self) -> int:
        """How many subjects there are."""
        return int(self.of_turn.max()) + 1

    def texts(self) -> list[str]:
        """The words of each window, as they were said."""
        text = self.corpus.turns["text"]
        return [" ".join(text.loc[ids]) for ids in self.windows["turn_ids"]]

    def agreement(self, windows: Ints, turns: Ints | None = None) -> Agreement:
        """Return how well topics agree: one topic a window; a turn has its window's by default."""
        turns = windows[self.window] if turns is None else turns
        in_window, spoken = self.of_window >= 0, self.words >= FEWEST_WORDS
        asked = (self.of_turn >= 0) & spoken
        return Agreement(
            float(normalized_mutual_info_score(self.of_window[in_window], windows[in_window])),
            float(normalized_mutual_info_score(self.of_turn[asked], turns[asked])),
            self.ami(turns) - self.null(turns),
        )

    def ami(self, turns: Ints, of_turn: Ints | None = None) -> float:
        """Return adjusted mutual information (Vinh, Epps and Bailey 2010), the word as the unit."""
        gold = self.of_turn if of_turn is None else of_turn
        known = gold >= 0
        cells = np.zeros((gold.max() + 1, turns.max() + 1), dtype=np.int64)
        np.add.at(cells, (gold[known], turns[known]), self.words[known])
        cells = cells[cells.sum(axis=1) > 0][:, cells.sum(axis=0) > 0]
        chance = expected_mutual_information(cells, cells.sum())
        mean = (_entropy(cells.sum(axis=1)) + _entropy(cells.sum(axis=0))) / 2
        return float((mutual_info_score(None, None, contingency=cells) - chance) / (mean - chance))

    def null(self, turns: Ints) -> float:
        """Return the mean AMI with subjects turned round, each session by at least a tenth."""
        rng = np.random.default_rng(0)
        scores = []
        for _ in range(SHIFTS):
            gold = self.of_turn.copy()
            for places in self._own:
                least = -(-len(places) // 10)
                gold[places] = np.roll(gold[places], rng.integers(least, len(places) - least + 1))
            scores.append(self.ami(turns, gold))
        return float(np.mean(scores))

    def without_words(self) -> dict[str, Ints]:
        """Return topics that read no word: by the place in a series of meetings, and in each.

        The last letter of a meeting's id says which of the team's meetings it is, where there are
        series; so subjects can be guessed from the agenda alone.
        """
        series = pd.factorize(pd.Index(self.sessions).str[-1])[0]
        stage = series[self.session].astype(np.int64)
        third = np.zeros(len(stage), dtype=np.int64)
        for places in self._own:
            third[places] = np.arange(len(places)) * 3 // len(places)
        return {
            "no words: stage of the series": stage,
            "no words: stage and third": stage * 3 + third,
        }

    def window_of(self, turns: Ints) -> Ints:
        """Return for each window the topic of most of its words."""
        cells = np.zeros((len(self.windows), int(turns.max()) + 1), dtype=np.int64)
        np.add.at(cells, (self.window, turns), self.words)
        most: Ints = cells.argmax(axis=1)
        return most


def _entropy(sizes: Ints) -> float:
    share = sizes / sizes.sum()
    return float(-(share * np.log(share)).sum())


def mean_of(scores: Sequence[Agreement]) -> tuple[Agreement, float]:
    """Return the mean over seeds, and the standard deviation of the windows' figure."""
    table = np.array([[s.window, s.turn, s.net] for s in scores])
    return Agreement(*map(float, table.mean(axis=0))), float(table[:, 0].std())
