"""``check`` and ``sheet``: what files and studies hold, and what a person should look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn._called import COMMAND
from practicelearn.cli.console import (
    UNREADABLE,
    bar,
    give,
    line,
    note,
    safe,
    said_plainly,
    wrote,
)
from practicelearn.cli.names import say_names_left
from practicelearn.cli.reading import with_reading
from practicelearn.errors import counted

if TYPE_CHECKING:
    import pandas as pd

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
    """Say what each transcript holds, and what to look at.

    Of a study, what its sheets, sessions and logs leave to look at.

    Examples
    --------
    practicelearn check sample/originals/2025-north.docx
    practicelearn check sample --show-text
    """
    with said_plainly():
        from practicelearn.jobs.checking import check_files, file_heard, next_step

        transcripts = [path for path in files if not _is_study(path)]
        unreadable = read = 0
        for study in filter(_is_study, files):
            _show_study(study, show_text=show_text)
        for heard in check_files(transcripts, said=said, show_text=show_text):
            unreadable += heard.error is not None
            read += heard.corpus is not None
            if not give("files", file_heard(heard)):
                _show(heard, show_text=show_text)
            elif heard.speakers is not None and heard.issues is not None:
                give("speakers", heard.speakers.assign(file=str(heard.path)))
                say_issues(heard.issues, show_text=show_text, of=heard.path)
        if transcripts and said.cells():
            line(
                "[dim]heard right now? Give the same words to sheet or init: they are kept[/]",
                beside=True,
            )
        if transcripts:
            line(f"[dim]next: {safe(next_step(transcripts, read))}[/]", beside=True)
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
    """Write the sheets of sessions, people and attendance.

    They are filled in as far as the files say; what was guessed is named in them.

    Examples
    --------
    practicelearn sheet sample/originals/2025-north.docx -o sheets
    """
    with said_plainly():
        from practicelearn.jobs.checking import write_sheets

        with bar() as steps:
            written, wrong = write_sheets(files, out, said=said, steps=steps)
        for path in written:
            wrote(path)
        say_issues(wrong, stderr=True)
        note(
            "Fill in round (column year), group, role and consent_quote, and a row for everybody "
            "who was there and said nothing, or did not come; what was guessed is named in the "
            f"column guessed. Keep the sheets beside the transcripts, then: {COMMAND} "
            "init STUDY TRANSCRIPTS, or in a later year: round STUDY ROUND TRANSCRIPTS",
        )


def say_issues(
    issues: pd.DataFrame, *, stderr: bool = False, show_text: bool = False, of: Path | None = None
) -> None:
    """Print issues, a line for all that say the same, the words they are about only on demand."""
    from practicelearn.jobs.checking import grouped_issues, without_words

    grouped = issues if "n" in issues else grouped_issues(issues)
    if give("issues", without_words(grouped, of=of, show_text=show_text)):
        return
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
        line(said, stderr=stderr)


def _is_study(path: Path) -> bool:
    return (path / "study.toml").is_file()


def _show_study(path: Path, *, show_text: bool) -> None:
    """What a study's sheets, sessions and logs leave to look at, and what looks like a name."""
    from practicelearn.jobs.checking import check_study

    looked = check_study(path)
    corpus = looked.corpus
    line(f"[bold]{safe(looked.study)}[/]")
    line(f"  {counted(len(corpus), 'turn')} · {counted(int(corpus.n_words.sum()), 'word')}")
    say_issues(looked.issues, show_text=show_text, of=path)
    say_names_left(looked.n_names, path, looked.n_not_names)
    if not show_text:
        line("  [dim]--show-text shows the words[/]", beside=True)
    line(
        f'  [dim]{COMMAND} verify "{safe(path)}" looks at every file and line[/]',
        beside=True,
    )


def _show(heard: Heard, *, show_text: bool) -> None:
    """What was heard of a file, or why it was not read; then what can be said to put it right."""
    line(f"[bold]{safe(heard.path)}[/]")
    if heard.beside is not None:
        line(f"  [dim]not read[/]  {safe(heard.beside)}")
    elif heard.error is not None:
        where = f"line {heard.error.line}: " if heard.error.line else ""
        line(f"  [red]cannot be read[/]  {where}{safe(heard.error.what)}")
    else:
        _show_heard(heard, show_text=show_text)
    for answer in heard.answers:
        line(f"  [bold]?[/]  {safe(answer)}")


def _show_heard(heard: Heard, *, show_text: bool) -> None:
    """The whole in a line, a line a speaker, then what to look at."""
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
    line(f"  {safe(' · '.join(seen))}")
    widest = min(_WIDEST, max(len(str(s)) for s in ["nobody", *speakers["speaker"].dropna()]))
    for session_id, own in speakers.groupby("session_id", sort=False):
        if len(corpus.sessions) > 1:
            line(f"  [bold]{safe(session_id)}[/]")
        for row in own.itertuples():
            named = isinstance(row.speaker, str)
            label = (row.speaker if named else "nobody").ljust(widest)
            role = f"{row.role} ({row.role_why})" if named else "no label"
            said = f"{counted(row.n_turns, 'turn'):>9}  {counted(row.n_words, 'word'):>11}"
            line(f"    {safe(label)}  {safe(said)}  {safe(role)}  {safe(row.first_words)}")
    say_issues(heard.issues, show_text=show_text)
    if not show_text:
        line("  [dim]--show-text shows the words[/]", beside=True)


def _time(corpus: Corpus) -> str:
    last = corpus.turns[["start_s", "end_s"]].max().max()  # some makers write only when one begins
    if not last > 0:
        return "no times"
    minutes, seconds = divmod(round(last), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"
