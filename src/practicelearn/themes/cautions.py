"""Why two rounds cannot be compared on a theme, and what must be said beside those that can."""

from __future__ import annotations

import pandas as pd

from practicelearn.coding.counted import PERSONAL
from practicelearn.coding.crosswalk import COMPARABLE, crosswalk
from practicelearn.themes.contrast import Contrast
from practicelearn.themes.drift import MIN_SESSIONS, NOT_CHECKED
from practicelearn.themes.guide import wordings
from practicelearn.themes.provenance import coded_differently, not_known, not_on_record
from practicelearn.themes.raised import SPEAKERS, round_of
from practicelearn.themes.stratified import effective_splits
from practicelearn.themes.themes import Themes

__all__ = [
    "NOT_CHECKED_CUES",
    "WORD_COUNTS",
    "asked_differently",
    "cautions",
    "frame_changed",
    "frame_versions",
    "refusal",
]

MIN_UNITS = 4
TALK_TIME = 2 / 3
NOT_ASKED_ALIKE = "not asked the same way"
WORD_COUNTS = "word counts, not coding"
NOT_CHECKED_CUES = "not checked against hand coding"


def refusal(themes: Themes, contrast: Contrast, theme: str, *, n_blind: int = 0) -> str:
    """Return why there is no test at all, or an empty string.

    ``n_blind``: sessions of the earlier round that were coded again blind.
    """
    unknown = not_on_record(themes, contrast.before, contrast.after, theme)
    if not unknown and n_blind < MIN_SESSIONS:
        unknown = coded_differently(themes, contrast.before, contrast.after, theme)
    if unknown:
        return unknown
    before, after = contrast.scores(theme)
    for scores, year in ((before, contrast.before), (after, contrast.after)):
        if scores.size < MIN_UNITS:
            return f"no test: {scores.size} units in {year}, at least {MIN_UNITS} are needed"
    own = themes.scores[themes.scores["theme_id"] == theme]
    own = own[own["score"].notna()]  # a group of which there are only notes is in no test
    measures = {
        y: set(own.loc[own["year"] == y, "measure"]) for y in (contrast.before, contrast.after)
    }
    if len(set().union(*measures.values())) > 1:
        return "no test: one round has an attendance list and the other has not"
    if contrast.weights == "attendees" and themes.table.loc[theme, "origin"] == "topic":
        return "no test: a topic's share of words cannot be weighted by people"
    unlike = frame_changed(themes, contrast.before, contrast.after, theme)
    return unlike or contrast.thin_stratum(theme) or _talk_time(contrast)


def _talk_time(contrast: Contrast) -> str:
    for column, name in (("minutes", "minutes of talk"), ("n_people", "group size")):
        sizes = [contrast.mean(column, y) for y in (contrast.before, contrast.after)]
        # a third exactly is a third: 40 minutes of 60
        if max(sizes) > 0 and min(sizes) <= TALK_TIME * max(sizes) + 1e-9:
            return (
                f"no verdict: {name} differ by a third or more "
                f"({sizes[0]:.0f} in {contrast.before}, {sizes[1]:.0f} in {contrast.after})"
            )
    return ""


def frame_changed(themes: Themes, before: str, after: str, theme: str) -> str:
    """Return why the theme's codes do not mean the same in both rounds, or an empty string."""
    codings = themes.codings
    if codings is None or not codings.frames or themes.table.loc[theme, "origin"] == "topic":
        return ""
    codes = set(themes.table.loc[theme, "codes"])
    for a, b in frame_versions(themes, before, after):
        relation = crosswalk(codings.frames[a], codings.frames[b])
        for code in relation.index.intersection(sorted(codes)):
            if relation.loc[code, "relation"] != COMPARABLE:
                said = f"{relation.loc[code, 'relation']}: {relation.loc[code, 'why']}"
                return f'frame changed: code "{code}" between versions {a} and {b} is {said}'
    return ""


def frame_versions(themes: Themes, before: str, after: str) -> list[tuple[str, str]]:
    """Return the pairs of frame versions under which two rounds were read, where they differ."""
    codings = themes.codings
    if codings is None:
        return []
    session = codings.read["turn_id"].str.rsplit(":", n=1).str[0]
    year = session.map(themes.corpus.sessions["year"])
    versions = codings.read["frame_version"]
    used = {
        y: sorted(set(versions[year == y].dropna()) & set(codings.frames)) for y in (before, after)
    }
    return [(a, b) for a in used[before] for b in used[after] if a != b]


