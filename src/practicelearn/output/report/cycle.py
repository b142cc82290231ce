"""You said, we did, did it help, what we could not do and why: the section of both documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._tables import RECHECKS, SURVEY, empty_table
from practicelearn.output.disclosure.rules import Round, figures_hidden, outward
from practicelearn.output.gate.cells import part_cell, points_cell, share_cell
from practicelearn.output.gate.raised import share_cells
from practicelearn.output.gate.sizes import bounds_said, days_said, score_said, tally_cell
from practicelearn.output.gate.wording import (
    HIDDEN,
    MISSING,
    capital,
    is_missing,
    long_date,
    text,
)
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph, Table
from practicelearn.output.report.figures import (
    NOT_TOLD,
    caution_said,
    coarse,
    from_rounded,
    reason_said,
    together,
)
from practicelearn.output.report.material import Material
from practicelearn.themes.cycle.checks import check_actions
from practicelearn.themes.cycle.naming import GiveAways, small_counts
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.cycle.summary import (
    delivered_by_moved,
    open_actions,
    status_said,
    you_said,
)
from practicelearn.themes.cycle.survey import survey_beside
from practicelearn.themes.plan import NO_PLAN
from practicelearn.themes.provenance import without_sessions
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Bounds, Score, Tally

__all__ = [
    "NOT_PRINTED",
    "SAID_ONCE",
    "CycleTables",
    "SheetWords",
    "cycle_section",
    "cycle_tables",
    "figures_of_actions",
    "others_for_readers",
    "others_said",
    "without_small",
]

NOT_PRINTED = "[in the evidence file only]"
NOT_PROMISED = "a draft, not promised yet"
SAID_ONCE = re.compile(
    r" \((?:changes of more than \d+ points are|no change is) ruled out\)"
    rf"| \({re.escape(NO_PLAN)}[^()]*\)"
)
"""What readers are told where the themes stand, and not again beside each promise."""
APART = (
    "Whether something was done and what is heard now are two things. Nothing here says that one "
    "came of the other: other things changed in the same year."
)
_READING = ("reading_before", "reading_after", "reading_low", "reading_high")
_OTHERS = ["others_change", "others_low", "others_high"]
_SIDES = [
    f"n_{side}_{when}"
    for when in ("before", "after")
    for side in ("people", "for", "against", "mixed")
]


@dataclass(frozen=True)
class CycleTables:
    """What the section is made from.

    Parameters
    ----------
    cycle : LearningCycle
    rechecks : DataFrame
        As ``recheck`` returns it.
    survey : DataFrame
        As ``read_survey`` returns it; may be empty.
    """

    cycle: LearningCycle
    rechecks: pd.DataFrame
    survey: pd.DataFrame = field(default_factory=lambda: empty_table(SURVEY))


def cycle_tables(
    cycle: LearningCycle | None, rechecks: pd.DataFrame | None, survey: pd.DataFrame | None
) -> CycleTables | None:
    """Return what the section is made from; None without a cycle."""
    if cycle is None:
        return None
    return CycleTables(
        cycle,
        empty_table(RECHECKS) if rechecks is None else rechecks,
        empty_table(SURVEY) if survey is None else survey,
    )


def cycle_section(
    material: Material, tables: CycleTables | None, *, for_readers: bool
) -> list[Block]:
    """Return the section about what was promised; nothing without an action sheet.

    For readers, words that name a person, a team with a role, or repeat a transcript are not
    printed, counts of 1 to 4 people are "fewer than 5", and the figures of themes stand in the
    appendix (``figures_of_actions``).
    """
    if tables is None or tables.cycle.recommendations.empty:
        return []
    rechecks = tables.rechecks
    if for_readers:
        rechecks = without_small(rechecks, material)
    words = SheetWords(GiveAways.of(material.themes.corpus) if for_readers else None)
    said = you_said(tables.cycle, rechecks, rounds=material.years)
    if for_readers:
        said["did_it_help"] = said["did_it_help"].str.replace(SAID_ONCE, "", regex=True)
    blocks: list[Block] = [
        Heading("You said, we did, did it help", anchor="cycle"),
        Paragraph(APART),
    ]
    if not for_readers:
        blocks += _to_do(material, tables)
    for year in said["year"].drop_duplicates():
        own = said[said["year"].isna()] if is_missing(year) else said[said["year"] == year]
        blocks += _answers(text(year, "no round named"), own, tables.cycle, words)
    blocks += [*_could_not(said, words), *_apart(rechecks)]
    if not (said["we_did"].notna() | said["not_done_and_why"].fillna("").ne("")).any():
        blocks.append(Paragraph("The action sheet holds no answer to what was said yet."))
    if not for_readers:
        blocks += _figures(rechecks, for_readers=False)
    return [*blocks, *_survey(material, tables.survey, for_readers=for_readers)]


def figures_of_actions(material: Material, tables: CycleTables | None) -> list[Block]:
    """Return the figures of themes that were acted on, for the appendix of the readers' report."""
    if tables is None or tables.cycle.recommendations.empty:
        return []
    return _figures(without_small(tables.rechecks, material), for_readers=True)


