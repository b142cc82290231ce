"""Kinds of group, or sites, side by side within one round: as honest as rounds are compared.

Two kinds of group differ in the same way as two rounds do: by who happened to be in the few groups
there were. So each kind takes the place of a round, and units, permutation, intervals, refusals and
verdicts are those of :mod:`practicelearn.themes.years`; only the words differ.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from math import comb
from typing import Any, Literal

import pandas as pd

from practicelearn._arguments import PART, TEXT, check_arguments
from practicelearn._of_session import sessions_of
from practicelearn._tables import (
    COMPARISON,
    check_table,
    conform,
    empty_table,
    near_column,
    near_match,
)
from practicelearn.coding.counted import PERSONAL
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError, TableError, counted
from practicelearn.themes.answers import scores_of_answers
from practicelearn.themes.balances import with_balances
from practicelearn.themes.contrast import Contrast, Unit, Weights, scores_by_unit
from practicelearn.themes.planned import allowed, under_plan
from practicelearn.themes.raised import round_of
from practicelearn.themes.stances import BALANCES
from practicelearn.themes.tested import Asked, compared
from practicelearn.themes.themes import Themes
from practicelearn.themes.whose_reading import OF_CODERS

__all__ = ["check_of_rounds", "compare_groups"]

_FEW = re.compile(r"^no test: \d+ (?:groups?|teams?|facilitators?|person|people) in ")

# what is said of rounds, and how it is said of kinds of group; the longer before the shorter
_LEADERS = (
    "people are not followed from one round to the next, so it is not known whether the same "
    "facilitators led: a difference between the rounds may be theirs"
)
_WORDS = (
    (_LEADERS, "different people led: a difference may be theirs"),
    (
        "are known to have led in one round only: a difference between the rounds may be theirs",
        "led one kind of group only: a difference may be theirs",
    ),
    ("met in one round only", "are of one kind only"),
    ("teams met in both rounds", "teams are of both kinds"),
    (
        "one round has an attendance list and the other has not",
        "one kind of group has an attendance list and the other has not",
    ),
    ("may look like a change in", "may look like a difference in"),
    ("the round with fewer groups varies more", "the kind with fewer groups varies more"),
    ("no change is ruled out", "no difference is ruled out"),
    ("just reaches no change", "just reaches no difference"),
    ("changes of more than", "differences of more than"),
    ("neither a doubling nor a halving fits", "neither twice nor half as much fits"),
    ("in either round", "in either kind of group"),
    ("in both rounds", "in both kinds of group"),
    ("of the earlier round", "of {first}"),
    ("in the earlier round", "in {first}"),
    ("of the later round", "of {second}"),
    ("in the later round", "in {second}"),
    ("no worthwhile change", "no worthwhile difference"),
    ("smallest worthwhile change", "smallest worthwhile difference"),
)


def compare_groups(
    themes: Themes,
    by: str = "group_type",
    *,
    year: str | None = None,
    unit: Unit = "group",
    pairs: Literal["all"] | Sequence[tuple[str, str]] = "all",
    smallest_worthwhile: float | None = None,
    strata: str | None = None,
    weights: Weights = "groups",
    guide: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return how kinds of group (or sites) differ within one round, one row a theme and pair.

    Parameters
    ----------
    themes : Themes
        Only declared themes (``themes.declare``) are tested; the others get an interval, marked
        exploratory. Verdicts have those alone whose plan, made before the round was coded, names
        this comparison (``Plan.kinds``); all else is exploratory, and ``why`` says so.
    by : str, default "group_type"
        A column of sessions: what kind of group it is, its site. With ``unit="person"`` a column of
        people too.
    year : str, optional
        The round; may be left out where there is only one.
    unit : {"group", "team", "facilitator", "person"}
        The sampling unit, as for :func:`practicelearn.compare_years`. ``person`` only where every
        answer was written by somebody alone, as in a survey: people in one group answer each other.
    pairs : "all" or sequence of (first, second)
        Which kinds to compare.
    smallest_worthwhile : float, optional
        Smallest difference in the share of people that would matter, 0 to 1; by default as planned,
        else 0.15.
    strata, weights, guide
        As for :func:`practicelearn.compare_years`.

    Returns
    -------
    DataFrame
        theme_id, name, by, year, first, second, and then the columns of
        ``practicelearn._tables.COMPARISON`` with ``_first`` and ``_second`` for before and after:
        n_first (units), mean_first, difference (second minus first, -1 to 1), low, high, level, p,
        p_adjusted, verdict (heard more, or less, in the second than in the first), why, cautions,
        minutes_first, size_first and so on.

    Raises
    ------
    PracticelearnError
        The column is not there or has one value only, the round is not named, a group is of two
        kinds, or the unit is refused.

    Notes
    -----
    Nothing is decided by looking: the pairs are all there are, K counts every headline in each of
    them, and with fewer than four units a side there is no test. Two groups a side can be shared
    out in six ways, so the smallest p there is would be .33, whatever they said. Which column is
    compared can be chosen by looking, so a verdict needs a plan that names it. Kinds of group
    differ in more than their name (who led, what they were asked, how long they talked): the
    cautions say what is known of it, and nothing here says why they differ.

    References
    ----------
    As for :func:`practicelearn.compare_years`, which is held against simulations
    (``docs/validity.md``); here each kind takes a round's place.

    Examples
    --------
    >>> import practicelearn as prac
    >>> folder = prac.sample_path("table-study")
    >>> survey = prac.read_coded_table(folder / "survey.csv")
    >>> themes = prac.find_themes(survey.codings, survey.corpus, min_groups=1)
    >>> table = prac.compare_groups(themes.declare(["thanked"]), "setting", unit="person")
    >>> table.set_index("theme_id").loc["thanked", ["first", "second", "verdict", "why"]].tolist()
    ['adults', 'children', 'no verdict', 'No plan was made before; everything here is exploratory']
    """
    check_arguments(compare_groups, locals(), smallest_worthwhile=PART, unit=TEXT)
    _check(weights, strata, by)
    own, label = _of_round(themes, year)
    own = under_plan(own)
    asked = Asked(smallest_worthwhile, None, guide, None)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            rows = _compared(own, by, label, unit, pairs, strata, weights, asked)
        except PracticelearnError as error:
            raise type(error)(str(error).replace("compare_years", "compare_groups")) from error
    for warning in caught:
        said = str(warning.message).replace("compare_years", "compare_groups")
        warnings.warn(said, warning.category, stacklevel=2)
    read_by = _read_by(own, by) if unit != "person" else {}
    told = [_told(row, read_by, by) for row in rows]
    table = conform(pd.DataFrame(told), COMPARISON) if told else empty_table(COMPARISON)
    return _named(table, by, label)


