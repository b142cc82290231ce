"""``theme``: list the themes, and say, name, merge, split or drop one."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import console_, line, safe, said_plainly, show_table
from practicelearn.errors import PracticelearnError

__all__ = ["theme"]


def theme(
    study: StudyFolder,
    theme_id: Annotated[str, typer.Argument(metavar="[THEME]", help="Its id; none: list.")] = "",
    state: Annotated[str, typer.Option("--state", help="What people say, in one sentence.")] = "",
    name: Annotated[str, typer.Option("--name", help="Its name.")] = "",
    merge: Annotated[str, typer.Option("--merge", help="Other themes to count in, a b c.")] = "",
    split: Annotated[str, typer.Option("--split", help="Codes that leave it, a b.")] = "",
    into: Annotated[str, typer.Option("--into", help="The new theme's id, with --split.")] = "",
    drop: Annotated[str, typer.Option("--drop", metavar="WHY", help="Leave it out.")] = "",
    keep: Annotated[bool, typer.Option("--keep", help="Take back that it was dropped.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who decides: goes on record.")] = "",
) -> None:
    """List the themes, or decide about one; what was decided holds in the years to come."""
    with said_plainly():
        from practicelearn.study.deciding import decide_theme, study_themes
        from practicelearn.study.folder import open_study

        opened = open_study(study)
        asked: dict[str, dict[str, Any]] = {
            "statement": {"theme_id": theme_id, "statement": state} if state else {},
            "merge": {"themes": merge.split(), "into": theme_id} if merge else {},
            "split": (
                {"theme_id": theme_id, "codes": split.split(), "into": into, "name": name}
                if split
                else {}
            ),
            "name": {"theme_id": theme_id, "name": name} if name and not split else {},
            "drop": {"theme_id": theme_id, "reason": drop} if drop else {},
            "keep": {"theme_id": theme_id} if keep else {},
        }
        wanted = {kind: entries for kind, entries in asked.items() if entries}
        if wanted and not (theme_id and by):
            raise PracticelearnError("name the theme, and who decides: theme STUDY THEME --by NAME")
        for kind, entries in wanted.items():
            decide_theme(opened, by, kind, **entries)
        found = study_themes(opened)
        table = found.table if not theme_id else found.table[found.table.index == theme_id]
        shown = ["name", "status", "codes", "years_recurring", "n_groups", "n_people", "flags"]
        show_table(table[[*shown, "statement"]].reset_index())
        for note in found.notes:
            line(console_(stderr=True), f"[yellow]{safe(note)}[/]")
