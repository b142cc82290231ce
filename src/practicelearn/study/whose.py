"""Who coded what is imported, and what of it a program did: a person says so, on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from practicelearn._tables import near_match
from practicelearn.coding.codings import MACHINES
from practicelearn.coding.counted import nobodies
from practicelearn.coding.log.events import Event
from practicelearn.coding.scope import read_scopes
from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.exchange.project import CodedProject
from practicelearn.study.change import Change
from practicelearn.study.scopes import put_scopes
from practicelearn.study.who import check_name

__all__ = [
    "AUTO_CODING",
    "Said",
    "program_of",
    "put_record",
    "with_auto_coding",
    "with_coders_named",
]

AUTO_CODING = ("no", "yes", "not known")
_PROGRAMS = {
    "nvivo": "NVivo", "atlas": "ATLAS.ti", "maxqda": "MAXQDA", "taguette": "Taguette",
    "qualcoder": "QualCoder", "word": "Word", "table": "a table of quotes",
    "practicelearn": "practicelearn", "quirkos": "Quirkos", "dedoose": "Dedoose",
}  # fmt: skip
_NOT_NAMED = "another program"


@dataclass(frozen=True)
class Said:
    """What a person says of coding that is imported, since no file says it.

    Parameters
    ----------
    by : str
        Who imports, and says so.
    read : tuple of str
        What was read, each ``[CODER=]SESSIONS[:CODES]``; empty: it is not said.
    auto_coding : str
        Whether a program did some of the coding: ``no``, ``yes`` or ``not known``.
    """

    by: str = "unnamed"
    read: tuple[str, ...] = ()
    auto_coding: str = "not known"


def with_auto_coding(project: CodedProject, codes: Sequence[str]) -> CodedProject:
    """Return a project in which the coding of some codes is a program's: offers nobody accepted.

    Raises
    ------
    StudyError
        There is no such code.
    """
    spans = project.codings.spans
    known = list(dict.fromkeys(spans["code"]))
    for code in codes:
        if code not in known:
            raise StudyError(
                f'auto-coding: nothing is coded with "{code}"; expected {", ".join(AUTO_CODING)} '
                f"or codes.{near_match(code, known)}"
            )
    mine = spans["code"].isin(list(codes)) & spans["accepted_by"].isna()
    made = spans.assign(
        origin=spans["origin"].mask(mine, "suggested"), coder=spans["coder"].mask(mine, "suggested")
    )
    return replace(project, codings=replace(project.codings, spans=made))


def with_coders_named(project: CodedProject, coded_by: Sequence[str]) -> CodedProject:
    """Return a project in which coders whom the file does not name have their names.

    Parameters
    ----------
    project : CodedProject
    coded_by : sequence of str
        A name, for the only coder that names nobody; else ``"Default user=kim"``, any number.

    Raises
    ------
    StudyError
        There is no such coder, or there are several and it is not said which.
    """
    known = project.codings.coders
    unnamed = nobodies(known)
    now: dict[str, str] = {}
    for words in coded_by:
        old, _, new = words.rpartition("=")
        if not old.strip() and len(unnamed) != 1:
            some = ", ".join(unnamed) or "none"
            raise StudyError(
                f'coded by: "{words}" can be said of one coder whom the file does not name; there '
                f'are: {some}. Say it of each: "Default user=kim".'
            )
        old = old.strip() or unnamed[0]
        if old not in known:
            raise StudyError(f'coded by: nobody coded as "{old}".{near_match(old, known)}')
        now[old] = check_name(new.strip())
    spans, read = project.codings.spans, project.codings.read
    codings = replace(
        project.codings,
        spans=spans.assign(coder=[now.get(c, c) for c in spans["coder"]]),
        read=read.assign(coder=[now.get(c, c) for c in read["coder"]]),
    )
    named = project.notes.assign(coder=[now.get(c, c) for c in project.notes["coder"]])
    return replace(project, codings=codings, notes=named) if now else project


def put_record(
    change: Change,
    corpus: Corpus,
    project: CodedProject,
    folders: Mapping[str, str],
    said: Said,
    n_codings: int,
) -> None:
    """Put on record who coded in what, and what was read as far as somebody says so."""
    spans = project.codings.spans
    if said.auto_coding not in AUTO_CODING:
        raise StudyError(
            f'auto-coding: expected one of {", ".join(AUTO_CODING)}, found "{said.auto_coding}".'
        )
    coders = sorted(
        {folders[c] for c in {*spans["coder"], *project.codings.read["coder"]}} - MACHINES
    )
    if not len(spans) and not project.there:
        return
    by = check_name(said.by)
    version = project.codings.frame.version if project.codings.frame is not None else None
    payload: dict[str, Any] = {
        "program": program_of(project), "coders": coders, "auto_coding": said.auto_coding,
        "sessions": sorted({str(t).rpartition(":")[0] for t in spans["turn_id"]}),
        "n_codings": n_codings,
        "names": [f"{folder}={name}" for name, folder in sorted(folders.items()) if folder != name],
        "account": _account(project),
    }  # fmt: skip
    change.append(
        f"decisions/{by}.jsonl", Event("import", by, frame_version=version, payload=payload)
    )
    for words in said.read:
        scopes = [
            replace(s, coder=folders[s.coder])
            for s in read_scopes([words], project.codings, corpus)
        ]
        put_scopes(
            change, corpus, scopes, by=by, said=words, versions=dict.fromkeys(coders, version)
        )


def _account(project: CodedProject) -> dict[str, list[int]]:
    """Line of the account to what was there, and how much of it the losses explain."""
    lost = project.losses[project.losses["account"].notna()]
    n = lost.groupby("account")["n"].sum().to_dict() if len(lost) else {}
    return {line: [int(there), int(n.get(line, 0))] for line, there in project.there.items()}


def program_of(project: CodedProject) -> str:
    """Return the program a project was made with, as people call it."""
    said = project.origin.casefold()
    return next((name for key, name in _PROGRAMS.items() if key in said), _NOT_NAMED)
