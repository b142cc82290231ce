"""A further project for a study, carried to where its words stand there.

Next year's project of another program holds this year's documents too; a colleague's copy holds the
same ones with other coding. What is the same is for :mod:`.matching` to say. Words that were
changed or taken out in the study stay as they are there: what stood on them is listed, and comes
back nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import pandas as pd

from practicelearn._tables.parts import rows_by
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id, text_hash
from practicelearn.exchange.project import CodedProject, table_of
from practicelearn.exchange.words import n_words
from practicelearn.study.folder import Study
from practicelearn.study.matching import (
    GONE,
    NEAR,
    NEW,
    bare,
    by_session,
    match_codes,
    match_documents,
)
from practicelearn.transcripts.alignment import TurnAlignment, align_turns

__all__ = ["Joined", "join_project", "parts_of"]


@dataclass(frozen=True)
class Joined:
    """A project in the names of the study it is to come into.

    Parameters
    ----------
    project : CodedProject
        Its codings, readings and notes name the study's sessions, turns and codes; its corpus holds
        the sessions that are new, and no other.
    documents : DataFrame
        As :func:`.matching.match_documents` returns it.
    codes : DataFrame
        As :func:`.matching.match_codes` returns it.
    frame : CodingFrame or None
        The study's frame with the codes that are new; None where nothing is new.
    """

    project: CodedProject
    documents: pd.DataFrame
    codes: pd.DataFrame
    frame: CodingFrame | None

    @cached_property
    def sessions(self) -> dict[str, str]:
        """Document to the session it is."""
        own = self.documents[self.documents["how"] != GONE]
        return dict(zip(own["document"], own["session_id"], strict=True))


def join_project(project: CodedProject, study: Study) -> Joined:
    """Return a project in the names of a study that it is to come into; nothing is written."""
    documents = match_documents(project.corpus, study)
    ours = study.frame() if study.has_frame else None
    codes = match_codes(_whole(project), ours)
    as_code = dict(zip(codes["code"], codes["as_code"], strict=True))
    mover = _Mover(project, study, documents, as_code)
    frame = _with_new(_whole(project), ours, codes, study)
    spans = mover.spans()
    codings = replace(
        project.codings, spans=spans, read=mover.read(), frame=frame or ours,
        text_hash={}, held={}, frames={},
    )  # fmt: skip
    made = replace(
        project,
        corpus=mover.new_corpus(),
        frame=frame or ours,
        codings=codings,
        notes=mover.notes(),
        selections=mover.selections(),
        times=mover.times(),
        losses=mover.losses(),
    )
    return Joined(made, documents, codes, frame)


def parts_of(spans: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return each coding's rows in the order of its parts; made at once, which is cheapest."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in spans.to_dict("records"):
        own = {str(k): v for k, v in row.items()}
        found.setdefault(str(own["coding_id"]), []).append(own)
    for rows in found.values():
        rows.sort(key=lambda r: int(r["part"]))
    return found


def _whole(project: CodedProject) -> CodingFrame | None:
    """The project's frame, with an entry for every code that was used."""
    frame = project.frame
    used = dict.fromkeys(project.codings.spans["code"])
    more = [Code(c, c) for c in used if frame is None or c not in frame]
    if not more:
        return frame
    base = frame or CodingFrame(project.name, "imported")
    return replace(base, codes=(*base.codes, *more))