@dataclass(frozen=True)
class SheetWords:
    """Cells of the sheet as they may be printed; without ``give_away`` as they are."""

    give_away: GiveAways | None

    def __call__(self, cell: Any, *, is_role: bool = False, counts: bool = True) -> str:
        """Return a cell for print; ``counts``: 1 to 4 people become "fewer than 5"."""
        if is_missing(cell) or not cell:
            return "–"
        if self.give_away is None:
            return str(cell)
        if self.give_away.why(cell, is_role=is_role):
            return NOT_PRINTED
        return small_counts(str(cell)) if counts else str(cell)


def _answers(year: str, said: pd.DataFrame, cycle: LearningCycle, words: SheetWords) -> list[Block]:
    rows = []
    for row in said.itertuples():
        if row.action_id is None:
            continue
        action = cycle.actions.loc[row.action_id]
        who = "Nobody yet" if action["owner"] is None else words(action["owner"], is_role=True)
        due = "" if is_missing(action["due"]) else f", by {long_date(action['due'])}"
        rows.append(
            [
                words(row.you_said),
                words(row.we_did, counts=False),  # "two people on every visit" counts no voices
                f"{who}{due}. {capital(status_said(text(row.status, NOT_PROMISED)))}",
                words(row.did_it_help, counts=False),
            ]
        )
    if not rows:
        return []
    header = ["You said", "We will", "Who, by when; how far", "Did it help?"]
    return [
        Heading(f"Said in {year}", 3),
        Table(f"What was said in {year}, what was promised, and what is heard now", header, rows),
    ]


def _could_not(said: pd.DataFrame, words: SheetWords) -> list[Block]:
    own = said[said["not_done_and_why"].fillna("") != ""]
    if own.empty:
        return []
    rows = [
        [words(r.you_said), words(r.we_did, counts=False), words(r.not_done_and_why)]
        for r in own.itertuples()
    ]
    header = ["You said", "We will", "What we could not do, and why"]
    return [
        Heading("What we could not do, and why", 3),
        Table("What was not done, or not in full", header, rows),
    ]


def _apart(rechecks: pd.DataFrame) -> list[Block]:
    if rechecks.empty:
        return []
    counts = delivered_by_moved(rechecks)
    counts = counts.loc[:, counts.sum() > 0]
    rows = []
    for name in counts.index[counts.sum(axis=1) > 0]:
        row = Row("delivered by moved", (("done", str(name)),), counts.loc[name].to_dict())
        rows.append([capital(str(name)), *(tally_cell(Tally(row, c)) for c in counts.columns)])
    return [
        Heading("Done or not, and what is heard now", 3),
        Paragraph(
            "Only a measure whose balance of for and against was declared and tested can be called "
            "improved or worse. Figures from outside the groups, a survey’s scores among them, are "
            "held against their targets and not tested.",
            "note",
        ),
        Table("Number of actions", ["Done", *map(capital, counts.columns)], rows),
    ]


