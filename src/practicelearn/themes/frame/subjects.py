"""Codes that hold two subjects: their passages lie on two topics, and say two things."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from practicelearn.errors import counted
from practicelearn.themes.frame.material import FEWEST_GROUPS, Material
from practicelearn.themes.frame.pairs import words_of
from practicelearn.themes.frame.proposals import TWO_SUBJECTS, Finding, Proposal, groups_said
from practicelearn.themes.frame.together import stand_together

__all__ = ["codes_with_two_subjects"]

PART, LIFT = 0.25, 1.5
"""A topic holds a part of a code from this share of its passages, and this often against talk."""
APART = 0.5
"""Likeness of two parts below which they say two things."""
ERROR = 0.05


def codes_with_two_subjects(material: Material, again: pd.Series) -> Finding:
    """Return codes whose passages lie on two topics, each in at least three groups.

    Parameters
    ----------
    material : Material
    again : Series of bool
        Topic to whether it is found again; other topics are left alone.
    """
    topics = list(again.index[again.fillna(value=False)])
    codes = material.enough()
    if material.topic is None or not topics:
        return Finding()
    parts = {c: _parts(material, c, topics, len(codes) * len(topics)) for c in codes}
    parts = {c: own for c, own in parts.items() if len(own) > 1}
    if not parts:
        return Finding()
    sets = {f"{c} {t}": own[t] for c, own in parts.items() for t in own}
    alike = words_of(material, sets)
    found = []
    for code, own in parts.items():
        a, b = list(own)[:2]
        words = alike.between(f"{code} {a}", f"{code} {b}")
        if not math.isnan(words.value) and words.value < APART:
            figures = {"likeness": words.value, "likeness_low": words.low,
                       "likeness_high": words.high}  # fmt: skip
            found.append(_proposal(material, code, {a: own[a], b: own[b]}, figures))
    return Finding(found)


def _parts(material: Material, code: str, topics: list[str], tests: int) -> dict[str, pd.DataFrame]:
    """Topic to the code's passages on it, where it holds a part of the code; largest first."""
    topic = material.topic
    assert topic is not None
    known = material.known[code].to_numpy()
    of_turn = topic[known]
    carries = material.coded.loc[known, code].to_numpy()
    passages = material.passages_of(code)
    on = of_turn.reindex(passages["turn_id"]).to_numpy()
    found = {}
    for t in topics:
        there = (of_turn == t).to_numpy()
        own = passages[on == t]
        share, usual = len(own) / len(passages), float(there.mean())
        enough = own["unit"].nunique() >= FEWEST_GROUPS
        if share < PART or share < LIFT * usual or not enough:
            continue
        if stand_together(carries, there, material.session[known]).p * tests <= ERROR:
            found[t] = own
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _proposal(
    material: Material, code: str, parts: Mapping[str, pd.DataFrame], figures: dict[str, float]
) -> Proposal:
    name = material.name(code)
    whole = material.passages_of(code)
    heads = {t: f"{name}: {material.topic_name(t)}" for t in parts}
    each = " and ".join(
        f"{counted(len(own), 'passage')} on “{material.topic_name(t)}” in "
        f"{groups_said(own['unit'].nunique())}"
        for t, own in parts.items()
    )
    says = (
        f"“{name}” may hold two subjects: of {counted(len(whole), 'passage')}, {each}. The two "
        f"parts have little in common (likeness {figures['likeness']:.2f}; 1 would be as alike as "
        "each is to itself)."
    )
    could = (
        "Read the quotes of both parts. If they are two things that you would act on apart, split "
        "one off as a code of its own; if they are one to you, say so in the definition. What was "
        "read before is then not known for the new code until somebody reads again."
    )
    smaller = min(len(own) for own in parts.values())
    return Proposal(
        TWO_SUBJECTS, (code,), tuple(parts), name, says, could,
        {heads[t]: own for t, own in parts.items()},
        {"n_groups": whole["unit"].nunique(), "n_passages": len(whole),
         "n_turns": int(material.known[code].sum()), "share": smaller / len(whole), **figures},
    )  # fmt: skip
