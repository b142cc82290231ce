"""Codes against anything that is known of sessions or of the people present."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pandas as pd

from practicelearn._arguments import AT_LEAST_1, NAMES, check_arguments
from practicelearn.coding.code_names import with_code_names
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.levels import roll_up
from practicelearn.coding.queries.attributes import (
    NO_VALUE,
    Attributes,
    in_order,
    listed,
    place_of,
    values_of,
)
from practicelearn.coding.queries.cases import (
    People,
    coded_turns,
    codes_of,
    counted_turns,
    known_turns,
    placed_sessions,
)
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import TableError, counted

__all__ = ["NOBODY_THERE", "code_counts"]

NOBODY_THERE = "nobody was there and nothing was said"
"""Why a row of a crosstab is empty: no person is of both kinds."""

_COLUMNS = [
    "n_groups_raised", "n_groups", "share_groups", "n_people_raised", "n_people", "share_people",
    "n_passages", "n_turns_coded", "n_turns", "n_words", "passages_per_1000_words",
    "n_groups_unread", "n_groups_incomplete", "n_groups_at_least", "n_people_at_least", "small",
    "why",
]  # fmt: skip


def code_counts(
    codings: Codings,
    corpus: Corpus,
    by: str | Sequence[str],
    *,
    table: Attributes = None,
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
    by : str or sequence of str
        A column of sessions (year, site, group_type ...), of people (gender ...) or of attendance
        (job_role, is_peer ...). Several columns: each combination of their values, as a crosstab.
    table : {"sessions", "people", "attendance"}, optional
        Needed when more than one has the column, as with ``team``. For several columns also
        column to table: ``{"team": "attendance"}``.
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
        their own, with the value missing. Columns: code, the column ``by`` (or each of them),
        n_groups_raised,
        n_groups, share_groups, n_people_raised, n_people, share_people, n_passages,
        n_turns_coded, n_turns, n_words, passages_per_1000_words, n_groups_unread,
        n_groups_incomplete, n_groups_at_least, n_people_at_least, small, why. Shares are 0 to 1.
        ``small`` says why a row's people are not for print: fewer than 10 people, or 3 groups that
        met, or 1 to 4 who raised it, or who did not. ``attrs["names"]``:
        code to its name in the frame.

    Raises
    ------
    TableError
        No table has the column, or several do.
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
    count. Passages come in clusters: test groups, never passages. People of one group answer
    each other, so a difference between women and men in this table is described, not tested.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> hand, corpus = prac.merge_codings(study.codings()), study.corpus()
    >>> counts = prac.code_counts(hand, corpus, ["year", "job_role"], codes=["tools"])
    >>> wide = counts.pivot(index="job_role", columns="year", values="n_people")
    >>> wide.loc["social worker"].to_dict()
    {'2023-24': 25, '2024-25': 23, '2025-26': 21}
    """
    check_arguments(code_counts, locals(), codes=NAMES, level=AT_LEAST_1)
    refuse_uncounted(codings, "code_counts")
    codings = roll_up(codings, level=level, with_children=with_children)
    wanted = codes_of(codings, corpus, codes)
    said = counted_turns(corpus, people)
    said = said.assign(n_words=corpus.n_words.loc[said.index])
    heads = _heads(corpus, said, people)
    names = listed(by)
    if not names or len(set(names)) < len(names):
        raise TableError(f"code_counts(by={by!r}): expected one column, or several different ones.")
    values = _values(corpus, said, heads, names, table)
    known = known_turns(codings, said, wanted)
    coded = coded_turns(codings, said, wanted)
    said["case"] = said["year"].astype(str) + "\x1f" + said["group"].astype(str)
    heads["case"] = heads["year"].astype(str) + "\x1f" + heads["group"].astype(str)
    incomplete = _incomplete(said, heads)
    every = pd.RangeIndex(len(values), name="value")
    spans = codings.spans.drop_duplicates(["coding_id", "turn_id", "code"])
    # people who wrote their answers, each alone, are no group that anybody was in
    met = bool((corpus.sessions["source_kind"] != "written").any())
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
        blocks.append(_finished(block, met=met).assign(code=code))
    if not blocks:
        return with_code_names(pd.DataFrame(columns=["code", *names, *_COLUMNS]), codings, wanted)
    out = pd.concat([b.reset_index() for b in blocks], ignore_index=True)
    for k, name in enumerate(names):
        shown = [None if values[n][k] == NO_VALUE else values[n][k] for n in out["value"]]
        out[name] = pd.Series(shown, index=out.index, dtype=object)
    return with_code_names(out[["code", *names, *_COLUMNS]], codings, wanted)


_FEW, _FEW_GROUPS, _FEW_RAISED = 10, 3, 5
"""Below these, a count may say who it was: facts of practice, kept in every reader's report."""


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


def _finished(block: pd.DataFrame, *, met: bool) -> pd.DataFrame:
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
    why[nothing & ~unread] = NOBODY_THERE
    why[~nothing & no_people] = "the attendance lists lack somebody who spoke"
    out["why"] = why
    counts_of_people = zip(out["n_people"], out["n_groups"], out["n_people_raised"], strict=True)
    marks = [_small(*row, met=met) for row in counts_of_people]
    out["small"] = pd.Series(marks, index=out.index, dtype=object)
    return out


def _small(n_people: int, n_groups: int, raised: int, *, met: bool) -> str | None:
    """Why a count of people would tell too much of somebody; None where it would not."""
    if pd.isna(n_people) or not n_people:
        return None
    if n_people < _FEW:
        return f"{counted(int(n_people), 'person')} in all"
    if met and n_groups < _FEW_GROUPS:
        return f"{counted(int(n_groups), 'group')} in all"
    if 0 < raised < _FEW_RAISED:
        return f"fewer than {_FEW_RAISED} raised it"
    if 0 < n_people - raised < _FEW_RAISED:
        return f"fewer than {_FEW_RAISED} did not raise it"
    return None


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
    names: Sequence[str],
    table: Attributes,
) -> list[tuple[object, ...]]:
    """Every combination of values; its number is put into ``value`` of turns and of people.

    By number: a column may hold values of several kinds, which cannot be sorted.
    """
    turns, people, found = [], [], []
    for name in names:
        place = place_of(corpus, name, table, what="code_counts")
        turns.append(values_of(corpus, name, place, said["session_id"], said["who"]))
        people.append(values_of(corpus, name, place, heads["session_id"], heads["who"]))
        found.append(in_order(pd.concat([turns[-1], people[-1]]), corpus, name, place))
    every = list(product(*found))
    number = {value: n for n, value in enumerate(every)}
    for rows, columns in ((said, turns), (heads, people)):
        rows["value"] = [number[value] for value in zip(*columns, strict=True)]
    return every
