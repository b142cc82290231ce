"""What was read, said by a person: what it would change, and on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from practicelearn.coding.counted import counted
from practicelearn.coding.provenance import coding_provenance
from practicelearn.coding.scope import Scope, declare_read
from practicelearn.errors import StudyError
from practicelearn.study.folder import Study, open_study
from practicelearn.study.scopes import record_scope, scopes_said
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes

__all__ = ["Counts", "Effect", "declare", "effect_of", "what_counts"]


@dataclass(frozen=True)
class Effect:
    """What saying it would change.

    Parameters
    ----------
    scopes : list of Scope
        What would be recorded.
    table : DataFrame
        theme, round, now, then: what can be said of each before and after, where that differs.
    """

    scopes: list[Scope]
    table: pd.DataFrame


@dataclass(frozen=True)
class Counts:
    """Where the coding of a study came from, and what of it is not counted; in sentences."""

    provenance: tuple[str, ...]
    notes: tuple[str, ...]


def effect_of(
    folder: str | Path,
    *,
    sessions: str | Sequence[str] = "coded",
    codes: str | Sequence[str] = "all",
    coder: str | None = None,
) -> Effect:
    """Return what would be counted if it were said that a coder read these sessions.

    Nothing is written. As for :func:`declare`.
    """
    study = open_study(folder)
    scopes, _ = scopes_said(study, sessions=sessions, codes=codes, coder=coder)
    codings, corpus = study.codings(), study.corpus()
    said = codings
    for scope in scopes:
        said = declare_read(
            said, corpus, coder=scope.coder, sessions=scope.sessions, codes=scope.codes or "all"
        )
    parts = {when: _reach(find_themes(c, corpus)) for when, c in (("now", codings), ("then", said))}
    table = pd.concat(parts, axis=1).rename_axis(["theme", "round"]).sort_index().reset_index()
    table = table.fillna("nothing is known")
    return Effect(scopes, table[table["now"] != table["then"]].reset_index(drop=True))


def declare(
    folder: str | Path,
    *,
    by: str,
    sessions: str | Sequence[str] = "coded",
    codes: str | Sequence[str] = "all",
    coder: str | None = None,
) -> Study:
    """Record which sessions a coder read whole, and for which codes; return the study.

    Parameters
    ----------
    folder : str or Path
    by : str
        Who says so.
    sessions, codes, coder
        As for ``record_scope``.

    Raises
    ------
    StudyError
        It is not said who says so.
    """
    if not by.strip():
        raise StudyError(
            "It goes on record who says what was read: add --by NAME. Nothing was written."
        )
    study = open_study(folder)
    record_scope(study, by=by.strip(), sessions=sessions, codes=codes, coder=coder)
    return study


def what_counts(folder: str | Path) -> Counts:
    """Return where the coding of a study came from, and what of it is not counted."""
    study = open_study(folder)
    codings, corpus = study.codings(), study.corpus()
    persons = counted(codings)
    if persons.spans.empty:
        return Counts(tuple(coding_provenance(codings, corpus)), ())
    found = find_themes(replace(codings, uncounted=()), corpus)
    return Counts(found.provenance, found.notes)


def _reach(themes: Themes) -> pd.Series:
    """Theme and round to what can be said of it, in words."""
    said = {}
    for row in themes.extent.itertuples():
        people = f"{row.n_people_raised} of {row.n_people} people"
        said[row.theme_id, row.year] = f"{people} in {row.n_groups_raised} of {row.n_groups} groups"
    for row in themes.at_least.itertuples():
        said[row.theme_id, row.year] = row.says
    index = pd.MultiIndex.from_tuples(list(said), names=["theme", "round"])
    return pd.Series(list(said.values()), index=index, dtype=object)
