"""What changed between rounds: words first, then picture, table and both rounds' quotes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from practicelearn._once import once_for_each
from practicelearn._tables import COMPARISON, empty_table
from practicelearn.output.disclosure.rules import Round, figures_hidden
from practicelearn.output.gate.cells import chance_cell, points_cell, share_cell, size_cell
from practicelearn.output.gate.raised import (
    balance_said,
    change_said,
    points_said,
    share_cells,
    verdict_cell,
    verdicts_said,
)
from practicelearn.output.gate.sizes import bounds_said, spread_heading
from practicelearn.output.gate.sizes import sizes_said as one_round
from practicelearn.output.gate.wording import (
    HIDDEN,
    SMALL,
    capital,
)
from practicelearn.output.plots import plot_change
from practicelearn.output.report.blocks import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Picture,
    Sides,
    Table,
)
from practicelearn.output.report.figures import (
    ROUNDED,
    caution_said,
    coarse,
    from_rounded,
    reason_said,
    together,
)
from practicelearn.output.report.material import Material
from practicelearn.themes.claims import Shift
from practicelearn.themes.plan import NO_PLAN
from practicelearn.themes.provenance import without_sessions
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Bounds, Sizes
from practicelearn.themes.verdicts import NOT_TESTED, WOBBLE

__all__ = [
    "change_figures",
    "change_in_words",
    "for_readers",
    "newest_change",
    "readers_change",
    "what_changed",
]

SIDE_BY_SIDE = 3


def what_changed(material: Material) -> list[Block]:
    """Everything about change, for the team; newest pair of rounds first."""
    if material.change is None or material.change.empty:
        return []
    blocks: list[Block] = [
        Heading(material.heading("What changed"), anchor="change"),
        Paragraph(
            "“Heard more” and “heard less” say what was raised by more or fewer people. Less talk "
            "may be fatigue or fear; it is no improvement by itself. “Cannot tell” is the usual "
            f"answer with this few groups: read both rounds’ words side by side. {WOBBLE}"
        ),
    ]
    for before, after in material.contrasts():
        rows = _of(material.change, before, after)
        blocks.append(Heading(f"{before} to {after}", 3))
        balances = material.balances_of(before, after)
        told = [balance_said(r, figures=True) for r in balances.itertuples()]
        blocks.append(Bullets([*change_in_words(rows), *told]))
        blocks += change_figures(rows, full=True)
        for row in rows[rows["theme_id"].isin(material.themes.declared)].itertuples():
            blocks.append(Heading(f"{row.name}, {before} and {after}", 4))
            blocks.append(Paragraph(change_said(row, figures=True)))
            written = [
                f"{y}, {s}" for y in (before, after) for s in material.summaries(row.theme_id, y)
            ]
            blocks += [Bullets(written)] if written else []
            sides = [material.quotes(row.theme_id, SIDE_BY_SIDE, y) for y in (before, after)]
            blocks.append(Sides((before, after), (sides[0], sides[1])))
    return blocks


def _of(change: pd.DataFrame, before: str, after: str) -> pd.DataFrame:
    rows: pd.DataFrame = change[(change["year_before"] == before) & (change["year_after"] == after)]
    return rows


def change_in_words(rows: pd.DataFrame) -> list[str]:
    """Return one sentence a verdict, naming its themes; untested themes are only counted."""
    tested = rows[rows["verdict"] != NOT_TESTED]
    said = verdicts_said(tested)
    unplanned = tested["why"].dropna().astype(str).str.startswith(NO_PLAN)
    if len(tested) and unplanned.any():
        said.append(f"{NO_PLAN}.")
    if tested.empty:
        said.append(
            "No theme was declared as a headline before the rounds were compared, so none is "
            "tested. The intervals below are for exploring only."
        )
    return said


def change_figures(rows: pd.DataFrame, *, full: bool, changed: Collection[str] = ()) -> list[Block]:
    """Return the picture with its table, and cautions, for one pair of rounds.

    ``full``: with p and the smallest detectable change, for the team. ``changed``: rounds whose
    size readers know as it was released.
    """
    before, after = rows["year_before"].iloc[0], rows["year_after"].iloc[0]
    people = rows[rows["measure"] != "share of words"]
    shown = people if len(people) else rows
    table = _table(rows, before, after, full=full, changed=changed)
    blocks: list[Block] = [table]
    if shown["low"].notna().any():
        title = f"Change from {before} to {after}"
        alt = f"{title}, a dot and an interval a theme. " + " ".join(
            points_said(Row.told("comparison", r, *_BY))
            for r in shown[shown["difference"].notna()].itertuples(index=False)
        )
        blocks = [Picture(title, alt, lambda: plot_change(shown), table)]
    cautions = together(c for row in rows["cautions"] for c in row)
    said = [f"{capital(c)}." for c in cautions]
    return [*blocks, *([Bullets(said)] if said else [])]


def _table(
    rows: pd.DataFrame, before: str, after: str, *, full: bool, changed: Collection[str]
) -> Table:
    levels = rows["level"].dropna().unique()
    body = [
        [
            r.cells["name"], *_shares(r, full=full), _interval(r, levels), verdict_cell(r),
            chance_cell(r, "p_adjusted"), size_cell(r, "smallest_detectable"),
        ]
        for r in (Row.told("comparison", own, *_BY) for own in rows.itertuples(index=False))
    ]  # fmt: skip
    spread = spread_heading(list(levels))
    header = ["Theme", before, after, "Change", spread, "Verdict", "p", "Detectable"]
    unit = rows["unit"].iloc[0]
    what = ROUNDED if rows["measure"].eq(ROUNDED).any() else f"mean share a {unit}"
    caption = f"{before} to {after}: {what}; change in percentage points. "
    caption += sizes_said(rows.iloc[0], full=full, changed=changed)
    if not full:
        return Table(caption, header[:-2], [row[:-2] for row in body])
    caption += (
        " p: over all headline themes; detectable: the change that 80% of such studies would find"
    )
    return Table(caption, header, body)


_BY = ("theme_id", "year_before", "year_after")


def _interval(row: Row, levels: Collection[float]) -> str:
    """The interval that bears the verdict, with its level where rows differ in it."""
    return bounds_said(Bounds(row, level="level" if len(levels) > 1 else ""))


def _shares(row: Row, *, full: bool) -> list[str]:
    """Both means and their difference; the team's may be of strata, pairs, or a coder's shift."""
    if not full:
        return share_cells(row, ("mean_before", "mean_after", "difference"))
    means = ("mean_before", "mean_after")
    return [*(share_cell(row, m, missing=HIDDEN) for m in means), points_cell(row, "difference")]


def sizes_said(row: pd.Series, *, full: bool, changed: Collection[str] = ()) -> str:
    """Return how many groups, how long and how large: what a difference between rounds rests on.

    For readers, not ``full``, the size of groups is left out where they hold 1 to 4 people in all,
    and of rounds in ``changed``.
    """
    parts = []
    for year, when in ((row["year_before"], "before"), (row["year_after"], "after")):
        claim = Sizes.told_by(row, when)
        people = full or not (0 < claim.n * claim.size < SMALL or year in changed)
        parts.append(one_round(claim, year, people=people))
    return f"{parts[0]}; {parts[1]}."


@once_for_each
def readers_change(material: Material) -> pd.DataFrame:
    """Return the comparison as readers get it; empty where no rounds are compared."""
    if material.change is None or not len(material.change):
        return empty_table(COMPARISON)
    return for_readers(
        material.change, material.without_share, material.shown, material.rounded_shares
    )


def newest_change(material: Material) -> pd.DataFrame | None:
    """Return the same of the newest round beside the one before it; None where it has none."""
    change = readers_change(material)
    if change.empty or not material.beside:
        return None
    own = _of(change, material.beside, material.latest)
    return own if len(own) else None


def for_readers(
    change: pd.DataFrame,
    hidden: Mapping[Round, str],
    themes: Collection[str],
    rounded: Mapping[Round, float] | None = None,
) -> pd.DataFrame:
    """Return the comparison without figures that could point at single people.

    Parameters
    ----------
    change : DataFrame
        As ``compare_years`` returns it.
    hidden : mapping
        As ``Material.without_share`` gives it.
    themes : collection of str
        The theme ids a reader may see.
    rounded : mapping, optional
        As ``Material.rounded_shares`` gives it, where counts are rounded: shares come of these,
        and intervals, which do not, are left out.

    Returns
    -------
    DataFrame
        Only these themes, and only from codes. Where people of either round are hidden, no share
        of the row is left, nor anything computed from one; the verdict stays. The other rows have
        whole per cent, and intervals moved outward to 5 points: the picture is drawn from them.

    Raises
    ------
    ClaimError
        A verdict and its shares contradict each other.
    """
    shown = change["theme_id"].isin(themes) & (change["measure"] != "share of words")
    own = change[shown].copy()
    for row in own.itertuples():
        Shift.told_by(row)  # held while its shares are there: what readers get may lack them
    hide = np.array(
        [
            figures_hidden(*(hidden.get((theme, y), "few") for y in years))
            for theme, *years in zip(
                own["theme_id"], own["year_before"], own["year_after"], strict=True
            )
        ],
        dtype=bool,
    )
    out = coarse(
        own, hide, before="mean_before", after="mean_after",
        intervals=(("low", "high"), ("inner_low", "inner_high")),
        further=("p", "p_adjusted", "smallest_detectable"),
    )  # fmt: skip
    if rounded:
        gone = ["low", "high", "inner_low", "inner_high", "level", "p", "p_adjusted"]
        out = from_rounded(
            out, rounded, theme="theme_id", before="mean_before", after="mean_after", further=gone
        ).assign(measure=ROUNDED, design=ROUNDED)
    out["why"] = pd.Series(
        [without_sessions(reason_said(r)) for r in out.itertuples()], index=out.index, dtype=object
    )
    out["cautions"] = [[caution_said(c) for c in said] for said in own["cautions"]]
    return out
