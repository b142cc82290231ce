"""``verify``: every file of a study held against every other."""

from __future__ import annotations

from typing import Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import UNREADABLE, console_, line, safe, said_plainly

__all__ = ["verify"]

_COLOURS = {"error": "red", "warning": "yellow"}


def verify(
    study: StudyFolder,
    mend: Annotated[
        bool, typer.Option("--mend", help="Mend what can be mended without losing anything.")
    ] = False,
    by: Annotated[str, typer.Option("--by", help="Who mends: goes on record.")] = "",
) -> None:
    """Look at every file, line and reference of a study; say what is wrong and what to do."""
    with said_plainly():
        from practicelearn.jobs import verifying

        if mend:
            for done in verifying.mend(study, by=by):
                typer.echo(done)
        found = verifying.verify(study)
        console = console_()
        for row in found.itertuples():
            colour = _COLOURS.get(row.severity, "cyan")
            line(console, f"[{colour}]{row.severity}[/]  {safe(row.place)}: {safe(row.what)}")
            line(console, f"         {safe(row.remedy)}")
        if not verifying.is_wrong(found):
            line(console, "Nothing is wrong: every file, line and reference was looked at.")
            return
        raise typer.Exit(UNREADABLE)
