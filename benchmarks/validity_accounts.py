"""The accounts of one study, held against what really happened: every difference in a sentence.

Files to turns; people present to people counted; codings to passages; and the verdict table to the
shares. An empty list is what is asked for. Nothing here knows how the program counts: see
``validity_key``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

import validity_key as key
from practicelearn.corpus import Corpus
from practicelearn.themes.account import OTHERS
from practicelearn.themes.themes import Themes
from validity_files import lines_of
from validity_invented import Invented

__all__ = ["differences", "not_as_planned", "of_agreement", "said_falsely"]

CLOSE = 1e-9


def differences(invented: Invented, corpus: Corpus, themes: Themes) -> list[str]:
    """Return every account of a study that does not balance."""
    return [*_turns(invented, corpus), *_codings(invented, themes), *_people(invented, themes),
            *_reach(invented, themes)]  # fmt: skip


def said_falsely(invented: Invented, change: pd.DataFrame) -> list[str]:
    """Return what a verdict table says that the truth does not bear.

    A mean that is not the mean of the groups that have a share; a verdict where nothing may be
    said; nought where something is missing.
    """
    out = []
    for row in change.itertuples():
        theme, pair = str(row.theme_id), (str(row.year_before), str(row.year_after))
        for year, mean in zip(pair, (row.mean_before, row.mean_after), strict=True):
            own = [s.share for s in key.shares(invented, theme, year)]
            wanted = sum(own) / len(own) if own else None
            if (wanted is None) != pd.isna(mean) or (
                wanted is not None and abs(wanted - mean) > CLOSE and row.unit == "group"
            ):
                out.append(f"{theme}, {year}: mean {mean} printed, {wanted} true")
        says = row.verdict not in ("no verdict", "not tested")
        if says and not key.comparable(invented, theme, *pair):
            out.append(f"{theme}, {pair[0]} to {pair[1]}: “{row.verdict}” of what is not known")
    return out


def not_as_planned(invented: Invented, change: pd.DataFrame) -> list[str]:
    """Return what was planned before and not tested, or with others than were planned with it.

    What was taken out of the plan after the coding is still tested, and still counted.
    """
    if not key.planned_before(invented):
        return []
    own = change[change["theme_id"].isin(invented.headlines)].set_index("theme_id")
    out = [
        f"{theme}: planned before, and not tested"
        for theme in invented.headlines
        if theme not in own.index or own.loc[theme, "verdict"] == "not tested"
    ]
    k = int(own["p"].notna().sum())
    out += [
        f"{row.Index}: an interval of {row.level:.4f}, with {k} tested together"
        for row in own[own["verdict"] == "cannot tell"].itertuples()
        if abs(row.level - (1 - 0.05 / k)) > CLOSE
    ]
    return out


def _turns(invented: Invented, corpus: Corpus) -> Iterator[str]:
    texts = {sid: list(own) for sid, own in corpus.turns.groupby("session_id")["text"]}
    for meeting in invented.meetings:
        written = [line.words for line, _ in lines_of(meeting)]
        if texts.get(meeting.id) != written:
            n = len(texts.get(meeting.id, []))
            yield f"{meeting.id}: {len(written)} turns written, {n} read, or other words"


def _codings(invented: Invented, themes: Themes) -> Iterator[str]:
    account = themes.account
    own = account[(account["what"] == "passages") & (account["theme_id"] == "")]
    became = own.groupby("reason")["n"].sum().to_dict()
    made, led = key.codings_in_all(invented), key.codings_of_leaders(invented)
    beside = key.codings_beside(invented)
    if (
        sum(became.values()) != made + beside
        or became["counted"] != made - led
        or became[OTHERS] != beside
    ):
        yield f"{made} codings made, {led} of them on leaders' words, {beside} beside: {became}"


def of_agreement(invented: Invented, table: pd.DataFrame) -> list[str]:
    """Return where the table of agreement is not that of the two readings."""
    out = []
    for theme in invented.themes:
        true, told = key.alpha(invented, theme), float(table.loc[theme, "alpha"])
        if not (math.isnan(true) and math.isnan(told)) and not abs(true - told) <= CLOSE:
            out.append(f"{theme}: alpha {told} printed, {true} true")
    return out


def _people(invented: Invented, themes: Themes) -> Iterator[str]:
    account = themes.account
    wanted = {
        "people": key.people_known, "turns": key.turns_of_people,
        "groups": lambda i, name: len(i.of_round(name)),
    }  # fmt: skip
    for (theme, year, what), own in account.groupby(["theme_id", "year", "what"]):
        n = int(own["n"].sum())
        if theme and what in wanted and n != wanted[what](invented, year):
            yield f"{theme}, {year}: {n} {what} in the account, {wanted[what](invented, year)} were"
        if not (own["of"] == n).all() and (theme or what == "passages"):
            yield f"{theme}, {year}: the account of {what} does not add up"
        nameless = (own["reason"] != "counted") & (own["n"] > 0) & (own["where"].str.len() == 0)
        if nameless.any():
            yield f"{theme}, {year}: {what} left out, and not where"


def _reach(invented: Invented, themes: Themes) -> Iterator[str]:
    extent = themes.extent.set_index(["theme_id", "year"])
    heard = themes.at_least.set_index(["theme_id", "year"])
    for theme in themes.table.index:
        for name in invented.design.rounds:
            wanted = key.reach(invented, theme, name)
            found, least = None, key.at_least(invented, theme, name)
            if (theme, name) in extent.index:
                row = extent.loc[(theme, name)]
                found = key.Reach(*(int(row[n]) for n in (
                    "n_groups", "n_groups_raised", "n_people", "n_people_raised")))  # fmt: skip
            if found != wanted:
                yield f"{theme}, {name}: {found} counted, {wanted} true"
            if name == invented.design.rounds[-1]:
                yield from _listed(themes.table.loc[theme], wanted, least)
            told = int(heard.loc[(theme, name), "n_people"]) if (theme, name) in heard.index else 0
            if least and told < least:
                yield f"{theme}, {name}: at least {told} people, and {least} were heard"


def _listed(row: pd.Series, wanted: key.Reach | None, heard: int) -> Iterator[str]:
    """What the list of themes says of the newest round: where not all was read, what was heard."""
    told = [None if pd.isna(n) else int(n) for n in (row["n_groups"], row["n_people"])]
    if wanted is not None:
        fits = told == [wanted.n_groups_raised, wanted.n_people_raised]
    else:
        fits = told[1] == (heard or None) and told[0] != 0
    if not fits:
        yield f"{row.name}: {told} in the list of themes, {wanted} true, {heard} heard"
