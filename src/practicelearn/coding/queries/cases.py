"""Who counts, what was read, and which case holds which code: zeros, ones and missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import AT_LEAST_1, NAMES, check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.code_names import with_code_names
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.levels import roll_up
from practicelearn.coding.of_corpus import in_sessions_of
from practicelearn.coding.queries.attributes import NO_VALUE, in_order, place_of, values_of
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import CodingError

__all__ = [
    "case_codes",
    "coded_turns",
    "codes_of",
    "counted_turns",
    "found_in_cases",
    "known_turns",
    "placed_sessions",
    "unread_turns",
]

People = Literal["participants", "everyone"]


def case_codes(
    codings: Codings,
    corpus: Corpus,
    *,
    by: str = "group",
    codes: Sequence[str] | None = None,
    people: People = "participants",
    level: int | None = None,
    with_children: bool = True,
) -> pd.DataFrame:
    """Return which case holds which code: 1, 0, or missing where nobody has read.

    Parameters
    ----------
    codings : Codings
        One reading (``merge_codings``), or one coder's.
    corpus : Corpus
    by : str, default "group"
        ``group`` (round and group), ``session``, ``person``, ``turn``, or any column of sessions,
        people or attendance (where it is what somebody of that kind said).
    codes : sequence of str, optional
        By default every code of the frame, and any other that was used.
    people : {"participants", "everyone"}
        Whose turns count; by default not those of facilitators, note-takers and observers.
    level, with_children
        As for :meth:`Codings.roll_up`: the lowest level of codes to keep, and whether a code
        counts what stands under the codes below it.

    Returns
    -------
    DataFrame
        One row a case, one column a code, Int64. Index: (year, group) for groups, in the order of
        their first session's date; ``session_id``, ``who``, ``turn_id``, or the column's name. A
        case without any code is there as zeros; somebody who was present and silent is too. A
        paraphrase holds codes, but no person is credited with it. ``attrs["at_least"]``: code to
        the cases that are missing for it; a sum of such a column is an "at least".
        ``attrs["branches"]``: codes above others that no passage was given itself: what they hold
        is their codes', and tables of saturation leave them out.
        ``attrs["names"]``: code to its name in the frame.

    Raises
    ------
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Notes
    -----
    A cell is 1 as soon as one turn holds the code, 0 only when all the case's turns were read
    under a frame that held the code, and missing otherwise.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.case_codes(codings, corpus, codes=["tools", "desks"]).tail(2)
    code           tools  desks
    year    group
    2025-26 south      1      1
            west       1      0
    """
    check_arguments(case_codes, locals(), codes=NAMES, level=AT_LEAST_1)
    refuse_uncounted(codings, "case_codes")
    plain = roll_up(codings, level=level, with_children=False)
    codings = roll_up(codings, level=level, with_children=with_children)
    table = found_in_cases(codings, corpus, by=by, codes=codes, people=people)
    table.attrs["branches"] = _branches(plain, table.columns)
    missing = table.isna().sum()
    table.attrs["at_least"] = {str(code): int(n) for code, n in missing.items() if n}
    return with_code_names(table.rename_axis(columns="code"), codings, table.columns)


def found_in_cases(
    codings: Codings,
    corpus: Corpus,
    *,
    by: str = "group",
    codes: Sequence[str] | None = None,
    people: People = "participants",
) -> pd.DataFrame:
    """Return what :func:`case_codes` returns, to be looked at and not to be counted."""
    wanted = codes_of(codings, corpus, codes)
    said = counted_turns(corpus, people)
    known = known_turns(codings, said, wanted)
    coded = coded_turns(codings, said, wanted)
    if by == "turn":
        return _three_values(coded, ~known)
    if by == "person":
        # a paraphrase is the note-taker's word for it: no person is credited, nothing is denied
        words = said["verbatim"].fillna(value=True).astype(bool)
        own = said["who"].notna() & words
        cases = _people(corpus, said, people)
        found = coded[own].groupby(said.loc[own, "who"]).any()
        gaps = (~known).groupby(said["who"]).any()
        by_session = (~known).groupby(said["session_id"]).any()
        silent = by_session.reindex(cases["session_id"].to_numpy(), fill_value=True)
        silent.index = cases.index
        silent = silent.groupby(level=0).any()
        index = pd.Index(silent.index, name="who")
        gaps = gaps.reindex(index)
        gaps = gaps.astype(object).where(gaps.notna(), silent.reindex(index)).astype(bool)
        return _three_values(found.reindex(index, fill_value=False), gaps)
    keys, index = _case_keys(corpus, said, by)
    found = coded.groupby(keys, sort=False).any().reindex(index, fill_value=False)
    gaps = (~known).groupby(keys, sort=False).any().reindex(index, fill_value=True)
    return _three_values(found, gaps)


def placed_sessions(corpus: Corpus) -> pd.DataFrame:
    """Return sessions in the order held, with ``year`` as text ("" where it is missing)."""
    sessions = corpus.sessions
    year = sessions["year"].astype(object)
    order = pd.DataFrame(
        {"date": sessions["date"].astype(object).fillna("9999"), "id": sessions.index},
        index=sessions.index,
    ).sort_values(["date", "id"])
    return sessions.assign(year=year.where(year.notna(), "")).loc[order.index]


def counted_turns(
    corpus: Corpus, people: People = "participants", *, columns: list[str] | None = None
) -> pd.DataFrame:
    """Return the turns that count, with year, group and ``who`` (person, or label in its session).

    Index ``turn_id``; ``who`` is missing where a turn has no label. ``columns``: of the turns only
    these, session_id, speaker, person_id and role among them; by default all.
    """
    turns = corpus.turns if columns is None else corpus.turns[columns]
    if people == "participants":
        turns = turns[~turns["role"].isin(NOT_COUNTED)]
    sessions = placed_sessions(corpus)
    who = turns["person_id"].astype(object).to_numpy(copy=True)
    unknown = pd.isna(who)
    if unknown.any():  # a label is made for those alone: a text a turn is as much as a tenth of all
        own = turns[unknown]
        who[unknown] = own["session_id"].astype(object) + ":" + own["speaker"].astype(object)
    return turns.assign(
        year=sessions["year"].loc[turns["session_id"]].to_numpy(),
        group=sessions["group"].loc[turns["session_id"]].to_numpy(),
        who=pd.Series(who, index=turns.index, dtype=object),
    )


def codes_of(codings: Codings, corpus: Corpus, codes: Sequence[str] | None = None) -> list[str]:
    """Return the codes asked for, or every code of the frame and any other that was used.

    Raises
    ------
    CodingError
        A code is in neither; the near match is named. Or the codings are no single reading of
        the sessions of the corpus.
    """
    _check_one_reading(in_sessions_of(codings, corpus))
    in_frame = codings.frame.ids if codings.frame is not None else []
    known = list(dict.fromkeys([*in_frame, *sorted(codings.spans["code"].unique())]))
    if codes is None:
        return known
    if isinstance(codes, str):
        codes = [codes]
    for code in codes:
        if code not in known:
            raise CodingError(
                f'there is no code "{code}", neither in the frame nor among the codings.'
                f"{near_match(code, known)}"
            )
    return list(dict.fromkeys(codes))


def known_turns(codings: Codings, turns: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Return where it is known whether a turn holds a code: turns × codes of bool.

    Known is what was read under a version of the frame that held the code, and what was coded.
    """
    version = codings.read["frame_version"]
    columns = {}
    read: dict[tuple[str | None, ...], npt.NDArray[np.bool_]] = {}  # most codes are in all versions
    for code in codes:
        lacking = tuple(version for version, held in codings.held.items() if code not in held)
        if lacking not in read:
            own = codings.read.loc[~version.isin(lacking), "turn_id"]
            read[lacking] = turns.index.isin(own)
        columns[code] = read[lacking]
    known = pd.DataFrame(columns, index=turns.index, columns=list(codes), dtype=bool)
    return known | coded_turns(codings, turns, codes)


