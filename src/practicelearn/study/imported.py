"""Another program's work in a study: codings and readings in their coders' logs, notes as memos."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from practicelearn._cells import write_table
from practicelearn._tables import near_match
from practicelearn.coding.codings import MACHINES, Codings
from practicelearn.coding.log.events import Event
from practicelearn.coding.log.moves import runs
from practicelearn.coding.scope import read_scopes
from practicelearn.errors import StudyError
from practicelearn.exchange.conventions import slug
from practicelearn.exchange.project import Project
from practicelearn.study.change import Change
from practicelearn.study.folder import Study
from practicelearn.study.scopes import put_scopes
from practicelearn.study.stored import check_name
from practicelearn.study.transaction import transaction

__all__ = ["AUTO_CODING", "Said", "keep_project", "record_codings", "with_auto_coding"]

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


def with_auto_coding(project: Project, codes: Sequence[str]) -> Project:
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


def keep_project(study: Study, project: Project, said: Said | None = None) -> None:
    """Write into a study that was made of a project what stands beside its turns.

    Codings and readings go into the logs of their coders; notes, and comments on passages without
    a code, become memos on the session, the code or the study; ``outputs/import-losses.csv`` says
    what was lost.
    """
    memos = _memos(project)
    codings = project.codings
    coders = [*codings.spans["coder"], *codings.read["coder"], *(who for who, _, _ in memos)]
    folders = _folders(coders)
    with transaction(study.path) as change:
        _put_codings(change, study, codings, folders)
        _put_memos(change, folders, memos)
        _put_record(change, study, project, folders, said or Said())
    if len(project.losses):
        write_table(project.losses, study.path / "outputs" / "import-losses.csv")


def _put_memos(
    change: Change, folders: Mapping[str, str], memos: Mapping[tuple[str, str, str], list[str]]
) -> None:
    for (who, kind, thing), texts in memos.items():
        payload = {"about": "study" if kind == "project" else kind, "memo": "\n\n".join(texts)}
        payload |= {"code": thing} if kind == "code" else {}
        session = thing if kind == "session" else None
        name = folders[who]
        log = f"decisions/{name}" if session is None else f"coding/{name}/{session}"
        change.append(f"{log}.jsonl", Event("memo", name, session, payload=payload))


def record_codings(study: Study, project: Project, said: Said | None = None) -> None:
    """Write codings and readings into the logs of their coders, as imported.

    Parameters
    ----------
    study : Study
    project : Project
        Its codings are of the study's own sessions.
    said : Said, optional
        What a person says of them.
    """
    codings = project.codings
    folders = _folders([*codings.spans["coder"], *codings.read["coder"]])
    with transaction(study.path) as change:
        _put_codings(change, study, codings, folders)
        _put_record(change, study, project, folders, said or Said())


def _put_record(
    change: Change, study: Study, project: Project, folders: Mapping[str, str], said: Said
) -> None:
    """Who coded in what, and what was read as far as somebody says so."""
    spans = project.codings.spans
    corpus = study.corpus()
    if said.auto_coding not in AUTO_CODING:
        raise StudyError(
            f'auto-coding: expected one of {", ".join(AUTO_CODING)}, found "{said.auto_coding}".'
        )
    coders = sorted(
        {folders[c] for c in {*spans["coder"], *project.codings.read["coder"]}} - MACHINES
    )
    if not len(spans):
        return
    by = check_name(said.by)
    version = project.codings.frame.version if project.codings.frame is not None else None
    payload: dict[str, Any] = {
        "program": program_of(project), "coders": coders, "auto_coding": said.auto_coding,
        "sessions": sorted({str(t).rpartition(":")[0] for t in spans["turn_id"]}),
        "n_codings": int(spans["coding_id"].nunique()),
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


def program_of(project: Project) -> str:
    """Return the program a project was made with, as people call it."""
    said = project.origin.casefold()
    return next((name for key, name in _PROGRAMS.items() if key in said), _NOT_NAMED)


def _put_codings(
    change: Change, study: Study, codings: Codings, folders: Mapping[str, str]
) -> None:
    corpus = study.corpus()
    session_of = corpus.turns["session_id"].to_dict()
    number_of = corpus.turns["n"].to_dict()
    hashes = corpus.sessions["text_hash"].to_dict()
    coders = folders
    logs: dict[tuple[str, str], list[Event]] = {}
    fields = ("code", "origin", "accepted_by", "stance", "strength", "memo")
    for coding_id, part in codings.spans.groupby("coding_id", sort=False):
        rows = part.sort_values("part").to_dict("records")
        first = rows[0]
        session, coder = session_of[first["turn_id"]], coders[first["coder"]]
        payload: dict[str, Any] = {
            k: int(first[k]) if k == "strength" else first[k]
            for k in fields
            if isinstance(first[k], str | int)
        }
        payload["parts"] = [
            {k: int(r[k]) if k in {"start", "end"} else r[k]
             for k in ("turn_id", "start", "end", "quote")}
            for r in rows
        ]  # fmt: skip
        when: dict[str, Any] = {"at": first["at"]} if isinstance(first["at"], str) else {}
        logs.setdefault((coder, session), []).append(
            Event("code", coder, session, coding_id=str(coding_id), text_hash=hashes[session],
                  payload=payload, **when)
        )  # fmt: skip
    version = codings.frame.version if codings.frame is not None else None
    for name, part in codings.read.groupby("coder"):
        for session, turns in part.groupby(part["turn_id"].map(session_of)):
            events = logs.setdefault((coders[name], str(session)), [])
            for first_n, last_n in runs(sorted(number_of[t] for t in turns["turn_id"])):
                events.append(
                    Event("read", coders[name], str(session), text_hash=hashes[session],
                          frame_version=version, payload={"from": first_n, "to": last_n})
                )  # fmt: skip
    for (coder, session), events in logs.items():
        change.append(f"coding/{coder}/{session}.jsonl", *events)


def _folders(coders: Iterable[Any]) -> dict[str, str]:
    """Coder to the name of their folder: nothing leads out of it."""
    found: dict[str, str] = {}
    for name in sorted({str(c) for c in coders if isinstance(c, str)}):
        found[name] = slug(name, set(found.values()), empty="coder")
    return found


def _memos(project: Project) -> dict[tuple[str, str, str], list[str]]:
    """Who, about what kind of thing and which, to what they wrote: one memo each, as memos go."""
    said: dict[tuple[str, str, str], list[str]] = {}
    of_selection: dict[str, list[str]] = {}
    for note in project.notes.to_dict("records"):
        text = "\n".join(filter(None, [note["name"], note["text"]]))
        for about in note["about"] or ["project:"]:
            kind, _, thing = about.partition(":")
            if kind == "selection":
                of_selection.setdefault(thing, []).append(text)
            elif kind != "coding":  # that is the coding's own memo
                kind = kind if kind in {"session", "code"} else "project"
                said.setdefault((note["coder"] or "imported", kind, thing), []).append(text)
    for row in project.selections[project.selections["status"] == "comment"].to_dict("records"):
        text = "\n".join(filter(None, [row["description"], *of_selection.get(row["guid"], ())]))
        if text:
            place = (row["coder"] or "imported", "session", row["session_id"])
            said.setdefault(place, []).append(f"\u201c{row['words']}\u201d: {text}")
    return said
