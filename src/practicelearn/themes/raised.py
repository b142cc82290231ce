"""Who raised what: from codings and attendance to evidence and one score a group.

A person raised a theme in their own verbatim turn, coded and read. What a facilitator says is
introduced, not raised. What was not read is missing, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from practicelearn._tables import EVIDENCE, SCORES, conform, empty_table
from practicelearn.coding.codings import REFERRED_ON, Codings
from practicelearn.corpus import NOT_COUNTED, Corpus

__all__ = [
    "coded_evidence",
    "coded_scores",
    "group_units",
    "round_of",
    "speaking_turns",
]

ATTENDEES, SPEAKERS = "share of attendees", "share of speakers"

NOTES_ONLY = "notes only: they count for the group, and give no count of people"
UNNAMED = 0.1
"""Share of a group's words without a speaker above which nobody can tell who raised what."""


def round_of(year: pd.Series) -> pd.Series:
    """Return the rounds as plain text, "" where none is named, so that they can be grouped by."""
    return year.astype(object).where(year.notna(), "")


def speaking_turns(corpus: Corpus, *, everybody: bool = False) -> pd.DataFrame:
    """Return the turns of people who count, with their session's round and group.

    ``everybody``: with those of facilitators, note-takers and observers.

    Returns
    -------
    DataFrame
        Index ``turn_id``: the columns of turns, and year, group, n_words, who. ``who`` is the
        person where the attendance list names one, else the label within its session; missing
        when the turn has no label. Turns of facilitators, note-takers and observers are left out.
    """
    out = {"withdrawn"} if everybody else NOT_COUNTED
    turns = corpus.turns[~corpus.turns["role"].isin(out)]
    sessions = corpus.sessions.loc[turns["session_id"]]
    label = turns["session_id"].astype(object) + ":" + turns["speaker"].astype(object)
    return turns.assign(
        year=sessions["year"].to_numpy(),
        group=sessions["group"].to_numpy(),
        n_words=corpus.n_words.loc[turns.index],
        who=turns["person_id"].astype(object).where(turns["person_id"].notna(), label),
    )


def group_units(corpus: Corpus) -> pd.DataFrame:
    """Return one row a round and group: who counts, how long they talked.

    Returns
    -------
    DataFrame
        Index (year, group): group_type, team, facilitator, n_people, measure, minutes, n_words,
        share_unnamed (of the words, 0 to 1, those without a speaker), notes_only (no word of the
        group is verbatim).
        ``n_people`` are the participants of the attendance list; where a group has none, its
        labels (``measure`` says which).
    """
    keys = ["year", "group"]
    sessions = corpus.sessions.reset_index()
    sessions["year"] = sessions["year"].astype(object).where(sessions["year"].notna(), "")
    place = sessions.set_index("session_id")[keys]
    said = speaking_turns(corpus)
    said = said.assign(year=place.loc[said["session_id"], "year"].to_numpy())
    present = corpus.attendance.join(place, on="session_id")
    counted = present[~present["role"].isin(NOT_COUNTED)]
    leading = present[present["role"] == "facilitator"]
    units = sessions.groupby(keys, sort=True).agg(
        group_type=("group_type", "first"), team=("team", "first"), seconds=("duration_s", "sum")
    )
    listed = counted.groupby(keys)["person_id"].nunique()
    labels = said.groupby(keys)["who"].nunique()
    from_list = units.index.isin(listed.index)
    n_people = listed.reindex(units.index).fillna(labels.reindex(units.index)).fillna(0)
    n_words = said.groupby(keys)["n_words"].sum().reindex(units.index, fill_value=0)
    unnamed = said[said["who"].isna()].groupby(keys)["n_words"].sum()
    seconds = units.pop("seconds")
    # without a recording's length, words stand for time: about 150 are said in a minute
    return units.assign(
        facilitator=leading.groupby(keys)["person_id"].first().reindex(units.index),
        n_people=n_people.astype(int),
        measure=np.where(from_list, ATTENDEES, SPEAKERS),
        minutes=(seconds / 60).where(seconds > 0, n_words / 150),
        n_words=n_words,
        share_unnamed=unnamed.reindex(units.index, fill_value=0) / n_words.where(n_words > 0, 1),
        notes_only=_notes_only(said, units.index),
    )


def _notes_only(said: pd.DataFrame, units: pd.Index) -> pd.Series:
    verbatim = said["verbatim"].fillna(value=True).astype(bool)
    any_verbatim = verbatim.groupby([round_of(said["year"]), said["group"]]).any()
    return ~any_verbatim.reindex(units, fill_value=True).astype(bool)


