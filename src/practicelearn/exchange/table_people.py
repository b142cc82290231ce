"""People of a table whose rows say who speaks: what its columns and a sheet say of each.

``P1`` of one group is seldom ``P1`` of another, while a respondent's number is one person's in
every wave. So a label that occurs in several sessions is one person in each, unless something says
that it is the same: a sheet of people, written answers, or whoever reads the table. ``p1`` and
``P1`` are one label, as they are to every sheet that names them: two rows for them would be one
person too many in every denominator.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._tables import ATTENDANCE, ISSUES, PEOPLE, conform, near_match
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import TableError
from practicelearn.exchange.conventions import slug
from practicelearn.language.forms import name_form
from practicelearn.transcripts.roles import roles_of_labels
from practicelearn.transcripts.sheets.files import column_name, read_sheet
from practicelearn.transcripts.sheets.joined import with_issues
from practicelearn.transcripts.speakers import person_of_label, with_people

__all__ = ["PeopleSheet", "Row", "people_of_rows", "with_people_sheet"]

_OF_DAY = frozenset({"session_id", "group", "file", "role", "speaker", "person_id"})
_ROLE = {
    "facilitator": "facilitator", "moderator": "facilitator", "interviewer": "facilitator",
    "observer": "observer", "note-taker": "note-taker", "note taker": "note-taker",
}  # fmt: skip

_SPELLED = r'^the label "(.*)" occurs .* and looks like "(.*)", which occurs'


@dataclass(frozen=True)
class Row:
    """A row of the table that holds words: its session, who speaks, and its cells."""

    session_id: str
    speaker: str | None
    cells: Sequence[str]


@dataclass(frozen=True)
class PeopleSheet:
    """A sheet with a row a person, or a row a person and session.

    ``place`` is its column of sessions, empty where it has none.
    """

    path: Path
    rows: pd.DataFrame
    place: str

    @classmethod
    def of(cls, path: Path) -> PeopleSheet:
        """Read a sheet.

        Raises
        ------
        TableError
            It has no column of people.
        """
        rows = read_sheet(path, needs=("person_id",), id_is="person_id")
        place = next((c for c in ("session_id", "group", "file") if c in rows), "")
        return cls(path, rows[rows["person_id"].notna()], place)

    @property
    def attributes(self) -> list[str]:
        """Columns that say something of a person whatever the day."""
        return [c for c in self.rows if c not in _OF_DAY]

    @property
    def repeated(self) -> set[str]:
        """Labels with more than one row."""
        labels = self.rows["person_id"]
        return {str(label) for label in labels[labels.map(_key).duplicated()]}

    def says_same(self, labels: Collection[str]) -> bool:
        """Whether each of these labels is one person: one row, or rows that say the same of it."""
        keys = self.rows["person_id"].map(_key)
        own = self.rows[keys.isin({_key(label) for label in labels})]
        if own.empty:
            return False
        grouped = own.groupby(keys[own.index], sort=False)
        alone = bool((grouped.size() == 1).all())
        if alone or not self.attributes:
            return alone
        kinds = grouped[self.attributes].nunique(dropna=False)
        return bool(kinds.to_numpy().max() == 1)


def people_of_rows(
    corpus: Corpus,
    rows: Sequence[Row],
    heads: Sequence[str],
    free: Sequence[int],
    *,
    told: Sequence[int],
    everywhere: bool,
) -> tuple[Corpus, set[str]]:
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
    everywhere : bool
        Whether a label is one person in every session.

    Notes
    -----
    A column is about sessions where it never differs in one of several; about people where it
    never differs for one of them, and at least one of them has two rows.
    """
    rows = _spelled_once(rows)
    pairs = list(dict.fromkeys((r.session_id, r.speaker) for r in rows if r.speaker is not None))
    id_of = _ids(pairs, everywhere=everywhere)
    label_of = {person: label for (_, label), person in id_of.items()}
    of_session: dict[str, pd.Series] = {}
    of_person: dict[str, dict[str, str]] = {}
    used: set[str] = set()
    spoken = [(id_of[r.session_id, r.speaker], r.cells) for r in rows if r.speaker is not None]
    n_sessions = len({r.session_id for r in rows})
    for n in free:
        head = heads[n]
        by_session = _constant([(r.session_id, r.cells) for r in rows], n)
        by_person = _constant(spoken, n)
        if by_session and n_sessions > 1 and n not in told:
            of_session[column_name(head)] = pd.Series(by_session, dtype=object)
        elif by_person and (n in told or len(by_person) < len(spoken)):
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
    index = pd.Index(list(label_of), name="person_id", dtype=object)
    people = pd.DataFrame({"pseudonym": list(label_of.values())}, index=index, dtype=object)
    for name, found in of_person.items():
        people[name] = pd.Series([found.get(p) for p in index], index, dtype=object)
    present = _present(pairs, id_of)
    attendance = (
        conform(pd.DataFrame(present, dtype=object), ATTENDANCE) if present else corpus.attendance
    )
    corpus = replace(
        corpus, sessions=sessions, people=conform(people, PEOPLE), attendance=attendance
    )
    return _joined(_with_spellings_noted(corpus)), used


