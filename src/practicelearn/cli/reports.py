"""``report`` and ``demo``: from transcripts to documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from practicelearn.cli.console import bar, note, said_plainly, warn, wrote

__all__ = ["demo", "report", "sample"]


def report(
    source: Annotated[
        Path,
        typer.Argument(metavar="STUDY_OR_FOLDER", help="A study, or a folder of transcripts."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the documents.")] = Path(
        "outputs"
    ),
    waive: Annotated[
        str, typer.Option("--waive", help="Why words that look like names may stay in print.")
    ] = "",
    by: Annotated[str, typer.Option("--by", help="Who waives: goes on record.")] = "",
    template: Annotated[
        Path | None, typer.Option("--template", help="A .docx for the look of the Word files.")
    ] = None,
    template_slides: Annotated[
        Path | None, typer.Option("--slides-template", help="A .pptx for the look of the slides.")
    ] = None,
    keywords: Annotated[
        bool,
        typer.Option("--keywords", help="Count the frame's cue words instead of coding by people."),
    ] = False,
) -> None:
    """Write evidence, report, summary, slides and poster.

    The evidence file is for the team and has every quote with its place; the rest is for readers.

    Examples
    --------
    practicelearn report sample -o out
    practicelearn report sample/originals -o out --keywords
    """
    with said_plainly():
        _make_reports(
            source,
            out,
            waive=waive or None,
            by=by,
            template=template,
            template_slides=template_slides,
            keywords=keywords,
        )


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the documents.")] = Path(
        "build/demo"
    ),
) -> None:
    """Write all documents of the invented sample study.

    Examples
    --------
    practicelearn demo -o demo
    """
    with said_plainly():
        import practicelearn as prac

        _make_reports(prac.sample_path(), out)


def sample(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where to put it; made if it is not there.")
    ] = Path("sample"),
) -> None:
    """Copy the invented sample study out, to try everything on.

    Examples
    --------
    practicelearn sample another-sample
    """
    with said_plainly():
        from practicelearn.jobs.opening import sample_into

        place = sample_into(folder).path
        wrote(place)
        note(
            "An invented study of three rounds; nothing in it can go wrong. Its transcripts, "
            f"as the groups left them, are in {place / 'originals'}."
        )


def _make_reports(
    source: Path,
    out: Path,
    *,
    waive: str | None = None,
    by: str = "",
    template: Path | None = None,
    template_slides: Path | None = None,
    keywords: bool = False,
) -> None:
    from practicelearn.jobs.reports import NO_REPORT, make_reports, of_an_earlier_run

    written: list[Path] = []
    try:
        with bar() as steps:
            written = make_reports(
                source,
                out,
                waive=waive,
                by=by,
                template=template,
                template_slides=template_slides,
                keywords=keywords,
                steps=steps,
            )
        for path in written:
            wrote(path)
        if not any(path.name == "report.html" for path in written):
            warn(NO_REPORT)
    finally:
        old = of_an_earlier_run(out, written)
        if old:
            warn(
                f"Of an earlier run, and not of this one: {', '.join(old)} in {out}. Do not send "
                "them on."
            )
