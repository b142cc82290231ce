"""A maker of invented studies: so many of so many people raise a theme in each group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from practicelearn._tables import ATTENDANCE, READ, SPANS, empty_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id

Made = tuple[Corpus, Codings]


def invent(
    raised: Mapping[str, Mapping[str, Sequence[int]]],
    present: int | Mapping[str, Sequence[int]] = 5,
    *,
    attendance: Sequence[str] | None = None,
    minutes: Mapping[str, float] | None = None,
    teams: bool = False,
    unread: Sequence[str] = (),
    held: Mapping[str, frozenset[str]] | None = None,
    version_of: Mapping[str, str] | None = None,
) -> Made:
    """Return a corpus and one person's codings.

    ``raised``: code -> year -> people who raise it, a number a group. ``attendance``: the years
    that have a list (default: all). ``unread``: sessions nobody has read. ``version_of``: frame
    version under which a session was read.
    """
    years = list(next(iter(raised.values())))
    turns, sessions, attending, spans, read = [], [], [], [], []
    for year in years:
        groups = range(len(next(iter(raised.values()))[year]))
        for g in groups:
            sid = f"{year}-g{g}"
            sessions.append(
                {"session_id": sid, "year": year, "group": f"g{g}-{year}",
                 "team": f"team{g}" if teams else None,
                 "duration_s": 60 * (minutes or {}).get(year, 60.0)}
            )  # fmt: skip
            n_present = present if isinstance(present, int) else present[year][g]
            said: list[tuple[str, str, str | None]] = [
                ("F", "Shall we begin with what the year was like?", None)
            ]
            for k in range(n_present):
                said.append((f"P{k}", f"Person {k} talks about the weather in group {g}.", None))
                said.extend(
                    (f"P{k}", f"Person {k} of group {g} says that {code} matters to them.", code)
                    for code in raised
                    if k < raised[code][year][g]
                )
            if attendance is None or year in attendance:
                attending.append(row_of(sid, "F", "facilitator"))
                attending += [row_of(sid, f"P{k}", "participant") for k in range(n_present)]
            for n, (speaker, words, code) in enumerate(said, start=1):
                turn_id = make_turn_id(sid, n)
                listed = attendance is None or year in attendance
                turns.append(
                    {"turn_id": turn_id, "session_id": sid, "n": n, "speaker": speaker,
                     "person_id": f"{sid}-{speaker}" if listed else None,
                     "role": "facilitator" if speaker == "F" else "participant",
                     "text": words, "marks": [], "verbatim": True}
                )  # fmt: skip
                if sid not in unread:
                    version = (version_of or {}).get(sid, "1")
                    read.append({"coder": "kim", "turn_id": turn_id, "frame_version": version})
                if code and sid not in unread:
                    spans.append(
                        {"coding_id": f"c{len(spans)}", "part": 1, "turn_id": turn_id, "start": 0,
                         "end": len(words), "quote": words, "code": code, "coder": "kim",
                         "origin": "human"}
                    )  # fmt: skip
    frame = CodingFrame("Invented", "1", tuple(Code(id=c, name=c.title()) for c in raised))
    corpus = Corpus(
        turns=pd.DataFrame(turns).set_index("turn_id"),
        sessions=pd.DataFrame(sessions).set_index("session_id"),
        attendance=pd.DataFrame(attending) if attending else empty_table(ATTENDANCE),
        pseudonymised=True,
    )
    corpus = corpus.with_turns(corpus.turns)
    codings = Codings(
        spans=pd.DataFrame(spans) if spans else empty_table(SPANS),
        read=pd.DataFrame(read) if read else empty_table(READ), frame=frame,
        text_hash=corpus.sessions["text_hash"].to_dict(), held=held or {"1": frozenset(raised)},
    )  # fmt: skip
    return corpus, codings


def row_of(sid: str, speaker: str, role: str) -> dict[str, Any]:
    return {
        "session_id": sid, "person_id": f"{sid}-{speaker}", "speaker": speaker, "role": role,
        "role_source": "sheet",
    }  # fmt: skip


@pytest.fixture(scope="session")
def study_of() -> Callable[..., Made]:
    """The maker, for tests that read better without an import."""
    return invent
