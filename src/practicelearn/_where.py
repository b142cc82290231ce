"""The part of a corpus that meets conditions: its sessions, people and turns, kept together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar

import pandas as pd

from practicelearn._not_there import check_there, is_in, nothing
from practicelearn._tables import near_column
from practicelearn.errors import TableError

__all__ = ["part_of"]


class Parts(Protocol):
    """What is selected from: a ``Corpus``."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def turns(self) -> pd.DataFrame: ...
    @property
    def sessions(self) -> pd.DataFrame: ...
    @property
    def people(self) -> pd.DataFrame: ...
    @property
    def attendance(self) -> pd.DataFrame: ...
    @property
    def issues(self) -> pd.DataFrame: ...
    @property
    def source_map(self) -> pd.DataFrame: ...
    @property
    def edits(self) -> pd.DataFrame: ...
    @property
    def away(self) -> pd.DataFrame: ...
    @property
    def not_held(self) -> pd.DataFrame: ...


_Whole = TypeVar("_Whole", bound=Parts)


def part_of(corpus: _Whole, conditions: Mapping[str, Any], *, roles: Sequence[str]) -> _Whole:
    """Return the part that meets every condition, as ``Corpus.where`` says.

    Parameters
    ----------
    corpus : Corpus
    conditions : mapping
        Column to a value or several.
    roles : sequence of str
        Those there may be: to ask for one that nobody has is no slip.
    """
    whole = corpus
    for column, wanted in conditions.items():
        values = (
            [wanted]
            if isinstance(wanted, str | Mapping) or not isinstance(wanted, Iterable)
            else list(wanted)
        )
        told = _tables_that_say(corpus, column)
        if column == "session_id" or "sessions" in told:
            table = corpus.sessions
            key = table.index if column == "session_id" else table[column]
            check_there(column, values, key, "session")
            planned = _planned(corpus, column, values)
            corpus = _of_sessions(corpus, table.index[key.isin(values)], planned)
        elif "turns" in told:
            _check_any(column, values, whole, roles)
            corpus = _of_turns(corpus, corpus.turns[corpus.turns[column].isin(values)])
        elif "people" in told:
            key = corpus.people[column]
            check_there(column, values, key, "person")
            wanted_ids = key.index[key.isin(values)]
            own = corpus.attendance["person_id"].isin(wanted_ids)
            corpus = _of_people(corpus, own, corpus.away["person_id"].isin(wanted_ids))
        elif "attendance" in told:
            key = corpus.attendance[column]
            check_there(column, values, key, "person")
            away = corpus.away.get(column, pd.Series(None, corpus.away.index, dtype=object))
            corpus = _of_people(corpus, key.isin(values), away.isin(values))
        else:
            parts = (corpus.sessions, corpus.turns, corpus.people, corpus.attendance)
            known = [name for table in parts for name in table.columns]
            raise TableError(
                f'where: "{column}" is no column of sessions, turns, people or attendance.'
                f"{near_column(column, known)}"
            )
    return corpus


def _tables_that_say(corpus: Parts, column: str) -> list[str]:
    """Tables with the column; those in which it is empty only where no other says anything."""
    places = ("sessions", "turns", "people", "attendance")
    there = [place for place in places if column in getattr(corpus, place).columns]
    telling = [place for place in there if getattr(corpus, place)[column].notna().any()]
    return telling or there


def _check_any(column: str, values: Sequence[Any], corpus: Parts, roles: Sequence[str]) -> None:
    """Raise where no turn at all is of these: some may be of nobody who spoke, but not every one.

    Roles and people present may be silent, and a question of the guide may have no answer.
    """
    known = corpus.turns[column].dropna()
    more = {"role": roles, "question_id": values}.get(column, ())
    if column in {"person_id", "speaker"}:
        more = corpus.attendance[column].dropna()
    known = pd.Index([*more, *known.drop_duplicates()] if column != "marks" else values)
    if not any(is_in(value, known) for value in values):
        raise nothing("turn", column, values[0] if values else [], known)


class _Planned(NamedTuple):
    """What is kept of groups that were not held, and of people who named no group."""

    groups: pd.Series
    people: pd.Series


def _planned(corpus: Parts, column: str, values: Sequence[Any]) -> _Planned:
    """Which groups that were not held, and whose invitation to no group by name, a column keeps."""
    unsaid = pd.Series(None, corpus.not_held.index, dtype=object)
    groups = corpus.not_held.get(column, unsaid).isin(values)
    of_round = corpus.away["session_id"].isna() & corpus.away["year"].isin(values)
    return _Planned(groups, of_round if column == "year" else of_round & False)


def _of_sessions(corpus: _Whole, ids: pd.Index, planned: _Planned) -> _Whole:
    def own(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["session_id"].isin(ids)]

    attendance = own(corpus.attendance)
    not_held = corpus.not_held[planned.groups]
    to_them = corpus.away["session_id"].isin([*ids, *not_held["session_id"].dropna()])
    away = corpus.away[to_them | planned.people]
    kept = _of_turns(corpus, own(corpus.turns))
    return replace(
        kept,
        sessions=corpus.sessions.loc[ids],
        people=_named(corpus, attendance, away),
        attendance=attendance.reset_index(drop=True),
        issues=own(corpus.issues).reset_index(drop=True),
        source_map=kept.source_map.reset_index(drop=True),
        edits=kept.edits.reset_index(drop=True),
        away=away.reset_index(drop=True),
        not_held=not_held.reset_index(drop=True),
    )


def _of_people(corpus: _Whole, present: pd.Series, invited: pd.Series) -> _Whole:
    """The people of these rows of attendance, and what they said there; sessions are kept."""
    attendance = corpus.attendance[present.fillna(value=False).astype(bool)]
    away = corpus.away[invited.fillna(value=False).astype(bool)]
    keys = pd.MultiIndex.from_frame(attendance[["session_id", "person_id"]])
    said = pd.MultiIndex.from_frame(corpus.turns[["session_id", "person_id"]]).isin(keys)
    return replace(
        _of_turns(corpus, corpus.turns[said]),
        people=_named(corpus, attendance, away),
        attendance=attendance,
        away=away,
    )


def _named(corpus: Parts, attendance: pd.DataFrame, away: pd.DataFrame) -> pd.DataFrame:
    """The people of either table."""
    named = {*attendance["person_id"].dropna(), *away["person_id"].dropna()}
    return corpus.people[corpus.people.index.isin(list(named))]


def _of_turns(corpus: _Whole, turns: pd.DataFrame) -> _Whole:
    return replace(
        corpus,
        turns=turns,
        source_map=corpus.source_map[corpus.source_map["turn_id"].isin(turns.index)],
        edits=corpus.edits[corpus.edits["turn_id"].isin(turns.index)],
    )
