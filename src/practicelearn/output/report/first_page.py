"""What stands on one page: what goes well, what worries, what is new, what is asked.

The report's first page and the page for directors are made of the same parts. Words first: the only
figures are groups and dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from practicelearn.output.gate.since import (
    cannot_tell_said,
    moved_since,
    not_compared_since,
)
from practicelearn.output.gate.sizes import tally_cell, tally_said
from practicelearn.output.gate.wording import is_missing, joined, long_date
from practicelearn.output.report.blocks import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Quote,
    Table,
)
from practicelearn.output.report.changes import newest_change
from practicelearn.output.report.cycle import NOT_PRINTED, CycleTables, SheetWords
from practicelearn.output.report.material import Material
from practicelearn.output.report.told import (
    heard_from_few,
    other_subjects,
    quote_source,
    reach_said,
)
from practicelearn.themes.cycle.summary import open_actions
from practicelearn.themes.sides import side_by_stance, side_decided
from practicelearn.themes.tallies import Tally
from practicelearn.themes.verdicts import NOT_TESTED

__all__ = [
    "few_told",
    "going_well_and_worries",
    "not_yet_said",
    "questions",
    "sheet_said",
    "sides_of",
    "what_is_new",
]

WELL, WORRIES, QUESTIONS, NAMED = 2, 3, 4, 4
LONGEST_QUOTE = 34  # words, two or three lines; where all are longer, the shortest
FIRST_ROUND = "This is the first round: there is nothing to compare it with yet."
_NOTHING_AGREED = (
    "Who answers each of these worries, by when, and how will we know whether it helped? Nothing "
    "has been agreed yet."
)
_NO_WORDS = "words are in the evidence file only"
Sides = dict[str, list[str]]


def sides_of(material: Material) -> Sides:
    """Return the themes that are heard now, by side: "well", "worry", "" where nobody said."""
    sides: Sides = {"well": [], "worry": [], "": []}
    for theme in _heard_now(material):
        sides[_side_of(material, theme)].append(theme)
    return sides


def _side_of(material: Material, theme: str) -> str:
    """Return "well", "worry", or "" where nobody has said which.

    The last statement's ``side`` decides; without one, stance in the newest round.
    """
    decided = side_decided(material.decisions, theme)
    if decided or material.hidden.get((theme, material.latest)):
        return decided  # the side of few people would tell what they said
    return side_by_stance(material.passages(theme, material.latest))


def _heard_now(material: Material) -> list[str]:
    """Stated themes raised in the newest round; one that recurred before and no longer does is not.

    A lone account that a person has stated stays: it never recurred.
    """
    kept = []
    for theme, row in material.stated().iterrows():
        heard = material.raised(str(theme), material.latest)
        rounds = list(row["years_recurring"])
        now = material.latest in rounds or material.latest in material.changed
        if heard and (not rounds or now):
            kept.append(str(theme))
    return kept


def going_well_and_worries(
    material: Material, sides: Sides, *, level: int, printed: pd.DataFrame | None = None
) -> list[Block]:
    """Return what goes well, the worries, and what nobody has sorted, each under its heading.

    ``printed``: the report's quotes, where one stands below each theme; without them its name and
    sentence stand alone.
    """
    return [
        Heading(material.heading("What is going well"), level, anchor="well"),
        *_told(material, sides["well"], WELL, printed, "for"),
        Heading(_worries_title(sides["worry"]), level, anchor="worries"),
        *_told(material, sides["worry"], WORRIES, printed, "against"),
        *_unsorted(material, sides[""], level),
    ]


def few_told(material: Material, sides: Sides) -> list[Block]:
    """What few said and a person marked as mattering, unless the page tells it already."""
    told = [*sides["well"][:WELL], *sides["worry"][:WORRIES], *sides[""][:WORRIES]]
    if set(material.matters["theme_id"]) <= set(told):
        return []
    return [b for b in heard_from_few(material) if not isinstance(b, Paragraph)]


def _worries_title(worries: list[str]) -> str:
    n = min(len(worries), WORRIES)
    return {1: "One worry", 2: "Two worries", 3: "Three worries"}.get(n, "Worries")


def _told(
    material: Material, themes: list[str], most: int, printed: pd.DataFrame | None, stance: str
) -> list[Block]:
    if not themes:
        as_what = "going well" if stance == "for" else "a worry"
        return [Paragraph(f"No theme is marked as {as_what} yet.")]
    blocks: list[Block] = []
    if printed is None:
        blocks.append(Bullets([_named(material, theme) for theme in themes[:most]]))
    for theme in themes[:most] if printed is not None else ():
        assert printed is not None
        blocks += [
            Paragraph(material.table.loc[theme, "statement"], "statement"),
            _reach(material, theme),
            *_quote(printed, theme, stance, material.latest),
        ]
    if len(themes) > most:
        names = _some([material.label(t) for t in themes[most:]])
        blocks.append(Paragraph(f"Also, in the report: {names}.", "note"))
    return blocks


def _named(material: Material, theme: str) -> str:
    return f"{material.label(theme)}. {material.table.loc[theme, 'statement']}"


def _quote(printed: pd.DataFrame, theme: str, stance: str, latest: str) -> list[Block]:
    """One of the report's quotes: short enough for the page, and on the side it stands for."""
    cleared = printed[printed["theme_id"] == theme]
    own = _on_its_side(cleared, stance)
    if own.empty:
        none = "No quote on this side of it has been cleared."
        return [Paragraph(none if len(cleared) else "No quote has been cleared for it.", "note")]
    length = own["quote"].str.split().str.len()
    row = own[length <= max(LONGEST_QUOTE, length.min())].iloc[0]
    return [Quote(row["quote"], quote_source(row, latest), inline=True)]


