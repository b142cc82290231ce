"""Quote cards: cleared quotes to print and cut, for a workshop where staff sort them into heaps."""

from __future__ import annotations

import hashlib
from typing import Any

import pandas as pd

from practicelearn._called import COMMAND
from practicelearn.coding.codings import REFERRED_ON
from practicelearn.coding.log.texts import says_gone
from practicelearn.errors import PracticelearnError
from practicelearn.output.gate.sizes import cards_said
from practicelearn.output.gate.wording import long_date
from practicelearn.output.report.blocks import Block, Bullets, Cards, Document, Heading, Quote
from practicelearn.output.report.cycle import CycleTables
from practicelearn.output.report.material import Material
from practicelearn.output.report.refusing import refuse_named
from practicelearn.output.report.told import without_numbers
from practicelearn.study.card_record import card_numbers
from practicelearn.themes.tallies import Tally

__all__ = ["BLANK", "cards_document", "cards_of"]

BLANK = 8
"""Blank cards for what staff say themselves: one page."""
_HOW = (
    "Each card holds what one person said in a group, and neither who nor where. Do not guess.",
    "Put together what belongs together. Give each heap a letter, a name and one sentence.",
    "A card that fits nowhere stays alone; one that fits twice is written down for both heaps.",
    "Your own words go onto the blank cards: they are kept apart from those of the groups.",
    "What is sorted here changes no figure: it is a second reading of the same words.",
    "Count the cards back in. Nobody takes one away, and they are destroyed afterwards.",
)


def cards_document(material: Material, cycle: CycleTables | None = None) -> Document:
    """Return the cards of ``material.year``, by default of the newest round.

    No theme, no group, no person: whoever sorts must not see how the team sorted.

    Raises
    ------
    PracticelearnError
        Names have not been replaced, or no quote of that round has been cleared.
    """
    del cycle  # nothing that was promised stands on a card
    refuse_named(material)
    year = material.year or material.latest
    cards = cards_of(material)
    if cards.empty:
        raise PracticelearnError(
            f"no card was made: no quote of {year or 'these groups'} has been cleared. A quote "
            "goes onto a card when a person marked it quotable and its speaker agreed to be quoted "
            f"({COMMAND} code STUDY, Read)."
        )
    quotes = [Quote(str(r.quote), f"Card {r.number}") for r in cards.itertuples()]
    blank = [f"Card B{n}" for n in range(1, BLANK + 1)]
    out = cards_said(Tally.of(quotes, "cards"), Tally.of(blank, "blank cards"))
    blocks: list[Block] = [
        Heading("How to sort them", anchor="sort"),
        Bullets([*_HOW, out]),
        Cards(quotes, blank),
    ]
    return Document(
        title=material.title,
        subtitle=f"Quote cards for a workshop{f', {year}' if year else ''}. "
        f"{long_date(material.made)}. Print on one side, cut along the lines.",
        blocks=blocks,
    )


def cards_of(material: Material) -> pd.DataFrame:
    """Return the quotes that go onto cards, by number.

    Returns
    -------
    DataFrame
        number, coding_id, turn_id, start, end, quote. One card a passage, whatever codes it has.
        A passage keeps its number for ever; new ones follow in an order that says nothing of
        themes, groups or who said them.
    """
    year = material.year or material.latest
    own = material.may_be_quoted
    own = own[own["year"] == year] if year else own
    gone = own["quote"].eq(REFERRED_ON) | own["quote"].map(says_gone).astype(bool)
    own = own[~gone & ~own["turn_id"].isin(_referred(material))]
    known = card_numbers(material.decisions)
    rows = _apart(own.drop_duplicates("coding_id"), known)
    rows.sort(key=lambda row: (known.get(row["coding_id"], 10**9), _shuffled(row["coding_id"])))
    free = max(known.values(), default=0)
    for row in rows:
        if row["coding_id"] in known:
            row["number"] = known[row["coding_id"]]
        else:
            free += 1
            row["number"] = free
    columns = ["number", "coding_id", "turn_id", "start", "end", "quote"]
    return pd.DataFrame(rows, columns=columns)


def _referred(material: Material) -> set[str]:
    """Turns of which anybody marked something to be passed on: no word of them goes out."""
    codings = material.themes.codings
    if codings is None:
        return set()
    return set(codings.spans.loc[codings.spans["refer_on"], "turn_id"])


def _apart(own: pd.DataFrame, known: dict[str, int]) -> list[dict[str, Any]]:
    """One row a passage: of passages within each other the longest, or the one with a number."""
    length = (own["end"] - own["start"]).astype(int)
    first = [coding not in known for coding in own["coding_id"]]
    order = own.assign(_new=first, _length=-length).sort_values(
        ["_new", "_length", "coding_id"], kind="stable"
    )
    kept: dict[str, list[tuple[int, int]]] = {}
    rows = []
    for r in order.itertuples():
        start, end = int(r.start), int(r.end)
        taken = kept.setdefault(str(r.turn_id), [])
        if all(end <= a or start >= b for a, b in taken):
            taken.append((start, end))
            rows.append({"coding_id": str(r.coding_id), "turn_id": str(r.turn_id), "start": start,
                         "end": end, "quote": without_numbers(str(r.quote))})  # fmt: skip
    return rows


def _shuffled(coding_id: str) -> str:
    return hashlib.sha256(coding_id.encode()).hexdigest()