def coded_evidence(
    corpus: Corpus,
    codings: Codings,
    codes_of: Mapping[str, Sequence[str]],
    *,
    everybody: bool = False,
) -> pd.DataFrame:
    """Return every coded passage of every theme by somebody who counts, one row a coding.

    Of a coding over several turns, the part with most words stands for it. What was marked to be
    referred on counts, and its words are nowhere: ``REFERRED_ON`` stands in their place.
    ``everybody``: facilitators, who introduce and do not raise, among them. Columns: see
    ``practicelearn._tables.EVIDENCE``; ``weight`` is set by the caller.
    """
    said = speaking_turns(corpus, everybody=everybody)
    pairs = [(code, theme) for theme, codes in codes_of.items() for code in codes]
    themes = pd.DataFrame(pairs, columns=["code", "theme_id"])
    spans = codings.spans.merge(themes, on="code")
    spans = spans[spans["turn_id"].isin(said.index)]
    if spans.empty:
        return empty_table(EVIDENCE)
    context = ["year", "group", "session_id", "speaker", "person_id", "role", "verbatim", "who"]
    rows = spans.join(said[context], on="turn_id")
    rows["quote"] = rows["quote"].mask(rows["refer_on"], REFERRED_ON)
    rows["length"] = rows["quote"].str.len()
    rows = rows.sort_values("length", ascending=False, kind="stable").drop_duplicates(
        ["theme_id", "coding_id"]
    )
    rows = rows.sort_values(["theme_id", "turn_id", "start"]).reset_index(drop=True)
    rows["verbatim"] = rows["verbatim"].fillna(value=True)
    return conform(rows[[c for c in EVIDENCE.names if c in rows]], EVIDENCE)


def coded_scores(
    corpus: Corpus,
    codings: Codings,
    codes_of: Mapping[str, Sequence[str]],
    evidence: pd.DataFrame,
) -> pd.DataFrame:
    """Return for each theme and group the share of people who raised it.

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.SCORES``; one row for every theme and every group. A
        group whose participants' turns were not all read under a frame that held the theme's codes
        has no score, and ``why`` says so; nor has one of which more than a tenth of the words have
        no speaker. It may still have raised the theme, as a group of which there are only notes.
    """
    units = group_units(corpus)
    keys = ["theme_id", "year", "group"]
    dated = evidence.assign(year=round_of(evidence["year"]))
    raised = dated[dated["verbatim"]].groupby(keys)["who"].nunique()
    held = dated.groupby(keys).size()
    notes, share_unnamed = units.pop("notes_only"), units.pop("share_unnamed")
    uncounted = notes | (share_unnamed > UNNAMED)
    unread = _unread(corpus, codings, codes_of)
    parts = []
    for theme in codes_of:
        n_raised = _of_theme(raised, theme).reindex(units.index).fillna(0)
        mentioned = (n_raised > 0) | uncounted & (_of_theme(held, theme).reindex(units.index) > 0)
        missing = unread[theme].reindex(units.index).fillna(0)
        why = _why(missing, units, notes, share_unnamed)
        known = why.isna()
        read = known | uncounted & (missing == 0)
        parts.append(
            units.assign(
                theme_id=theme,
                n_raised=n_raised.where(known).astype("Int64"),
                n_at_least=n_raised.where((missing > 0) & (n_raised > 0)).astype("Int64"),
                raised=mentioned.astype("boolean").where(read),
                score=(n_raised / units["n_people"].where(units["n_people"] > 0)).where(known),
                why=why,
            ).reset_index()
        )
    whole = pd.concat(parts, ignore_index=True)
    whole["year"] = whole["year"].where(whole["year"] != "", None)
    return conform(whole, SCORES)


def _of_theme(counts: pd.Series, theme: str) -> pd.Series:
    there = theme in counts.index.get_level_values(0)
    return counts[theme] if there else pd.Series(dtype=int)


def _unread(
    corpus: Corpus, codings: Codings, codes_of: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Participants' turns a group has that say nothing about a theme: (groups, themes)."""
    said = speaking_turns(corpus)
    keys = [said["year"].astype(object).where(said["year"].notna(), ""), said["group"]]
    version = codings.read["frame_version"]
    columns = {}
    for theme, codes in codes_of.items():
        lacking = [v for v, held in codings.held.items() if not set(codes) <= held]
        silent = ~said.index.isin(codings.read.loc[~version.isin(lacking), "turn_id"])
        columns[theme] = pd.Series(silent, index=said.index).groupby(keys).sum()
    return pd.DataFrame(columns).rename_axis(["year", "group"])


def _why(
    missing: pd.Series, units: pd.DataFrame, notes: pd.Series, share_unnamed: pd.Series
) -> pd.Series:
    text = pd.Series([None] * len(units), index=units.index, dtype=object)
    text[units["n_people"] == 0] = "nobody is on the attendance list and no turn has a label"
    for unit in share_unnamed.index[share_unnamed > UNNAMED]:
        text[unit] = (
            f"{share_unnamed[unit]:.0%} of the words have no speaker: nobody can tell how many "
            "people raised it"
        )
    text[notes] = NOTES_ONLY
    gap = missing > 0
    text[gap] = [f"{int(n)} turns were not read with this code" for n in missing[gap]]
    return text