def _on_its_side(own: pd.DataFrame, stance: str) -> pd.DataFrame:
    """Quotes that say what the theme stands there for; never one of the other side alone.

    A long one of its side comes before a short one of both, and that before one without a side.
    """
    sides = own["stance"].astype(object)
    for fits in (sides == stance, sides == "mixed", ~sides.isin(["for", "against"])):
        if fits.any():
            return own[fits]
    return own.iloc[:0]


def _reach(material: Material, theme: str) -> Paragraph:
    name = material.label(theme)
    groups = reach_said(material, theme, material.latest)
    whole = re.fullmatch(r"(\d+) of \1 groups", groups)
    said = f"{name}: in {f'all {whole[1]} groups' if whole and whole[1] != '1' else groups}"
    return Paragraph(f"{said}{material.as_reported(theme, material.latest)}.", "note")


def _unsorted(material: Material, themes: list[str], level: int) -> list[Block]:
    if not themes:
        return []
    said = [_named(material, t) for t in themes[:WORRIES]]
    return [
        Heading("Heard, and not marked as praise or worry", level, anchor="unsorted"),
        Bullets(said),
    ]


def what_is_new(material: Material) -> list[str]:
    """Return what this round brought: new, heard more or less, no longer heard, heard again."""
    if len(material.years) < 2:
        return [FIRST_ROUND]
    before = material.beside or material.years[-2]
    change = newest_change(material)
    said = _first_heard(material)
    compared: set[str] = set()
    if change is not None:
        tested = change[change["verdict"] != NOT_TESTED]
        compared = set(tested["theme_id"])
        said += [
            moved_since(tested, before), *_gone(material, before),
            cannot_tell_said(tested, before), *not_compared_since(tested, before),
        ]  # fmt: skip
        if tested.empty:
            said.append(
                "No theme was declared as a headline beforehand, so what changed is not tested; "
                "the figures are in the appendix."
            )
    else:
        said += _gone(material, before)
    again = [
        material.label(t)
        for t in _stated_codes(material)
        if t not in compared and material.raised(t, before) and material.raised(t, material.latest)
    ]
    if again:
        said.append(f"Heard again, as in {before}: {_some(again)}.")
    return [sentence for sentence in said if sentence]


def _some(names: list[str]) -> str:
    """Names as a list within a sentence; of many, the first and how many more there are."""
    if len(names) <= NAMED + 1:
        return joined(names)
    left = Tally.of(names[NAMED:], "themes")
    return f"{', '.join(names[:NAMED])} and {tally_said(left, 'more theme')}"


def _stated_codes(material: Material) -> list[str]:
    stated = material.stated()
    return [str(t) for t in stated.index[stated["origin"] == "codes"]]


def _first_heard(material: Material) -> list[str]:
    """Themes nobody raised before, and apart from them those nobody looked for before."""
    new, unlooked, whole = [], [], True
    *earlier, latest = material.years
    for theme in _stated_codes(material):
        if not material.raised(theme, latest):
            continue
        read = [y for y in earlier if material.reach(theme, y) is not None]
        known = [y for y in earlier if (theme, y) in material.at_least]
        if not read and not known:
            unlooked.append(material.label(theme))
        elif not known and not any(
            material.raised(theme, y) or y in material.changed for y in read
        ):
            new.append(material.label(theme))
            whole &= read == earlier
    said = []
    if new:
        it, read_for = "it" if len(new) == 1 else "them", "" if whole else " that were read for it"
        said.append(
            f"New in {latest}: {_some(new)}. Nobody raised {it} in the rounds before{read_for}."
        )
    if unlooked:
        said.append(
            f"Looked for in {latest} for the first time: {_some(unlooked)}. Whether people spoke "
            "of it before is not known: earlier rounds were not read for it."
        )
    return said


