"""Last year's counting rules, as a release keeps them, for what is counted now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.coding.counted import counted
from practicelearn.coding.levels import roll_up
from practicelearn.coding.merging import merge_codings
from practicelearn.coding.of_corpus import in_sessions_of
from practicelearn.errors import counted as so_many
from practicelearn.themes.planned import under_plan
from practicelearn.themes.themes import Themes
from practicelearn.themes.variants import Variant, planned_as, recounted, session_of

__all__ = ["by_earlier_rules", "codes_then", "kept_rules", "reading_by", "reading_of"]

KIND = "earlier rules"


def by_earlier_rules(
    themes: Themes,
    codings: Codings | None,
    rules: Mapping[str, Any] | None,
    asked: Mapping[str, Any],
) -> Iterator[Variant]:
    """Return the comparison under the rules of an earlier release, where they are others.

    Parameters
    ----------
    themes : Themes
        With the headlines only.
    codings : Codings or None
        Of everybody.
    rules : mapping or None
        As a release keeps them; ``at``: when it was released. What it does not hold (releases of
        earlier versions hold less) is as today.
    asked : mapping
        What the comparison was asked.
    """
    if not rules:
        return
    said, otherwise = _asked(rules, asked)
    made = themes = under_plan(themes)
    headline = tuple(t for t in rules.get("headline", ()) if t in themes.table.index)
    if headline and set(headline) != set(themes.declared):
        said.append(f"{so_many(len(headline), 'headline')} tested together")
        balance = tuple(t for t in themes.balance if t in headline)
        made = replace(made, declared=headline, balance=balance)
        made = planned_as(made, headline=headline)
    codes = _codes(themes, rules)
    reading = None if codings is None else reading_of(themes, codings, rules)
    if reading is not None:
        said.append("the reading of whoever counted then")
    if codes:
        names = ", ".join(str(themes.table.loc[t, "name"]) for t in codes)
        said.append(f"the codes that {names} had then")
    if (reading is not None or codes) and themes.codings is not None:
        made = planned_as(recounted(made, reading or themes.codings, codes), codes_of=codes)
    when = f" of {str(rules['at'])[:10]}" if rules.get("at") else ""
    what = f"the counting rules of the release{when}"
    if not said:
        yield Variant(KIND, what, same="they are today's rules")
        return
    yield Variant(KIND, f"{what}: {'; '.join(said)}", made, asked=otherwise)


def kept_rules(themes: Themes) -> dict[str, list[str]]:
    """Return whose reading counted, and of which codes each theme is made, as a release keeps it.

    Lines of names, "2024-west: kim" and "workload: workload, tools": rules on record hold no more.
    """
    read = themes.reading.dropna(subset=["coder"])
    own = themes.table[themes.table["origin"] == "codes"]
    return {
        "readings": [f"{s}: {c}" for s, c in zip(read["session_id"], read["coder"], strict=True)],
        "codes": [f"{theme}: {', '.join(codes)}" for theme, codes in own["codes"].items()],
    }


def codes_then(rules: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return theme to its codes, as a release keeps them; nothing of an earlier version."""
    lines = [str(line).partition(": ") for line in rules.get("codes") or ()]
    return {theme: codes.split(", ") for theme, _, codes in lines}


def _readings_then(rules: Mapping[str, Any]) -> dict[str, set[str]]:
    lines = [str(line).partition(": ") for line in rules.get("readings") or ()]
    return {session: {coder} for session, _, coder in lines}


def reading_of(themes: Themes, codings: Codings, rules: Mapping[str, Any]) -> Codings | None:
    """Return the reading chosen as a release chose it; None where it is the one that counts now."""
    if themes.codings is None:
        return None
    made = reading_by(themes, codings, rules)
    same = set(made.spans["coding_id"]) == set(themes.codings.spans["coding_id"])
    return None if same else made


def reading_by(themes: Themes, codings: Codings, rules: Mapping[str, Any]) -> Codings:
    """Return one reading of every session, chosen as a release chose it.

    A release keeps whose reading counted in each session; one of an earlier version keeps only
    whose coding counted at all. Sessions that it does not know are read as now, and without rules
    all are.
    """
    persons = in_sessions_of(roll_up(counted(codings, themes.origin)), themes.corpus)
    whose = _readings_then(rules)
    if not whose and rules.get("coders"):
        known = {*map(str, rules["coders"]), SETTLED}
        year = themes.corpus.sessions["year"]
        whose = {str(s): known for s in year.index[year.isin(list(rules.get("rounds", ())))]}
    sessions = session_of(persons.read)
    there = {str(s): set(own) for s, own in persons.read["coder"].groupby(sessions)}
    held = {s: coders for s, coders in whose.items() if there.get(s, set()) & coders}

    def kept(table: pd.DataFrame) -> pd.DataFrame:
        pairs = zip(session_of(table), table["coder"], strict=True)
        stays = [s not in held or c in held[s] for s, c in pairs]
        return table[pd.Series(stays, index=table.index, dtype=bool)]

    return merge_codings(
        replace(persons, spans=kept(persons.spans), read=kept(persons.read),
                used=persons.used.iloc[:0])
    )  # fmt: skip


def _asked(rules: Mapping[str, Any], asked: Mapping[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """What was asked of the comparison otherwise: in words, and as it is asked."""
    said: list[str] = []
    otherwise: dict[str, Any] = {}
    worthwhile = rules.get("smallest_worthwhile")
    now = asked["smallest_worthwhile"]
    if worthwhile and (now is None or abs(float(worthwhile) - float(now)) > 1e-9):
        said.append(f"a change of {100 * float(worthwhile):.0f} points would matter")
        otherwise["smallest_worthwhile"] = float(worthwhile)
    if rules.get("unit") and rules["unit"] != asked["unit"]:
        said.append(f"each {rules['unit']} counted once")
        otherwise["unit"] = rules["unit"]
    if "strata" in rules and (rules["strata"] or None) != asked["strata"]:
        said.append(f"within {rules['strata']}" if rules["strata"] else "without strata")
        otherwise["strata"] = rules["strata"] or None
    return said, otherwise


def _codes(themes: Themes, rules: Mapping[str, Any]) -> dict[str, list[str]]:
    """Headlines to their codes then, where these are others and all of them can be counted."""
    then = codes_then(rules)
    frame = themes.codings.frame if themes.codings is not None else None
    known = set(frame.ids) if frame is not None else set()
    return {
        t: list(then[t])
        for t in themes.table.index
        if t in then and set(then[t]) <= known and set(then[t]) != set(themes.table.loc[t, "codes"])
    }
