"""What those who took part answered to the page, beside each sentence and each promise."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from practicelearn.output.gate.sizes import (
    answered_in_full,
    answered_said,
    answers_said,
    replies_in_full,
    reply_cell,
    reply_in_full,
)
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph, Table
from practicelearn.output.report.cycle import NOT_PRINTED, CycleTables, SheetWords
from practicelearn.output.report.material import Material
from practicelearn.study.asked_back import same_words
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Answers, Part

__all__ = [
    "replies_beside",
    "replies_in_short",
    "replies_to_promises",
    "replies_to_the_whole",
    "who_answered",
]

_ANSWERS = ("yes", "not quite")
_WITH_MISSING = (*_ANSWERS, "missing")
_KNOWN = (*_WITH_MISSING, "written")
_SAID = {"written": "on a form"}
ANOTHER = (
    "Those who took part in {year} answered an earlier wording of this sentence. What they "
    "answered is about that one, and is not counted here."
)


def replies_beside(material: Material, theme: str) -> list[Block]:
    """Return each round's answers to a theme, with their words. For the team."""
    return _by_round(material, material.replies[material.replies["theme_id"] == theme])


def replies_to_the_whole(material: Material) -> list[Block]:
    """Return who answered, what they miss, and answers to what is no theme any more.

    For the team.
    """
    every = material.replies
    own = every[(every["theme_id"].fillna("") == "") & (every["action"] == "")]
    gone = every[~every["theme_id"].isin([*material.table.index, ""])]
    came = _came(material)
    if own.empty and gone.empty and not came:
        return []
    blocks: list[Block] = [
        Heading("What those who took part said of the summary", anchor="replies")
    ]
    blocks += [Paragraph(answered_in_full(claim, year)) for year, claim in came]
    blocks += _by_round(material, own)
    if len(gone):
        blocks.append(Paragraph("To sentences on themes that stand no more:", "note"))
        for _, part in gone.groupby("theme_id", sort=False):
            blocks += _by_round(material, part)
    return blocks


def who_answered(material: Material) -> list[Block]:
    """Return how many of those who took part answered, and how many miss something. For readers.

    Of a page on which what is missing was asked once, not of each sentence.
    """
    every = material.replies
    asked = every[~every["with_missing"].astype(bool) | (every["theme_id"].fillna("") == "")]
    came = dict(_came(material))
    rounds = {*came, *asked.loc[~asked["with_missing"].astype(bool), "year"]}
    blocks: list[Block] = []
    for year in (y for y in material.years if y in rounds):
        own = asked[(asked["year"] == year) & (asked["answer"] == "missing")]
        # how many were there is rounded, or not told, where the round's other counts are
        quiet = material.rounding or year in material.changed
        claim = None if quiet else came.get(year)
        said = answered_said(claim, _told(material, year), _answers(own, ("missing",)), year)
        blocks.append(Paragraph(f"{said} Whoever did not answer has not said yes.", "note"))
    return blocks


def replies_in_short(material: Material, theme: str) -> list[Block]:
    """Return how many said yes or not quite to the sentence; nobody's words. For readers.

    No total stands beside it: it would reveal what "fewer than 5" hides. Answers to an earlier
    sentence on the theme are no answers to this one, and are left to the evidence file.
    """
    every = material.replies[material.replies["theme_id"] == theme]
    own = every[every["to"] == ""]
    blocks: list[Block] = []
    for year, part in _placed(material, own).groupby("year", sort=False):
        said = answers_said(_answers(part, _asked(part)))
        blocks.append(
            Paragraph(f"Those who took part in {year}, asked whether this is it. {said}.", "note")
        )
    earlier = _placed(material, every[every["to"] != ""])
    rounds = [y for y in earlier["year"].unique() if y not in set(own["year"])]
    return [*blocks, *(Paragraph(ANOTHER.format(year=year), "note") for year in rounds)]


