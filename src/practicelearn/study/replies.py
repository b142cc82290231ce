"""What those who took part answer to the summary of their round: yes, not quite, missing."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.coding.log.events import Event
from practicelearn.errors import StudyError, TableError
from practicelearn.study.files import write_sheet
from practicelearn.study.folder import Study
from practicelearn.study.stored import check_name
from practicelearn.study.transaction import transaction
from practicelearn.transcripts.sheets.files import read_sheet

__all__ = ["ANSWERS", "begin_replies", "check_round", "read_replies"]

ANSWERS = ("yes", "not quite", "missing")
_COLUMNS = ["Theme", "Answer", "Words"]


def check_round(study: Study, year: str) -> None:
    """Refuse a round that the study does not name.

    Raises
    ------
    StudyError
        With the near match.
    """
    rounds = study.settings.rounds or tuple(study.corpus().year_labels)
    if year not in rounds:
        known = ", ".join(rounds) or "none"
        raise StudyError(
            f'{study.path}: there is no round "{year}"; the rounds are: {known}.'
            f"{near_match(year, rounds)}"
        )


def begin_replies(path: str | Path) -> Path:
    """Write an empty sheet for replies, one row a reply, and return its path.

    Raises
    ------
    StudyError
        The sheet is there: what people typed is never written over.
    """
    path = Path(path)
    if path.exists():
        raise StudyError(f"{path} is there already. Go on in it: it is never written over.")
    write_sheet(pd.DataFrame(columns=_COLUMNS), path)
    return path


def read_replies(study: Study, path: str | Path, year: str, *, by: str) -> int:
    """Keep a sheet's replies as decisions of kind ``reply``, and return how many are new.

    Parameters
    ----------
    study : Study
    path : str or Path
        Columns Theme (id or name; empty for a reply to the whole), Answer (yes, not quite,
        missing) and Words; one row a reply, and no names.
    year : str
        The round they answer to.
    by : str
        Who keeps them.

    Returns
    -------
    int
        New ones: a row that was read before from a sheet of this name is not kept twice.

    Raises
    ------
    TableError
        A row names no known theme, or its answer is none of the three; nothing is kept then.
    StudyError
        There is no such round.
    """
    check_round(study, year)
    path = Path(path)
    sheet = read_sheet(path, needs=("theme", "answer"))
    themes = _theme_ids(study)
    rows: list[dict[str, Any]] = []
    for n, row in zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True):
        where = f"{path.name}, row {n}"
        reply = {
            "year": year,
            "theme_id": _theme(row["theme"], themes, where),
            "answer": _answer(row["answer"], where),
            "words": row.get("words") or "",
        }
        mark = repr((path.name, n, *reply.values()))
        rows.append({**reply, "row": hashlib.sha256(mark.encode()).hexdigest()[:16]})
    known = _rows_kept(study)
    new = [row for row in rows if row["row"] not in known]
    with transaction(study.path) as change:
        events = [Event(kind="reply", who=by, payload=row) for row in new]
        change.append(f"decisions/{check_name(by)}.jsonl", *events)
    return len(new)


def _rows_kept(study: Study) -> set[str]:
    decisions = study.decisions()
    if "row" not in decisions:
        return set()
    return set(decisions.loc[decisions["kind"] == "reply", "row"].dropna())


def _theme_ids(study: Study) -> dict[str, str]:
    """Id and name of each theme, in lower case, to its id."""
    ids = {code.id: code.name for code in study.frame().codes} if study.has_frame else {}
    decisions = study.decisions()
    if "theme_id" in decisions:
        own = decisions.loc[decisions["kind"] == "statement", "theme_id"].dropna()
        ids |= {theme: ids.get(theme, theme) for theme in own}
    return {key.casefold(): i for i, name in ids.items() for key in (i, name)}


def _theme(cell: str | None, themes: dict[str, str], where: str) -> str:
    if not cell:
        return ""
    if cell.casefold() not in themes:
        raise TableError(
            f'{where}: there is no theme "{cell}". Write its name or id, or leave the cell empty '
            f"for a reply to the whole.{near_match(cell.casefold(), themes)}"
        )
    return themes[cell.casefold()]


def _answer(cell: str | None, where: str) -> str:
    answer = (cell or "").casefold().strip(" .")
    if answer not in ANSWERS:
        raise TableError(
            f'{where}: the answer "{cell or ""}" is none of yes, not quite, missing.'
            f"{near_match(answer, ANSWERS)}"
        )
    return answer
