"""``init``, ``history`` and a person's rights: how a study begins, what it keeps and forgets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from practicelearn._called import COMMAND
from practicelearn.cli.checking import say_issues
from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.completing import of_study, starter_frames
from practicelearn.cli.console import (
    ask,
    bar,
    give,
    line,
    note,
    safe,
    said_plainly,
    say,
    show_table,
    warn,
    wrote,
)
from practicelearn.cli.names import say_names_left
from practicelearn.cli.reading import with_reading
from practicelearn.errors import counted

if TYPE_CHECKING:
    from practicelearn.jobs.beginning import Begun, ReadAs
    from practicelearn.jobs.rights import Preview

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

By = Annotated[
    str,
    typer.Option("--by", help="Who does it: goes on record.", autocompletion=of_study("people")),
]
Roster = Annotated[
    Path | None, typer.Option("--roster", help="Who was there and may be talked about.")
]
Decided = Annotated[
    Path | None,
    typer.Option(
        "--decided", help="A sheet of names: name; decision (replace, keep, same); same_as."
    ),
]
NoNames = Annotated[
    bool, typer.Option("--no-names", help="Names were replaced before: leave the words alone.")
]
Leave = Annotated[
    list[str] | None,
    typer.Option("--leave", metavar="PLACE", help="A text of the team that stays as it is."),
]
ShowText = Annotated[bool, typer.Option("--show-text", help="Show the words.")]
Sure = Annotated[bool, typer.Option("--yes", help="Do not ask first: it cannot be undone.")]


@with_reading
def init(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The new folder.")],
    transcripts: Annotated[
        Path | None, typer.Argument(metavar="TRANSCRIPTS", help="A folder of transcripts.")
    ] = None,
    title: Annotated[str, typer.Option("--title", help="What the study is called.")] = "",
    frame: Annotated[
        str,
        typer.Option(
            "--frame",
            help="A coding frame: a file, or a starter frame, such as lga-employer-standards-2020.",
            autocompletion=starter_frames,
        ),
    ] = "",
    key: Annotated[
        Path | None, typer.Option("--key", help="Replace names; keep the key here, outside.")
    ] = None,
    roster: Roster = None,
    decided: Decided = None,
    no_names: NoNames = False,
    *,
    said: ReadAs,
) -> None:
    """Make a study folder of transcripts.

    Without transcripts, the printable templates for planning a round.

    Examples
    --------
    practicelearn init planning
    practicelearn init my-study sample/originals --key key.csv
    """
    with said_plainly():
        from practicelearn.jobs.beginning import begin_study, plan_round

        if transcripts is None:
            for path in plan_round(study):
                wrote(path)
            return
        with bar() as steps:
            begun = begin_study(
                study,
                transcripts,
                title=title,
                frame=frame,
                key=key,
                roster=roster,
                decided=decided,
                no_names=no_names,
                said=said,
                steps=steps,
            )
        wrote(begun.study.path)
        say_what_to_look_at(begun)
        for path in begun.templates:
            wrote(path)
        note(f'Now code, each under their own name: {COMMAND} code "{study}" --coder NAME')


def say_what_to_look_at(begun: Begun) -> None:
    """Say what became of the guide; on stderr what is to be looked at, and what may be a name."""
    if begun.guide is not None:
        say(begun.guide)
    issues = begun.corpus.issues
    notes = issues["severity"] == "note"
    say_issues(issues[~notes], stderr=True)
    if notes.any():
        line(
            f"  [cyan]{counted(notes.sum(), 'note')}[/]  shown by: {COMMAND} check TRANSCRIPTS",
            beside=True,
            stderr=True,
        )
    say_names_left(begun.n_names, begun.study.path)


def history(
    study: StudyFolder,
    coder: Annotated[
        str, typer.Option("--coder", help="Only theirs.", autocompletion=of_study("coders"))
    ] = "",
    session: Annotated[
        str,
        typer.Option(
            "--session", help="Only of this session.", autocompletion=of_study("sessions")
        ),
    ] = "",
    last: Annotated[int, typer.Option("--last", min=1, help="How many of the newest.")] = 40,
    show_text: Annotated[bool, typer.Option("--show-text", help="Show the words.")] = False,
) -> None:
    """Show who did what when; what was taken back is marked.

    Examples
    --------
    practicelearn history sample --last 10
    practicelearn history sample --coder kim --session 2025-north
    """
    with said_plainly():
        from practicelearn.jobs import rights

        table = rights.history(study, coder=coder or None, session_id=session or None)
        newest = table.tail(last)
        show_table(newest if show_text else newest.drop(columns="quote"), "history")


def person(
    study: StudyFolder,
    person_id: Annotated[str, typer.Argument(metavar="PERSON", help="Their id in the sheets.")],
    show_text: Annotated[bool, typer.Option("--show-text", help="Show the words.")] = False,
) -> None:
    """Show all that the study holds on one person.

    Examples
    --------
    practicelearn person sample 2025-north-p2
    """
    with said_plainly():
        from practicelearn.jobs.rights import held_on

        held = held_on(study, person_id)
        show_table(held.attendance, "attendance", title="Attendance")
        show_table(held.away, "away", title="Invited, and did not come", if_empty=False)
        turns = held.turns.reset_index()
        if not show_text:
            turns = turns.assign(text=turns["text"].str.len().astype(str) + " characters")
        show_table(turns[["turn_id", "speaker", "text"]], "turns", title="Turns")
        codings = held.codings[["turn_id", "code", "coder", "quote"]]
        show_table(
            codings if show_text else codings.drop(columns="quote"), "codings", title="Codings"
        )


def withdraw(
    study: StudyFolder,
    person_id: Annotated[str, typer.Argument(metavar="PERSON", help="Their id in the sheets.")],
    by: By,
    quotes_only: Annotated[
        bool, typer.Option("--quotes-only", help="Keep the words, and never quote them.")
    ] = False,
    leave: Leave = None,
    show_text: ShowText = False,
    yes: Sure = False,
) -> None:
    """Take a person's words out of the study for good.

    What would go is shown first, and you are asked.

    Examples
    --------
    practicelearn withdraw sample 2025-north-p2 --by sam
    practicelearn withdraw sample 2025-north-p3 --quotes-only --by sam
    """
    with said_plainly():
        from practicelearn.jobs import rights

        if not quotes_only:
            _show_preview(rights.preview_withdrawal(study, person_id), leave or [], show_text)
            ask(f"Every word of {person_id} will be gone from {study}. Go on?", yes)
        scope: Literal["words", "quotes"] = "quotes" if quotes_only else "words"
        _say_left(rights.withdraw(study, person_id, by=by, scope=scope, leave=leave or ()))
        if not quotes_only:
            _say_recording()


def redact(
    study: StudyFolder,
    turn_id: Annotated[str, typer.Argument(metavar="TURN", help="Such as 2025-north:00012.")],
    words: Annotated[str, typer.Argument(metavar="WORDS", help="The passage, as it stands there.")],
    kind: Annotated[str, typer.Option("--kind", help="What it was: name, place, school.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, without the words.")],
    by: By,
    leave: Leave = None,
    show_text: ShowText = False,
    yes: Sure = False,
) -> None:
    """Take a passage out of the study for good.

    Out of its turn, and out of everything that repeats it.

    Examples
    --------
    practicelearn redact sample 2025-north:00012 "terrible soup" --kind food --reason rare --by sam
    """
    with said_plainly():
        from practicelearn.jobs import rights

        _show_preview(rights.preview_redaction(study, turn_id, words), leave or [], show_text)
        ask(f"{counted(len(words), 'character')} will be gone from {turn_id}. Go on?", yes)
        _say_left(
            rights.redact(study, turn_id, words, kind=kind, reason=reason, by=by, leave=leave or ())
        )
        _say_recording()


def purge(
    study: StudyFolder,
    year: Annotated[
        str,
        typer.Argument(metavar="ROUND", help="Such as 2023-24.", autocompletion=of_study("rounds")),
    ],
    by: By,
    yes: Sure = False,
) -> None:
    """Delete a round: transcripts, codings, rows, outputs.

    Examples
    --------
    practicelearn purge sample 2023-24 --by sam
    """
    with said_plainly():
        from practicelearn.jobs.rights import purge_round

        ask(f"Everything of the round {year} will be gone from {study}. Go on?", yes)
        n_sessions, left = purge_round(study, year, by=by)
        say(f"{counted(n_sessions, 'session')} deleted")
        _say_left(left)
        _say_recording()


def close_round(
    study: StudyFolder,
    year: Annotated[
        str,
        typer.Argument(metavar="ROUND", help="Such as 2023-24.", autocompletion=of_study("rounds")),
    ],
    key: Annotated[Path, typer.Option("--key", help="The key file, which will be destroyed.")],
    by: By,
    yes: Sure = False,
) -> None:
    """Destroy a round's key: nobody can say who was who.

    Examples
    --------
    practicelearn close-round sample 2023-24 --key key.csv --by sam
    """
    with said_plainly():
        from practicelearn.jobs import rights

        ask(f"{key} will be destroyed. Go on?", yes)
        say(f"the key of {year} is destroyed: {rights.close_round(study, year, key, by=by)}")


def _show_preview(found: Preview, leave: list[str], show_text: bool) -> None:
    """Say what would change, and which of the team's own texts repeat some of the words."""
    turns = counted(found.n_turns, "turn")
    codings = counted(found.n_codings, "coding")
    line(f"Words go from {turns} and from the quotes of {codings}.")
    words = ["text", "after"] if show_text else []
    if give("texts", found.texts[["place", *words]]):
        give("loose", found.loose[["place", *words[1:]]])
        return
    if len(found.texts):
        line(
            "From these texts of the team, too, which repeat them (--leave PLACE keeps one):",
        )
    for row in found.texts.itertuples():
        stays = "  [cyan]stays as it is[/]" if row.place in leave else ""
        line(f"  [bold]{safe(row.place)}[/]{stays}")
        if show_text:
            line(f"    “{safe(row.text)}”")
            line(f"    “{safe(row.after)}”")
    if len(found.loose):
        line("These share only a few words in a row with them, and stay: look yourself.")
    for row in found.loose.itertuples():
        line(f"  [bold]{safe(row.place)}[/]")
        if show_text:
            line(f"    “{safe(row.after)}”")
    if not show_text and len(found.texts) + len(found.loose):
        line("  [dim]--show-text shows them, and what would stand there[/]")


def _say_recording() -> None:
    """Say what no program here can take words out of."""
    from practicelearn.jobs.rights import RECORDING

    warn(RECORDING)


def _say_left(left: list[str]) -> None:
    say("done")
    for name in left:
        warn(f"{name}: some of the words may still stand there; look, and take it out if they do")
