"""Codes against anything that is known of sessions or of the people present."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.coding.code_names import with_code_names
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.levels import roll_up
from practicelearn.coding.queries.cases import (
    People,
    coded_turns,
    codes_of,
    counted_turns,
    known_turns,
    placed_sessions,
)
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import TableError

__all__ = ["code_counts"]

_COLUMNS = [
    "n_groups_raised", "n_groups", "share_groups", "n_people_raised", "n_people", "share_people",
    "n_passages", "n_turns_coded", "n_turns", "n_words", "passages_per_1000_words",
    "n_groups_unread", "n_groups_incomplete", "n_groups_at_least", "n_people_at_least", "why",
]  # fmt: skip


def code_counts(
    codings: Codings,
    corpus: Corpus,
    by: str,
    *,
    table: Literal["sessions", "attendance"] | None = None,
    codes: Sequence[str] | None = None,
    people: People = "participants",
    level: int | None = None,
    with_children: bool = True,
) -> pd.DataFrame:
    """Return each code against each value of a column: counts, rates and their denominators.

    Parameters
    ----------
    codings : Codings
        One reading (``merge_codings``), or one coder's.
    corpus : Corpus
    by : str
        A column of sessions (year, site, group_type ...) or of attendance (job_role, is_peer ...).
    table : {"sessions", "attendance"}, optional
        Needed when both have the column, as with ``team``.
    codes : sequence of str, optional
        By default every code of the frame, and any other that was used.
    people : {"participants", "everyone"}
        Whose turns and heads count; by default not those of facilitators, note-takers, observers.
    level, with_children
        As for :meth:`Codings.roll_up`: the lowest level of codes to keep, and whether a code
        counts what stands under the codes below it.

    Returns
    -------
    DataFrame
        One row a code and value, zeros kept; sessions or people without a value have a row of
        their own, with the value missing. Columns: code, the column ``by``, n_groups_raised,
        n_groups, share_groups, n_people_raised, n_people, share_people, n_passages,
        n_turns_coded, n_turns, n_words, passages_per_1000_words, n_groups_unread,
        n_groups_incomplete, n_groups_at_least, n_people_at_least, why. ``attrs["names"]``: code
        to its name in the frame.

    Raises
    ------
    TableError
        Neither table has the column, or both do.
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Notes
    -----
    A group in which a turn that counts was not read for the code is in neither numerator nor
    denominator; ``n_groups_unread`` counts those. With nothing left every figure is missing and
    ``why`` says so. What was coded there all the same counts as "at least": ``n_groups_at_least``
    and ``n_people_at_least`` are of all groups, whatever was read and whoever is listed, and bear
    no share. People are counted once a group: somebody in two rounds counts in each.
    ``n_people`` are the people of the attendance list, silent ones too; where a group has no list,
    its labels. A group whose list lacks somebody who spoke is in neither count of people, until the
    list is complete; ``n_groups_incomplete`` counts those. A paraphrase is a passage, but
    credits no person. A selection over several turns is one passage. Words are those of turns that
    count. Passages come in clusters: test groups, never passages.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> counts = prac.code_counts(codings, corpus, "year", codes=["tools"])
    >>> counts[["year", "n_groups_raised", "n_people_raised", "n_people"]]
          year  n_groups_raised  n_people_raised  n_people
    0  2023-24                5                7        50
    1  2024-25                6                8        50
    2  2025-26                8               35        50
    """
    refuse_uncounted(codings, "code_counts")
    codings = roll_up(codings, level=level, with_children=with_children)
    wanted = codes_of(codings, codes)
    said = counted_turns(corpus, people)
    said = said.assign(n_words=corpus.n_words.loc[said.index])
    heads = _heads(corpus, said, people)
    said["value"], heads["value"] = _values(corpus, said, heads, by, table)
    known = known_turns(codings, said, wanted)
    coded = coded_turns(codings, said, wanted)
    said["case"] = said["year"].astype(str) + "\x1f" + said["group"].astype(str)
    heads["case"] = heads["year"].astype(str) + "\x1f" + heads["group"].astype(str)
    incomplete = _incomplete(said, heads)
    values = _order(pd.concat([said["value"], heads["value"]]), corpus, by)
    # by number: a column may hold values of several kinds, which cannot be sorted
    number = {value: n for n, value in enumerate(values)}
    said["value"] = [number[v] for v in said["value"]]
    heads["value"] = [number[v] for v in heads["value"]]
    every = pd.RangeIndex(len(values), name="value")
    spans = codings.spans.drop_duplicates(["coding_id", "turn_id", "code"])
    wholes: dict[frozenset[str], pd.DataFrame] = {}
    blocks = []
    for code in wanted:
        unread = frozenset(said.loc[~known[code].to_numpy(), "case"])
        if unread not in wholes:  # most codes share one: what was read, was read for all of them
            wholes[unread] = _whole(said, heads, unread, incomplete).reindex(every)
        heard = said[coded[code].to_numpy()]
        hit = heard[~heard["case"].isin(unread)]
        own = spans.loc[spans["code"] == code, ["coding_id", "turn_id"]]
        block = wholes[unread].join(_raised(hit, own, incomplete)).join(_at_least(heard)).fillna(0)
        blocks.append(_finished(block).assign(code=code))
    if not blocks:
        return with_code_names(pd.DataFrame(columns=["code", by, *_COLUMNS]), codings, wanted)
    out = pd.concat([b.reset_index() for b in blocks], ignore_index=True)
    shown = [None if v == _NO_VALUE else v for v in values]
    out["value"] = pd.Series([shown[n] for n in out["value"]], index=out.index, dtype=object)
    out = out.rename(columns={"value": by})[["code", by, *_COLUMNS]]
    return with_code_names(out, codings, wanted)


_NO_VALUE = "\x00no value"


def _incomplete(said: pd.DataFrame, heads: pd.DataFrame) -> set[str]:
    """Groups in which somebody spoke whom the attendance list lacks."""
    spoke = said[said["verbatim"].fillna(value=True).astype(bool)].dropna(subset=["who"])
    known = pd.MultiIndex.from_frame(heads[["case", "who"]])
    lacking = ~pd.MultiIndex.from_frame(spoke[["case", "who"]]).isin(known)
    return set(spoke.loc[lacking, "case"])


def _whole(
    said: pd.DataFrame, heads: pd.DataFrame, unread: frozenset[str], incomplete: set[str]
) -> pd.DataFrame:
    """Denominators, index value; groups that were not read left out and counted."""
    both = pd.concat([said[["value", "case"]], heads[["value", "case"]]]).drop_duplicates()
    lost = both["case"].isin(unread)
    turns = said[~said["case"].isin(unread)]
    there = heads[~heads["case"].isin(unread | incomplete)].drop_duplicates(
        ["value", "case", "who"]
    )
    return pd.DataFrame(
        {
            "n_groups": _sizes(both[~lost]),
            "n_people": _sizes(there),
            "n_turns": _sizes(turns),
            "n_words": turns.groupby("value")["n_words"].sum(),
            "n_groups_unread": _sizes(both[lost]),
            "n_groups_incomplete": _sizes(both[both["case"].isin(incomplete - unread)]),
        }
    )


def _raised(hit: pd.DataFrame, passages: pd.DataFrame, incomplete: set[str]) -> pd.DataFrame:
    """Numerators of one code, index value."""
    verbatim = hit["verbatim"].fillna(value=True).astype(bool) & ~hit["case"].isin(incomplete)
    raisers = hit[verbatim].dropna(subset=["who"]).drop_duplicates(["value", "case", "who"])
    rows = passages.join(hit["value"], on="turn_id", how="inner")
    return pd.DataFrame(
        {
            "n_groups_raised": _sizes(hit.drop_duplicates(["value", "case"])),
            "n_people_raised": _sizes(raisers),
            "n_passages": _sizes(rows.drop_duplicates(["value", "coding_id"])),
            "n_turns_coded": _sizes(hit),
        }
    )


def _at_least(heard: pd.DataFrame) -> pd.DataFrame:
    """Where a code was heard, and by whom, in all groups; index value."""
    raised = _raised(heard, pd.DataFrame(columns=["coding_id", "turn_id"]), set())
    names = {f"n_{what}_raised": f"n_{what}_at_least" for what in ("groups", "people")}
    return raised[list(names)].rename(columns=names)


def _sizes(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby("value").size()


def _finished(block: pd.DataFrame) -> pd.DataFrame:
    """Rates, and nothing where no group was read."""
    out = block.astype("Int64")
    nothing = out["n_groups"] == 0
    counts = [c for c in out if not c.endswith(("_unread", "_incomplete", "_at_least"))]
    out.loc[nothing, counts] = pd.NA
    no_people = (out["n_groups_incomplete"] > 0) & (out["n_people"] == 0)
    out.loc[no_people, ["n_people", "n_people_raised"]] = pd.NA
    for share, part, whole in (
        ("share_groups", "n_groups_raised", "n_groups"),
        ("share_people", "n_people_raised", "n_people"),
        ("passages_per_1000_words", "n_passages", "n_words"),
    ):
        below = out[whole].astype("Float64").replace(0, pd.NA)
        rate = out[part].astype("Float64") / below * (1000 if share.startswith("pass") else 1)
        out[share] = rate.astype("float64")
    unread = nothing & (out["n_groups_unread"] > 0)
    why = pd.Series([None] * len(out), index=out.index, dtype=object)
    why[unread] = "no group was read for this code"
    heard = unread & (out["n_groups_at_least"] > 0)
    why[heard] = "no group was read whole for this code: what was heard counts as “at least”"
    why[nothing & ~unread] = "nobody was there and nothing was said"
    why[~nothing & no_people] = "the attendance lists lack somebody who spoke"
    out["why"] = why
    return out


def _heads(corpus: Corpus, said: pd.DataFrame, people: People) -> pd.DataFrame:
    """Everybody who counts, once a session: the attendance list, or labels where there is none."""
    place = placed_sessions(corpus)[["year", "group"]]
    there = corpus.attendance
    if people == "participants":
        there = there[~there["role"].isin(NOT_COUNTED)]
    listed = there.rename(columns={"person_id": "who"}).join(place, on="session_id")
    with_list = set(zip(listed["year"], listed["group"], strict=True))
    no_list = [pair not in with_list for pair in zip(said["year"], said["group"], strict=True)]
    heard = said.loc[no_list].dropna(subset=["who"])
    columns = ["session_id", "who", "year", "group"]
    both = pd.concat([listed[columns], heard[columns]], ignore_index=True)
    return both.drop_duplicates().reset_index(drop=True)


def _values(
    corpus: Corpus,
    said: pd.DataFrame,
    heads: pd.DataFrame,
    by: str,
    table: Literal["sessions", "attendance"] | None,
) -> tuple[pd.Series, pd.Series]:
    """The column's value of each turn and of each person present."""
    in_sessions, in_attendance = by in corpus.sessions.columns, by in corpus.attendance.columns
    if by == "session_id":
        in_sessions, in_attendance = True, False
    if table is None and in_sessions and in_attendance:
        raise TableError(
            f'code_counts: "{by}" is a column of sessions and of attendance. '
            'Say which is meant: table="sessions" or table="attendance".'
        )
    use_sessions = in_sessions and table != "attendance"
    if not use_sessions and not (in_attendance and table != "sessions"):
        known = [*corpus.sessions.columns, *corpus.attendance.columns]
        raise TableError(
            f'code_counts: "{by}" is no column of {table or "sessions or attendance"}.'
            f"{near_match(by, known)}"
        )
    if use_sessions:
        sessions = corpus.sessions
        column = sessions[by] if by != "session_id" else sessions.index.to_series()
        column = _plain(column)
        return (
            column.loc[said["session_id"]].set_axis(said.index),
            column.loc[heads["session_id"]].set_axis(heads.index),
        )
    keys = ["session_id", "person_id"]
    column = _plain(corpus.attendance.drop_duplicates(keys).set_index(keys)[by])
    said_keys = pd.MultiIndex.from_frame(said[["session_id", "who"]])
    head_keys = pd.MultiIndex.from_frame(heads[["session_id", "who"]])
    return (
        column.reindex(said_keys, fill_value=_NO_VALUE).set_axis(said.index),
        column.reindex(head_keys, fill_value=_NO_VALUE).set_axis(heads.index),
    )


def _plain(column: pd.Series) -> pd.Series:
    """Values as objects, one value standing for every kind of missing."""
    column = column.astype(object)
    return column.where(column.notna(), _NO_VALUE)


def _order(values: pd.Series, corpus: Corpus, by: str) -> list[object]:
    """Every value once, in alphabetical order (rounds in theirs), what has no value last."""
    if by in corpus.sessions.columns:
        values = pd.concat([values, _plain(corpus.sessions[by])])
    found = values.unique().tolist()
    placed = {v: k for k, v in enumerate(corpus.year_labels)} if by == "year" else {}
    return sorted(found, key=lambda v: (v == _NO_VALUE, placed.get(v, -1), str(v)))
