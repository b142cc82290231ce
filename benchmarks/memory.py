"""What memory a study takes as it grows, to the finished report. Run: ``benchmarks/memory.py``.

``python benchmarks/memory.py make FOLDER SESSIONS`` writes a study resampled from the invented
sample: stretches of the sample's turns put together to new sessions of 8,333 words, with sessions,
groups and people of their own, and with the codings of those turns. ``... report FOLDER OUT`` makes
every document of it and prints the peak memory and the CPU seconds of each step. ``... language``
prints how many words a CPU second the language model really reads: in a resampled study the same
turns come again, so their tokens are written beside it, and the model's cost is told apart.
Without arguments: :func:`rows`, what a session takes in memory at two sizes.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import tempfile
import threading
import time
import tracemalloc
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import practicelearn as prac
from practicelearn.coding.log.events import Event, lines_of
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.language import pipeline as language
from practicelearn.study.files import frozen_rows, session_files, write_whole
from practicelearn.study.folder import Study, open_study
from practicelearn.study.sheets import sheet_file

WORDS_A_SESSION = 8_333
STRETCH = 12
"""Turns that are drawn together: about what is said on one subject."""
SECOND = 3
"""Every third session is read by a second coder too, as in the sample."""
SCALES = (4, 40, 160)
WORDS_A_ROW = 1_000
"""Words of a session where only bytes are counted."""
GOAL = 1.5
"""Corpus, source map and every coding, in times the bytes of the turns alone as plain tables."""


@dataclass(frozen=True)
class _Source:
    """The sample, taken apart turn by turn."""

    corpus: Corpus
    rows: dict[str, dict[str, str]]
    roles: dict[str, str]
    n_words: dict[str, int]
    of_year: dict[str, list[list[str]]]
    maps: dict[str, list[list[Any]]]
    codings: dict[str, dict[str, list[Event]]]
    read_by: dict[str, set[str]]
    tokens: language.Tokens | None
    place: dict[str, int]


def make(
    folder: Path, n_sessions: int, *, words: int = WORDS_A_SESSION, seed: int = 1,
    tokens: bool = True,
) -> Study:  # fmt: skip
    """Write a resampled study, session by session, with the tokens of its turns.

    Parameters
    ----------
    folder : Path
        Must not be there yet.
    n_sessions : int
    words : int
        Words of each session, about.
    seed : int
    tokens : bool
        Whether the tokens of the turns are written beside them.
    """
    sample = prac.open_study(prac.sample_path())
    source = _taken_apart(sample, tokens=tokens)
    for part in ("sessions", "coding/kim", "coding/lee", "decisions", "frame", ".cache/language"):
        (folder / part).mkdir(parents=True)
    for name in ("study.toml", "guide.csv", "actions.xlsx", "survey.xlsx"):
        shutil.copy(sample.path / name, folder / name)
    for path in (sample.path / "frame").glob("*.yaml"):
        shutil.copy(path, folder / "frame")
    rng = random.Random(seed)
    rounds = list(sample.settings.rounds)
    sessions, people, attendance = [], [], []
    new_id: dict[str, str] = {}
    model = language.load_pipeline()
    for k in range(n_sessions):
        year = rounds[k % len(rounds)]
        sid = f"{year[:4]}-g{k // len(rounds):05d}"
        like = rng.choice(source.corpus.sessions.index[source.corpus.sessions["year"] == year])
        own = _people_of(source.corpus, like, sid)
        drawn = _drawn(source, year, words, rng)
        labels = {
            role: [a["speaker"] for a in own if a["role"] == role and a["speaker"]]
            for role in ("participant", "facilitator")
        }
        rows, maps = _session(source, sid, drawn, labels)
        meta = {
            "format_version": 1, "session_id": sid, "text_hash": "", "source_kind": "transcript",
            "duration_s": None, "file": f"{sid}.docx", "format": "docx", "source_map": maps,
            "issues": [],
        }  # fmt: skip
        files = session_files(sid, rows, meta)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        text_hash = json.loads(files[f"sessions/{sid}.json"])["text_hash"]
        for coder in ("kim", "lee")[: 2 if k % SECOND == 0 else 1]:
            events = _log(source, sid, coder, drawn, text_hash, f"{seed}-{k}", new_id)
            (folder / "coding" / coder / f"{sid}.jsonl").write_bytes(lines_of(events))
        if source.tokens is not None:
            _keep_tokens(source.tokens, source, folder, sid, rows, drawn, model)
        row = source.corpus.sessions.loc[like].drop(["text_hash", "duration_s", "format"])
        sessions.append({"session_id": sid, **row, "group": sid[5:], "file": f"{sid}.docx"})
        attendance += own
        people += [
            {"person_id": a["person_id"], "pseudonym": f"{a['speaker']}, {sid}"} for a in own
        ]
    for name, table in (
        ("sessions", sessions), ("people", people), ("attendance", attendance),
    ):  # fmt: skip
        write_whole(folder / f"{name}.xlsx", sheet_file(pd.DataFrame(table), name))
    _decide(sample.path, folder, new_id)
    return open_study(folder)


def _taken_apart(sample: Study, *, tokens: bool) -> _Source:
    corpus = sample.corpus()
    turns = corpus.turns
    maps: dict[str, list[list[Any]]] = {}
    for row in corpus.source_map.itertuples(index=False):
        maps.setdefault(row.turn_id, []).append([row.start, row.end, row.source_start])
    codings: dict[str, dict[str, list[Event]]] = {}
    read_by: dict[str, set[str]] = {}
    for coder in ("kim", "lee"):
        codings[coder], read_by[coder] = {}, set()
        for path in sorted((sample.path / "coding" / coder).glob("*.jsonl")):
            read_by[coder].add(path.stem)
            for event in map(Event.from_line, path.read_text("utf-8").splitlines()):
                for part in event.payload.get("parts", ()) if event.kind == "code" else ():
                    alone = replace(event, payload={**event.payload, "parts": [part]})
                    codings[coder].setdefault(part["turn_id"], []).append(alone)
    rows = {row["turn_id"]: row for row in frozen_rows(turns)}
    said = language.tokenise(turns) if tokens else None
    place = {turn_id: n for n, turn_id in enumerate(turns.index)}
    of_year: dict[str, list[list[str]]] = {}
    for sid, own in turns.groupby("session_id").groups.items():
        of_year.setdefault(corpus.sessions.loc[sid, "year"], []).append(list(own))
    return _Source(
        corpus, rows, turns["role"].to_dict(), corpus.n_words.to_dict(), of_year, maps, codings,
        read_by, said, place,
    )  # fmt: skip


def _people_of(corpus: Corpus, like: str, sid: str) -> list[dict[str, Any]]:
    """The people who were in a session of the sample, as people of a new one."""
    own = corpus.attendance[corpus.attendance["session_id"] == like]
    rows = own.drop(columns=["role_source", "coder"]).to_dict("records")
    for n, row in enumerate(rows, start=1):
        row |= {"session_id": sid, "person_id": f"{sid}-p{n}"}
    return rows


def _drawn(source: _Source, year: str, words: int, rng: random.Random) -> list[str]:
    """Stretches of turns of a round, drawn with replacement until they hold so many words."""
    out: list[str] = []
    n = 0
    while n < words:
        own = rng.choice(source.of_year[year])
        first = rng.randrange(max(len(own) - STRETCH, 1))
        for turn_id in own[first : first + STRETCH]:
            out.append(turn_id)
            n += source.n_words[turn_id]
    return out


def _session(
    source: _Source, sid: str, drawn: list[str], labels: dict[str, list[str]]
) -> tuple[list[dict[str, str]], list[list[Any]]]:
    """The rows of a new session as they are frozen, and where its words come from in a file."""
    rows, maps, at = [], [], 0
    for n, turn_id in enumerate(drawn, start=1):
        row, own = source.rows[turn_id], make_turn_id(sid, n)
        label = row["speaker"]
        there = labels.get(source.roles[turn_id])
        if there:
            digits = "".join(filter(str.isdigit, label)) or "0"
            label = there[int(digits) % len(there)]
        rows.append(
            {**row, "turn_id": own, "n": str(n), "speaker": label, "start_s": "", "end_s": "",
             "source_loc": f"paragraph {n}"}
        )  # fmt: skip
        for start, end, _ in source.maps.get(turn_id, ()):
            maps.append([own, start, end, at + start, at + end])
        at += len(row["text"]) + 6
    return rows, maps


def _log(
    source: _Source, sid: str, coder: str, drawn: list[str], text_hash: str, salt: str,
    new_id: dict[str, str],
) -> list[Event]:  # fmt: skip
    """What a coder marked of these turns, as the log of a new session."""
    events: list[Event] = []
    last: str | None = None
    at = ""
    for n, turn_id in enumerate(drawn, start=1):
        sample_sid = turn_id.rpartition(":")[0]
        reader = coder if sample_sid in source.read_by[coder] else "kim"
        for event in source.codings[reader].get(turn_id, ()):
            part = {**event.payload["parts"][0], "turn_id": make_turn_id(sid, n)}
            name = f"{salt}-{coder}-{len(events)}"
            new = replace(
                event, id=f"e-{name}", seq=len(events) + 1, parent=last, who=coder, session_id=sid,
                coding_id=f"c-{name}", text_hash=text_hash,
                payload={**event.payload, "parts": [part]},
            )  # fmt: skip
            if coder == "kim":
                new_id.setdefault(str(event.coding_id), str(new.coding_id))
            events.append(new)
            last, at = new.id, max(at, new.at)
    read = Event(
        "read", coder, session_id=sid, id=f"e-{salt}-{coder}-read", seq=len(events) + 1,
        parent=last, at=at or "2026-01-02T09:00:00.000+00:00", text_hash=text_hash,
        frame_version="2023-1", payload={"from": 1, "to": len(drawn)},
    )  # fmt: skip
    return [*events, read]


def _keep_tokens(
    whole: language.Tokens, source: _Source, folder: Path, sid: str,
    rows: list[dict[str, str]], drawn: list[str], model: language.Pipeline,
) -> None:  # fmt: skip
    """Write the tokens of a new session: those of its turns in the sample."""
    places = np.array([source.place[turn_id] for turn_id in drawn])
    sizes = np.diff(whole.bounds)[places]
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    at = np.arange(bounds[-1]) + np.repeat(whole.bounds[:-1][places] - bounds[:-1], sizes)
    said = np.concatenate([whole.lower[at], whole.lemma[at]])
    known, number = np.unique(said, return_inverse=True)
    number = number.astype(np.int32)
    tokens = replace(
        whole,
        turn_ids=np.array([row["turn_id"] for row in rows], dtype=object),
        bounds=bounds.astype(np.int64), start=whole.start[at], end=whole.end[at],
        lower=number[: len(at)], lemma=number[len(at) :], pos=whole.pos[at],
        after_mark=whole.after_mark[at], words=[whole.words[i] for i in known],
    )  # fmt: skip
    marks = source.corpus.turns["marks"]
    turns = pd.DataFrame(
        {"text": [row["text"] for row in rows], "marks": marks.iloc[places].tolist()},
        index=[row["turn_id"] for row in rows],
    )
    file = folder / ".cache" / "language" / f"tokens-{sid}.npz"
    key = language._key(turns, model)  # noqa: SLF001 -- the study's own form
    language._keep(file, key, turns, tokens)  # noqa: SLF001 -- as above


def _decide(sample: Path, folder: Path, new_id: dict[str, str]) -> None:
    """The sample's plans, statements and quotable passages; comparisons are not made yet."""
    kept: list[Event] = []
    for path in sorted((sample / "decisions").glob("*.jsonl")):
        for event in map(Event.from_line, path.read_text("utf-8").splitlines()):
            if event.kind == "compared":
                continue
            if event.kind == "quotable":
                was = event.payload["coding_id"]
                if was not in new_id:
                    continue
                event = replace(event, payload={**event.payload, "coding_id": new_id[was]})
            kept.append(event)
    (folder / "decisions" / "sam.jsonl").write_bytes(lines_of(kept))


