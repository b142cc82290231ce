"""For and against, person by person: five cells that add up to attendees, and their balance.

Nobody's mind is read: a person stands where their own coded words put them. What is not in a cell
"for" or "against" is no agreement: no recorded position may be fear.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._once import once_for_each
from practicelearn._tables import SCORES, conform
from practicelearn.themes.raised import SPEAKERS, round_of
from practicelearn.themes.themes import Themes

__all__ = ["BALANCE", "BALANCES", "balance_scores", "stance_by_year", "stance_missing"]

BALANCE = "balance: for less against, of attendees"
BALANCES = frozenset({BALANCE, "balance: for less against, of speakers"})
"""The measures of a balance, -1 (everybody against) to 1 (everybody for)."""

_CELLS = ["n_for", "n_against", "n_mixed", "n_no_stance"]
_ENOUGH = 0.9


def stance_by_year(themes: Themes) -> pd.DataFrame:
    """Return who spoke for and against each theme from codes, one row a theme and round.

    Parameters
    ----------
    themes : Themes

    Returns
    -------
    DataFrame
        theme_id, name, year ("" without rounds); n_groups (counted), n_left_out (groups without a
        count of people: not read, notes only, an attendance list that lacks somebody); n_people
        (attendees of the groups counted); and five cells that add up to n_people: n_for,
        n_against, n_mixed (both, or mixed), n_no_stance (raised it, no stance coded), n_not_raised.

    Notes
    -----
    Somebody in two groups of a round is counted in each, as an attendee and in a cell. A passage
    coded "none" takes no side. From these cells follows "18 of 56 people spoke for it, 7 against";
    not that opinion turned, nor what the others think, nor a verdict on against / (for + against):
    where few take sides that ratio hangs on single people. To compare rounds, declare the balance:
    ``themes.declare(headline=[...], balance=[...])`` and ``compare_balance``.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> table = themes.stance_by_year()
    >>> table.loc[table["theme_id"] == "tools", ["year", "n_for", "n_against", "n_people"]]
           year  n_for  n_against  n_people
    18  2023-24      0          6        50
    19  2024-25      1          4        50
    20  2025-26      1         27        50
    """
    check_arguments(stance_by_year, locals())
    return _by_year(themes)


@once_for_each  # every promise asks for it
def _by_year(themes: Themes) -> pd.DataFrame:
    cells = _cells(themes)
    coded = themes.table.index[themes.table["origin"] == "codes"]
    scores = themes.scores[themes.scores["theme_id"].isin(coded)]
    scores = scores.assign(year=round_of(scores["year"])).set_index(["theme_id", "year", "group"])
    of_people = cells.reindex(scores.index).fillna(0).astype(int)
    fits = scores["score"].notna() & (of_people.sum(axis=1) <= scores["n_people"])
    counted = of_people[fits].assign(n_people=scores.loc[fits, "n_people"].astype(int))
    keys = ["theme_id", "year"]
    table = counted.groupby(level=keys, sort=False).sum()
    table["n_groups"] = counted.groupby(level=keys, sort=False).size()
    every = scores.groupby(level=keys, sort=False).size()
    table = table.reindex(every.index).fillna(0).astype(int)
    table["n_left_out"] = every - table["n_groups"]
    table["n_not_raised"] = table["n_people"] - table[_CELLS].sum(axis=1)
    table = table.reset_index()
    table["name"] = themes.table.loc[table["theme_id"], "name"].to_numpy()
    return table[["theme_id", "name", "year", "n_groups", "n_left_out", "n_people", *_CELLS,
                  "n_not_raised"]]  # fmt: skip


def balance_scores(themes: Themes, chosen: Sequence[str]) -> pd.DataFrame:
    """Return each group's balance of the chosen themes: (for - against) / attendees.

    Returns
    -------
    DataFrame
        The columns of ``practicelearn._tables.SCORES``; missing where the share is. ``n_raised`` is
        for less against, in people. Somebody mixed counts on neither side.
    """
    own = themes.scores[themes.scores["theme_id"].isin(chosen)]
    keys = pd.MultiIndex.from_arrays([own["theme_id"], round_of(own["year"]), own["group"]])
    cells = _cells(themes).reindex(keys).fillna(0)
    net = (cells["n_for"] - cells["n_against"]).to_numpy()
    there = own["score"].notna()
    of = np.where(own["measure"] == SPEAKERS, *sorted(BALANCES, reverse=True))
    people = own["n_people"].astype(float)
    return conform(
        own.assign(
            n_raised=pd.Series(net, own.index).where(there).astype("Int64"),
            score=(net / people.where(people > 0)).where(there),
            measure=of,
        ),
        SCORES,
    )


def stance_missing(themes: Themes, theme: str, years: Sequence[str]) -> str:
    """Return why a theme's stance cannot be read in these rounds, or an empty string.

    At least nine in ten of its passages in each round must carry a stance ("none" is one).
    """
    evidence = themes.evidence
    for year in years:
        own: pd.Series = evidence.loc[
            (evidence["theme_id"] == theme) & (evidence["year"] == year), "stance"
        ]
        coded = int(own.notna().sum())
        if coded < _ENOUGH * len(own):
            return f"stance is coded for {coded} of {len(own)} passages in {year}"
    return ""


def _cells(themes: Themes) -> pd.DataFrame:
    """People of each cell but the last, index (theme_id, year, group)."""
    evidence = themes.evidence
    said = evidence[evidence["coding_id"].notna() & evidence["verbatim"].astype(bool)]
    said = said[said["who"].notna()]
    keys = [said["theme_id"], round_of(said["year"]), said["group"], said["who"]]
    sides = pd.DataFrame(
        {side: said["stance"].eq(side).fillna(value=False) for side in ("for", "against", "mixed")}
    )
    people = sides.groupby(keys).any()
    both = people["mixed"] | (people["for"] & people["against"])
    cells = pd.DataFrame(
        {
            "n_for": people["for"] & ~both,
            "n_against": people["against"] & ~both,
            "n_mixed": both,
            "n_no_stance": ~people.any(axis=1),
        }
    )
    counted: pd.DataFrame = cells.groupby(level=[0, 1, 2]).sum()
    return counted.rename_axis(["theme_id", "year", "group"])
