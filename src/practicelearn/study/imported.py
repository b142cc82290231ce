"""Another program's work in a study: codings and readings in their coders' logs, notes as memos."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.frame_yaml import frame_text
from practicelearn.coding.log.events import Event, read_events
from practicelearn.coding.log.moves import brought_up, runs
from practicelearn.coding.replayed import live_codings
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.exchange.conventions import guid_of, slug
from practicelearn.exchange.project import CodedProject
from practicelearn.study.change import Change
from practicelearn.study.folder import Study
from practicelearn.study.joining import Joined, parts_of
from practicelearn.study.purged import kept_events
from practicelearn.study.rounds import put_sessions
from practicelearn.study.transaction import transaction
from practicelearn.study.whose import Said, put_record

__all__ = ["Kept", "keep_joined", "keep_project", "record_codings"]


@dataclass(frozen=True)
class Kept:
    """What was written into a study: its own names for what came in.

    Parameters
    ----------
    folders : mapping
        Coder to the folder of their logs.
    n_codings : int
        Codings that are new to the study.
    n_taken_back : int
        Codings that came in before, and were taken back here: they stay so.
    idle : tuple of str
        Coders of whom all codings were taken back.
    memos_left : tuple of str
        Memos of codings that are there already, where the study's own memo stays, or taken back.
    """

    folders: Mapping[str, str]
    n_codings: int
    n_taken_back: int = 0
    idle: tuple[str, ...] = ()
    memos_left: tuple[str, ...] = ()


def keep_project(
    study: Study, project: CodedProject, said: Said | None = None, *, corpus: Corpus | None = None
) -> Kept:
    """Write into a study that was made of a project what stands beside its turns.

    Codings and readings go into the logs of their coders; notes, and comments on passages without
    a code, become memos on the session, the code or the study. ``corpus`` is the study's, where it
    was read already.
    """
    with transaction(study.path) as change:
        own = study.corpus() if corpus is None else corpus
        return _put(change, study, own, project, said or Said())


def record_codings(study: Study, project: CodedProject, said: Said | None = None) -> Kept:
    """Write codings and readings into the logs of their coders, as imported.

    What is there already is left as it is: importing twice changes nothing. A study without a
    coding frame gets the project's.

    Parameters
    ----------
    study : Study
    project : CodedProject
        Its codings are of the study's own sessions.
    said : Said, optional
        What a person says of them.
    """
    with transaction(study.path) as change:
        if not study.has_frame and project.frame is not None:
            put_frame(change, project.frame)
        return _put(change, study, study.corpus(), project, said or Said())


def keep_joined(study: Study, joined: Joined, said: Said | None = None) -> Kept:
    """Write a further project into a study, all of it or nothing.

    New sessions are frozen, and new codes released as a version of the frame.

    Raises
    ------
    StudyError
        The project's names were not replaced, and the study's were.
    """
    said = said or Said()
    project, before = joined.project, study.corpus()
    with transaction(study.path) as change:
        if len(project.corpus.sessions):
            put_sessions(change, study, project.corpus)
        if joined.frame is not None:
            put_frame(change, joined.frame)
        both = Corpus(
            turns=pd.concat([before.turns, project.corpus.turns]),
            sessions=pd.concat([before.sessions, project.corpus.sessions]),
        )
        own = both.where(session_id=list(joined.sessions.values())) if joined.sessions else both
        return _put(change, study, both, project, said, read_of=own)


def put_frame(change: Change, frame: CodingFrame) -> None:
    """Put a version of the coding frame beside the others."""
    change.write(f"frame/{frame.version}.yaml", frame_text(frame).encode())


def _put(
    change: Change,
    study: Study,
    corpus: Corpus,
    project: CodedProject,
    said: Said,
    *,
    read_of: Corpus | None = None,
) -> Kept:
    """Put everything into the change; ``read_of`` is what "all" means of what was read."""
    memos = _memos(project)
    codings = project.codings
    folders = _folders(
        [*codings.spans["coder"], *codings.read["coder"], *(who for who, _, _ in memos)]
    )
    new, back, idle, left = _unknown(change, codings, folders)
    _put_codings(change, corpus, new, folders)
    n_memos = _put_memos(change, folders, memos)
    n = int(new.spans["coding_id"].nunique())
    if n or n_memos or said.read or len(new.read) or not _was_recorded(study):
        own = corpus if read_of is None else read_of
        put_record(change, own, project, folders, said, n)
    return Kept(folders, n, back, idle, left)


def _was_recorded(study: Study) -> bool:
    return any(e.kind == "import" for e in study.decided()[0])


def _unknown(
    change: Change, codings: Codings, folders: Mapping[str, str]
) -> tuple[Codings, int, tuple[str, ...], tuple[str, ...]]:
    """The codings and readings that the logs do not hold yet, also not as something taken back.

    With it how many were taken back, the coders of whom nothing else is there, and the memos of
    codings that are there, in other words. A coding that another passage or code bears the name of
    gets a name of its own.
    """
    known: dict[str, set[Any]] = {}
    live: dict[str, dict[Any, str]] = {}
    read: set[tuple[str, str]] = set()
    for folder in sorted(set(folders.values())):
        own = sorted((change.folder / "coding" / folder).glob("*.jsonl*"))
        events, _ = kept_events(change.folder, own)
        for event in brought_up(events):
            if event.kind == "code":
                known.setdefault(str(event.coding_id), set()).add(_passage(event.payload, folder))
            elif event.kind == "read":
                first, last = event.payload["from"], event.payload["to"]
                read |= {(folder, make_turn_id(str(event.session_id), n))
                         for n in range(first, last + 1)}  # fmt: skip
        standing_now = live_codings(events).values()
        live[folder] = {_passage(c, folder): str(c.get("memo") or "") for c in standing_now}
    spans = codings.spans
    keep: dict[str, str] = {}
    back, standing = 0, set[str]()
    written: set[Any] = set()  # words and memo, of codings that are new
    left: dict[Any, str] = {}
    for coding_id, rows in parts_of(spans).items():
        folder = folders[str(rows[0]["coder"])]
        passage = _passage({"code": rows[0]["code"], "parts": rows}, folder)
        name, memo = str(coding_id), rows[0].get("memo")
        said = (passage[2], memo)
        if name in known and passage not in known[name]:
            name = guid_of("coding", f"{name}{passage}")
        if passage in live[folder]:
            standing.add(folder)
            if isinstance(memo, str) and memo.strip() not in live[folder][passage]:
                left[said] = memo
        elif passage in known.get(name, ()):
            back += 1
            left |= {said: memo} if isinstance(memo, str) else {}
        else:
            keep[str(coding_id)] = name
            standing.add(folder)
            written.add(said)
    own = spans[spans["coding_id"].isin(list(keep))]
    fresh = [
        (folders[str(c)], str(t)) not in read
        for c, t in zip(codings.read["coder"], codings.read["turn_id"], strict=True)
    ]
    idle = tuple(c for c in codings.coders if folders[c] not in standing)
    made = replace(
        codings,
        spans=own.assign(coding_id=[keep[str(c)] for c in own["coding_id"]]),
        read=codings.read[pd.Series(fresh, codings.read.index, dtype=bool)].reset_index(drop=True),
    )
    return made, back, idle, tuple(memo for said, memo in left.items() if said not in written)


def _passage(coding: Mapping[str, Any], folder: str) -> tuple[Any, ...]:
    """What makes a coding the same as another: who, which code, and the words."""
    parts = [(str(p["turn_id"]), int(p["start"]), int(p["end"])) for p in coding["parts"]]
    return (folder, str(coding["code"]), tuple(parts))


def _put_memos(
    change: Change, folders: Mapping[str, str], memos: Mapping[tuple[str, str, str], list[str]]
) -> int:
    """Put memos into logs; what a log says already stays, and what is new is put below it."""
    n = 0
    for (who, kind, thing), texts in memos.items():
        about = "study" if kind == "project" else kind
        session = thing if kind == "session" else None
        name = folders[who]
        place = f"decisions/{name}" if session is None else f"coding/{name}/{session}"
        before = ""
        log = change.folder / f"{place}.jsonl"
        for event in brought_up(read_events([log] if log.is_file() else [])[0]):
            own = event.payload.get("about"), event.payload.get("code")
            if event.kind == "memo" and own == (about, thing if kind == "code" else None):
                before = str(event.payload.get("memo") or "")
        new = [text for text in texts if text not in before]
        if not new:
            continue
        n += 1
        payload = {"about": about, "memo": "\n\n".join(filter(None, [before, *new]))}
        payload |= {"code": thing} if kind == "code" else {}
        change.append(f"{place}.jsonl", Event("memo", name, session, payload=payload))
    return n


def _put_codings(
    change: Change, corpus: Corpus, codings: Codings, folders: Mapping[str, str]
) -> None:
    session_of = corpus.turns["session_id"].to_dict()
    number_of = corpus.turns["n"].to_dict()
    hashes = corpus.sessions["text_hash"].to_dict()
    coders = folders
    logs: dict[tuple[str, str], list[Event]] = {}
    fields = ("code", "origin", "accepted_by", "stance", "strength", "memo")
    for coding_id, rows in parts_of(codings.spans).items():
        first = rows[0]
        session, coder = session_of[first["turn_id"]], coders[first["coder"]]
        payload: dict[str, Any] = {
            k: int(first[k]) if k == "strength" else first[k]
            for k in fields
            if isinstance(first[k], str | int)
        }
        if pd.notna(first.get("matters")) and bool(first["matters"]):
            payload["matters"] = True
        payload["parts"] = [
            {k: int(r[k]) if k in {"start", "end"} else r[k]
             for k in ("turn_id", "start", "end", "quote")}
            for r in rows
        ]  # fmt: skip
        when: dict[str, Any] = {"at": first["at"]} if isinstance(first["at"], str) else {}
        logs.setdefault((coder, session), []).append(
            Event("code", coder, session, coding_id=str(coding_id), text_hash=hashes[session],
                  payload=payload, **when)
        )  # fmt: skip
    version = codings.frame.version if codings.frame is not None else None
    for name, part in codings.read.groupby("coder"):
        for session, turns in part.groupby(part["turn_id"].map(session_of)):
            events = logs.setdefault((coders[name], str(session)), [])
            for first_n, last_n in runs(sorted(number_of[t] for t in turns["turn_id"])):
                events.append(
                    Event("read", coders[name], str(session), text_hash=hashes[session],
                          frame_version=version, payload={"from": first_n, "to": last_n})
                )  # fmt: skip
    for (coder, session), events in logs.items():
        change.append(f"coding/{coder}/{session}.jsonl", *events)


def _folders(coders: Iterable[Any]) -> dict[str, str]:
    """Coder to the name of their folder: nothing leads out of it."""
    found: dict[str, str] = {}
    for name in sorted({str(c) for c in coders if isinstance(c, str)}):
        found[name] = slug(name, set(found.values()), empty="coder")
    return found


def _memos(project: CodedProject) -> dict[tuple[str, str, str], list[str]]:
    """Who, about what kind of thing and which, to what they wrote: one memo each, as memos go."""
    said: dict[tuple[str, str, str], list[str]] = {}
    of_selection: dict[str, list[str]] = {}
    for note in project.notes.to_dict("records"):
        text = "\n".join(filter(None, [note["name"], note["text"]]))
        for about in note["about"] or ["project:"]:
            kind, _, thing = about.partition(":")
            if kind == "selection":
                of_selection.setdefault(thing, []).append(text)
            elif kind != "coding":  # that is the coding's own memo
                kind = kind if kind in {"session", "code"} else "project"
                said.setdefault((note["coder"] or "imported", kind, thing), []).append(text)
    for row in project.selections[project.selections["status"] == "comment"].to_dict("records"):
        text = "\n".join(filter(None, [row["description"], *of_selection.get(row["guid"], ())]))
        if text:
            place = (row["coder"] or "imported", "session", row["session_id"])
            quoted = f"\u201c{row['words']}\u201d: {text}" if row["words"] else text
            said.setdefault(place, []).append(quoted)
    return said
