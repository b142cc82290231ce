"""How a theme came up: asked for or not, how early, whether anybody took it up, how strongly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from practicelearn._arguments import AT_LEAST_0, check_arguments
from practicelearn.errors import PracticelearnError
from practicelearn.themes.raised import round_of
from practicelearn.themes.themes import Themes

__all__ = ["INTRODUCED", "NOT_KNOWN", "SPONTANEOUS", "depth_of", "mentions", "mentions_by_year"]

INTRODUCED, SPONTANEOUS, NOT_KNOWN = "introduced", "spontaneous", "not known"
WITHIN = 5
"""Turns in which somebody else's passage on the theme counts as taking it up."""

_COLUMNS = ["theme_id", "name", "year", "group", "session_id", "turn_id", "coding_id", "who",
            "position", "first_in_group", "how", "asked_known", "introduced_by", "taken_up",
            "taken_up_in", "stance", "strength", "specificity"]  # fmt: skip


def mentions(
    themes: Themes,
    guide: pd.DataFrame | None = None,
    *,
    within: int = WITHIN,
    cache: Path | None = None,
) -> pd.DataFrame:
    """Return every verbatim passage of every theme from codes, with how it came up.

    Parameters
    ----------
    themes : Themes
    guide : DataFrame, optional
        The topic guide: question_id and codes (ids with blanks between). Without it only the
        facilitator's wording can introduce a theme.
    within : int, default 5
        How many turns after a passage another person may take it up. The facilitator's turns are
        turns too.
    cache : Path, optional
        Folder in which tokens are kept between runs, such as ``study.cache``.

    Returns
    -------
    DataFrame
        theme_id, name, year, group, session_id, turn_id, coding_id, who; position (the turn's place
        in its session, 0 first to 1 last); first_in_group (bool); how (introduced, spontaneous, or
        not known: with a guide, nobody named it and it is not known what was asked in this
        session); asked_known (bool: the session's turns carry questions of the guide);
        introduced_by ("question q3", "facilitator in 2025-north:00012", or missing); taken_up
        (bool); taken_up_in (the first turn in which another person does); stance; strength and
        specificity (0 to 3 where coded). In the order of the talk.

    Raises
    ------
    PracticelearnError
        ``within`` is below 1, the guide lacks a column, or it holds none of the questions that the
        turns answer.

    Notes
    -----
    A theme is introduced when the turn answers a guide question that names one of its codes, or
    when a facilitator named it earlier in the session: in a turn that carries one of its codes, or
    one of the codes' cues. Cues match by lemma, so "supervised" introduces "supervision" where the
    cue is the verb. What is introduced is not worth less; but that people talk about what they are
    asked about is the guide's doing.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> themes.mentions()[["turn_id", "name", "how", "position"]].head(2).round(2)
                turn_id               name          how  position
    0  2025-north:00005  Somewhere to work  spontaneous      0.04
    1  2025-south:00056  Somewhere to work  spontaneous      0.47
    """
    check_arguments(mentions, locals(), within=AT_LEAST_0)
    if within < 1:
        raise PracticelearnError(f"mentions(within={within}): expected a whole number from 1.")
    rows = _passages(themes)
    if rows.empty:
        return pd.DataFrame(columns=_COLUMNS)
    asked = _by_question(rows, themes, guide)
    named = _by_facilitator(rows, themes, cache)
    rows["introduced_by"] = asked.where(asked.notna(), named)
    answered = themes.corpus.turns.groupby("session_id")["question_id"].count() > 0
    rows["asked_known"] = answered.reindex(rows["session_id"]).to_numpy(dtype=bool)
    unnamed = pd.Series(SPONTANEOUS, index=rows.index, dtype=object)
    if guide is not None:
        unnamed = unnamed.where(rows["asked_known"], NOT_KNOWN)
    rows["how"] = unnamed.where(rows["introduced_by"].isna(), INTRODUCED)
    rows["taken_up_in"] = _uptake(rows, within)
    rows["taken_up"] = rows["taken_up_in"].notna()
    rows["first_in_group"] = ~rows.duplicated(["theme_id", "year", "group"])
    return rows[_COLUMNS].reset_index(drop=True)


