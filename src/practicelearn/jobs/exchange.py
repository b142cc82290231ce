"""Years of work in other programs, in and out of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn.coding.counted import nobodies
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.scope import read_scopes
from practicelearn.errors import PracticelearnError, StudyError
from practicelearn.exchange.account import refuse_unexplained, summary
from practicelearn.exchange.entering import as_study
from practicelearn.exchange.frame_files import write_frame
from practicelearn.exchange.nameless import without_names
from practicelearn.exchange.project import CodedProject, table_of
from practicelearn.exchange.qualcoder import read_qualcoder
from practicelearn.exchange.quote_table import read_quotes, write_quotes
from practicelearn.exchange.r_projects import read_requal, read_rqda
from practicelearn.exchange.refi_read import read_refi
from practicelearn.exchange.refi_write import write_refi
from practicelearn.exchange.taguette import read_taguette
from practicelearn.exchange.taguette_write import write_taguette
from practicelearn.exchange.unread import way_to_a_file
from practicelearn.exchange.word_comments import read_word_comments, write_word_comments
from practicelearn.jobs.asked import say_what_of_names
from practicelearn.jobs.balance import account_of_import, keep_account, words_replaced
from practicelearn.jobs.balance_out import account_of_export
from practicelearn.jobs.frames import frame_named
from practicelearn.study.folder import Study, create_study, is_study, open_study
from practicelearn.study.imported import (
    AUTO_CODING,
    Kept,
    Said,
    keep_joined,
    keep_project,
    record_codings,
    with_auto_coding,
    with_coders_named,
)
from practicelearn.study.joining import join_project
from practicelearn.study.leaving import project_of
from practicelearn.study.names import refuse_names_leaving
from practicelearn.study.written import remember

__all__ = [
    "CodedProject",
    "Exported",
    "Imported",
    "Source",
    "export_study",
    "keep_import",
    "losses_by_kind",
    "not_explained",
    "read_import",
    "unnamed_coders",
]

TAGUETTE = frozenset({".sqlite3", ".sqlite", ".db"})
PROJECTS = frozenset({".qdpx", ".qde", ".qda", ".rqda", ".requal", ".docx"}) | TAGUETTE
TABLES = frozenset({".csv", ".xlsx"})
_OF_R = {".rqda": read_rqda, ".requal": read_requal}
FRAMES = frozenset({".qdc", ".md", ".yaml", ".yml"})


@dataclass(frozen=True)
class Source:
    """What was read of another program; ``into`` is the study a table's quotes belong to."""

    project: CodedProject
    into: Study | None = None


def read_import(
    file: Path,
    study: str | Path,
    *,
    coder: str = "coding",
    year: str = "",
    frame: str = "",
    without_missing: bool = False,
    sheet: Path | None = None,
    columns: Sequence[str] = (),
) -> Source:
    """Return what another program's file holds; nothing is written.

    Parameters
    ----------
    file : Path
        ``.qdpx``, ``.qde``, ``.sqlite3`` (Taguette), ``.qda`` (QualCoder), ``.rqda`` (RQDA),
        ``.requal``, ``.docx`` with comments, or a table of quotes, ``.csv`` or ``.xlsx``.
    study : str or Path
        A new folder; for a table the study whose words it quotes.
    coder : str
        REFI-QDA: coding, selection or modifier counts as coder.
    year : str
        Where the round comes from.
    frame : str
        A coding frame: a file, or a starter frame by name.
    without_missing : bool
        REFI-QDA: list texts that are not in the file.
    sheet : Path, optional
        A sessions sheet that says how the project's documents are to be read.
    columns : sequence of str
        Of a table, what a column is: ``quote=HEAD``, ``code=HEAD`` and so on.

    Raises
    ------
    StudyError
        The file's name ends in nothing that is known, or a table's study is not there.
    """
    kind = file.suffix.lower()
    own = frame_named(frame) if frame else None
    if kind in TABLES:
        opened = open_study(study)
        of_study = opened.frame() if own is None and opened.has_frame else own
        told = _told(columns)
        return Source(read_quotes(file, opened.corpus(), of_study, columns=told), opened)
    if kind in {".qdpx", ".qde"}:
        missing: Any = "list" if without_missing else "raise"
        how: Any = coder  # said plainly if unknown
        return Source(read_refi(file, coder=how, year=year or None, missing=missing, sheet=sheet))
    if kind == ".docx":
        return Source(read_word_comments(file, own))
    if kind == ".qda":
        return Source(read_qualcoder(file, sheet=sheet))
    if kind in TAGUETTE:
        return Source(read_taguette(file, sheet=sheet))
    if kind in _OF_R:
        return Source(_OF_R[kind](file))
    way = way_to_a_file(file)
    if way is not None:
        raise StudyError(f"{file.name}: {way}.")
    known = ", ".join(sorted(PROJECTS | TABLES))
    raise StudyError(f"{file.name}: expected a name that ends in {known}.")


