"""Topics no code covers: found again, read, and hardly coded."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from practicelearn._student_t import stdtr
from practicelearn.errors import counted
from practicelearn.themes.frame.material import FEWEST_GROUPS, Material
from practicelearn.themes.frame.proposals import (
    NOT_COVERED,
    Finding,
    Proposal,
    Unsaid,
    groups_said,
)

__all__ = ["topics_no_code_covers"]

READ = 0.5
"""Share of a topic's words that must be read before anything is said of it."""
UNCOVERED = 2 / 3
"""Against the share of all words that carry a code: some teams code a tenth, and some half."""
MOSTLY = 0.5
WORDS_A_GROUP = 30
ERROR = 0.05


def topics_no_code_covers(material: Material, again: pd.Series) -> Finding:
    """Return topics whose stretches were read and carry a code more seldom than talk does.

    Parameters
    ----------
    material : Material
    again : Series of bool
        Topic to whether it is found again; other topics are left alone.
    """
    if material.topic is None:
        return Finding()
    said = material.said.assign(
        topic=material.topic,
        read=material.said.index.isin(material.reading.read["turn_id"]),
        coded=material.said.index.isin(material.reading.spans["turn_id"]),
    )
    said["on_code"] = said["n_words"].where(said["coded"], 0)
    seen = said[said["read"]]
    topics = list(again.index[again.fillna(value=False)])
    found, unsaid = [], []
    for topic in topics:
        own, on = said[said["topic"] == topic], seen[seen["topic"] == topic]
        enough = on["n_words"].sum() >= READ * max(own["n_words"].sum(), 1)
        by_group = on.groupby("unit")[["n_words", "on_code"]].sum()
        by_group = by_group[by_group["n_words"] >= WORDS_A_GROUP]
        if not enough or len(by_group) < FEWEST_GROUPS:
            why = f"too little read: {on['n_words'].sum():,} of {own['n_words'].sum():,} words"
            what = f"whether a code covers “{material.topic_name(topic)}”"
            unsaid.append(Unsaid(what, f"{why}, in {groups_said(len(by_group))}"))
            continue
        share, usual = _share(on), _share(seen)
        p = _below(by_group, seen)
        if share < min(MOSTLY, UNCOVERED * usual) and p * len(topics) <= ERROR:
            found.append(_proposal(material, topic, on, share, usual, min(1.0, p * len(topics))))
    return Finding(sorted(found, key=lambda f: f.figures["share"]), unsaid)


def _share(words: pd.DataFrame) -> float:
    return float(words["on_code"].sum() / max(words["n_words"].sum(), 1))


def _below(by_group: pd.DataFrame, seen: pd.DataFrame) -> float:
    """Chance of so little coding on the topic, groups as units: one-sided t of the differences."""
    whole = seen.groupby("unit")[["n_words", "on_code"]].sum().loc[by_group.index]
    usual = whole["on_code"] / whole["n_words"]
    less = (by_group["on_code"] / by_group["n_words"] - usual).to_numpy()
    error = float(np.std(less, ddof=1)) / math.sqrt(len(less))
    if error == 0:
        return float(less.mean() >= 0)
    return float(stdtr(len(less) - 1, less.mean() / error))


def _proposal(
    material: Material, topic: str, on: pd.DataFrame, share: float, usual: float, p: float
) -> Proposal:
    name = material.topic_name(topic)
    open_ = on[~on["coded"] & on["shown"]]
    n_groups = int(on["unit"].nunique())
    says = (
        f"No code covers “{name}”: of the {int(on['n_words'].sum()):,} words on it that were read, "
        f"in {groups_said(n_groups)}, {share:.0%} carry a code; of all words read it is "
        f"{usual:.0%}. {counted(len(open_), 'turn')} on it carry none."
    )
    could = (
        "Read the quotes. If they are about something you want to be able to report, make a code "
        "of it and read again for it; if they are small talk, or outside your question, leave them."
    )
    return Proposal(
        NOT_COVERED, (), (topic,), name, says, could, {name: _quotes(material, topic, open_)},
        {"n_groups": n_groups, "n_passages": len(open_), "n_turns": len(on), "share": share,
         "by_chance": usual, "p_adjusted": p},
    )  # fmt: skip


def _quotes(material: Material, topic: str, turns: pd.DataFrame) -> pd.DataFrame:
    """Turns on a topic that carry no code, the topic's own examples first."""
    topics = material.topics
    assert topics is not None
    weight = topics.turn_topics_.loc[turns.index, topic]
    typical = topics.exemplars_[topics.exemplars_["topic"] == topic].set_index("turn_id")["score"]
    first = 1 + typical.reindex(turns.index)
    rows = turns.reset_index()
    return rows.assign(
        start=0, end=rows["text"].str.len(), quote=rows["text"],
        weight=first.where(first.notna(), weight).to_numpy(),
        verbatim=rows["verbatim"].fillna(value=True),
    )  # fmt: skip