def check_of_rounds(change: pd.DataFrame, where: str) -> None:
    """Hold a table against what ``compare_years`` returns; a table of kinds is told by its own way.

    Raises
    ------
    TableError
        It is of :func:`compare_groups`, or of neither.
    """
    if {"first", "second"} <= set(change) and "year_before" not in change:
        raise TableError(
            f"{where}: this table is of compare_groups, kinds of group within one round, and "
            "rounds are wanted, as compare_years returns them. Write it with "
            "prac.write_table(table, path), or draw what each kind said: "
            "prac.plot.matrix(prac.code_counts(codings, corpus, the column))."
        )
    check_table(change, COMPARISON)


def _check(weights: str, strata: str | None, by: str) -> None:
    if weights == "attendees" and strata is not None:
        raise PracticelearnError(
            'compare_groups: strata and weights="attendees" cannot be asked for together.'
        )
    if strata == by:
        raise PracticelearnError(
            f'compare_groups: "{by}" cannot be compared within itself; choose another stratum.'
        )


def _of_round(themes: Themes, year: str | None) -> tuple[Themes, str]:
    """The themes of one round."""
    rounds = list(dict.fromkeys(round_of(themes.scores["year"])))
    if year is None:
        if len(rounds) > 1:
            listed = ", ".join(f'"{r}"' for r in rounds)
            raise PracticelearnError(
                f"compare_groups: there are {len(rounds)} rounds ({listed}), and kinds are "
                f'compared within one. Say which: year="{rounds[-1]}".'
            )
        year = rounds[0] if rounds else ""
    if year not in rounds:
        raise PracticelearnError(
            f'compare_groups: there is no round "{year}"; there are {", ".join(rounds)}.'
            f"{near_match(year, rounds)}"
        )
    sessions = themes.corpus.sessions.index[round_of(themes.corpus.sessions["year"]) == year]
    corpus = themes.corpus.where(session_id=list(sessions))
    scores = themes.scores[round_of(themes.scores["year"]) == year]
    evidence = themes.evidence[round_of(themes.evidence["year"]) == year]
    return replace(themes, corpus=corpus, scores=scores, evidence=evidence), year


