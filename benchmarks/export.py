"""How long does an export take, and its check for names? Measured on an invented study.

60 sessions of a sample's talk with 6,000 codings. Run: ``python benchmarks/export.py``. The limit:
8 CPU seconds for a REFI-QDA project, check of names included, the first time and every time after.
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import pandas as pd

from practicelearn import open_study, sample_path
from practicelearn.coding.log.events import Event
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.jobs.exchange import export_study
from practicelearn.study.folder import Study, create_study

N_SESSIONS, N_CODINGS = 60, 6_000
MEMOS = ("look at this again", "a good one", "says the same as before", "ask the group next year")


def made_up(folder: Path, n_sessions: int, n_codings: int) -> Study:
    """Return a study of the sample's turns, mixed anew for each session, coded at random."""
    chance = random.Random(16)
    sample = open_study(sample_path())
    corpus, frame = sample.corpus(), sample.frame()
    by_session = [part for _, part in corpus.turns.groupby("session_id", sort=False)]
    rows = []
    for s in range(n_sessions):
        session_id = f"2025-g{s:02d}"
        part = by_session[s % len(by_session)]
        said = list(zip(part["speaker"], part["text"], part["role"], strict=True))
        for n, (speaker, text, role) in enumerate(said, start=1):
            words = text.split(" ")
            at = chance.randrange(len(words) + 1)
            own = " ".join([*words[:at], f"{s}-{n}", *words[at:]])  # no two turns alike
            rows.append(
                {"turn_id": make_turn_id(session_id, n), "session_id": session_id, "n": n,
                 "speaker": speaker, "text": own, "role": role}
            )  # fmt: skip
    turns = pd.DataFrame(rows).set_index("turn_id").assign(marks=[[] for _ in rows])
    ids = pd.Index(sorted({r["session_id"] for r in rows}), name="session_id")
    made = Corpus(turns=turns, sessions=pd.DataFrame({"year": "2025-26"}, index=ids))
    study = create_study(folder, made.with_turns(turns), frame, title="Made up")
    events: dict[tuple[str, str], list[Event]] = {}
    codable = turns[turns["text"].str.len() > 40]
    for k in range(n_codings):
        turn_id = codable.index[chance.randrange(len(codable))]
        text = codable["text"][turn_id]
        start = chance.randrange(len(text) - 30)
        end = min(len(text), start + chance.randint(20, 200))
        part = {"turn_id": turn_id, "start": start, "end": end, "quote": text[start:end]}
        who, session_id = ("kim", "sam")[k % 2], turn_id.rsplit(":", 1)[0]
        payload = {"code": frame.ids[k % len(frame)], "parts": [part]}
        if k % 10 == 0:
            payload["memo"] = MEMOS[k // 10 % len(MEMOS)]
        event = Event(
            kind="code", who=who, session_id=session_id, coding_id=f"k{k}", payload=payload
        )
        events.setdefault((who, session_id), []).append(event)
    for (who, session_id), own in events.items():
        study.log(who, session_id).append(*own)
    return study


def main() -> None:
    """Print the CPU seconds of a first and a second export, with the size of the study."""
    with tempfile.TemporaryDirectory() as folder:
        study = made_up(Path(folder) / "study", N_SESSIONS, N_CODINGS)
        n_words = int(study.corpus().turns["text"].str.split().str.len().sum())
        print(f"{N_SESSIONS} sessions, {n_words:,} words, {len(study.codings()):,} codings")
        for which in ("first", "second"):
            out = Path(folder) / f"{which}.qdpx"
            begun = time.process_time()
            export_study(study.path, out, waive="a benchmark", by="kim")
            print(f"{which} export: {time.process_time() - begun:.1f} CPU seconds")


if __name__ == "__main__":
    main()
