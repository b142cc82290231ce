"""``release``: read every quote of the report, then release exactly that report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn._called import COMMAND
from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import ask, give, line, safe, said_plainly, say
from practicelearn.errors import PracticelearnError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["release"]


def release(
    study: StudyFolder,
    by: Annotated[str, typer.Option("--by", help="Who releases: goes on record.")] = "",
    read: Annotated[
        bool, typer.Option("--read", help="Only list the quotes, with their place.")
    ] = False,
    quotable: Annotated[
        list[str] | None, typer.Option("--quotable", help="A coding that may be quoted.")
    ] = None,
    not_quotable: Annotated[
        list[str] | None, typer.Option("--not-quotable", help="Such as Q3: take it out.")
    ] = None,
    keywords: Annotated[
        bool, typer.Option("--keywords", help="The report of word counts, as report makes it so.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask: every quote listed has been read.")
    ] = False,
) -> None:
    """Show every quote of the report, and release what was read.

    A report is a draft until a person has read each of its quotes.

    Examples
    --------
    practicelearn release sample --read
    practicelearn release sample --by sam
    """
    with said_plainly():
        from practicelearn.jobs.release import mark_quotable, quotes_of, release_report, waivers_of
        from practicelearn.jobs.reports import report_of

        changes = [(m, True) for m in quotable or []] + [(m, False) for m in not_quotable or []]
        if not by and (changes or not read):
            raise PracticelearnError("say who does it, for the record: release STUDY --by NAME")
        report = report_of(study, keywords=keywords)
        quotes = quotes_of(report)
        if changes:
            # by coding, not by number: the numbers move as soon as one quote goes
            codings = dict(zip(quotes["reference"], quotes["coding_id"], strict=True))
            mark_quotable(study, {codings.get(m, m): wanted for m, wanted in changes}, by=by)
            quotes = quotes_of(report_of(study, keywords=keywords))
        _show(quotes, waivers_of(report))
        if read:
            if quotes.empty:
                line(safe(_NO_QUOTES))
            return
        if changes:
            say("The quotes have changed: read them again, then release.")
            return
        ask(_question(len(quotes)), yes)
        release_report(study, by=by, read=list(quotes["reference"]), report=report)
        say("released: run report again, and it is no DRAFT any more")


_NO_QUOTES = (
    "The report prints no quotes yet. A quote is printed when its theme has been stated, its "
    f'passage marked as quotable ({COMMAND} code STUDY, Read, the key "; or release '
    "STUDY --quotable CODING) and its speaker has consent_quote yes in attendance.xlsx."
)


def _question(n: int) -> str:
    if not n:
        return "The report prints no quotes. Have you read the report, and release it?"
    return f"Have you read all {n}, and may each be printed? Nobody may be known by them"


def _show(quotes: pd.DataFrame, waivers: list[str]) -> None:
    if not give("quotes", quotes[_PRINTED]):
        for row in quotes.itertuples():
            line(f"[bold]{safe(row.reference)}[/]  {safe(row.theme)}")
            line(f"  “{safe(row.quote)}”")
            line(f"  [dim]{safe(row.turn_id)}, group {safe(row.group)}, {row.coding_id}[/]")
            if row.points_at:
                line(f"  [bold]may point at a group:[/] {safe(row.points_at)}")
    for said in waivers:
        line(safe(said))


_PRINTED = ["reference", "theme", "quote", "turn_id", "group", "coding_id", "points_at"]
