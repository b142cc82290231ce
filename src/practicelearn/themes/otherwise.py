"""What if it had been counted otherwise: the same comparison, one choice at a time another."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import pandas as pd

from practicelearn._arguments import PART, ListOf, check_arguments
from practicelearn._tables import OTHERWISE, conform, empty_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.counted import PERSONAL, coders_of, counted
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.levels import roll_up
from practicelearn.coding.of_corpus import in_sessions_of
from practicelearn.errors import PracticelearnError
from practicelearn.themes.earlier_rules import by_earlier_rules
from practicelearn.themes.planned import counted_otherwise
from practicelearn.themes.sensitivity import sensitivity
from practicelearn.themes.themes import Themes
from practicelearn.themes.variants import (
    Variant,
    headlines_only,
    one_group_each,
    planned_as,
    recounted,
    without_coder,
    without_group,
)
from practicelearn.themes.verdicts import NO_VERDICT, NOT_TESTED
from practicelearn.themes.years import compare_years

__all__ = [
    "RECURRENCE",
    "RECURS",
    "RECURS_NOT",
    "as_compared",
    "changed_since",
    "recurrence_otherwise",
    "sensitivity_of",
    "tried_otherwise",
    "units_of",
]

RECURRENCE = "recurrence"
RECURS, RECURS_NOT = "recurs", "does not recur"
_NO_WORD = (NO_VERDICT, NOT_TESTED, "")


def sensitivity_of(
    themes: Themes,
    change: pd.DataFrame,
    *,
    codings: Codings | None = None,
    rules: Mapping[str, Any] | None = None,
    changed: Mapping[str, Any] | None = None,
    drift: pd.DataFrame | None = None,
    smallest_worthwhile: Sequence[float] = (0.10, 0.15, 0.20),
) -> pd.DataFrame:
    """Return what each headline verdict would be had one choice been another.

    Parameters
    ----------
    themes : Themes
    change : DataFrame
        As :func:`practicelearn.compare_years` returned it for these themes in this run: unit,
        weights, strata and pairs of rounds are taken from it, and the verdict as planned.
    codings : Codings, optional
        Of every coder, before one reading was chosen. With it each coder's coding is left out in
        turn, where somebody else has read the same.
    rules : mapping, optional
        The counting rules of an earlier release, as the study keeps them.
    changed : mapping, optional
        What of unit, strata and smallest_worthwhile was changed after the plan, with its new value.
    drift : DataFrame, optional
        As for the comparison itself.
    smallest_worthwhile : sequence of float
        Smallest changes that would matter, 0 to 1; the one that was declared is left out.

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.OTHERWISE``; one row a headline theme that has a
        verdict, pair of rounds and alternative. ``turns`` only where there are two verdicts and
        they differ: without enough groups there is none to hold against the planned one. Rows of
        ``recurrence`` hold no difference: they say whether the theme recurs in the later round.

    Raises
    ------
    PracticelearnError
        The comparison was made within strata, and this table does not say which.
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Notes
    -----
    Every alternative goes through :func:`practicelearn.compare_years`: the family, the test and the
    order of verdicts are the same. This table is for saying what a verdict hangs on. To choose from
    it the alternative that finds most is to test many times and to report once.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> hand, corpus = study.codings(), study.corpus()
    >>> themes = prac.find_themes(hand, corpus).declare(plan=study.plan())
    >>> change = prac.compare_years(themes, pairs=[("2024-25", "2025-26")])
    >>> otherwise = themes.sensitivity_of(change, codings=hand)
    >>> otherwise.loc[otherwise["theme_id"] == "tools", ["alternative", "verdict", "turns"]].head(3)
       alternative                            verdict  turns
    3         unit  heard more by a worthwhile amount  False
    8         unit  heard more by a worthwhile amount  False
    13     weights  heard more by a worthwhile amount  False
    """
    check_arguments(sensitivity_of, locals(), smallest_worthwhile=ListOf(PART))
    if codings is not None:
        refuse_uncounted(codings, "sensitivity_of")
    base = _planned(themes, change)
    if base.empty:
        return empty_table(OTHERWISE)
    asked = as_compared(base)
    own = headlines_only(themes)
    # one after the other: each may hold a corpus of its own
    variants = chain(
        units_of(own, asked["unit"]),
        _weights(asked),
        _largest(own, base),
        _coders(own, codings),
        _worthwhile(asked["smallest_worthwhile"], smallest_worthwhile),
        by_earlier_rules(own, codings, rules, asked),
        changed_since(changed),
        _codes_since(own),
    )
    tried = tried_otherwise(variants, own, change, drift=drift)
    return pd.concat([tried, recurrence_otherwise(own, change)], ignore_index=True)


def tried_otherwise(
    variants: Iterable[Variant],
    themes: Themes,
    change: pd.DataFrame,
    *,
    drift: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what each headline verdict is in these ways of counting, as :func:`sensitivity_of`.

    Parameters
    ----------
    variants : iterable of Variant
    themes : Themes
        With the headlines only, as they are counted.
    change, drift : DataFrame
    """
    base = _planned(themes, change)
    asked = as_compared(base)
    rows: list[dict[str, Any]] = []
    for variant in variants:
        rows += _rows(variant, themes, base, asked, drift)
        del variant  # it may hold a corpus of its own, and the next is made before it would go
    return conform(pd.DataFrame(rows), OTHERWISE) if rows else empty_table(OTHERWISE)


