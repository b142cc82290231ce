"""``plan``: what is to be compared, on record before anybody can know the answer."""

from __future__ import annotations

from typing import Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.completing import of_study
from practicelearn.cli.console import give, line, safe, said_plainly, say, wrote
from practicelearn.errors import PracticelearnError

__all__ = ["plan"]

_LOOKS = {"title": "[bold]{}[/]", "line": "  {}", "error": "  [red]error[/]  {}"}


def plan(
    study: StudyFolder,
    year: Annotated[
        str | None,
        typer.Argument(
            metavar="ROUND",
            help="Such as 2026-27; by default the next.",
            autocompletion=of_study("rounds"),
        ),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Put on record what the sheet says; needs --by.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Show the plan on record, and its amendments.")
    ] = False,
    by: Annotated[
        str,
        typer.Option("--by", help="Who plans: goes on record.", autocompletion=of_study("people")),
    ] = "",
    why: Annotated[
        str, typer.Option("--why", help="Why it differs from the plan: goes on record.")
    ] = "",
    about: Annotated[
        str, typer.Option("--about", help="What only the reason is about, such as groups.")
    ] = "",
) -> None:
    """Put a round's plan on record before the round is coded.

    Without options the sheet to plan in is written; --keep puts on record what it says.

    Examples
    --------
    practicelearn plan sample --show
    practicelearn plan sample 2026-27
    """
    with said_plainly():
        from practicelearn.jobs.plan import (
            keep_plan,
            plan_lines,
            reason_for,
            what_it_is,
            write_plan_sheet,
        )

        if show:
            from practicelearn.jobs.plan_table import headlines_of

            give("headlines", headlines_of(study, year))
            for kind, words in plan_lines(study, year):
                line(_LOOKS[kind].format(safe(words)))
        elif keep:
            say(what_it_is(keep_plan(study, year, by=by, why=why)))
        elif why or about:
            if not (why and about):
                raise PracticelearnError(
                    'a reason needs both: --about groups --why "Two groups could not be held".'
                )
            made = reason_for(study, year, about, by=by, why=why)
            say(f"The reason is on record with the plan of {made.round}: {why}")
        else:
            wrote(write_plan_sheet(study, year))
