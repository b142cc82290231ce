"""Who spoke, how evenly, and who followed whom: figures for the analysis team.

A person who was there and said nothing counts as a zero, so the attendance list is the denominator;
without one, only those who spoke can be counted, and a column says so. Rows about a person never
belong in a report. Notes say nothing about who spoke and are left out, with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Any, Literal

import numpy as np
import pandas as pd

from practicelearn._arguments import Choice, ListOf, check_arguments
from practicelearn._tables.parts import rows_by
from practicelearn.corpus import ROLES, Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.kinds import NOTE_KINDS

__all__ = [
    "facilitator_part",
    "gini",
    "speaking_entropy",
    "talk_balance",
    "talk_share",
]

Measure = Literal["words", "turns", "seconds"]

_MEASURES = {"words": "n_words", "turns": "n_turns", "seconds": "seconds"}
_MOST_UNLABELLED = 0.10
_SHARE_COLUMNS = [
    "session_id", "who", "person_id", "speaker", "role", "n_words", "n_turns", "seconds",
    "share_words", "share_turns", "share_seconds", "silent",
]  # fmt: skip
_NO_NOTES = "notes and flip charts do not say who spoke"


_ROLES = ListOf(Choice(ROLES), filled=True)


def talk_share(
    corpus: Corpus, *, roles: Collection[str] | None = ("participant", "unknown")
) -> pd.DataFrame:
    """Return how much of the talk is each person's, session by session.

    Parameters
    ----------
    corpus : Corpus
    roles : collection of str, optional
        Whose talk is shared out; None for everybody. By default all but facilitators, note-takers
        and observers.

    Returns
    -------
    DataFrame
        One row a person present and session: session_id, who (person, else the label), person_id,
        speaker, role, n_words, n_turns, seconds (NaN without times), share_words, share_turns,
        share_seconds (0 to 1, of the people in the table; NaN where nobody spoke), silent. Who is
        on the attendance list and said nothing has zeros. Turns without a label are nobody's.

    Notes
    -----
    For the analysis team: a row about one person never reaches a report. Little talk is not little
    to say.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> share = prac.talk_share(corpus)
    >>> share[["session_id", "speaker", "share_words", "silent"]].head(2).round(2)
              session_id speaker  share_words  silent
    0  2023-care-leavers      P5         0.21   False
    1  2023-care-leavers      P3         0.24   False
    """
    check_arguments(talk_share, locals(), roles=_ROLES)
    rows: list[dict[str, Any]] = []
    spoken, there = rows_by(_spoken(corpus), "session_id"), rows_by(corpus.attendance, "session_id")
    for session_id, kind in corpus.sessions["source_kind"].items():
        if kind not in NOTE_KINDS:
            rows += _of_session(str(session_id), spoken(session_id), there(session_id), roles)
    table = pd.DataFrame(rows, columns=_SHARE_COLUMNS)
    for measure, column in _MEASURES.items():
        amounts = table[column].astype("float64")
        whole = amounts.groupby(table["session_id"]).transform(lambda x: x.sum(min_count=1))
        table[f"share_{measure}"] = (amounts / whole.where(whole > 0)).astype("float64")
    counts = {"n_words": "int64", "n_turns": "int64", "seconds": "float64", "silent": "bool"}
    return table.astype(counts)


def talk_balance(
    corpus: Corpus,
    *,
    by: Measure = "words",
    roles: Collection[str] | None = ("participant", "unknown"),
) -> pd.DataFrame:
    """Return how evenly the talk of each session is spread over the people present.

    Parameters
    ----------
    corpus : Corpus
    by : {"words", "turns", "seconds"}
    roles : collection of str, optional
        As in :func:`talk_share`.

    Returns
    -------
    DataFrame
        Index session_id. n_people, n_silent, gini, gini_corrected (times n/(n - 1)), entropy
        (nats), evenness (entropy over its largest value, 0 to 1), effective_speakers (e to the
        entropy), hhi (sum of squared shares), top_share, share_unlabelled (of all words),
        from_attendance (whether a list says who was there), why (the reason where a figure is
        missing). ``n_silent`` is missing without a list, and where over 10 % of words lack a
        speaker.

    Raises
    ------
    PracticelearnError
        ``by`` is none of the three.

    References
    ----------
    Krueger, R. A. and Casey, M. A. (2015). Focus Groups, 5th ed.: who spoke before what was said.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> prac.talk_balance(corpus)["evenness"].round(2).head(2)
    session_id
    2023-care-leavers    0.84
    2023-court           0.96
    Name: evenness, dtype: float64
    """
    check_arguments(talk_balance, locals(), roles=_ROLES)
    shares = talk_share(corpus, roles=roles)
    listed = set(corpus.attendance["session_id"])
    unlabelled = _share_unlabelled(corpus)
    of_session = rows_by(shares, "session_id")
    rows = []
    for session_id, kind in corpus.sessions["source_kind"].items():
        part = of_session(session_id)
        amounts = part[_MEASURES[by]].to_numpy(dtype=float)
        row: dict[str, Any] = {
            "session_id": session_id,
            "n_people": len(part),
            "from_attendance": session_id in listed,
            "share_unlabelled": unlabelled.get(session_id, math.nan),
        }
        row["why"] = _why_no_balance(kind, amounts, by)
        if row["why"] is None:
            row |= _balance(amounts)
        known = session_id in listed and row["share_unlabelled"] <= _MOST_UNLABELLED
        row["n_silent"] = int(part["silent"].sum()) if known and kind not in NOTE_KINDS else pd.NA
        rows.append(row)
    columns = [
        "session_id", "n_people", "n_silent", "gini", "gini_corrected", "entropy", "evenness",
        "effective_speakers", "hhi", "top_share", "share_unlabelled", "from_attendance", "why",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).set_index("session_id")
    return table.astype({"n_silent": "Int64", **dict.fromkeys(columns[3:11], "float64")})


def facilitator_part(corpus: Corpus) -> pd.DataFrame:
    """Return how much of each session is the facilitator's.

    Returns
    -------
    DataFrame
        Index session_id. n_facilitators (labels that led), n_questions (sentences of theirs that
        end with a question mark), share_words and share_turns (of all labelled
        talk), share_after (of participants' turns, those that directly follow the facilitator's),
        share_between (of changes of speaker, those from participant to participant), why.

    Notes
    -----
    A turn that follows a turn without a label is left out of ``share_after`` and ``share_between``:
    who came before is not known.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> part = prac.facilitator_part(corpus)
    >>> part[["n_questions", "share_words", "share_turns"]].head(2).round(2)
                       n_questions  share_words  share_turns
    session_id
    2023-care-leavers           16         0.19         0.23
    2023-court                  11         0.10         0.17
    """
    check_arguments(facilitator_part, locals())
    words = corpus.n_words
    of_session = rows_by(corpus.turns, "session_id")
    rows = []
    for session_id, kind in corpus.sessions["source_kind"].items():
        turns = of_session(session_id)
        named = turns[turns["speaker"].notna()]
        leads = named["role"] == "facilitator"
        row: dict[str, Any] = {"session_id": session_id, "why": None}
        if kind in NOTE_KINDS:
            row["why"] = _NO_NOTES
        elif not leads.any():
            row["why"] = "nobody who spoke is known as the facilitator"
        else:
            own = words.reindex(named.index)
            total = int(own.sum())
            row |= {
                "n_facilitators": named.loc[leads, "speaker"].nunique(),
                "n_questions": int(named.loc[leads, "text"].str.count(r"\?(?=\s|$)").sum()),
                "share_words": float(own[leads].sum()) / total if total else math.nan,
                "share_turns": float(leads.mean()),
                **_succession(turns),
            }
        rows.append(row)
    columns = ["session_id", "n_facilitators", "n_questions", "share_words", "share_turns",
               "share_after", "share_between", "why"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).set_index("session_id")
    counts = dict.fromkeys(columns[1:3], "Int64")
    return table.astype({**counts, **dict.fromkeys(columns[3:7], "float64")})


def gini(amounts: Iterable[float], *, corrected: bool = False) -> float:
    """Return the Gini coefficient: 0 when all have the same, near 1 when one has everything.

    Parameters
    ----------
    amounts : iterable of float
        One a person, none negative.
    corrected : bool
        Times n/(n - 1), so that one person with everything gives 1 in a group of any size.

    Returns
    -------
    float
        NaN when nobody has anything, and corrected for fewer than two people.

    Notes
    -----
    ``sum((2i - n - 1) x_i) / (n sum(x))`` with x in rising order.

    Examples
    --------
    >>> round(gini([40, 25, 20, 10, 5]), 3), round(gini([40, 25, 20, 10, 5], corrected=True), 3)
    (0.34, 0.425)
    """
    x = np.sort(np.asarray(list(amounts), dtype=float))
    n = len(x)
    if n and (not np.isfinite(x).all() or x[0] < 0):
        raise PracticelearnError("gini: amounts must be numbers, none negative or missing.")
    if n == 0 or x.sum() == 0 or (corrected and n < 2):
        return math.nan
    value = float(((2 * np.arange(1, n + 1) - n - 1) * x).sum() / (n * x.sum()))
    return value * n / (n - 1) if corrected else value


def speaking_entropy(amounts: Iterable[float]) -> float:
    """Return Shannon's entropy of the shares, in nats; NaN when nobody has anything.

    ``exp`` of it is the effective number of speakers: how many would talk if all talked alike.

    Examples
    --------
    >>> round(speaking_entropy([40, 25, 20, 10, 5]), 5)
    1.41502
    """
    x = np.asarray(list(amounts), dtype=float)
    if len(x) and (not np.isfinite(x).all() or x.min() < 0):
        raise PracticelearnError("entropy: amounts must be numbers, none negative or missing.")
    if not len(x) or x.sum() == 0:
        return math.nan
    p = x[x > 0] / x.sum()
    return abs(float(-(p * np.log(p)).sum()))


def _spoken(corpus: Corpus) -> pd.DataFrame:
    """Words, turns and seconds of each label of each session."""
    turns = corpus.turns
    table = pd.DataFrame(
        {
            "session_id": turns["session_id"],
            "speaker": turns["speaker"],
            "person_id": turns["person_id"],
            "role": turns["role"].fillna("unknown"),
            "n_words": corpus.n_words,
            "n_turns": 1,
            "seconds": (turns["end_s"] - turns["start_s"]).clip(lower=0),
        }
    )
    return table[table["speaker"].notna()]


def _of_session(
    session_id: str, own: pd.DataFrame, there: pd.DataFrame, roles: Collection[str] | None
) -> list[dict[str, Any]]:
    timed = own["seconds"].notna().any()
    people: dict[str, dict[str, Any]] = {}
    for (_, label), part in own.groupby([own["person_id"].fillna(""), "speaker"], sort=False):
        first = part.iloc[0]
        person = first["person_id"] if pd.notna(first["person_id"]) else None
        row = people.setdefault(
            str(person or label),
            _person(session_id, str(person or label), person, str(label), first["role"], timed),
        )
        row["n_words"] += int(part["n_words"].sum())
        row["n_turns"] += len(part)
        row["seconds"] += float(part["seconds"].sum()) if timed else 0.0
    for attendee in there.to_dict("records"):
        who = attendee["person_id"]
        if who not in people:
            role = attendee["role"] if isinstance(attendee["role"], str) else "unknown"
            people[who] = _person(session_id, who, who, None, role, timed)
    rows = [row for row in people.values() if roles is None or row["role"] in roles]
    for row in rows:
        row["silent"] = row["n_turns"] == 0
    return rows


def _person(
    session_id: str, who: str, person: str | None, label: str | None, role: str, timed: bool
) -> dict[str, Any]:
    return {
        "session_id": session_id, "who": who, "person_id": person, "speaker": label, "role": role,
        "n_words": 0, "n_turns": 0, "seconds": 0.0 if timed else math.nan,
    }  # fmt: skip


def _share_unlabelled(corpus: Corpus) -> dict[Any, float]:
    """Share of each session's words that no label owns; NaN without words."""
    words = corpus.n_words
    lost = words.where(corpus.turns["speaker"].isna(), 0)
    by = corpus.turns["session_id"]
    whole = words.groupby(by).sum()
    return dict((lost.groupby(by).sum() / whole.where(whole > 0)).items())


