"""People of a table whose rows say who speaks: what its columns and a sheet say of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._tables import ATTENDANCE, ISSUES, PEOPLE, conform, near_match
from practicelearn.corpus import Corpus
from practicelearn.errors import TableError
from practicelearn.exchange.conventions import slug
from practicelearn.transcripts.roles import roles_of_labels
from practicelearn.transcripts.sheets.files import column_name, read_sheet
from practicelearn.transcripts.sheets.joined import with_issues
from practicelearn.transcripts.speakers import with_people

__all__ = ["Row", "people_of_rows", "with_people_sheet"]


@dataclass(frozen=True)
class Row:
    """A row of the table that holds words: its session, who speaks, and its cells."""

    session_id: str
    speaker: str | None
    cells: Sequence[str]


def people_of_rows(
    corpus: Corpus, rows: Sequence[Row], heads: Sequence[str], free: Sequence[int],
    *, told: Sequence[int],
) -> tuple[Corpus, set[str]]:  # fmt: skip
    """Return the corpus with its people and who was there, and the heads of the columns used.

    Parameters
    ----------
    corpus : Corpus
    rows : sequence of Row
    heads : sequence of str
    free : sequence of int
        Columns that are neither words, codes nor places.
    told : sequence of int
        Columns that a person says are about whoever speaks.

    Notes
    -----
    A column is about sessions where it never differs in one of several; about people where it
    never differs for one of them, and at least one of them has two rows. The label is the person,
    in every session.
    """
    labels = list(dict.fromkeys(r.speaker for r in rows if r.speaker is not None))
    ids = _ids(labels)
    of_session: dict[str, pd.Series] = {}
    of_person: dict[str, dict[str, str]] = {}
    used: set[str] = set()
    n_sessions = len({r.session_id for r in rows})
    for n in free:
        head = heads[n]
        by_session = _constant([(r.session_id, r.cells) for r in rows], n)
        by_person = _constant([(r.speaker, r.cells) for r in rows if r.speaker is not None], n)
        if by_session and n_sessions > 1 and n not in told:
            of_session[column_name(head)] = pd.Series(by_session, dtype=object)
        elif by_person and (n in told or len(by_person) < sum(bool(r.speaker) for r in rows)):
            of_person[column_name(head)] = by_person
        elif n in told:
            raise TableError(
                f'column "{head}" says different things of one person; it cannot be "person".'
            )
        else:
            continue
        used.add(head)
    sessions = corpus.sessions
    for name, values in of_session.items():
        sessions = sessions.assign(**{name: values.reindex(sessions.index)})
    people = pd.DataFrame(
        {"pseudonym": labels}, index=pd.Index(ids, name="person_id"), dtype=object
    )
    for name, found in of_person.items():
        people[name] = pd.Series([found.get(label) for label in labels], people.index, dtype=object)
    present = _present(rows, dict(zip(labels, ids, strict=True)))
    corpus = replace(
        corpus, sessions=sessions, people=conform(people, PEOPLE),
        attendance=conform(pd.DataFrame(present, dtype=object), ATTENDANCE) if present
        else corpus.attendance,
    )  # fmt: skip
    return _joined(corpus), used


def with_people_sheet(corpus: Corpus, path: Path) -> Corpus:
    """Return the corpus with what a sheet says of people, found by their label in the table.

    A column that names the session lists who was present too, with their role there.

    Raises
    ------
    TableError
        The sheet has no column of people.
    """
    sheet = read_sheet(path, needs=("person_id",), id_is="person_id")
    sheet = sheet[sheet["person_id"].notna()]
    issues: list[dict[str, Any]] = []
    ids = _known_ids(corpus, sheet["person_id"])
    labels = dict(zip(ids, sheet["person_id"], strict=True))
    place = next((c for c in ("session_id", "group", "file") if c in sheet), "")
    first = _about(corpus, sheet, ids, path, issues)
    everybody = list(dict.fromkeys([*corpus.people.index, *first.index]))
    people = corpus.people.reindex(everybody)
    for name in first:
        values = first[name].reindex(people.index)
        people[name] = values.where(values.notna(), people[name]) if name in people else values
    names = people["pseudonym"]
    people["pseudonym"] = [p if isinstance(p, str) else labels[i] for i, p in names.items()]
    for person in corpus.people.index.difference(first.index, sort=False):
        name = str(corpus.people.loc[person, "pseudonym"])
        message = f'the table names "{name}", and there is no row for them here.'
        issues.append(_issue(path, f"{message}{near_match(name, sheet['person_id'])}"))
    attendance = corpus.attendance
    if place:
        attendance = _listed(corpus, sheet.assign(person_id=ids), place, issues, path)
    people = people.rename_axis("person_id").astype(object)
    people = conform(people.where(people.notna(), None), PEOPLE)
    return with_issues(_joined(replace(corpus, people=people, attendance=attendance)), issues)


def _known_ids(corpus: Corpus, labels: pd.Series) -> list[str]:
    """The id of each row's person: that of the table's label, else a new one."""
    of_label = {_key(name): str(p) for p, name in corpus.people["pseudonym"].items()}
    taken = {str(p) for p in corpus.people.index}
    for label in labels:
        if _key(label) not in of_label:
            of_label[_key(label)] = slug(label, taken, empty="person")
            taken.add(of_label[_key(label)])
    return [of_label[_key(label)] for label in labels]


def _about(
    corpus: Corpus, sheet: pd.DataFrame, ids: list[str], path: Path, issues: list[dict[str, Any]]
) -> pd.DataFrame:
    """What the sheet says of each person, whatever the day; index person_id."""
    of_day = {"session_id", "group", "file", "role", "speaker", "person_id"}
    about = sheet[[c for c in sheet if c not in of_day]]
    both = {c: f"{c}_of_person" for c in about if c in corpus.sessions}
    grouped = about.rename(columns=both).assign(person_id=ids).groupby("person_id", sort=False)
    differ = grouped.agg(lambda values: len(set(values.dropna())) > 1)
    for person, row in differ[differ.any(axis=1)].iterrows():
        what = ", ".join(row.index[row])
        message = f'"{person}" has rows that say different things ({what}); the first one counts'
        issues.append(_issue(path, message))
    return grouped.first()


def _listed(
    corpus: Corpus, sheet: pd.DataFrame, place: str, issues: list[dict[str, Any]], path: Path
) -> pd.DataFrame:
    """Who was present, spoken or not: the table's speakers, and those the sheet adds."""
    sessions = corpus.sessions
    of = {str(s).casefold(): str(s) for s in sessions.index}
    of |= {str(g).casefold(): str(s) for s, g in sessions["group"].items()}
    table = corpus.attendance.set_index(["session_id", "person_id"])
    rows = {key: dict(row) for key, row in table.to_dict("index").items()}
    for person, name, role in zip(
        sheet["person_id"], sheet[place], sheet.get("role", pd.Series(None, sheet.index)),
        strict=True,
    ):  # fmt: skip
        session = of.get(str(name).casefold()) if name is not None else None
        if session is None:
            message = f'"{name}" is no session of the table.{near_match(str(name), of)}'
            issues.append(_issue(path, message))
            continue
        own = rows.setdefault((session, person), {"speaker": None, "role": "participant"})
        if role is not None:
            own |= {"role": _ROLE.get(str(role).casefold(), "participant"), "role_source": "sheet"}
    made = [{"session_id": s, "person_id": p, **row} for (s, p), row in rows.items()]
    return conform(pd.DataFrame(made, dtype=object), ATTENDANCE)