def _compared(
    themes: Themes,
    by: str,
    year: str,
    unit: str,
    pairs: Any,
    strata: str | None,
    weights: str,
    asked: Asked,
) -> list[dict[str, Any]]:
    if unit == "person":
        alike = themes
        scores = scores_of_answers(themes, by, what="compare_groups")
    else:
        alike = _as_rounds(themes, by)
        whole = with_balances(alike)
        scores = scores_by_unit(whole, unit, strata)
        alike = whole
    kinds = list(dict.fromkeys(scores["year"]))
    chosen = _pairs(kinds, pairs, by)
    contrasts = [Contrast.of(scores, pair, unit, weights) for pair in chosen]
    may = allowed(
        themes, year, unit=unit, strata=strata, smallest_worthwhile=asked.smallest_worthwhile,
        kinds=by,
    )  # fmt: skip
    rows = compared(alike, contrasts, [may] * len(contrasts), asked)
    return [row for row in rows if row["measure"] not in BALANCES]


def _as_rounds(themes: Themes, by: str) -> Themes:
    """The themes with each kind of group in a round's place."""
    corpus = themes.corpus
    sessions = corpus.sessions
    if by not in sessions:
        if by in corpus.people or by in corpus.attendance:
            raise PracticelearnError(
                f'compare_groups(by="{by}") is refused: it is known of people, and people of one '
                "group answer each other, so they are no independent pieces of evidence. Describe "
                f'it with code_counts(codings, corpus, "{by}"). Where each wrote their answers '
                'alone, say unit="person".'
            )
        raise PracticelearnError(
            f'compare_groups: the sessions have no column "{by}".'
            f"{near_column(by, sessions.columns)}"
        )
    kind_of = sessions[by].astype(object)
    known = sessions.assign(kind=kind_of.where(kind_of.notna(), None)).groupby("group")["kind"]
    several = known.nunique()
    if (several > 1).any():
        raise PracticelearnError(
            f'compare_groups: group "{several.idxmax()}" is of {several.max()} kinds ({by}); a '
            "group is compared whole, so its sessions must say the same."
        )
    of_group = known.first().dropna().astype(str)
    without = sorted({*sessions["group"]} - {*of_group.index})
    if without and len(of_group):
        warnings.warn(
            f'compare_groups: no "{by}" is known of {counted(len(without), "group")}, which '
            f"{'is' if len(without) == 1 else 'are'} in no comparison: {', '.join(without)}.",
            stacklevel=2,
        )
    kinds = sorted(of_group.unique())
    if len(kinds) < 2:
        found = f'one ("{kinds[0]}")' if kinds else "none"
        raise PracticelearnError(
            f'compare_groups needs at least two kinds in "{by}" and found {found}.'
        )
    named = sessions["group"].map(of_group).astype(object)
    labelled = sessions.assign(year=named.where(named.notna(), None))
    return replace(
        themes,
        corpus=_relabelled(corpus, labelled, kinds),
        scores=themes.scores.assign(year=themes.scores["group"].map(of_group)),
        evidence=themes.evidence.assign(year=themes.evidence["group"].map(of_group)),
    )


