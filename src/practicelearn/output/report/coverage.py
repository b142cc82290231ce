"""Who answered: planned and held, invited and come. All of it for the team, little for readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from practicelearn._once import once_for_each
from practicelearn.output.disclosure.answered import (
    ANSWERED_BY,
    ATTRIBUTES_SAID,
    Answered,
    Kind,
    until_nobody_can_tell,
)
from practicelearn.output.disclosure.facts import Came
from practicelearn.output.disclosure.history import earlier_facts
from practicelearn.output.gate.answered import (
    account_said,
    answered_cells,
    answered_said,
    groups_planned_said,
)
from practicelearn.output.gate.cells import number_cell, part_cell, share_cell
from practicelearn.output.gate.wording import capital, joined, long_date, text
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph, Table
from practicelearn.output.report.material import Material
from practicelearn.themes.coverage import came_jointly, coverage, missing_groups
from practicelearn.themes.sources import Row
from practicelearn.themes.themes import Themes

__all__ = ["answered_rounds", "coverage_page", "who_answered", "who_answered_in_short"]

_LONG = 12
_BY = {"all": "everybody", **ATTRIBUTES_SAID, "group_type": "kind of group"}


def who_answered(material: Material) -> list[Block]:
    """Who came to the newest round, of how many, in how many groups. For readers."""
    row = _everybody(material)
    if row is None:
        return []
    told = _told(material)
    blocks: list[Block] = [
        Heading("Who answered", anchor="answered"),
        Paragraph(f"{answered_said(row, told.whole)}{told.as_reported}."),
    ]
    left = [ATTRIBUTES_SAID[by] for by in _told_apart(material) if by not in told.tables]
    for by, facts in told.tables.items():
        of = ATTRIBUTES_SAID[by]
        when = f", {material.latest}" if material.latest else ""
        rows = [[f.value, *answered_cells(f)] for f in facts]
        caption = f"{ANSWERED_BY}{of}{when}{told.as_reported}"
        blocks.append(Table(caption, [capital(of), "Invited", "Came"], rows))
    if told.tables:
        blocks.append(
            Paragraph(
                "Those who led or took notes are not among them. Small numbers, of those who came "
                "and of those who did not, are words or left out, and some others with them, so "
                "that nobody can be picked out.", "note",
            )
        )  # fmt: skip
    if left and told.whole is not None:
        blocks.append(Paragraph(f"By {joined(left)} it is not shown: too few people.", "note"))
    return blocks


def who_answered_in_short(material: Material) -> str:
    """The same in one sentence for directors; "" where nobody says how many were invited."""
    row = _everybody(material)
    if row is None:
        return ""
    told = _told(material)
    if row.lacks("n_groups_planned") and (told.whole is None or told.whole.invited is None):
        return ""
    return f" {answered_said(row, told.whole, named=False)}{told.as_reported}."


def coverage_page(material: Material) -> list[Block]:
    """Everything that is known of who was invited, came, stayed away and spoke. For the team."""
    table = _table(material)
    rounds = material.themes.corpus.by_round(table[table["by"] == "all"], newest_first=True)
    whole = [Row.told("coverage", r, "year", "by", "value") for r in rounds.itertuples()]
    said = [
        f"{_round(r)}{account_said(r)}; {groups_planned_said(r)}"
        + (f". It does not add up: {r.cells['why']}." if r.cells["why"] else ".")
        for r in whole
    ]
    blocks: list[Block] = [
        Heading("Who was invited, who came", anchor="coverage"),
        Bullets(said),
        *_by(material, table),
        *_away(material),
        *_not_held(material),
    ]
    missed = missing_groups(material.themes)
    if len(missed):
        rows = [Row.told("missing groups", r, "theme_id", "year") for r in missed.itertuples()]
        cells = [
            [
                str(r.cells["name"]), text(r.cells["year"]), number_cell(r, "n_groups"),
                share_cell(r, "share"), number_cell(r, "n_missing"), share_cell(r, "low"),
                share_cell(r, "high"),
            ]
            for r in rows
        ]  # fmt: skip
        header = ["Theme", "Round", "Groups", "Share", "Missing", "Nobody in them",
                  "Everybody in them"]  # fmt: skip
        caption = (
            "What the groups that were planned and not held could have made of the mean share: "
            "had nobody in them raised the theme, or everybody"
        )
        blocks.append(Table(caption, header, cells, folded=len(cells) > _LONG))
    return blocks


def answered_rounds(material: Material) -> dict[str, Answered]:
    """Return who came to each round as the sheets hold it now, for the test of disclosure."""
    return _answered(material.themes)


class _Told(NamedTuple):
    """What readers are told of who answered; ``as_reported``: in an earlier release's words."""

    whole: Came | None
    tables: Mapping[str, list[Came]]
    as_reported: str = ""