def _told(columns: Sequence[str]) -> dict[str, list[str]]:
    """Our names for columns to the heads that a person says they have."""
    told: dict[str, list[str]] = {}
    for column in columns:
        ours, equals, theirs = column.partition("=")
        if not (equals and theirs.strip()):
            raise StudyError(
                f'--columns "{column}": expected OURS=HEAD, such as --columns "quote=My words" '
                '--columns "code=My theme".'
            )
        told.setdefault(ours.strip(), []).append(theirs.strip())
    return told


@dataclass(frozen=True)
class Imported:
    """What came of an import.

    Parameters
    ----------
    study : Study
    account : DataFrame
        What was there, what is here, and what explains the difference; see
        :func:`practicelearn.exchange.account.balance`.
    project : CodedProject
        As it was written: its ``losses`` are all there are.
    documents, codes : DataFrame or None
        Where a project came into a study: which of its documents and codes were there already.
    """

    study: Study
    account: pd.DataFrame
    project: CodedProject
    documents: pd.DataFrame | None = None
    codes: pd.DataFrame | None = None

    @property
    def path(self) -> Path:
        """The study's folder."""
        return self.study.path


def keep_import(
    source: Source,
    study: str | Path,
    *,
    key: str | Path | None = None,
    roster: str | Path | None = None,
    no_names: bool = False,
    read: Sequence[str] = (),
    auto_coding: str = "not known",
    by: str = "",
    coded_by: Sequence[str] = (),
) -> Imported:
    """Write what was read into a study: a new one, or one that is there.

    Parameters
    ----------
    source : Source
        As :func:`read_import` returns it.
    study : str or Path
        A new folder; or a study. A table's quotes are of its own sessions; of a project's documents
        those that are there are known by their words, the others come in as new sessions. Nothing
        is doubled where it is imported again.
    key, roster, no_names
        As for ``begin_study``; a table changes no words, and needs none of them.
    read : sequence of str
        What the coders read, each ``[CODER=]SESSIONS[:CODES]``: ``all``, ``coded`` (the sessions in
        which they coded), ``none``, ids or rounds. Empty: it is not said, and what is coded counts
        as "at least".
    auto_coding : str
        Whether a program did some of the coding: ``no``, ``yes`` (all of it), ``not known``, or the
        codes it did. What a program did does not count as a person's.
    by : str
        Who says so: goes on record.
    coded_by : sequence of str
        Who a coder of the file is that names nobody ("Default user"): a name, or
        ``"Default user=kim"`` where there are several.

    Raises
    ------
    StudyError
        It is not said what is to become of names, or the folder holds something else.
    """
    project, said = _said(source.project, tuple(read), auto_coding, by)
    project = with_coders_named(project, coded_by)
    there = is_study(study)
    if source.into is not None or not there:
        read_scopes(said.read, project.codings, project.corpus)  # refused before it is written
    if source.into is not None:
        kept = record_codings(source.into, project, said)
        return _accounted(source.into, project, kept)
    say_what_of_names("import", "replaces them and keeps the key there", key, no_names=no_names)
    if key is not None:
        before = project.corpus.turns
        project = without_names(project, key_file=key, roster=roster)
        project = _explained(project, words_replaced(before, project.corpus.turns))
    else:
        project = replace(project, corpus=replace(project.corpus, pseudonymised=True))
    project = as_study(project)
    if there:
        return _joined(open_study(study), project, said)
    made = create_study(study, project.corpus, project.frame, title=project.name)
    return _accounted(made, project, keep_project(made, project, said))


def _joined(study: Study, project: CodedProject, said: Said) -> Imported:
    found = join_project(project, study)
    kept = keep_joined(study, found, said)
    again = open_study(study.path)
    project = _with_taken_back(found.project, kept)
    codes = list(found.codes["as_code"])
    account = account_of_import(
        again, project, folders=kept.folders, sessions=found.sessions, codes=codes
    )
    account = account[~account["what"].isin(_ONLY_NEW) | (found.documents["how"] == "new").all()]
    keep_account(again, account, project.losses)
    return Imported(again, account, project, found.documents, found.codes)


_ONLY_NEW = ("people", "variables", "values", "sets")
"""Lines that the sheets of the study answer for, where its documents were there before."""


def _with_taken_back(project: CodedProject, kept: Kept) -> CodedProject:
    """The project with what a person took back in the study since it came in before."""
    rows = []
    for line, n, message in (
        ("codings", kept.n_taken_back, "codings that were taken back in the study, and stay so"),
        ("coders", len(kept.idle), "coders of whom every coding was taken back in the study"),
    ):
        if n:
            row = {"file": project.name, "severity": "note", "what": "taken back"}
            rows.append(row | {"message": message, "account": line, "n": n})
    return _with_losses(project, rows)


