"""``import`` and ``export``: years of work in other programs, in and out of a study."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicelearn.cli.console import console_, line, safe, said_plainly, show_table

if TYPE_CHECKING:
    from practicelearn.exchange.project import Project
    from practicelearn.study.folder import Study

__all__ = ["export", "import_"]

_PROJECTS = {".qdpx", ".qde", ".sqlite3", ".sqlite", ".db", ".qda", ".docx"}
_TABLES = {".csv", ".xlsx"}
_FRAMES = {".qdc", ".md", ".yaml", ".yml"}


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="A .qdpx, .sqlite3 (Taguette), .qda, .docx with comments, .csv, .xlsx."
        ),
    ],
    study: Annotated[
        Path, typer.Argument(metavar="STUDY", help="A new folder; for a table, the study itself.")
    ],
    coder: Annotated[
        str,
        typer.Option("--coder", help="REFI-QDA: coding, selection or modifier counts as coder."),
    ] = "coding",
    year: Annotated[str, typer.Option("--year", help="Where the round comes from.")] = "",
    frame: Annotated[
        str, typer.Option("--frame", help="A coding frame: a file, or a starter frame by name.")
    ] = "",
    key: Annotated[
        Path | None,
        typer.Option("--key", help="Replace names everywhere; keep the key here, outside."),
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", help="Who was there and who may be talked about.")
    ] = None,
    no_names: Annotated[
        bool, typer.Option("--no-names", help="Names were replaced before: leave the words alone.")
    ] = False,
    missing: Annotated[
        bool,
        typer.Option("--without-missing", help="REFI-QDA: list texts that are not in the file."),
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="Only show what is in it.")] = False,
) -> None:
    """Bring in work of another program; what could not be carried is listed."""
    with said_plainly():
        from practicelearn.errors import StudyError
        from practicelearn.study.folder import create_study, open_study
        from practicelearn.study.imported import keep_project, record_codings

        if file.suffix.lower() in _TABLES:
            opened = open_study(study)
            project = _quotes(file, opened, frame)
            _told(project)
            if not show:
                record_codings(opened, project.codings)
            return
        project = _read(file, coder, year, frame, missing)
        _told(project)
        if show:
            return
        if (key is None) != no_names:
            raise StudyError(
                "import: frozen sessions are never edited again, so say what is to become of "
                "names: --key FILE replaces them and keeps the key there, outside the study; "
                "--no-names says that they were replaced before."
            )
        if key is not None:
            from practicelearn.exchange.nameless import without_names

            project = without_names(project, key_file=key, roster=roster)
        else:
            project = replace(project, corpus=replace(project.corpus, pseudonymised=True))
        made = create_study(study, project.corpus, project.frame, title=project.name)
        keep_project(made, project)
        typer.echo(made.path)


def export(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="A study folder.")],
    out: Annotated[
        Path, typer.Argument(help="Ends in .qdpx, .csv, .xlsx, .docx; for the frame .qdc, .md.")
    ],
    profile: Annotated[
        str, typer.Option("--profile", help="For .qdpx: strict, nvivo, atlas or maxqda.")
    ] = "strict",
    session: Annotated[str, typer.Option("--session", help="For .docx: which session.")] = "",
    coder: Annotated[str, typer.Option("--coder", help="Only the codings of this person.")] = "",
    waive: Annotated[
        str | None, typer.Option("--waive", help="Why words that look like names may leave.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who waives: goes on record.")] = "",
) -> None:
    """Write a study for another program: REFI-QDA, a table of quotes, Word, or its frame."""
    with said_plainly():
        from practicelearn.errors import StudyError
        from practicelearn.study.folder import open_study
        from practicelearn.study.names import refuse_names_leaving

        opened = open_study(study)
        kind = out.suffix.lower()
        if kind in {*_FRAMES, ".qdpx", ".docx", *_TABLES}:
            refuse_names_leaving(opened, frame_only=kind in _FRAMES, waive=waive, by=by)
        if kind in _FRAMES:
            from practicelearn.exchange.frame_files import export_frame

            typer.echo(export_frame(opened.frame(), out))
            return
        if kind not in {".qdpx", ".docx", *_TABLES}:
            raise StudyError(
                f'{out.name}: expected a name that ends in ".qdpx", ".csv", ".xlsx", ".docx", '
                '".qdc" or ".md".'
            )
        corpus, codings = opened.corpus(), opened.codings(coder or None)
        if kind == ".qdpx":
            from practicelearn.exchange.refi_write import write_refi

            made = write_refi(out, corpus, codings, profile=profile, name=opened.settings.title)  # type: ignore[arg-type]  # said plainly if unknown
        elif kind == ".docx":
            from practicelearn.exchange.word_comments import write_word_comments

            made = write_word_comments(out, corpus, codings, session_id=session or None)
        else:
            from practicelearn.exchange.quote_table import write_quotes

            made = write_quotes(out, corpus, codings)
        typer.echo(made)


def _frame(name: str) -> Any:
    from practicelearn.coding.frame import starter_frame
    from practicelearn.exchange.frame_files import import_frame

    if not name:
        return None
    return import_frame(name) if Path(name).is_file() else starter_frame(name)


def _read(file: Path, coder: str, year: str, frame: str, missing: bool) -> Project:
    from practicelearn.errors import StudyError
    from practicelearn.exchange.qualcoder import read_qualcoder
    from practicelearn.exchange.refi_read import read_refi
    from practicelearn.exchange.taguette import read_taguette
    from practicelearn.exchange.word_comments import read_word_comments

    kind = file.suffix.lower()
    if kind in {".qdpx", ".qde"}:
        kind = "list" if missing else "raise"
        return read_refi(file, coder=coder, year=year or None, missing=kind)  # type: ignore[arg-type]  # said plainly if unknown
    if kind == ".docx":
        return read_word_comments(file, _frame(frame))
    if kind == ".qda":
        return read_qualcoder(file)
    if kind in _PROJECTS:
        return read_taguette(file)
    known = ", ".join(sorted(_PROJECTS | _TABLES))
    raise StudyError(f"{file.name}: expected a name that ends in {known}.")


def _quotes(file: Path, study: Study, frame: str) -> Project:
    from practicelearn.exchange.quote_table import read_quotes

    own = _frame(frame) or (study.frame() if study.has_frame else None)
    return read_quotes(file, study.corpus(), own)


def _told(project: Project) -> None:
    line(console_(), safe(project))
    if len(project.losses):
        shown = project.losses[["severity", "what", "message"]]
        show_table(shown.drop_duplicates().head(60), title="Lost, or to look at")