def _planned(themes: Themes, change: pd.DataFrame) -> pd.DataFrame:
    """The headlines' rows of the comparison that have a verdict: another has none to turn."""
    verdicts = change["theme_id"].isin(themes.declared) & ~change["verdict"].isin(_NO_WORD)
    return change[verdicts]


def as_compared(base: pd.DataFrame) -> dict[str, Any]:
    """Return what a comparison was asked, as ``compare_years`` is asked it again.

    ``smallest_worthwhile`` is None where each round's own plan says another.
    """
    strata = base.attrs.get("strata")
    if strata is None and (base["design"] == "stratified").any():
        raise PracticelearnError(
            "sensitivity_of(change=...): its rounds are compared within strata, and this table "
            "does not say which; compare the rounds anew in the same run."
        )
    pairs = base[["year_before", "year_after"]].drop_duplicates()
    worthwhile = base["smallest_worthwhile"].dropna()
    return {
        "unit": str(base["unit"].iloc[0]),
        "weights": str(base["weights"].iloc[0]),
        "strata": strata,
        "pairs": list(pairs.itertuples(index=False, name=None)),
        "smallest_worthwhile": 0.15 if worthwhile.empty else _one(worthwhile),
    }


def _one(values: pd.Series) -> float | None:
    return float(values.iloc[0]) if (values == values.iloc[0]).all() else None


_UNITS = {
    "group": "each group counts once",
    "team": "each team counts once, its groups averaged first",
    "facilitator": "each facilitator counts once, their groups averaged first",
}


def units_of(themes: Themes, planned: str) -> Iterator[Variant]:
    """Return each unit that the sessions know, but for the one that was planned."""
    if planned not in _UNITS:  # written answers
        return
    alone = one_group_each(themes.scores, planned)
    for unit, what in _UNITS.items():
        if unit == planned or themes.scores[unit].isna().all():
            continue
        same = alone and one_group_each(themes.scores, unit)
        why = f"each {planned} is one {unit} and no other"
        yield Variant("unit", what, asked={"unit": unit}, same=why if same else "")


def _weights(asked: Mapping[str, Any]) -> Iterator[Variant]:
    if asked["unit"] == "person":
        return
    if asked["weights"] == "attendees":
        yield Variant("weights", "each group counts alike", asked={"weights": "groups"})
        return
    why = "not within strata" if asked["strata"] is not None else ""
    what = "each person counts alike, so that large groups count more"
    yield Variant("weights", what, asked={"weights": "attendees"}, not_tried=why)


def _largest(themes: Themes, base: pd.DataFrame) -> Iterator[Variant]:
    scores = themes.scores[themes.scores["score"].notna()]
    for year in dict.fromkeys([*base["year_before"], *base["year_after"]]):
        own = scores[scores["year"] == year].sort_values(["n_people", "group"])
        if own.empty:
            continue
        most = own["n_people"].max()
        group = str(own.loc[own["n_people"] == most, "group"].iloc[0])
        yield Variant(
            "largest group", f"without the largest group of {year} ({group})",
            without_group(themes, year, group), rounds=frozenset({year}),
        )  # fmt: skip


def _coders(themes: Themes, codings: Codings | None) -> Iterator[Variant]:
    if codings is None or themes.codings is None or themes.origin not in PERSONAL:
        return
    persons = in_sessions_of(roll_up(counted(codings, themes.origin)), themes.corpus)
    alike = set(themes.codings.spans["coding_id"]) <= set(persons.spans["coding_id"])
    for coder in coders_of(persons):
        what = f"without the coding of {coder}, where somebody else has read the same"
        if not alike:
            why = "these codings are not those that the themes were made of"
            yield Variant("coder", what, not_tried=why)
            continue
        left = without_coder(themes, persons, coder)
        if left is None:
            why = f"no session counts the coding of {coder} and was read by somebody else too"
            yield Variant("coder", what, same=why)
        else:
            yield Variant("coder", what, recounted(themes, left))


def _worthwhile(planned: float | None, values: Sequence[float]) -> Iterator[Variant]:
    for value in values:
        if planned is None or abs(value - planned) > 1e-9:
            other = "as planned" if planned is None else f"{100 * planned:.0f}"
            what = f"a change of {100 * value:.0f} points would matter, not {other}"
            yield Variant("worthwhile", what, asked={"smallest_worthwhile": float(value)})