class Watch:
    """The memory of this process, step by step, written to a file while it goes on.

    Parameters
    ----------
    file : Path
        Gets a line whenever a step ends, and every half minute.
    """

    def __init__(self, file: Path) -> None:
        self.file, self.step, self.peak, self.highest = file, "start", 0.0, 0.0
        self.rows: list[dict[str, Any]] = []
        self._cpu = time.process_time()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def next(self, step: str) -> None:
        """End a step and begin another."""
        now = time.process_time()
        self._see()
        self.rows.append({"step": self.step, "peak_gb": self.peak, "cpu_s": now - self._cpu})
        self._say(f"{self.step}: peak {self.peak:.2f} GB, {now - self._cpu:,.0f} CPU s")
        self.step, self.peak, self._cpu = step, 0.0, now

    def end(self) -> float:
        """Return the highest memory of all, in GB, as the kernel kept it."""
        self.next("")
        self._over.set()
        highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        total = time.process_time()
        self._say(f"highest {highest:.2f} GB, {total:,.0f} CPU s in all")
        return highest

    def _look(self) -> None:
        said = time.monotonic()
        while not self._over.wait(0.05):
            self._see()
            if time.monotonic() - said > 30:
                said = time.monotonic()
                self._say(f"  {self.step}: now {resident():.2f}, peak {self.peak:.2f} GB")

    def _see(self) -> None:
        self.peak = max(self.peak, resident())

    def _say(self, line: str) -> None:
        with self.file.open("a") as out:
            print(time.strftime("%H:%M:%S"), line, file=out)