_ROLE = {
    "facilitator": "facilitator", "moderator": "facilitator", "interviewer": "facilitator",
    "observer": "observer", "note-taker": "note-taker", "note taker": "note-taker",
}  # fmt: skip


def _ids(labels: Sequence[str]) -> list[str]:
    taken: set[str] = set()
    out = []
    for label in labels:
        out.append(slug(label, taken, empty="person"))
        taken.add(out[-1])
    return out


def _constant(rows: Sequence[tuple[str | None, Sequence[str]]], n: int) -> dict[str, str] | None:
    """Each key's value in a column; None where one has two, or nobody has any."""
    found: dict[str, str] = {}
    for key, cells in rows:
        cell = cells[n].strip() if n < len(cells) else ""
        if cell and found.setdefault(str(key), cell) != cell:
            return None
    return found or None


def _present(rows: Sequence[Row], id_of: dict[str, str]) -> list[dict[str, Any]]:
    pairs = list(dict.fromkeys((r.session_id, r.speaker) for r in rows if r.speaker is not None))
    labels: dict[str, list[str]] = {}
    for session, label in pairs:
        labels.setdefault(session, []).append(label)
    roles = {session: roles_of_labels(own) for session, own in labels.items()}
    out = []
    for session, label in pairs:
        role, source = roles[session][label]
        role = "participant" if role == "unknown" else role
        out.append(
            {"session_id": session, "person_id": id_of[label], "speaker": label, "role": role,
             "role_source": source}
        )  # fmt: skip
    return out


def _joined(corpus: Corpus) -> Corpus:
    turns, _ = with_people(corpus.turns, corpus.attendance)
    return replace(corpus, turns=turns)


def _key(label: Any) -> str:
    return " ".join(str(label).split()).casefold()


def _issue(path: Path, message: str) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(ISSUES.names)
    return {**empty, "severity": "warning", "source_loc": path.name, "message": message}