def _told(material: Material) -> _Told:
    """What may be printed: what a release printed stays as it was (rule 7)."""
    year = material.latest
    fresh = _Told(**_printable(material.themes, year, material.rounding))
    released = [
        f for f in earlier_facts(material.releases) if isinstance(f, Came) and f.round == year
    ]
    if not released:
        return _Told(None, {}) if year in material.changed else fresh
    first = min(f.release for f in released)
    then = {f.key: f for f in released if f.release == first}
    now = [*([fresh.whole] if fresh.whole else []), *(f for t in fresh.tables.values() for f in t)]
    would = {f.key: f for f in now}
    if all(k in would and would[k].prints_as(f) for k, f in then.items()):
        return fresh
    kept: dict[str, list[Came]] = {}
    for (by, _), fact in then.items():
        kept.setdefault(by, []).append(fact)
    at = f" (as reported on {long_date(first[:10])})"
    return _Told(next(iter(kept.pop("all", [])), None), kept, at)


@once_for_each
def _printable(themes: Themes, year: str, rounding: int) -> dict[str, Any]:
    """The solver's word on a round, asked for once for all documents."""
    whole, tables = until_nobody_can_tell(_answered(themes)[year], rounding=rounding)
    return {"whole": whole, "tables": tables}


@once_for_each
def _answered(themes: Themes) -> dict[str, Answered]:
    found: dict[str, Answered] = {}
    table = _coverage(themes)
    for year, own in table.groupby("year", sort=False):
        kinds = {}
        for row in own[own["by"].isin(["all", *ATTRIBUTES_SAID])].itertuples():
            # of more than were invited nobody says how many that was
            fits = not pd.isna(row.n_invited) and row.n_came <= row.n_invited
            of = int(row.n_invited) if fits and row.invited_by == "plan" else None
            kinds[str(row.by), str(row.value)] = Kind(int(row.n_came), of)
        plan = None if themes.plan is None else themes.plan.of(str(year))
        joint = came_jointly(themes.corpus, plan)
        names = [c for c in joint.columns if c in ATTRIBUTES_SAID]
        cells = {
            tuple((c, str(r[c])) for c in names): Kind(int(r["n_came"]), int(r["n_invited"]))
            for r in joint.to_dict("records")
        }
        found[str(year)] = Answered(str(year), kinds, cells)
    return found


def _told_apart(material: Material) -> list[str]:
    """Attributes by which the plan says who was invited."""
    now = answered_rounds(material)[material.latest]
    return [by for by, keys in now.lists.items() if any(now.kinds[k].invited for k in keys)]


def _table(material: Material) -> pd.DataFrame:
    return _coverage(material.themes)


@once_for_each
def _coverage(themes: Themes) -> pd.DataFrame:
    return coverage(themes)


def _everybody(material: Material) -> Row | None:
    table = _table(material)
    own = table[(table["by"] == "all") & (table["year"] == material.latest)]
    return Row.of("coverage", own, by="all", year=material.latest) if len(own) else None


def _round(row: Row) -> str:
    return f"{row.cells['year']}: " if row.cells["year"] else ""


def _by(material: Material, table: pd.DataFrame) -> list[Block]:
    """A table an attribute, the newest round first; below it what of it does not add up."""
    blocks: list[Block] = []
    wrong = []
    for by in [b for b in _BY if b != "all"]:
        own = material.themes.corpus.by_round(table[table["by"] == by], newest_first=True)
        if own.empty:
            continue
        rows = []
        for told in own.itertuples():
            row = Row.told("coverage", told, "year", "by", "value")
            held = part_cell(row, "n_groups_held", "n_groups_planned")
            if row.lacks("n_groups_planned"):
                held = number_cell(row, "n_groups_held")
            rows.append([
                text(row.cells["value"]), text(row.cells["year"]),
                *(number_cell(row, c) for c in ("n_invited", "n_came")),
                share_cell(row, "share_came"),
                *(number_cell(row, c) for c in ("n_spoke", "n_away", "n_not_known")), held,
            ])  # fmt: skip
            if row.cells["why"]:
                wrong.append(f"{_round(row)}{row.cells['value']}: {row.cells['why']}.")
        header = [capital(_BY[by]), "Round", "Invited", "Came", "Share", "Spoke", "Stayed away",
                  "Not known", "Groups held"]  # fmt: skip
        blocks.append(Table(f"Who came, by {_BY[by]}", header, rows, folded=len(rows) > _LONG))
    if wrong:
        blocks += [Paragraph("What does not add up:"), Bullets(wrong)]
    return blocks


def _away(material: Material) -> list[Block]:
    table = _table(material)
    own = table[(table["by"] == "all") & (table["reasons"] != "")]
    if own.empty:
        return []
    rows = [[text(r.year), r.reasons] for r in own.itertuples()]
    return [Table("Why people stayed away, as written", ["Round", "Reasons"], rows)]


def _not_held(material: Material) -> list[Block]:
    planned = material.themes.corpus.by_round(material.themes.corpus.not_held)
    if planned.empty:
        return []
    rows = [
        [text(r.group), text(r.year), text(r.group_type), text(r.team), text(r.reason)]
        for r in planned.itertuples()
    ]
    header = ["Group", "Round", "Kind", "Team", "Why it was not held"]
    return [Table("Planned and not held", header, rows)]