def changed_since(changed: Mapping[str, Any] | None) -> Iterator[Variant]:
    """Return the comparison as something was set after the plan, one way a setting."""
    for name, value in (changed or {}).items():
        said = {
            "unit": f"the unit is the {value}",
            "strata": f"compared within {value}" if value else "compared without strata",
            "smallest_worthwhile": f"a change of {100 * float(value):.0f} points would matter"
            if name == "smallest_worthwhile"
            else "",
        }
        yield Variant(
            "changed after the plan", f"{said[name]}, as it was set after the plan",
            asked={name: value or None},
        )  # fmt: skip


def _codes_since(themes: Themes) -> Iterator[Variant]:
    """Return the comparison with the codes that headlines have now, where others were planned."""
    if themes.plan is None:
        return
    now = {
        str(t): list(themes.table.loc[t, "codes"])
        for t in counted_otherwise(themes, themes.plan)
        if t in themes.table.index
    }
    if now:
        names = ", ".join(str(themes.table.loc[t, "name"]) for t in now)
        yield Variant(
            "changed after the plan", f"the codes that {names} counts now, not those planned",
            planned_as(themes, codes_of=now),
        )  # fmt: skip


def _rows(
    variant: Variant, themes: Themes, base: pd.DataFrame, asked: Mapping[str, Any],
    drift: pd.DataFrame | None,
) -> list[dict[str, Any]]:  # fmt: skip
    concerned = base
    if variant.rounds:
        either = base["year_before"].isin(variant.rounds) | base["year_after"].isin(variant.rounds)
        concerned = base[either]
    found, why = None, variant.not_tried or variant.same
    if not why:
        try:
            found = _compared(variant, themes, asked, drift)
        except PracticelearnError as error:
            why = str(error)
    by = ["theme_id", "year_before", "year_after"]
    at = {} if found is None else {tuple(map(str, r[by])): r for _, r in found.iterrows()}
    rows = []
    for _, planned in concerned.iterrows():
        other = at.get(tuple(map(str, planned[by])))
        if variant.same and not variant.not_tried:
            other = planned
        rows.append(_row(variant, planned, other, why))
    return rows


def _compared(
    variant: Variant, themes: Themes, asked: Mapping[str, Any], drift: pd.DataFrame | None
) -> pd.DataFrame:
    whole = {**asked, **variant.asked}
    counted_so = variant.themes or themes
    if counted_so.plan is not None:  # asked so, it would be no deviation from itself
        design = {**whole, "strata": whole["strata"] or ""}
        asked_so = {n: design[n] for n in ("unit", "strata")}
        if design["smallest_worthwhile"] is not None:
            asked_so["smallest_worthwhile"] = design["smallest_worthwhile"]
        counted_so = replace(counted_so, plan=counted_so.plan.as_if(**asked_so))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # said once, by the comparison itself
        return compare_years(counted_so, drift=drift, **whole)


def _row(variant: Variant, planned: pd.Series, other: pd.Series | None, why: str) -> dict[str, Any]:
    row = {name: planned[name] for name in ("theme_id", "name", "year_before", "year_after")}
    row |= {
        "alternative": variant.alternative, "what": variant.what,
        "verdict_planned": planned["verdict"], "turns": False, "why": why or None,
    }  # fmt: skip
    if other is None:
        return {**row, "why": why or "it is no headline so"}
    figures = ("difference", "low", "high", "p_adjusted", "verdict")
    verdict = str(other["verdict"])
    if verdict == NOT_TESTED:
        return {**row, "why": "it is no headline so"}
    row |= {name: other[name] for name in figures}
    if verdict == NO_VERDICT:  # so counted there is none to hold against the planned one
        return {**row, "verdict": None, "why": other["why"]}
    return {**row, "turns": verdict != str(planned["verdict"])}


def recurrence_otherwise(themes: Themes, change: pd.DataFrame) -> pd.DataFrame:
    """Return whether a headline recurs with one group, or one person, more or fewer."""
    base = _planned(themes, change)
    m, k = themes.min_groups, themes.min_people
    near = [(m - 1, k), (m + 1, k), (m, k - 1), (m, k + 1)]
    ways = [(a, b) for a, b in near if min(a, b) > 0]
    table = sensitivity(
        themes, groups=sorted({m, *(a for a, _ in ways)}), people=sorted({k, *(b for _, b in ways)})
    ).set_index(["theme_id", "year", "min_groups", "min_people"])
    rows = []
    for a, b in ways:
        what = f"a theme recurs with {a} groups and {b} people, not {m} and {k}"
        for _, planned in base.iterrows():
            where = (planned["theme_id"], planned["year_after"])
            now, then = (bool(table.loc[(*where, *n), "recurring"]) for n in ((a, b), (m, k)))
            row = {c: planned[c] for c in ("theme_id", "name", "year_before", "year_after")}
            row |= {
                "alternative": RECURRENCE, "what": what,
                "verdict": RECURS if now else RECURS_NOT,
                "verdict_planned": RECURS if then else RECURS_NOT,
                "turns": now != then, "why": table.loc[(*where, a, b), "why"] or None,
            }  # fmt: skip
            rows.append(row)
    return conform(pd.DataFrame(rows), OTHERWISE) if rows else empty_table(OTHERWISE)
