"""Comparing years: one number a group, an exact test, an interval, and a verdict in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, cast

import pandas as pd

from practicelearn._arguments import (
    PART,
    TEXT,
    AnyOf,
    Choice,
    ListOf,
    TupleOf,
    check_arguments,
    check_known,
)
from practicelearn._tables import COMPARISON, conform, empty_table
from practicelearn.errors import PracticelearnError, TableError
from practicelearn.themes.balances import with_balances
from practicelearn.themes.contrast import Contrast, Unit, Weights, scores_by_unit
from practicelearn.themes.planned import allowed, default_design, under_plan
from practicelearn.themes.stances import BALANCES
from practicelearn.themes.tested import Asked, compared
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import NO_VERDICT

__all__ = ["balance_beside", "compare_balance", "compare_years"]


_PAIRS = AnyOf((Choice(("consecutive",)), ListOf(TupleOf((TEXT, TEXT)), filled=True)))


def compare_years(
    themes: Themes,
    *,
    unit: Unit | None = None,
    pairs: Literal["consecutive"] | Sequence[tuple[str, str]] = "consecutive",
    smallest_worthwhile: float | None = None,
    strata: str | None = None,
    weights: Weights = "groups",
    drift: pd.DataFrame | None = None,
    guide: pd.DataFrame | None = None,
    cues: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what changed between rounds, one row a theme and pair of rounds.

    Parameters
    ----------
    themes : Themes
        Only declared themes are tested (``themes.declare``), and only those of a plan that was made
        before bear a verdict: ``themes.declare(plan=study.plan())``. The others get an interval,
        marked exploratory. Themes from topics alone are compared by the share of
        participants' words on the topic in each group; what would be a worthwhile change of that
        share is not known, so no verdict speaks of it.
    unit : {"group", "team", "facilitator", "person"}, optional
        By default as planned, else "group". The sampling unit: the highest level at which people
        differ between groups. Scores are averaged within it first. Turns and passages are refused,
        and so is ``person``, unless every answer was written by somebody alone, as in a survey.
    pairs : "consecutive" or sequence of (earlier, later)
        Which rounds to compare.
    smallest_worthwhile : float, optional
        Smallest change in the share of people that would matter, 0 to 1; by default as planned,
        else 0.15.
    strata : str, optional
        By default as planned. A column of the sessions, such as "site" or "group_type": years are
        compared within its values only, so that a change of the mix is no change. At least two
        units a year in each.
    weights : {"groups", "attendees"}
        Whether each unit counts alike (the mean of the groups' shares), or each person (the share
        of all attendees). They are different questions: choose before looking.
    drift : DataFrame, optional
        As :func:`practicelearn.coder_drift` returns it. The shift of the coder is taken off
        the difference and its interval is widened; such a row has no permutation p.
    guide : DataFrame, optional
        The topic guide. Themes whose questions changed are cautioned "not asked the same way".
    cues : DataFrame, optional
        As :func:`practicelearn.cue_accuracy` returns it, for themes from keyword hits: these are
        cautioned "word counts, not coding", with the cues' sensitivity and specificity in both
        rounds, or "not checked against hand coding".

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.COMPARISON``; shares and differences between -1 and 1.
        Where something cannot be computed it is NaN and ``why`` says so. Minutes of talk and group
        size stand beside each difference.

    Raises
    ------
    PracticelearnError
        There are not two rounds, a named round is not there, the unit is smaller than a group or
        not in the sessions, or strata and attendees' weights are asked for together.

    Notes
    -----
    A unit, strata or smallest change other than planned bears no verdict: that under the plan
    stands. A headline that was dropped after the plan is still tested and counted in K; one that
    was added has an interval and no verdict. Where the themes come from a study, that a comparison
    was displayed goes on record in it, the first time.

    The test is the exact permutation of Welch's t over units, p the share of relabellings at least
    as extreme. The interval is Welch's, of level 1 - .05/K: K headline themes (and declared
    balances) are tested, in all pairs of rounds together, so declare few. The order of verdicts:
    ``docs/years.md``. Where at least six teams met in both years, and
    they are at least four in five of all teams, units are paired by team (sign flips, paired t),
    which is finer than any strata. ``p_adjusted`` is the step-down maximum over the declared
    themes, times the number of pairs of rounds. Speech turns are never the unit: people in a group
    answer each other, and a test on turns finds a change in every third unchanged theme. Checked
    against table T13 and by simulation.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> change = prac.compare_years(
    ...     themes.declare(plan=study.plan()), pairs=[("2024-25", "2025-26")]
    ... )
    >>> change.loc[change["theme_id"] == "tools", ["difference", "low", "high"]].round(2)
       difference   low  high
    6        0.56  0.22   0.9
    """
    check_arguments(compare_years, locals(), smallest_worthwhile=PART, pairs=_PAIRS, unit=TEXT)
    asked = Asked(smallest_worthwhile, drift, guide, cues)
    unit, strata = _design(themes, unit, strata)
    rows = _rows(themes, unit, pairs, strata, weights, asked)
    table = _table([row for row in rows if row["measure"] not in BALANCES])
    table.attrs[_STRATA] = strata  # a balance set beside it is compared within the same
    return table


