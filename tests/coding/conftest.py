"""A few invented turns to code."""

from __future__ import annotations

import pandas as pd
import pytest

from practicelearn._tables import Mark
from practicelearn.corpus import Corpus, make_turn_id

SAID = {
    "n": [
        ("F1", "facilitator", "Tell us about the hot desks."),
        ("P1", "participant", "\U0001f642 Hot-desking, well, [laughs] there is no desk. No desk."),
        ("P2", "participant", "My supervision moved again."),
        ("P1", "participant", ""),
    ],
    "s": [
        ("P1", "participant", "Caseloads. I hold thirty."),
        ("P2", "participant", "no no no, not the caseload"),
    ],
}


@pytest.fixture(scope="session")
def talk() -> Corpus:
    """Two sessions: four turns of n, two of s; nothing is said in z."""
    rows = []
    for session, said in SAID.items():
        for n, (speaker, role, text) in enumerate(said, start=1):
            start = text.find("[laughs]")
            rows.append(
                {"turn_id": make_turn_id(session, n), "session_id": session, "n": n,
                 "speaker": speaker, "role": role, "text": text, "verbatim": True,
                 "marks": [Mark(start, start + 8, "laughter")] if start >= 0 else []}
            )  # fmt: skip
    sessions = pd.DataFrame(index=pd.Index(["n", "s", "z"], name="session_id"))
    corpus = Corpus(turns=pd.DataFrame(rows).set_index("turn_id"), sessions=sessions)
    return corpus.with_turns(corpus.turns)