def _figures(rechecks: pd.DataFrame, *, for_readers: bool) -> list[Block]:
    own = rechecks[(rechecks["kind"] == "theme") & rechecks["year_after"].notna()]
    own = own.drop_duplicates(["measure", "year_before", "year_after"])
    if own.empty:
        return []
    rows = [
        [
            "{name}, {year_before} to {year_after}".format_map(r.cells),
            *_shares(r, for_readers=for_readers), bounds_said(Bounds(r)),
            bounds_said(Bounds(r, ("shrunk_low", "shrunk_high"))), others_said(r),
        ]
        for r in (Row.told("rechecks", r, *_BY) for r in own.itertuples(index=False))
    ]  # fmt: skip
    header = ["Theme", "Before", "After", "Change", "Interval", _FAIR, _BESIDE]
    # a column that says nothing in any row is no column; the words on it go with it
    kept = [
        k for k, name in enumerate(header)
        if name not in _EXPLAINED or any(row[k] not in (HIDDEN, MISSING) for row in rows)
    ]  # fmt: skip
    explained = [_FALLS, *(_EXPLAINED[header[k]] for k in kept if header[k] in _EXPLAINED)]
    cautions = together(c for row in own["cautions"] for c in row)
    return [
        Heading("The figures of themes that were acted on", 3),
        Paragraph(" ".join(explained), "note"),
        Table(
            "Mean share of people a group; change in percentage points",
            [header[k] for k in kept],
            [[row[k] for k in kept] for row in rows],
        ),
        *([Bullets([f"{capital(c)}." for c in cautions])] if cautions else []),
    ]


_FAIR, _BESIDE = "Fair interval", "Other themes"
_FALLS = "What many raise in one year falls by itself in the next."
_EXPLAINED = {
    _FAIR: "Where a theme was chosen for that, the fair interval starts from a share drawn towards "
    "all themes.",
    _BESIDE: "“Other themes” are those no action was aimed at: the middle one of their changes, "
    "with the smallest and the largest; a fall they share is no sign of an action.",
}


_BY = ("measure", "year_before", "year_after")


def others_said(row: Row) -> str:
    """Return what themes did that no action was aimed at: the median, the smallest, the largest."""
    if row.lacks("others_change"):
        return HIDDEN
    middle = points_cell(row, "others_change")
    spread = bounds_said(Bounds(row, ("others_low", "others_high")))
    return middle if Tally(row, "n_others").n < 2 else f"{middle} ({spread})"


def others_for_readers(rechecks: pd.DataFrame) -> pd.DataFrame:
    """Return what other themes did in steps of 5 points, the ends moved outward.

    A change to the point would be finer than the shares beside it.
    """
    out = rechecks.copy()
    out["others_change"] = (20 * out["others_change"]).round() / 20
    ends = [outward(a, b) for a, b in zip(out["others_low"], out["others_high"], strict=True)]
    out["others_low"] = pd.Series([a for a, _ in ends], index=out.index, dtype=float)
    out["others_high"] = pd.Series([b for _, b in ends], index=out.index, dtype=float)
    return out


def _survey(material: Material, survey: pd.DataFrame, *, for_readers: bool) -> list[Block]:
    if survey.empty:
        return []
    beside = survey_beside(survey, material.themes)
    years = material.themes.corpus.in_order(beside["year"].unique())
    rows = []
    for standard, own in beside.groupby("standard", sort=False):
        told = {r.year: Row.told("survey", r, "standard", "year") for r in own.itertuples()}
        own_scores = {y: Score(row) for y, row in told.items()}
        last = own.sort_values("year", key=lambda labels: labels.map(years.index)).iloc[-1]
        scores = [score_said(own_scores.get(y)) for y in years]
        people = part_cell(
            Row.told("survey", last, "standard", "year"), "n_people_raised", "n_people"
        )
        if for_readers and not is_missing(last["n_people_raised"]):
            place = (str(last["theme_id"]), str(last["year"]))
            said = material.people_said(*place)
            people = f"{said}{material.as_reported(*place)}" if said else HIDDEN
        rows.append([str(standard), *scores, text(last["name"]), people])
    header = ["Standard", *years, "Theme beside it", f"People, {years[-1]}"]
    return [
        Heading("The council’s own survey beside the themes", 3),
        Paragraph(
            "Scores from 0 to 100: low to 50, moderate to 74, high from 75. They come from other "
            "people and other questions than the groups; a high score and much talk may both be "
            "true."
        ),
        Table("Survey scores, and people who raised the theme in the groups", header, rows),
    ]


