"""Score topics on talk whose subjects are known, beside other programs, and what they cost.

Run: ``make bench-topics``, or ``python benchmarks/topics.py [--rivals PYTHON] [--seeds N]``. Writes
the table between the markers of ``docs/topics.md``. Printed figures:

- window, turn: normalised mutual information with the subjects, of windows of 150 words and of
  turns of at least five words; the number of topics is that of the subjects.
- net: adjusted mutual information of turns, weighted by words, less what remains of it when the
  subjects are turned round inside each session (100 times).
- c_npmi: how often the ten first terms of a topic stand together (gensim).
- CPU: in times scikit-learn's NMF on the same windows, vectorising included and the language model
  left out, one thread. Sentence vectors are told apart, since they cost more than all the rest.

What only knows which meeting of its series a session is, and which third of it, is printed too: it
reads no word.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

import memory
from bench_machine import machine
from bench_table import between_markers
from measured import bench_row, race, seconds
from practicelearn.errors import PracticelearnError
from practicelearn.language.pipeline import tokenise
from practicelearn.topics.coherent import coherence
from practicelearn.topics.model import TopicModel
from topics_gold import COLUMN, Agreement, Subjects, mean_of, talk_with_subjects

Ints = npt.NDArray[np.int64]

ROOT = Path(__file__).parents[1]
METHODS = ("consensus", "nmf-context", "lsa-kmeans", "neural")
N_TOPICS = 9
MOST_CPU = {1: 5.0, 10: 5.0, 100: 3.0}
"""The goal: fitting, in times scikit-learn's NMF, at about 660, 6,600 and 66,000 windows."""


@dataclass(frozen=True)
class Line:
    """What is printed of one program on one corpus."""

    name: str
    score: Agreement
    sd: float = 0.0
    cpu: float = float("nan")
    coherence: float = float("nan")


@dataclass
class Table:
    """The lines of one corpus."""

    corpus: str
    n_subjects: int
    n_windows: int
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rivals", help="the interpreter of the rivals' environment")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "topics.md")
    parser.add_argument("--growth", action="store_true", help="and what it costs at 1, 10, 100 ×")
    asked = parser.parse_args()
    tables = [measured(name, asked.seeds, asked.rivals) for name in COLUMN]
    text = "\n\n".join(map(markdown, tables))
    if asked.growth:
        text += "\n\n" + _growth(rows())
    text = f"Measured on {machine()}; means of {asked.seeds} seeds.\n\n{text}"
    print(text)
    between_markers(asked.page, text)


def measured(name: str, seeds: int, rivals: str | None) -> Table:
    """Return the table of one corpus."""
    talk = talk_with_subjects(name)
    tokens = tokenise(talk.corpus.turns)  # remembered: the language model is left out throughout
    table = Table(name, talk.n_subjects, len(talk.windows))
    k = talk.n_subjects
    plain = [plain_nmf(talk, k, seed) for seed in range(seeds)]
    unit = _cpu(lambda: plain_nmf(talk, k, 0))
    for method in METHODS:
        line = ours(talk, method, seeds, unit)
        table.lines += [line] if isinstance(line, Line) else []
        table.notes += [line] if isinstance(line, str) else []
    table.lines.append(Line("scikit-learn: NMF", *mean_of([talk.agreement(w) for w in plain]), 1.0))
    table.lines.append(_single_turns(talk, k))
    # gensim's LDA on the windows that we make, through us: the same words
    line = ours(talk, "lda-gensim", seeds, unit)
    table.lines += [line] if isinstance(line, Line) else []
    if rivals:
        _others(table, talk, tokens, rivals, seeds, unit)
    if name == "design-teams":  # a series of four meetings with agendas
        for what, turns in talk.without_words().items():
            table.lines.append(Line(what, talk.agreement(talk.window_of(turns), turns)))
    return table


def ours(talk: Subjects, method: str, seeds: int, unit: float) -> Line | str:
    """Return the line of a method of ours, or why there is none."""
    scores, models = [], []
    for seed in range(seeds):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            try:
                model = _model(talk.n_subjects, method, seed).fit(talk.corpus)
            except PracticelearnError as error:  # an extra that is not installed, for one
                return f"{method}: {error}"
        models.append(model)
        scores.append(talk.agreement(_best(model.window_topics_), _best(model.turn_topics_)))
    cost = _cpu(lambda: _model(talk.n_subjects, method, 0).fit(talk.corpus)) / unit
    found = float(coherence(models[0], talk.corpus).mean())
    return Line(f"practicelearn, {method}", *mean_of(scores), cost, found)


def _model(n_topics: int, method: str, seed: int) -> TopicModel:
    return TopicModel(n_topics, method=method, random_state=seed)


def plain_nmf(talk: Subjects, n_topics: int, seed: int) -> Ints:
    """Return the topic of each window by scikit-learn's parts, put together the usual way."""
    return _plain(talk.texts(), n_topics, seed)


def _plain(texts: list[str], n_topics: int, seed: int) -> Ints:
    vectoriser = TfidfVectorizer(stop_words="english", min_df=3, max_df=0.4, sublinear_tf=True)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = vectoriser.fit_transform(texts)
        weights = NMF(n_topics, init="nndsvd", random_state=seed, max_iter=400).fit_transform(found)
    best: Ints = weights.argmax(axis=1)
    return best


