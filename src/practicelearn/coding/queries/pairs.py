"""Which codes stand together: in the same words, the same turn, the same mouth, or near by."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import AT_LEAST_0, AT_LEAST_1, NAMES, check_arguments
from practicelearn.coding.code_names import with_code_names
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.levels import roll_up, without_idle_branches
from practicelearn.coding.queries.cases import (
    People,
    coded_turns,
    codes_of,
    counted_turns,
    known_turns,
)
from practicelearn.corpus import Corpus

__all__ = ["code_cooccurrence"]

Within = Literal["overlap", "turn", "speaker", "window"]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
_UNITS = {
    "overlap": "character", "turn": "turn", "speaker": "person in a session", "window": "turn"
}  # fmt: skip


def code_cooccurrence(
    codings: Codings,
    corpus: Corpus,
    *,
    within: Within = "turn",
    window_turns: int = 3,
    codes: Sequence[str] | None = None,
    people: People = "participants",
    level: int | None = None,
    with_children: bool = False,
) -> pd.DataFrame:
    """Return for every pair of codes how often they stand together.

    Parameters
    ----------
    codings : Codings
        One reading (``merge_codings``), or one coder's.
    corpus : Corpus
    within : {"overlap", "turn", "speaker", "window"}, default "turn"
        ``overlap``: the same characters; ``turn``: the same turn; ``speaker``: the same person in
        one session (turns without a label are left out); ``window``: turns of one session at most
        ``window_turns`` apart.
    window_turns : int, default 3
        Distance, in turns of the transcript, a facilitator's included.
    codes : sequence of str, optional
        By default every code of the frame, and any other that was used; not those that only hold
        others and that nobody marked.
    people : {"participants", "everyone"}
    level, with_children
        As for :meth:`Codings.roll_up`: the lowest level of codes to keep, and whether a code
        counts what stands under the codes below it. A code and its
        child then always meet.

    Returns
    -------
    DataFrame
        One row a pair, zeros kept, in the frame's order: code_a, code_b, unit (what is counted),
        n_a, n_b (units with each), n_a_with_b, n_b_with_a (of these, units with the other there,
        or in the window), n_either, jaccard (units that have the other, of units with either),
        share_of_a, share_of_b, n_units (units read for both), n_groups_together, n_units_unread,
        why. Of what was not read for both codes nothing is counted; with nothing left all is
        missing. ``attrs["names"]``: code to its name in the frame.

    Raises
    ------
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Notes
    -----
    Frequent codes meet often by chance, and long passages overlap more. A count says where to
    read, not that one thing leads to another.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> pairs = prac.code_cooccurrence(
    ...     codings, corpus, within="speaker", codes=["tools", "desks"]
    ... )
    >>> pairs[["code_a", "code_b", "n_a_with_b", "n_either"]]
      code_a code_b  n_a_with_b  n_either
    0  tools  desks          15       105
    """
    check_arguments(
        code_cooccurrence, locals(), codes=NAMES, level=AT_LEAST_1, window_turns=AT_LEAST_0
    )
    refuse_uncounted(codings, "code_cooccurrence")
    codings = roll_up(codings, level=level, with_children=with_children)
    wanted = codes_of(codings, corpus, codes)
    if codes is None:
        wanted = without_idle_branches(codings, wanted)
    said = counted_turns(corpus, people)
    group = said.groupby(["year", "group"], sort=False).ngroup().to_numpy(dtype=np.int64)
    known = known_turns(codings, said, wanted).to_numpy()
    weight = np.ones(len(said), dtype=np.int64)
    if within == "overlap":
        coded, known, group, weight = _stretches(codings, said, wanted, known, group)
    else:
        coded = coded_turns(codings, said, wanted).to_numpy()
    if within == "speaker":
        coded, known, group = _by_person(said, coded, known, group)
        weight = np.ones(len(coded), dtype=np.int64)
    session = pd.factorize(said["session_id"])[0] if within == "window" else None
    place = said["n"].to_numpy(dtype=np.int64) if within == "window" else None
    rows = []
    for i, j in combinations(range(len(wanted)), 2):
        both_known = known[:, i] & known[:, j]
        a, b = coded[:, i] & both_known, coded[:, j] & both_known
        near_a, near_b = a, b
        if session is not None and place is not None:
            near_a = _near(a, session, place, window_turns)
            near_b = _near(b, session, place, window_turns)
        row = _pair(a, b, a & near_b, b & near_a, both_known, group, weight)
        rows.append({"code_a": wanted[i], "code_b": wanted[j], "unit": _UNITS[within], **row})
    columns = [
        "code_a", "code_b", "unit", "n_a", "n_b", "n_a_with_b", "n_b_with_a", "n_either",
        "jaccard", "share_of_a", "share_of_b", "n_units", "n_groups_together", "n_units_unread",
        "why",
    ]  # fmt: skip
    out = pd.DataFrame(rows, columns=columns)
    out = out.astype({c: "Int64" for c in columns if c.startswith("n_")})
    return with_code_names(out, codings, wanted)


def _pair(
    a: Bools,
    b: Bools,
    a_with: Bools,
    b_with: Bools,
    known: Bools,
    group: Ints,
    weight: Ints,
) -> dict[str, object]:
    def units(which: Bools) -> int:
        return int(weight[which].sum())

    def share(part: Bools, whole: Bools) -> float:
        return units(part) / units(whole) if units(whole) else float("nan")

    n_units, unread = units(known), units(~known)
    if n_units == 0:
        why = "nothing was read for both codes" if unread else "there is nothing to count"
        return {"n_units": 0, "n_units_unread": unread, "why": why, "jaccard": np.nan,
                "share_of_a": np.nan, "share_of_b": np.nan}  # fmt: skip
    either, together = a | b, a_with | b_with
    return {
        "n_a": units(a),
        "n_b": units(b),
        "n_a_with_b": units(a_with),
        "n_b_with_a": units(b_with),
        "n_either": units(either),
        "jaccard": share(together, either),
        "share_of_a": share(a_with, a),
        "share_of_b": share(b_with, b),
        "n_units": n_units,
        "n_groups_together": len(np.unique(group[together])),
        "n_units_unread": unread,
        "why": None if units(a) and units(b) else "a code that was not used has no share",
    }


def _stretches(
    codings: Codings, said: pd.DataFrame, codes: list[str], known: Bools, group: Ints
) -> tuple[Bools, Bools, Ints, Ints]:
    """The same three, one row a stretch between two ends of spans; and each one's characters."""
    spans = codings.spans
    rows = said.index.get_indexer(spans["turn_id"])
    columns = pd.Index(codes, dtype=object).get_indexer(spans["code"])
    own = (rows >= 0) & (columns >= 0)
    rows, columns = rows[own], columns[own]
    length = said["text"].str.len().to_numpy(dtype=np.int64)
    begin = np.concatenate([[0], np.cumsum(length)])
    starts = begin[rows] + spans["start"].to_numpy(dtype=np.int64)[own]
    ends = np.minimum(begin[rows] + spans["end"].to_numpy(dtype=np.int64)[own], begin[rows + 1])
    cuts = np.unique(np.concatenate([begin, starts, ends]))
    turn = np.searchsorted(begin, cuts[:-1], side="right") - 1
    coded = np.zeros((len(turn), len(codes)), dtype=bool)
    firsts, lasts = np.searchsorted(cuts, starts), np.searchsorted(cuts, ends)
    for first, last, column in zip(firsts, lasts, columns, strict=True):
        coded[first:last, column] = True
    return coded, known[turn], group[turn], np.diff(cuts)


