"""``correct``: a corrected transcript in the place of a frozen session, or one turn of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from practicelearn.cli.checking import say_issues
from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.completing import of_study
from practicelearn.cli.console import line, safe, said_plainly, show_table, warn
from practicelearn.errors import StudyError

__all__ = ["correct"]

_WHICH = (
    "correct: say what is corrected: either a turn (--turn 12, with --say, --speaker, --split or "
    "--join, and --reason), or the whole transcript (a FILE after the session)."
)


def correct(
    study: StudyFolder,
    session: Annotated[
        str,
        typer.Argument(
            metavar="SESSION", help="Such as 2025-north.", autocompletion=of_study("sessions")
        ),
    ],
    by: Annotated[str, typer.Option("--by", help="Who corrected: goes on record.")],
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The corrected transcript.")
    ] = None,
    turn: Annotated[
        int | None, typer.Option("--turn", help="Correct only this turn, by its number.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why: goes on record.")] = "",
    say: Annotated[
        str | None, typer.Option("--say", help="What was really said: the whole turn.")
    ] = None,
    speaker: Annotated[
        str | None, typer.Option("--speaker", help="Who really spoke, such as P2.")
    ] = None,
    split: Annotated[
        str | None, typer.Option("--split", help="The words with which a second turn begins.")
    ] = None,
    then: Annotated[
        str | None, typer.Option("--then", help="Who speaks from --split on; else nobody named.")
    ] = None,
    join: Annotated[bool, typer.Option("--join", help="The turn after it belongs to it.")] = False,
    person: Annotated[
        str | None, typer.Option("--person", help="Whose a new label is: an id of the list.")
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", help="Role of somebody who is on no list.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="The key the study's names were replaced with.")
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", help="Who was there and may be talked about.")
    ] = None,
    no_names: Annotated[
        bool, typer.Option("--no-names", help="Names were replaced in the file already.")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="Only show what would happen.")] = False,
    show_text: Annotated[bool, typer.Option("--show-text", help="Show the words.")] = False,
) -> None:
    """Correct a transcript, or one turn of it.

    Every coding moves to where its words now stand; what could not be moved is listed.

    Examples
    --------
    practicelearn correct sample 2025-west --turn 14 --speaker P1 --by kim --show
    practicelearn correct sample 2025-west north.docx --by kim --no-names
    """
    with said_plainly():
        from practicelearn.jobs.correcting import correct_transcript, correct_turn

        if (file is None) == (turn is None):
            raise StudyError(_WHICH)
        of_turn = {"reason": reason, "say": say, "speaker": speaker, "split": split, "then": then,
                   "join": join, "person": person, "role": role}  # fmt: skip
        of_file = {"key": key, "roster": roster, "no-names": no_names}
        stray = [k for k, v in (of_file if file is None else of_turn).items() if v]
        if stray:
            which = "a FILE" if file is None else "--turn"
            raise StudyError(f"correct: --{stray[0]} goes with {which} only.")
        if turn is None:
            assert file is not None
            found = correct_transcript(
                study, session, file, by=by, key=key, roster=roster, no_names=no_names,
                keep=not show,
            )  # fmt: skip
        else:
            if not (reason.strip() or show):
                raise StudyError('correct --turn: say why, such as --reason "a word was missed".')
            found, now, names = correct_turn(
                study, session, turn, by=by, reason=reason or "only shown", words=say,
                speaker=speaker, split=split, then=then, join=join, person=person, role=role,
                keep=not show,
            )  # fmt: skip
            for n, said in enumerate(now, start=turn):
                words = said.text if show_text else f"[{len(said.text.split())} words]"
                line(safe(f"{n}  {said.speaker or 'nobody named'}: {words}"))
            if names:
                what = ", ".join(names) if show_text else f"{len(names)}; --show-text shows them"
                warn(f"These words still look like names: {what}")
        line(safe(found))
        words_hidden = [] if show_text else ["quote", "words_now"]
        for change, title in (("lost", "Could not be moved: lost"), ("words changed", "Look at")):
            rows = found.codings[found.codings["change"] == change]
            shown = rows.drop(columns=["coding_id", "change", *words_hidden])
            show_table(shown, change.replace(" ", "_"), title=title, if_empty=False)
        say_issues(found.issues, stderr=True, show_text=show_text)