def with_people_sheet(corpus: Corpus, sheet: PeopleSheet, *, everywhere: bool) -> Corpus:
    """Return the corpus with what a sheet says of people, found by their label in the table.

    A column that names the session lists who was present too, with their role there.
    ``everywhere``: as for :func:`people_of_rows`.
    """
    issues: list[dict[str, Any]] = []
    place_of = _sessions(corpus)
    placed: list[tuple[str | None, str, str | None]] = []  # session, person, role
    known = _Known(corpus, sheet.rows["person_id"], everywhere=everywhere)
    persons: list[str] = []
    names = sheet.rows[sheet.place] if sheet.place else pd.Series(None, sheet.rows.index)
    roles = sheet.rows["role"] if "role" in sheet.rows else pd.Series(None, sheet.rows.index)
    for label, name, role in zip(sheet.rows["person_id"], names, roles, strict=True):
        session = place_of.get(_key(name)) if isinstance(name, str) else None
        if sheet.place and session is None:
            message = f'"{name}" is no session of the table.{near_match(str(name), place_of)}'
            issues.append(_issue(sheet.path, message))
        persons.append(known.person(session, label))
        placed.append((session, persons[-1], role if isinstance(role, str) else None))
    first = _about(corpus, sheet, persons, issues)
    people = _merged(corpus.people, first, dict(zip(persons, sheet.rows["person_id"], strict=True)))
    leads = set(corpus.attendance.loc[corpus.attendance["role"].isin(NOT_COUNTED), "person_id"])
    for person in corpus.people.index.difference(first.index, sort=False):
        if person in leads:
            continue  # whoever led is not among those whom a study describes
        label = str(corpus.people.loc[person, "pseudonym"])
        message = f'the table names "{label}", and there is no row for them here.'
        near = near_match(label, sheet.rows["person_id"])
        issues.append(_issue(sheet.path, f"{message}{near}"))
    attendance = _listed(corpus, placed) if sheet.place else corpus.attendance
    made = replace(corpus, people=people, attendance=attendance)
    return with_issues(_joined(made), issues)


class _Known:
    """The people of the table by label, or by label in a session; others get an id."""

    def __init__(self, corpus: Corpus, labels: pd.Series, *, everywhere: bool) -> None:
        self._everywhere = everywhere
        self._times = labels.map(_key).value_counts().to_dict()
        self._ids: dict[tuple[str | None, str], str] = {}
        self._labelled: set[str] = set()
        rows = corpus.attendance[["session_id", "speaker", "person_id"]]
        for session, label, person in rows.itertuples(index=False, name=None):
            self._ids[session, _key(label)] = person
            self._ids.setdefault((None, _key(label)), person)
            self._labelled.add(_key(label))
        self._taken = {str(p) for p in corpus.people.index}

    def person(self, session: str | None, label: str) -> str:
        key = (None if self._everywhere else session, _key(label))
        if key not in self._ids:
            alone = key[0] is None or (key[1] not in self._labelled and self._times[key[1]] == 1)
            if alone or session is None:
                self._ids[key] = slug(label, self._taken, empty="person")
                self._taken.add(self._ids[key])
            else:
                self._ids[key] = person_of_label(session, label, self._taken)
        return self._ids[key]


def _sessions(corpus: Corpus) -> dict[str, str]:
    of = {_key(s): str(s) for s in corpus.sessions.index}
    return of | {_key(g): str(s) for s, g in corpus.sessions["group"].items()}


def _about(
    corpus: Corpus, sheet: PeopleSheet, persons: list[str], issues: list[dict[str, Any]]
) -> pd.DataFrame:
    """What the sheet says of each person, whatever the day; index person_id."""
    about = sheet.rows[sheet.attributes]
    told = corpus.sessions.columns[corpus.sessions.notna().any()]
    both = {c: f"{c}_of_person" for c in about if c in told}
    grouped = about.rename(columns=both).assign(person_id=persons)
    grouped = grouped.groupby("person_id", sort=False)
    differ = grouped.agg(lambda values: len(set(values.dropna())) > 1)
    if len(differ.columns):
        for person, row in differ[differ.any(axis=1)].iterrows():
            what = ", ".join(row.index[row])
            message = f'"{person}" has rows that say different things ({what}); the first counts'
            issues.append(_issue(sheet.path, message))
    return grouped.first()


