"""``names``: what still looks like a name, everywhere in a study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from practicelearn._called import COMMAND
from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import line, note, safe, said_plainly, show_table, warn
from practicelearn.errors import counted

__all__ = ["names", "say_names_left"]


def names(
    study: StudyFolder,
    roster: Annotated[
        Path | None, typer.Option("--roster", help="Who was there and may be talked about.")
    ] = None,
    weak: Annotated[
        bool, typer.Option("--all", help="Weaker signs too, most of which name nobody.")
    ] = False,
    show_text: Annotated[bool, typer.Option("--show-text", help="Show the words.")] = False,
) -> None:
    """List what still looks like a name, everywhere in a study.

    In turns, memos, the chart, actions, the frame and wherever else words stand.

    Examples
    --------
    practicelearn names sample --show-text
    """
    with said_plainly():
        from practicelearn.jobs.checking import names_in

        left, n_out = names_in(study, roster=roster)
        shown = left if weak else left[left["likely"]]
        columns = ["place", "row", "kind", "why", *(["text"] if show_text else [])]
        if not show_text:  # an id or a file's name is its own row
            pairs = zip(shown["row"], shown["text"], strict=True)
            shown = shown.assign(row=["…" if text in row else row for row, text in pairs])
        show_table(shown[columns], "names", if_empty=False)
        further = "" if weak else f", and {counted(len(left) - len(shown), 'weaker sign')} (--all)"
        said = f" {not_listed(n_out)}" if n_out else ""
        line(
            safe(
                f"{counted(len(shown), 'word', 'look')} like names{further}.{said} "
                "An empty list is no proof."
            )
        )


def not_listed(n: int) -> str:
    """Say how many are left out because a person said that they are no names."""
    return f"Left out {'is' if n == 1 else 'are'} {n}, on record as no name."


def say_names_left(n: int, study: Path, n_not_names: int = 0) -> None:
    """Say on stderr how many words still look like names, and how many are said to be none."""
    if n_not_names:
        note(not_listed(n_not_names))
    if n:
        warn(
            f"{counted(n, 'word')} still {'looks' if n == 1 else 'look'} like names: "
            "read them before anything is shared, with "
            f'{COMMAND} names "{study}" --show-text'
        )
