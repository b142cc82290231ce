"""The chart: groups × codes with their summaries, out to Excel or Word and back in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from practicelearn.errors import PracticelearnError
from practicelearn.study.folder import open_study
from practicelearn.study.replies import check_round
from practicelearn.study.summaries import keep_summaries
from practicelearn.study.written import remember

__all__ = ["keep_chart", "write_chart"]


def write_chart(folder: str | Path, out: str | Path, *, year: str | None = None) -> Path:
    """Write groups × codes with summaries and quotes as ``.xlsx`` or ``.docx``.

    Parameters
    ----------
    folder, out : str or Path
    year : str, optional
        This round only.

    Raises
    ------
    PracticelearnError
        The name ends in neither, or there is no such round.
    """
    out = Path(out)
    excel = out.suffix.lower() == ".xlsx"
    if not excel and out.suffix.lower() != ".docx":
        raise PracticelearnError(f"{out}: a chart is written as .xlsx or .docx.")
    study = open_study(folder)
    if year:
        check_round(study, year)
    matrix = study.framework_matrix(year=year or None)
    written = matrix.to_xlsx(out) if excel else matrix.to_docx(out)
    remember(study, [written], "chart")
    return written


def keep_chart(folder: str | Path, file: str | Path, *, by: str) -> pd.DataFrame:
    """Keep the summaries somebody wrote into a chart; see ``practicelearn.keep_summaries``.

    Raises
    ------
    PracticelearnError
        Nobody is named, or the file does not fit; nothing is kept then.
    """
    if not by:
        raise PracticelearnError("say who wrote the summaries: --by NAME. It is kept.")
    return keep_summaries(open_study(folder), file, by=by)
