"""What could have been missed: what it is worth that none of so many groups raised a theme."""

from __future__ import annotations

import math

import pandas as pd

from practicelearn._arguments import AT_LEAST_1, check_arguments
from practicelearn.errors import PracticelearnError
from practicelearn.themes.raised import round_of
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import could_have_missed

__all__ = ["absences", "missed_of"]


def absences(themes: Themes, *, n_teams: int | None = None) -> pd.DataFrame:
    """Return every theme and round in which no group raised it, with what could have been missed.

    Parameters
    ----------
    themes : Themes
    n_teams : int, optional
        How many such groups there could have been in all (the council's teams). Where given, the
        groups are taken as drawn from them without replacement.

    Returns
    -------
    DataFrame
        theme_id, name, year, n_groups (read for it, none of which raised it), could_have_missed
        (the largest share of such groups that could still raise it, 0 to 1), says (the same in a
        sentence). A theme that nobody was read for in a round has n_groups 0 and the share NaN.
        Themes from topics are none of these: they have shares of words, and nobody raises them.

    Raises
    ------
    PracticelearnError
        ``n_teams`` is below the number of groups in a round.

    Notes
    -----
    The bound is 1 - .05^(1/G): were the share larger, none of G groups would raise the theme in
    fewer than 1 in 20 such rounds. With ``n_teams`` it is the hypergeometric bound. Absence in the
    talk is no absence in practice: people leave out what nobody asks about, and what is not safe.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> themes.absences()[["name", "year", "n_groups", "could_have_missed"]].head(2)
                       name     year  n_groups  could_have_missed
    0  Being alone and safe  2023-24         8           0.312344
    1  Being alone and safe  2024-25         8           0.312344
    """
    check_arguments(absences, locals(), n_teams=AT_LEAST_1)
    reach = themes.extent.set_index(["theme_id", "year"])
    heard = set(themes.at_least[["theme_id", "year"]].itertuples(index=False, name=None))
    rounds = dict.fromkeys(round_of(themes.scores["year"]))
    rows = []
    for theme in themes.table.index[themes.table["origin"] == "codes"]:  # nobody raises a topic
        for year in rounds:
            if (theme, year) in heard:
                continue
            known = (theme, year) in reach.index
            if known and reach.loc[(theme, year), "n_groups_raised"] > 0:
                continue
            n_groups = int(reach.loc[(theme, year), "n_groups"]) if known else 0
            share = missed_of(n_groups, n_teams) if n_groups else math.nan
            rows.append(
                {"theme_id": theme, "name": themes.table.loc[theme, "name"], "year": year,
                 "n_groups": n_groups, "could_have_missed": share,
                 "says": _says(n_groups, share)}
            )  # fmt: skip
    columns = ["theme_id", "name", "year", "n_groups", "could_have_missed", "says"]
    return pd.DataFrame(rows, columns=columns)


def missed_of(n_groups: int, n_teams: int | None = None) -> float:
    """Return the largest share of groups that could raise what none of ``n_groups`` raised.

    Examples
    --------
    >>> round(missed_of(8), 2), round(missed_of(8, 12), 2), missed_of(12, 12)
    (0.31, 0.17, 0.0)
    """
    if n_teams is None:
        return could_have_missed(n_groups)
    if n_teams < n_groups:
        raise PracticelearnError(
            f"absences(n_teams={n_teams}): {n_groups} groups met, so there are at least {n_groups}."
        )
    ways = math.comb(n_teams, n_groups)
    possible = [
        k for k in range(n_teams - n_groups + 1) if math.comb(n_teams - k, n_groups) >= 0.05 * ways
    ]
    return max(possible) / n_teams


def _says(n_groups: int, share: float) -> str:
    if not n_groups:
        return "no group was read for it: nothing can be said"
    groups = "the one group" if n_groups == 1 else f"any of {n_groups} groups"
    return f"not raised in {groups}; up to {share:.0%} of such groups could still raise it"
