"""``theme``: list the themes, and say, name, merge, split or drop one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicelearn.cli.coding import StudyFolder
from practicelearn.cli.completing import of_study
from practicelearn.cli.console import give, line, safe, said_plainly, say, show_table, warn
from practicelearn.errors import PracticelearnError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["theme"]


def theme(
    study: StudyFolder,
    theme_id: Annotated[
        str,
        typer.Argument(
            metavar="THEME", help="Its id; none: list.", autocompletion=of_study("themes")
        ),
    ] = "",
    state: Annotated[
        str | None, typer.Option("--state", help="What people say, in one sentence.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Its name.")] = None,
    merge: Annotated[
        str | None,
        typer.Option(
            "--merge", help="Other themes to count in, a b c.", autocompletion=of_study("themes")
        ),
    ] = None,
    split: Annotated[str | None, typer.Option("--split", help="Codes that leave it, a b.")] = None,
    into: Annotated[
        str | None, typer.Option("--into", help="The new theme's id, with --split.")
    ] = None,
    drop: Annotated[str | None, typer.Option("--drop", metavar="WHY", help="Leave it out.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Take back that it was dropped.")] = False,
    by: Annotated[
        str,
        typer.Option(
            "--by", help="Who decides: goes on record.", autocompletion=of_study("people")
        ),
    ] = "",
) -> None:
    """List the themes, or decide about one.

    What was decided holds in the years to come.

    Examples
    --------
    practicelearn theme sample
    practicelearn theme sample training --state "Courses are booked and not reached." --by sam
    """
    with said_plainly():
        from practicelearn.jobs.themes import said_at_least, themes_of

        said = {"--state": state, "--name": name, "--merge": merge, "--split": split,
                "--into": into, "--drop": drop}  # fmt: skip
        _refuse_unclear(said, split=split, into=into)
        asked: dict[str, dict[str, Any]] = {
            "statement": {"theme_id": theme_id, "statement": state} if state else {},
            "merge": {"themes": merge.split(), "into": theme_id} if merge else {},
            "split": (
                {"theme_id": theme_id, "codes": split.split(), "into": into, "name": name or ""}
                if split
                else {}
            ),
            "name": {"theme_id": theme_id, "name": name} if name and not split else {},
            "drop": {"theme_id": theme_id, "reason": drop} if drop else {},
            "keep": {"theme_id": theme_id} if keep else {},
        }
        wanted = {kind: entries for kind, entries in asked.items() if entries}
        found = themes_of(study, theme_id, decisions=wanted, by=by)
        table = found.table if not theme_id else found.table[found.table.index == theme_id]
        _show(table)
        for sentence in found.provenance:
            say(sentence)
        for says in said_at_least(found, table.index):
            line(safe(says))
        for note in found.notes:
            warn(note)


_PRINTED = ["name", "status", "n_groups", "n_people"]
_TOLD = ["statement", "years_recurring", "codes", "flags"]


def _show(table: pd.DataFrame) -> None:
    """The narrow columns as a table, then what none of them holds."""
    if give("themes", table[[*_PRINTED, *_TOLD]].reset_index()):
        return
    show_table(table[_PRINTED].reset_index(), "themes")
    for theme_id, row in table.iterrows():
        _say(str(theme_id), row)


def _say(theme: str, row: Any) -> None:
    """Print what no narrow column holds: sentence, rounds, codes of another id, flags."""
    codes, rounds, flags = (list(row[c]) for c in ("codes", "years_recurring", "flags"))
    told = [
        str(row["statement"]) if isinstance(row["statement"], str) else "",
        f"recurring in {', '.join(rounds)}" if rounds else "",
        f"codes: {', '.join(codes)}" if codes and codes != [theme] else "",
        "; ".join(flags),
    ]
    if any(told):
        line(safe(f"{theme}: {' · '.join(part for part in told if part)}"))


_NEEDS = {
    "--state": "one sentence: what people are saying",
    "--name": "a name",
    "--merge": "the ids of the themes to count in",
    "--split": "the codes that leave the theme",
    "--into": "the id of the new theme",
    "--drop": "the reason why, which goes on record",
}


def _refuse_unclear(said: Mapping[str, str | None], *, split: str | None, into: str | None) -> None:
    """Raise where an option was given and says nothing, or lacks the other it goes with."""
    for option, words in said.items():
        if words is not None and not words.strip():
            raise PracticelearnError(f"{option} is empty: it needs {_NEEDS[option]}.")
    if (split is None) != (into is None):
        raise PracticelearnError(
            "--split and --into go together: --split CODES --into NEW-ID [--name NAME]."
        )