class _Mover:
    """Carries what stands on a project's turns to where its words stand in the study."""

    def __init__(
        self, project: CodedProject, study: Study, documents: pd.DataFrame, codes: Mapping[str, str]
    ) -> None:
        self.project, self.codes = project, codes
        self.how = dict(zip(documents["document"], documents["how"], strict=True))
        self.now = dict(zip(documents["document"], documents["session_id"], strict=True))
        self.theirs = by_session(project.corpus)
        self.ours = by_session(study.corpus())
        self.text = {t: str(x) for turns in self.ours.values() for t, x in turns["text"].items()}
        self._aligned: dict[str, TurnAlignment] = {}
        self._lost: list[dict[str, Any]] = []
        self._kept_coders: set[str] = set()

    def parts(self, turn_id: str, start: int, end: int) -> list[tuple[str, int, int, str]] | None:
        """Where words stand now, with them; None where they stand no longer as they were."""
        session, _, number = turn_id.rpartition(":")
        how, now = self.how[session], self.now[session]
        words = str(self.theirs[session].loc[turn_id, "text"])[start:end]
        if how == NEW:
            return [(make_turn_id(now, int(number)), start, end, words)]
        if how == GONE:
            return None
        same = make_turn_id(now, int(number))
        if self.text.get(same) == str(self.theirs[session].loc[turn_id, "text"]):
            return [(same, start, end, words)]
        if session not in self._aligned:
            self._aligned[session] = align_turns(self.theirs[session], self.ours[now])
        places = self._aligned[session].place(turn_id, start, end)
        found = [(p.turn_id, p.start, p.end, self.text[p.turn_id][p.start : p.end]) for p in places]
        return found if bare("".join(p[3] for p in found)) == bare(words) else None

    def spans(self) -> pd.DataFrame:
        """The codings, on the study's turns; those whose words are others now are put down."""
        spans = self.project.codings.spans
        rows: list[dict[str, Any]] = []
        for coding_id, part in parts_of(spans).items():
            moved: list[tuple[dict[str, Any], tuple[str, int, int, str]]] = []
            for row in part:
                places = self.parts(str(row["turn_id"]), int(row["start"]), int(row["end"]))
                if places is None:
                    moved = []
                    break
                moved += [(row, place) for place in places]
            if not moved:
                self._lose(str(part[0]["turn_id"]), coding_id)
            else:
                self._kept_coders.add(str(moved[0][0]["coder"]))
            for n, (row, (turn_id, start, end, words)) in enumerate(moved, start=1):
                place = {"turn_id": turn_id, "start": start, "end": end, "quote": words, "part": n}
                rows.append({**row, **place, "code": self.codes.get(row["code"], row["code"])})
        if not rows:
            return spans.iloc[:0]
        made = pd.DataFrame(rows, columns=spans.columns, dtype=object)
        return made.astype(spans.dtypes.to_dict())

    def _lose(self, turn_id: str, coding_id: str) -> None:
        session = turn_id.rpartition(":")[0]
        message = (
            "codings on words that stand otherwise in the study, or were taken out of it "
            f"({coding_id})"
        )
        self._put("coding", session, message, "codings", 1, "warning")

    def _put(
        self, what: str, file: str, message: str, line: str, n: int, severity: str = "note"
    ) -> None:
        if n:
            row = {"file": file, "severity": severity, "what": what, "message": message}
            self._lost.append(row | {"account": line, "n": n})

    def read(self) -> pd.DataFrame:
        """The readings of turns that stand in the study as they were read."""
        read = self.project.codings.read
        rows = []
        for row in read.to_dict("records"):
            turn_id = str(row["turn_id"])
            session = turn_id.rpartition(":")[0]
            text = str(self.theirs[session].loc[turn_id, "text"])
            places = self.parts(turn_id, 0, len(text))
            rows += [{**row, "turn_id": place[0]} for place in places or ()]
        if not rows:
            return read.iloc[:0]
        return pd.DataFrame(rows, columns=read.columns, dtype=object).drop_duplicates(
            ["coder", "turn_id"], ignore_index=True
        )

    def new_corpus(self) -> Corpus:
        """The sessions that the study does not have, under ids that are free there."""
        names = {s: self.now[s] for s, how in self.how.items() if how == NEW}
        corpus = self.project.corpus
        kept = corpus.sessions.index.isin(list(names))
        turns = corpus.turns[corpus.turns["session_id"].isin(list(names))]
        ids = [
            make_turn_id(names[s], n) for s, n in zip(turns["session_id"], turns["n"], strict=True)
        ]
        turns = turns.set_axis(pd.Index(ids, name="turn_id", dtype=object)).assign(
            session_id=[names[s] for s in turns["session_id"]]
        )
        sessions = corpus.sessions[kept].rename(index=names)
        own = rows_by(turns, "session_id")
        sessions = sessions.assign(text_hash=[text_hash(own(s)) for s in sessions.index])
        return replace(
            corpus,
            turns=turns,
            sessions=sessions,
            attendance=_of(corpus.attendance, names),
            people=corpus.people[
                corpus.people.index.isin(
                    corpus.attendance.loc[
                        corpus.attendance["session_id"].isin(list(names)), "person_id"
                    ]
                )
            ],
            issues=_of(corpus.issues, names),
            source_map=_map_of(corpus.source_map, names),
            edits=corpus.edits.iloc[:0],
        )

    def notes(self) -> pd.DataFrame:
        """The notes, about the study's own sessions and codes."""
        rows = []
        for row in self.project.notes.to_dict("records"):
            about = [self._about(a) for a in row["about"] or ()]
            rows.append({**row, "about": [a for a in about if a is not None] or ["project:"]})
        return table_of("notes", rows)

    def _about(self, about: str) -> str | None:
        kind, _, thing = about.partition(":")
        if kind == "session":
            return f"session:{self.now[thing]}" if self.how.get(thing) != GONE else None
        return f"code:{self.codes.get(thing, thing)}" if kind == "code" else about

    def selections(self) -> pd.DataFrame:
        """Passages without a code; where their words are others now, the comment alone is left."""
        rows = []
        for row in self.project.selections.to_dict("records"):
            session = row["session_id"]
            if self.how.get(session, GONE) == GONE:
                continue
            if self.how[session] != NEW and row["parts"]:
                parts = [self.parts(*p) for p in row["parts"]]
                places = [p for found in parts for p in found or ()]
                stands = all(found is not None for found in parts)
                row |= {"parts": [p[:3] for p in places] if stands else []}
                row |= {"words": " ".join(p[3] for p in places) if stands else None}
            rows.append({**row, "session_id": self.now[session]})
        return table_of("selections", rows)

    def losses(self) -> pd.DataFrame:
        """What was lost. Words of a document that is here already are not written down again."""
        lost = self.project.losses.to_dict("records")
        self._of_documents()
        changed = any(how in {NEAR, GONE} for how in self.how.values())
        if changed:  # a loss may hold words that were taken out of the study
            lost = [{**row, "text": None} for row in lost]
        return table_of("losses", [*lost, *self._lost])

    def _of_documents(self) -> None:
        """Say what became of words, coders, times and comments of documents that were here."""
        for session, how in self.how.items():
            n = _n_words(self.theirs[session])
            if how == GONE:
                message = "of a session that was purged from the study: it does not come back"
                self._put("document", session, message, "documents", 1, "warning")
                self._put("words", session, message, "words", n, "warning")
            elif how != NEW:
                message = "words that stand otherwise in the study, where the document was before"
                n_here = _n_words(self.ours[self.now[session]])
                self._put("words", session, message, "words", n - n_here)
        idle = [c for c in self.project.codings.coders if c not in self._kept_coders]
        message = "coders of whose codings none stands in the study"
        self._put("coder", self.project.name, message, "coders", len(idle))
        gone = [s for s in self.project.selections.to_dict("records")
                if s["description"] and self.how.get(s["session_id"], GONE) == GONE]  # fmt: skip
        message = "comments on words of a session that was purged"
        self._put("comment", self.project.name, message, "memos", len(gone))
        times = self.project.times
        known = [self.how.get(s) != NEW for s in times["session_id"]]
        message = "times of documents that were here before"
        self._put("time", self.project.name, message, "times", sum(known))

    def times(self) -> pd.DataFrame:
        """The times of new sessions."""
        rows = self.project.times.to_dict("records")
        return table_of(
            "times",
            [{**r, "session_id": self.now[r["session_id"]]} for r in rows
             if self.how.get(r["session_id"]) == NEW],
        )  # fmt: skip


