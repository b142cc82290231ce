"""Who raised what: from codings and attendance to evidence and one score a group.

A person raised a theme in their own verbatim turn, coded and read. What a facilitator says is
introduced, not raised. What was not read is missing, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from practicelearn._once import once_for_each
from practicelearn._tables import EVIDENCE, SCORES, conform, empty_table
from practicelearn.coding.codings import REFERRED_ON, Codings
from practicelearn.coding.queries.cases import People, counted_turns
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import counted

__all__ = [
    "coded_evidence",
    "coded_scores",
    "group_units",
    "people_present",
    "round_of",
    "speaking_turns",
    "stage_directions",
    "unread_turns",
]

ATTENDEES, SPEAKERS = "share of attendees", "share of speakers"

NOTES_ONLY = "notes only: they count for the group, and give no count of people"
UNNAMED = 0.1
"""Share of a group's words without a speaker above which nobody can tell who raised what."""

NOT_READ, OF_NOTES, NO_SPEAKER, NOT_LISTED, NOBODY = (
    "not read with this code",
    "notes only",
    "no speaker for over a tenth of the words",
    "somebody who spoke is not on the attendance list",
    "nobody listed, and no speaker named",
)
"""Why a group has no share of people, in the words of ``SCORES.left_out``."""

_ASKED_FOR = ["session_id", "speaker", "person_id", "role", "text", "verbatim"]

WRITTEN = frozenset({"notes", "flip chart", "chat", "written"})
"""Kinds of source that hold no speech: nobody is missed there as a speaker."""
_STAGE_DIRECTION = re.compile(r"\s*(?:\(.*\)|\[.*\]|\*.*\*|<.*>)\s*", re.DOTALL)


def round_of(year: pd.Series) -> pd.Series:
    """Return the rounds as plain text, "" where none is named, so that they can be grouped by."""
    return year.astype(object).where(year.notna(), "")


@once_for_each
def speaking_turns(corpus: Corpus, *, everybody: bool = False) -> pd.DataFrame:
    """Return the turns of people who count, with their session's round and group.

    ``everybody``: with those of facilitators, note-takers and observers.

    Returns
    -------
    DataFrame
        Index ``turn_id``: of the turns session_id, speaker, person_id, role, text and verbatim;
        year, group, who, n_words. ``who`` is the person where the attendance list names one, else
        the label within its session; missing when the turn has no label. Turns of facilitators,
        note-takers and observers are left out.

    Notes
    -----
    It is kept as long as the corpus, so it holds no more columns than are asked for.
    """
    people: People = "everyone" if everybody else "participants"
    turns = counted_turns(corpus, people, columns=_ASKED_FOR)
    if everybody:
        turns = turns[~turns["role"].isin({"withdrawn"})]
    return turns.assign(
        year=corpus.sessions["year"].loc[turns["session_id"]].to_numpy(),
        n_words=corpus.n_words.loc[turns.index],
    )


def stage_directions(turns: pd.DataFrame) -> pd.Series:
    """Return which turns are no speech but what happened meanwhile: all of it in brackets."""
    told: pd.Series = turns["text"].str.fullmatch(_STAGE_DIRECTION)
    return told


@once_for_each
def group_units(corpus: Corpus) -> pd.DataFrame:
    """Return one row a round and group: who counts, how long they talked.

    Returns
    -------
    DataFrame
        Index (year, group): group_type, team, facilitator, n_people, measure, minutes, n_words,
        share_unnamed (of the words, 0 to 1, those without a speaker), notes_only (no word of the
        group is verbatim).
        ``n_people`` are the participants of the attendance list; where a group has none, its
        labels (``measure`` says which). ``minutes`` are recorded ones, missing unless every session
        of the group has a length: words say another thing, and are never mixed with them.
    """
    keys = ["year", "group"]
    sessions = corpus.sessions.reset_index()
    sessions["year"] = sessions["year"].astype(object).where(sessions["year"].notna(), "")
    place = sessions.set_index("session_id")[keys]
    said = speaking_turns(corpus)
    said = said.assign(year=place.loc[said["session_id"], "year"].to_numpy())
    there = corpus.attendance.drop(columns=keys, errors="ignore").join(place, on="session_id")
    leading = there[there["role"] == "facilitator"]
    held = sessions.groupby(keys, sort=True)
    units = held.agg(group_type=("group_type", "first"), team=("team", "first"))
    known = sessions["duration_s"].to_numpy(dtype=float, na_value=np.nan)
    known = np.where(known > 0, known, np.nan)  # missing as soon as one of a group is
    seconds = {group: float(known[own].sum()) for group, own in held.indices.items()}
    units = corpus.by_round(units)
    present = people_present(corpus)
    n_people = present.groupby(keys)["who"].nunique().reindex(units.index, fill_value=0)
    from_list = units.index.isin(present[present["listed"]].set_index(keys).index)
    n_words = said.groupby(keys)["n_words"].sum().reindex(units.index, fill_value=0)
    return units.assign(
        facilitator=leading.groupby(keys)["person_id"].first().reindex(units.index),
        n_people=n_people.astype(int),
        measure=np.where(from_list, ATTENDEES, SPEAKERS),
        minutes=[seconds[group] / 60 for group in units.index],
        n_words=n_words,
        share_unnamed=_share_unnamed(corpus, said).reindex(units.index, fill_value=0.0),
        notes_only=_notes_only(said, units.index),
        n_unlisted=_unlisted(said, present).reindex(units.index, fill_value=0),
    )