def _to_do(material: Material, tables: CycleTables) -> list[Block]:
    """For the team: what is open, and what is wrong with the sheet."""
    blocks: list[Block] = []
    still = open_actions(tables.cycle, on=material.made)
    if len(still):
        rows = [
            [
                str(r.we_will), text(r.owner), text(r.due), capital(status_said(str(r.status))),
                days_said(Tally(Row.told("actions", r, "we_will"), "days_over")), text(r.lacks),
            ]
            for r in still.itertuples()
        ]  # fmt: skip
        header = ["We will", "Who", "By when", "Status", "Overdue by", "Lacks"]
        blocks.append(Table(f"Open actions on {long_date(material.made)}", header, rows))
    issues = check_actions(tables.cycle, material.themes, on=material.made)
    if len(issues):
        header = ["Where", "What", "What was written"]
        rows = [[text(r.source_loc), r.message, text(r.text)] for r in issues.itertuples()]
        blocks.append(Table("To look at in the action sheet", header, rows))
    return blocks


def without_small(rechecks: pd.DataFrame, material: Material) -> pd.DataFrame:
    """Rechecks without figures that could point at single people; the verdicts stay.

    What other themes did is told of all of them together: with the changes that are printed it
    tells of the hidden themes among them, so it goes too. For and against stands there only where
    the report may draw it in both rounds.
    """
    hidden = material.without_share
    rounds = [rechecks["year_before"], rechecks["year_after"]]
    hide = np.array(
        [
            kind == "theme" and figures_hidden(*(hidden.get((theme, y), "few") for y in years))
            for kind, theme, *years in zip(
                rechecks["kind"], rechecks["measure"], *rounds, strict=True
            )
        ],
        dtype=bool,
    )
    heard = (rechecks["kind"] == "theme").to_numpy(bool)
    out = others_for_readers(rechecks)
    if heard.any():
        out.loc[heard] = coarse(
            out[heard], hide[heard], before="before", after="after",
            intervals=(("low", "high"), ("shrunk_low", "shrunk_high")),
            further=("shrunk_before", *_READING),
        )  # fmt: skip
    if material.rounding and heard.any():
        gone = ["low", "high", "shrunk_before", "shrunk_low", "shrunk_high", *_READING]
        out.loc[heard] = from_rounded(
            out[heard], material.rounded_shares, theme="measure", before="before", after="after",
            further=gone,
        )  # fmt: skip
        out.loc[heard, _OTHERS] = np.nan
    out.loc[_tells_of_others(rechecks, hidden), _OTHERS] = np.nan
    compared = heard & rechecks["difference"].notna().to_numpy(bool)
    said = pd.Series(
        [without_sessions(reason_said(r)) for r in out.itertuples()], index=out.index, dtype=object
    )
    out["why"] = out["why"].mask(compared, said)
    undecided = compared & (out["reading"] == "cannot tell").to_numpy(bool)
    out["reading_why"] = out["reading_why"].mask(undecided, NOT_TOLD)
    out["cautions"] = [[caution_said(c) for c in own] for own in out["cautions"]]
    drawn = [_drawn(r, material) for r in rechecks.itertuples()]
    for column in _SIDES:
        out[column] = pd.Series([d.get(column) for d in drawn], index=out.index, dtype=float)
    return out


def _drawn(row: Any, material: Material) -> dict[str, int]:
    """For and against in both rounds, as the report draws them; nothing where it draws one only."""
    rounds = ((row.year_before, "before"), (row.year_after, "after"))
    parts = {when: material.draws(str(row.measure), str(year)) for year, when in rounds}
    if row.kind != "theme" or any(own is None for own in parts.values()):
        return {}
    return {
        f"{name}_{when}": n
        for when, own in parts.items()
        if own is not None
        for name, n in zip(("n_people", "n_for", "n_against", "n_mixed"), (sum(own), *own[:3]),
                           strict=True)
    }  # fmt: skip


def _tells_of_others(rechecks: pd.DataFrame, hidden: Mapping[Round, str]) -> npt.NDArray[np.bool_]:
    """For each recheck, whether any of the themes it is set beside is hidden."""
    few = {key for key, why in hidden.items() if why}
    told = []
    for row in rechecks.itertuples():
        same = rechecks[rechecks["year_after"] == row.year_after]
        aimed = set(same.loc[same["year_before"] == row.year_before, "measure"])
        themes = {theme for theme, year in few if year in (row.year_before, row.year_after)}
        told.append(bool(themes - aimed))
    return np.array(told, dtype=bool)


def _shares(row: Row, *, for_readers: bool) -> list[str]:
    if for_readers:
        return share_cells(row, ("before", "after", "difference"), missing=HIDDEN)
    shares = [share_cell(row, column, missing=HIDDEN) for column in ("before", "after")]
    return [*shares, points_cell(row, "difference", missing=HIDDEN)]
