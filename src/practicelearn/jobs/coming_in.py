"""A file of another program, looked at before it comes in, and then taken in: each in one call.

What is returned says what a page shows and asks; nothing of it is the file's own tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._disk import make_folder
from practicelearn.coding.counted import coders_of
from practicelearn.exchange.project import year_choices
from practicelearn.jobs.exchange import (
    HeadsUnknownError,
    keep_import,
    losses_by_kind,
    not_explained,
    read_import,
    unnamed_coders,
)
from practicelearn.jobs.reading import what_counts
from practicelearn.jobs.steps import Steps
from practicelearn.study.whose import program_of

__all__ = ["CameIn", "Looked", "look_into", "take_in"]

_MOST_ROUNDS = 6


@dataclass(frozen=True)
class Looked:
    """What another program's file holds.

    Parameters
    ----------
    file : str
        Its name.
    program : str
        That it was made with, as people call it.
    is_table : bool
        A table of quotes: its codings are of the study's own sessions, and no words come in.
    there : mapping of str to int
        What it holds, by line of the account.
    lost : DataFrame
        What of it cannot be carried or is to be looked at: severity, what, message, text, file.
    kinds : DataFrame
        The same, a row a kind: severity, what, n_matters, n_files, message.
    coders, nobodies, codes : tuple of str
        Who coded; those of them that name nobody; what was coded with.
    rounds : tuple of (str, str)
        Where a round can come from: how it is asked for, and the labels it would give.
    question : str
        Of a table whose heads do not say which column is what: the question.
    lacks, heads : tuple of str
        Our names for what is asked for, and the heads that may be meant.
    asked : mapping
        With what it was read.
    """

    file: str
    program: str = ""
    is_table: bool = False
    there: Mapping[str, int] = field(default_factory=dict)
    lost: pd.DataFrame = field(default_factory=pd.DataFrame)
    kinds: pd.DataFrame = field(default_factory=pd.DataFrame)
    coders: tuple[str, ...] = ()
    nobodies: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    rounds: tuple[tuple[str, str], ...] = ()
    question: str = ""
    lacks: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CameIn:
    """What came of it.

    Parameters
    ----------
    file : str
    account : DataFrame
        what, there, here, difference, explained, why.
    not_explained : str
        What of the account does not balance; empty where all does.
    lost, kinds : DataFrame
        As for :class:`Looked`.
    documents, codes : DataFrame or None
        Which of its documents and codes were in the study already.
    said : tuple of str
        Where the study's coding came from, and what of it does not count.
    """

    file: str
    account: pd.DataFrame
    not_explained: str
    lost: pd.DataFrame
    kinds: pd.DataFrame
    documents: pd.DataFrame | None
    codes: pd.DataFrame | None
    said: tuple[str, ...]


def look_into(
    file: str | Path, study: str | Path, *, steps: Steps | None = None, **asked: Any
) -> Looked:
    """Return what a file of another program holds; nothing is written.

    Parameters
    ----------
    file, study, asked
        As for :func:`practicelearn.jobs.exchange.read_import`.
    steps : Steps, optional

    Raises
    ------
    PracticelearnError
        The file cannot be read; why, and what to do.
    """
    steps, file = steps or Steps(), Path(file)
    steps(0, 1, f"reading {file.name}")
    try:
        source = read_import(file, study, **asked)
    except HeadsUnknownError as error:
        return Looked(file.name, is_table=True, question=str(error), lacks=error.lacks,
                      heads=error.heads, asked=asked)  # fmt: skip
    project = source.project
    rounds: tuple[tuple[str, str], ...] = ()
    if source.into is None and not project.corpus.sessions["year"].notna().any():
        found = year_choices(project).head(_MOST_ROUNDS)
        rounds = tuple(
            (str(choice), ", ".join(map(str, labels)))
            for choice, labels in zip(found["choice"], found["labels"], strict=True)
        )
    there = project.there or {"codings": int(project.codings.spans["coding_id"].nunique())}
    return Looked(
        file.name, program_of(project), source.into is not None, dict(there), project.losses,
        losses_by_kind(project), tuple(coders_of(project.codings)), tuple(unnamed_coders(source)),
        tuple(map(str, dict.fromkeys(project.codings.spans["code"]))), rounds, asked=asked,
    )  # fmt: skip


def take_in(
    file: str | Path,
    study: str | Path,
    *,
    by: str,
    asked: Mapping[str, Any] | None = None,
    year: str = "",
    key: str | Path | None = None,
    no_names: bool = False,
    read: Sequence[str] = (),
    auto_coding: str = "not known",
    coded_by: Sequence[str] = (),
    steps: Steps | None = None,
) -> CameIn:
    """Take a file that was looked at into a study, and return what came of it.

    Parameters
    ----------
    file, study
        As for :func:`practicelearn.jobs.exchange.read_import`.
    by : str
        Who does it: goes on record.
    asked : mapping, optional
        With what it was read when it was looked at.
    year : str
        REFI-QDA: where the round comes from, one of :attr:`Looked.rounds`.
    key : str or Path, optional
        Its own folder is made where the one around it is there.
    no_names, read, auto_coding, coded_by
        As for :func:`practicelearn.jobs.exchange.keep_import`.
    steps : Steps, optional
    """
    steps, file = steps or Steps(), Path(file)
    steps(0, 2, f"reading {file.name}")
    source = read_import(file, study, **{**(asked or {}), **({"year": year} if year else {})})
    steps(1, 2, "writing it into the study")
    if key is not None and Path(key).parent.parent.is_dir():
        make_folder(Path(key).parent)
    steps.commit()
    made = keep_import(
        source, study, key=key, no_names=no_names, read=read, auto_coding=auto_coding, by=by,
        coded_by=coded_by,
    )  # fmt: skip
    counts = what_counts(study)
    return CameIn(
        file.name, made.account, not_explained(made.account), made.project.losses,
        losses_by_kind(made.project), made.documents, made.codes,
        (*counts.provenance, *counts.notes),
    )  # fmt: skip