def _single_turns(talk: Subjects, n_topics: int) -> Line:
    """Return the line of what many do first: each turn as a document of its own."""
    turns = _plain(talk.corpus.turns["text"].tolist(), n_topics, 0)
    score = talk.agreement(talk.window_of(turns), turns)
    return Line("scikit-learn: NMF of single turns", score)


def _others(
    table: Table, talk: Subjects, tokens: Any, python: str, seeds: int, unit: float
) -> None:
    """Put in the lines of other programs, from a process of their own."""
    asked = {"texts": talk.texts(), "words": _words(talk, tokens), "seeds": seeds,
             "n_topics": talk.n_subjects}  # fmt: skip
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | one
    done = subprocess.run(
        [python, str(ROOT / "benchmarks" / "topics_rivals.py")],
        input=json.dumps(asked), capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    found = json.loads(done.stdout)
    embedding = found.pop("embedding") / unit
    for name, runs in found.items():
        if isinstance(runs, str):
            table.notes.append(f"{name}: left out ({runs})")
            continue
        scores = [talk.agreement(np.array(topics)) for topics, _ in runs]
        cost = min(spent for _, spent in runs) / unit
        table.lines.append(Line(name, *mean_of(scores), cost))
    table.notes.append(f"Sentence vectors of BERTopic and turftopic: {embedding:,.0f} × more.")


def _words(talk: Subjects, tokens: Any) -> list[list[str]]:
    """The lemmas of each window that are nouns, names, adjectives or verbs and no stop words."""
    from practicelearn.language.vocabulary import STOP_WORDS

    tags = np.array([t in ("NOUN", "PROPN", "ADJ", "VERB") for t in tokens.tags])[tokens.pos]
    able = np.array([w.isalpha() and len(w) > 1 and w not in STOP_WORDS for w in tokens.words])
    keep = np.flatnonzero(tags & able[tokens.lemma])
    out: list[list[str]] = [[] for _ in range(len(talk.windows))]
    for window, lemma in zip(talk.window[tokens.turn[keep]], tokens.lemma[keep], strict=True):
        out[window].append(tokens.words[lemma])
    return out


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return what a topic model costs beside one factorisation of the same windows.

    Words are analysed before, in both. 12, 120 and 1,200 sessions of 8,333 words, resampled from
    the invented sample (see ``memory.py``).
    """
    out = []
    for scale in (1,) if quick else (1, 10, 100):
        with tempfile.TemporaryDirectory() as place:
            study = memory.make(Path(place) / "study", 12 * scale)
            corpus, cache = study.corpus(), study.path / ".cache"
            windows = TopicModel(N_TOPICS, method="nmf-context").fit(corpus, cache=cache).windows_
            text = corpus.turns["text"]
            texts = [" ".join(text.loc[ids]) for ids in windows["turn_ids"]]
            jobs: dict[str, Callable[[], object]] = {
                "ours": lambda c=corpus, k=cache: TopicModel(N_TOPICS).fit(c, cache=k),
                "rival": lambda t=texts: _plain(t, N_TOPICS, 0),
            }
            least = race(jobs, 3 if scale == 1 else 1)
        out.append(bench_row("topics fitted (12 sessions)", scale, least["ours"], least["rival"],
                       "scikit-learn's NMF", cost=True, goal=MOST_CPU[scale]))  # fmt: skip
    return out


def markdown(table: Table) -> str:
    """Return the table of one corpus."""
    head = "| program | window | sd | turn | net | c_npmi | CPU |"
    lines = [
        f"**{table.corpus}**: {table.n_subjects} subjects, {table.n_windows:,} windows",
        "", head, "|---|---:|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    for line in table.lines:
        score = line.score
        figures = [f"{score.window:.3f}", f"{line.sd:.3f}" if line.sd else "", f"{score.turn:.3f}",
                   f"{score.net:.3f}", _or_empty(line.coherence, ".3f"),
                   _or_empty(line.cpu, ",.1f", " ×")]  # fmt: skip
        lines.append(f"| {line.name} | " + " | ".join(figures) + " |")
    return "\n".join([*lines, "", *table.notes])


def _growth(found: list[dict[str, Any]]) -> str:
    lines = ["| windows, about | practicelearn, CPU s | scikit-learn's NMF | ratio | goal |",
             "|---:|---:|---:|---:|---:|"]  # fmt: skip
    lines += [
        f"| {660 * int(r['scale']):,} | {r['ours']:.1f} | {r['rival']:.1f} | {r['ratio']:.1f} | "
        f"{r['goal']:.0f} |"
        for r in found
    ]
    return "\n".join(lines)


def _or_empty(value: float, form: str, unit: str = "") -> str:
    return "" if np.isnan(value) else f"{value:{form}}{unit}"


def _best(shares: pd.DataFrame) -> Ints:
    best: Ints = shares.to_numpy().argmax(axis=1)
    return best


def _cpu(work: Callable[[], object], times: int = 3) -> float:
    """Return the least CPU seconds of several runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return min(seconds(work) for _ in range(times))


if __name__ == "__main__":
    main()
