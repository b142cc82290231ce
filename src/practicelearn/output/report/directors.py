"""One page for directors and members: what goes well, three worries, promises, what to decide.

Words first: the only figures are groups, dates and what the council itself measures. It is held to
the rules of the report, and its quotes are out of it, under the same references.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from practicelearn.output.gate.raised import verdict_beside
from practicelearn.output.gate.sizes import tally_cell, tally_said
from practicelearn.output.gate.wording import is_missing, joined, long_date
from practicelearn.output.report.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Quote,
)
from practicelearn.output.report.coverage import who_answered_in_short
from practicelearn.output.report.cycle import NOT_PRINTED, CycleTables, SheetWords, without_small
from practicelearn.output.report.material import Material
from practicelearn.output.report.readers import refuse_named
from practicelearn.output.report.told import (
    heard_from_few,
    printed_quotes,
    quote_source,
    reach_said,
)
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.cycle.summary import open_actions, outcome, status_said, you_said
from practicelearn.themes.tallies import Tally
from practicelearn.themes.verdicts import NOT_TESTED, WOBBLE

__all__ = ["directors_document", "side_of"]

WELL, WORRIES, PROMISES, QUESTIONS = 2, 3, 7, 4
LONGEST_QUOTE = 40  # words, about three lines; where all are longer, the shortest
_NOTHING_AGREED = (
    "Who answers each of these worries, by when, and how will we know whether it helped? Nothing "
    "has been agreed yet."
)
_NO_WORDS = "words are in the evidence file only"


def directors_document(material: Material, cycle: CycleTables | None = None) -> Document:
    """Return the one page for directors and members as a document.

    Raises
    ------
    PracticelearnError
        Names have not been replaced in the corpus.
    """
    refuse_named(material)
    printed = printed_quotes(material)
    printed = printed[~printed["earlier"].astype(bool)]
    sides: dict[str, list[str]] = {"well": [], "worry": [], "": []}
    for theme in _heard_now(material):
        sides[side_of(material, theme)].append(theme)
    words = SheetWords(GiveAways.of(material.themes.corpus))
    blocks: list[Block] = [
        Heading(material.heading("What is going well"), anchor="well"),
        *_told(material, sides["well"], WELL, printed, "for"),
        Heading(_worries_title(sides["worry"]), anchor="worries"),
        *_told(material, sides["worry"], WORRIES, printed, "against"),
        *_unsorted(material, sides[""]),
        *_few(material, [*sides["well"][:WELL], *sides["worry"][:WORRIES], *sides[""][:WORRIES]]),
        *_promises(material, cycle, words),
        Heading("What we ask you to decide", anchor="decide"),
        Bullets(_questions(material, cycle, sides["worry"], words)),
    ]
    when = f", {material.latest}" if material.latest else ""
    return Document(
        title=material.title,
        subtitle=f"For directors and members{when}. {long_date(material.made)}."
        f"{who_answered_in_short(material)} More or less "
        f"talk is neither better nor worse by itself.{_wobble(material)} Method and limits are in "
        "the report.",
        blocks=blocks,
        one_page=True,
    )


def side_of(material: Material, theme: str) -> str:
    """Return "well", "worry", or "" where nobody has said which.

    The last statement's ``side`` decides; without one, stance in the newest round: a worry is what
    at least as many people spoke against, wholly or in part, as spoke for it.
    """
    decided = material.decisions
    if "side" in decided:
        own = decided[(decided["kind"] == "statement") & (decided["theme_id"] == theme)]
        last = own["side"].iloc[-1] if len(own) else None
        if last in {"well", "worry"}:
            return str(last)
    if material.hidden.get((theme, material.latest)):
        return ""  # the side of few people would tell what they said
    own = material.passages(theme, material.latest)
    against = set(own.loc[own["stance"].isin(["against", "mixed"]), "who"].dropna())
    for_it = set(own.loc[own["stance"] == "for", "who"].dropna()) - against
    if not against and not for_it:
        return ""
    return "worry" if len(against) >= len(for_it) else "well"


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


def _worries_title(worries: list[str]) -> str:
    n = min(len(worries), WORRIES)
    return {1: "One worry", 2: "Two worries", 3: "Three worries"}.get(n, "Worries")


def _told(
    material: Material, themes: list[str], most: int, printed: pd.DataFrame, stance: str
) -> list[Block]:
    if not themes:
        return [Paragraph("Nothing has been stated here by the people who read the evidence.")]
    blocks: list[Block] = []
    for theme in themes[:most]:
        row = material.table.loc[theme]
        blocks.append(Paragraph(row["statement"], "statement"))
        blocks.append(Paragraph(_reach(material, theme), "note"))
        blocks += _quote(printed, theme, stance, material.latest)
    if len(themes) > most:
        names = joined([material.label(t) for t in themes[most:]])
        blocks.append(Paragraph(f"Also, in the report: {names}.", "note"))
    return blocks


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


def _reach(material: Material, theme: str) -> str:
    name = material.label(theme)
    groups = reach_said(material, theme, material.latest)
    whole = re.fullmatch(r"(\d+) of \1 groups", groups)
    said = f"{name}: in {f'all {whole[1]} groups' if whole and whole[1] != '1' else groups}"
    said += material.as_reported(theme, material.latest)
    for before, after in material.contrasts()[:1]:
        change = material.change
        assert change is not None
        own = change[(change["theme_id"] == theme) & (change["year_after"] == after)]
        own = own[own["year_before"] == before]
        said += "".join(verdict_beside(r) for r in own[own["verdict"] != NOT_TESTED].itertuples())
    return f"{said}."


def _unsorted(material: Material, themes: list[str]) -> list[Block]:
    if not themes:
        return []
    said = [f"{material.table.loc[t, 'statement']}" for t in themes[:WORRIES]]
    return [
        Heading("Heard, and not marked as praise or worry", anchor="unsorted"),
        Bullets(said),
    ]


def _few(material: Material, told: list[str]) -> list[Block]:
    """What few said and a person marked as mattering, unless the page tells it already."""
    if set(material.matters["theme_id"]) <= set(told):
        return []
    return [b for b in heard_from_few(material) if not isinstance(b, Paragraph)]


def _promises(material: Material, cycle: CycleTables | None, words: SheetWords) -> list[Block]:
    blocks: list[Block] = [Heading("What last year’s promises did", anchor="promises")]
    if cycle is None or cycle.cycle.recommendations.empty:
        return [*blocks, Paragraph("No action sheet has been kept, so nothing can be said.")]
    rechecks = without_small(cycle.rechecks, material)
    # the page holds no count of people: for and against stands in the report
    rechecks = rechecks.assign(n_people_before=None)
    said = you_said(cycle.cycle, rechecks, rounds=material.years)
    earlier = said[said["year"].notna() & (said["year"] != material.latest)]
    if earlier.empty:
        return [*blocks, Paragraph("Nothing was promised before this round.")]
    own = earlier[earlier["year"] == earlier["year"].iloc[0]]  # the newest comes first
    lines = [_promise(row, rechecks, words) for row in own.itertuples()]
    if len(lines) > PROMISES:
        lines = [
            *lines[:PROMISES],
            f"{tally_said(Tally.of(lines[PROMISES:], 'promises'), 'more answer')}, in the report.",
        ]
    return [*blocks, Bullets(lines)]


def _promise(row: Any, rechecks: pd.DataFrame, words: SheetWords) -> str:
    if row.action_id is None:
        what, why = _sheet(words, row.you_said), _sheet(words, row.not_done_and_why)
        return f"Asked for: {what.rstrip('.')}. {why}"
    what = _sheet(words, row.we_did, counts=False).rstrip(".")
    newest = rechecks[rechecks["action_id"] == row.action_id].tail(1)
    heard = " ".join(outcome(r) for r in newest.itertuples()) or "To be looked at next round."
    return f"{what}: {status_said(row.status)}. {words(heard, counts=False)}"


def _sheet(words: SheetWords, cell: Any, *, counts: bool = True) -> str:
    shown = words(cell, counts=counts)
    return _NO_WORDS if shown == NOT_PRINTED else shown


def _wobble(material: Material) -> str:
    """What two rounds cannot tell, wherever the page holds one round beside another."""
    change = material.change
    return "" if change is None or change["verdict"].eq(NOT_TESTED).all() else f" {WOBBLE}"


def _questions(
    material: Material, cycle: CycleTables | None, worries: list[str], words: SheetWords
) -> list[str]:
    """What is open and needs somebody with a mandate, most pressing first."""
    if cycle is None or cycle.cycle.recommendations.empty:
        return [_NOTHING_AGREED]
    said, actions, status = cycle.cycle.recommendations, cycle.cycle.actions, cycle.cycle.status
    asked = [
        f"Accept, accept in part or reject, with the reason: {_sheet(words, r.text)}"
        for r in said[said["response"].isna()].itertuples()
    ]
    still = open_actions(cycle.cycle, on=material.made)
    asked += [
        f"{_sheet(words, r.we_will, counts=False)}: who owns it, by when, and how will we know? "
        f"It has {joined(r.lacks.split(', '))}."
        for r in still[still["lacks"] != ""].itertuples()
    ]
    for theme in worries[:WORRIES]:
        about = said[[theme in list(t) for t in said["themes"]]]
        live = actions["recommendation_id"].isin(about.index) & (status != "dropped")
        if not (live & ((status != "done") | (actions["year"] == material.latest))).any():
            asked.append(f"{material.label(theme)}: no promise is open. What should be done?")
    asked += [
        f"{_sheet(words, actions.loc[a, 'text'], counts=False)}: it has stalled. Unblock it, "
        "change it, or say why not?"
        for a in status.index[status == "stalled"]
    ]
    late = still[(still["days_over"] > 0) & (still["lacks"] == "") & (still["status"] != "stalled")]
    if len(late):
        first = late.iloc[0]
        other = "other " if (status == "stalled").any() else ""  # they stand above
        due = "" if is_missing(first["due"]) else f", due {long_date(first['due'])}"
        what = _sheet(words, first["we_will"], counts=False)
        past = Tally.of(late, "promises")
        asked.append(
            f"{tally_said(past, f'{other}promise is', f'{other}promises are')} past the date, the "
            f"longest: {what}{due}. Set a new date, or drop it and say why."
        )
    if len(asked) > QUESTIONS:
        left = tally_cell(Tally.of(asked[QUESTIONS:], "questions"))
        asked = [*asked[:QUESTIONS], f"{left} more: see the action sheet."]
    return asked or ["Nothing is open: every promise has an owner, a date and a measure."]