def mentions_by_year(
    themes: Themes,
    guide: pd.DataFrame | None = None,
    *,
    within: int = WITHIN,
    cache: Path | None = None,
) -> pd.DataFrame:
    """Return how each theme came up in each round, one row a theme and round that has passages.

    Parameters
    ----------
    themes, guide, within, cache
        As for :func:`mentions`.

    Returns
    -------
    DataFrame
        theme_id, name, year; n_passages (verbatim), n_groups, n_people; n_groups_known (groups of
        which it is known whether the first mention was asked for); n_groups_spontaneous (of these,
        groups in which it was not); share_spontaneous (of the passages of which it is known; NaN
        where of none);
        first_position (median over groups, 0 to 1); n_taken_up and share_taken_up (of passages);
        n_for, n_against, n_mixed (passages with that stance); mean_strength with n_strength, and
        mean_specificity with n_specificity (passages on which it was coded; NaN where none).

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> table = themes.mentions_by_year()
    >>> table[["name", "n_passages", "n_people", "share_spontaneous"]].head(2)
                    name  n_passages  n_people  share_spontaneous
    0  Somewhere to work           2         2                1.0
    1    Senior managers           6         6                1.0
    """
    check_arguments(mentions_by_year, locals(), within=AT_LEAST_0)
    return depth_of(mentions(themes, guide, within=within, cache=cache))


