"""The command line: ``report``, ``check``, ``demo``. Thin; what takes long to load loads late."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicelearn.errors import PracticelearnError, TranscriptError

if TYPE_CHECKING:
    from rich.console import Console

    from practicelearn.corpus import Corpus

__all__ = ["app", "main"]

app = typer.Typer(
    name="practicelearn",
    help="From peer-led focus groups to practice themes you can defend, year after year.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich's help screens would double the time until --help answers
    pretty_exceptions_enable=False,
)

UNREADABLE, REFUSED = 1, 2


def main() -> None:
    """Run the command line."""
    app(prog_name="practicelearn")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        typer.echo(f"practicelearn {metadata.version('practicelearn')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """From peer-led focus groups to practice themes you can defend, year after year."""


@app.command()
def report(
    source: Annotated[
        Path,
        typer.Argument(metavar="STUDY_OR_FOLDER", help="A study, or a folder of transcripts."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the documents.")] = Path(
        "outputs"
    ),
) -> None:
    """Write the evidence file for the team and the report for readers."""
    with _said_plainly():
        _make_reports(source, out)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the documents.")] = Path(
        "build/demo"
    ),
) -> None:
    """Run the main job on the invented sample study."""
    with _said_plainly():
        import practicelearn as prac

        _make_reports(prac.sample_path(), out)


@app.command()
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES…", help="Transcripts, or folders of them.")
    ],
    show_text: Annotated[
        bool, typer.Option("--show-text", help="Show the words an issue is about.")
    ] = False,
) -> None:
    """Say what the loader sees in each file, and what a person should look at."""
    with _said_plainly():
        from practicelearn.transcripts.loader import read_transcript

        console = _console()
        unreadable = 0
        for path in _each_file(files):
            try:
                corpus = read_transcript(path)
            except TranscriptError as error:
                unreadable += 1
                where = f"line {error.line}: " if error.line else ""
                _line(console, f"[bold]{_safe(path)}[/]")
                _line(console, f"  [red]cannot be read[/]  {where}{_safe(error.what)}")
            else:
                _show(console, path, corpus, show_text=show_text)
        if unreadable:
            raise typer.Exit(UNREADABLE)


def _make_reports(source: Path, out: Path) -> None:
    from practicelearn.output.main_job import NO_REPORT, make_reports

    with _bar() as progress:
        written = make_reports(source, out, progress=progress)
    for path in written:
        typer.echo(path)
    if not any(path.name == "report.html" for path in written):
        _line(_console(stderr=True), f"[yellow]{NO_REPORT}[/]")


def _each_file(paths: list[Path]) -> list[Path]:
    from practicelearn.transcripts.folder import gather

    return [file for path in paths for file in gather(path)[0]]


def _show(console: Console, path: Path, corpus: Corpus, *, show_text: bool) -> None:
    session = corpus.sessions.iloc[0]
    speakers = corpus.turns["speaker"].nunique()
    _line(console, f"[bold]{_safe(path)}[/]")
    seen = [
        f"{session['format']}, {session['encoding']}",
        f"{speakers} {'speaker' if speakers == 1 else 'speakers'}",
        f"{len(corpus):,} turns",
        f"{int(corpus.n_words.sum()):,} words",
        _time(corpus),
    ]
    _line(console, f"  {_safe(' · '.join(seen))}")
    for issue in corpus.issues.itertuples():
        colour = {"error": "red", "warning": "yellow"}.get(issue.severity, "cyan")
        place = f"{issue.source_loc}: " if isinstance(issue.source_loc, str) else ""
        said = f"  [{colour}]{issue.severity}[/]  {_safe(place + issue.message)}"
        if isinstance(issue.text, str) and issue.text:
            said += _safe(f"  “{issue.text}”") if show_text else f"  ({len(issue.text)} characters)"
        _line(console, said)
    if not show_text and corpus.issues["text"].notna().any():
        _line(console, "  [dim]--show-text shows the words[/]")


def _time(corpus: Corpus) -> str:
    last = corpus.turns["end_s"].max()
    if not last > 0:
        return "no times"
    minutes, seconds = divmod(round(last), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Errors made for people become one red message and exit code 2; warnings one line each."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        try:
            yield
        except PracticelearnError as error:
            what = f"{error.file}: {error.what}" if isinstance(error, TranscriptError) else error
            _line(_console(stderr=True), f"[red]{_safe(what)}[/]")
            raise typer.Exit(REFUSED) from None
        finally:
            for message in dict.fromkeys(str(w.message) for w in caught):
                _line(_console(stderr=True), f"[yellow]{_safe(message)}[/]")


@contextmanager
def _bar() -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on stderr, where that is a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(bar_width=24), TextColumn("{task.description}"), TimeElapsedColumn())
    console = _console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as p:
        task = p.add_task("starting")
        yield lambda done, of, what: p.update(
            task, completed=done, total=of, description=_safe(what)
        )


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def _line(console: Console, words: str) -> None:
    console.print(words, soft_wrap=True)


def _safe(value: Any) -> str:
    from rich.markup import escape

    return escape(str(value))
