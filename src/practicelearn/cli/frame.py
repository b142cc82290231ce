"""``frame``: the versions of the coding frame, what changed, codes made since, a release, files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import console_, line, safe, said_plainly, show_table
from practicelearn.errors import FrameError, StudyError

if TYPE_CHECKING:
    from practicelearn.coding.frame import CodingFrame
    from practicelearn.study.folder import Study

__all__ = ["frame"]

_ACTIONS = ("show", "made", "diff", "release", "export")


def frame(
    study: StudyFolder,
    action: Annotated[
        str,
        typer.Argument(
            metavar="[ACTION]",
            help="show, made (codes made while coding), diff A B, release, export FILE.",
        ),
    ] = "show",
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAMES]", help="Two versions, or a file.")
    ] = None,
    since: Annotated[
        str, typer.Option("--since", help="Show what changed since this version.")
    ] = "",
    version: Annotated[
        str, typer.Option("--version", help="What to release it as, such as 2026-1; or to export.")
    ] = "",
    by: Annotated[str, typer.Option("--by", help="Who releases it: goes on record.")] = "",
    take: Annotated[
        list[str] | None,
        typer.Option("--take", help="A code made while coding, such as kim/biscuits; or none."),
    ] = None,
    made_from: Annotated[
        Path | None, typer.Option("--from", help="Release the frame of this file.")
    ] = None,
) -> None:
    """Show the coding frame, compare its versions, release a new one, or write it to a file."""
    with said_plainly():
        from practicelearn._tables import near_match
        from practicelearn.study.folder import open_study

        opened = open_study(study)
        given = names or []
        if action == "show":
            _show(opened, since)
        elif action == "made":
            _made(opened)
        elif action == "diff":
            if len(given) != 2:
                raise StudyError("frame diff: name two versions, the earlier one first.")
            _differ(opened.frame(given[0]), opened.frame(given[1]))
        elif action == "release":
            _release(opened, version, by, take, made_from)
        elif action == "export":
            from practicelearn.exchange.frame_files import export_frame

            if len(given) != 1:
                raise StudyError(
                    "frame export: name a file, .yaml, .csv, .xlsx, .qdc, .md or .docx."
                )
            typer.echo(export_frame(opened.frame(version or None), given[0]))
        else:
            raise StudyError(
                f'frame: "{action}" is not known; there are {", ".join(_ACTIONS)}.'
                f"{near_match(action, _ACTIONS)}"
            )


def _show(opened: Study, since: str) -> None:
    newest = opened.frame()
    line(console_(), f"[bold]{safe(newest.name)}[/], version {safe(newest.version)}")
    others = [f"{f.version} ({f.date or 'no date'})" for f in opened.frames()]
    line(console_(), f"versions: {safe(', '.join(others))}")
    if since:
        _differ(opened.frame(since), newest)
    else:
        table = newest.table().reset_index()
        show_table(table[["code", "name", "parent", "definition"]])
    for issue in newest.issues.itertuples():
        line(console_(), f"[yellow]{safe(issue.code)}[/] {safe(issue.message)}")


def _made(opened: Study) -> None:
    from practicelearn.study.frames import made_codes

    show_table(made_codes(opened).drop(columns=["code", "coder"]))


def _differ(before: CodingFrame, after: CodingFrame) -> None:
    from practicelearn.coding.crosswalk import crosswalk, diff

    show_table(diff(before, after), title=f"Changed since {before.version}")
    relations = crosswalk(before, after).reset_index()
    show_table(relations[["code", "relation", "why"]], title="What can be compared")


def _release(
    opened: Study, version: str, by: str, take: list[str] | None, made_from: Path | None
) -> None:
    from practicelearn.exchange.frame_files import import_frame
    from practicelearn.study.frames import release_frame

    if not version or not by:
        raise FrameError("frame release: say --version, such as 2026-1, and --by, who releases it.")
    before = opened.frame() if opened.has_frame else None
    released = release_frame(
        opened,
        version,
        by=by,
        take=[] if take == ["none"] else take,
        frame=None if made_from is None else import_frame(made_from),
    )
    if before is not None:
        _differ(before, released)
    typer.echo(released.path)