def compare_balance(
    themes: Themes,
    *,
    unit: Unit | None = None,
    pairs: Literal["consecutive"] | Sequence[tuple[str, str]] = "consecutive",
    strata: str | None = None,
    weights: Weights = "groups",
    guide: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return how the balance of for and against changed, one row a declared balance and pair.

    Parameters
    ----------
    themes : Themes
        With ``themes.declare(headline=[...], balance=[...])``: declared balances are tested
        together with the headline themes, as one family.
    unit, pairs, strata, weights, guide
        As in :func:`compare_years`; give the same, for the family to be the same.

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.COMPARISON``. The score of a group is (people who spoke
        for it - people who spoke against it) / attendees, -1 to 1; somebody mixed counts on neither
        side. ``verdict``: balance moved towards for, or towards against; cannot tell; no verdict.

    Raises
    ------
    PracticelearnError
        No balance is declared; and as :func:`compare_years`.

    Notes
    -----
    A verdict needs a stance on nine in ten passages of both rounds. "Fewer people spoke against it"
    may be said only with it. "Opinion turned" and "people changed their minds" never: nobody is
    followed from round to round, and silence is not agreement.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> balance = prac.compare_balance(themes.declare(["tools"], balance=["tools"]))
    >>> balance[["year_after", "mean_before", "mean_after", "low", "high"]].round(2)
      year_after  mean_before  mean_after   low  high
    0    2024-25        -0.13       -0.05 -0.16  0.31
    1    2025-26        -0.05       -0.52 -0.68 -0.26
    """
    check_arguments(compare_balance, locals(), pairs=_PAIRS, unit=TEXT)
    if not themes.balance:
        raise PracticelearnError(
            "compare_balance: no balance was declared. Name it before looking at a comparison: "
            'themes.declare(headline=["tools"], balance=["tools"]).'
        )
    unit, strata = _design(themes, unit, strata)
    rows = _rows(themes, unit, pairs, strata, weights, Asked(None, None, guide, None))
    return _table([row for row in rows if row["measure"] in BALANCES])


def balance_beside(themes: Themes, change: pd.DataFrame | None, **more: Any) -> pd.DataFrame:
    """Return the comparison of the declared balances that belongs to a comparison of shares.

    Parameters
    ----------
    themes : Themes
    change : DataFrame or None
        As :func:`compare_years` returns it, for these themes: unit, weights and pairs are taken
        from it, so that the family is the same.
    **more
        ``guide``, as for :func:`compare_balance`.

    Returns
    -------
    DataFrame
        As :func:`compare_balance`; empty without a declared balance or a comparison. Shares that
        are compared within strata have their balance compared within the same. Where the table has
        come from a file, nothing says which column they are: then there is no verdict, and ``why``
        says so.
    """
    if not themes.balance or change is None or change.empty:
        return empty_table(COMPARISON)
    pairs = change[["year_before", "year_after"]].drop_duplicates()
    strata = change.attrs.get(_STRATA)
    table = compare_balance(
        themes, unit=change["unit"].iloc[0], weights=change["weights"].iloc[0], strata=strata,
        pairs=list(pairs.itertuples(index=False, name=None)), **more,
    )  # fmt: skip
    if strata is None and (change["design"] == "stratified").any():
        table = table.assign(verdict=NO_VERDICT, why=_STRATA_UNKNOWN)
    return table


_STRATA = "strata"
_STRATA_UNKNOWN = (
    "no verdict: its shares are compared within strata, and this table does not say which; compare "
    "the rounds anew in the same run"
)


def _rows(
    themes: Themes, unit: Unit, pairs: Any, strata: str | None, weights: Weights, asked: Asked
) -> list[dict[str, Any]]:
    _check_options(weights, strata)
    whole = with_balances(under_plan(themes))
    scores = scores_by_unit(whole, unit, strata)
    contrasts = [Contrast.of(scores, p, unit, weights) for p in _contrasts(themes, pairs)]
    may = [
        allowed(
            themes, c.after, unit=unit, strata=strata,
            smallest_worthwhile=asked.smallest_worthwhile,
        )
        for c in contrasts
    ]  # fmt: skip
    rows = compared(whole, contrasts, may, asked)
    if themes.corpus.displayed is not None:
        shown = [(c.before, c.after) for c in contrasts]
        themes.corpus.displayed(shown, unit=unit, headline=themes.declared)
    return rows


def _design(themes: Themes, unit: Unit | None, strata: str | None) -> tuple[Unit, str | None]:
    """Unit and strata as asked, else as planned."""
    planned, within = default_design(themes.plan)
    return unit or cast("Unit", planned), within if strata is None else strata


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return conform(pd.DataFrame(rows), COMPARISON) if rows else empty_table(COMPARISON)


def _check_options(weights: str, strata: str | None) -> None:
    if weights == "attendees" and strata is not None:
        raise PracticelearnError(
            'compare_years: strata and weights="attendees" cannot be asked for together. Compare '
            "within strata with each group counting alike, or all attendees without strata."
        )


def _contrasts(themes: Themes, pairs: Any) -> list[tuple[str, str]]:
    """The pairs to compare; where nobody knows the order of rounds, a named pair says it."""
    if themes.table.empty:
        raise PracticelearnError(
            "compare_years: there is no theme to compare: nobody has coded anything that counts, "
            "and no topic was found again. Code some sessions first."
        )
    years = list(themes.scores["year"].dropna().unique())
    if len(years) < 2:
        found = f'one round ("{years[0]}")' if years else "no round"
        raise PracticelearnError(
            f"compare_years needs at least two rounds and found {found}. "
            'Name each session\'s round in the column "year" of the sessions sheet.'
        )
    if isinstance(pairs, str):
        return list(pairwise(themes.corpus.in_order(years)))
    for pair in pairs:
        check_known("compare_years", pair, years, noun="round", error=PracticelearnError)
    wanted = [(str(before), str(after)) for before, after in pairs]
    try:
        order = themes.corpus.in_order(years)
    except TableError:
        if themes.corpus.rounds:
            raise
        return wanted
    for before, after in wanted:
        if order.index(before) >= order.index(after):
            raise PracticelearnError(
                f'compare_years: the pair ("{before}", "{after}") does not go from an earlier '
                f"round to a later one; the order is {', '.join(order)}."
            )
    return wanted
