"""How themes came up, who agreed, who said otherwise, what the numbers hang on. For the team."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pandas as pd

from practicelearn.output.gate.cells import mean_cell, number_cell, part_cell, share_cell
from practicelearn.output.gate.in_full import (
    asked_for,
    came_up_said,
    recurs_up_to,
    sides_in_full,
    unasked_cell,
)
from practicelearn.output.gate.sizes import part_said, tally_said
from practicelearn.output.gate.wording import is_missing
from practicelearn.output.report.blocks import (
    Block,
    Heading,
    Link,
    Paragraph,
    Passages,
    Table,
)
from practicelearn.output.report.made_of import with_place
from practicelearn.output.report.material import Material
from practicelearn.themes.mentions import INTRODUCED, SPONTANEOUS
from practicelearn.themes.sensitivity import sensitivity
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Part, Tally

__all__ = [
    "came_up_sentence",
    "heard_once_section",
    "how_it_came_up",
    "how_passages_came_up",
    "said_otherwise",
]

GROUPS, PEOPLE = (2, 3, 4), (3, 4, 5, 6, 8)
LONG = 25
_COUNTS = ["n_aloud", "n_gesture", "n_disagreed", "n_no_position"]
_COUNTED = ["Said the same aloud", "Agreed by gesture", "Disagreed", "No recorded position"]


def heard_once_section(material: Material) -> list[Block]:
    """Every passage that a person marked as mattering, before anything is counted."""
    marked = material.matters
    if marked.empty:
        return []
    blocks: list[Block] = [
        Heading("Heard once, and it matters", anchor="matters"),
        Paragraph(
            "Marked by a person while coding, whoever said it and however few raised it. Read "
            "these before the counts. The report for readers prints one only when a person has "
            "written its statement."
        ),
    ]
    for theme, own in marked.groupby("theme_id", sort=False):
        row = material.table.loc[theme]
        blocks.append(Heading(str(row["name"]), 3))
        passages = [with_place(r) for r in own.itertuples()]
        link = Link("Everything on this theme", material.anchor(str(theme)))
        blocks += [Passages(passages), Paragraph("", "note", link)]
    return blocks


def came_up_sentence(material: Material, theme: str, year: str) -> str:
    """Return how a theme came up in a round, in one sentence; empty without passages."""
    row = material.came_up(theme, year)
    if row is None:
        return ""
    said = came_up_said(row, guide=material.has_guide)
    return f"In {year}: {said[0].lower()}{said[1:]}" if year else said


def said_otherwise(material: Material, theme: str, year: str) -> list[Block]:
    """Return the quotes that go against most people who raised a theme in a round."""
    own = material.otherwise
    own = own[(own["theme_id"] == theme) & (own["year"].fillna("") == year)]
    if own.empty:
        return []
    row = Row.told("who said otherwise", own.iloc[0], "theme_id", "year")
    divided = row.cells["majority"] == "divided"
    head = "Opinion was divided" if divided else "Who said otherwise, or spoke on both sides"
    quotes: list[Block] = [with_place(r) for r in own.itertuples()]
    return [Paragraph(f"{head} ({sides_in_full(row)}).", "note"), *quotes]


def how_passages_came_up(material: Material) -> dict[tuple[str, str], str]:
    """Return for each theme and coding how it came up, in a few words."""
    said = {}
    for row in material.mentions.itertuples():
        if row.how == INTRODUCED:
            how = f"introduced: {row.introduced_by}"
        else:
            how = "came up by itself" if row.how == SPONTANEOUS else "not known what was asked"
        taken = "" if is_missing(row.taken_up_in) else f", taken up in {row.taken_up_in}"
        said[str(row.theme_id), str(row.coding_id)] = sys.intern(how + taken)
    return said


def how_it_came_up(material: Material) -> list[Block]:
    """Tables of how themes came up, of agreement, of recurrence and of absences."""
    if material.mentions.empty:
        return []
    blocks: list[Block] = [
        Heading("How themes came up, and who agreed", anchor="how"),
        Paragraph(
            "A theme is introduced when the turn answers a guide question about it, or when the "
            "facilitator named it earlier; otherwise it came up by itself. First heard: the median "
            "over groups, 0% is the beginning. Taken up: somebody else spoke of it within five "
            "turns. Each name leads to the passages, where the same is said of every one."
        ),
    ]
    for year in reversed(material.years):
        blocks += [_came_up(material, year)]
    blocks += [
        Heading("Agreement in the groups", 3),
        Paragraph(
            "Of everybody who was there: who said the same in their own words, agreed by gesture, "
            "disagreed, or left no trace. No recorded position is not agreement. Consensus: three "
            "quarters took a position and nobody disagreed. Where stance was not coded, nobody has "
            "a position. Where groups leaned different ways, nothing is added up over them."
        ),
    ]
    for year in reversed(material.years):
        blocks += _agreement(material, year)
    return [*blocks, *_what_it_hangs_on(material), *_absences(material)]


def _came_up(material: Material, year: str) -> Table:
    rows: list[list[str | Link]] = []
    for theme in material.coded.index:
        row = material.came_up(str(theme), year)
        if row is None:
            continue
        rows.append(
            [
                _to_passages(material, str(theme), year), number_cell(row, "n_passages"),
                unasked_cell(row), share_cell(row, "share_spontaneous"),
                share_cell(row, "first_position"), part_cell(row, "n_taken_up", "n_passages"),
                ", ".join(number_cell(row, f"n_{side}") for side in ("for", "against", "mixed")),
                mean_cell(row, "mean_strength", "n_strength"),
                mean_cell(row, "mean_specificity", "n_specificity"),
            ]
        )  # fmt: skip
    header = [
        *("Theme", "Passages", "Groups in which it came up by itself first", "By itself"),
        *("First heard", "Taken up", "For, against, mixed", "Strength", "Specificity"),
    ]
    kept = [k for k in range(len(header)) if k < 7 or any(row[k] != "–" for row in rows)]
    return Table(
        f"How themes came up{_when(year)}",
        [header[k] for k in kept],
        [[row[k] for k in kept] for row in rows],
        folded=len(rows) > LONG or year != material.latest,
    )


def _agreement(material: Material, year: str) -> Iterator[Table]:
    own = material.agreement
    own = own[(own["year"] == year) & own["theme_id"].isin(material.coded.index)]
    if own.empty:
        return
    whole, groups = [], []
    order = {t: n for n, t in enumerate(material.coded.index)}
    for theme, part in sorted(own.groupby("theme_id"), key=lambda item: order[item[0]]):
        sums = Row("agreement", (("theme_id", str(theme)), ("year", year)),
                   part[[*_COUNTS, "n_people"]].sum().to_dict())  # fmt: skip
        divided = len(set(part["stance"].dropna())) > 1  # "the same" is not the same in every group
        whole.append(
            [
                _to_passages(material, str(theme), year),
                *("–" if divided else number_cell(sums, c) for c in _COUNTS),
                number_cell(sums, "n_people"),
                part_said(Part.where(part["consensus"], "agreement")),
            ]
        )
        groups += [
            _of_group(material, Row.told("agreement", row, "theme_id", "year", "group"))
            for row in part.itertuples(index=False)
        ]
    yield Table(
        f"Agreement{_when(year)}, people in the groups in which it came up",
        ["Theme", *_COUNTED, "People", "Groups in consensus"],
        whole,
        folded=len(whole) > LONG or year != material.latest,
    )
    yield Table(
        f"Agreement, group by group{_when(year)}",
        ["Theme", "Group", *_COUNTED, "People", "Consensus", "Gestures"],
        groups,
        folded=True,
    )


def _of_group(material: Material, row: Row) -> list[str | Link]:
    """One theme's agreement in one group."""
    theme, year, group = (str(row.cells[c]) for c in ("theme_id", "year", "group"))
    gestures = tally_said(Tally(row, "n_unnumbered"), "without a number", "without a number")
    return [
        str(row.cells["name"]),
        Link(group, material.anchor(theme, year, group)),
        *(number_cell(row, c) for c in [*_COUNTS, "n_people"]),
        "yes" if row.cells["consensus"] else "no",
        gestures if row.number("n_unnumbered") else "–",
    ]


