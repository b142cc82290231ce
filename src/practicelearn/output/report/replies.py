"""What those who took part answered to the summary of their round, beside each theme."""

from __future__ import annotations

import pandas as pd

from practicelearn.output.gate.sizes import answers_said, replies_in_full
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph
from practicelearn.output.report.material import Material
from practicelearn.themes.tallies import Answers

__all__ = ["replies_beside", "replies_in_short", "replies_to_the_whole"]

_ANSWERS = ("yes", "not quite", "missing")


def replies_beside(material: Material, theme: str) -> list[Block]:
    """Return each round's answers to a theme, with their words. For the team."""
    return _by_round(material, material.replies[material.replies["theme_id"] == theme])


def replies_to_the_whole(material: Material) -> list[Block]:
    """Return the answers that name no theme. For the team."""
    own = material.replies[material.replies["theme_id"].fillna("") == ""]
    if own.empty:
        return []
    return [Heading("What those who took part said of the summary", anchor="replies"),
            *_by_round(material, own)]  # fmt: skip


def replies_in_short(material: Material, theme: str) -> list[Block]:
    """Return how many said yes, not quite or missing; nobody's words. For readers.

    No total stands beside it: it would reveal what "fewer than 5" hides. Answers to an earlier
    sentence on the theme are no answers to this one, and are left to the evidence file.
    """
    own = material.replies[material.replies["theme_id"] == theme]
    own = own[own["to"] == ""]
    blocks: list[Block] = []
    for year, part in _placed(material, own).groupby("year", sort=False):
        said = answers_said(_answers(part))
        blocks.append(
            Paragraph(f"Those who took part in {year}, asked whether this is it. {said}.", "note")
        )
    return blocks


def _by_round(material: Material, own: pd.DataFrame) -> list[Block]:
    blocks: list[Block] = []
    for (year, to), part in _placed(material, own).groupby(["year", "to"], sort=False):
        said = replies_in_full(_answers(part))
        about = f", to the sentence that stood there then (“{to}”)" if to else ""
        blocks.append(
            Paragraph(f"Replies of those who took part in {year}{about}. {said}.", "note")
        )
        words = part[part["words"].fillna("") != ""]
        if len(words):
            blocks.append(Bullets([f"“{r.words}” ({r.answer})" for r in words.itertuples()]))
    return blocks


def _placed(material: Material, own: pd.DataFrame) -> pd.DataFrame:
    return material.themes.corpus.by_round(own)


def _answers(part: pd.DataFrame) -> Answers:
    return Answers.told_by(list(part["answer"]), _ANSWERS)
