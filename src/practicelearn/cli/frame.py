"""``frame``: the versions of the coding frame, what changed, what to look at, a release, files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.completing import of_study, one_of
from practicelearn.cli.console import give, line, safe, said_plainly, show_table, wrote
from practicelearn.errors import StudyError

if TYPE_CHECKING:
    import pandas as pd

    from practicelearn.jobs.frames import Draft, FrameChange

__all__ = ["frame"]

_ACTIONS = ("show", "check", "made", "diff", "draft", "edit", "undo", "release", "export", "book")


def frame(
    study: StudyFolder,
    action: Annotated[
        str,
        typer.Argument(
            metavar="ACTION",
            autocompletion=one_of(*_ACTIONS),
            help="show, check (what to look at), made (codes made while coding), diff A B, draft, "
            "edit WHAT CODE FIELD=VALUE, undo N, release, export FILE, book FILE.",
        ),
    ] = "show",
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAMES", help="Versions, a file, an edit."),
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            "--since",
            help="Show what changed since this version.",
            autocompletion=of_study("frame_versions"),
        ),
    ] = "",
    version: Annotated[
        str, typer.Option("--version", help="What to release it as, such as 2026-1; or to export.")
    ] = "",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            help="Who edits or releases it: goes on record.",
            autocompletion=of_study("people"),
        ),
    ] = "",
    take: Annotated[
        list[str] | None,
        typer.Option("--take", help="A code made while coding, such as kim/biscuits; or none."),
    ] = None,
    made_from: Annotated[
        Path | None, typer.Option("--from", help="Release the frame of this file.")
    ] = None,
    note: Annotated[
        str, typer.Option("--note", help="What was changed and why: goes on record.")
    ] = "",
) -> None:
    """Show, compare, edit or release the coding frame.

    Examples
    --------
    practicelearn frame sample
    practicelearn frame sample book code-book.docx
    """
    with said_plainly():
        from practicelearn._tables import near_match
        from practicelearn.jobs import frames

        given = names or []
        if action in _LOOKS:
            _LOOKS[action](study, since)
        elif action == "made":
            show_table(frames.codes_made(study).drop(columns=["code", "coder"]), "codes_made")
        elif action == "diff":
            if len(given) != 2:
                raise StudyError("frame diff: name two versions, the earlier one first.")
            _differ(frames.compare_frames(study, given[0], given[1]))
        elif action in {"draft", "edit", "undo"}:
            _edited(action, study, given, by)
        elif action == "book":
            if len(given) != 1:
                raise StudyError("frame book: name a file, such as code-book.docx.")
            wrote(frames.write_code_book(study, given[0]))
        elif action == "release":
            taken = [] if take == ["none"] else take
            released, change = frames.release_frame(
                study, version, by=by, take=taken, made_from=made_from, note=note
            )
            if change is not None:
                _differ(change)
            wrote(str(released.path))
        elif action == "export":
            if len(given) != 1:
                raise StudyError(
                    "frame export: name a file, .yaml, .csv, .xlsx, .qdc, .md or .docx."
                )
            wrote(frames.write_frame_file(study, given[0], version=version or None))
        else:
            raise StudyError(
                f'frame: "{action}" is not known; there are {", ".join(_ACTIONS)}.'
                f"{near_match(action, _ACTIONS)}"
            )


def _show(study: Path, since: str) -> None:
    from practicelearn.jobs.frames import compare_frames, show_frame

    shown = show_frame(study)
    newest = shown.newest
    line(f"[bold]{safe(newest.name)}[/], version {safe(newest.version)}")
    others = [f"{f.version} ({f.date or 'no date'})" for f in shown.versions]
    line(f"versions: {safe(', '.join(others))}")
    if since:
        _differ(compare_frames(study, since))
    else:
        table = newest.table().reset_index()
        show_table(table[["code", "name", "parent", "definition"]], "codes")
    versions = [{"version": f.version, "date": f.date} for f in shown.versions]
    if give("versions", versions) and give("issues", newest.issues[["code", "message"]]):
        return
    for issue in newest.issues.itertuples():
        line(f"[yellow]{safe(issue.code)}[/] {safe(issue.message)}")


def _check(study: Path, _: str) -> None:
    from practicelearn.jobs.frame_check import check_frame

    check = check_frame(study)
    line(safe(f"{check.says}. Nothing is changed."))
    proposals = check.table[["name", "kind", "says", "could"]]
    if give("proposals", proposals) and give("cannot_be_told", check.not_known[["what", "why"]]):
        for place in check.table.index:
            quotes = check.quotes(str(place), 2)[["turn_id", "speaker", "quote"]]
            give("quotes", quotes.assign(about=check.table.loc[place, "name"]))
        return
    for proposal in check.table.itertuples():
        line(f"\n[bold]{safe(proposal.name)}[/]: {safe(proposal.kind)}")
        line(safe(proposal.says))
        for quote in check.quotes(str(proposal.Index), 2).itertuples():
            line(safe(f"  {quote.turn_id}, {quote.speaker or 'no name'}: “{quote.quote}”"))
        line(safe(f"You could: {proposal.could}"))
    for row in check.not_known.itertuples():
        line(f"[yellow]Cannot be told[/]: {safe(row.what)}: {safe(row.why)}")


def _edited(action: str, study: Path, given: list[str], by: str) -> None:
    from practicelearn.jobs import frames

    if action == "edit":
        frames.edit_draft(study, given, by=by)
    elif action == "undo":
        if len(given) != 1 or not given[0].isdigit():
            raise StudyError("frame undo: give the number of an edit, as frame draft shows it.")
        frames.undo_draft(study, int(given[0]), by=by)
    _draft(*frames.show_draft(study))


def _draft(draft: Draft, changes: pd.DataFrame) -> None:
    edits = [
        {"n": n, "said": edit.said, "who": edit.who, "note": edit.note, "stands": edit.stands}
        for n, edit in enumerate(draft.edits, start=1)
    ]
    if give("edits", edits):
        show_table(_becomes(changes), "changes")
        return
    if not draft.edits:
        line("No edits: the draft is the newest version.")
    for n, edit in enumerate(draft.edits, start=1):
        note = f" [yellow]{safe(edit.note)}[/]" if edit.note else ""
        line(f"{n}. {safe(edit.said)} ({safe(edit.who)}){note}")
    if len(changes):
        show_table(_becomes(changes), "changes", title="What a release does")


def _becomes(changes: pd.DataFrame) -> pd.DataFrame:
    return changes.assign(becomes=changes["becomes"].str.join(", ")).drop(columns="code")


def _differ(change: FrameChange) -> None:
    show_table(change.changes, "changes", title=f"Changed since {change.before.version}")
    relations = change.relations.reset_index()
    show_table(relations[["code", "relation", "why"]], "relations", title="What can be compared")


_LOOKS = {"show": _show, "check": _check}
"""What only looks: the study, and since which version."""
