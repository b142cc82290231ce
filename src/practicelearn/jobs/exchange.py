"""Years of work in other programs, in and out of a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.scope import read_scopes
from practicelearn.errors import StudyError
from practicelearn.exchange.frame_files import export_frame
from practicelearn.exchange.nameless import without_names
from practicelearn.exchange.project import Project
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
from practicelearn.jobs.frames import frame_named
from practicelearn.study.folder import Study, create_study, open_study
from practicelearn.study.imported import (
    AUTO_CODING,
    Said,
    keep_project,
    record_codings,
    with_auto_coding,
)
from practicelearn.study.names import refuse_names_leaving
from practicelearn.study.written import remember

__all__ = ["Source", "export_study", "keep_import", "read_import"]

TAGUETTE = frozenset({".sqlite3", ".sqlite", ".db"})
PROJECTS = frozenset({".qdpx", ".qde", ".qda", ".rqda", ".requal", ".docx"}) | TAGUETTE
TABLES = frozenset({".csv", ".xlsx"})
_OF_R = {".rqda": read_rqda, ".requal": read_requal}
FRAMES = frozenset({".qdc", ".md", ".yaml", ".yml"})


@dataclass(frozen=True)
class Source:
    """What was read of another program; ``into`` is the study a table's quotes belong to."""

    project: Project
    into: Study | None = None


def read_import(
    file: Path,
    study: str | Path,
    *,
    coder: str = "coding",
    year: str = "",
    frame: str = "",
    without_missing: bool = False,
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
        return Source(read_refi(file, coder=how, year=year or None, missing=missing))
    if kind == ".docx":
        return Source(read_word_comments(file, own))
    if kind == ".qda":
        return Source(read_qualcoder(file))
    if kind in TAGUETTE:
        return Source(read_taguette(file))
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
) -> Study:
    """Write what was read into a study: a table's quotes into its own, a project into a new one.

    Parameters
    ----------
    source : Source
        As :func:`read_import` returns it.
    study : str or Path
        A new folder, for a project.
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

    Raises
    ------
    StudyError
        It is not said what is to become of names, or the folder is not empty.
    """
    project, said = _said(source.project, tuple(read), auto_coding, by)
    read_scopes(said.read, project.codings, project.corpus)  # refused before anything is written
    if source.into is not None:
        record_codings(source.into, project, said)
        return source.into
    say_what_of_names("import", "replaces them and keeps the key there", key, no_names=no_names)
    if key is not None:
        project = without_names(project, key_file=key, roster=roster)
    else:
        project = replace(project, corpus=replace(project.corpus, pseudonymised=True))
    made = create_study(study, project.corpus, project.frame, title=project.name)
    keep_project(made, project, said)
    return made


def _said(
    project: Project, read: tuple[str, ...], auto_coding: str, by: str
) -> tuple[Project, Said]:
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
) -> Path:
    """Write a study for another program, by the suffix of ``out``, and return its path.

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
        made = export_frame(opened.frame(), out)
        remember(opened, [made], "frame")
        return made
    if kind not in TABLES | {".qdpx", ".docx", ".sqlite3"}:
        raise StudyError(
            f'{out.name}: expected a name that ends in ".qdpx", ".sqlite3" (Taguette), ".csv", '
            '".xlsx", ".docx", ".qdc" or ".md".'
        )
    corpus = opened.corpus()
    refuse_names_leaving(opened, corpus=corpus, waive=waive, by=by)
    codings = opened.codings(coder or None)
    refuse_uncounted(codings, "export")
    if kind == ".qdpx":
        which: Any = profile  # said plainly if unknown
        made = write_refi(out, corpus, codings, profile=which, name=opened.settings.title)
    elif kind == ".sqlite3":
        made = write_taguette(out, corpus, codings, name=opened.settings.title)
    elif kind == ".docx":
        made = write_word_comments(out, corpus, codings, session_id=session or None)
    else:
        made = write_quotes(out, corpus, codings)
    remember(opened, [made], "export")
    return made
