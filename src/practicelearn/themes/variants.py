"""Another way of counting the same talk: without a group, without a coder, by earlier rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from practicelearn._of_session import sessions_of
from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.coding.merging import merge_codings
from practicelearn.themes.plan import Plan, PlannedHeadline
from practicelearn.themes.raised import coded_evidence, coded_scores
from practicelearn.themes.themes import Themes

__all__ = [
    "Variant",
    "headlines_only",
    "one_group_each",
    "planned_as",
    "recounted",
    "session_of",
    "without_coder",
    "without_group",
]


@dataclass(frozen=True)
class Variant:
    """One way of counting that was not the one planned.

    Parameters
    ----------
    alternative : str
        Its kind, as ``OTHERWISE`` lists them.
    what : str
        What is done otherwise, in words.
    themes : Themes or None
        The themes counted so; None where only the comparison is another.
    asked : mapping
        What ``compare_years`` is asked otherwise.
    rounds : frozenset of str
        Only pairs that hold one of these rounds are told; empty for all.
    same : str
        Why nothing changes; then nothing is computed.
    not_tried : str
        Why it cannot be tried.
    """

    alternative: str
    what: str
    themes: Themes | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    rounds: frozenset[str] = frozenset()
    same: str = ""
    not_tried: str = ""


def headlines_only(themes: Themes) -> Themes:
    """Return themes without those that are not tested: the tests are of the headlines alone."""
    kept = list(themes.declared)
    return replace(
        themes,
        table=themes.table.loc[kept],
        scores=themes.scores[themes.scores["theme_id"].isin(kept)].reset_index(drop=True),
        evidence=themes.evidence[themes.evidence["theme_id"].isin(kept)].reset_index(drop=True),
    )


def planned_as(
    themes: Themes,
    *,
    headline: Sequence[str] | None = None,
    codes_of: Mapping[str, Sequence[str]] | None = None,
) -> Themes:
    """Return themes as if these headlines, or these codes of them, had been planned.

    What is tested, and what a headline counts, is the plan's to say: where only the themes were
    changed, the comparison would be the planned one again.
    """
    if themes.plan is None:
        return themes
    codes = codes_of or {}

    def made(plan: Plan) -> Plan:
        heads = plan.headlines
        if headline is not None:
            known = {h.theme_id: h for h in heads}
            heads = tuple(known.get(t, PlannedHeadline(t)) for t in headline)
        heads = tuple(replace(h, codes=tuple(codes.get(h.theme_id, h.codes))) for h in heads)
        return replace(plan, headlines=heads, hash="")

    earlier = tuple(made(plan) for plan in themes.plan.earlier)
    return replace(themes, plan=replace(made(themes.plan), earlier=earlier))


def one_group_each(scores: pd.DataFrame, unit: str) -> bool:
    """Return whether every group has a unit, and no unit holds two groups of a round."""
    groups = scores.drop_duplicates(["year", "group"])
    if unit == "group":
        return True
    return bool(groups[unit].notna().all() and not groups.duplicated(["year", unit]).any())


def without_group(themes: Themes, year: str, group: str) -> Themes:
    """Return themes counted as if a group had not met in a round."""
    sessions = themes.corpus.sessions
    stays = ~((sessions["year"] == year) & (sessions["group"] == group))
    out = {
        name: table[~((table["year"] == year) & (table["group"] == group))].reset_index(drop=True)
        for name, table in (("scores", themes.scores), ("evidence", themes.evidence))
    }
    corpus = themes.corpus.where(session_id=list(sessions.index[stays]))
    return replace(themes, corpus=corpus, **out)


def recounted(
    themes: Themes, codings: Codings, codes_of: Mapping[str, Sequence[str]] | None = None
) -> Themes:
    """Return themes counted anew from another reading, or with other codes of a theme."""
    own = themes.table[themes.table["origin"] == "codes"]
    codes = {str(t): list(c) for t, c in own["codes"].items()}
    codes |= {t: list(c) for t, c in (codes_of or {}).items() if t in codes}
    evidence = coded_evidence(themes.corpus, codings, codes)
    scores = coded_scores(themes.corpus, codings, codes, evidence)
    rest = themes.scores[~themes.scores["theme_id"].isin(list(codes))]
    if len(rest):
        scores = pd.concat([scores, rest], ignore_index=True)
    table = themes.table.assign(
        codes=[codes.get(str(t), c) for t, c in themes.table["codes"].items()]
    )
    return replace(themes, table=table, codings=codings, evidence=evidence, scores=scores)


def without_coder(themes: Themes, persons: Codings, coder: str) -> Codings | None:
    """Return the reading that counts once a coder's is left out where another read the same.

    Parameters
    ----------
    themes : Themes
    persons : Codings
        Of everybody who counts, in these sessions, as many levels of codes as the themes have.
    coder : str

    Returns
    -------
    Codings or None
        Sessions that nobody else read stay as they are. What was settled is the coder's too, where
        they took part. None where no session counts the coder's reading and was read by another.
    """
    read = persons.read.assign(session=session_of)
    readers = read.drop_duplicates(["session", "coder"])["session"].value_counts()
    several = read[read["session"].isin(readers.index[readers > 1])]
    turns = several.groupby(["session", "coder"])["turn_id"].agg(set)
    whose = _whose(themes)
    left = set()
    for session, counts in whose.items():
        own = turns.get((session, coder))
        if own is None or counts not in (coder, SETTLED):
            continue
        others = turns.loc[session].drop([coder, SETTLED], errors="ignore")
        if any(own <= theirs for theirs in others):
            left.add(session)
    if not left:
        return None

    def stays(table: pd.DataFrame) -> pd.Series:
        return ~(session_of(table).isin(left) & table["coder"].isin([coder, SETTLED]))

    rest = replace(
        persons, spans=persons.spans[stays(persons.spans)], read=persons.read[stays(persons.read)],
        used=persons.used.iloc[:0],
    )  # fmt: skip
    return merge_codings(rest)


def _whose(themes: Themes) -> dict[str, str]:
    """Session to the coder whose reading of it counts."""
    used = themes.codings
    assert used is not None
    rows = pd.concat([used.spans[["turn_id", "coder"]], used.read[["turn_id", "coder"]]])
    rows = rows.assign(session=session_of).drop_duplicates("session", keep="last")
    return dict(zip(rows["session"].astype(str), rows["coder"].astype(str), strict=True))


def session_of(table: pd.DataFrame) -> pd.Series:
    """Return the session of each row's turn."""
    session: pd.Series = sessions_of(table["turn_id"])
    return session
