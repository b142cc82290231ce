"""``how-many-groups``: what a round of so many groups could find and rule out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from practicelearn.cli.console import give, line, safe, said_plainly, say, show_table, wrote

__all__ = ["how_many_groups"]


def how_many_groups(
    study: Annotated[
        Path | None,
        typer.Argument(help="A study: its last round tells of the next.", show_default=False),
    ] = None,
    groups: Annotated[str, typer.Option("--groups", "-g", help='Such as 8, or "6 8 12".')] = "",
    attendees: Annotated[
        int | None, typer.Option("--attendees", help="People a group, about so many.")
    ] = None,
    headlines: Annotated[
        int | None, typer.Option("--headlines", help="Headline themes that are tested.")
    ] = None,
    change: Annotated[
        float | None, typer.Option("--change", help="A true change to ask for, such as 0.36.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write table (.xlsx) and picture (.png).")
    ] = None,
) -> None:
    """Show what so many groups could find and rule out.

    Before they are held, and from the last round of a study, if one is named.

    Examples
    --------
    practicelearn how-many-groups sample
    practicelearn how-many-groups --groups "6 8" --attendees 7 --headlines 3
    """
    with said_plainly():
        from practicelearn.jobs.how_many_groups import groups_of, plan_groups, write_groups

        planned = plan_groups(
            study, groups=groups_of(groups), attendees=attendees, headlines=headlines, change=change
        )
        if not give("groups", planned.table):
            show_table(planned.shown, "groups")
        for sentence in planned.table["says"]:
            line(safe(sentence))
        for note in planned.notes:
            say(f"note: {note}")
        if out is not None:
            for path in write_groups(planned, out):
                wrote(path)
