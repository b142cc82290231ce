"""``upgrade``: a study in the newest format."""

from __future__ import annotations

from typing import Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import ask, said_plainly, say

__all__ = ["upgrade"]


def upgrade(
    study: StudyFolder,
    by: Annotated[str, typer.Option("--by", help="Who does it: goes on record.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Give a study the newest format.

    What that brings is shown before anything is done.

    Examples
    --------
    practicelearn upgrade sample --by sam
    """
    with said_plainly():
        from practicelearn.errors import StudyError
        from practicelearn.jobs.upgrading import preview_upgrade, upgrade_study

        found = preview_upgrade(study)
        if not found:
            say(
                f"{study}: format {found.before} is the newest that this version of practicelearn "
                "knows. There is nothing to upgrade."
            )
            return
        say(
            f"{study} would go from format {found.before} to format {found.after}.\n"
            f"New from then on: {', '.join(found.kinds)}.\n"
            f"Changed: {', '.join(found.files)}. Nothing that was written before is changed.\n"
            "Everybody who works on this study needs a practicelearn as new as yours: an older one "
            "refuses it."
        )
        if not by.strip():
            raise StudyError("say who upgrades, which goes on record: --by NAME. Nothing was done.")
        ask("Go on?", yes)
        done = upgrade_study(study, by=by)
        say(f"format {done.after}")