def _with_losses(project: CodedProject, rows: Sequence[Mapping[str, object]]) -> CodedProject:
    more = table_of("losses", [*project.losses.to_dict("records"), *rows])
    return replace(project, losses=more) if rows else project


def _accounted(study: Study, project: CodedProject, kept: Kept) -> Imported:
    project = _with_taken_back(project, kept)
    account = account_of_import(study, project, folders=kept.folders)
    keep_account(study, account, project.losses)
    return Imported(study, account, project)


def _explained(project: CodedProject, n: int) -> CodedProject:
    """The project with what replacing names did to the number of its words."""
    if not n:
        return project
    row = {
        "file": project.path.name if project.path else project.name, "severity": "note",
        "what": "names", "message": "words fewer, since a name of several became one",
        "account": "words", "n": n,
    }  # fmt: skip
    return _with_losses(project, [row])


def unnamed_coders(source: Source) -> list[str]:
    """Return the coders of a file that name nobody, such as "Default user"."""
    return nobodies(source.project.codings.coders)


def losses_by_kind(project: CodedProject) -> pd.DataFrame:
    """Return what was lost or is to be looked at, a row a kind of it; see ``project.losses``."""
    return summary(project.losses)


def not_explained(account: pd.DataFrame) -> str:
    """Return in words what of an account does not balance; empty where all does."""
    try:
        refuse_unexplained(account)
    except PracticelearnError as error:
        return str(error)
    return ""


def _said(
    project: CodedProject, read: tuple[str, ...], auto_coding: str, by: str
) -> tuple[CodedProject, Said]:
    """The project with what a program coded told apart, and what is said of the rest."""
    if read and not by.strip():
        raise StudyError(
            "It goes on record who says what was read: add --by NAME. Nothing was written."
        )
    known = auto_coding.strip().casefold() or "not known"
    codes = [c for c in auto_coding.replace(",", " ").split() if c]
    if known == "yes":
        codes = list(dict.fromkeys(project.codings.spans["code"]))
    elif known in AUTO_CODING:
        codes = []
    if codes:
        project, known = with_auto_coding(project, codes), "yes"
    return project, Said(by=by.strip() or "unnamed", read=read, auto_coding=known)


def export_study(
    study: str | Path,
    out: Path,
    *,
    profile: str = "strict",
    session: str | None = None,
    coder: str | None = None,
    waive: str | None = None,
    by: str = "",
) -> Exported:
    """Write a study for another program, by the suffix of ``out``; return its path and account.

    Parameters
    ----------
    study : str or Path
    out : Path
        ``.qdpx``, ``.sqlite3`` (Taguette), ``.csv``, ``.xlsx`` or ``.docx``; for the frame alone
        ``.qdc``, ``.md``, ``.yaml``.
    profile : str
        For ``.qdpx``: strict, nvivo, atlas, maxqda or qualcoder.
    session : str, optional
        For ``.docx``: which one.
    coder : str, optional
        Only the codings of this person.
    waive : str, optional
        Why words that look like names may leave; goes on record, with ``by``.

    Raises
    ------
    StudyError
        Words that look like names would leave, or the suffix is not known.
    """
    opened = open_study(study)
    kind = out.suffix.lower()
    if kind in FRAMES:
        refuse_names_leaving(opened, frame_only=True, waive=waive, by=by)
        made = write_frame(opened.frame(), out)
        remember(opened, [made], "frame")
        return Exported(made)
    if kind not in TABLES | {".qdpx", ".docx", ".sqlite3"}:
        raise StudyError(
            f'{out.name}: expected a name that ends in ".qdpx", ".sqlite3" (Taguette), ".csv", '
            '".xlsx", ".docx", ".qdc" or ".md".'
        )
    corpus = opened.corpus()
    refuse_names_leaving(opened, corpus=corpus, waive=waive, by=by)
    codings = opened.codings(coder or None)
    refuse_uncounted(codings, "export")
    leaving = project_of(opened, corpus, codings, coder=coder or None)
    if kind == ".qdpx":
        which: Any = profile  # said plainly if unknown
        title = opened.settings.title
        made = write_refi(codings, corpus, out, profile=which, name=title, project=leaving)
    elif kind == ".sqlite3":
        made = write_taguette(codings, corpus, out, name=opened.settings.title)
    elif kind == ".docx":
        made = write_word_comments(codings, corpus, out, session_id=session or None)
    else:
        made = write_quotes(codings, corpus, out)
    remember(opened, [made], "export")
    account = account_of_export(made, leaving, codings, sessions=len(corpus.sessions))
    return Exported(made, account)


@dataclass(frozen=True)
class Exported:
    """What left a study.

    Parameters
    ----------
    path : Path
    account : DataFrame or None
        What the study held, and what stands in the file; None for a coding frame alone.
    """

    path: Path
    account: pd.DataFrame | None = None
