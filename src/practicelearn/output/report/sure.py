"""How sure: what each headline verdict hangs on, in full for the team, in a line for readers."""

from __future__ import annotations

import pandas as pd

from practicelearn.output.gate.cells import chance_cell, points_cell
from practicelearn.output.gate.otherwise import otherwise_cell, turned_said, turns_said
from practicelearn.output.gate.sizes import bounds_said
from practicelearn.output.gate.wording import capital, is_missing
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph, Table
from practicelearn.output.report.material import Material
from practicelearn.themes.otherwise import RECURRENCE
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Bounds, Part

__all__ = ["how_sure", "whether_it_turns"]

_WAYS = {
    "unit": "teams or facilitators count once instead of groups",
    "weights": "each person counts alike instead of each group",
    "largest group": "the largest group is left out",
    "coder": "another coder’s reading is used where there is one",
    "worthwhile": "the smallest change that matters is set otherwise",
    "earlier rules": "the counting rules of the last report are used",
    "changed after the plan": "what was settled only after the plan is used",
}
"""Each way, as it goes on from "when"."""
_BY = ["theme_id", "year_before", "year_after"]
_LONG = 12


def how_sure(material: Material) -> list[Block]:
    """Return the page of the evidence file: what if it had been counted otherwise."""
    table = material.sensitivity
    if table is None or table.empty:
        return []
    blocks: list[Block] = [
        Heading("How sure: what if we had counted otherwise", anchor="sure"),
        Paragraph(
            "Each headline verdict again, with one choice at a time made otherwise and all else as "
            "it was. It shows what a verdict hangs on. It is not there to choose from: whoever "
            "takes the way of counting that finds most has tested many times and tells of it once, "
            "so the verdict as planned stands."
        ),
    ]
    for before, after in material.contrasts():
        own = table[(table["year_before"] == before) & (table["year_after"] == after)]
        if own.empty:
            continue
        blocks.append(Heading(f"Counted otherwise, {before} to {after}", 3))
        blocks.append(Bullets(_in_words(own)))
        blocks.append(_table(own, before, after))
    return blocks


def whether_it_turns(material: Material, before: str, after: str) -> str:
    """Return for readers whether any headline verdict turns, and on what; or an empty string.

    It names no theme. Where figures of one of them are hidden, it does not say either on what it
    hangs: the sentence is about all verdicts that readers get, or it would tell them too little.
    """
    table = material.sensitivity
    if table is None:
        return ""
    own = table[(table["year_before"] == before) & (table["year_after"] == after)]
    own = own[own["theme_id"].isin(material.shown)]
    hidden = any(
        material.without_share.get((theme, year), "few")
        for theme in own["theme_id"].unique()
        for year in (before, after)
    )
    said = _said(own, told_apart=not hidden)
    turns = bool(own.loc[own["alternative"] != RECURRENCE, "turns"].any())
    return f"{said} The team’s evidence file says which." if turns else said


def _said(own: pd.DataFrame, *, told_apart: bool = True) -> str:
    """One sentence over the verdicts of a pair of rounds; empty where nothing could be tried."""
    own = _tried(own)
    if own.empty:
        return ""
    by_theme = own.groupby("theme_id", sort=False)["turns"].any()
    by_way = own.groupby("alternative", sort=False)["turns"].any()
    claim = Part.where(by_theme, "otherwise")
    if claim.n and not told_apart:
        return turns_said(claim, [_WAYS[str(way)] for way in by_way.index], [], told_apart=False)
    turning, others = (
        [_WAYS[str(way)] for way, turns in by_way.items() if bool(turns) == wanted]
        for wanted in (True, False)
    )
    return turns_said(claim, turning, others)


def _tried(own: pd.DataFrame) -> pd.DataFrame:
    """Rows in which something was counted otherwise and gave a verdict."""
    return own[(own["alternative"] != RECURRENCE) & own["verdict"].notna() & own["why"].isna()]


def _in_words(own: pd.DataFrame) -> list[str]:
    said = [words for words in [_said(own)] if words]
    counted = own[own["alternative"] != RECURRENCE]
    said += [
        turned_said(list(rows.itertuples()))
        for _, rows in counted[counted["turns"]].groupby("theme_id", sort=False)
    ]
    rest = counted[counted["why"].notna()].drop_duplicates(["what", "why"])
    for row in rest.itertuples():
        head = "not tried" if is_missing(row.verdict) else "nothing changes"
        said.append(f"{capital(row.what)}: {head}, as {row.why}.")
    recurring = own[own["alternative"] == RECURRENCE]
    turning = recurring[recurring["turns"]]
    said += [
        f"{row.name} {otherwise_cell(_told(row), 'verdict_planned')}; it "
        f"{otherwise_cell(_told(row), 'verdict')} where {row.what}."
        for row in turning.itertuples(index=False)
    ]
    if len(recurring) and turning.empty:
        said.append(
            "Whether a headline theme recurs does not hang on one group or one person more or "
            "fewer in what “recurring” means."
        )
    return said


def _table(own: pd.DataFrame, before: str, after: str) -> Table:
    rows = [
        [
            str(row.cells["name"]),
            capital(str(row.cells["what"])),
            points_cell(row, "difference"),
            bounds_said(Bounds(row)),
            chance_cell(row, "p_adjusted"),
            otherwise_cell(row, "verdict"),
            otherwise_cell(row, "verdict_planned"),
            "yes" if row.cells["turns"] else "no",
        ]
        for row in (_told(r) for r in _tried(own).itertuples(index=False))
    ]
    header = ["Theme", "What is done otherwise", "Change", "Interval", "p", "Verdict", "As planned",
              "Turns"]  # fmt: skip
    caption = f"Counted otherwise, {before} to {after}: change in percentage points"
    return Table(caption, header, rows, folded=len(rows) > _LONG)


def _told(row: object) -> Row:
    return Row.told("otherwise", row, *_BY, "what")
