"""A new action sheet, with what people said already in it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.errors import StudyError
from practicelearn.study.files import write_sheet
from practicelearn.study.folder import ACTION_SHEET, Study
from practicelearn.themes.cycle.sheet import COLUMNS

__all__ = ["begin_actions"]


def begin_actions(study: Study) -> Path:
    """Write an action sheet with a row for each theme a person has stated, and return its path.

    Parameters
    ----------
    study : Study
        Its newest round is the round of every row.

    Raises
    ------
    StudyError
        There is an action sheet: what people wrote is never written over. Or no theme has been
        stated yet, so there is nothing to answer.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp()) / "study"
    >>> _ = shutil.copytree(prac.sample_path(), folder)
    >>> study = prac.open_study(folder)
    >>> (folder / "actions.xlsx").unlink()
    >>> study.begin_actions().name
    'actions.xlsx'
    """
    check_arguments(begin_actions, locals())
    path = study.path / ACTION_SHEET
    if path.exists():
        raise StudyError(f"{path} is there already. Go on in it: it is never written over.")
    decisions = study.decisions()
    stated: dict[str, str] = {}
    if "statement" in decisions and "theme_id" in decisions:
        own = decisions[decisions["kind"] == "statement"].dropna(subset=["theme_id", "statement"])
        stated = dict(zip(own["theme_id"], own["statement"], strict=True))
    if not stated:
        raise StudyError(
            f"{path} was not begun: no theme has been stated yet. Read the evidence and write in "
            "one sentence what people are saying (python -m practicelearn code STUDY, Read; or "
            'python -m practicelearn theme STUDY THEME --state "..." --by NAME), then begin the '
            "sheet."
        )
    year = study.settings.rounds[-1] if study.settings.rounds else ""
    rows = [{"You said": said, "Theme": theme, "Round": year} for theme, said in stated.items()]
    write_sheet(pd.DataFrame(rows).reindex(columns=list(COLUMNS)), path)
    return path
