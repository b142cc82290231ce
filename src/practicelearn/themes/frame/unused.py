"""Codes never used, of those that a reader could have used."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from practicelearn._tables import EVIDENCE, empty_table
from practicelearn.coding.frame import Code
from practicelearn.errors import counted
from practicelearn.themes.frame.material import FEWEST_GROUPS, Material
from practicelearn.themes.frame.proposals import (
    NEVER_USED,
    Finding,
    Proposal,
    Unsaid,
    groups_said,
)
from practicelearn.themes.verdicts import could_have_missed

__all__ = ["codes_never_used"]


def codes_never_used(material: Material, *, cache: Path | None = None) -> Finding:
    """Return codes that nobody has given, in talk that was read for them.

    A code that only holds others is used where one of these is. Reading under a version of the
    frame without the code says nothing of it, and whoever's coding counts: used is used.
    """
    used = _used(material)
    open_ = [material.frame[c] for c in material.codes if c not in used]
    hits = _hits(material, open_, cache) if open_ else empty_table(EVIDENCE)
    found, unsaid = [], []
    for code in open_:
        read = _groups_read(material, code.id)
        n_groups = int(material.said["unit"].nunique())
        if len(read) < FEWEST_GROUPS:
            why = (
                f"too little read: {groups_said(len(read))} of {n_groups} read to the end with "
                "this code in the frame"
            )
            unsaid.append(Unsaid(f"whether “{code.name}” is never used", why))
            continue
        own = hits[(hits["theme_id"] == code.id) & hits["unit"].isin(read)]
        found.append(_proposal(material, code, read, own))
    return Finding(found, unsaid)


def _used(material: Material) -> set[str]:
    """Codes that any person gave to anything, with the codes above them."""
    used: set[str] = set()
    for code in material.everyone.spans["code"].unique():
        up: str | None = str(code)
        while up is not None and up not in used:
            used.add(up)
            up = material.frame[up].parent if up in material.frame else None
    return used


def _groups_read(material: Material, code: str) -> list[int]:
    """Groups of which every participant's turn was read under a frame that held the code."""
    whole = material.known[code].groupby(material.said["unit"]).all()
    return [int(u) for u in whole.index[whole]]


def _hits(material: Material, codes: list[Code], cache: Path | None) -> pd.DataFrame:
    """Participants' turns in which a code's cue words are said: a word count, not coding."""
    from practicelearn.language.phrases import found_by_part
    from practicelearn.language.pipeline import tokens_by_part

    cues = {c.id: list(c.cues) for c in codes if c.cues}
    said = material.said
    if not cues:
        return empty_table(EVIDENCE).assign(unit=pd.Series(dtype="int64"))
    found = found_by_part(tokens_by_part(material.corpus.turns, cache=cache), cues)
    found = found.drop_duplicates(["turn_id", "key"])
    found = found[found["turn_id"].isin(said.index[said["shown"]])]
    rows = said.loc[found["turn_id"]].reset_index()
    return rows.assign(
        theme_id=found["key"].to_numpy(), start=0, end=rows["text"].str.len(), quote=rows["text"],
        weight=float("nan"), verbatim=rows["verbatim"].fillna(value=True),
    )  # fmt: skip


def _proposal(material: Material, code: Code, read: list[int], hits: pd.DataFrame) -> Proposal:
    n_turns = int(material.known[code.id].sum())
    n_hits, n_where = len(hits), hits["unit"].nunique()
    words = "it has no cue words to look for"
    if code.cues:
        words = "none of its cue words is said there"
    if n_hits:
        words = (
            f"its cue words are said in {counted(n_hits, 'turn')} of {groups_said(n_where)}, which "
            "a person read and coded otherwise, or not at all"
        )
    says = (
        f"“{code.name}” was never used: {counted(n_turns, 'turn')} of {groups_said(len(read))} "
        f"were read with it in the frame; {words}. Up to {could_have_missed(len(read)):.0%} of "
        "such groups could still raise it."
    )
    could = (
        "If nobody could have raised it here, keep it: that a group did not speak of it may be a "
        "finding. If it is no longer asked about, retire it. If its words are said in the quotes, "
        "look whether its definition is too narrow."
    )
    head = f"Where words of “{code.name}” are said"
    return Proposal(
        NEVER_USED, (code.id,), (), code.name, says, could, {head: hits} if n_hits else {},
        {"n_groups": len(read), "n_passages": 0, "n_turns": n_turns},
    )  # fmt: skip
