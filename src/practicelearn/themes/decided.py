"""What people decided about themes, followed in its order: sentences, names, merges, splits, drops.

Decisions are kept, not their results: each year's themes are found anew in all rounds together, and
what was decided is followed again. So a theme keeps its id, its name and its sentence over the
years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from practicelearn.errors import PracticelearnError
from practicelearn.themes.plan import Plan
from practicelearn.themes.themes import Themes

__all__ = ["THEME_DECISIONS", "apply_decisions", "decided"]


def apply_decisions(
    themes: Themes,
    decisions: pd.DataFrame | None,
    headline: Sequence[str] = (),
    balance: Sequence[str] = (),
    plan: Plan | None = None,
) -> Themes:
    """Return themes as people have decided about them, with the headlines declared.

    Parameters
    ----------
    themes : Themes
        As ``find_themes`` returns them.
    decisions : DataFrame, optional
        As ``Study.decisions`` returns it. Followed are the kinds statement (theme_id, statement),
        name (theme_id, name), merge (themes, into), split (theme_id, codes, into, name), drop and
        keep (theme_id), in their order.
    headline : sequence of str
        Theme ids to declare; beside a plan, those that it does not name were added after it.
    balance : sequence of str
        Those of them whose balance of for and against is declared too.
    plan : Plan, optional
        What was planned, as ``Study.plan`` returns it: it stands whatever was decided since.

    Returns
    -------
    Themes
        A decision on a theme that is no longer there is not followed; ``notes`` says so.

    Raises
    ------
    PracticelearnError
        A headline is not there; where it was merged, it says into what, by whom and when.
    """
    became = themes.became
    for row in _of_themes(decisions):
        try:
            themes = decided(themes, str(row["kind"]), row)
        except PracticelearnError as error:
            said = f'the decision "{row["kind"]}" of {row.get("who", "somebody")} was not followed:'
            why = _went(row, became) or str(error)
            themes = replace(themes, remarks=(*themes.remarks, f"{said} {why}"))
    themes = replace(themes, remarks=(*themes.remarks, *_carried(themes, decisions)))
    if plan is not None:
        headline = [theme for theme in headline if theme not in plan.themes]
        balance = [theme for theme in balance if theme in headline]
    elif not headline:
        return themes
    for theme in headline:
        if theme not in themes.table.index and theme not in became:
            _say_where_it_went(theme, decisions)
    return themes.declare(headline, balance=balance, plan=plan)


def decided(themes: Themes, kind: str, entries: Mapping[str, Any]) -> Themes:
    """Return themes after one decision.

    Raises
    ------
    PracticelearnError
        It cannot be followed: there is no such theme, code or kind, or an entry is missing.
    """
    if kind not in _FOLLOWED:
        raise PracticelearnError(
            f'"{kind}" is no decision on a theme; expected one of {", ".join(_FOLLOWED)}.'
        )
    for entry in THEME_DECISIONS[kind]:
        if _is_empty(entries.get(entry)):
            raise PracticelearnError(f'a decision "{kind}" needs "{entry}".')
    return _FOLLOWED[kind](themes, entries)


THEME_DECISIONS: dict[str, tuple[str, ...]] = {
    "statement": ("theme_id", "statement"),
    "name": ("theme_id", "name"),
    "merge": ("themes", "into"),
    "split": ("theme_id", "codes", "into"),
    "drop": ("theme_id",),
    "keep": ("theme_id",),
}
"""Kinds of decisions on themes, and the entries each needs."""


def _statement(themes: Themes, said: Mapping[str, Any]) -> Themes:
    theme = str(said["theme_id"])
    if theme in themes.table.index and themes.table.loc[theme, "origin"] != "codes":
        # a topic's id belongs to one fit only: what was said of it then may not hold now
        raise PracticelearnError(f'theme "{theme}" comes from a topic of one fit only.')
    return themes.state(theme, str(said["statement"]))


def _split(themes: Themes, said: Mapping[str, Any]) -> Themes:
    name = "" if _is_empty(said.get("name")) else str(said["name"])
    return themes.split(str(said["theme_id"]), list(said["codes"]), str(said["into"]), name=name)


_FOLLOWED: dict[str, Callable[[Themes, Mapping[str, Any]], Themes]] = {
    "statement": _statement,
    "name": lambda themes, said: themes.rename(str(said["theme_id"]), str(said["name"])),
    "merge": lambda themes, said: themes.merge(list(said["themes"]), str(said["into"])),
    "split": _split,
    "drop": lambda themes, said: themes.drop(str(said["theme_id"])),
    "keep": lambda themes, said: themes.keep(str(said["theme_id"])),
}


def _of_themes(decisions: pd.DataFrame | None) -> list[dict[str, Any]]:
    if decisions is None or decisions.empty:
        return []
    rows: list[dict[str, Any]] = decisions[decisions["kind"].isin(list(_FOLLOWED))].to_dict(
        "records"
    )
    return rows


def _went(row: Mapping[str, Any], became: Mapping[str, str]) -> str:
    """Why a decision on a theme that is gone is not followed, where its code was merged."""
    named = [row.get("theme_id"), row.get("into"), *_list(row.get("themes"))]
    gone = [str(t) for t in named if t in became]
    if not gone:
        return ""
    return (
        f'the code "{gone[0]}" was merged into "{became[gone[0]]}" in a later version of the '
        "frame, and this was said of it alone. Say it again of what it is now, if it still holds."
    )


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _carried(themes: Themes, decisions: pd.DataFrame | None) -> list[str]:
    """What became of sentences written on a code that was merged since, said once each."""
    if decisions is None or "was" not in decisions:
        return []
    own = decisions[(decisions["kind"] == "statement") & decisions["was"].notna()]
    out = []
    for row in own.drop_duplicates(["was", "theme_id"], keep="last").to_dict("records"):
        theme, was, who = (str(row.get(k)) for k in ("theme_id", "was", "who"))
        if theme not in themes.table.index:
            continue
        stands = themes.table.loc[theme, "statement"] == str(row["statement"]).strip()
        out.append(
            f'the sentence of {who} on "{was}" stands on "{theme}" since the codes were merged: '
            "read it beside all its passages."
            if stands
            else f'the sentence of {who} on "{was}" stands no more since the codes were merged: '
            f'"{theme}" has one of its own. It is kept on record.'
        )
    return out


def _say_where_it_went(theme: str, decisions: pd.DataFrame | None) -> None:
    for row in reversed(_of_themes(decisions)):
        if row["kind"] == "merge" and theme in list(row["themes"]) and theme != row["into"]:
            raise PracticelearnError(
                f'the headline theme "{theme}" was merged into "{row["into"]}" by '
                f"{row.get('who', 'somebody')} on {str(row.get('at', ''))[:10]}. Name "
                f'"{row["into"]}" in "headline" of study.toml instead, or take it out.'
            )


def _is_empty(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return not value
    return bool(pd.isna(value)) or not str(value).strip()
