"""``code`` and ``agree``: the coding page, agreement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from practicelearn.cli.completing import of_study, one_of
from practicelearn.cli.console import (
    give,
    line,
    no_json,
    safe,
    said_plainly,
    show_table,
    wrote,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["agree", "code"]

_SAME = ("unit", "denominator", "coders", "accepted", "n_units", "n_sessions")

_MEASURES = (
    "alpha", "cohen", "conger", "light", "fleiss", "scott", "brennan_prediger", "gwet_ac1",
    "jaccard", "masi", "unitizing",
)  # fmt: skip

StudyFolder = Annotated[Path, typer.Argument(metavar="STUDY", help="A study folder.")]


def code(
    study: StudyFolder,
    coder: Annotated[
        str,
        typer.Option(
            "--coder", "-c", help="Who codes; by default asked.", autocompletion=of_study("coders")
        ),
    ] = "",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address instead of opening it.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; by default chosen.")
    ] = 0,
) -> None:
    """Open the coding page in the browser.

    Everything is saved in the study as you go.

    Examples
    --------
    practicelearn code sample --coder kim
    """
    with said_plainly():
        no_json("code opens a page in the browser and has no answer to give as a document.")
        from practicelearn.app.server import serve

        serve(
            study,
            coder or None,
            port=port or None,
            open_browser=not no_browser,
            announce=lambda address: typer.echo(
                f"{f'Coding as {coder}. ' if coder else ''}Leave this window open; Ctrl+C ends "
                f"it, and so does Quit in the page. The address lets in once; Enter gives a new "
                f"one.\n{address}"
            ),
        )


def agree(
    study: StudyFolder,
    measure: Annotated[
        str,
        typer.Option("--measure", help="A coefficient by name.", autocompletion=one_of(*_MEASURES)),
    ] = "alpha",
    unit: Annotated[
        str,
        typer.Option(
            "--unit",
            help="turn, sentence or character.",
            autocompletion=one_of("turn", "sentence", "character"),
        ),
    ] = "turn",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the table here.")] = None,
    disagreements: Annotated[
        Path | None,
        typer.Option("--disagreements", help="Write the passages to talk about here, .xlsx, .csv."),
    ] = None,
) -> None:
    """Show how far coders agree, code by code.

    Or list the passages where they differ.

    Examples
    --------
    practicelearn agree sample --unit sentence
    practicelearn agree sample --disagreements to-talk-about.xlsx
    """
    with said_plainly():
        from practicelearn.jobs.agreement import (
            agreement_of,
            write_agreement,
            write_disagreements,
        )

        if disagreements is not None:
            wrote(write_disagreements(study, disagreements))
        elif out is not None:
            wrote(write_agreement(study, out, measure=measure, unit=unit))
        else:
            _show(agreement_of(study, measure=measure, unit=unit).reset_index())


def _show(table: pd.DataFrame) -> None:
    """What fits a window: what is the same in every row stands above, what is empty is left out."""
    if give("agreement", table):
        return
    same = [name for name in _SAME if name in table and len(table[name].unique()) == 1]
    for name in same:
        if table[name].notna().all():
            line(f"{name.replace('_', ' ')}: {safe(table[name].iloc[0])}")
    kept = [name for name in table.columns if name not in {*same, "why"}]
    shown = table[[name for name in kept if table[name].notna().any()]]
    numbers = shown.select_dtypes("float").columns
    show_table(
        shown.assign(**{n: shown[n].map("{:.2f}".format).where(shown[n].notna()) for n in numbers}),
        "agreement",
    )
    for why, rows in table.groupby("why"):
        line(safe(f"{', '.join(rows['code'])}: {why}"))
    line("[dim]every figure in full: --out agreement.xlsx[/]", beside=True)