def _n_words(turns: pd.DataFrame) -> int:
    return sum(n_words(str(text)) for text in turns["text"])


def _with_new(
    theirs: CodingFrame | None, ours: CodingFrame | None, codes: pd.DataFrame, study: Study
) -> CodingFrame | None:
    new = codes[codes["how"] == "new"]
    if theirs is None or (new.empty and ours is not None):
        return None
    as_code = dict(zip(codes["code"], codes["as_code"], strict=True))
    made = [
        replace(theirs[c], id=as_code[c], parent=as_code.get(theirs[c].parent or ""))
        for c in new["code"]
    ]
    if ours is None:
        return replace(theirs, codes=tuple(made))
    held = {f.version for f in study.frames()}
    n = 2
    while f"{ours.version}-{n}" in held:
        n += 1
    when = max(datetime.now(UTC).date().isoformat(), ours.date or "")
    return replace(ours, codes=(*ours.codes, *made)).release(f"{ours.version}-{n}", when)


def _of(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    own = table[table["session_id"].isin(list(names))]
    return own.assign(session_id=[names[s] for s in own["session_id"]]).reset_index(drop=True)


def _map_of(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    session = [str(t).rpartition(":")[0] for t in table["turn_id"]]
    own = table[[s in names for s in session]]
    ids = [
        make_turn_id(names[t.rpartition(":")[0]], int(t.rpartition(":")[2])) for t in own["turn_id"]
    ]
    return own.assign(turn_id=ids).reset_index(drop=True)
