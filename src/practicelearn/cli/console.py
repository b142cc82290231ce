"""What the commands share: plain errors, a progress bar, text that is safe to print."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from practicelearn._disk import sentence
from practicelearn.errors import PracticelearnError, TranscriptError
from practicelearn.jobs.own_warnings import own_warnings
from practicelearn.jobs.steps import Steps

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

__all__ = ["REFUSED", "UNREADABLE", "bar", "console_", "line", "safe", "said_plainly", "show_table"]

UNREADABLE, REFUSED = 1, 2


@contextmanager
def said_plainly() -> Iterator[None]:
    """Errors made for people, and a disk's, become one red message; own warnings a line each."""
    with own_warnings() as warned:
        try:
            yield
        except PracticelearnError as error:
            what = f"{error.file}: {error.what}" if isinstance(error, TranscriptError) else error
            line(console_(stderr=True), f"[red]{safe(what)}[/]")
            raise typer.Exit(REFUSED) from None
        except OSError as error:
            line(console_(stderr=True), f"[red]{safe(sentence(error))}[/]")
            raise typer.Exit(REFUSED) from None
        finally:
            for message in warned:
                line(console_(stderr=True), f"[yellow]{safe(message)}[/]")


@contextmanager
def bar() -> Iterator[Steps]:
    """Steps of a job, shown by a progress bar on stderr where that is a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(bar_width=24), TextColumn("{task.description}"), TimeElapsedColumn())
    console = console_(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as p:
        task = p.add_task("starting")
        yield Steps(
            lambda done, of, what: p.update(task, completed=done, total=of, description=safe(what))
        )


def console_(*, stderr: bool = False) -> Console:
    """The console, without guesses at what to colour."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def line(console: Console, words: str) -> None:
    """Print a line of rich markup as it is."""
    console.print(words, soft_wrap=True)


def safe(value: Any) -> str:
    """Text in which rich sees no markup."""
    from rich.markup import escape

    return escape(str(value))


def show_table(table: pd.DataFrame, *, title: str = "") -> None:
    """Print a table; what is missing is left empty."""
    from rich.table import Table

    shown = Table(title=safe(title) if title else None, title_justify="left")
    for n, name in enumerate(table.columns):
        # what a row is called by is typed again, so it is never cut off
        shown.add_column(safe(str(name).replace("_", " ")), no_wrap=n == 0)
    for row in table.itertuples(index=False):
        shown.add_row(*(safe(_cell(value)) for value in row))
    console_().print(shown)


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    from pandas import isna

    if isna(value):
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
