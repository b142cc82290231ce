"""``import`` and ``export``: years of work in other programs, in and out of a study."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicelearn.cli.answer import now
from practicelearn.cli.completing import of_study, one_of, starter_frames
from practicelearn.cli.console import line, safe, said_plainly, say, show_table, warn, wrote

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
        typer.Option(
            "--coder",
            help="REFI-QDA: coding, selection or modifier counts as coder.",
            autocompletion=one_of("coding", "selection", "modifier"),
        ),
    ] = "coding",
    year: Annotated[str, typer.Option("--year", help="Where the round comes from.")] = "",
    frame: Annotated[
        str,
        typer.Option(
            "--frame",
            help="A coding frame: a file, or a starter frame by name.",
            autocompletion=starter_frames,
        ),
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
            help="Of a table, which column is quote, code, session_id, coder, unused; repeat it.",
        ),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who says so: goes on record.")] = "",
    show: Annotated[bool, typer.Option("--show", help="Only show what is in it.")] = False,
) -> None:
    """Bring in the work of another program.

    What could not be carried is listed.

    Examples
    --------
    practicelearn import for-others.qdpx from-others --show
    practicelearn import for-others.qdpx from-others --no-names
    """
    with said_plainly():
        from practicelearn.jobs.exchange import keep_import, read_import

        source = _with_columns(
            lambda told: read_import(
                file, study, coder=coder, year=year, frame=frame, without_missing=missing,
                sheet=sheet, columns=told,
            ),
            columns or (),
        )  # fmt: skip
        if show:
            _told(source.project, None)
            return
        if _at_a_terminal():
            coded_by = coded_by or _who_is(source)
            if not read:
                read, by = _asked(by)
        made = keep_import(
            source, study, key=key, roster=roster, no_names=no_names, read=read or (),
            auto_coding=auto_coding, by=by, coded_by=coded_by or (),
        )  # fmt: skip
        _told(made.project, made)
        if source.into is None:
            wrote(made.path)
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
        str,
        typer.Option(
            "--profile",
            help="For .qdpx: strict, nvivo, atlas, maxqda or qualcoder.",
            autocompletion=one_of("strict", "nvivo", "atlas", "maxqda", "qualcoder"),
        ),
    ] = "strict",
    session: Annotated[
        str,
        typer.Option(
            "--session", help="For .docx: which session.", autocompletion=of_study("sessions")
        ),
    ] = "",
    coder: Annotated[
        str,
        typer.Option(
            "--coder", help="Only the codings of this person.", autocompletion=of_study("coders")
        ),
    ] = "",
    waive: Annotated[
        str | None, typer.Option("--waive", help="Why words that look like names may leave.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who waives: goes on record.")] = "",
) -> None:
    """Write a study for another program.

    REFI-QDA, Taguette, a table of quotes, Word with comments, or the frame alone.

    Examples
    --------
    practicelearn export sample for-others.qdpx --waive "All of it is invented." --by sam
    practicelearn export sample quotes.xlsx --coder kim --waive "All of it is invented." --by sam
    """
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
        wrote(made.path)


def read(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="A study folder.")],
    coder: Annotated[
        str,
        typer.Option("--coder", help="Whose reading it was.", autocompletion=of_study("coders")),
    ] = "",
    sessions: Annotated[
        str,
        typer.Option(
            "--sessions",
            help="all, coded (where they coded), or ids and rounds, a b c.",
            autocompletion=of_study("sessions"),
        ),
    ] = "coded",
    codes: Annotated[
        str, typer.Option("--codes", help="all, or the codes looked for, a b.")
    ] = "all",
    by: Annotated[str, typer.Option("--by", help="Who says so: goes on record.")] = "",
    show: Annotated[bool, typer.Option("--show", help="Only show what it would change.")] = False,
) -> None:
    """Say which sessions a coder has read whole.

    And for which codes; what that changes is shown.

    Examples
    --------
    practicelearn read sample --coder lee --show
    practicelearn read sample --coder lee --sessions 2025-north --by lee
    """
    with said_plainly():
        from practicelearn.jobs.reading import declare, effect_of

        whose = coder or None
        found = effect_of(study, sessions=sessions, codes=codes, coder=whose)
        for scope in found.scopes:
            say(scope)
        show_table(found.table, "before_and_after", title="Before and after", if_empty=False)
        if found.table.empty:
            say("That changes no figure.")
        if show:
            return
        made = declare(study, by=by, sessions=sessions, codes=codes, coder=whose)
        _what_counts(made.path)


def _at_a_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and not now().as_json


def _with_columns(read_table: Callable[[Sequence[str]], Source], told: Sequence[str]) -> Source:
    """Read; where a table's heads say nothing, ask at a terminal which column is what."""
    from practicelearn.jobs.exchange import HeadsUnknownError

    while True:
        try:
            return read_table(told)
        except HeadsUnknownError as error:
            if not _at_a_terminal():
                raise
            say(error)
            said = [f"{ours}={head}" for ours in error.lacks for head in _heads(ours, error.heads)]
            if not said and "coder" not in error.lacks:
                raise
            told = [*told, *(said or [f"unused={head}" for head in error.heads])]


_ASKED = {
    "code": "Which column says the code",
    "quote": "Which column holds the words that were coded",
    "coder": "Which columns are coders",
}


def _heads(ours: str, heads: Sequence[str]) -> list[str]:
    """The columns that a person names, by number or by head; several with commas."""
    for n, head in enumerate(heads, start=1):
        say(f"  {n}  {head}")
    said = typer.prompt(
        f"{_ASKED[ours]}? Number or head, several with commas; Enter: none of them",
        default="", show_default=False,
    )  # fmt: skip
    named = [word.strip() for word in said.split(",") if word.strip()]
    return [heads[int(w) - 1] if w.isdigit() and 0 < int(w) <= len(heads) else w for w in named]


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
        say(sentence)
    for note in told.notes:
        warn(note)


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

    line(safe(project))
    if made is not None:
        _accounted(made.account, "What was there, and what is here")
        for table, title in ((made.documents, "Documents"), (made.codes, "Codes")):
            if table is not None:
                show_table(table, title.lower(), title=title)
    if len(project.losses):
        show_table(losses_by_kind(project), "losses", title="Lost, or to look at")
        where = "outputs/import-losses.csv of the study" if made else "losses of the project"
        line(f"All {len(project.losses)} are listed, with their words: {where}")


def _accounted(account: Any, title: str) -> None:
    """The account, its empty lines left out; in red what nothing explains."""
    from practicelearn.jobs.exchange import not_explained

    full = account[(account["there"] != 0) | (account["here"] != 0)]
    show_table(full, "account", title=title)
    wrong = not_explained(account)
    if wrong:
        warn(wrong, colour="red")