def coded_turns(codings: Codings, turns: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Return which turn holds which code: turns × codes of bool."""
    spans = codings.spans
    values = np.zeros((len(turns), len(codes)), dtype=bool)
    rows = turns.index.get_indexer(spans["turn_id"])
    columns = pd.Index(codes, dtype=object).get_indexer(spans["code"])
    both = (rows >= 0) & (columns >= 0)
    values[rows[both], columns[both]] = True
    return pd.DataFrame(values, index=turns.index, columns=list(codes))


def unread_turns(corpus: Corpus, codings: Codings, *, people: People = "participants") -> pd.Series:
    """Return how many turns that count nobody has read; index (year, group)."""
    said = counted_turns(corpus, people)
    unread = ~said.index.isin(codings.read["turn_id"])
    keys, index = _case_keys(corpus, said, "group")
    return pd.Series(unread, index=said.index).groupby(keys).sum().reindex(index, fill_value=0)


def _check_one_reading(codings: Codings) -> None:
    """Two readings of a session, added up, would rise with the number of coders."""
    both = pd.concat([codings.read[["coder", "turn_id"]], codings.spans[["coder", "turn_id"]]])
    readers = both.drop_duplicates().groupby("turn_id")["coder"].nunique()
    if len(readers) and readers.max() > 1:
        turn_id = readers.idxmax()
        names = sorted(both.loc[both["turn_id"] == turn_id, "coder"].unique())
        raise CodingError(
            f"{turn_id} was read or coded by {' and '.join(names)}: adding up what each saw would "
            "rise with the number of coders. Pass merge_codings(codings), or one coder's with "
            f'codings.of(coder="{names[0]}").'
        )


def _branches(plain: Codings, codes: pd.Index) -> list[str]:
    """Those of the codes that only add up what stands below them."""
    above = {c.parent for c in plain.frame.codes} if plain.frame is not None else set()
    only = above - set(plain.spans["code"].unique())
    return [str(c) for c in codes if c in only]


def _three_values(found: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """1 where found, missing where not found and not all was read, else 0."""
    out = found.astype("Int64")
    return out.mask(gaps.to_numpy(dtype=bool) & ~found.to_numpy(dtype=bool))


def _case_keys(
    corpus: Corpus, said: pd.DataFrame, by: str
) -> tuple[list[pd.Series] | pd.Series, pd.Index]:
    """The case each turn belongs to, and every case there is."""
    sessions = placed_sessions(corpus)
    if by == "group":
        pairs = sessions[["year", "group"]].drop_duplicates()
        index = pd.MultiIndex.from_frame(pairs.astype(object), names=["year", "group"])
        return [said["year"], said["group"]], index
    if by in ("session", "session_id"):
        return said["session_id"], pd.Index(sessions.index, name="session_id")
    place = place_of(corpus, by, "sessions" if by in sessions else None, what="case_codes")
    values = values_of(corpus, by, place, said["session_id"], said["who"]).set_axis(said.index)
    found = [v for v in in_order(values, corpus, by, place) if v != NO_VALUE]
    return values, pd.Index(found, name=by, dtype=object)


def _people(corpus: Corpus, said: pd.DataFrame, people: People) -> pd.DataFrame:
    """Everybody who was there, silent or not: index who, column session_id."""
    there = corpus.attendance[["session_id", "person_id", "role"]]
    if people == "participants":
        there = there[~there["role"].isin(NOT_COUNTED)]
    listed = there.rename(columns={"person_id": "who"})[["session_id", "who"]]
    heard = said.loc[said["who"].notna(), ["session_id", "who"]]
    return pd.concat([listed, heard]).drop_duplicates().set_index("who").sort_index()