@once_for_each
def people_present(corpus: Corpus) -> pd.DataFrame:
    """Return who counts in each group, everybody once.

    Returns
    -------
    DataFrame
        year ("" where none is named), group, who, listed (bool): the participants of the
        attendance list; of a group that has none, those who spoke (``listed`` False).
    """
    keys = ["year", "group"]
    place = corpus.sessions[["year", "group"]].assign(year=round_of(corpus.sessions["year"]))
    there = corpus.attendance.drop(columns=keys, errors="ignore").join(place, on="session_id")
    listed = there[~there["role"].isin(NOT_COUNTED)].rename(columns={"person_id": "who"})
    listed = listed[[*keys, "who"]].dropna(subset="who").assign(listed=True)
    said = speaking_turns(corpus)
    heard = said[said["who"].notna()]
    heard = heard.assign(year=round_of(heard["year"]), listed=False)[[*keys, "who", "listed"]]
    with_list = pd.MultiIndex.from_frame(listed[keys])
    heard = heard[~pd.MultiIndex.from_frame(heard[keys]).isin(with_list)]
    both = [part for part in (listed, heard) if len(part)]
    whole = pd.concat(both, ignore_index=True) if both else heard
    return whole.drop_duplicates([*keys, "who"], ignore_index=True)


def _unlisted(said: pd.DataFrame, present: pd.DataFrame) -> pd.Series:
    """People of groups with a list who spoke, and whom the list lacks; index (year, group)."""
    keys = ["year", "group"]
    spoke = said[said["who"].notna() & said["verbatim"].fillna(value=True).astype(bool)]
    spoke = spoke[[*keys, "who"]].drop_duplicates()
    lists = pd.MultiIndex.from_frame(present.loc[present["listed"], keys])
    spoke = spoke[pd.MultiIndex.from_frame(spoke[keys]).isin(lists)]
    known = pd.MultiIndex.from_frame(present[[*keys, "who"]])
    lacking = spoke[~pd.MultiIndex.from_frame(spoke).isin(known)]
    return lacking.groupby(keys)["who"].nunique()


