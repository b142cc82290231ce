"""``correct``: a corrected transcript in the place of a frozen session."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from practicelearn.cli.checking import say_issues
from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import console_, line, safe, said_plainly, show_table

__all__ = ["correct"]


def correct(
    study: StudyFolder,
    session: Annotated[str, typer.Argument(metavar="SESSION", help="Such as 2025-north.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The corrected transcript.")],
    by: Annotated[str, typer.Option("--by", help="Who corrected: goes on record.")],
    key: Annotated[
        Path | None, typer.Option("--key", help="The key the study's names were replaced with.")
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", help="Who was there and may be talked about.")
    ] = None,
    no_names: Annotated[
        bool, typer.Option("--no-names", help="Names were replaced in the file already.")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="Only show what would happen.")] = False,
    show_text: Annotated[bool, typer.Option("--show-text", help="Show the words.")] = False,
) -> None:
    """Correct a transcript; every coding moves to where its words now stand."""
    with said_plainly():
        from practicelearn.jobs.correcting import correct_transcript

        found = correct_transcript(
            study,
            session,
            file,
            by=by,
            key=key,
            roster=roster,
            no_names=no_names,
            keep=not show,
        )
        line(console_(), safe(found))
        words = [] if show_text else ["quote", "words_now"]
        for change, title in (("lost", "Could not be moved: lost"), ("words changed", "Look at")):
            rows = found.codings[found.codings["change"] == change]
            if len(rows):
                show_table(rows.drop(columns=["coding_id", "change", *words]), title=title)
        say_issues(found.issues, console_(stderr=True), show_text=show_text)
