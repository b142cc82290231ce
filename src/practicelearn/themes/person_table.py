"""One row a person, theme and group: for mixed models, and for anything else done elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from practicelearn._arguments import NAMES, check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.queries.cases import placed_sessions
from practicelearn.errors import PracticelearnError
from practicelearn.themes.raised import group_units, people_present, round_of, speaking_turns
from practicelearn.themes.themes import Themes

__all__ = ["person_table"]

_KEYS = ["year", "group", "who"]
_OF_SESSION = ["group_type", "team", "site"]
_NO_COVARIATE = {
    "session_id", "person_id", "speaker", "role", "role_source", "pseudonym", "consent_quote",
    "coder", "text_hash", "file", "format", "encoding", "duration_s", "group", "year",
}  # fmt: skip


def person_table(themes: Themes, *, only: Sequence[str] | None = None) -> pd.DataFrame:
    """Return who raised which theme, one row a theme and person present, silent ones too.

    Parameters
    ----------
    themes : Themes
        From codes; a topic's share of words is of nobody, so themes of topics alone are left out.
    only : sequence of str, optional
        Ids of themes. By default all that come from codes.

    Returns
    -------
    DataFrame
        Index (theme_id, year, group, who), unique; ``who`` is the person of the attendance list,
        else the label in its session. Columns: theme (name), group_id (round and group in one
        word, the cluster of a model), raised (1 or 0; missing where the group was not read for the
        theme or its people cannot be counted), n_passages, why (why raised is missing); then what
        is known of the person there: n_words and n_turns (their own), n_people (of the group, the
        denominator), n_raised (of these, who raised it), minutes (of the group), facilitator,
        group_type, team, site and every further column of sessions; each column of attendance and
        of people, with ``person_`` in front, as numbers where a sheet holds nothing but numbers.

    Raises
    ------
    PracticelearnError
        A theme is not there, or none comes from codes.

    Notes
    -----
    For one theme the mean of ``raised`` over a group's people is its score in ``themes.scores``.
    Write it with ``write_table`` and read it in R::

        lme4::glmer(raised ~ year + (1 | group_id), data = d, family = binomial)

    or in Python ``smf.gee("raised ~ C(year)", "group_id", d.reset_index(), family=Binomial())``. A
    model without the group treats people who answered each other as if each had been alone, and
    finds differences that are not there (``docs/why-not-count-mentions.md``); with fewer than ten
    groups a side its standard errors are too small as well.

    References
    ----------
    Bates, Mächler, Bolker and Walker (2015), Journal of Statistical Software 67(1); Liang and
    Zeger (1986), Biometrika 73, 13-22.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> themes = prac.find_themes(prac.merge_codings(study.codings()), study.corpus())
    >>> table = themes.person_table(only=["tools"])
    >>> table.groupby("year")["raised"].mean().round(2).to_dict()
    {'2023-24': 0.14, '2024-25': 0.16, '2025-26': 0.7}
    """
    check_arguments(person_table, locals(), only=NAMES)
    wanted = _wanted(themes, only)
    people = _people(themes)
    parts = [_of_theme(themes, theme, people) for theme in wanted]
    table = pd.concat(parts, ignore_index=True)
    return table.set_index(["theme_id", *_KEYS])


def _wanted(themes: Themes, only: Sequence[str] | None) -> list[str]:
    coded = list(themes.table.index[themes.table["origin"] != "topic"])
    if not coded:
        raise PracticelearnError(
            "person_table: no theme comes from codes, and of a topic nobody is known to raise it."
        )
    if only is None:
        return coded
    names = [only] if isinstance(only, str) else list(only)
    for name in names:
        if name not in coded:
            raise PracticelearnError(
                f'person_table: there is no theme "{name}" that comes from codes.'
                f"{near_match(name, coded)}"
            )
    return names


def _people(themes: Themes) -> pd.DataFrame:
    """Everybody who counts, with what is known of them and of their group."""
    corpus = themes.corpus
    present = people_present(corpus).drop(columns="listed")
    said = speaking_turns(corpus)
    said = said.assign(year=round_of(said["year"]))
    own = said.groupby(_KEYS).agg(n_words=("n_words", "sum"), n_turns=("n_words", "size"))
    people = present.join(own, on=_KEYS)
    people = people.fillna({"n_words": 0, "n_turns": 0})
    people = people.astype({"n_words": "int64", "n_turns": "int64"})
    sessions = placed_sessions(corpus)
    columns = [c for c in sessions if c not in _NO_COVARIATE]
    of_group = sessions.groupby(["year", "group"])[columns].first()
    known = [c for c in (*_OF_SESSION, *columns) if c in of_group and of_group[c].notna().any()]
    people = people.join(of_group[list(dict.fromkeys(known))], on=["year", "group"])
    units = group_units(corpus)[["facilitator", "minutes"]]
    people = people.join(units, on=["year", "group"])
    return _with_covariates(people, themes)


def _with_covariates(people: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """People with what the attendance list and the sheet of people say of them."""
    corpus = themes.corpus
    place = placed_sessions(corpus)[["year", "group"]]
    there = corpus.attendance.drop(columns=["year", "group"], errors="ignore")
    there = there.join(place, on="session_id").rename(columns={"person_id": "who"})
    of_day = [c for c in corpus.attendance if c not in _NO_COVARIATE and there[c].notna().any()]
    if of_day:
        first = there.groupby(_KEYS)[of_day].first().add_prefix("person_")
        people = people.join(first, on=_KEYS)
    always = corpus.people.drop(columns="pseudonym")
    always = always[[c for c in always if always[c].notna().any()]].add_prefix("person_")
    always = always[[c for c in always if c not in people]]
    people = people.join(always, on="who")
    return people.assign(**{c: _as_numbers(people[c]) for c in people if c.startswith("person_")})


def _as_numbers(column: pd.Series) -> pd.Series:
    """Years in post as numbers: as text each would be a level of its own to a model.

    A number that begins with a nought is a code (``007``), and stays text.
    """
    said = column.dropna().astype(str)
    plain = r"-?(?:0|[1-9]\d*)(?:\.\d+)?"
    if said.empty or not said.str.fullmatch(plain).all() or column.map(type).eq(bool).any():
        return column
    return pd.to_numeric(column)


def _of_theme(themes: Themes, theme: str, people: pd.DataFrame) -> pd.DataFrame:
    scores = themes.scores[themes.scores["theme_id"] == theme]
    scores = scores.assign(year=round_of(scores["year"])).set_index(["year", "group"])
    evidence = themes.evidence[themes.evidence["theme_id"] == theme]
    evidence = evidence[evidence["verbatim"].fillna(value=True).astype(bool)]
    evidence = evidence.assign(year=round_of(evidence["year"])).dropna(subset=["who"])
    n_passages = evidence.groupby(_KEYS).size().rename("n_passages")
    rows = people.join(n_passages, on=_KEYS).fillna({"n_passages": 0})
    rows["n_passages"] = rows["n_passages"].astype("int64")
    rows = rows.join(scores[["score", "n_people", "n_raised", "why"]], on=["year", "group"])
    raised = (rows["n_passages"] > 0).astype("Int64").where(rows.pop("score").notna())
    group_id = [
        f"{year} {group}".strip() for year, group in zip(rows["year"], rows["group"], strict=True)
    ]
    first = {
        "theme_id": theme, "theme": themes.table.loc[theme, "name"], "group_id": group_id,
        "raised": raised,
    }  # fmt: skip
    rows = rows.assign(**first)
    order = ["theme_id", *_KEYS, "theme", "group_id", "raised", "n_passages", "why", "n_words",
             "n_turns", "n_people", "n_raised", "minutes", "facilitator"]  # fmt: skip
    return rows[[*order, *(c for c in rows if c not in order)]]
