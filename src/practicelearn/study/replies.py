"""What those who take part answer to the page of their round: yes, not quite, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.coding.log.events import Event
from practicelearn.errors import StudyError
from practicelearn.study.asked_back import Asked, asked_before
from practicelearn.study.folder import Study
from practicelearn.study.reply_again import refuse_the_same, sheet_mark
from practicelearn.study.reply_rows import reply_rows
from practicelearn.study.reply_sheet import write_reply_sheet
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name

__all__ = ["begin_replies", "check_round", "read_replies"]

_COLUMNS = ["kind", "year", "row", "sheet", "theme_id", "action", "sentence", "answer", "words",
            "n"]  # fmt: skip


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


def begin_replies(path: str | Path, asked: Sequence[Asked] = ()) -> Path:
    """Write a sheet for replies, one row a sentence of the page, and return its path.

    Raises
    ------
    StudyError
        The sheet is there: what people typed is never written over.
    """
    path = Path(path)
    if path.exists():
        raise StudyError(f"{path} is there already. Go on in it: it is never written over.")
    write_reply_sheet(asked, path)
    return path


def read_replies(study: Study, path: str | Path, year: str, *, by: str) -> int:
    """Keep a sheet's replies as decisions of kind ``reply``, and return how many are new.

    Parameters
    ----------
    study : Study
    path : str or Path
        The sheet that :func:`begin_replies` wrote: how many ticked yes and not quite, or one row a
        reply with Answer and Words, the sentence copied. Or what a form exported, one row a person
        and the sentences as headings. Or a sheet of an earlier version: Theme, Answer, Words.
    year : str
        The round they answer to.
    by : str
        Who keeps them.

    Returns
    -------
    int
        New ones: what was read before from a sheet of this name is not kept twice, and a number
        that has changed since stands for the one before.

    Raises
    ------
    TableError
        A row answers no sentence that was ever asked about, or with none of the answers; nothing
        is kept then.
    StudyError
        There is no such round; or the sheet holds what one of another name held, and would count
        twice.
    """
    check_round(study, year)
    path = Path(path)
    rows = reply_rows(path, year, [*asked_before(study), *_themes(study)])
    with transaction(study.path) as change:
        own = study.decisions().reindex(columns=_COLUMNS)
        own = own[(own["kind"] == "reply") & own["row"].notna()]
        refuse_the_same(path.name, rows, own[own["year"] == year].to_dict("records"))
        known = _kept(own)
        new = [row for row in rows if row["row"] not in known or known[row["row"]] != row.get("n")]
        more = {"sheet": sheet_mark(path.name)}
        events = [Event(kind="reply", who=by, payload={**row, **more}) for row in new]
        change.append(f"decisions/{check_name(by)}.jsonl", *events)
    return len(new)


def _kept(own: pd.DataFrame) -> dict[str, int | None]:
    """Mark of each row that was kept to the number it held last."""
    return {r.row: None if pd.isna(r.n) else int(r.n) for r in own.itertuples()}


def _themes(study: Study) -> list[Asked]:
    """Id and name of each theme, for sheets that name it."""
    ids = {code.id: code.name for code in study.frame().codes} if study.has_frame else {}
    decisions = study.decisions()
    if "theme_id" in decisions:
        own = decisions.loc[decisions["kind"] == "statement", "theme_id"].dropna()
        ids |= {theme: ids.get(theme, theme) for theme in own}
    return [Asked(theme, name, "") for theme, name in ids.items()]
