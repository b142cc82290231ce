"""``init``, ``history`` and a person's rights: how a study begins, what it keeps and forgets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn.cli.checking import say_issues
from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import bar, console_, line, safe, said_plainly, show_table
from practicelearn.cli.names import say_names_left

if TYPE_CHECKING:
    from practicelearn.corpus import Corpus

__all__ = [
    "close_round",
    "history",
    "init",
    "person",
    "purge",
    "redact",
    "say_what_to_look_at",
    "withdraw",
]

By = Annotated[str, typer.Option("--by", help="Who does it: goes on record.")]
Roster = Annotated[
    Path | None, typer.Option("--roster", help="Who was there and may be talked about.")
]
NoNames = Annotated[
    bool, typer.Option("--no-names", help="Names were replaced before: leave the words alone.")
]
Sure = Annotated[bool, typer.Option("--yes", help="Do not ask first: it cannot be undone.")]


def init(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The new folder.")],
    transcripts: Annotated[
        Path | None, typer.Argument(metavar="[TRANSCRIPTS]", help="A folder of transcripts.")
    ] = None,
    title: Annotated[str, typer.Option("--title", help="What the study is called.")] = "",
    frame: Annotated[
        str,
        typer.Option(
            "--frame",
            help="A coding frame: a file, or a starter frame, such as lga-employer-standards-2020.",
        ),
    ] = "",
    key: Annotated[
        Path | None, typer.Option("--key", help="Replace names; keep the key here, outside.")
    ] = None,
    roster: Roster = None,
    no_names: NoNames = False,
) -> None:
    """Make a study folder from transcripts; without any, the printable templates for planning."""
    with said_plainly():
        from practicelearn.output.planning import write_templates

        if transcripts is None:
            for path in write_templates(study):
                typer.echo(path)
            return
        _init(study, transcripts, title, frame, key, roster, no_names)
        for path in write_templates(study / "planning"):
            typer.echo(path)
        line(
            console_(stderr=True),
            f'Now code, each under their own name: python -m practicelearn code "{safe(study)}" '
            "--coder NAME",
        )


def _init(
    study: Path,
    transcripts: Path,
    title: str,
    frame: str,
    key: Path | None,
    roster: Path | None,
    no_names: bool,
) -> None:
    from dataclasses import replace

    from practicelearn.coding.frame import read_frame, starter_frame
    from practicelearn.errors import StudyError
    from practicelearn.exchange.nameless import without_names
    from practicelearn.exchange.project import Project
    from practicelearn.pseudonyms import pseudonymise
    from practicelearn.study.folder import create_study
    from practicelearn.study.guides import guide_beside, keep_guide
    from practicelearn.transcripts.loader import read_transcripts

    if (key is None) != no_names:
        raise StudyError(
            "init: frozen sessions are never edited again, so say what is to become of names: "
            "--key FILE replaces them and keeps the key there, outside the study; --no-names says "
            "that they were replaced before."
        )
    coding_frame = None
    if frame:
        coding_frame = read_frame(frame) if Path(frame).is_file() else starter_frame(frame)
    guide = guide_beside(transcripts)
    with bar() as progress:
        corpus = read_transcripts(transcripts, progress=progress)
    if key is not None and coding_frame is not None and Path(frame).is_file():
        # a team's own frame has examples out of earlier transcripts; a starter frame has not
        own = without_names(Project(corpus, coding_frame), key_file=key, roster=roster)
        corpus, coding_frame = own.corpus, own.frame
    elif key is not None:
        corpus = pseudonymise(corpus, key_file=key, roster=roster)
    else:
        corpus = replace(corpus, pseudonymised=True)
    made = create_study(study, corpus, coding_frame, title=title or study.name)
    typer.echo(made.path)
    if guide is not None:
        typer.echo(keep_guide(made, guide))
    say_what_to_look_at(corpus, made.path, int(made.names_left()["likely"].sum()))


def say_what_to_look_at(corpus: Corpus, study: Path, n_names: int) -> None:
    """Say on stderr what the loader and the sheets left to look at, and how much may be a name."""
    console = console_(stderr=True)
    notes = corpus.issues["severity"] == "note"
    say_issues(corpus.issues[~notes], console)
    if notes.any():
        line(
            console,
            f"  [cyan]{notes.sum()} notes[/]  python -m practicelearn check TRANSCRIPTS shows them",
        )
    say_names_left(n_names, study)


def history(
    study: StudyFolder,
    coder: Annotated[str, typer.Option("--coder", help="Only theirs.")] = "",
    session: Annotated[str, typer.Option("--session", help="Only of this session.")] = "",
    last: Annotated[int, typer.Option("--last", help="How many of the newest.")] = 40,
    show_text: Annotated[bool, typer.Option("--show-text", help="Show the words.")] = False,
) -> None:
    """Show who did what when; what was taken back is marked."""
    with said_plainly():
        from practicelearn.study.folder import open_study
        from practicelearn.study.history import history as read_history

        table = read_history(open_study(study), coder=coder or None, session_id=session or None)
        show_table(table.tail(last) if show_text else table.tail(last).drop(columns="quote"))


def person(
    study: StudyFolder,
    person_id: Annotated[str, typer.Argument(metavar="PERSON", help="Their id in the sheets.")],
    show_text: Annotated[bool, typer.Option("--show-text", help="Show the words.")] = False,
) -> None:
    """Show all that the study holds on one person."""
    with said_plainly():
        from practicelearn.study.folder import open_study
        from practicelearn.study.rights import person as held_on

        held = held_on(open_study(study), person_id)
        show_table(held.attendance, title="Attendance")
        turns = held.turns.reset_index()
        if not show_text:
            turns = turns.assign(text=turns["text"].str.len().astype(str) + " characters")
        show_table(turns[["turn_id", "speaker", "text"]], title="Turns")
        codings = held.codings[["turn_id", "code", "coder", "quote"]]
        show_table(codings if show_text else codings.drop(columns="quote"), title="Codings")


def withdraw(
    study: StudyFolder,
    person_id: Annotated[str, typer.Argument(metavar="PERSON", help="Their id in the sheets.")],
    by: By,
    quotes_only: Annotated[
        bool, typer.Option("--quotes-only", help="Keep the words, and never quote them.")
    ] = False,
    yes: Sure = False,
) -> None:
    """Take a person's words out of the study for good."""
    with said_plainly():
        from practicelearn.study.folder import open_study
        from practicelearn.study.rights import withdraw as take_back

        opened = open_study(study)
        if not quotes_only:
            _ask(f"Every word of {person_id} will be gone from {study}. Go on?", yes)
        left = take_back(opened, person_id, by=by, scope="quotes" if quotes_only else "words")
        _say_left(left)


