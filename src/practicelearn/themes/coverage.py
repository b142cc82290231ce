"""Who was invited, who came, who stayed away and why, who spoke; and groups planned and held.

The one account in which people who did not come are counted. It adds up, or says where not: invited
= came + stayed away with a reason + nobody knows why.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import counted
from practicelearn.themes.invited import invited_of
from practicelearn.themes.plan import Plan
from practicelearn.themes.raised import (
    UNNAMED,
    group_units,
    people_present,
    round_of,
    speaking_turns,
)
from practicelearn.themes.themes import Themes

__all__ = [
    "ATTRIBUTES",
    "NOT_RECORDED",
    "came_jointly",
    "coverage",
    "coverage_of",
    "missing_groups",
]

ATTRIBUTES = ("team", "job_role", "length_of_service")
"""What an invitation can tell apart."""

NOT_RECORDED = "not recorded"
_COUNTS = ("n_invited", "n_came", "n_away", "n_not_known", "n_spoke", "n_groups_planned",
           "n_groups_held")  # fmt: skip
_COLUMNS = ("year", "by", "value", "n_invited", "n_came", "share_came", "n_away", "reasons",
            "n_not_known", "n_spoke", "n_groups_planned", "n_groups_held", "invited_by",
            "why")  # fmt: skip


def coverage(themes: Themes) -> pd.DataFrame:
    """Return who was invited, came, stayed away and spoke in each round, by what is known of them.

    Parameters
    ----------
    themes : Themes
        Its plan says who was invited, and the plans of the rounds before it likewise.

    Returns
    -------
    DataFrame
        One row a round and a value: year, by (all, team, job_role, length_of_service, group_type),
        value ("" for all; "not recorded" where the sheets are empty), n_invited (missing where
        nobody knows), n_came (people, each once; facilitators, note-takers and observers are none
        of them), share_came (0 to 1), n_away (invited, did not come, and the reason is known),
        reasons (each with its number, as written), n_not_known (invited, neither came nor has a
        reason; missing where the account does not add up), n_spoke (of those who came; missing
        where over a tenth of a group's words lack a speaker, or there are notes only),
        n_groups_planned, n_groups_held, invited_by (plan, lists or ""), why (what does not add up,
        in words).

    Notes
    -----
    invited = came + stayed away with a reason + not known. Without a plan, "invited" are those whom
    the attendance sheet lists as having come or not; without either, nobody knows. Whoever stayed
    away from one group and came to another came. For the team: small numbers of people and reasons
    in people's own words are in it.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> table = prac.find_themes(codings, study.corpus()).coverage()
    >>> table.loc[table["by"] == "all", ["year", "n_came", "n_groups_held"]].values.tolist()
    [['2023-24', 50, 8], ['2024-25', 50, 8], ['2025-26', 50, 8]]
    """
    check_arguments(coverage, locals())
    return coverage_of(themes.corpus, themes.plan)


def coverage_of(corpus: Corpus, plan: Plan | None = None) -> pd.DataFrame:
    """Return the same for a corpus, with the plan of its newest round and those before it.

    Parameters
    ----------
    corpus : Corpus
    plan : Plan, optional
    """
    rows = [
        row
        for year in _rounds(corpus)
        for row in _Round.of(corpus, plan.of(year) if plan else None, year).rows()
    ]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    return table.astype({**dict.fromkeys(_COUNTS, "Int64"), "share_came": "float64"})


def came_jointly(corpus: Corpus, plan: Plan | None) -> pd.DataFrame:
    """Return who came of whom, by all that a plan tells apart at once.

    Returns
    -------
    DataFrame
        The attributes by which the plan tells people apart, n_invited, n_came. Empty unless every
        invitation names the same attributes, two at least, and whoever came is among them.
    """
    if plan is None or not plan.invited:
        return pd.DataFrame()
    by = [name for name in ATTRIBUTES if any(getattr(i, name) for i in plan.invited)]
    if len(by) < 2 or not all(getattr(i, name) for i in plan.invited for name in by):
        return pd.DataFrame()
    rows = [{**{name: getattr(i, name) for name in by}, "n_invited": i.n} for i in plan.invited]
    invited = pd.DataFrame(rows).groupby(by, sort=False)["n_invited"].sum()
    came = _Round.of(corpus, plan, plan.round).came.drop_duplicates("person_id")
    n_came = came.groupby(by, dropna=False).size()
    if not n_came.index.isin(invited.index).all():
        return pd.DataFrame()
    whole = n_came.reindex(invited.index, fill_value=0)
    return pd.DataFrame({"n_invited": invited, "n_came": whole}).reset_index()


def missing_groups(themes: Themes) -> pd.DataFrame:
    """Return what headline shares could be, had every group that was planned been held.

    Parameters
    ----------
    themes : Themes
        With declared headlines, and its plan or the sheets' word on groups that were not held.

    Returns
    -------
    DataFrame
        One row a headline theme from codes and a round with groups missing: theme_id, name, year,
        n_groups (that give a share), n_missing (planned and not held), share (mean over groups, 0
        to 1), low, high. Empty where none is missing.

    Notes
    -----
    With G groups of shares y and M missing ones: from (Σy)/(G + M), had nobody in them raised it,
    to (Σy + M)/(G + M), had everybody. They are limits of what is possible, no interval: nothing is
    assumed of why a group was not held.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, study.corpus()).declare(["supervision"])
    >>> themes.missing_groups().columns.tolist()[:4]
    ['theme_id', 'name', 'year', 'n_groups']
    """
    check_arguments(missing_groups, locals())
    table = coverage(themes)
    whole = table[table["by"] == "all"].set_index("year")
    missed = (whole["n_groups_planned"] - whole["n_groups_held"]).dropna()
    scores = themes.scores.assign(year=round_of(themes.scores["year"])).dropna(subset="score")
    rows = []
    for theme in themes.declared:
        if themes.table.loc[theme, "origin"] != "codes":
            continue
        for year, m in missed[missed > 0].items():
            own = scores.loc[(scores["theme_id"] == theme) & (scores["year"] == year), "score"]
            low, high = bounds_of(own, int(m))
            share = float(own.mean()) if len(own) else math.nan
            rows.append(
                (theme, themes.table.loc[theme, "name"], year, len(own), int(m), share, low, high)
            )
    columns = ["theme_id", "name", "year", "n_groups", "n_missing", "share", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def bounds_of(shares: Iterable[float], missing: int) -> tuple[float, float]:
    """Return the least and the largest mean share, whatever the missing groups would have said.

    Examples
    --------
    >>> bounds_of([0.5, 0.25, 0.75], 1)
    (0.375, 0.625)
    """
    known = list(shares)
    of = len(known) + missing
    return (sum(known) / of, (sum(known) + missing) / of) if of else (math.nan, math.nan)


@dataclass(frozen=True)
class _Round:
    """One round: whoever came or stayed away, each once, and its groups."""

    year: str
    plan: Plan | None
    came: pd.DataFrame
    away: pd.DataFrame
    spoke: frozenset[str] | None
    held: pd.DataFrame
    not_held: pd.DataFrame

    @classmethod
    def of(cls, corpus: Corpus, plan: Plan | None, year: str) -> _Round:
        present = people_present(corpus)
        came = _known(corpus, present[present["year"] == year].rename(columns={"who": "person_id"}))
        invited = corpus.away[round_of(corpus.away["year"]) == year]
        invited = invited.sort_values("reason", kind="stable", na_position="last")
        leading = ~invited["role"].isin(NOT_COUNTED)
        away = _known(corpus, invited[leading & ~invited["person_id"].isin(came["person_id"])])
        sessions = corpus.sessions
        held = sessions[round_of(sessions["year"]) == year].drop_duplicates("group")
        planned = corpus.not_held[round_of(corpus.not_held["year"]) == year]
        return cls(
            year, plan, came, away, _who_spoke(corpus, year), held,
            planned[~planned["group"].isin(held["group"])].drop_duplicates("group"),
        )  # fmt: skip

    def rows(self) -> Iterator[dict[str, Any]]:
        invited, doubts = invited_of(self.plan)
        everybody = self._row("all", "", self.came, self.away, invited.get(("all", "")))
        groups = self._groups()
        planned = groups["n_groups_planned"]
        if planned is not pd.NA and groups["n_groups_held"] > planned:
            held = counted(groups["n_groups_held"], "group")
            doubts.append(f"{held} were held and {planned} planned")
        why = "; ".join([*doubts, everybody["why"]] if everybody["why"] else doubts)
        yield {**everybody, **groups, "why": why}
        for by in ATTRIBUTES:
            yield from self._by(by, {v: n for (b, v), n in invited.items() if b == by})
        kinds = [*self.held["group_type"].dropna(), *self.not_held["group_type"].dropna()]
        for kind in dict.fromkeys(kinds):
            own = self.came[self.came["group_type"] == kind]
            row = self._row("group_type", kind, own, self.away.iloc[:0], None, listed=False)
            yield {**row, **self._groups("group_type", kind)}

    def _by(self, by: str, invited: Mapping[str, int]) -> Iterator[dict[str, Any]]:
        """A row for each team, role or length of service, in the plan's order, then by name."""
        found = {*self.came[by].dropna(), *self.away[by].dropna()}
        values = [*invited, *sorted(found - set(invited))]
        if not values:
            return
        if self.came[by].isna().any() or self.away[by].isna().any():
            values.append(NOT_RECORDED)
        for value in values:
            own, missed = (
                t[t[by].isna() if value == NOT_RECORDED else t[by] == value]
                for t in (self.came, self.away)
            )
            row = self._row(by, value, own, missed, invited.get(value), listed=not invited)
            if invited and value not in invited and value != NOT_RECORDED:
                row["why"] = "the plan invites nobody of these"
            yield {**row, **(self._groups("team", value) if by == "team" else {})}

    def _row(
        self, by: str, value: str, came: pd.DataFrame, away: pd.DataFrame, invited: int | None,
        *, listed: bool = True,
    ) -> dict[str, Any]:  # fmt: skip
        n_came = came["person_id"].nunique()
        told = away.drop_duplicates("person_id")
        reasons = told["reason"].dropna().str.strip().str.casefold()
        by_plan = invited is not None
        if invited is None and listed and len(self.away):
            invited = n_came + len(told)
        rest = None if invited is None else invited - n_came - len(reasons)
        why = ""
        if rest is not None and rest < 0:
            stayed = f" and {len(reasons)} more stayed away" if len(reasons) else ""
            why = f"{n_came} came{stayed}, of {invited} who were invited"
        return {
            "year": self.year, "by": by, "value": value,
            "n_invited": pd.NA if invited is None else invited, "n_came": n_came,
            "share_came": n_came / invited if invited and n_came <= invited else math.nan,
            "n_away": len(reasons), "reasons": _told(reasons),
            "n_not_known": pd.NA if rest is None or rest < 0 else rest,
            "n_spoke": pd.NA if self.spoke is None else len(self.spoke & set(came["person_id"])),
            "n_groups_planned": pd.NA, "n_groups_held": pd.NA,
            "invited_by": "" if invited is None else "plan" if by_plan else "lists",
            "why": why,
        }  # fmt: skip

    def _groups(self, by: str = "", value: str = "") -> dict[str, Any]:
        held, missed = (len(t if not by else t[t[by] == value]) for t in (self.held, self.not_held))
        planned: Any = held + missed if len(self.not_held) else pd.NA
        if not by and self.plan is not None and self.plan.groups is not None:
            planned = self.plan.groups
        return {"n_groups_planned": planned, "n_groups_held": held}