def resident() -> float:
    """Return what this process holds in memory now, in GB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e9


def report(folder: Path, out: Path, progress: Path) -> None:
    """Make every document of a study, and write down what each step took."""
    from practicelearn.jobs.reports import make_reports
    from practicelearn.jobs.steps import Steps

    watch = Watch(progress)
    make_reports(folder, out, steps=Steps(lambda _, __, what: watch.next(what)))
    watch.end()


def language_rate() -> float:
    """Return how many words a CPU second the language model reads, with nothing kept."""
    turns = prac.open_study(prac.sample_path()).corpus().turns
    some = turns[turns["session_id"].isin(turns["session_id"].unique()[:8])]
    language.tokenise(some.iloc[:5])  # the model is loaded
    began = time.process_time()
    tokens = language.tokenise(some)
    spent = time.process_time() - began
    assert len(tokens)
    words = sum(len(text.split()) for text in some["text"])
    return words / spent


def held(study: Path) -> tuple[int, int]:
    """Return the bytes that corpus and codings hold, and those that reading them took at most."""
    whole = prac.open_study(study)
    whole.guide()  # what is loaded once is no part of it
    tracemalloc.start()
    try:
        kept = whole.corpus(), whole.codings()
        found = tracemalloc.get_traced_memory()
        assert all(len(own) for own in kept)
        return found
    finally:
        tracemalloc.stop()


def as_plain_tables(study: Path) -> int:
    """Return the bytes of the same sessions as pandas reads them: a table of texts each, joined."""
    tracemalloc.start()
    try:
        parts = [pd.read_csv(p, dtype=str) for p in sorted((study / "sessions").glob("*.csv"))]
        whole = pd.concat(parts)
        del parts
        assert len(whole)
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return what is held of a study, with its codings, against its texts as plain tables.

    ``quick``: without the greatest.
    """
    out = []
    for n in SCALES[:-1] if quick else SCALES:
        with tempfile.TemporaryDirectory() as folder:
            study = make(Path(folder) / "study", n, words=WORDS_A_ROW, tokens=False)
            ours, rival = held(study.path)[0] / n, as_plain_tables(study.path) / n
        out.append(
            {
                "measure": "memory: bytes a session, corpus and codings", "scale": n,
                "ours": round(ours), "rival": round(rival),
                "rival_name": "pandas.read_csv, turns alone", "ratio": round(ours / rival, 2),
                "goal": GOAL,
            }
        )  # fmt: skip
    return out


def main() -> None:
    """Do what the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("what", choices=["make", "report", "language", "rows"], nargs="?")
    asked.add_argument("folder", type=Path, nargs="?")
    asked.add_argument("rest", nargs="*")
    given = asked.parse_args()
    if given.what == "make":
        make(given.folder, int(given.rest[0]))
    elif given.what == "report":
        report(given.folder, Path(given.rest[0]), Path(given.rest[1]))
    elif given.what == "language":
        print(f"{language_rate():,.0f} words a CPU second")
    else:
        for row in rows():
            print(row)


if __name__ == "__main__":
    main()
