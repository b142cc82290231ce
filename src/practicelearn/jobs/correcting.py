"""A corrected transcript in the place of a frozen session; one turn corrected where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import StudyError
from practicelearn.pseudonyms import names_left
from practicelearn.study.correct import Correction, correct_session
from practicelearn.study.correct_turns import Attending, Spoken, correct_turns
from practicelearn.study.folder import open_study

__all__ = ["correct_transcript", "correct_turn", "new_names"]


def correct_transcript(
    folder: str | Path,
    session_id: str,
    file: str | Path,
    *,
    by: str,
    key: str | Path | None = None,
    roster: str | Path | None = None,
    no_names: bool = False,
    keep: bool = True,
) -> Correction:
    """Correct a transcript; every coding moves to where its words now stand.

    Parameters are those of :meth:`Study.correct_session`; ``keep=False`` only shows what
    would happen.
    """
    return correct_session(
        open_study(folder), session_id, file, by=by, key_file=key, roster=roster,
        no_names=no_names, keep=keep,
    )  # fmt: skip


def correct_turn(
    folder: str | Path,
    session_id: str,
    turn: int,
    *,
    by: str,
    reason: str,
    words: str | None = None,
    speaker: str | None = None,
    split: str | None = None,
    then: str | None = None,
    join: bool = False,
    person: str | None = None,
    role: Any = None,
    keep: bool = True,
) -> tuple[Correction, list[Spoken], list[str]]:
    """Correct one turn: its words, who speaks, one turn that is two, or two that are one.

    Parameters
    ----------
    folder : str or Path
    session_id : str
    turn : int
        Its number, from 1.
    by, reason : str
        Who corrects and why: go on record.
    words : str, optional
        What was really said, the whole turn; by default as it stands.
    speaker : str, optional
        Who really spoke, as the transcript labels them.
    split : str, optional
        The words with which a second turn begins.
    then : str, optional
        Who speaks from there on; by default nobody is named.
    join : bool, default False
        The turn after it belongs to it.
    person, role : str, optional
        Whom a label that is new to the session stands for; see :class:`practicelearn.Attending`.
    keep : bool, default True
        False only shows what would happen.

    Returns
    -------
    Correction
    list of Spoken
        What stands there then.
    list of str
        Words of it that look like names and did not stand there before.

    Raises
    ------
    StudyError
        There is no such turn, nothing would change, or it does not fit; nothing was changed then.
    """
    study = open_study(folder)
    corpus = study.corpus([session_id])
    last = turn + int(join)
    if not 1 <= turn <= last <= len(corpus.turns):
        raise StudyError(f"{session_id}: there is no turn {last}; it has {len(corpus.turns)}.")
    was = corpus.turns.iloc[turn - 1 : last]
    text = " ".join(was["text"]) if words is None else words
    first = was["speaker"].iloc[0]
    who = speaker or (None if pd.isna(first) else str(first))
    now = [Spoken(who, text)]
    if split is not None:
        at = text.find(split)
        if not split.strip() or text.count(split) != 1 or not text[:at].strip():
            raise StudyError(
                f"{session_id}, turn {turn}: --split wants the words with which the second turn "
                "begins, as they stand in it, once and not at its beginning. Name a few words more."
            )
        now = [Spoken(who, text[:at]), Spoken(then, text[at:])]
    attending = None if person is None and role is None else Attending(person, role)
    found = correct_turns(
        study, session_id, turn, last, now, by=by, reason=reason, attending=attending, keep=keep,
        text_hash=corpus.sessions["text_hash"][session_id],
    )  # fmt: skip
    return found, now, new_names(corpus, session_id, turn, last, now)


def new_names(
    corpus: Corpus, session_id: str, first: int, last: int, now: Sequence[Spoken]
) -> list[str]:
    """Return words of corrected turns that look like names and did not stand in them before."""
    rows = corpus.turns.iloc[[min(first - 1 + n, last - 1) for n in range(len(now))]]
    turns = rows.assign(text=[s.text for s in now], speaker=[s.speaker for s in now])
    ids = [make_turn_id(session_id, n + 1) for n in range(len(now))]
    turns.index = pd.Index(ids, name="turn_id")
    turns["n"] = range(1, len(now) + 1)
    alone = replace(
        corpus, turns=turns, attendance=corpus.attendance.iloc[:0], people=corpus.people.iloc[:0],
        issues=corpus.issues.iloc[:0], source_map=corpus.source_map.iloc[:0],
    )  # fmt: skip
    found = names_left(alone)
    was = " ".join(corpus.turns["text"].iloc[first - 1 : last])
    labels = set(map(str, corpus.turns["speaker"].dropna()))
    of_turns = found[found["place"].isin(["turns.text", "turns.speaker"])]
    seen = [w for w, place in zip(of_turns["text"], of_turns["place"], strict=True)
            if (w not in was if place == "turns.text" else w not in labels)]  # fmt: skip
    return list(dict.fromkeys(seen))
