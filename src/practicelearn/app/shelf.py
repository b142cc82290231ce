"""The study's sessions, taken down one at a time, so that two hundred of them open at once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._tables import SESSIONS, TURNS, empty_table
from practicelearn._tables.parts import rows_by
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.versions import carried_codes
from practicelearn.corpus import Corpus
from practicelearn.study.copies import there
from practicelearn.study.files import thaw
from practicelearn.study.folder import Study
from practicelearn.transcripts.sheets.joined import read_sheets
from practicelearn.transcripts.speakers import with_people

__all__ = ["Shelf"]


class Shelf:
    """What is read of a study, and kept until it changes.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self._corpora: dict[str, tuple[int, Corpus]] = {}
        self._lengths: dict[str, tuple[int, int]] = {}

    @cached_property
    def frame(self) -> CodingFrame | None:
        """The newest coding frame, or None."""
        return self.study.frame() if self.study.has_frame else None

    @cached_property
    def _became(self) -> dict[str, str]:
        return carried_codes(self.study.frames())

    def now(self, code: str) -> str:
        """Return the code that codings of a code stand under now."""
        return self._became.get(code, code)

    def session(self, session_id: str) -> Corpus:
        """Return one session's turns with roles, read again only when its file has changed.

        The sheets are read once for all sessions: opening three workbooks takes longer than
        reading a transcript.
        """
        changed = self._file(session_id).stat().st_mtime_ns
        kept = self._corpora.get(session_id)
        if kept is None or kept[0] != changed:
            corpus = thaw(self.study.path / "sessions", [session_id])
            own = self._present(session_id)
            turns, _ = with_people(corpus.turns, own)
            self._corpora[session_id] = (changed, replace(corpus, turns=turns, attendance=own))
        return self._corpora[session_id][1]

    def sessions(self) -> list[dict[str, Any]]:
        """Return a row a session (id, title, year, group, n_turns ...), newest round first."""
        rows: list[dict[str, Any]] = [
            {
                "id": sid,
                **{
                    k: str(v)
                    for k in ("year", "group", "group_type", "date", "source_kind")
                    if pd.notna(v := self._sheets.sessions[k].get(sid))
                },
                "n_turns": self._length(sid),
            }
            for sid in self.study.session_ids
        ]
        for row in rows:
            row["title"] = ", ".join(filter(None, (row.get("group", row["id"]), row.get("year"))))
        rows.sort(key=lambda r: r["id"])
        placed = {year: k for k, year in enumerate(self._sheets.year_labels)}
        return sorted(rows, key=lambda r: placed.get(r.get("year", ""), -1), reverse=True)

    def year(self, session_id: str) -> str | None:
        """Return a session's round, as the sheet says."""
        said = self._sheets.sessions["year"].get(session_id)
        return None if pd.isna(said) else str(said)

    def guide(self) -> dict[str, str]:
        """Return the wording of each guide question."""
        table = self.study.guide()
        return dict(zip(table["question_id"], table["wording"].fillna(""), strict=True))

    @cached_property
    def _sheets(self) -> Corpus:
        """What the sheets say of every session, without a single turn being read."""
        table = empty_table(SESSIONS).reindex(pd.Index(self.study.session_ids, name="session_id"))
        rounds = self.study.settings.rounds
        bare = Corpus(turns=empty_table(TURNS), sessions=table, rounds=rounds)
        files = {name: self.study.path / f"{name}.xlsx" for name in ("sessions", "attendance")}
        return read_sheets(bare, **{n: path for n, path in files.items() if there(path)})

    @cached_property
    def _present(self) -> Callable[[Hashable], pd.DataFrame]:
        """What gives a session's part of the attendance list."""
        return rows_by(self._sheets.attendance, "session_id")

    def _length(self, session_id: str) -> int:
        """How many turns, counted again only when the file has changed."""
        path = self._file(session_id)
        changed = path.stat().st_mtime_ns
        if self._lengths.get(session_id, (None,))[0] != changed:
            with path.open(encoding="utf-8", newline="") as file:
                n_turns = max(0, sum(1 for _ in csv.reader(file)) - 1)
            self._lengths[session_id] = (changed, n_turns)
        return self._lengths[session_id][1]

    def _file(self, session_id: str) -> Path:
        return self.study.path / "sessions" / f"{session_id}.csv"
