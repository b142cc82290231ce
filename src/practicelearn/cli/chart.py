"""``chart``: groups × codes with their summaries, out to Excel or Word and back in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import console_, line, safe, said_plainly
from practicelearn.errors import PracticelearnError

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
    by: Annotated[str, typer.Option("--by", help="Who wrote them: goes on record.")] = "",
    year: Annotated[str, typer.Option("--round", help="Write this round only.")] = "",
) -> None:
    """Write groups × codes with summaries and quotes, or keep the summaries written into it."""
    with said_plainly():
        from practicelearn.study.folder import open_study
        from practicelearn.study.replies import check_round
        from practicelearn.study.summaries import keep_summaries

        if out is None and read is None:
            raise PracticelearnError("say where to: -o chart.xlsx (or .docx), or --in FILE.")
        if out is not None and out.suffix.lower() not in {".xlsx", ".docx"}:
            raise PracticelearnError(f"{out}: a chart is written as .xlsx or .docx.")
        opened = open_study(study)
        if year:
            check_round(opened, year)
        if read is not None:
            if not by:
                raise PracticelearnError("say who wrote the summaries: --by NAME. It is kept.")
            _show(keep_summaries(opened, read, by=by))
        if out is not None:
            out.parent.mkdir(parents=True, exist_ok=True)
            matrix = opened.framework_matrix(year=year or None)
            excel = out.suffix.lower() == ".xlsx"
            typer.echo(matrix.to_xlsx(out) if excel else matrix.to_docx(out))


def _show(became: pd.DataFrame) -> None:
    n = int((became["became"] == "kept").sum())
    typer.echo(f"{n} {'summary' if n == 1 else 'summaries'} kept")
    for row in became[became["became"] != "kept"].itertuples():
        where = " ".join(filter(None, (row.year, row.group, row.code)))
        line(console_(stderr=True), f"[yellow]{safe(where)}: {_LEFT[row.became]}[/]")
