"""Score the topic model on forty design-team meetings, beside baselines that read no word.

Run: ``python benchmarks/topics.py``. The meetings lie outside the project, in the folder that
PRACTICELEARN_TEST_DATA names (default ``../shared/data``). Printed figures:

- turn AMI: agreement of each turn's topic with the annotators' class, chance-adjusted, weighted by
  words; turns without a class left out. Null: the same after turning the classes round inside each
  session (200 times, by at least a tenth of its length); net is what remains. The baselines know
  only which meeting of the series it is, and which third of it; or give a session one topic.
- window NMI: windows of at least 150 words, class with most words. A floor against regression: the
  word-free baselines reach .40 there.
- CPU of fitting as a ratio to scikit-learn's NMF on the same windows, vectorising included and
  spaCy left out, one thread.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import mutual_info_score, normalized_mutual_info_score
from sklearn.metrics.cluster import expected_mutual_information
from threadpoolctl import threadpool_limits

import practicelearn as prac
from measured import bench_row, race
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.language.pipeline import tokenise
from practicelearn.topics.coherent import coherence
from practicelearn.topics.found_again import stability
from practicelearn.topics.model import TopicModel
from practicelearn.transcripts.loader import read_transcripts

Ints = npt.NDArray[np.int64]

ROOT = Path(__file__).parents[1]
N_TOPICS, SEEDS, SHIFTS = 9, 5, 200
FLOOR, MOST_CPU = 0.29, 2.0


def main() -> None:
    data = Path(os.environ.get("PRACTICELEARN_TEST_DATA", ROOT.parent / "shared" / "data"))
    folder = data / "meetings" / "design-teams"
    corpus = read_transcripts(folder, sessions=folder / "sessions.csv")
    gold = classes(corpus, folder / "gold" / "topic_segments.csv")
    meetings = Meetings(corpus, gold)
    tokenise(corpus.turns)  # remembered: spaCy is left out of every figure
    models = [TopicModel(N_TOPICS, random_state=seed).fit(corpus) for seed in range(SEEDS)]
    windows = models[0].windows_
    plain = [plain_nmf(corpus, windows, seed) for seed in range(SEEDS)]

    print(f"{corpus!r}\n{len(windows)} windows; {(gold >= 0).sum()} turns with a class\n")
    print(f"{'turns':42}{'AMI':>7}{'sd':>7}{'null':>7}{'95 %':>7}{'net':>7}")
    meetings.report("TopicModel, turn_topics_", [best(m.turn_topics_) for m in models])
    of_turn = meetings.window_of_turn(windows)
    meetings.report("TopicModel, own window", [best(m.window_topics_)[of_turn] for m in models])
    meetings.report("plain NMF, own window", [topics[of_turn] for topics in plain])
    meetings.report("no words: stage", [meetings.stage])
    meetings.report(
        "no words: stage and third of the meeting", [meetings.stage * 3 + meetings.third]
    )
    meetings.report(
        "own topics, one a session", [meetings.one_a_session(best(m.turn_topics_)) for m in models]
    )

    labels = meetings.window_classes(windows)
    known = labels >= 0
    print("\nwindow NMI, mean of", SEEDS, "seeds")
    for name, found in (
        ("TopicModel, window_topics_", [best(m.window_topics_) for m in models]),
        ("plain NMF", plain),
        ("no words: stage", [meetings.stage[windows["first"].to_numpy()]]),
    ):
        scores = [normalized_mutual_info_score(labels[known], own[known]) for own in found]
        floor = f"  (floor {FLOOR})" if name.startswith("TopicModel") else ""
        print(f"  {name:40}{np.mean(scores):7.3f} sd {np.std(scores):.3f}{floor}")

    ours = cpu(lambda: TopicModel(N_TOPICS).fit(corpus))
    theirs = cpu(lambda: plain_nmf(corpus, windows, 0))
    ratio = f"{ours / theirs:.2f} times (at most {MOST_CPU})"
    print(f"\nfit: {ours:.2f} CPU s, plain NMF {theirs:.2f}: {ratio}")
    print(f"c_npmi {coherence(models[0], corpus).mean():.3f}, "
          f"c_v {coherence(models[0], corpus, measure='c_v').mean():.3f}")  # fmt: skip
    print("\nfound again with a fifth of the sessions left out:")
    table = stability(models[0], corpus).drop(columns=["name", "terms"]).round(2)
    terms = models[0].top_terms_.groupby("topic", sort=False)["term"].agg(", ".join)
    print(table.assign(terms=terms).to_string())


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return what a topic model costs beside one factorisation of the same windows.

    Words are analysed before, in both. 24 sessions as long as the sample's, made of its turns in
    any order; 240 in the long run. Ours fits several times and keeps what is stable.
    """
    out = []
    for scale in (1,) if quick else (1, 10):
        corpus = _shuffled(24 * scale)
        tokenise(corpus.turns)  # remembered
        windows = TopicModel(N_TOPICS).fit(corpus).windows_
        jobs: dict[str, Callable[[], object]] = {
            "ours": lambda corpus=corpus: TopicModel(N_TOPICS).fit(corpus),
            "rival": lambda corpus=corpus, w=windows: plain_nmf(corpus, w, 0),
        }
        least = race(jobs, 3 if scale == 1 else 1)
        out.append(bench_row("topics fitted (24 sessions)", scale, least["ours"], least["rival"],
                       "scikit-learn's NMF", cost=True, goal=MOST_CPU))  # fmt: skip
    return out


