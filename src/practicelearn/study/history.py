"""Who did what when, and what was noted down: the logs as tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments, check_known
from practicelearn.coding.codings import SETTLED
from practicelearn.coding.log.events import Event, later_of, live
from practicelearn.coding.log.moves import brought_up
from practicelearn.study.folder import Study
from practicelearn.study.listing import coder_folders
from practicelearn.study.purged import kept_events

__all__ = ["comments", "history", "memos"]

_HISTORY = ("at", "who", "kind", "session_id", "coding_id", "turn_id", "code", "quote", "stands")

_COMMENTS = ("at", "who", "session_id", "turn_id", "start", "end", "quote", "comment", "comment_id",
             "reply_to")  # fmt: skip


def history(
    study: Study, *, coder: str | None = None, session_id: str | None = None
) -> pd.DataFrame:
    """Return every action on record, oldest first, taken back ones included.

    Parameters
    ----------
    study : Study
    coder, session_id : str, optional
        Only theirs, only of this session.

    Returns
    -------
    DataFrame
        at (UTC, ISO), who, kind, session_id, coding_id, turn_id (the first, where it concerns
        turns), code, quote, and stands: False for what was undone, and for what a newer version of
        practicelearn wrote. Decisions about the study have no session.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.history(coder="lee")[["kind", "turn_id", "code"]].head(2)
       kind           turn_id      code
    0  code  2023-court:00008     peers
    1  code  2023-court:00011  workload
    """
    check_arguments(history, locals())
    rows: list[dict[str, Any]] = []
    folders = coder_folders(study.path)
    logs = {name: [p for f in own for p in f.rglob("*.jsonl")] for name, own in folders.items()}
    if coder is not None:
        check_known("history: coder", coder, folders, noun="coder")
    if session_id is not None:
        check_known("history: session_id", session_id, study.session_ids, noun="session")
    if coder is None:
        logs["decisions"] = list((study.path / "decisions").glob("*.jsonl"))
    for name, files in logs.items():
        if coder is None or name == coder:
            events, faults = kept_events(study.path, files)
            standing = {e.id for e in live(events)}
            rows += [_row(e, e.id in standing) for e in events]
            rows += [_row(replace(e, payload={}), stands=False) for e in later_of(faults)]
    table = pd.DataFrame(rows, columns=list(_HISTORY))
    if session_id is not None:
        table = table[table["session_id"] == session_id]
    return table.sort_values(["at"], kind="stable").reset_index(drop=True)


def memos(study: Study) -> pd.DataFrame:
    """Return every memo that stands: on spans, codes, sessions and the study.

    Returns
    -------
    DataFrame
        at, who, about (span, code, session or study), session_id, coding_id, code, text. The
        newest memo of a person about a thing stands for those before it; an empty one takes it
        away.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.memos().columns.tolist()[:4]
    ['at', 'who', 'about', 'session_id']
    """
    check_arguments(memos, locals())
    rows: list[dict[str, Any]] = []
    for name, folders in coder_folders(study.path).items():
        if name != SETTLED:
            logs = (log for f in folders for log in f.rglob("*.jsonl"))
            events, _ = kept_events(study.path, logs)
            rows += _memos(live(events), name)
    events, _ = study.decided()
    rows += _memos(live(events), None)
    columns = ["at", "who", "about", "session_id", "coding_id", "code", "text"]
    table = pd.DataFrame(rows, columns=columns)
    keys = ["who", "about", "session_id", "coding_id", "code"]
    newest = table.sort_values("at", kind="stable").drop_duplicates(keys, keep="last")
    return newest[newest["text"].fillna("").str.strip() != ""].reset_index(drop=True)


def comments(study: Study) -> pd.DataFrame:
    """Return every comment that stands: what coders said to each other about passages.

    Returns
    -------
    DataFrame
        at, who, session_id, turn_id, start, end, quote (the first passage it is about, as the text
        stands now; missing where its words are gone), comment, comment_id, reply_to (the id of the
        comment it answers). Oldest first. Not for somebody who still has to code these sessions:
        the coding page shows a coder those of others once both have finished.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.comments().columns.tolist()[:4]
    ['at', 'who', 'session_id', 'turn_id']
    """
    check_arguments(comments, locals())
    rows: list[dict[str, Any]] = []
    for name, folders in coder_folders(study.path).items():
        logs = (log for f in folders for log in f.rglob("*.jsonl"))
        events, _ = kept_events(study.path, logs)
        for e in live(brought_up(events)):
            if e.kind == "comment":
                part: dict[str, Any] = next(iter(e.payload["parts"]), {})
                place = {k: part.get(k) for k in ("turn_id", "start", "end", "quote")}
                said = {"comment": e.payload["comment"], "reply_to": e.payload.get("reply_to")}
                who = {"at": e.at, "who": name, "session_id": e.session_id, "comment_id": e.id}
                rows.append({**who, **place, **said})
    table = pd.DataFrame(rows, columns=list(_COMMENTS))
    numbers = table.astype({"start": "Int64", "end": "Int64"})
    return numbers.sort_values(["at", "comment_id"], kind="stable").reset_index(drop=True)


def _row(event: Event, stands: bool) -> dict[str, Any]:
    parts = event.payload.get("parts") or [{}]
    return {
        "at": event.at,
        "who": event.who,
        "kind": event.kind,
        "session_id": event.session_id,
        "coding_id": event.coding_id or event.payload.get("coding_id"),
        "turn_id": parts[0].get("turn_id"),
        "code": event.payload.get("code"),
        "quote": parts[0].get("quote"),
        "stands": stands,
    }


def _memos(events: list[Event], coder: str | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    gone = {e.coding_id for e in events if e.kind == "remove"}
    for e in events:
        place = {"at": e.at, "who": coder or e.who, "session_id": e.session_id}
        if e.kind == "memo":
            code, coding = e.payload.get("code"), e.coding_id
            about = "span" if coding else "code" if code else "session" if e.session_id else "study"
            rows.append(
                {
                    **place,
                    "about": about,
                    "coding_id": coding,
                    "code": code,
                    "text": e.payload.get("memo"),
                }
            )
        elif e.kind in {"code", "change"} and "memo" in e.payload and e.coding_id not in gone:
            rows.append(
                {
                    **place,
                    "about": "span",
                    "coding_id": e.coding_id,
                    "code": None,
                    "text": e.payload["memo"],
                }
            )
    return rows
