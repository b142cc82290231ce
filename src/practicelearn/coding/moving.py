"""Codings moved by edits: where a passage stands once words around it, or its own, have changed.

Whoever changes the text of a corpus says how, as ``edits``; ``move`` follows them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import EDITS, READ, check_table
from practicelearn.coding.anchored import lost_issue
from practicelearn.coding.codings import Codings
from practicelearn.coding.log.events import Event
from practicelearn.coding.log.moves import known_parts
from practicelearn.edits import Edit, move_span
from practicelearn.transcripts.alignment import TurnAlignment

__all__ = ["Carried", "carried_part", "move", "move_event", "read_as"]

STILL_READ = 0.75
"""A corrected turn counts as read when this share of its words had been read before."""
_ENOUGH = 3
"""So many words that stand in a text once are taken for the same words, wherever they stand."""


class Carried(NamedTuple):
    """Where a part of a coding stands now: its new parts, and what became of its words."""

    parts: list[dict[str, Any]]
    change: Literal["same words", "words changed", "lost"]


def move(codings: Codings, edits: pd.DataFrame | TurnAlignment) -> Codings:
    """Return the codings where their words stand after a text was changed.

    Parameters
    ----------
    codings : Codings
        On the text before.
    edits : DataFrame or TurnAlignment
        What was changed: the ``edits`` of a corpus (columns of ``practicelearn._tables.EDITS``),
        where every turn stays a turn, as after ``pseudonymise``; or what ``align_turns`` says of a
        session that was transcribed anew.

    Returns
    -------
    Codings
        A passage that touches a replaced stretch takes in the whole replacement. ``issues`` lists
        the codings that could not be moved, with their words: they are left out.

    Raises
    ------
    TableError
        The edits lack a column.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> turns = corpus.turns[corpus.turns["session_id"] == "2025-north"]
    >>> aligned = prac.align_turns(turns, turns)
    >>> codings.move(aligned)
    Codings: 22 codings of 8 codes by kim; 108 turns read
    """
    check_arguments(move, locals())
    if isinstance(edits, TurnAlignment):
        return _by_alignment(codings, edits)
    return _by_edits(codings, check_table(edits, EDITS))


def carried_part(aligned: TurnAlignment, part: Mapping[str, Any]) -> Carried:
    """Return where a part (turn_id, start, end, quote) stands in the later version.

    Its own words come first: where the alignment leads to others, and three or more of its words
    stand in the later version exactly once, that is the place.
    """
    places = aligned.place(part["turn_id"], part["start"], part["end"])
    words = [aligned.words_at(p) for p in places]
    if _plain(" ".join(words)) != _plain(part["quote"]) and len(part["quote"].split()) >= _ENOUGH:
        only = aligned.only_place(part["quote"])
        if only is not None:
            places, words = [only], [part["quote"]]
    if not places:
        return Carried([], "lost")
    same = _plain(" ".join(words)) == _plain(part["quote"])
    parts = [{**p._asdict(), "quote": w} for p, w in zip(places, words, strict=True)]
    return Carried(parts, "same words" if same else "words changed")


def move_event(
    aligned: TurnAlignment, events: Sequence[Event], *, session_id: str, who: str, name: str,
    before: str, after: str, at: str,
) -> Event:  # fmt: skip
    """Return the event that moves everything one log says of a session.

    Parameters
    ----------
    aligned : TurnAlignment
    events : sequence of Event
        The log's, of this session.
    name : str
        Of the log: the same correction of the same log always has the same id.
    before, after : str
        Hashes of the text.
    """
    moved = [
        {"was": list(key), "is": carried_part(aligned, part).parts}
        for key, part in known_parts(events).items()
    ]
    mark = hashlib.sha256(f"{name}\x1f{session_id}\x1f{before}\x1f{after}\x1f{at}".encode())
    return Event(
        kind="move",
        who=who,
        session_id=session_id,
        id=mark.hexdigest()[:16],
        at=at,
        text_hash=after,
        payload={
            "from": before,
            "to": after,
            "turns": read_as(aligned),
            "first": _begins(aligned),
            "same": [
                [_n(a.turn_id), a.start, _n(b.turn_id), b.start, a.end - a.start]
                for a, b in aligned.same_stretches
            ],
            "moved": moved,
        },
    )


def _plain(text: str) -> str:
    """The words, whatever stands between them: a split turn loses a blank, and no word."""
    return "".join(text.split())


def _by_alignment(codings: Codings, aligned: TurnAlignment) -> Codings:
    rows: list[dict[str, Any]] = []
    issues: list[dict[str, Any]] = []
    for row in codings.spans.to_dict("records"):
        carried = carried_part(aligned, row)
        rows += [{**row, **part} for part in carried.parts]
        if not carried.parts:
            issues.append(lost_issue(row["turn_id"], row["coder"], row["quote"]))
    spans = pd.DataFrame(rows, columns=codings.spans.columns)
    spans["part"] = spans.groupby("coding_id").cumcount() + 1
    read = codings.read[codings.read["turn_id"].isin(aligned.turns["turn_id"])]
    heirs = aligned.turns.dropna(subset=["turn_id", "new_turn_id"])
    now = read.merge(heirs[["turn_id", "new_turn_id"]], on="turn_id")
    # A turn made of several is read by whom has read them all.
    n_sources = now["new_turn_id"].map(heirs.groupby("new_turn_id")["turn_id"].nunique())
    n_read = now.groupby(["coder", "new_turn_id"])["turn_id"].transform("nunique")
    known = [aligned.share_known(turn) >= STILL_READ for turn in now["new_turn_id"]]
    whole = now[(n_read == n_sources) & pd.Series(known, index=now.index, dtype=bool)].assign(
        turn_id=lambda t: t["new_turn_id"]
    )
    listed = codings.issues
    if issues:
        listed = pd.concat([listed, pd.DataFrame(issues)], ignore_index=True)
    kept = whole[READ.names].drop_duplicates(["coder", "turn_id"])
    return replace(codings, spans=spans, read=kept, issues=listed)


def _by_edits(codings: Codings, edits: pd.DataFrame) -> Codings:
    own: dict[str, list[Edit]] = {}
    for row in edits.itertuples():
        own.setdefault(row.turn_id, []).append(Edit(row.start, row.end, row.replacement))
    spans = codings.spans
    moved = [
        _edited(start, end, quote, own.get(turn_id, []))
        for turn_id, start, end, quote in zip(
            spans["turn_id"], spans["start"], spans["end"], spans["quote"], strict=True
        )
    ]
    starts, ends, quotes = (list(c) for c in zip(*moved, strict=True)) if moved else ([], [], [])
    return replace(codings, spans=spans.assign(start=starts, end=ends, quote=quotes))


def _edited(start: int, end: int, quote: str, edits: list[Edit]) -> tuple[int, int, str]:
    """A span and its words after edits of its turn."""
    out, at = [], start
    for edit in sorted(edits):
        if edit.end > start and edit.start < end:
            out += [quote[max(0, at - start) : max(0, edit.start - start)], edit.replacement]
            at = max(at, edit.end)
    out.append(quote[max(0, at - start) :] if at < end else "")
    return (*move_span(start, end, edits), "".join(out))


def read_as(aligned: TurnAlignment) -> list[list[int]]:
    """Runs of turns of the new text and of those they were read as: first and last of each."""
    out: list[list[int]] = []
    for turn_id, own in aligned.sources.items():
        if not own or aligned.share_known(turn_id) < STILL_READ:
            continue
        new, old = _n(turn_id), sorted(map(_n, own))
        row = [new, new, old[0], old[-1]]
        if (
            out
            and old[0] == old[-1]
            and out[-1][1] - out[-1][0] == out[-1][3] - out[-1][2]
            and (out[-1][1] + 1, out[-1][3] + 1) == (new, old[0])
        ):
            out[-1] = [out[-1][0], new, out[-1][2], old[0]]
        else:
            out.append(row)
    return out


def _begins(aligned: TurnAlignment) -> list[list[int]]:
    """Runs of turns before, first and last, and the turn in which the first of them now begins."""
    heirs = aligned.turns.dropna(subset=["turn_id", "new_turn_id"]).groupby("turn_id")
    begins = heirs["new_turn_id"].min().map(_n)
    after = int(aligned.turns["new_turn_id"].dropna().map(_n).max() or 1)
    out: list[list[int]] = []
    for turn_id in sorted(aligned.turns["turn_id"].dropna().unique(), reverse=True):
        old, new = _n(turn_id), int(begins.get(turn_id, after))  # gone: where the talk goes on
        after = new
        if out and out[-1][0] == old + 1 and out[-1][2] == new + 1:
            out[-1] = [old, out[-1][1], new]
        else:
            out.append([old, old, new])
    return out[::-1]


def _n(turn_id: str) -> int:
    return int(turn_id.rpartition(":")[2])
