"""What the commands share: how they answer, plain errors, a progress bar, text safe to print."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from practicelearn._disk import sentence
from practicelearn.cli import answer
from practicelearn.errors import PracticelearnError, TranscriptError
from practicelearn.jobs.own_warnings import own_warnings
from practicelearn.jobs.steps import Steps

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

__all__ = [
    "NOT_DONE",
    "REFUSED",
    "UNREADABLE",
    "ask",
    "bar",
    "fail",
    "give",
    "line",
    "no_json",
    "note",
    "safe",
    "said_plainly",
    "say",
    "say_version",
    "show_table",
    "warn",
    "wrote",
]

UNREADABLE, REFUSED, NOT_DONE = 1, 2, 1


@contextmanager
def said_plainly() -> Iterator[None]:
    """Errors made for people, and a disk's, become one red message; own warnings a line each."""
    with own_warnings() as warned:
        try:
            yield
        except PracticelearnError as error:
            fail(f"{error.file}: {error.what}" if isinstance(error, TranscriptError) else error)
            raise typer.Exit(REFUSED) from None
        except BrokenPipeError:
            raise  # who reads the answer has seen enough
        except OSError as error:
            fail(sentence(error))
            raise typer.Exit(REFUSED) from None
        finally:
            for message in warned:
                warn(message)


@contextmanager
def bar() -> Iterator[Steps]:
    """Steps of a job, shown by a progress bar on stderr where that is a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(bar_width=24), TextColumn("{task.description}"), TimeElapsedColumn())
    console, asked = _console(stderr=True), answer.now()
    hidden = asked.quiet or asked.as_json or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as p:
        task = p.add_task("starting")
        yield Steps(
            lambda done, of, what: p.update(task, completed=done, total=of, description=safe(what))
        )


def say(words: object) -> None:
    """Say a sentence beside the answer; with --quiet it is left out."""
    line(safe(words), beside=True)


def wrote(path: Path | str) -> None:
    """Say which file was written; with --quiet it is left out."""
    asked = answer.now()
    if asked.as_json:
        asked.files.append(str(path))
    elif not asked.quiet:
        _write(str(path))


def note(words: object) -> None:
    """Say on stderr what comes next; with --quiet it is left out."""
    line(safe(words), beside=True, stderr=True)


def warn(words: object, *, colour: str = "yellow") -> None:
    """Say on stderr what a person must look at."""
    asked = answer.now()
    if asked.as_json:
        asked.warnings.append(str(words))
    else:
        line(f"[{colour}]{safe(words)}[/]", stderr=True)


def fail(words: object) -> None:
    """Say on stderr why there is no answer; a document says it too."""
    asked = answer.now()
    asked.error = str(words) if asked.error is None else f"{asked.error}\n{words}"
    _print(f"[red]{safe(words)}[/]", stderr=True)


def line(words: str, *, beside: bool = False, stderr: bool = False) -> None:
    """Print a line of rich markup as it is; one that stands beside the answer not with --quiet."""
    asked = answer.now()
    if asked.as_json:
        from rich.text import Text

        asked.said.append(Text.from_markup(words, emoji=False).plain)
    elif not (beside and asked.quiet):
        _print(words, stderr=stderr)


def safe(value: Any) -> str:
    """Text in which rich sees no markup, and a terminal no command."""
    from rich.markup import escape

    from practicelearn.cli.tables import visible

    return escape(visible(str(value)))


def give(name: str, table: pd.DataFrame | Sequence[Mapping[str, Any]]) -> bool:
    """Keep a table for the document, if one is wanted; else False, and it is to be printed."""
    asked = answer.now()
    if asked.as_json:
        asked.keep(name, table)
    return asked.as_json


def show_table(table: pd.DataFrame, name: str, *, title: str = "", if_empty: bool = True) -> None:
    """Print a table so that nothing of it is lost; in a document it has this name.

    One without rows is left out, or only its heads are printed; a document has it as it is.
    """
    if give(name, table) or not (if_empty or len(table)):
        return
    from practicelearn.cli.tables import cells_of, lay_out

    if title and answer.now().has_table:
        _write("")
    answer.now().has_table = True
    if title:
        line(f"[italic]{safe(title)}[/]")
    window = _window()
    for laid in lay_out(*cells_of(table), window):
        if laid.heading and window is not None:  # else it has tabs, which rich would fill
            line(f"[bold]{safe(laid.text)}[/]")
        else:
            _write(laid.text)


def ask(question: str, yes: bool) -> None:
    """Ask whether to go on, unless that was said before; nothing is done without a yes."""
    if yes:
        return
    if not answer.now().as_json:
        typer.confirm(question, abort=True)
        return
    sys.stderr.write(f"{question} [y/N]: ")  # typer would leave a blank on stdout
    sys.stderr.flush()
    said = sys.stdin.readline()
    if said.strip().lower() not in {"y", "yes"}:
        raise typer.Abort from (None if said else EOFError())


def no_json(why: str) -> None:
    """Refuse --json, for a command that has no answer to be one."""
    if answer.now().as_json:
        raise PracticelearnError(f"--json: {why}")


def say_version(version: str, *, python: str, system: str) -> None:
    """Say which version this is, on which Python and system."""
    asked = answer.now()
    if asked.as_json:
        asked.tables["version"] = [{"version": version, "python": python, "system": system}]
    else:
        _write(f"practicelearn {version}\n{python}\n{system}")


def _window() -> int | None:
    """Columns of the window, None where the answer goes into a file or another program."""
    said = os.environ.get("COLUMNS", "")
    if said.isdigit() and int(said):
        return int(said)
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _write(text: str) -> None:
    """A line on stdout, at once: who reads may have seen enough."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _print(words: str, *, stderr: bool) -> None:
    _console(stderr=stderr).print(words, soft_wrap=True)


def _console(*, stderr: bool = False) -> Console:
    """The console, without guesses at what to colour, and without any where NO_COLOR is set."""
    from rich.console import Console

    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    return Console(
        stderr=stderr, highlight=False, emoji=False, soft_wrap=True, color_system=colours
    )
