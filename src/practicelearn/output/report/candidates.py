"""What keeps coming up: candidates and themes with extent, quotes and tables. For the team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from practicelearn.output.gate.cells import number_cell, part_cell, share_cell
from practicelearn.output.gate.in_full import (
    asked_for,
    at_least_said,
    extent_said,
    people_cell,
    talk_said,
)
from practicelearn.output.gate.sizes import part_said, tally_cell, tally_said
from practicelearn.output.gate.wording import capital, is_missing, text
from practicelearn.output.plots import plot_extent
from practicelearn.output.report.blocks import (
    Block,
    Heading,
    Later,
    Link,
    Paragraph,
    Passages,
    Picture,
    Quote,
    Table,
)
from practicelearn.output.report.how import (
    came_up_sentence,
    how_passages_came_up,
    said_otherwise,
)
from practicelearn.output.report.made_of import with_place
from practicelearn.output.report.material import Material
from practicelearn.output.report.replies import replies_beside
from practicelearn.output.report.role_notes import role_notes
from practicelearn.themes.raised import NO_SPEAKER, NOBODY, NOT_LISTED, OF_NOTES
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Part, Tally

__all__ = [
    "UNREAD",
    "all_passages",
    "topics_without_code",
    "what_keeps_coming_up",
    "where_it_came_up",
]

NO_ROUND = "no round named"
UNREAD = "not yet read by a person"
NO_SHARE = "There is no share: nothing says that all was read."
QUOTES = 4
MOST_COLUMNS = 9
PER_CELL = 3
LONG = 25


def what_keeps_coming_up(material: Material) -> list[Block]:
    """The picture and table of extent, then every candidate from codes with its quotes."""
    if material.coded.empty:
        return []
    blocks: list[Block] = [
        Heading(material.heading("What keeps coming up"), anchor="themes"),
        Paragraph(
            f"A candidate recurs in a round when {asked_for(material.least)} in all raised it in "
            "their own words, and no group gives more than half of these people. It becomes a "
            "theme when a person has read its evidence and written in one sentence what people "
            "are saying."
        ),
        _extent_picture(material, material.coded.index),
    ]
    for theme in material.coded.index:
        blocks += _one_theme(material, theme)
    return blocks


def _extent_picture(material: Material, wanted: pd.Index) -> Picture | Table:
    year = material.latest
    table = material.table.loc[wanted]
    rows = []
    for theme, name in table["name"].items():
        now = material.told(str(theme), year)
        status = table.loc[theme, "status"]
        if now is None:
            heard = material.at_least.get((str(theme), year), "not read for it")
            rows.append([name, _status(status), heard, "–", "–"])
            continue
        groups = part_cell(now, "n_groups_raised", "n_groups")
        cells = [groups, people_cell(now), number_cell(now, "n_passages")]
        rows.append([name, _status(status), *cells])
    recurring = [material.label(str(t)) for t in table.index if _recurs(material, t)]
    shown = replace(material.themes, table=table)
    when = f" in {year}" if year else ""
    beside = Table(f"Extent{when}", ["Candidate", "Status", "Groups", "People", "Passages"], rows)
    if all(material.reach(str(theme), year) is None for theme in table.index):
        return beside  # of nothing it is known of how many: there is no share to draw
    return Picture(
        f"Groups in which each theme or candidate came up{when}",
        f"For each, the number of groups in which somebody raised it{when}. "
        f"Recurring: {', '.join(recurring) or 'none'}. The table below holds every figure.",
        lambda: plot_extent(shown, year or None),
        beside,
    )


def _status(status: str) -> str:
    return "stated by a person" if status == "theme" else UNREAD


def _recurs(material: Material, theme: str) -> bool:
    return material.latest in list(material.table.loc[theme, "years_recurring"])


def _one_theme(material: Material, theme: str) -> list[Block]:
    row = material.table.loc[theme]
    blocks: list[Block] = [Heading(row["name"], 3, material.anchor(theme))]
    if row["status"] == "theme":
        blocks.append(Paragraph(row["statement"], "statement"))
    else:
        blocks.append(Paragraph(f"Candidate, {UNREAD}.", "note"))
    blocks.append(Paragraph(_extent_sentence(material, theme)))
    newest = next((y for y in reversed(material.years) if len(material.passages(theme, y))), "")
    came_up = came_up_sentence(material, theme, newest)
    if came_up:
        blocks.append(Paragraph(came_up))
    flags = [*row["flags"], *role_notes(material, theme)]
    if not is_missing(row["terms"]) and row["terms"]:
        flags.append(f"words that mark it: {row['terms']}")
    if flags:
        blocks.append(Paragraph(" ".join(f"{capital(flag)}." for flag in flags), "note"))
    blocks += replies_beside(material, theme)
    for year in reversed(material.years):
        quotes = material.quotes(theme, QUOTES, year)
        if quotes:
            blocks += quotes
            break
    blocks += said_otherwise(material, theme, newest)
    every = material.themes.evidence
    own = every[every["theme_id"] == theme]
    if len(own):
        words = f"{tally_said(Tally.of(own, 'evidence'), 'passage')} in all, each with its place"
        blocks.append(Paragraph("", "note", Link(words, material.anchor_of_passages(theme))))
    return blocks


def _extent_sentence(material: Material, theme: str) -> str:
    parts = []
    for year in reversed(material.years):
        now = material.told(theme, year)
        when = f"In {year}" if year else "In all"
        heard = material.at_least.get((theme, year))
        raised = now is not None and now.number("n_groups_raised") > 0
        if heard and not raised:
            parts.append(f"{when}: {heard}. {NO_SHARE}")
        elif now is None:
            parts.append(f"{when}: not read for it.")
        elif not raised:
            parts.append(f"{when}: {material.missed[theme, year]}.")
        else:
            parts.append(f"{when}: {extent_said(now)}.")
            if heard:
                parts.append(f"With groups of which not all was read: {heard}.")
    return " ".join(parts)


def where_it_came_up(material: Material) -> list[Block]:
    """Theme by round and theme by group; each cell leads to its passages."""
    blocks: list[Block] = [
        Heading("Where it came up", anchor="where"),
        Paragraph(
            "Each figure leads to the passages behind it. For candidates from codes it is the "
            "number of people who raised it, of those who were there; for topics the share of "
            "participants’ words."
        ),
    ]
    if len(material.years) > 1:
        blocks.append(_by_year(material))
    blocks += [_by_group(material, year) for year in reversed(material.years)]
    return blocks


def _by_year(material: Material) -> Table:
    rows: list[list[str | Link]] = []
    for theme in material.table.index:
        cells = [_year_cell(material, theme, year) for year in material.years]
        rows.append([_name_link(material, theme), *cells])
    return Table(
        "Themes by round", ["Candidate", *(year or NO_ROUND for year in material.years)], rows
    )


def _year_cell(material: Material, theme: str, year: str) -> str | Link:
    now = material.told(theme, year)
    if now is None and (theme, year) in material.at_least:
        return Link(material.at_least[theme, year], material.anchor(theme, year))
    if now is None:
        return "not read"
    words = _cell(material, theme, now, "share_people", "n_people_raised")
    there = len(material.passages(theme, year)) > 0
    return Link(words, material.anchor(theme, year)) if there else words


def _by_group(material: Material, year: str) -> Table:
    scores = material.themes.scores
    own = scores[scores["year"].isna() if year == "" else scores["year"] == year]
    groups = sorted(own["group"].unique())
    cells = {
        (r.theme_id, r.group): _group_cell(material, r, year)
        for r in own.itertuples()
        if r.theme_id in material.table.index
    }
    when = f", {year or NO_ROUND}" if material.years != [""] else ""
    caption = f"Themes by group{when}"
    themes = list(material.table.index)
    if len(groups) <= MOST_COLUMNS or len(groups) < len(themes):
        body = [[_name_link(material, t), *(cells[t, g] for g in groups)] for t in themes]
        return Table(caption, ["Candidate", *groups], body)
    flat = [[g, *(cells[t, g] for t in themes)] for g in groups]
    names = list(material.table["name"])
    return Table(caption, ["Group", *names], flat, folded=len(flat) > LONG)


def _group_cell(material: Material, row: Any, year: str) -> str | Link:
    if is_missing(row.score) and not is_missing(row.n_at_least):
        anchor = material.anchor(row.theme_id, year, row.group)
        return Link(at_least_said(Row.told("scores", row, "theme_id", "year", "group")), anchor)
    if is_missing(row.score):
        return _no_share(row)
    told = Row.told("scores", row, "theme_id", "year", "group")
    words = _cell(material, row.theme_id, told, "score", "n_raised")
    there = len(material.passages(row.theme_id, year, row.group)) > 0
    return Link(words, material.anchor(row.theme_id, year, row.group)) if there else words


def _no_share(row: Any) -> str:
    """Why a group has no share of people, and whether it raised the theme all the same."""
    why = _WHY.get(row.left_out, "not read")
    if is_missing(row.raised):
        return why
    return f"{'raised' if row.raised else 'not raised'} ({why})"


_WHY = {
    OF_NOTES: "notes only",
    NO_SPEAKER: "speakers not known",
    NOT_LISTED: "list not complete",
    NOBODY: "nobody listed",
}


def _cell(material: Material, theme: str, row: Row, score: str, raised: str) -> str:
    if material.table.loc[theme, "origin"] == "topic":
        return share_cell(row, score)
    return part_cell(row, raised, "n_people")


def _name_link(material: Material, theme: str) -> Link:
    return Link(material.table.loc[theme, "name"], material.anchor(theme))


def topics_without_code(material: Material) -> list[Block]:
    """Candidates from topics: what the coding frame does not cover."""
    if material.emergent.empty:
        return []
    coded = not material.coded.empty
    heading = "What no code covers" if coded else "What keeps coming up"
    blocks: list[Block] = [
        Heading(heading, anchor="topics"),
        Paragraph(
            "These candidates come from a topic model, which groups stretches of talk by the words "
            "they share. It is a reading aid: nobody has coded these passages. The figures are "
            "shares of participants’ words, and the people are those who spoke at least 30 words "
            "of their own in such stretches; their number is never tested. Only what is found "
            "again in the other half of the sessions is a candidate; “At a glance” names the rest."
        ),
    ]
    if not coded:
        blocks.append(_extent_picture(material, material.emergent.index))
    for theme in material.emergent.index:
        row = material.table.loc[theme]
        blocks.append(Heading(f"Talk of “{row['name']}”", 3, material.anchor(theme)))
        stated = row["status"] == "theme"
        words = row["statement"] if stated else f"Candidate, {UNREAD}."
        blocks.append(Paragraph(words, "statement" if stated else "note"))
        blocks.append(Paragraph(_topic_sentence(material, theme)))
        blocks += material.quotes(theme, QUOTES, material.latest)
        link = Link(
            "The most typical passages with their place", material.anchor_of_passages(theme)
        )
        blocks.append(Paragraph("", "note", link))
    return blocks


def _topic_sentence(material: Material, theme: str) -> str:
    parts = []
    for year in reversed(material.years):
        now = material.told(theme, year)
        if now is not None:
            parts.append(f"{f'In {year}' if year else 'In all'}: {talk_said(now)}.")
    return " ".join(parts)


def all_passages(material: Material) -> list[Block]:
    """Every passage of every candidate by round and group; of topics the most typical ones."""
    blocks: list[Block] = [Heading("All passages", anchor="passages")]
    how = how_passages_came_up(material)
    rounds = material.years != [""]
    for theme in material.table.index:
        topic = material.table.loc[theme, "origin"] == "topic"
        name = material.table.loc[theme, "name"]
        blocks.append(Heading(name, 3, material.anchor_of_passages(theme)))
        if topic:
            note = f"At most {PER_CELL} passages a group, the most typical ones."
            blocks.append(Paragraph(note, "note"))
        for year in reversed(material.years):
            found = material.passages(theme, year)
            if found.empty:
                continue
            if rounds:
                blocks.append(Heading(year or NO_ROUND, 4, material.anchor(theme, year)))
            grouped = found.groupby("group", sort=True)
            for group, own in grouped:
                shown = own.nlargest(PER_CELL, "weight") if topic else own
                part = Part.where(own.index.isin(shown.index), "evidence")
                amount = part_said(part) if topic else tally_cell(Tally.of(own, "evidence"))
                anchor = material.anchor(theme, year, str(group))
                blocks.append(
                    Heading(f"Group {text(group)} ({amount})", 5 if rounds else 4, anchor)
                )
                written = material.summaries(theme, year, str(group))
                blocks += [Paragraph(f"Summary: {said}") for said in written]
                if topic:
                    blocks.append(Passages(_with_places(shown, range(len(shown)), how)))
                else:
                    each = partial(_with_places, found, grouped.indices[group], how)
                    blocks.append(Passages(Later(len(own), each)))
    return blocks


def _with_places(
    found: pd.DataFrame, rows: Sequence[int], how: Mapping[tuple[str, str], str]
) -> list[Quote]:
    return [
        with_place(r, how=how.get((str(r.theme_id), str(r.coding_id)), ""))
        for r in found.iloc[rows].itertuples()
    ]
