"""What was asked when: the guide's questions found in the talk, and those a person has set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from practicelearn._tables import ISSUES
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.study.copies import there
from practicelearn.talk.guide import carried_questions, match_guide, with_questions_set
from practicelearn.transcripts.sheets.files import read_sheet
from practicelearn.transcripts.sheets.joined import with_issues

__all__ = [
    "GUIDE_COLUMNS",
    "GUIDE_SHEET",
    "asked_in",
    "guide_if_readable",
    "read_study_guide",
    "sought_by_words",
]

GUIDE_SHEET = "guide.csv"
GUIDE_COLUMNS = ("question_id", "wording", "prompts", "version", "codes")


def read_study_guide(folder: Path) -> pd.DataFrame:
    """Return the topic guide of a study, a row a question and version; empty where there is none.

    Raises
    ------
    TableError
        The file has no column question_id or wording.
    """
    path = folder / GUIDE_SHEET
    if not there(path):
        return pd.DataFrame(columns=list(GUIDE_COLUMNS))
    # as Excel leaves it: with semicolons, in the encoding of Windows
    sheet = read_sheet(path, needs=("question_id", "wording"))
    asked = sheet[sheet["question_id"].notna()].reset_index(drop=True)
    further = [c for c in asked.columns if c not in GUIDE_COLUMNS]
    asked = asked.reindex(columns=[*GUIDE_COLUMNS, *further])
    # where rows stood stays with the sheet: pandas copies it with whatever is taken of the table
    asked.attrs.pop("rows", None)
    return asked


def guide_if_readable(folder: Path) -> tuple[pd.DataFrame, list[dict[str, object]]]:
    """Return the topic guide, and an issue where it cannot be read: a study opens all the same."""
    try:
        return read_study_guide(folder), []
    except (PracticelearnError, OSError) as error:
        issue = {
            **dict.fromkeys(ISSUES.names), "severity": "error", "source_loc": GUIDE_SHEET,
            "message": f"the topic guide cannot be read, so nobody knows what was asked: {error}",
        }  # fmt: skip
        return pd.DataFrame(columns=list(GUIDE_COLUMNS)), [issue]


def asked_in(
    corpus: Corpus, guide: pd.DataFrame, set_by_people: Mapping[str, str | None]
) -> Corpus:
    """Return the corpus whose turns carry the question they answer.

    Parameters
    ----------
    corpus : Corpus
        Sessions that were frozen with their questions keep them; the others, of before the study
        had a guide, are held against it now.
    guide : DataFrame
        As :func:`read_study_guide` returns it.
    set_by_people : mapping of turn_id to question_id
        It stands over what was found.

    Returns
    -------
    Corpus
        With an issue for each session that answers questions which the guide does not hold: nothing
        in it can be told to have been asked for.
    """
    asked = guide[guide["wording"].notna()]
    if len(asked):
        carried = corpus.turns.groupby("session_id")["question_id"].count()
        sought = list(carried.index[carried == 0])
        # where all are sought, as in a study without questions, the turns are not held twice
        silent = corpus if len(sought) == len(corpus.sessions) else corpus.where(session_id=sought)
        found, issues = carried_questions(
            silent, match_guide(silent, asked.set_index("question_id"))
        )
        own = corpus.turns["question_id"]
        turns = own.where(own.notna(), found.reindex(own.index))
        corpus = replace(corpus, turns=corpus.turns.assign(question_id=turns))
        corpus = with_issues(corpus, issues)
        corpus = with_issues(corpus, _unknown(corpus, set(asked["question_id"])))
    return with_questions_set(corpus, set_by_people)


def sought_by_words(corpus: Corpus, guide: pd.DataFrame) -> bool:
    """Return whether a session's questions are sought in its words, as :func:`asked_in` does.

    How rare a word is tells one question from another, and all sessions decide that.
    """
    carried = corpus.turns.groupby("session_id")["question_id"].count()
    return bool(guide["wording"].notna().any() and (carried == 0).any())


def _unknown(corpus: Corpus, known: set[str]) -> list[dict[str, object]]:
    """Sessions whose questions are of another guide than the study has now."""
    asked = corpus.turns["question_id"]
    other = corpus.turns.loc[asked.notna() & ~asked.isin(known), ["session_id", "question_id"]]
    return [
        {**dict.fromkeys(ISSUES.names), "session_id": session, "severity": "error",
         "source_loc": GUIDE_SHEET,
         "message": (
             f"answers the questions {', '.join(sorted(set(own)))}, which {GUIDE_SHEET} does not "
             f"hold (it holds {', '.join(sorted(known))}): give the questions their ids back, or "
             "set the questions of this session on the coding page"
         )}
        for session, own in other.groupby("session_id")["question_id"]
    ]  # fmt: skip
