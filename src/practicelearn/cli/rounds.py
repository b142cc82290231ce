"""``round``: a further round of transcripts in a study that is there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.console import bar, said_plainly
from practicelearn.cli.keeping import NoNames, Roster, say_what_to_look_at

__all__ = ["round_"]


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
    no_names: NoNames = False,
    guide_version: Annotated[
        str, typer.Option("--guide-version", help="The topic guide that was used.")
    ] = "",
    link_rounds: Annotated[
        bool, typer.Option("--link-rounds", help="The same person keeps one id over the years.")
    ] = False,
) -> None:
    """Add a round of transcripts to a study; what is frozen there stays as it is."""
    with said_plainly():
        from dataclasses import replace

        from practicelearn.errors import StudyError
        from practicelearn.pseudonyms import names_left, pseudonymise
        from practicelearn.study.folder import open_study
        from practicelearn.study.guides import guide_beside, keep_guide
        from practicelearn.study.rounds import add_round, in_round
        from practicelearn.transcripts.loader import read_transcripts

        if (key is None) != no_names:
            raise StudyError(
                "round: say what is to become of names: --key FILE replaces them and goes on with "
                "the key there, outside the study; --no-names says that they were replaced before."
            )
        opened = open_study(study)
        guide = guide_beside(files[0]) if len(files) == 1 else None
        with bar() as progress:
            corpus = read_transcripts(files[0] if len(files) == 1 else files, progress=progress)
        corpus = in_round(corpus, year, guide_version=guide_version or None)
        if key is not None:
            corpus = pseudonymise(corpus, key_file=key, roster=roster, link_rounds=link_rounds)
        else:
            corpus = replace(corpus, pseudonymised=True)
        made = add_round(opened, corpus, year, by=by, link_rounds=link_rounds)
        for sid in corpus.sessions.index:
            typer.echo(made.path / "sessions" / f"{sid}.csv")
        if guide is not None:
            typer.echo(keep_guide(made, guide))
        say_what_to_look_at(corpus, made.path, int(names_left(corpus)["likely"].sum()))