def _by_person(
    said: pd.DataFrame, coded: Bools, known: Bools, group: Ints
) -> tuple[Bools, Bools, Ints]:
    """The same three, one row a person in a session."""
    labelled = said["who"].notna().to_numpy()
    people = said[labelled].groupby(["session_id", "who"], sort=False)
    unit = people.ngroup().to_numpy(dtype=np.int64)
    whole = np.zeros((people.ngroups, coded.shape[1]), dtype=bool)
    gap = np.zeros_like(whole)
    np.logical_or.at(whole, unit, coded[labelled])
    np.logical_or.at(gap, unit, ~known[labelled])
    groups = np.zeros(len(whole), dtype=np.int64)
    groups[unit] = group[labelled]
    return whole, whole | ~gap, groups


def _near(coded: Bools, session: Ints, place: Ints, k: int) -> Bools:
    """Turns that stand at most k turns from a coded one of their session."""
    # sessions set so far apart on one line that no window reaches across
    step = int(place.max(initial=0)) + 2 * k + 2
    at = session * step + place
    hits = np.sort(at[coded])
    if not len(hits):
        return np.zeros(len(coded), dtype=bool)
    after = np.searchsorted(hits, at - k)
    near: Bools = (after < len(hits)) & (hits[np.minimum(after, len(hits) - 1)] <= at + k)
    return near
