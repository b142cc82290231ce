"""``check`` and ``sheet``: what files and studies hold, and what a person should look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn.cli.console import UNREADABLE, bar, console_, line, safe, said_plainly
from practicelearn.cli.names import say_names_left

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from practicelearn.corpus import Corpus

__all__ = ["check", "say_issues", "sheet"]

_COLOURS = {"error": "red", "warning": "yellow"}


def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILES…", help="Transcripts, folders of them, or a study."),
    ],
    show_text: Annotated[
        bool, typer.Option("--show-text", help="Show the words an issue is about.")
    ] = False,
) -> None:
    """Say what the loader sees in each file, and what a person should look at."""
    with said_plainly():
        from practicelearn.jobs.checking import check_files

        console = console_()
        unreadable = 0
        for study in filter(_is_study, files):
            _show_study(console, study, show_text=show_text)
        for heard in check_files([path for path in files if not _is_study(path)]):
            line(console, f"[bold]{safe(heard.path)}[/]")
            if heard.beside is not None:
                line(console, f"  [dim]not read[/]  {safe(heard.beside)}")
            elif heard.error is not None:
                unreadable += 1
                where = f"line {heard.error.line}: " if heard.error.line else ""
                line(console, f"  [red]cannot be read[/]  {where}{safe(heard.error.what)}")
            elif heard.corpus is not None:
                _show(console, heard.corpus, show_text=show_text)
        if unreadable:
            raise typer.Exit(UNREADABLE)


def sheet(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES…", help="Transcripts, or folders of them.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the three sheets.")] = Path(),
) -> None:
    """Write sessions, people and attendance sheets, filled in as far as the files say."""
    with said_plainly():
        from practicelearn.jobs.checking import write_sheets

        with bar() as steps:
            written, wrong = write_sheets(files, out, steps=steps)
        for path in written:
            typer.echo(path)
        say_issues(wrong, console_(stderr=True))
        line(
            console_(stderr=True),
            "Fill in round (column year), group, role and consent_quote, and a row for everybody "
            "who was there and said nothing; what was guessed is named in the column guessed. Keep "
            "the sheets beside the transcripts, then: python -m practicelearn init STUDY "
            "TRANSCRIPTS",
        )


def say_issues(issues: pd.DataFrame, console: Console, *, show_text: bool = False) -> None:
    """Print issues, a line each, the words they are about only on demand."""
    for issue in issues.itertuples():
        colour = _COLOURS.get(issue.severity, "cyan")
        place = f"{issue.source_loc}: " if isinstance(issue.source_loc, str) else ""
        said = f"  [{colour}]{issue.severity}[/]  {safe(place + issue.message)}"
        if isinstance(issue.text, str) and issue.text:
            said += safe(f"  “{issue.text}”") if show_text else f"  ({len(issue.text)} characters)"
        line(console, said)


def _is_study(path: Path) -> bool:
    return (path / "study.toml").is_file()


def _show_study(console: Console, path: Path, *, show_text: bool) -> None:
    """What a study's sheets, sessions and logs leave to look at, and what looks like a name."""
    from practicelearn.jobs.checking import check_study

    looked = check_study(path)
    corpus = looked.corpus
    line(console, f"[bold]{safe(looked.study)}[/]")
    line(console, f"  {len(corpus):,} turns · {int(corpus.n_words.sum()):,} words")
    say_issues(looked.issues, console, show_text=show_text)
    say_names_left(looked.n_names, path)
    if not show_text:
        line(console, "  [dim]--show-text shows the words[/]")
    line(
        console,
        f'  [dim]python -m practicelearn verify "{safe(path)}" looks at every file and line[/]',
    )


def _show(console: Console, corpus: Corpus, *, show_text: bool) -> None:
    session = corpus.sessions.iloc[0]
    n_sessions = len(corpus.sessions)
    # a label belongs to its session
    speakers = len(corpus.turns.dropna(subset="speaker").groupby(["session_id", "speaker"]))
    seen = [
        f"{session['format']}, {session['encoding']}",
        *([f"{n_sessions} sessions"] if n_sessions > 1 else []),
        f"{speakers} {'speaker' if speakers == 1 else 'speakers'}",
        f"{len(corpus):,} turns",
        f"{int(corpus.n_words.sum()):,} words",
        _time(corpus),
    ]
    line(console, f"  {safe(' · '.join(seen))}")
    say_issues(corpus.issues, console, show_text=show_text)
    if not show_text and corpus.issues["text"].notna().any():
        line(console, "  [dim]--show-text shows the words[/]")


def _time(corpus: Corpus) -> str:
    last = corpus.turns[["start_s", "end_s"]].max().max()  # some makers write only when one begins
    if not last > 0:
        return "no times"
    minutes, seconds = divmod(round(last), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"
