"""What the loader heard: one line a speaker and session, so that a person sees at a glance.

"5 speakers, 15 turns" says nothing of who they are. The label, the role and who says so, how much
was said and how it begins do.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.corpus import Corpus
from practicelearn.transcripts.roles import roles_of_labels

__all__ = ["grouped_issues", "who_spoke"]

_WHY = {
    "sheet": "the sheet says so",
    "file": "the file says so",
    "label": "the label says so",
    "guess": "a guess: check it",
    "unknown": "nothing says so",
}
_FIRST_WORDS = 8
_WORD = re.compile(r"\w")
_LABEL = re.compile(r'"[^"]*"|\b\d[\d,.]*\b')


def who_spoke(corpus: Corpus, *, show_text: bool = False) -> pd.DataFrame:
    """Return who was heard in each session: look at it before anything else.

    Parameters
    ----------
    corpus : Corpus
        As read by ``read_transcript`` or ``read_transcripts``.
    show_text : bool, default False
        Whether the first words are shown; by default each letter is a dot.

    Returns
    -------
    DataFrame
        A row a session and label, in the order of first speech; what names no speaker comes last
        with a missing label. Columns: session_id, file, speaker, role, role_why (who says so, in
        words), n_turns, n_words, first_words.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> prac.who_spoke(corpus)[["session_id", "speaker", "role", "n_words"]].head(3)
              session_id speaker         role  n_words
    0  2023-care-leavers       F  facilitator      318
    1  2023-care-leavers      P5  participant      281
    2  2023-care-leavers      P3  participant      319
    """
    check_arguments(who_spoke, locals())
    turns = corpus.turns
    sources = _sources(corpus)
    n_words = corpus.n_words
    rows = []
    for session_id, own in turns.groupby("session_id", sort=False):
        stated = roles_of_labels(own["speaker"].dropna().unique())
        labels = own["speaker"].where(own["speaker"].notna(), None)
        for label in [*own["speaker"].dropna().unique(), None]:
            said = own[labels == label] if label is not None else own[own["speaker"].isna()]
            if said.empty:
                continue
            source = sources.get((session_id, label)) or stated.get(label, ("", "unknown"))[1]
            words = next((t for t in said["text"] if t.strip()), "")
            rows.append(
                {
                    "session_id": session_id,
                    "file": corpus.sessions["file"].get(session_id),
                    "speaker": label,
                    "role": said["role"].iloc[0],
                    "role_why": _WHY.get(source, source),
                    "n_turns": len(said),
                    "n_words": int(n_words[said.index].sum()),
                    "first_words": _begins(words, show_text=show_text),
                }
            )
    columns = ["session_id", "file", "speaker", "role", "role_why", "n_turns", "n_words"]
    return pd.DataFrame(rows, columns=[*columns, "first_words"])


def grouped_issues(issues: pd.DataFrame) -> pd.DataFrame:
    """Return issues, one row for all that say the same of different places.

    Returns
    -------
    DataFrame
        severity, message, source_loc (the first), text (all of it), n, in the order of the first;
        errors and warnings before notes.
    """
    rows: dict[tuple[str, str], dict[Any, Any]] = {}
    for issue in issues.to_dict("records"):
        key = (str(issue["severity"]), _LABEL.sub("#", str(issue["message"])))
        row = rows.setdefault(key, {**issue, "n": 0, "text": []})
        row["n"] += 1
        if isinstance(issue["text"], str) and issue["text"]:
            row["text"].append(issue["text"])
    order = {"error": 0, "warning": 1, "note": 2}
    table = pd.DataFrame(
        [{**row, "text": "\n".join(row["text"])} for row in rows.values()],
        columns=["session_id", "severity", "source_loc", "message", "text", "n"],
    )
    return table.sort_values("severity", key=lambda s: s.map(order), kind="stable")


def _sources(corpus: Corpus) -> dict[tuple[str, str | None], str]:
    named = corpus.attendance[corpus.attendance["speaker"].notna()]
    return {
        (sid, label): source if isinstance(source, str) else "sheet"
        for sid, label, source in zip(
            named["session_id"], named["speaker"], named["role_source"], strict=True
        )
    }


def _begins(words: str, *, show_text: bool) -> str:
    first = words.split()[:_FIRST_WORDS]
    shown = " ".join(first) + (" …" if len(words.split()) > _FIRST_WORDS else "")
    return shown if show_text else _WORD.sub("·", shown)
