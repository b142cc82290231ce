"""The topic guide of a study, changed on a page: the same ``guide.csv`` that Excel opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from practicelearn.errors import StudyError
from practicelearn.jobs.sheets import refuse_open
from practicelearn.output.gate.wording import count
from practicelearn.study.asked import GUIDE_COLUMNS, GUIDE_SHEET
from practicelearn.study.folder import open_study
from practicelearn.study.guides import guide_beside, guide_file
from practicelearn.study.transaction import transaction

__all__ = ["change_guide", "guide_to_show"]


def guide_to_show(folder: str | Path, transcripts: str | Path | None = None) -> pd.DataFrame:
    """Return the guide of a study; where it has none, the one beside transcripts; maybe empty."""
    own = open_study(folder).guide()
    if len(own) or transcripts is None or not Path(transcripts).is_dir():
        return own
    beside = guide_beside(transcripts)
    return own if beside is None else beside


def change_guide(folder: str | Path, rows: Sequence[Mapping[str, str]]) -> int:
    """Write the guide as it is to be, and return how many questions it holds.

    Parameters
    ----------
    folder : str or Path
        A study.
    rows : sequence of mapping
        question_id, wording, prompts, version, codes and further columns; a row without id and
        wording is none.

    Raises
    ------
    StudyError
        A row has no id or no wording, an id stands twice in a version, or a question that is
        answered in the study would be gone. Nothing was written.
    """
    study = open_study(folder)
    kept = [
        {name: text.strip() for name, text in row.items()}
        for row in rows
        if row.get("question_id", "").strip() or row.get("wording", "").strip()
    ]
    seen: set[tuple[str, str]] = set()
    for n, row in enumerate(kept, 1):
        question, version = row.get("question_id", ""), row.get("version", "")
        if not question or not row.get("wording"):
            lacks = "name, such as q6" if not question else "wording"
            raise StudyError(f"Question {n} of the guide has no {lacks}. Nothing was written.")
        if (question, version) in seen:
            raise StudyError(
                f"{question} stands twice in the guide. Where its wording is new, give the new row "
                "the version from which it holds. Nothing was written."
            )
        seen.add((question, version))
    answered = study.corpus().turns.groupby("question_id")["session_id"].nunique()
    for question, n in answered.items():
        if question in set(study.guide()["question_id"]) and question not in {q for q, _ in seen}:
            raise StudyError(
                f"{question} is answered in {count(int(n), 'session')} of this study. Give it its "
                "name back, or say first that these sessions answer another one. Nothing was "
                "written."
            )
    refuse_open(study.path, "guide")
    names = list(dict.fromkeys([*GUIDE_COLUMNS, *(name for row in kept for name in row)]))
    with transaction(study.path) as change:
        change.write(GUIDE_SHEET, guide_file(pd.DataFrame(kept, columns=names)))
    return len(seen)