def _shuffled(n_sessions: int) -> Corpus:
    sample = prac.open_study(prac.sample_path()).corpus()
    rng = random.Random(1)
    texts, each = sample.turns["text"].tolist(), len(sample.turns) // 24
    made = [
        {"turn_id": make_turn_id(f"s{k:04d}", n), "session_id": f"s{k:04d}", "n": n,
         "speaker": f"P{n % 7}", "role": "participant", "text": rng.choice(texts), "marks": []}
        for k in range(n_sessions)
        for n in range(1, each + 1)
    ]  # fmt: skip
    ids = pd.Index([f"s{k:04d}" for k in range(n_sessions)], name="session_id")
    return Corpus(turns=pd.DataFrame(made).set_index("turn_id"), sessions=pd.DataFrame(index=ids))


def classes(corpus: Corpus, path: Path) -> Ints:
    """Return the annotators' class of each turn as a number, -1 without one."""
    segments = pd.read_csv(path, keep_default_na=False)
    names = pd.Series("", index=corpus.turns.index)
    place = pd.Series(np.arange(len(corpus.turns)), index=corpus.turns.index)
    first = place.groupby(corpus.turns["session_id"].str.lower()).first()
    for row in segments.itertuples():
        start = first[row.session_id.lower()]
        names.iloc[start + row.first_turn : start + row.last_turn + 1] = row.topic_class
    return pd.factorize(names.where(names != ""))[0].astype(np.int64)


def best(shares: pd.DataFrame) -> Ints:
    return shares.to_numpy().argmax(axis=1)


def plain_nmf(corpus: Corpus, windows: pd.DataFrame, seed: int) -> Ints:
    """Return the topic of each window by scikit-learn's parts, put together the usual way."""
    text = corpus.turns["text"]
    texts = [" ".join(text.loc[ids]) for ids in windows["turn_ids"]]
    vectoriser = TfidfVectorizer(stop_words="english", min_df=3, max_df=0.4, sublinear_tf=True)
    with threadpool_limits(limits=1):
        rows = vectoriser.fit_transform(texts)
        weights = NMF(N_TOPICS, init="nndsvd", random_state=seed, max_iter=400).fit_transform(rows)
    return weights.argmax(axis=1)


def cpu(work: Callable[[], object], times: int = 5) -> float:
    """Return the median CPU seconds of several runs."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return float(np.median(spent))


class Meetings:
    """The meetings with their classes, and how well topics agree with them."""

    def __init__(self, corpus: Corpus, gold: Ints) -> None:
        self.gold = gold
        self.words = corpus.n_words.to_numpy()
        self.session, ids = pd.factorize(corpus.turns["session_id"])
        # the last letter of a meeting's id says which of the team's four meetings it is
        self.stage = pd.factorize(pd.Index(ids).str[-1])[0][self.session]
        self.own = [np.flatnonzero(self.session == k) for k in range(len(ids))]
        self.third = np.zeros(len(gold), dtype=np.int64)
        for places in self.own:
            self.third[places] = np.arange(len(places)) * 3 // len(places)

    def report(self, name: str, runs: list[Ints]) -> None:
        """Print AMI, its spread over seeds, and what the shifted classes give."""
        scores = [self.ami(self.gold, topics) for topics in runs]
        null = np.array([self.shifted(topics) for topics in runs])
        low = np.quantile(null, 0.95)
        net = np.mean(scores) - null.mean()
        figures = (np.mean(scores), np.std(scores), null.mean(), low, net)
        print(f"{name:42}" + "".join(f"{figure:7.3f}" for figure in figures))

    def ami(self, gold: Ints, topics: Ints) -> float:
        """Return adjusted mutual information (Vinh, Epps and Bailey 2010), the word as the unit."""
        known = gold >= 0
        cells = np.zeros((gold.max() + 1, topics.max() + 1), dtype=np.int64)
        np.add.at(cells, (gold[known], topics[known]), self.words[known])
        cells = cells[cells.sum(axis=1) > 0][:, cells.sum(axis=0) > 0]
        chance = expected_mutual_information(cells, cells.sum())
        mean = (entropy(cells.sum(axis=1)) + entropy(cells.sum(axis=0))) / 2
        return float((mutual_info_score(None, None, contingency=cells) - chance) / (mean - chance))

    def shifted(self, topics: Ints) -> npt.NDArray[np.float64]:
        """Return the AMI with classes turned round inside each session."""
        rng = np.random.default_rng(0)
        scores = []
        for _ in range(SHIFTS):
            gold = self.gold.copy()
            for places in self.own:
                least = -(-len(places) // 10)
                by = rng.integers(least, len(places) - least + 1)
                gold[places] = np.roll(gold[places], by)
            scores.append(self.ami(gold, topics))
        return np.array(scores)

    def window_of_turn(self, windows: pd.DataFrame) -> Ints:
        """Return the place of each turn's window."""
        return np.repeat(np.arange(len(windows)), windows["turn_ids"].map(len))

    def window_classes(self, windows: pd.DataFrame) -> Ints:
        """Return the class with most words in each window, -1 where most have none."""
        cells = np.zeros((len(windows), self.gold.max() + 2), dtype=np.int64)
        np.add.at(cells, (self.window_of_turn(windows), self.gold), self.words)
        most = cells.argmax(axis=1)
        return np.where(most == cells.shape[1] - 1, -1, most)

    def one_a_session(self, topics: Ints) -> Ints:
        """Return each session's largest topic for all of its turns."""
        out = np.empty_like(topics)
        for places in self.own:
            out[places] = np.bincount(topics[places], weights=self.words[places]).argmax()
        return out


def entropy(sizes: Ints) -> float:
    share = sizes / sizes.sum()
    return float(-(share * np.log(share)).sum())


if __name__ == "__main__":
    main()
