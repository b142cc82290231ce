"""``cards``: quotes to sort in a workshop go out, and the heaps come back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.completing import of_study
from practicelearn.cli.console import ask, give, line, safe, said_plainly, say, wrote
from practicelearn.errors import PracticelearnError, counted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["cards"]


def cards(
    study: StudyFolder,
    round_: Annotated[
        str,
        typer.Option(
            "--round", help="Whose quotes, such as 2025-26.", autocompletion=of_study("rounds")
        ),
    ] = "",
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder for the cards and the sheet of heaps.")
    ] = Path("outputs"),
    released: Annotated[
        bool, typer.Option("--released", help="Only quotes that a released report printed.")
    ] = False,
    back: Annotated[
        Path | None, typer.Option("--back", help="Keep the heaps of this sheet.")
    ] = None,
    by: Annotated[
        str, typer.Option("--by", help="Who has read the cards, or brings heaps back: on record.")
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask: every card listed has been read.")
    ] = False,
) -> None:
    """Write quote cards for a workshop, or keep its heaps.

    Examples
    --------
    practicelearn cards sample --round 2025-26 -o outputs
    """
    with said_plainly():
        from practicelearn.jobs.cards import cards_report, cards_to_read, keep_cards, write_cards

        if back is not None:
            account, made = keep_cards(study, back, by=by)
            say(
                f"{counted(len(account.out), 'card')} went out, {len(account.back)} came back, "
                f"{len(account.not_back)} did not; {len(account.twice)} lay in two heaps, "
                f"{len(account.alone)} fitted nowhere"
            )
            for said in made:
                say(said)
            return
        if not round_:
            raise PracticelearnError("say whose quotes: cards STUDY --round 2025-26")
        report = cards_report(study, round_, released=released)
        if by:
            read = cards_to_read(report)
            _show(read)
            ask(
                f"Have you read all {len(read)}, and may staff read each of them? Nobody may "
                "be known by them",
                yes,
            )
        for path in write_cards(study, report, out, released=released, by=by):
            wrote(path)


def _show(read: pd.DataFrame) -> None:
    if give("cards", read[["number", "quote", "points_at"]]):
        return
    for row in read.itertuples():
        line(f"[bold]Card {row.number}[/]  “{safe(row.quote)}”")
        if row.points_at:
            line(f"  [bold]may point at a group:[/] {safe(row.points_at)}")
