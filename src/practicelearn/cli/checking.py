"""``check`` and ``sheet``: what files and studies hold, and what a person should look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn._called import COMMAND
from practicelearn.cli.console import UNREADABLE, bar, console_, line, safe, said_plainly
from practicelearn.cli.names import say_names_left
from practicelearn.cli.reading import with_reading
from practicelearn.errors import counted

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from practicelearn.corpus import Corpus
    from practicelearn.jobs.checking import Heard, ReadAs

__all__ = ["check", "say_issues", "sheet"]

_WIDEST = 24
_COLOURS = {"error": "red", "warning": "yellow"}


@with_reading
def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILES…", help="Transcripts, folders of them, or a study."),
    ],
    show_text: Annotated[
        bool, typer.Option("--show-text", help="Show the words an issue is about.")
    ] = False,
    *,
    said: ReadAs,
) -> None:
    """Say what the loader sees in each file, and what a person should look at."""
    with said_plainly():
        from practicelearn.jobs.checking import check_files, next_step

        console = console_()
        transcripts = [path for path in files if not _is_study(path)]
        unreadable = read = 0
        for study in filter(_is_study, files):
            _show_study(console, study, show_text=show_text)
        for heard in check_files(transcripts, said=said, show_text=show_text):
            line(console, f"[bold]{safe(heard.path)}[/]")
            if heard.beside is not None:
                line(console, f"  [dim]not read[/]  {safe(heard.beside)}")
            elif heard.error is not None:
                unreadable += 1
                where = f"line {heard.error.line}: " if heard.error.line else ""
                line(console, f"  [red]cannot be read[/]  {where}{safe(heard.error.what)}")
            elif heard.corpus is not None:
                read += 1
                _show(console, heard, show_text=show_text)
            for answer in heard.answers:
                line(console, f"  [bold]?[/]  {safe(answer)}")
        if transcripts and said.cells():
            line(
                console,
                "[dim]heard right now? Give the same words to sheet or init: they are kept[/]",
            )
        if transcripts:
            line(console, f"[dim]next: {safe(next_step(transcripts, read))}[/]")
        if unreadable:
            raise typer.Exit(UNREADABLE)


@with_reading
def sheet(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES…", help="Transcripts, or folders of them.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the three sheets.")] = Path(),
    *,
    said: ReadAs,
) -> None:
    """Write sessions, people and attendance sheets, filled in as far as the files say."""
    with said_plainly():
        from practicelearn.jobs.checking import write_sheets

        with bar() as steps:
            written, wrong = write_sheets(files, out, said=said, steps=steps)
        for path in written:
            typer.echo(path)
        say_issues(wrong, console_(stderr=True))
        line(
            console_(stderr=True),
            "Fill in round (column year), group, role and consent_quote, and a row for everybody "
            "who was there and said nothing, or did not come; what was guessed is named in the "
            f"column guessed. Keep the sheets beside the transcripts, then: {COMMAND} "
            "init STUDY TRANSCRIPTS, or in a later year: round STUDY ROUND TRANSCRIPTS",
        )


def say_issues(issues: pd.DataFrame, console: Console, *, show_text: bool = False) -> None:
    """Print issues, a line for all that say the same, the words they are about only on demand."""
    from practicelearn.jobs.checking import grouped_issues

    grouped = issues if "n" in issues else grouped_issues(issues)
    for issue in grouped.itertuples():
        colour = _COLOURS.get(issue.severity, "cyan")
        place = f"{issue.source_loc}: " if isinstance(issue.source_loc, str) else ""
        times = f" [bold]×{issue.n}[/], the first at " if issue.n > 1 and place else "  "
        said = f"  [{colour}]{issue.severity}[/]{times}{safe(place + issue.message)}"
        if isinstance(issue.text, str) and issue.text:
            said += (
                safe(f"  “{issue.text}”")
                if show_text
                else f"  ({counted(len(issue.text.split()), 'word')})"
            )
        line(console, said)


def _is_study(path: Path) -> bool:
    return (path / "study.toml").is_file()


def _show_study(console: Console, path: Path, *, show_text: bool) -> None:
    """What a study's sheets, sessions and logs leave to look at, and what looks like a name."""
    from practicelearn.jobs.checking import check_study

    looked = check_study(path)
    corpus = looked.corpus
    line(console, f"[bold]{safe(looked.study)}[/]")
    line(
        console, f"  {counted(len(corpus), 'turn')} · {counted(int(corpus.n_words.sum()), 'word')}"
    )
    say_issues(looked.issues, console, show_text=show_text)
    say_names_left(looked.n_names, path, looked.n_not_names)
    if not show_text:
        line(console, "  [dim]--show-text shows the words[/]")
    line(
        console,
        f'  [dim]{COMMAND} verify "{safe(path)}" looks at every file and line[/]',
    )


def _show(console: Console, heard: Heard, *, show_text: bool) -> None:
    """What was heard: the whole in a line, a line a speaker, then what to look at."""
    corpus, speakers = heard.corpus, heard.speakers
    if corpus is None or speakers is None or heard.issues is None:
        return
    session = corpus.sessions.iloc[0]
    n = int(corpus.n_words.sum())
    seen = [
        f"{session['format']}, {session['encoding']}",
        *([f"{len(corpus.sessions)} sessions"] if len(corpus.sessions) > 1 else []),
        counted(int(speakers["speaker"].notna().sum()), "speaker"),
        counted(len(corpus), "turn"),
        counted(n, "word"),
        _time(corpus),
    ]
    line(console, f"  {safe(' · '.join(seen))}")
    widest = min(_WIDEST, max(len(str(s)) for s in ["nobody", *speakers["speaker"].dropna()]))
    for session_id, own in speakers.groupby("session_id", sort=False):
        if len(corpus.sessions) > 1:
            line(console, f"  [bold]{safe(session_id)}[/]")
        for row in own.itertuples():
            named = isinstance(row.speaker, str)
            label = row.speaker[:widest].ljust(widest) if named else "nobody".ljust(widest)
            role = f"{row.role} ({row.role_why})" if named else "no label"
            said = f"{counted(row.n_turns, 'turn'):>9}  {counted(row.n_words, 'word'):>11}"
            line(console, f"    {safe(label)}  {safe(said)}  {safe(role)}  {safe(row.first_words)}")
    say_issues(heard.issues, console, show_text=show_text)
    if not show_text:
        line(console, "  [dim]--show-text shows the words[/]")


def _time(corpus: Corpus) -> str:
    last = corpus.turns[["start_s", "end_s"]].max().max()  # some makers write only when one begins
    if not last > 0:
        return "no times"
    minutes, seconds = divmod(round(last), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"
