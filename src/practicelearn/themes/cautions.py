"""Why two rounds cannot be compared on a theme, and what must be said beside those that can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from practicelearn._of_session import sessions_of
from practicelearn._once import once_for_each
from practicelearn.coding.counted import PERSONAL
from practicelearn.coding.crosswalk import COMPARABLE, crosswalk
from practicelearn.errors import counted
from practicelearn.themes.answers import answered_alone
from practicelearn.themes.balances import theme_of
from practicelearn.themes.contrast import Contrast
from practicelearn.themes.drift import MIN_SESSIONS
from practicelearn.themes.guide import wordings
from practicelearn.themes.provenance import coded_differently, not_known, not_on_record
from practicelearn.themes.raised import SPEAKERS, round_of
from practicelearn.themes.shared_leaders import shared_leaders
from practicelearn.themes.stratified import effective_splits
from practicelearn.themes.themes import Themes
from practicelearn.themes.whose_reading import who_read

__all__ = [
    "NOT_ASKED_ALIKE",
    "NOT_CHECKED_CUES",
    "WORD_COUNTS",
    "asked_differently",
    "cautions",
    "cautions_of_pair",
    "differ_by_a_third",
    "frame_changed",
    "frame_versions",
    "refusal",
    "time_of",
]

MIN_UNITS = 4
TALK_TIME = 2 / 3
MINUTES = "minutes of talk"
MOST_NAMES = 5
NOT_ASKED_ALIKE = "not asked the same way"
_INNER = str.maketrans({"“": "‘", "”": "’", "{": "(", "}": ")"})
WORD_COUNTS = "word counts, not coding"
WRITTEN_ANSWERS = (
    "written answers have no minutes of talk: shares are of the people who answered, and of those "
    "who did not nothing is known"
)
NOT_CHECKED_CUES = "not checked against hand coding"


def refusal(themes: Themes, contrast: Contrast, theme: str, *, n_blind: int = 0) -> str:
    """Return why there is no test at all, or an empty string; ``theme`` may be a balance's id.

    ``n_blind``: sessions of the earlier round that were coded again blind.
    """
    unknown = not_on_record(themes, contrast.before, contrast.after, theme_of(theme))
    if not unknown and n_blind < MIN_SESSIONS:
        unknown = coded_differently(themes, contrast.before, contrast.after, theme_of(theme))
    if unknown:
        return unknown
    before, after = contrast.scores(theme)
    for scores, year in ((before, contrast.before), (after, contrast.after)):
        if scores.size < MIN_UNITS:
            # none that can be counted is not none that was there
            n = (
                f"{counted(scores.size, contrast.unit)} in {year}"
                if scores.size
                else (f"no {contrast.unit} of {year} has a share that could be counted")
            )
            return f"no test: {n}, at least {MIN_UNITS} are needed"
    of = _measures(themes)
    measures = {y: of.get((theme, y), set()) for y in (contrast.before, contrast.after)}
    if len(set().union(*measures.values())) > 1:
        mixed = [year for year, kinds in measures.items() if len(kinds) > 1]
        if mixed:
            where = " and of ".join(mixed)
            return f"no test: some groups of {where} have no attendance list, and others have one"
        return "no test: one round has an attendance list and the other has not"
    if contrast.weights == "attendees" and themes.table.loc[theme_of(theme), "origin"] == "topic":
        return "no test: a topic's share of words cannot be weighted by people"
    unlike = frame_changed(themes, contrast.before, contrast.after, theme_of(theme))
    return unlike or contrast.thin_stratum(theme) or _talk_time(themes, contrast)


@once_for_each
def _measures(themes: Themes) -> dict[tuple[str, str], set[str]]:
    """What the scores of each theme are shares of, round by round."""
    # a group of which there are only notes is in no test
    own = themes.scores[themes.scores["score"].notna()]
    found: dict[tuple[str, str], set[str]] = {}
    for theme, year, measure in zip(own["theme_id"], own["year"], own["measure"], strict=True):
        found.setdefault((theme, year), set()).add(measure)
    return found


def _talk_time(themes: Themes, contrast: Contrast) -> str:
    years = (contrast.before, contrast.after)
    if _written(themes, contrast):  # nobody waits for another to finish
        return ""
    for column, name in (time_of([contrast]), ("n_people", "group size")):
        sizes = [contrast.mean(column, y) for y in years]
        found = differ_by_a_third(dict(zip(years, sizes, strict=True)), name)
        if found:
            return found
    return ""


def time_of(contrasts: Sequence[Contrast]) -> tuple[str, str]:
    """Return what says how much was said, as (column, words).

    Recorded minutes where they are known of every unit; else, of all rounds, participants' words.
    """
    if any(contrast.n_untimed for contrast in contrasts):
        return "n_words", "words of participants"
    return "minutes", MINUTES


def differ_by_a_third(sizes: Mapping[str, float], name: str) -> str:
    """Return that rounds differ by a third or more in something, or an empty string.

    Examples
    --------
    >>> differ_by_a_third({"2024": 1.4, "2025": 0.9}, "minutes of talk")
    'no verdict: minutes of talk differ by a third or more (1.4 in 2024, 0.9 in 2025)'
    """
    least, most = min(sizes, key=sizes.__getitem__), max(sizes, key=sizes.__getitem__)
    # a third exactly is a third: 40 minutes of 60
    if not (sizes[most] > 0 and sizes[least] <= TALK_TIME * sizes[most] + 1e-9):
        return ""
    digits = next(d for d in range(12) if f"{sizes[least]:.{d}f}" != f"{sizes[most]:.{d}f}")
    figures = ", ".join(f"{sizes[y]:,.{digits}f} in {y}" for y in sizes if y in (least, most))
    return f"no verdict: {name} differ by a third or more ({figures})"


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


@once_for_each  # every theme of a pair of rounds asks for it
def frame_versions(themes: Themes, before: str, after: str) -> list[tuple[str, str]]:
    """Return the pairs of frame versions under which two rounds were read, where they differ."""
    if themes.codings is None:
        return []
    read = _versions_read(themes)
    used = {
        y: sorted(set(read.loc[read["year"] == y, "version"]) & set(themes.codings.frames))
        for y in (before, after)
    }
    return [(a, b) for a in used[before] for b in used[after] if a != b]


@once_for_each  # every theme of a pair of rounds asks for it
def _versions_read(themes: Themes) -> pd.DataFrame:
    """Under which versions of the frame each round was read, each once: year, version."""
    assert themes.codings is not None
    read = themes.codings.read
    session = sessions_of(read["turn_id"])
    year = session.map(themes.corpus.sessions["year"])
    rows = pd.DataFrame({"year": year, "version": read["frame_version"]})
    return rows.dropna().drop_duplicates()


def cautions(
    themes: Themes,
    contrast: Contrast,
    theme: str,
    guide: pd.DataFrame | None,
    drift: str | None,
    cues: pd.DataFrame | None = None,
    of_pair: tuple[str, ...] | None = None,
) -> list[str]:
    """Return what must be said beside the figures.

    ``drift`` is what is known of coder drift, ``cues`` how far cues go with hand coding;
    ``of_pair`` what :func:`cautions_of_pair` returns, for a caller who asks of many themes.
    """
    coded = themes.table.loc[theme, "origin"] != "topic"
    said = []
    if themes.origin in PERSONAL and coded:
        said.append(drift or who_read(themes, contrast.before, contrast.after))
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
        said += [asked.format(themes.table.loc[theme, "name"])] if asked else []
    said += not_known(themes, contrast.before, contrast.after) if coded else []
    pair = cautions_of_pair(themes, contrast) if of_pair is None else of_pair
    return [*said, *_of_design(contrast, theme), *pair]


def cautions_of_pair(themes: Themes, contrast: Contrast) -> tuple[str, ...]:
    """Return what must be said beside every theme of a pair of rounds: who is left out, who led."""
    return (
        *_of_units(themes, contrast),
        *shared_leaders(contrast),
        *_of_people(themes, contrast),
    )


def _of_units(themes: Themes, contrast: Contrast) -> list[str]:
    """Who is in no score: groups without a unit, teams that pairing leaves out; untimed groups."""
    said = []
    if contrast.unit not in ("group", "person"):
        scores = themes.scores[themes.scores["year"].isin((contrast.before, contrast.after))]
        alone = scores[scores[contrast.unit].isna()].drop_duplicates(["year", "group"])
        if len(alone):
            named = [f"{g} in {y}" for y, g in zip(alone["year"], alone["group"], strict=True)]
            said.append(
                f"{counted(len(alone), 'group')} without a {contrast.unit} "
                f"{'is' if len(alone) == 1 else 'are'} left out: {_listed(named)}"
            )
    if contrast.alone:
        n = len(contrast.alone)
        said.append(
            f"{counted(n, 'team')} met in one round only and {'is' if n == 1 else 'are'} left "
            f"out: {_listed(contrast.alone)}"
        )
    if _written(themes, contrast):
        said.append(WRITTEN_ANSWERS)
    elif contrast.n_untimed:
        of = len(contrast.context)
        which = "any" if contrast.n_untimed == of else f"{contrast.n_untimed} of {of}"
        said.append(
            f"recorded minutes are not known for {which} {contrast.unit}s: participants' words are "
            "compared instead"
        )
    return said


def _written(themes: Themes, contrast: Contrast) -> bool:
    """Whether all that is compared are written answers."""
    if contrast.unit == "person":
        return True
    return answered_alone(themes, (contrast.before, contrast.after))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


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

    With the wordings of both rounds, and a place ``{}`` for the theme's name.

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
    parts = [
        _asked(
            sorted({w for q, w in first if q == question}),
            sorted({w for q, w in second if q == question}), before, after,
        )
        for question in changed
    ]  # fmt: skip
    how = "; ".join(parts) or f"groups of {before} and of {after} were not all asked the same"
    return f"{NOT_ASKED_ALIKE} ({{}}): {how}"


def _asked(first: Sequence[str], second: Sequence[str], before: str, after: str) -> str:
    """One question as it was put in both rounds, or in one of them only."""
    put = {
        year: " or ".join(f"“{w.translate(_INNER)}”" for w in words)
        for year, words in ((before, first), (after, second))
        if words
    }
    if len(put) == 1:
        year, words = next(iter(put.items()))
        return f"{words} was asked in {year} only"
    return f"{put[before]} in {before}, {put[after]} in {after}"


def _of_design(contrast: Contrast, theme: str) -> list[str]:
    said = []
    if contrast.overlap and not contrast.paired:
        said.append(f"{contrast.overlap}; analysed as separate groups")
    strata = contrast.strata_of(theme)
    if strata is not None:
        said.append(
            f"groups are compared with groups of the same kind only; the test rests on "
            f"{effective_splits(*strata):,} ways of exchanging them"
        )
    before, after = contrast.scores(theme)
    if min(before.size, after.size) >= 2 and not contrast.paired:
        small, large = sorted((before, after), key=len)
        if large.size > 1.5 * small.size and small.std(ddof=1) > large.std(ddof=1):
            said.append(
                "chance alone may look like a change in 1 of 10 such studies: the round with "
                "fewer groups varies more"
            )
    return said


def _of_people(themes: Themes, contrast: Contrast) -> list[str]:
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
    if all(leaders) and not _linked(themes, years):
        said.append(
            "people are not followed from one round to the next, so it is not known whether the "
            "same facilitators led: a difference between the rounds may be theirs"
        )
    elif all(leaders) and one_round:
        either = len(leaders[0] | leaders[1])
        said.append(
            f"{len(one_round)} of {either} facilitators are known to have led in one round only: "
            "a difference between the rounds may be theirs"
        )
    return said


def _linked(themes: Themes, years: tuple[str, str]) -> bool:
    """Whether anybody is known in both rounds: where pseudonyms were given by round, nobody is."""
    present = themes.corpus.attendance
    year = present["session_id"].map(themes.corpus.sessions["year"])
    first, second = (set(present.loc[year == y, "person_id"].dropna()) for y in years)
    return bool(first & second)