def _share_unnamed(corpus: Corpus, said: pd.DataFrame) -> pd.Series:
    """Of the words spoken in each group, the share without a speaker; index (year, group)."""
    kind = corpus.sessions["source_kind"].reindex(said["session_id"]).to_numpy()
    speech = (
        said["verbatim"].fillna(value=True).astype(bool) & ~pd.Series(kind).isin(WRITTEN).to_numpy()
    )
    spoken = said[speech & ~stage_directions(said)]
    keys = [spoken["year"], spoken["group"]]
    words = spoken["n_words"].groupby(keys).sum()
    unnamed = spoken["n_words"].where(spoken["who"].isna(), 0).groupby(keys).sum()
    return unnamed / words.where(words > 0, 1)


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
        no speaker, or whose list lacks somebody who spoke. It may still have raised the theme, as a
        group of which there are only notes.
    """
    units = group_units(corpus)
    keys = ["theme_id", "year", "group"]
    dated = evidence.assign(year=round_of(evidence["year"]))
    # what a group wrote down, or a voice without a name said, is the group's, and nobody's
    kind = dated["session_id"].map(corpus.sessions["source_kind"])
    held = dated[dated["verbatim"] | kind.isin(WRITTEN)].groupby(keys).size()
    any_held = dated.groupby(keys).size()
    gone = units[["notes_only", "share_unnamed", "n_unlisted"]]
    left_out, why = (np.tile(own.to_numpy(), len(codes_of)) for own in _why(units, gone))
    # one row a theme and group, the groups of a theme together
    rows = units.drop(columns=list(gone)).iloc[np.tile(np.arange(len(units)), len(codes_of))]
    rows = rows.reset_index().assign(theme_id=np.repeat(list(codes_of), len(units)))
    of_group = pd.MultiIndex.from_frame(rows[keys])
    n_raised = _at(dated[dated["verbatim"]].groupby(keys)["who"].nunique(), of_group)
    missing = _unread(corpus, codings, codes_of).reindex(units.index).fillna(0)
    missing = pd.Series(missing.to_numpy().T.ravel())
    unread = missing > 0
    left_out = pd.Series(left_out, dtype=object).mask(unread, NOT_READ)
    said = [
        f"{counted(int(n), 'turn')} {'was' if n == 1 else 'were'} not read with this code"
        for n in missing
    ]
    why = pd.Series(why, dtype=object).mask(unread, pd.Series(said, dtype=object))
    known = left_out.isna()
    notes = np.tile(gone["notes_only"].to_numpy(dtype=bool), len(codes_of))
    mentioned = (n_raised > 0) | (_at(held, of_group) > 0) | (notes & (_at(any_held, of_group) > 0))
    # a group that was not read to the end has raised what was coded, and denied nothing
    read = ~unread & (left_out != NOBODY)
    whole = rows.assign(
        n_raised=n_raised.where(known).astype("Int64"),
        n_at_least=n_raised.where(unread & (n_raised > 0)).astype("Int64"),
        raised=mentioned.astype("boolean").where(read),
        score=(n_raised / rows["n_people"].where(rows["n_people"] > 0)).where(known),
        left_out=left_out,
        why=why,
    )
    whole["year"] = whole["year"].where(whole["year"] != "", None)
    return conform(whole, SCORES)


def _at(counts: pd.Series, index: pd.MultiIndex) -> pd.Series:
    """How many there are of each row; 0 where there are none."""
    return pd.Series(counts.reindex(index).fillna(0).to_numpy(dtype=float))


def _unread(
    corpus: Corpus, codings: Codings, codes_of: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Participants' turns a group has that say nothing about a theme: (groups, themes)."""
    said = speaking_turns(corpus)
    keys = [round_of(said["year"]), said["group"]]
    counts: dict[tuple[str, ...], pd.Series] = {}  # most themes stand in the same versions
    columns = {}
    for theme, codes in codes_of.items():
        lacking = _lacking_in(codings, codes)
        if lacking not in counts:
            counts[lacking] = unread_turns(said, codings, codes).groupby(keys).sum()
        columns[theme] = counts[lacking]
    return pd.DataFrame(columns).rename_axis(["year", "group"])


def unread_turns(said: pd.DataFrame, codings: Codings, codes: Sequence[str]) -> pd.Series:
    """Return which turns say nothing about the codes: not read, or read before they were there."""
    # a turn may have been read more than once, under several versions or for some codes
    lacking = _lacking_in(codings, codes)
    answers = codings.read.loc[~codings.read["frame_version"].isin(lacking), "turn_id"]
    return pd.Series(~said.index.isin(answers), index=said.index)


def _lacking_in(codings: Codings, codes: Sequence[str]) -> tuple[str, ...]:
    """Versions of the frame that did not hold all of the codes."""
    return tuple(v for v, held in codings.held.items() if not set(codes) <= held)


def _why(units: pd.DataFrame, gone: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Why groups have no share of people, whatever was read: in a word, and in a sentence.

    Missing where they have.
    """
    left_out = pd.Series([None] * len(units), index=units.index, dtype=object)
    text = left_out.copy()
    cases: list[tuple[str, pd.Series, list[str]]] = [
        (NOBODY, units["n_people"] == 0,
         ["nobody is on the attendance list and no turn has a label"] * len(units)),
        (NOT_LISTED, gone["n_unlisted"] > 0, [_lacking(int(n)) for n in gone["n_unlisted"]]),
        (NO_SPEAKER, gone["share_unnamed"] > UNNAMED,
         [f"{share:.0%} of the words have no speaker: nobody can tell how many people raised it"
          for share in gone["share_unnamed"]]),
        (OF_NOTES, gone["notes_only"], [NOTES_ONLY] * len(units)),
    ]  # fmt: skip
    for reason, there, sentences in cases:  # the last that holds is said
        left_out = left_out.mask(there, reason)
        text = text.mask(there, pd.Series(sentences, index=units.index, dtype=object))
    return left_out, text


def _lacking(n: int) -> str:
    who = "1 person who spoke is" if n == 1 else f"{n} people who spoke are"
    return f"{who} not on the attendance list: how many raised it is known once it is complete"
