"""``import`` and ``export``: years of work in other programs, in and out of a study."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicelearn.cli.console import console_, line, safe, said_plainly, show_table

if TYPE_CHECKING:
    from practicelearn.jobs.exchange import CodedProject, Imported, Source

__all__ = ["export", "import_", "read"]


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="A .qdpx, .sqlite3 (Taguette), .qda, .rqda, .docx with comments, .csv, .xlsx."
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
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--sheet", help="A sessions sheet: how documents are read (file, fix_labels ...)."
        ),
    ] = None,
    read: Annotated[
        list[str] | None,
        typer.Option(
            "--read",
            metavar="[CODER=]SESSIONS[:CODES]",
            help="What was read whole: all, coded, none, or sessions; repeat it for each coder.",
        ),
    ] = None,
    auto_coding: Annotated[
        str,
        typer.Option("--auto-coding", help="Did a program code? no, yes, or the codes it coded."),
    ] = "not known",
    coded_by: Annotated[
        list[str] | None,
        typer.Option(
            "--coded-by",
            metavar="[CODER=]NAME",
            help='Who "Default user" is; repeat it where several have no name.',
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--columns",
            metavar="OURS=HEAD",
            help="Of a table, which column is quote, code, session_id, coder ...; repeat it.",
        ),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who says so: goes on record.")] = "",
    show: Annotated[bool, typer.Option("--show", help="Only show what is in it.")] = False,
) -> None:
    """Bring in work of another program; what could not be carried is listed."""
    with said_plainly():
        from practicelearn.jobs.exchange import keep_import, read_import

        source = read_import(
            file, study, coder=coder, year=year, frame=frame, without_missing=missing, sheet=sheet,
            columns=columns or (),
        )  # fmt: skip
        if show:
            _told(source.project, None)
            return
        if sys.stdin.isatty():
            coded_by = coded_by or _who_is(source)
            if not read:
                read, by = _asked(by)
        made = keep_import(
            source, study, key=key, roster=roster, no_names=no_names, read=read or (),
            auto_coding=auto_coding, by=by, coded_by=coded_by or (),
        )  # fmt: skip
        _told(made.project, made)
        if source.into is None:
            typer.echo(made.path)
        _what_counts(made.path)


def export(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="A study folder.")],
    out: Annotated[
        Path,
        typer.Argument(
            help="Ends in .qdpx, .sqlite3, .csv, .xlsx, .docx; for the frame .qdc, .md."
        ),
    ],
    profile: Annotated[
        str, typer.Option("--profile", help="For .qdpx: strict, nvivo, atlas, maxqda or qualcoder.")
    ] = "strict",
    session: Annotated[str, typer.Option("--session", help="For .docx: which session.")] = "",
    coder: Annotated[str, typer.Option("--coder", help="Only the codings of this person.")] = "",
    waive: Annotated[
        str | None, typer.Option("--waive", help="Why words that look like names may leave.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who waives: goes on record.")] = "",
) -> None:
    """Write a study for another program: REFI-QDA, Taguette, a table of quotes, Word, a frame."""
    with said_plainly():
        from practicelearn.jobs.exchange import export_study

        made = export_study(
            study,
            out,
            profile=profile,
            session=session or None,
            coder=coder or None,
            waive=waive,
            by=by,
        )
        if made.account is not None:
            _accounted(made.account, "What the study holds, and what is in the file")
        typer.echo(made.path)


def read(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="A study folder.")],
    coder: Annotated[str, typer.Option("--coder", help="Whose reading it was.")] = "",
    sessions: Annotated[
        str,
        typer.Option("--sessions", help="all, coded (where they coded), or ids and rounds, a b c."),
    ] = "coded",
    codes: Annotated[
        str, typer.Option("--codes", help="all, or the codes looked for, a b.")
    ] = "all",
    by: Annotated[str, typer.Option("--by", help="Who says so: goes on record.")] = "",
    show: Annotated[bool, typer.Option("--show", help="Only show what it would change.")] = False,
) -> None:
    """Say which sessions a coder read whole, and for which codes; show what that changes."""
    with said_plainly():
        from practicelearn.jobs.reading import declare, effect_of

        whose = coder or None
        found = effect_of(study, sessions=sessions, codes=codes, coder=whose)
        for scope in found.scopes:
            typer.echo(scope)
        if found.table.empty:
            typer.echo("That changes no figure.")
        else:
            show_table(found.table, title="Before and after")
        if show:
            return
        made = declare(study, by=by, sessions=sessions, codes=codes, coder=whose)
        _what_counts(made.path)


def _asked(by: str) -> tuple[list[str], str]:
    """The one question that no file answers; nothing said is no answer."""
    said = typer.prompt(
        "Which sessions were read from beginning to end? all, coded (those with codings), or "
        "sessions; Enter: it is not known, and nothing is assumed",
        default="", show_default=False,
    ).strip()  # fmt: skip
    if said and not by:
        by = typer.prompt("Who says so? It goes on record").strip()
    return [said] if said else [], by


def _what_counts(study: Path) -> None:
    """Where the coding came from; on stderr what is missing, with the step that mends it."""
    from practicelearn.jobs.reading import what_counts

    told = what_counts(study)
    for sentence in told.provenance:
        typer.echo(sentence)
    for note in told.notes:
        line(console_(stderr=True), f"[yellow]{safe(note)}[/]")


def _who_is(source: Source) -> list[str]:
    """Who coded, where the file names nobody; nothing said is no answer."""
    from practicelearn.jobs.exchange import unnamed_coders

    said = []
    for coder in unnamed_coders(source):
        name = typer.prompt(
            f'The file says that "{coder}" coded. Who is that? Enter: it is not known',
            default="", show_default=False,
        ).strip()  # fmt: skip
        said += [f"{coder}={name}"] if name else []
    return said


def _told(project: CodedProject, made: Imported | None) -> None:
    """The account first, then what was lost by kind, and where all of it is listed."""
    from practicelearn.jobs.exchange import losses_by_kind

    line(console_(), safe(project))
    if made is not None:
        _accounted(made.account, "What was there, and what is here")
        for table, title in ((made.documents, "Documents"), (made.codes, "Codes")):
            if table is not None:
                show_table(table, title=title)
    if len(project.losses):
        show_table(losses_by_kind(project), title="Lost, or to look at")
        where = "outputs/import-losses.csv of the study" if made else "losses of the project"
        line(console_(), f"All {len(project.losses)} are listed, with their words: {where}")


def _accounted(account: Any, title: str) -> None:
    """The account, its empty lines left out; in red what nothing explains."""
    from practicelearn.jobs.exchange import not_explained

    full = account[(account["there"] != 0) | (account["here"] != 0)]
    show_table(full, title=title)
    wrong = not_explained(account)
    if wrong:
        line(console_(stderr=True), f"[red]{safe(wrong)}[/]")
