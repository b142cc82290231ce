"""``verify``: every file of a study held against every other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import UNREADABLE, give, line, safe, said_plainly, say

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["verify"]

_COLOURS = {"error": "red", "warning": "yellow"}


def verify(
    study: StudyFolder,
    mend: Annotated[
        bool, typer.Option("--mend", help="Mend what can be mended without losing anything.")
    ] = False,
    by: Annotated[str, typer.Option("--by", help="Who mends: goes on record.")] = "",
) -> None:
    """Look at every file and line of a study; say what is wrong.

    With each finding comes what to do.

    Examples
    --------
    practicelearn verify sample
    practicelearn verify sample --mend --by sam
    """
    with said_plainly():
        from practicelearn.jobs import verifying

        if mend:
            for done in verifying.mend(study, by=by):
                say(done)
        found = verifying.verify(study)
        if not give("findings", found.reset_index(drop=True)):
            _show(found)
        if not verifying.is_wrong(found):
            say("Nothing is wrong: every file, line and reference was looked at.")
            return
        raise typer.Exit(UNREADABLE)


def _show(found: pd.DataFrame) -> None:
    for row in found.itertuples():
        colour = _COLOURS.get(row.severity, "cyan")
        line(f"[{colour}]{row.severity}[/]  {safe(row.place)}: {safe(row.what)}")
        line(f"         {safe(row.remedy)}")
