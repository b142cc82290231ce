"""``cycle``: what was promised, and what became of it."""

from __future__ import annotations

from typing import Annotated

import typer

from practicelearn.cli.answer import now
from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import give, line, safe, said_plainly, say

__all__ = ["cycle"]

_LOOKS = {
    "title": "[bold]{}[/]",
    "line": "  {}",
    "note": "  [cyan]note[/]  {}",
    "warning": "  [yellow]look[/]  {}",
    "error": "  [red]error[/]  {}",
}


def cycle(
    study: StudyFolder,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="As of this day, such as 2026-03-01.")
    ] = None,
    new: Annotated[
        bool,
        typer.Option("--new", help="Begin the action sheet, or add the rows it lacks."),
    ] = False,
) -> None:
    """Show what was promised, and what became of it.

    Open, overdue, done or not, and what is heard now.

    Examples
    --------
    practicelearn cycle sample --on 2026-03-01
    """
    with said_plainly():
        from practicelearn.jobs.cycle import begin_sheet, cycle_lines, cycle_tables, read_cycle

        if new:
            for words in begin_sheet(study).said:
                say(words)
            return

        found = read_cycle(study, on=on)
        if now().as_json:
            for name, table in cycle_tables(found).items():
                give(name, table)
            return
        for kind, words in cycle_lines(found):
            line(_LOOKS[kind].format(safe(words)))