def _what_it_hangs_on(material: Material) -> list[Block]:
    """For each m the largest k at which a theme still recurs."""
    table = sensitivity(material.themes, groups=GROUPS, people=PEOPLE)
    table = table[(table["year"] == material.latest) & table["theme_id"].isin(material.coded.index)]
    rows = []
    for theme in material.coded.index:
        own = table[table["theme_id"] == theme]
        if own.empty:
            continue
        heard = material.at_least.get((str(theme), material.latest), "")
        cells = [
            f"{_largest(own[own['min_groups'] == m])}{', as far as was read' if heard else ''}"
            for m in GROUPS
        ]
        rows.append([_to_passages(material, str(theme), material.latest), *cells])
    return [
        Heading("What recurrence hangs on", 3),
        Paragraph(
            f"Here {asked_for(material.least)} were asked for. The table says up to how "
            "many people a theme would still recur for other numbers of groups. A theme that "
            "recurs at one pair of numbers only is a theme of that pair."
        ),
        Table(
            f"Recurs{_when(material.latest)} when at least so many groups are asked for",
            ["Theme", *(f"{m} groups" for m in GROUPS)],
            rows,
            folded=len(rows) > LONG,
        ),
    ]


def _largest(own: pd.DataFrame) -> str:
    held = own[own["recurring"]]
    if len(held):  # with so many people or fewer, so with as many as raised it
        by = ("theme_id", "year", "min_groups")
        return recurs_up_to(Row.told("sensitivity", held.iloc[0], *by))
    return f"no: {own['why'].iloc[0]}"


def _absences(material: Material) -> list[Block]:
    rows = [
        [material.table.loc[theme, "name"], year or "–", says]
        for (theme, year), says in material.missed.items()
        if theme in material.coded.index
    ]
    if not rows:
        return []
    return [
        Heading("What could have been missed", 3),
        Paragraph(
            "A theme nobody raised may still be there: people leave out what nobody asks about and "
            "what is not safe to say. The bound is for such groups as these."
        ),
        Table(
            "Themes that nobody raised in a round",
            ["Theme", "Round", "What that is worth"],
            rows,
            folded=len(rows) > LONG,
        ),
    ]


def _to_passages(material: Material, theme: str, year: str) -> str | Link:
    name = str(material.table.loc[theme, "name"])
    there = len(material.passages(theme, year)) > 0
    return Link(name, material.anchor(theme, year)) if there else name


def _when(year: str) -> str:
    return f" in {year}" if year else ""
