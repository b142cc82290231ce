"""Give back: promises drafted, the page for those who took part, and what they answered to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from practicelearn._disk import in_file_name
from practicelearn.errors import StudyError
from practicelearn.jobs.feedback import drafts_of, feedback_page, keep_replies, write_feedback
from practicelearn.jobs.looking import as_it_stands
from practicelearn.jobs.sheets import change_sheets, read_sheets
from practicelearn.jobs.steps import Steps
from practicelearn.output.report.replied import came_back, replies_of
from practicelearn.study import open_study
from practicelearn.study.deciding import shown_themes
from practicelearn.study.reply_rows import OF_ALL, TO_ALL

__all__ = [
    "Answered", "PageMade", "answered", "asks_all", "asks_missing", "files_of", "keep_typed",
    "make_page", "promises_of", "reply_sheet",
]  # fmt: skip

_ACTIONS = "actions"


@dataclass(frozen=True)
class PageMade:
    """The page for a round's participants, as it was made.

    Parameters
    ----------
    year : str
    html : str
        The page, to look at.
    stands : str
        The study it was made from: see ``as_it_stands``.
    given_out : bool
        Whether this very page is on record as given out; until then it says DRAFT.
    drafts : str
        Which promises it asks about as drafts, in a sentence; maybe empty.
    """

    year: str
    html: str
    stands: str
    given_out: bool
    drafts: str


class Answered(NamedTuple):
    """What was answered to one sentence of the page, or to the whole: for the team.

    Parameters
    ----------
    sentence : str
        Empty for what is missing from the page.
    promise : bool
    yes, not_quite : int
    words : tuple of str
    """

    sentence: str
    promise: bool
    yes: int
    not_quite: int
    words: tuple[str, ...]


def make_page(
    folder: str | Path, year: str, out: str | Path, *, by: str = "", steps: Steps | None = None
) -> PageMade:
    """Write the page and the sheet for replies; ``by`` gives the page out, as ``write_feedback``.

    Raises
    ------
    PracticelearnError
        As there.
    """
    tell = steps or Steps()
    tell(0, 2, "reading the study")
    stands = as_it_stands(folder)
    tell(1, 2, "writing the page")
    tell.commit()
    write_feedback(folder, year, out, by=by)
    page = feedback_page(open_study(folder), year)
    if by.strip():  # what was just put on record is part of how it stands
        stands = as_it_stands(folder)
    return PageMade(year, page.html(), stands, page.is_given_back, drafts_of(folder, year))


def files_of(out: str | Path, year: str) -> list[str]:
    """Return the names of the page and of the sheet for replies that lie in a folder."""
    name = in_file_name(year)
    known = [f"feedback-{name}.docx", f"replies-{name}.xlsx"]
    return [n for n in known if (Path(out) / n).is_file()]


def promises_of(folder: str | Path, year: str) -> pd.DataFrame:
    """Return the rows of the action sheet that are of a round, or of none, as ``read_sheet`` does.

    Returns
    -------
    DataFrame
        ``attrs["rows"]`` holds each row's number in the file. A row that goes on with the one above
        has its sentence and its round. Empty where there is no sheet.
    """
    sheet = read_sheets(folder, [_ACTIONS]).get(_ACTIONS)
    if sheet is None or "you_said" not in sheet:
        none = pd.DataFrame()
        none.attrs["rows"] = []
        return none
    rows = sheet.attrs["rows"]
    known = sheet.reindex(columns=[*sheet.columns, *({"year"} - set(sheet.columns))])
    begins = known["you_said"].notna()
    for column in ("you_said", "year"):
        # a row without a sentence is part of the one above
        known[column] = known[column].where(begins, known[column].where(begins).ffill())
    own = known["year"].isna() | (known["year"] == year)
    part = known[own]
    part.attrs["rows"] = [n for n, keep in zip(rows, own, strict=True) if keep]
    return part


def reply_sheet(out: str | Path, year: str) -> pd.DataFrame | None:
    """Return the sheet for replies that went out with a round's page; None where there is none."""
    return read_sheets(out, [_replies(year)]).get(_replies(year))


def keep_typed(
    folder: str | Path, out: str | Path, year: str, cells: Mapping[str, Mapping[int, str]], *,
    by: str,
) -> int:  # fmt: skip
    """Write what was typed into the sheet for replies and keep it; return how many are new.

    Raises
    ------
    PracticelearnError
        As ``keep_replies``; or the sheet is open in another program.
    """
    name = _replies(year)
    found = next((p for p in Path(out).glob("*.xlsx") if p.stem.lower() == name), None)
    if found is None:
        raise StudyError("There is no sheet for replies yet: make the page first.")
    change_sheets(out, {name: cells})
    return keep_replies(folder, found, year, by=by)


def answered(folder: str | Path, year: str) -> tuple[int | None, list[Answered]]:
    """Return how many answered a round's page in all, if that is known, and what to each sentence.

    For the team: words stand in it as they were written.
    """
    study = open_study(folder)
    decisions = study.decisions()
    if "reply" not in set(decisions["kind"]):
        return None, []
    table = shown_themes(study).table
    every = replies_of(decisions, table)
    own = every[every["year"] == year].fillna("")
    out = []
    for (theme, action, said), part in own.groupby(["theme_id", "action", "sentence"], sort=False):
        n = {a: int(part.loc[part["answer"] == a, "n"].sum()) for a in ("yes", "not quite")}
        words = tuple(str(w) for w in part["words"] if w)
        sentence = said or (str(table.loc[theme, "name"]) if theme in table.index else "")
        out.append(Answered(sentence, bool(action), n["yes"], n["not quite"], words))
    return came_back(decisions).get(year), sorted(out, key=lambda a: (not a.sentence, a.promise))


def asks_all(sentence: str) -> bool:
    """Return whether a row of the sheet asks how many answered in all."""
    return sentence == OF_ALL


def asks_missing(sentence: str) -> bool:
    """Return whether a row of the sheet asks what is missing."""
    return sentence == TO_ALL


def _replies(year: str) -> str:
    return f"replies-{in_file_name(year)}".lower()