def _rounds(corpus: Corpus) -> list[str]:
    labels = {*round_of(corpus.sessions["year"]), *round_of(corpus.not_held["year"])}
    known = [year for year in corpus.year_labels if year in labels]
    return [*([""] if "" in set(round_of(corpus.sessions["year"])) else []), *known]


def _known(corpus: Corpus, people: pd.DataFrame) -> pd.DataFrame:
    """These people with team, role, length of service and kind of group, as far as anybody says."""
    kind = corpus.sessions.drop_duplicates("group").set_index("group")["group_type"]
    out = people[["person_id"]].copy()
    out["reason"] = people.get("reason")
    out["group_type"] = people["group"].map(kind) if "group" in people else None
    there = corpus.attendance.drop_duplicates("person_id").set_index("person_id")
    for name in ATTRIBUTES:
        own = people[name] if name in people else pd.Series(None, people.index, dtype=object)
        for table in (there, corpus.people):
            if name in table:
                own = own.astype(object).where(own.notna(), people["person_id"].map(table[name]))
        out[name] = own
    return out


def _who_spoke(corpus: Corpus, year: str) -> frozenset[str] | None:
    """Everybody with a turn of their own; None where it is not known of some group."""
    units = group_units(corpus).reset_index()
    units = units[units["year"] == year]
    if (units["share_unnamed"] > UNNAMED).any() or units["notes_only"].any():
        return None
    said = speaking_turns(corpus)
    return frozenset(said.loc[round_of(said["year"]) == year, "who"].dropna())


def _told(reasons: pd.Series) -> str:
    numbers = reasons.value_counts(sort=False).sort_index()
    ordered = numbers.sort_values(ascending=False, kind="stable")
    return "; ".join(f"{reason} {n}" for reason, n in ordered.items())