def _gone(material: Material, before: str) -> list[str]:
    latest = material.latest
    if latest in material.changed:
        return []
    gone = [
        material.label(t)
        for t in _stated_codes(material)
        if material.reach(t, latest) is not None
        and (t, latest) not in material.at_least
        and not material.raised(t, latest)
        and material.raised(t, before)
    ]
    if not gone:
        return []
    it = "it" if len(gone) == 1 else "them"
    said = f"No longer heard: {_some(gone)}. Nobody raised {it} in {latest}; that alone does not "
    return [f"{said}mean it has been put right."]


def not_yet_said(material: Material) -> list[str]:
    """Return how many subjects keep coming up without a sentence: not passed over in silence."""
    tables = [b for b in other_subjects(material) if isinstance(b, Table)]
    waiting = Tally.of([row for table in tables for row in table.rows], "subjects")
    if not waiting.n:
        return []
    keep, have = ("keeps", "has") if waiting.n == 1 else ("keep", "have")
    said = (
        f"{tally_said(waiting, 'more subject')} {keep} coming up and {have} not yet been read and "
        "put into a sentence; see “Other subjects that keep coming up”."
    )
    return [said]


def sheet_said(words: SheetWords, cell: Any, *, counts: bool = True) -> str:
    """Return a cell of the action sheet within a sentence."""
    shown = words(cell, counts=counts)
    return _NO_WORDS if shown == NOT_PRINTED else shown


def questions(
    material: Material, cycle: CycleTables | None, sides: Sides, words: SheetWords
) -> list[str]:
    """Return what is open and needs somebody with a mandate, most pressing first."""
    if cycle is None or cycle.cycle.recommendations.empty:
        return [_NOTHING_AGREED]
    said, actions, status = cycle.cycle.recommendations, cycle.cycle.actions, cycle.cycle.status
    asked = [
        f"Accept, accept in part or reject, with the reason: {sheet_said(words, r.text)}"
        for r in said[said["response"].isna()].itertuples()
        if not _is_praise(r.themes, sides)
    ]
    still = open_actions(cycle.cycle, on=material.made)
    asked += [
        f"{sheet_said(words, r.we_will, counts=False)}: who owns it, by when, and how will we "
        f"know? It has {joined(r.lacks.split(', '))}."
        for r in still[still["lacks"] != ""].itertuples()
    ]
    for theme in sides["worry"][:WORRIES]:
        about = said[[theme in list(t) for t in said["themes"]]]
        live = actions["recommendation_id"].isin(about.index) & (status != "dropped")
        if not (live & ((status != "done") | (actions["year"] == material.latest))).any():
            asked.append(f"{material.label(theme)}: no promise is open. What should be done?")
    asked += [
        f"{sheet_said(words, actions.loc[a, 'text'], counts=False)}: it has stalled. Unblock it, "
        "change it, or say why not?"
        for a in status.index[status == "stalled"]
    ]
    late = still[(still["days_over"] > 0) & (still["lacks"] == "") & (still["status"] != "stalled")]
    if len(late):
        first = late.iloc[0]
        other = "other " if (status == "stalled").any() else ""  # they stand above
        due = "" if is_missing(first["due"]) else f", due {long_date(first['due'])}"
        what = sheet_said(words, first["we_will"], counts=False)
        past = Tally.of(late, "promises")
        asked.append(
            f"{tally_said(past, f'{other}promise is', f'{other}promises are')} past the date, the "
            f"longest: {what}{due}. Set a new date, or drop it and say why."
        )
    if len(asked) > QUESTIONS:
        left = tally_cell(Tally.of(asked[QUESTIONS:], "questions"))
        asked = [*asked[:QUESTIONS], f"{left} more: see the action sheet."]
    return asked or ["Nothing is open: every promise has an owner, a date and a measure."]


def _is_praise(themes: Sequence[str], sides: Sides) -> bool:
    """Whether a row of the sheet is about what goes well alone: there is nothing to accept."""
    own = list(themes)
    return bool(own) and all(theme in sides["well"] for theme in own)
