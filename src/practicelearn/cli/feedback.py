"""``feedback``: what was heard goes back to those who said it, and their replies come in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.completing import of_study
from practicelearn.cli.console import said_plainly, say, wrote
from practicelearn.errors import counted

__all__ = ["feedback"]


def feedback(
    study: StudyFolder,
    year: Annotated[
        str,
        typer.Argument(
            metavar="ROUND", help="The round, such as 2025-26.", autocompletion=of_study("rounds")
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder for the page and the sheet of replies.")
    ] = Path("outputs"),
    replies: Annotated[
        Path | None, typer.Option("--replies", help="Keep the replies of this sheet or form.")
    ] = None,
    by: Annotated[
        str,
        typer.Option("--by", help="Who gives the page out, or keeps replies: goes on record."),
    ] = "",
) -> None:
    """Write a page for the participants, or keep their replies.

    With it come drafts of promises.

    Examples
    --------
    practicelearn feedback sample 2025-26 -o outputs
    """
    with said_plainly():
        from practicelearn.jobs.feedback import drafts_of, keep_replies, write_feedback

        if replies is None:
            for path in write_feedback(study, year, out, by=by):
                wrote(path)
            drafts = drafts_of(study, year)
            if drafts:
                say(drafts)
            return
        n = keep_replies(study, replies, year, by=by)
        say(f"{counted(n, 'new reply')} kept")