def cautions(
    themes: Themes,
    contrast: Contrast,
    theme: str,
    guide: pd.DataFrame | None,
    drift: str | None,
    cues: pd.DataFrame | None = None,
) -> list[str]:
    """Return what must be said beside the figures.

    ``drift`` is what is known of coder drift, ``cues`` how far cues go with hand coding.
    """
    coded = themes.table.loc[theme, "origin"] != "topic"
    said = [drift or NOT_CHECKED] if themes.origin in PERSONAL and coded else []
    own = themes.scores[themes.scores["theme_id"] == theme]
    if own.loc[own["year"] == contrast.after, "measure"].eq(SPEAKERS).any():
        said.append("no attendance list: shares of those who spoke; the silent are not counted")
    if not coded:
        said.append("topics: share of participants' words in stretches on the topic, not of people")
    if coded and themes.origin == "keyword":
        codes = list(themes.table.loc[theme, "codes"])
        said.append(_of_cues(cues, codes, (contrast.before, contrast.after)))
    if guide is not None and coded:
        codes = list(themes.table.loc[theme, "codes"])
        asked = asked_differently(guide, themes, codes, contrast.before, contrast.after)
        said += [asked] if asked else []
    said += not_known(themes, contrast.before, contrast.after) if coded else []
    return [*said, *_of_design(contrast, theme), *_of_people(contrast)]


def _of_cues(cues: pd.DataFrame | None, codes: list[str], years: tuple[str, str]) -> str:
    """Return what is known of a theme's cues against hand coding, per round, or "not checked"."""
    said = []
    for code in codes:
        for year in years:
            row = None
            if cues is not None:
                own = cues[(cues["code"] == code) & (round_of(cues["year"]) == year)]
                row = own.iloc[0] if len(own) and own["n_turns"].iloc[0] else None
            of = f"{code} in {year}" if year else code
            said.append(f"{of} {_accuracy_of(row)}")
    unchecked = [words for words in said if words.endswith(NOT_CHECKED_CUES)]
    if len(unchecked) == len(said):
        return f"{WORD_COUNTS}: cues {NOT_CHECKED_CUES}"
    return f"{WORD_COUNTS}: cues against hand coding: " + "; ".join(said)


def _accuracy_of(row: pd.Series | None) -> str:
    if row is None:
        return NOT_CHECKED_CUES
    n_other = int(row["n_turns"] - row["n_coded"])
    parts = [
        f"{name} not known, no such turn"
        if pd.isna(row[name])
        else f"{name} {row[name]:.2f} (of {n:,} turns)"
        for name, n in (("sensitivity", int(row["n_coded"])), ("specificity", n_other))
    ]
    return ", ".join(parts)


def asked_differently(
    guide: pd.DataFrame, themes: Themes, codes: list[str], before: str, after: str
) -> str:
    """Return how the questions on a theme's codes differ between two rounds, or an empty string.

    Parameters
    ----------
    guide : DataFrame
        question_id, wording, codes and version: the guide's version from which a wording holds.
        The last one up to the version a session used is the one that was asked.
    """
    sessions = themes.corpus.sessions
    year = round_of(sessions["year"])
    used = {}
    for wanted in (before, after):
        used[wanted] = sorted(set(sessions.loc[year == wanted, "guide_version"].dropna()))
        if not used[wanted]:
            return f"{NOT_ASKED_ALIKE}, or not known: no guide version is named for {wanted}"
    if used[before] == used[after] and len(used[after]) == 1:
        return ""
    if guide.empty:
        return f"{NOT_ASKED_ALIKE}, or not known: there is no topic guide"
    asked = [
        {frozenset(wordings(guide, version, codes).items()) for version in used[wanted]}
        for wanted in (before, after)
    ]
    if asked[0] == asked[1] and len(asked[0]) == 1:
        return ""
    first, second = (set().union(*questions) for questions in asked)
    changed = sorted({question for question, _ in first ^ second})
    return f"{NOT_ASKED_ALIKE}: {', '.join(changed) or 'questions'} differed between the rounds"


def _of_design(contrast: Contrast, theme: str) -> list[str]:
    said = []
    if contrast.overlap and not contrast.paired:
        said.append(f"{contrast.overlap}; analysed as separate groups")
    strata = contrast.strata_of(theme)
    if strata is not None:
        said.append(f"compared within strata: {effective_splits(*strata):,} effective splits")
    before, after = contrast.scores(theme)
    if min(before.size, after.size) >= 2 and not contrast.paired:
        small, large = sorted((before, after), key=len)
        if large.size > 1.5 * small.size and small.std(ddof=1) > large.std(ddof=1):
            said.append("error rate up to .10: the round with fewer groups varies more")
    return said


def _of_people(contrast: Contrast) -> list[str]:
    said = []
    years = (contrast.before, contrast.after)
    if contrast.strata is None:
        kinds = {y: set(contrast.of_year("group_type", y).dropna()) for y in years}
        if len(set().union(*kinds.values())) > 1:
            listed = "; ".join(
                f"{y}: {', '.join(sorted(k)) or 'not named'}" for y, k in kinds.items()
            )
            said.append(f"group types are pooled ({listed})")
    leaders = [set(contrast.of_year("facilitator", y).dropna()) for y in years]
    one_round = leaders[0] ^ leaders[1]
    if all(leaders) and one_round:
        either = len(leaders[0] | leaders[1])
        said.append(
            f"{len(one_round)} of {either} facilitators are known to have led in one round only: "
            "what they bring cannot be told apart from the year"
        )
    return said