def redact(
    study: StudyFolder,
    turn_id: Annotated[str, typer.Argument(metavar="TURN", help="Such as 2025-north:00012.")],
    words: Annotated[str, typer.Argument(metavar="WORDS", help="The passage, as it stands there.")],
    kind: Annotated[str, typer.Option("--kind", help="What it was: name, place, school.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, without the words.")],
    by: By,
    yes: Sure = False,
) -> None:
    """Take a passage out of a turn, and out of everything that repeats it, for good."""
    with said_plainly():
        from practicelearn.errors import StudyError
        from practicelearn.study.folder import open_study
        from practicelearn.study.rights import redact as take_out

        opened = open_study(study)
        text = str(opened.corpus([turn_id.rsplit(":", 1)[0]]).turns["text"].get(turn_id, ""))
        if text.count(words) != 1:
            raise StudyError(
                f"{turn_id}: the passage stands there {text.count(words)} times, not once."
            )
        _ask(f"{len(words)} characters will be gone from {turn_id}. Go on?", yes)
        start = text.index(words)
        _say_left(
            take_out(opened, turn_id, start, start + len(words), kind=kind, reason=reason, by=by)
        )


def purge(
    study: StudyFolder,
    year: Annotated[str, typer.Argument(metavar="ROUND", help="Such as 2023-24.")],
    by: By,
    yes: Sure = False,
) -> None:
    """Delete a round: transcripts, codings, rows of the sheets, outputs."""
    with said_plainly():
        from practicelearn.study.folder import open_study
        from practicelearn.study.rights import purge as delete

        opened = open_study(study)
        _ask(f"Everything of the round {year} will be gone from {study}. Go on?", yes)
        typer.echo(f"{delete(opened, year, by=by)} sessions deleted")


def close_round(
    study: StudyFolder,
    year: Annotated[str, typer.Argument(metavar="ROUND", help="Such as 2023-24.")],
    key: Annotated[Path, typer.Option("--key", help="The key file, which will be destroyed.")],
    by: By,
    yes: Sure = False,
) -> None:
    """Destroy the key of a round: nobody can say again who was who."""
    with said_plainly():
        from practicelearn.study.folder import open_study
        from practicelearn.study.rights import close_round as close

        opened = open_study(study)
        _ask(f"{key} will be destroyed. Go on?", yes)
        close(opened, year, key, by=by)
        typer.echo(f"the key of {year} is destroyed")


def _ask(question: str, yes: bool) -> None:
    if not yes:
        typer.confirm(question, abort=True)


def _say_left(left: list[str]) -> None:
    typer.echo("done")
    for name in left:
        line(
            console_(stderr=True),
            f"[yellow]{safe(name)} still repeats some of the words: read it[/]",
        )
