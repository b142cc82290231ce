"""``chart``: groups × codes with their summaries, out to Excel or Word and back in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.completing import of_study
from practicelearn.cli.console import give, said_plainly, say, warn, wrote
from practicelearn.errors import PracticelearnError, counted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["chart"]

_LEFT = {
    "older": "an earlier text; the newer one on record stands",
    "not yours": "the text of another person was changed; it stands as it was",
}


def chart(
    study: StudyFolder,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write the chart here: .xlsx or .docx.")
    ] = None,
    read: Annotated[
        Path | None, typer.Option("--in", help="Keep the summaries written into this chart.")
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by", help="Who wrote them: goes on record.", autocompletion=of_study("people")
        ),
    ] = "",
    year: Annotated[
        str,
        typer.Option("--round", help="Write this round only.", autocompletion=of_study("rounds")),
    ] = "",
) -> None:
    """Write groups × codes with summaries, or read them back.

    Summaries and quotes go out to Excel or Word; what people wrote into it is kept.

    Examples
    --------
    practicelearn chart sample -o chart.xlsx
    practicelearn chart sample --in chart.xlsx --by kim
    """
    with said_plainly():
        from practicelearn.jobs.charting import keep_chart, write_chart

        if out is None and read is None:
            raise PracticelearnError("say where to: -o chart.xlsx (or .docx), or --in FILE.")
        if read is not None:
            _show(keep_chart(study, read, by=by))
        if out is not None:
            wrote(write_chart(study, out, year=year or None))


def _show(became: pd.DataFrame) -> None:
    give("summaries", became.reset_index(drop=True))
    n = int((became["became"] == "kept").sum())
    say(f"{counted(n, 'summary')} kept")
    for row in became[became["became"] != "kept"].itertuples():
        where = " ".join(filter(None, (row.year, row.group, row.code)))
        warn(f"{where}: {_LEFT[row.became]}")
