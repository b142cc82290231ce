"""How themes came up, who agreed, who said otherwise, what the numbers hang on. For the team."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from practicelearn.output.gate.wording import count, is_missing, number, share
from practicelearn.output.report.blocks import (
    Block,
    Heading,
    Link,
    Paragraph,
    Passages,
    Table,
)
from practicelearn.output.report.material import Material, with_place
from practicelearn.themes.mentions import INTRODUCED, SPONTANEOUS
from practicelearn.themes.sensitivity import sensitivity

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
    if (theme, year) not in material.depth.index:
        return ""
    row = material.depth.loc[(theme, year)]
    when = f"In {year}" if year else "In all"
    taken_up = f"{int(row['n_taken_up'])} of {count(int(row['n_passages']), 'passage')}"
    return (
        f"{when} {_by_itself(row)} {_place(row['first_position'])}; somebody else went on with it "
        f"after {taken_up}."
    )


def _by_itself(row: pd.Series) -> str:
    known, groups = int(row["n_groups_known"]), int(row["n_groups"])
    if not known:
        where = "its group" if groups == 1 else f"any of its {count(groups, 'group')}"
        return f"it is not known of {where} whether it came up by itself; it was first heard"
    of = count(known, "group")
    if known < groups:
        of += f" (of {groups}; what was asked in the others is not known)"
    return f"it came up by itself first in {int(row['n_groups_spontaneous'])} of {of},"


def said_otherwise(material: Material, theme: str, year: str) -> list[Block]:
    """Return the quotes that go against most people who raised a theme in a round."""
    own = material.otherwise
    own = own[(own["theme_id"] == theme) & (own["year"].fillna("") == year)]
    if own.empty:
        return []
    row = own.iloc[0]
    sides = f"for: {count(row['n_for'], 'person', 'people')}; against: {row['n_against']}"
    head = "Opinion was divided" if row["majority"] == "divided" else "Who said otherwise"
    quotes: list[Block] = [with_place(r) for r in own.itertuples()]
    return [Paragraph(f"{head} ({sides}).", "note"), *quotes]


def how_passages_came_up(material: Material) -> dict[tuple[str, str], str]:
    """Return for each theme and coding how it came up, in a few words."""
    said = {}
    for row in material.mentions.itertuples():
        if row.how == INTRODUCED:
            how = f"introduced: {row.introduced_by}"
        else:
            how = "came up by itself" if row.how == SPONTANEOUS else "not known what was asked"
        taken = "" if is_missing(row.taken_up_in) else f", taken up in {row.taken_up_in}"
        said[str(row.theme_id), str(row.coding_id)] = how + taken
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


def _groups_by_itself(row: pd.Series) -> str:
    known = int(row["n_groups_known"])
    return f"{int(row['n_groups_spontaneous'])} of {known}" if known else "not known"


def _came_up(material: Material, year: str) -> Table:
    rows: list[list[str | Link]] = []
    table = material.depth
    themes = [t for t in material.coded.index if (t, year) in table.index]
    for theme in themes:
        row = table.loc[(theme, year)]
        rows.append(
            [
                _to_passages(material, str(theme), year), number(row["n_passages"]),
                _groups_by_itself(row),
                share(row["share_spontaneous"]), share(row["first_position"]),
                f"{int(row['n_taken_up'])} of {int(row['n_passages'])}",
                f"{row['n_for']:.0f}, {row['n_against']:.0f}, {row['n_mixed']:.0f}",
                _mean(row, "strength"), _mean(row, "specificity"),
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
        sums = part[[*_COUNTS, "n_people", "consensus"]].sum()
        divided = len(set(part["stance"].dropna())) > 1  # "the same" is not the same in every group
        whole.append(
            [
                _to_passages(material, str(theme), year),
                *("–" if divided else number(sums[c]) for c in _COUNTS),
                number(sums["n_people"]),
                f"{int(sums['consensus'])} of {len(part)}",
            ]
        )
        groups += [
            [
                str(row.name),
                Link(str(row.group), material.anchor(str(theme), year, str(row.group))),
                *(number(getattr(row, c)) for c in [*_COUNTS, "n_people"]),
                "yes" if row.consensus else "no",
                f"{row.n_unnumbered} without a number" if row.n_unnumbered else "–",
            ]
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


def _what_it_hangs_on(material: Material) -> list[Block]:
    """For each m the largest k at which a theme still recurs."""
    table = sensitivity(material.themes, groups=GROUPS, people=PEOPLE)
    table = table[(table["year"] == material.latest) & table["theme_id"].isin(material.coded.index)]
    rows = []
    for theme in material.coded.index:
        own = table[table["theme_id"] == theme]
        if own.empty:
            continue
        cells = [_largest(own[own["min_groups"] == m]) for m in GROUPS]
        rows.append([_to_passages(material, str(theme), material.latest), *cells])
    themes = material.themes
    return [
        Heading("What recurrence hangs on", 3),
        Paragraph(
            f"Here at least {themes.min_groups} groups and {themes.min_people} people were asked "
            "for. The table says up to how many people a theme would still recur for other numbers "
            f"of groups; {', '.join(map(str, PEOPLE))} were tried. A theme that recurs at one pair "
            "of numbers only is a theme of that pair."
        ),
        Table(
            f"Recurs{_when(material.latest)} when at least so many groups are asked for",
            ["Theme", *(f"{m} groups" for m in GROUPS)],
            rows,
            folded=len(rows) > LONG,
        ),
    ]


def _largest(own: pd.DataFrame) -> str:
    held = own.loc[own["recurring"], "min_people"]
    if len(held):
        return f"up to {held.max()} people"
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


def _mean(row: Any, column: str) -> str:
    n = int(row[f"n_{column}"])
    return "–" if not n else f"{row[f'mean_{column}']:.1f} ({n})"


def _place(position: float) -> str:
    return f"at {share(position)} of the talk (median)"


def _when(year: str) -> str:
    return f" in {year}" if year else ""
