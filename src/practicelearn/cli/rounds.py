"""``round``: a further round of transcripts in a study that is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import bar, said_plainly, wrote
from practicelearn.cli.keeping import Decided, NoNames, Roster, say_what_to_look_at
from practicelearn.cli.reading import with_reading

if TYPE_CHECKING:
    from practicelearn.jobs.beginning import ReadAs

__all__ = ["round_"]


@with_reading
def round_(
    study: StudyFolder,
    year: Annotated[str, typer.Argument(metavar="ROUND", help="Such as 2026-27.")],
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILES…", help="Transcripts, or one folder of them with sheets."),
    ],
    by: Annotated[str, typer.Option("--by", help="Who adds it: goes on record.")],
    key: Annotated[
        Path | None, typer.Option("--key", help="Replace names; go on with this key, outside.")
    ] = None,
    roster: Roster = None,
    decided: Decided = None,
    no_names: NoNames = False,
    guide_version: Annotated[
        str, typer.Option("--guide-version", help="The topic guide that was used.")
    ] = "",
    link_rounds: Annotated[
        bool, typer.Option("--link-rounds", help="The same person keeps one id over the years.")
    ] = False,
    *,
    said: ReadAs,
) -> None:
    """Add a round of transcripts to a study.

    What is frozen in the study stays as it is.

    Examples
    --------
    practicelearn round sample 2026-27 new-transcripts --by sam --key key.csv
    """
    with said_plainly():
        from practicelearn.jobs.beginning import add_transcripts

        with bar() as steps:
            begun = add_transcripts(
                study,
                year,
                files,
                by=by,
                key=key,
                roster=roster,
                decided=decided,
                no_names=no_names,
                guide_version=guide_version or None,
                link_rounds=link_rounds,
                said=said,
                steps=steps,
            )
        for sid in begun.corpus.sessions.index:
            wrote(begun.study.path / "sessions" / f"{sid}.csv")
        say_what_to_look_at(begun)
