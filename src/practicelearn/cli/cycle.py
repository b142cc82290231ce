"""``cycle``: what was promised, and what became of it."""

from __future__ import annotations

from typing import Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import console_, line, safe, said_plainly

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
    """Show what was promised: open, overdue, done or not, and what is heard now."""
    with said_plainly():
        from practicelearn.jobs.cycle import begin_sheet, cycle_lines, read_cycle

        if new:
            for words in begin_sheet(study).said:
                typer.echo(words)
            return

        console = console_()
        for kind, words in cycle_lines(read_cycle(study, on=on)):
            line(console, _LOOKS[kind].format(safe(words)))
