"""``cycle``: what was promised, and what became of it."""

from __future__ import annotations

from typing import Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import console_, line, safe, said_plainly
from practicelearn.errors import PracticelearnError

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
        bool, typer.Option("--new", help="Begin an action sheet; an existing one stays.")
    ] = False,
) -> None:
    """Show what was promised: open, overdue, done or not, and what is heard now."""
    with said_plainly():
        if new:
            from practicelearn.study import open_study
            from practicelearn.study.actions import begin_actions

            typer.echo(begin_actions(open_study(study)))
            return
        from practicelearn.output.cycle_job import cycle_lines, read_cycle

        console = console_()
        for kind, words in cycle_lines(read_cycle(study, on=_day(on))):
            line(console, _LOOKS[kind].format(safe(words)))


def _day(day: str | None) -> str | None:
    from practicelearn.transcripts.dates import iso_date

    try:
        return iso_date(day)
    except ValueError:
        raise PracticelearnError(
            f'--on "{day}" is no date that exists; write it as 2026-03-01 or 1/3/2026.'
        ) from None
