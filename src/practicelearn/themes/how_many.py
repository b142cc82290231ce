"""How many groups? What two rounds of so many could find and rule out, before they are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from practicelearn._arguments import (
    AT_LEAST_1,
    PART,
    SEED,
    Number,
    check_arguments,
    one_or_several,
)
from practicelearn.errors import ArgumentError, PracticelearnError
from practicelearn.themes.alike import alike_in
from practicelearn.themes.invented import ALIKE
from practicelearn.themes.plan import MOST_HEADLINES
from practicelearn.themes.planned_in_words import said_of
from practicelearn.themes.power import WAYS, Chances, Design, chances, finds
from practicelearn.themes.raised import round_of
from practicelearn.themes.simulated import Splits
from practicelearn.themes.themes import Themes

__all__ = ["GROUPS", "how_many_groups"]

GROUPS = (4, 6, 8, 12, 16, 20, 30)

FEWEST_GROUPS = 4
_ROW = ("n_before", "n_after", "n_people", "headlines", "pairs", "share", "change")
_COLUMNS = [
    *_ROW, "smallest_worthwhile", "alike", "finds", "rules_out",
    *(f"unchanged_{way}" for way in WAYS[:-1]), *(f"changed_{way}" for way in WAYS),
    "found", "error", "n_studies", "says",
]  # fmt: skip


def how_many_groups(
    groups: int | Sequence[int] = GROUPS,
    *,
    themes: Themes | None = None,
    attendees: int | Sequence[int] | None = None,
    headlines: int | None = None,
    pairs: int | None = None,
    share: float | None = None,
    change: float | None = None,
    smallest_worthwhile: float | None = None,
    alike: float | None = None,
    before: int | None = None,
    n_studies: int = 400,
    random_state: int = 0,
) -> pd.DataFrame:
    """Return what a round of so many groups could find and rule out, one row a number of groups.

    Parameters
    ----------
    groups : int or sequence of int, default (4, 6, 8, 12, 16, 20, 30)
        Groups of the round to come.
    themes : Themes, optional
        Those of the rounds so far. What is not given is then taken from the last round: its
        groups and their attendees, the declared headlines (else all themes from codes), their
        share of people, and how alike people of its groups were.
    attendees : int or sequence of int, optional
        People a group, about so many: groups of five or more have up to two fewer or more, in
        turn. Or the people of each group, again from the start where there are more groups. By
        default 7.
    headlines : int, optional
        Headline themes, 1 to 10; by default 3. One of them changes, the others stay.
    pairs : int, optional
        Pairs of rounds compared together: each headline counts once in each. By default 1; with
        ``themes``, as many as there will be.
    share : float, optional
        Share of people who raise a headline theme in the earlier round; by default .4.
    change : float, optional
        The true change, -1 to 1, whose verdicts are asked for; by default the smallest worthwhile.
    smallest_worthwhile : float, optional
        By default that of the plan, or .15.
    alike : float, optional
        How alike people of one group are, and so how much groups differ: the intraclass
        correlation, 0 to .5. By default .05; try .02 and .10 as well.
    before : int, optional
        Groups of the earlier round; by default as many as are to come.
    n_studies : int, default 400
        Invented studies a row in which one headline changes; those in which none does are more.
    random_state : int, default 0

    Returns
    -------
    DataFrame
        n_before, n_after, n_people (mean a group to come), headlines, pairs, share, change,
        smallest_worthwhile, alike; ``finds``: the smallest true change that is found with the
        chance .8 (missing where none is); ``rules_out``: the median X, as a share, of "changes of
        more than X points are ruled out" where nothing changed (1: none is); chances of each
        verdict, ``unchanged_...`` where nothing changed and ``changed_...`` of a headline that
        changed by ``change`` where the others did not: worthwhile (heard more, or less, by a
        worthwhile amount), heard, small (heard, by less than would matter), in_groups (in more, or
        fewer, groups), no_change (no worthwhile change), cannot_tell, and other_way (heard the
        other way than it changed);
        ``found``: the first four of ``changed_...``; ``error``: the luck of the simulation, half a
        95% interval of the least certain chance; n_studies; ``says``: a sentence.
        With fewer than four groups there is no verdict, and only ``says``.

    Raises
    ------
    ArgumentError
        A share that leaves no room for the change, or an argument out of its range.
    PracticelearnError
        The themes hold no round with at least four groups whose people are counted.

    Notes
    -----
    Each study is invented, and then tested and judged by what :func:`compare_years` uses: groups
    as units, unpaired, exact permutation of Welch's t, step-down maximum over the headlines. What
    two rounds find may still be a year's weather, and nothing here knows of it. With ``themes``,
    ``alike`` is estimated over themes by analysis of variance; from eight groups it is rough:
    ``attrs["alike"]`` holds it with its 95% interval.

    Examples
    --------
    >>> import practicelearn as prac
    >>> table = prac.how_many_groups(8, attendees=7, headlines=3, change=0.36, n_studies=60)
    >>> print(table["says"][0])
    With 8 groups of about 7 people and three headlines, a rise of one from 40 to 76 ...
    """
    check_arguments(
        how_many_groups,
        locals(),
        groups=one_or_several(AT_LEAST_1),
        attendees=one_or_several(AT_LEAST_1),
        headlines=Number(1, MOST_HEADLINES, whole=True),
        pairs=AT_LEAST_1,
        share=PART,
        change=Number(-1, 1),
        smallest_worthwhile=PART,
        alike=Number(0, 0.5),
        before=Number(FEWEST_GROUPS, whole=True),
        n_studies=Number(20, whole=True),
        random_state=SEED,
    )
    held: tuple[int, ...] = ()
    attrs = {}
    if themes is not None:
        last = _LastRound(themes)
        held = last.sizes
        headlines = headlines or last.headlines
        pairs = pairs or last.pairs
        share = last.share if share is None else share
        if alike is None:
            alike = last.alike.value
            attrs["alike"] = last.alike
        if smallest_worthwhile is None and themes.plan is not None:
            smallest_worthwhile = themes.plan.smallest_worthwhile
    headlines = headlines or 3
    share = 0.4 if share is None else share
    worthwhile = 0.15 if smallest_worthwhile is None else smallest_worthwhile
    change = worthwhile if change is None else change
    _check_room(share, change)
    sizes = held if attendees is None and held else _about(attendees or 7)
    design = Design(
        (), (), headlines, pairs or 1, share, worthwhile, ALIKE if alike is None else alike,
        n_studies, random_state,
    )  # fmt: skip
    earlier = _sizes(held or sizes, before or len(held)) if before or held else None
    rows = []
    for n in np.atleast_1d(groups):
        after = _sizes(sizes, int(n))
        rows.append(_row(replace(design, before=earlier or after, after=after), change))
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table.attrs.update(attrs)
    return table


class _LastRound:
    """What the last round that was read tells of the next."""

    def __init__(self, themes: Themes) -> None:
        of_codes = themes.table.index[themes.table["origin"] != "topic"]
        known = themes.scores.assign(year=round_of(themes.scores["year"]))
        known = known[known["n_raised"].notna() & known["theme_id"].isin(of_codes)]
        rounds = themes.corpus.in_order(list(known["year"].unique()))
        own = known[known["year"] == rounds[-1]] if rounds else known
        groups = own.drop_duplicates("group")
        if len(groups) < FEWEST_GROUPS:
            raise PracticelearnError(
                "how_many_groups(themes=...): no round has at least four groups whose people are "
                "counted. Leave themes= out, and give attendees=, share= and alike=."
            )
        names = list(themes.declared) or list(of_codes)
        self.sizes = tuple(int(n) for n in groups["n_people"])
        self.headlines = min(len(themes.declared), MOST_HEADLINES) or None
        self.pairs = len(rounds)
        shares = own[own["theme_id"].isin(names)].groupby("theme_id")["score"].mean()
        self.share = float(np.clip(shares.mean(), 0.02, 0.9))
        self.alike = alike_in(own, names)


def _about(attendees: int | Sequence[int]) -> Sequence[int]:
    """Nobody meets eight groups of just seven, whose shares would tie too often for the test."""
    if not isinstance(attendees, int | np.integer):
        return [int(n) for n in attendees]
    return [attendees + k for k in ((-1, 1, -2, 2, 0) if attendees >= 5 else (0,))]


def _sizes(sizes: Sequence[int], n: int) -> tuple[int, ...]:
    return tuple(int(k) for k in np.resize(np.asarray(sizes), n))


def _check_room(share: float, change: float) -> None:
    if not 0.01 <= share + change <= 0.98:
        raise ArgumentError(
            f"how_many_groups: a change of {100 * change:+.0f} points from a share of "
            f"{100 * share:.0f} in a hundred leads to {100 * (share + change):.0f}; expected 1 to "
            "98. Give another share= or change=."
        )


def _row(design: Design, change: float) -> dict[str, object]:
    before, after = len(design.before), len(design.after)
    row: dict[str, object] = {
        "n_before": before, "n_after": after, "n_people": float(np.mean(design.after)),
        "headlines": design.headlines, "pairs": design.pairs, "share": design.share,
        "change": change, "smallest_worthwhile": design.worthwhile, "alike": design.rho,
        "n_studies": design.n_studies,
    }  # fmt: skip
    if min(before, after) < FEWEST_GROUPS:
        said = f"With {after} groups there is no verdict: at least {FEWEST_GROUPS} are needed."
        return row | {"says": said}
    splits = Splits.of(before, after)
    same, moved = chances(design, 0.0, splits), chances(design, change, splits)
    found = finds(design, same.rules_out, splits, rise=change >= 0)
    row |= _of("unchanged", same, WAYS[:-1]) | _of("changed", moved, WAYS)
    row |= {
        "finds": found, "rules_out": same.rules_out, "found": moved.found,
        "error": max(same.error, moved.error),
    }  # fmt: skip
    return row | {"says": said_of(design, change, found, same, moved)}


def _of(truth: str, said: Chances, ways: Sequence[str]) -> dict[str, float]:
    return {f"{truth}_{way}": said.of[way] for way in ways}