def _relabelled(corpus: Corpus, sessions: pd.DataFrame, kinds: Sequence[str]) -> Corpus:
    return replace(corpus, sessions=sessions, rounds=tuple(kinds))


def _pairs(kinds: Sequence[Any], pairs: Any, by: str) -> list[tuple[str, str]]:
    kinds = sorted(kind for kind in kinds if isinstance(kind, str))
    if isinstance(pairs, str):
        if pairs != "all":
            raise PracticelearnError(
                f'compare_groups(pairs="{pairs}"): expected "all" or a list of (first, second).'
            )
        return list(combinations(kinds, 2))
    for pair in pairs:
        if isinstance(pair, str) or len(pair) != 2:
            raise PracticelearnError(
                f'compare_groups(pairs=...): expected a list of pairs, such as [("{kinds[0]}", '
                f'"{kinds[1]}")]; found {pair!r}.'
            )
        for kind in pair:
            if kind not in kinds:
                raise PracticelearnError(
                    f'compare_groups: "{by}" has no "{kind}"; there are {", ".join(kinds)}.'
                    f"{near_match(str(kind), kinds)}"
                )
    return [(str(first), str(second)) for first, second in pairs]


def _read_by(themes: Themes, by: str) -> dict[str, str]:
    """Each kind and who read its groups, where these are persons."""
    codings = themes.codings
    if codings is None or themes.origin not in PERSONAL:
        return {}
    session = sessions_of(codings.read["turn_id"])
    kind = session.map(themes.corpus.sessions[by].astype(object))
    names = codings.read["coder"].groupby(kind).agg(lambda own: ", ".join(sorted(set(own))))
    return {str(k): str(v) for k, v in names.items()}


def _told(row: dict[str, Any], read_by: dict[str, str], by: str) -> dict[str, Any]:
    """A row in the words of kinds of group."""
    first, second = str(row["year_before"]), str(row["year_after"])
    why = _in_words(str(row["why"]), first, second)
    if _FEW.match(why):
        why += _ways(int(row["n_before"]), int(row["n_after"]))
    left_out = (*OF_CODERS, *(["group types are pooled"] if by == "group_type" else []))
    said = [_in_words(c, first, second) for c in row["cautions"] if not c.startswith(left_out)]
    readers = {read_by.get(kind) for kind in (first, second)} - {None}
    if len(readers) > 1:
        said.insert(
            0,
            f"different people read the two kinds ({first}: {read_by[first]}; {second}: "
            f"{read_by[second]}): a difference may be theirs",
        )
    verdict = _in_words(str(row["verdict"]), first, second)
    return {**row, "why": why, "cautions": said, "verdict": verdict}


def _ways(n_first: int, n_second: int) -> str:
    """Why so few units bear no test, by counting."""
    if not (n_first and n_second):
        return ""
    ways = comb(n_first + n_second, n_first)
    least = min(1.0, (2 if n_first == n_second else 1) / ways)
    return (
        f"; {n_first} and {n_second} can be shared out in {ways} ways, so even the largest "
        f"difference comes about by luck with a chance of {least:.2f} or more"
    )


def _in_words(text: str, first: str, second: str) -> str:
    for of_rounds, of_kinds in _WORDS:
        text = text.replace(of_rounds, of_kinds.format(first=first, second=second))
    return text


def _named(table: pd.DataFrame, by: str, year: str) -> pd.DataFrame:
    names = {}
    for name in table.columns:
        plain = {"year_before": "first", "year_after": "second"}.get(name, name)
        names[name] = plain.replace("_before", "_first").replace("_after", "_second")
    out = table.rename(columns=names)
    out.insert(2, "by", by)
    out.insert(3, "year", year or None)
    return out