def _merged(people: pd.DataFrame, first: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """The people of the table and of the sheet, each once."""
    out = people.reindex(list(dict.fromkeys([*people.index, *first.index])))
    for name in first:
        values = first[name].reindex(out.index)
        out[name] = values.where(values.notna(), out[name]) if name in out else values
    names = out["pseudonym"]
    out["pseudonym"] = [p if isinstance(p, str) else labels[i] for i, p in names.items()]
    out = out.rename_axis("person_id").astype(object)
    return conform(out.where(out.notna(), None), PEOPLE)


def _listed(corpus: Corpus, placed: Sequence[tuple[str | None, str, str | None]]) -> pd.DataFrame:
    """Who was present, spoken or not: the table's speakers, and those the sheet adds."""
    table = corpus.attendance.set_index(["session_id", "person_id"])
    rows = {key: dict(row) for key, row in table.to_dict("index").items()}
    for session, person, role in placed:
        if session is None:
            continue
        own = rows.setdefault((session, person), {"speaker": None, "role": "participant"})
        if role is not None:
            own |= {"role": _ROLE.get(role.casefold(), "participant"), "role_source": "sheet"}
    made = [{"session_id": s, "person_id": p, **row} for (s, p), row in rows.items()]
    return conform(pd.DataFrame(made, dtype=object), ATTENDANCE)


def _spelled_once(rows: Sequence[Row]) -> list[Row]:
    """The rows with each label as it is mostly written, where case or spaces alone differ."""
    times = Counter(r.speaker for r in rows if r.speaker is not None)
    usual: dict[str, str] = {}
    for label, _ in times.most_common():
        usual.setdefault(_key(label), label)
    return [r if r.speaker is None else replace(r, speaker=usual[_key(r.speaker)]) for r in rows]


def _with_spellings_noted(corpus: Corpus) -> Corpus:
    """The corpus with a note instead of a doubt where case or spaces alone part two labels."""
    issues = corpus.issues
    doubts = issues["message"].str.extract(_SPELLED)
    one = [isinstance(a, str) and _key(a) == _key(b) for a, b in doubts.itertuples(index=False)]
    message, severity = issues["message"].copy(), issues["severity"].copy()
    said = 'the label "' + doubts[0] + '" is taken for "' + doubts[1] + '": only case or spaces'
    message[one], severity[one] = said[one] + " differ", "note"
    return replace(corpus, issues=issues.assign(message=message, severity=severity))


def _ids(pairs: Sequence[tuple[str, str]], *, everywhere: bool) -> dict[tuple[str, str], str]:
    """The id of the person of each session and label."""
    sessions: dict[str, list[str]] = {}
    for session, label in pairs:
        sessions.setdefault(label, []).append(session)
    taken: set[str] = set()
    out: dict[tuple[str, str], str] = {}
    for label, own in sessions.items():
        if everywhere or len(own) == 1:
            person = slug(label, taken, empty="person")
            taken.add(person)
            out |= {(session, label): person for session in own}
        else:
            out |= {(s, label): person_of_label(s, label, taken) for s in own}
    return {pair: out[pair] for pair in pairs}


def _constant(rows: Sequence[tuple[str, Sequence[str]]], n: int) -> dict[str, str] | None:
    """Each key's value in a column; None where one has two, or nobody has any."""
    found: dict[str, str] = {}
    for key, cells in rows:
        cell = cells[n].strip() if n < len(cells) else ""
        if cell and found.setdefault(key, cell) != cell:
            return None
    return found or None


def _present(
    pairs: Sequence[tuple[str, str]], id_of: Mapping[tuple[str, str], str]
) -> list[dict[str, Any]]:
    labels: dict[str, list[str]] = {}
    for session, label in pairs:
        labels.setdefault(session, []).append(label)
    roles = {session: roles_of_labels(own) for session, own in labels.items()}
    out = []
    for session, label in pairs:
        role, source = roles[session][label]
        role = "participant" if role == "unknown" else role
        out.append(
            {"session_id": session, "person_id": id_of[session, label], "speaker": label,
             "role": role, "role_source": source}
        )  # fmt: skip
    return out


def _joined(corpus: Corpus) -> Corpus:
    turns, _ = with_people(corpus.turns, corpus.attendance)
    return replace(corpus, turns=turns)


def _key(label: Any) -> str:
    return name_form(str(label))


def _issue(path: Path, message: str) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(ISSUES.names)
    return {**empty, "severity": "warning", "source_loc": path.name, "message": message}
