"""The command line. Thin: every command calls the library; what is slow to load loads late."""

from __future__ import annotations

import gc
from collections.abc import Callable
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
from practicelearn.cli.answer import now
from practicelearn.cli.console import REFUSED, UNREADABLE, say_version
from practicelearn.cli.letters import spell_what_is_missing
from practicelearn.cli.typed import Command, Commands

__all__ = ["REFUSED", "UNREADABLE", "app", "main"]

app = typer.Typer(
    name="practicelearn",
    cls=Commands,
    help="From peer-led focus groups to practice themes you can defend, year after year. Without a "
    "command the home opens in your browser: the year is done there.",
    invoke_without_command=True,
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
    spell_what_is_missing()
    try:
        app(prog_name="practicelearn")
    finally:
        gc.freeze()


def _print_version() -> None:
    import platform
    from importlib import metadata

    say_version(
        metadata.version("practicelearn"),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        system=platform.platform(),
    )


def _answer_as_json(wanted: bool) -> None:
    if wanted:
        now().as_json = True


def _answer_quietly(wanted: bool) -> None:
    if wanted:
        now().quiet = True


@app.callback()
def _options(
    context: typer.Context,
    as_json: Annotated[  # noqa: ARG001 - its callback keeps it
        bool,
        typer.Option(
            "--json",
            callback=_answer_as_json,
            is_eager=True,
            expose_value=False,
            help="Answer with one JSON document.",
        ),
    ] = False,
    quiet: Annotated[  # noqa: ARG001 - as above
        bool,
        typer.Option(
            "--quiet",
            "-q",
            callback=_answer_quietly,
            is_eager=True,
            expose_value=False,
            help="Only what was asked for, warnings and errors.",
        ),
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Say which version this is, of which Python and system."),
    ] = False,
) -> None:
    if version:
        _print_version()
        raise typer.Exit
    if context.invoked_subcommand is None:
        home.open_the_home()


_BY_HEADING: dict[str, dict[str, Callable[..., None]]] = {
    "Begin": {
        "sample": reports.sample,
        "demo": reports.demo,
        "check": checking.check,
        "sheet": checking.sheet,
        "init": keeping.init,
    },
    "The study": {
        "how-many-groups": groups.how_many_groups,
        "plan": plan.plan,
        "round": rounds.round_,
        "correct": correcting.correct,
        "history": keeping.history,
        "verify": verifying.verify,
        "upgrade": upgrading.upgrade,
    },
    "Coding": {
        "code": coding.code,
        "frame": frame.frame,
        "read": exchange.read,
        "agree": coding.agree,
        "chart": chart.chart,
    },
    "Themes, years, report": {
        "theme": theme.theme,
        "cards": cards.cards,
        "report": reports.report,
        "release": release.release,
    },
    "What was promised": {
        "feedback": feedback.feedback,
        "cycle": cycle.cycle,
    },
    "Rights and safety": {
        "names": names.names,
        "person": keeping.person,
        "withdraw": keeping.withdraw,
        "redact": keeping.redact,
        "close-round": keeping.close_round,
        "purge": keeping.purge,
    },
    "Other programs": {
        "export": exchange.export,
        "import": exchange.import_,
    },
}

for heading, commands in _BY_HEADING.items():
    for name, command in commands.items():
        app.command(name, cls=Command, rich_help_panel=heading)(command)