def _why_no_balance(kind: str, amounts: Any, by: str) -> str | None:
    if kind in NOTE_KINDS:
        return _NO_NOTES
    if len(amounts) == 0:
        return "no speaker is named"
    if np.isnan(amounts).any():
        return "the file has no times"
    if amounts.sum() == 0:
        return f"nobody of these roles has any {by}"
    return None


def _balance(amounts: Any) -> dict[str, float]:
    n = len(amounts)
    shares = amounts / amounts.sum()
    entropy = speaking_entropy(amounts)
    return {
        "gini": gini(amounts),
        "gini_corrected": gini(amounts, corrected=True),
        "entropy": entropy,
        "evenness": entropy / math.log(n) if n > 1 else math.nan,
        "effective_speakers": math.exp(entropy),
        "hhi": float((shares**2).sum()),
        "top_share": float(shares.max()),
    }


def _succession(turns: pd.DataFrame) -> dict[str, float]:
    """What comes after what; a turn without a label parts what stands around it."""
    leads = (turns["role"] == "facilitator").to_numpy()
    named = turns["speaker"].notna().to_numpy()
    both = named[1:] & named[:-1]
    theirs = both & ~leads[1:]
    after = theirs & leads[:-1]
    between = theirs & ~leads[:-1]
    return {
        "share_after": float(after.sum() / theirs.sum()) if theirs.any() else math.nan,
        "share_between": float(between.sum() / both.sum()) if both.any() else math.nan,
    }
