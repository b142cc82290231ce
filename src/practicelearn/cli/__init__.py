"""The command line. Thin: every command calls the library; what is slow to load loads late."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from practicelearn.cli import (
    cards,
    chart,
    checking,
    coding,
    correcting,
    cycle,
    exchange,
    feedback,
    frame,
    groups,
    home,
    keeping,
    names,
    plan,
    release,
    reports,
    rounds,
    theme,
    upgrading,
    verifying,
)
from practicelearn.cli.console import REFUSED, UNREADABLE

__all__ = ["REFUSED", "UNREADABLE", "app", "main"]

app = typer.Typer(
    name="practicelearn",
    help="From peer-led focus groups to practice themes you can defend, year after year. Without a "
    "command the home opens in your browser: the year is done there.",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,  # rich's help screens would double the time until --help answers
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line.

    What a command reads and counts makes hardly any cycles; a collector that goes through it all
    as often as Python's own settings say takes a fifth of a short command's time. Nor is there
    anything to be found by the one with which Python ends, which looks through every library.
    """
    gc.set_threshold(200_000, 10, 10)
    try:
        app(prog_name="practicelearn")
    finally:
        gc.freeze()


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        typer.echo(f"practicelearn {metadata.version('practicelearn')}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """From peer-led focus groups to practice themes you can defend, year after year.

    Without a command the home opens in the browser.
    """
    if context.invoked_subcommand is None and not version:
        home.open_the_home()


for command in (
    reports.report,
    checking.check,
    checking.sheet,
    reports.demo,
    reports.sample,
    keeping.init,
    coding.code,
    frame.frame,
    coding.agree,
    correcting.correct,
    theme.theme,
    chart.chart,
    cards.cards,
    release.release,
    cycle.cycle,
    plan.plan,
    exchange.export,
    exchange.read,
    feedback.feedback,
    keeping.history,
    names.names,
    keeping.person,
    keeping.withdraw,
    keeping.redact,
    keeping.purge,
    upgrading.upgrade,
    verifying.verify,
):
    app.command()(command)
app.command("how-many-groups")(groups.how_many_groups)
app.command("round")(rounds.round_)
app.command("import")(exchange.import_)
app.command("close-round")(keeping.close_round)
