"""From what the report is made of to the years page, for a meeting or for the team."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from practicelearn.output.gate import in_full
from practicelearn.output.gate.raised import five_cells
from practicelearn.output.gate.years import label_said, squares_said
from practicelearn.output.plots.rounds import place_of
from practicelearn.output.report.beside import instead_of_words, words_of
from practicelearn.output.report.blocks import DRAFT
from practicelearn.output.report.by_round import raised_words
from practicelearn.output.report.changes import readers_change
from practicelearn.output.report.material import Material
from practicelearn.output.report.told import printed_quotes, reach_in
from practicelearn.output.years_page.beneath import sentences_beneath
from practicelearn.output.years_page.joins import asked_otherwise, join_of
from practicelearn.output.years_page.model import (
    Beside,
    RoundShown,
    Screen,
    View,
    YearsPage,
)
from practicelearn.output.years_page.squares import squares_of, unread_of
from practicelearn.output.years_page.sure import how_sure_of, verdict_of
from practicelearn.themes.claims import FiveCells, Groups, People
from practicelearn.themes.planned import planned_for

__all__ = ["headlines_of", "years_page"]

NOT_STATED = "Not yet put into a sentence by a person."
SPLIT = "split not shown: too few people"
NOBODY = "nobody raised it"
NO_SPLIT = "no split: not read, or no people counted"
NOT_RELEASED = (
    "These words can be shown in a meeting once a person has read every quote of the report and "
    "released it. Until then the team view has them."
)


def years_page(material: Material, *, view: View = "meeting") -> YearsPage:
    """Return the years page of a study.

    Parameters
    ----------
    material : Material
        As the report for readers is made from.
    view : {"meeting", "team"}, default "meeting"
        For a meeting: what the report's readers may see, and no more. For the team: every figure
        in full.

    Raises
    ------
    ClaimError
        A figure was about to be shown that its own table does not bear.
    """
    screens = tuple(_screen(material, theme, view) for theme in headlines_of(material))
    notices = () if material.is_released or view == "team" else (DRAFT,)
    return YearsPage(title=material.title, view=view, screens=screens, notices=notices)


def headlines_of(material: Material) -> list[str]:
    """Return the themes that have a screen: the plan's headlines in its order, then further ones.

    Where none was declared, as in a first year, those that a person has put into a sentence.
    """
    planned = planned_for(material.themes, material.latest)
    own = dict.fromkeys([*planned, *material.themes.declared])
    told = [t for t in own if t in material.coded.index]
    stated = material.stated()
    return told or [str(t) for t in stated.index[stated["origin"] == "codes"]]


def _screen(material: Material, theme: str, view: View) -> Screen:
    rows = _rows(material, theme, view)
    rounds = tuple(_round(material, theme, year, view) for year in material.years)
    joins = tuple(join_of(material, a, b, rows.get((a.year, b.year))) for a, b in pairwise(rounds))
    pair = (material.beside, material.latest)
    newest = rows.get(pair) if material.beside else None
    asked = "" if newest is None else asked_otherwise(newest)
    told = sentences_beneath(
        material, theme, view=view, asked=asked,
        verdict="" if newest is None else str(newest.verdict),
    )  # fmt: skip
    statement = str(material.table.loc[theme, "statement"] or "")
    return Screen(
        theme=theme,
        name=str(material.table.loc[theme, "name"]),
        statement=statement or NOT_STATED,
        rounds=rounds,
        joins=joins,
        verdict=None if len(rounds) < 2 else verdict_of(newest, asked),
        how_sure=None if newest is None else how_sure_of(
            material, newest, view=view, asked=asked, also=tuple(told[1:])
        ),
        beneath=told[0] if told else "",
        beside=Beside(*pair) if material.beside else None,
    )  # fmt: skip


def _rows(material: Material, theme: str, view: View) -> dict[tuple[str, str], Any]:
    """The comparisons of a theme, by their pair of rounds, as they may be told."""
    table = readers_change(material) if view == "meeting" else material.change
    if table is None or table.empty:
        return {}
    own = table[table["theme_id"] == theme]
    return {(str(r.year_before), str(r.year_after)): r for r in own.itertuples(index=False)}


def _round(material: Material, theme: str, year: str, view: View) -> RoundShown:
    for_readers = view == "meeting"
    unread = unread_of(material, theme, year, for_readers=for_readers)
    shown = _for_readers if for_readers else _in_full
    cell, groups, said, sides, instead = shown(material, theme, year)
    quotes = tuple(words_of(material, _printed(material), theme, year))
    no_quotes = "" if quotes else instead_of_words(material, theme, year)
    if quotes and for_readers and not material.is_released:
        quotes, no_quotes = (), NOT_RELEASED
    return RoundShown(
        year=year, label=label_said(cell), place=place_of(cell), cell=cell, said=said,
        squares=squares_of(groups, 0 if unread is None else unread.n),
        groups=squares_said(groups, unread), sides=sides, instead=instead, quotes=quotes,
        no_quotes=no_quotes,
    )  # fmt: skip


def _printed(material: Material) -> pd.DataFrame:
    return printed_quotes(material)


_Told = tuple[str, str, str, FiveCells | None, str]


def _for_readers(material: Material, theme: str, year: str) -> _Told:
    """People and groups in words, in a sentence, and the sides, as the report has them."""
    groups = material.groups_said(theme, year)
    parts = material.draws(theme, year) if material.raised(theme, year) else None
    sides = None if parts is None else five_cells(parts, _people(material, theme, year))
    cell = raised_words(material, theme, year)
    return cell, groups, reach_in(material, theme, year), sides, _instead(cell, sides)


def _in_full(material: Material, theme: str, year: str) -> _Told:
    """The same for the team: nothing is held back."""
    row = material.told(theme, year)
    if row is None:
        heard = material.at_least.get((theme, year), "")
        return "not read", "", f"In {year}: {heard}." if heard else "", None, NO_SPLIT
    cell = in_full.people_cell(row)
    claim = Groups.of_row(row)
    groups = in_full.groups_cell(claim)
    said = f"{f'In {year}: ' if year else ''}{in_full.extent_said(row)}."
    counted = material.counted.get(year)
    parts = None if counted is None or not claim.n else counted.parts(theme)
    sides = None if parts is None else five_cells(parts, _people(material, theme, year))
    return cell, groups, said, sides, _instead(cell, sides, few=False)


def _people(material: Material, theme: str, year: str) -> People:
    return People.told_by(material.extent, theme, year)


def _instead(cell: str, sides: FiveCells | None, *, few: bool = True) -> str:
    if sides is not None:
        return ""
    if cell.startswith("0 of"):
        return NOBODY
    return SPLIT if few and cell != "not read" else NO_SPLIT