def replies_to_promises(
    material: Material, tables: CycleTables | None, *, for_readers: bool
) -> list[Block]:
    """Return what was answered to each promise, and, for the team, to wordings that are gone."""
    own = material.replies[material.replies["action"] != ""]
    if own.empty:
        return []
    cell = reply_cell if for_readers else reply_in_full
    words = SheetWords(GiveAways.of(material.themes.corpus) if for_readers else None)
    rows, note, seen = [], [], set()
    for action, sentence in _promises(tables):
        of_it = own[own["action"] == action]
        here = of_it[[same_words(s, sentence) for s in of_it["sentence"]]]
        said = words(sentence, counts=False)
        seen |= set(here.index)
        if len(here) and said != NOT_PRINTED:
            claim = _answers(here, _ANSWERS)
            rows.append([said, *(cell(claim, answer) for answer in _ANSWERS)])
            note += [f"{said}: “{w}”" for w in _words(here)]
    gone = own[~own.index.isin(seen)]
    header = ["Promise, as it was asked about", "Yes", "Not quite"]
    blocks: list[Block] = []
    if rows:
        blocks.append(Table("Would this help? What those who took part answered", header, rows))
    if for_readers:
        return blocks
    if note:
        blocks.append(Bullets(note))
    earlier = [
        [str(s), *(cell(_answers(part, _ANSWERS), a) for a in _ANSWERS)]
        for s, part in gone.groupby("sentence", sort=False)
    ]
    if earlier:
        caption = "Would this help? Answers to wordings that stand in the sheet no more"
        blocks.append(Table(caption, header, earlier))
        blocks += [Bullets(list(map(str, _words(gone))))] if _words(gone) else []
    return blocks


def _promises(tables: CycleTables | None) -> Iterator[tuple[str, str]]:
    if tables is not None:
        for action, text in tables.cycle.actions["text"].items():
            yield str(action), str(text).rstrip(".")


def _came(material: Material) -> list[tuple[str, Part]]:
    """Round and how many of its people answered, where both are known."""
    out = []
    for year, n in material.answered.items():
        now = material.counted.get(year)
        of = 0 if now is None else sum(now.population.values())
        if n <= of:
            out.append((year, Part(Row("replies", (("year", year),), {"n": n, "of": of}))))
    return out


def _told(material: Material, year: str) -> list[Answers]:
    """What is printed of each sentence's answers in a round: no total may give it away."""
    own = material.replies[(material.replies["year"] == year) & (material.replies["to"] == "")]
    keys = own["theme_id"].fillna("") + " " + own["action"]
    return [_answers(part, _asked(part)) for key, part in own.groupby(keys) if key.strip()]


def _by_round(material: Material, own: pd.DataFrame) -> list[Block]:
    blocks: list[Block] = []
    for (year, to), part in _placed(material, own).groupby(["year", "to"], sort=False):
        asked = ("missing",) if _is_of_the_page(part) else _asked(part)
        said = replies_in_full(_answers(part, asked))
        about = f", who answered the earlier wording (“{to}”)" if to else ""
        blocks.append(
            Paragraph(f"Replies of those who took part in {year}{about}. {said}.", "note")
        )
        words = part[part["words"].fillna("") != ""]
        if len(words):
            blocks.append(
                Bullets([f"“{r.words}” ({_SAID.get(r.answer, r.answer)})"
                         for r in words.itertuples()])
            )  # fmt: skip
    return blocks


def _is_of_the_page(part: pd.DataFrame) -> bool:
    return bool((part["theme_id"].fillna("") == "").all() and (part["answer"] == "missing").all())


def _placed(material: Material, own: pd.DataFrame) -> pd.DataFrame:
    return material.themes.corpus.by_round(own)


def _asked(part: pd.DataFrame) -> tuple[str, ...]:
    """What could be answered: "missing" to each theme on pages of earlier versions only."""
    return _WITH_MISSING if part["with_missing"].any() else _ANSWERS


def _words(part: pd.DataFrame) -> list[str]:
    return [str(w) for w in part["words"] if isinstance(w, str) and w]


def _answers(part: pd.DataFrame, asked: tuple[str, ...]) -> Answers:
    """How many gave each answer: a row of a paper form's count stands for several."""
    each = [a for a, n in zip(part["answer"], part["n"], strict=True) for _ in range(n)]
    return Answers.told_by([a for a in each if a in asked or a not in _KNOWN], asked)
