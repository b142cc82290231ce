"""``report``, ``demo``, ``check`` and ``sheet``: from transcripts to documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn.cli.console import UNREADABLE, bar, console_, line, safe, said_plainly
from practicelearn.errors import TranscriptError

if TYPE_CHECKING:
    from rich.console import Console

    from practicelearn.corpus import Corpus

__all__ = ["check", "demo", "report", "sheet"]


def report(
    source: Annotated[
        Path,
        typer.Argument(metavar="STUDY_OR_FOLDER", help="A study, or a folder of transcripts."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the documents.")] = Path(
        "outputs"
    ),
    waive: Annotated[
        str, typer.Option("--waive", help="Why words that look like names may stay in print.")
    ] = "",
    by: Annotated[str, typer.Option("--by", help="Who waives: goes on record.")] = "",
    template: Annotated[
        Path | None, typer.Option("--template", help="A .docx for the look of the Word files.")
    ] = None,
) -> None:
    """Write the evidence file for the team and the report for readers."""
    with said_plainly():
        _make_reports(source, out, waive=waive or None, by=by, template=template)


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the documents.")] = Path(
        "build/demo"
    ),
) -> None:
    """Run the main job on the invented sample study."""
    with said_plainly():
        import practicelearn as prac

        _make_reports(prac.sample_path(), out)


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES…", help="Transcripts, or folders of them.")
    ],
    show_text: Annotated[
        bool, typer.Option("--show-text", help="Show the words an issue is about.")
    ] = False,
) -> None:
    """Say what the loader sees in each file, and what a person should look at."""
    with said_plainly():
        from practicelearn.transcripts.loader import read_transcript

        console = console_()
        unreadable = 0
        for path, beside in _each_file(files):
            if beside is not None:
                line(console, f"[bold]{safe(path)}[/]")
                line(console, f"  [dim]not read[/]  {safe(beside)}")
                continue
            try:
                corpus = read_transcript(path)
            except TranscriptError as error:
                unreadable += 1
                where = f"line {error.line}: " if error.line else ""
                line(console, f"[bold]{safe(path)}[/]")
                line(console, f"  [red]cannot be read[/]  {where}{safe(error.what)}")
            else:
                _show(console, path, corpus, show_text=show_text)
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
        from practicelearn.transcripts.draft_sheets import draft_sheets
        from practicelearn.transcripts.loader import read_transcripts

        corpus = read_transcripts([path for path, beside in _each_file(files) if beside is None])
        for path in draft_sheets(corpus, out):
            typer.echo(path)
        unread = corpus.issues[corpus.issues["severity"] == "error"]
        for issue in unread.itertuples():
            line(console_(stderr=True), f"[red]{safe(issue.source_loc)}: {safe(issue.message)}[/]")


def _make_reports(
    source: Path,
    out: Path,
    *,
    waive: str | None = None,
    by: str = "",
    template: Path | None = None,
) -> None:
    from practicelearn.output.main_job import NO_REPORT, make_reports

    with bar() as progress:
        written = make_reports(
            source, out, waive=waive, by=by, template=template, progress=progress
        )
    for path in written:
        typer.echo(path)
    if not any(path.name == "report.html" for path in written):
        line(console_(stderr=True), f"[yellow]{NO_REPORT}[/]")


def _each_file(paths: list[Path]) -> list[tuple[Path, str | None]]:
    """The files named or in folders, each with why it is not read, if it only describes others.

    A file named alone is read whatever it is called.
    """
    from practicelearn.transcripts.folder import gather, why_beside

    files = [file for path in paths for file in gather(path)[0]]
    return [(file, why_beside(file, files) if len(files) > 1 else None) for file in files]


def _show(console: Console, path: Path, corpus: Corpus, *, show_text: bool) -> None:
    session = corpus.sessions.iloc[0]
    n_sessions = len(corpus.sessions)
    # a label belongs to its session
    speakers = len(corpus.turns.dropna(subset="speaker").groupby(["session_id", "speaker"]))
    line(console, f"[bold]{safe(path)}[/]")
    seen = [
        f"{session['format']}, {session['encoding']}",
        *([f"{n_sessions} sessions"] if n_sessions > 1 else []),
        f"{speakers} {'speaker' if speakers == 1 else 'speakers'}",
        f"{len(corpus):,} turns",
        f"{int(corpus.n_words.sum()):,} words",
        _time(corpus),
    ]
    line(console, f"  {safe(' · '.join(seen))}")
    for issue in corpus.issues.itertuples():
        colour = {"error": "red", "warning": "yellow"}.get(issue.severity, "cyan")
        place = f"{issue.source_loc}: " if isinstance(issue.source_loc, str) else ""
        said = f"  [{colour}]{issue.severity}[/]  {safe(place + issue.message)}"
        if isinstance(issue.text, str) and issue.text:
            said += safe(f"  “{issue.text}”") if show_text else f"  ({len(issue.text)} characters)"
        line(console, said)
    if not show_text and corpus.issues["text"].notna().any():
        line(console, "  [dim]--show-text shows the words[/]")


def _time(corpus: Corpus) -> str:
    last = corpus.turns[["start_s", "end_s"]].max().max()  # some makers write only when one begins
    if not last > 0:
        return "no times"
    minutes, seconds = divmod(round(last), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"
