"""What a workshop made of the quote cards: its heaps beside the team's own coding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practicelearn.output.gate.sizes import account_said, sorted_said, tally_cell
from practicelearn.output.gate.wording import joined, long_date
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph, Table
from practicelearn.output.report.material import Material
from practicelearn.study.card_record import cards_out
from practicelearn.study.sorting import account_of, newest_heaps
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Tally

__all__ = ["heaps_section", "who_sorted"]

APART = (
    "Staff saw the cards and not the talk around them. Nothing here changes a figure of people; a "
    "code that was made of a heap counts only where somebody has read for it."
)
GONE = "Not in the coding now"


def heaps_section(material: Material) -> list[Block]:
    """Return the workshops of the rounds: account, heaps, and which themes the cards came from.

    For the team.
    """
    blocks: list[Block] = []
    for kept in _workshops(material):
        blocks += _workshop(material, kept)
    if not blocks:
        return []
    return [Heading("What staff made of the quotes", anchor="heaps"), Paragraph(APART), *blocks]


def who_sorted(material: Material, *, for_readers: bool) -> list[str]:
    """Return who sorted cleared quotes, and when, for the method."""
    return [
        sorted_said(_people(kept), long_date(kept["on"]) if kept.get("on") else "",
                    str(kept["year"]), for_readers=for_readers)
        for kept in _workshops(material)
    ]  # fmt: skip


def _workshops(material: Material) -> list[dict[Any, Any]]:
    own = material.decisions[material.decisions["kind"] == "sorted"]
    every = newest_heaps(own.to_dict("records")).values()
    return [kept for kept in every if kept["year"] in material.years]


def _people(kept: Mapping[str, Any]) -> Tally | None:
    n = kept.get("n_people")
    if n is None or n != n:  # nobody wrote it down
        return None
    return Tally(Row("workshop", (("year", str(kept["year"])),), {"n": int(n)}))


def _workshop(material: Material, kept: Mapping[str, Any]) -> list[Block]:
    out = cards_out(material.decisions, str(kept["year"]))
    account = account_of(kept, out)
    when = f", {long_date(kept['on'])}" if kept.get("on") else ""
    roles = joined(list(kept.get("roles") or []))
    tallies = {name: Tally.of(cards, "cards") for name, cards in account._asdict().items()}
    said = [sorted_said(_people(kept), "", "", for_readers=False),
            f"Who was there: {roles}." if roles else "", account_said(tallies)]  # fmt: skip
    if account.not_back:
        said.append(f"Not back: {joined([f'Card {n}' for n in account.not_back])}.")
    blocks: list[Block] = [
        Heading(f"Workshop on {kept['year']}{when}", 3),
        Paragraph(" ".join(s for s in said if s)),
        _heaps(material, kept),
        _beside(material, kept, out),
    ]
    own = list(kept.get("own_words") or [])
    return [*blocks, Paragraph("Staff’s own words:", "note"), Bullets(own)] if own else blocks


def _heaps(material: Material, kept: Mapping[str, Any]) -> Table:
    rows = []
    for k, letter in enumerate(kept["heaps"]):
        cards = kept["cards"].get(letter, [])
        rows.append([
            f"{letter} {kept['heap_names'][k]}".strip(), kept["heap_sentences"][k] or "–",
            joined([str(c) for c in cards]) or "–", _made(material, kept["made"].get(letter, {})),
        ])  # fmt: skip
    return Table("Heaps", ["Heap", "Sentence on it", "Cards", "What was made of it"], rows)


def _made(material: Material, made: Mapping[str, Any]) -> str:
    code = made.get("code")
    if code:
        there = code in material.themes.table.index
        read = (
            "there is a theme of it" if there else "nobody has read for it yet: missing, not zero"
        )
        return f"code {code}: {read}"
    if made.get("theme"):
        return f"theme {made['theme']} {made.get('how', '')}".strip()
    return "only kept"


def _beside(material: Material, kept: Mapping[str, Any], out: Mapping[int, str]) -> Table:
    """Cards of each heap by the themes under which the team's own coding has the passage."""
    themes = _themes_of_cards(material, out)
    named = material.themes.table["name"]
    heaps = {k: [int(c) for c in kept["cards"].get(k, []) if c.isdigit()] for k in kept["heaps"]}
    rows = [
        [str(named[t]), *(_count([c for c in cards if t in themes.get(c, set())])
                          for cards in heaps.values())]
        for t in named.index if any(t in own for own in themes.values())
    ]  # fmt: skip
    gone = [_count([c for c in cards if not themes.get(c)]) for cards in heaps.values()]
    header = ["The team’s theme", *heaps]
    return Table("Cards of each heap, by the team’s own themes", header, [*rows, [GONE, *gone]])


def _count(cards: list[int]) -> str:
    return tally_cell(Tally.of(cards, "cards"))


def _themes_of_cards(material: Material, out: Mapping[int, str]) -> dict[int, set[str]]:
    """Themes whose evidence overlaps the passage of a card."""
    evidence = material.themes.evidence
    evidence = evidence[evidence["theme_id"].isin(material.themes.table.index)]
    found: dict[int, set[str]] = {}
    for number, coding in out.items():
        own = evidence[evidence["coding_id"] == coding]
        near = evidence[evidence["turn_id"].isin(own["turn_id"])]
        found[number] = {
            str(r.theme_id)
            for r in near.itertuples()
            if any(r.turn_id == p.turn_id and r.start < p.end and r.end > p.start
                   for p in own.itertuples())
        }  # fmt: skip
    return found