def depth_of(said: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`mentions_by_year` of passages that :func:`mentions` has looked at."""
    keys = ["theme_id", "name", "year"]
    first = said[said["first_in_group"].astype(bool)].groupby(keys, sort=False)
    every = said.groupby(keys, sort=False)
    table = pd.DataFrame(
        {
            "n_passages": every.size(),
            "n_groups": every["group"].nunique(),
            "n_people": every["who"].nunique(),
            "n_groups_known": first["how"].agg(lambda h: int((h != NOT_KNOWN).sum())),
            "n_groups_spontaneous": first["how"].agg(lambda h: int((h == SPONTANEOUS).sum())),
            "share_spontaneous": every["how"].agg(_share_spontaneous),
            "first_position": first["position"].median(),
            "n_taken_up": every["taken_up"].sum(),
            "share_taken_up": every["taken_up"].mean(),
        }
    )
    for stance in ("for", "against", "mixed"):
        table[f"n_{stance}"] = every["stance"].agg(
            lambda s, wanted=stance: int((s == wanted).sum())
        )
    for column in ("strength", "specificity"):
        table[f"mean_{column}"] = every[column].mean().astype(float)
        table[f"n_{column}"] = every[column].count()
    return table.reset_index()


def _share_spontaneous(how: pd.Series) -> float:
    known = how[how != NOT_KNOWN]
    return float((known == SPONTANEOUS).mean()) if len(known) else math.nan


def _passages(themes: Themes) -> pd.DataFrame:
    """Verbatim coded passages with their place in the session, in the order of the talk."""
    evidence = themes.evidence
    own = evidence[evidence["coding_id"].notna() & evidence["verbatim"].astype(bool)].copy()
    turns = themes.corpus.turns
    own["n"] = turns.loc[own["turn_id"], "n"].to_numpy()
    last = turns.groupby("session_id")["n"].max().loc[own["session_id"]].to_numpy()
    own["position"] = (own["n"] - 1) / (last - 1).clip(min=1)
    own["year"] = round_of(own["year"])
    own["name"] = themes.table.loc[own["theme_id"], "name"].to_numpy()
    own["specificity"] = _further(themes, "specificity").reindex(own["coding_id"]).to_numpy()
    own[["strength", "specificity"]] = own[["strength", "specificity"]].astype("Float64")
    own["question_id"] = turns.loc[own["turn_id"], "question_id"].to_numpy()
    placed = themes.corpus.by_round(own.sort_values(["session_id", "n", "start"]))
    return placed.sort_values("theme_id", kind="stable").reset_index(drop=True)


def _further(themes: Themes, column: str) -> pd.Series:
    """A column that a team added to its codings, by coding; empty where there is none."""
    spans = themes.codings.spans if themes.codings is not None else pd.DataFrame()
    if column not in spans:
        return pd.Series(dtype=float)
    return spans.drop_duplicates("coding_id").set_index("coding_id")[column]


def _by_question(rows: pd.DataFrame, themes: Themes, guide: pd.DataFrame | None) -> pd.Series:
    """The guide question that names one of the theme's codes, where the turn answers it."""
    if guide is None:
        return pd.Series(None, index=rows.index, dtype=object)
    for column in ("question_id", "codes"):
        if column not in guide:
            raise PracticelearnError(
                f'mentions: the guide has no column "{column}"; expected question_id, wording, '
                "prompts, version, codes."
            )
    names = {
        row.question_id: set(str(row.codes).replace(";", " ").replace(",", " ").split())
        for row in guide.itertuples()
        if pd.notna(row.codes)
    }
    _check_questions(themes, set(guide["question_id"].dropna()))
    codes = themes.table["codes"]
    asked = [
        f"question {question}" if names.get(question, set()) & set(codes[theme]) else None
        for theme, question in zip(rows["theme_id"], rows["question_id"], strict=True)
    ]
    return pd.Series(asked, index=rows.index, dtype=object)


def _check_questions(themes: Themes, known: set[str]) -> None:
    """Refuse a guide with other ids than the turns were matched with: nothing would be asked."""
    answered = set(themes.corpus.turns["question_id"].dropna())
    if answered and known and not answered & known:
        raise PracticelearnError(
            f"the turns answer the questions {', '.join(sorted(answered))}, and the topic guide "
            f"holds {', '.join(sorted(known))}: it is not the guide they were matched with. Give "
            "its questions their ids back, or match the turns again (match_guide)."
        )


def _by_facilitator(rows: pd.DataFrame, themes: Themes, cache: Path | None) -> pd.Series:
    """The first earlier turn of the session in which a facilitator named the theme."""
    named = _facilitators_words(themes, cache)
    theme_of = [(c, t) for t, codes in themes.table["codes"].items() for c in codes]
    named = named.merge(pd.DataFrame(theme_of, columns=["code", "theme_id"]), on="code")
    turns = themes.corpus.turns.loc[named["turn_id"]]
    named = named.assign(session_id=turns["session_id"].to_numpy(), n=turns["n"].to_numpy())
    first = named.sort_values("n").drop_duplicates(["theme_id", "session_id"])
    found = rows.merge(
        first[["theme_id", "session_id", "n", "turn_id"]],
        on=["theme_id", "session_id"], how="left", suffixes=("", "_named"),
    )  # fmt: skip
    before = found["n_named"] < found["n"]
    said = "facilitator in " + found["turn_id_named"].astype(object)
    return said.where(before, None).set_axis(rows.index)


def _facilitators_words(themes: Themes, cache: Path | None) -> pd.DataFrame:
    """Which facilitator's turn names which code: coded so, or with one of its cues."""
    from practicelearn.coding.offers.keywords import code_keywords

    corpus, codings = themes.corpus, themes.codings
    turns = corpus.turns[corpus.turns["role"] == "facilitator"]
    if codings is None or turns.empty:
        return pd.DataFrame({"turn_id": [], "code": []}, dtype=object)
    parts = [codings.spans.loc[codings.spans["turn_id"].isin(turns.index), ["turn_id", "code"]]]
    if codings.frame is not None and any(code.cues for code in codings.frame.codes):
        # tokens are kept by whole session: with a folder for them, all turns are looked at
        sought = corpus if cache is not None else replace(corpus, turns=turns)
        hits = code_keywords(sought, codings.frame, cache=cache).spans
        parts.append(hits.loc[hits["turn_id"].isin(turns.index), ["turn_id", "code"]])
    return pd.concat(parts, ignore_index=True)


def _uptake(rows: pd.DataFrame, within: int) -> Sequence[str | None]:
    """For each passage the first turn, at most so many later, in which another person goes on."""
    n, turn, who = rows["n"].tolist(), rows["turn_id"].tolist(), rows["who"]
    person = who.astype(object).where(who.notna(), None).tolist()
    places: dict[tuple[str, str], list[int]] = {}  # of so many, no table each
    for place, key in enumerate(zip(rows["theme_id"], rows["session_id"], strict=True)):
        places.setdefault(key, []).append(place)
    found: list[str | None] = [None] * len(rows)
    for own in places.values():
        for i, place in enumerate(own):
            for later in own[i + 1 :]:
                if n[later] - n[place] > within:
                    break
                if None not in (person[place], person[later]) and person[later] != person[place]:
                    found[place] = turn[later]
                    break
    return found
