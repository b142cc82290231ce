"""The corpus: turns, sessions, people, attendance and issues, kept consistent with each other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments, check_fields, check_known
from practicelearn._once import once_for_each
from practicelearn._rounds import in_order, misdated
from practicelearn._tables import (
    ATTENDANCE,
    AWAY,
    EDITS,
    ISSUES,
    NOT_HELD,
    PEOPLE,
    SESSIONS,
    SOURCE_MAP,
    TURNS,
    conform,
    empty_table,
    in_cell,
    near_match,
)
from practicelearn._where import part_of
from practicelearn.errors import TableError, counted
from practicelearn.language.words import count_words

__all__ = ["NOT_COUNTED", "ROLES", "Corpus", "hash_of_texts", "make_turn_id", "text_hash"]

ROLES = ("participant", "facilitator", "note-taker", "observer", "unknown", "withdrawn")
"""Roles of a turn."""

NOT_COUNTED = frozenset({"facilitator", "note-taker", "observer", "withdrawn"})
"""Roles of those who are no participants: what they say is not raised."""


def make_turn_id(session_id: str, n: int) -> str:
    """Return the identifier of the n-th turn of a session.

    Examples
    --------
    >>> make_turn_id("2025-north", 7)
    '2025-north:00007'
    """
    return f"{session_id}:{n:05d}"


def text_hash(turns: pd.DataFrame) -> str:
    """Return sha256 over ``turn_id`` and ``text`` of the turns, in their order.

    Times, labels and bytes of the file play no part: the hash changes exactly when a coding's
    offsets could.
    """
    return hash_of_texts(turns.index, turns["text"])


def hash_of_texts(turn_ids: Iterable[str], texts: Iterable[str]) -> str:
    """Return the :func:`text_hash` of turns that are no table yet."""
    rows = "".join(
        [f"{turn_id}\x1f{text}\x1e" for turn_id, text in zip(turn_ids, texts, strict=True)]
    )
    return hashlib.sha256(rows.encode()).hexdigest()


@dataclass(frozen=True, repr=False, eq=False)
class Corpus:
    """Everything that was read from a set of transcripts.

    Parameters
    ----------
    turns : DataFrame
        One row a turn, index ``turn_id``. Columns: see ``practicelearn._tables.TURNS``.
    sessions : DataFrame
        One row a session, index ``session_id``; any further column of the sheet is kept.
    people : DataFrame
        One row a person, index ``person_id``. Never real names.
    attendance : DataFrame
        One row a person present in a session, spoken or not.
    issues : DataFrame
        What could not be understood, and what to do about it. Nothing is dropped silently.
    source_map : DataFrame
        Which code points of a turn's text come from which code points of the decoded file.
    edits : DataFrame
        How turn texts were changed after reading.
    pseudonymised : bool
        Whether names have been replaced. Reports for readers are made from such a corpus only.
    rounds : tuple of str
        The rounds in their order, the earliest first, as people listed them; those without a
        session may be among them. Without it, dates decide, else the calendar years that the
        labels name; never their spelling.
    away : DataFrame
        One row a person who was invited and did not come. Nobody in it is counted anywhere but
        in ``coverage``: they are in no denominator.
    not_held : DataFrame
        One row a group that was planned and not held.
    displayed : callable, optional
        Called with the pairs of rounds when a comparison is made, so that the study that the corpus
        comes from keeps when that was first.

    Raises
    ------
    TableError
        A table breaks its contract, or a turn names a session that is not there.

    Notes
    -----
    Frozen: whatever changes a corpus returns a new one. Offsets are Unicode code points in a
    turn's text, which is NFC with line feeds only.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> corpus
    Corpus: 24 sessions, 2,331 turns, 41,286 words (2023-24, 2024-25, 2025-2...
    >>> corpus.sessions.loc["2025-north", ["year", "group"]].tolist()
    ['2025-26', 'north']
    """

    turns: pd.DataFrame
    sessions: pd.DataFrame = field(default_factory=partial(empty_table, SESSIONS))
    people: pd.DataFrame = field(default_factory=partial(empty_table, PEOPLE))
    attendance: pd.DataFrame = field(default_factory=partial(empty_table, ATTENDANCE))
    issues: pd.DataFrame = field(default_factory=partial(empty_table, ISSUES))
    source_map: pd.DataFrame = field(default_factory=partial(empty_table, SOURCE_MAP))
    edits: pd.DataFrame = field(default_factory=partial(empty_table, EDITS))
    pseudonymised: bool = False
    rounds: tuple[str, ...] = ()
    away: pd.DataFrame = field(default_factory=partial(empty_table, AWAY))
    not_held: pd.DataFrame = field(default_factory=partial(empty_table, NOT_HELD))
    displayed: Any = field(default=None)

    def __post_init__(self) -> None:
        """Bring every table into its documented form and hold them against each other."""
        check_fields(self)
        for name, table in _PARTS.items():
            object.__setattr__(self, name, conform(getattr(self, name), table))
        object.__setattr__(self, "rounds", tuple(dict.fromkeys(map(str, self.rounds))))
        sessions = self.sessions
        if sessions.empty and not self.turns.empty:
            ids = pd.Index(self.turns["session_id"].unique(), name="session_id")
            sessions = conform(pd.DataFrame(index=ids), SESSIONS)
        group = sessions["group"]
        if group.dtype != object or group.isna().any():
            by_session = pd.Series(sessions.index, index=sessions.index, dtype=object)
            sessions = sessions.assign(group=group.astype(object).where(group.notna(), by_session))
        object.__setattr__(self, "sessions", sessions)
        unknown = set(self.turns["session_id"].unique()) - set(sessions.index)
        if unknown:
            name = sorted(unknown)[0]
            raise TableError(
                f'turns: session_id "{name}" is not in sessions.{near_match(name, sessions.index)}'
            )

    def where(self, **conditions: Any) -> Corpus:
        """Return the part of the corpus that meets every condition.

        Parameters
        ----------
        **conditions
            ``column=value`` or ``column=[values]``. A column of sessions selects whole sessions
            (with their attendance and issues); a column of turns selects turns and keeps the
            sessions, so that a session in which nobody said anything still counts. A column of
            people, or of attendance, selects those people with what they said, and keeps the
            sessions: whoever was there and silent still counts. Where several tables have the
            column and say something in it, it is looked for in this order.

        Raises
        ------
        TableError
            The column is in no table; no session or person has such a value, or no turn any of
            them; what there is and the near match are named.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> corpus.where(year="2025-26", role="participant")
        Corpus: 8 sessions, 722 turns, 11,962 words (2025-26); 58 attendances, 0 issues
        >>> len(corpus.attendance), len(corpus.where(job_role="senior social worker").attendance)
        (174, 45)
        """
        return part_of(self, conditions, roles=ROLES)

    def with_turns(self, turns: pd.DataFrame) -> Corpus:
        """Return the corpus with other turns; sessions' hashes are computed anew.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> long = corpus.turns[corpus.n_words > 20]
        >>> len(corpus.with_turns(long)) == len(long)
        True
        """
        check_arguments(Corpus.with_turns, locals())
        hashes = {sid: text_hash(part) for sid, part in turns.groupby("session_id", sort=False)}
        sessions = self.sessions.assign(
            text_hash=[hashes.get(sid, text_hash(turns.iloc[:0])) for sid in self.sessions.index]
        )
        return replace(self, turns=turns, sessions=sessions)

    @property
    def n_words(self) -> pd.Series:
        """Words of each turn, marks left out; index ``turn_id``, int.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> corpus.n_words.groupby(corpus.turns["role"]).sum()
        role
        facilitator     5564
        participant    35722
        Name: n_words, dtype: int64
        """
        return _n_words(self)

    @property
    def years(self) -> list[str]:
        """The rounds of the sessions, the earliest first.

        Raises
        ------
        TableError
            Neither the list of rounds, nor dates, nor the labels' years say which comes first; or
            the list lacks a round. Where no order is claimed, use ``year_labels``.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> corpus.years
        ['2023-24', '2024-25', '2025-26']
        """
        return self.in_order(self._labels)

    @property
    def year_labels(self) -> list[str]:
        """The rounds of the sessions: in order where that is known, else as the sessions stand.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> corpus.year_labels[-1]
        '2025-26'
        """
        try:
            return self.years
        except TableError:
            return self._labels

    def in_order(self, labels: Iterable[str]) -> list[str]:
        """Return these rounds, each once, the earliest first; "" (none is named) before them all.

        Raises
        ------
        TableError
            As ``years`` does.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> corpus.in_order(["2025-26", "2023-24"])
        ['2023-24', '2025-26']
        """
        check_arguments(Corpus.in_order, locals())
        spans = _spans(self)
        dates = dict(zip(spans.index, zip(spans["min"], spans["max"], strict=True), strict=True))
        return in_order(labels, listed=self.rounds, dates=dates)

    def by_round(self, table: pd.DataFrame, *, newest_first: bool = False) -> pd.DataFrame:
        """Return a table's rows round by round (column or index level ``year``), else as they were.

        Rounds stand as in ``year_labels``; rows without a round, or of one without a session,
        come before them.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> corpus.by_round(corpus.sessions, newest_first=True)["year"].iloc[0]
        '2025-26'
        """
        check_arguments(Corpus.by_round, locals())
        if table.empty:
            return table
        if "year" not in table.index.names:
            check_known("by_round", ["year"], table.columns, noun="column")
        place = {label: k for k, label in enumerate(self.year_labels)}
        in_index = "year" in table.index.names
        labels = table.index.get_level_values("year") if in_index else table["year"]
        rank = [place.get(label, -1) for label in labels]
        return table.iloc[sorted(range(len(rank)), key=rank.__getitem__, reverse=newest_first)]

    @property
    def misdated(self) -> list[tuple[str, str]]:
        """Sessions dated outside their round, and what is wrong; none where no order is known.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> corpus.misdated
        []
        """
        dated = self.sessions[["year", "date"]].dropna()
        try:
            order = self.years
        except TableError:
            return []
        return misdated(zip(dated.index, dated["year"], dated["date"], strict=True), order)

    @property
    def _labels(self) -> list[str]:
        return list(self.sessions["year"].dropna().unique())

    def __len__(self) -> int:
        return len(self.turns)

    def __repr__(self) -> str:
        years = ", ".join(self.year_labels) or "no rounds named"
        return (
            f"Corpus: {counted(len(self.sessions), 'session')}, "
            f"{counted(len(self.turns), 'turn')}, {counted(int(self.n_words.sum()), 'word')} "
            f"({years}); {counted(len(self.attendance), 'attendance')}, "
            f"{counted(len(self.issues), 'issue')}"
        )

    def _repr_html_(self) -> str:
        shown = self.sessions[["year", "group", "source_kind"]].copy()
        words = self.n_words.groupby(self.turns["session_id"]).sum()
        shown["turns"] = self.turns["session_id"].value_counts().reindex(shown.index, fill_value=0)
        shown["words"] = words.reindex(shown.index, fill_value=0)
        return in_cell(repr(self), shown)


@once_for_each
def _spans(corpus: Corpus) -> pd.DataFrame:
    """The first and the last date of each round: index year, columns min and max."""
    dated = corpus.sessions[["year", "date"]].dropna()
    return dated.groupby("year", sort=False)["date"].agg(["min", "max"])


@once_for_each
def _n_words(corpus: Corpus) -> pd.Series:
    turns = corpus.turns
    counts = [count_words(t, m) for t, m in zip(turns["text"], turns["marks"], strict=True)]
    return pd.Series(counts, index=turns.index, name="n_words", dtype="int64")


_PARTS = {
    "turns": TURNS,
    "sessions": SESSIONS,
    "people": PEOPLE,
    "attendance": ATTENDANCE,
    "issues": ISSUES,
    "source_map": SOURCE_MAP,
    "edits": EDITS,
    "away": AWAY,
    "not_held": NOT_HELD,
}
