"""What those who took part answered to the summary of their round, beside each theme."""

from __future__ import annotations

import pandas as pd

from practicelearn.output.disclosure.rules import reply_said
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph
from practicelearn.output.report.material import Material

__all__ = ["replies_beside", "replies_in_short", "replies_to_the_whole"]

_ANSWERS = ("yes", "not quite", "missing")


def replies_beside(material: Material, theme: str) -> list[Block]:
    """Return each round's answers to a theme, with their words. For the team."""
    return _by_round(material.replies[material.replies["theme_id"] == theme])


def replies_to_the_whole(material: Material) -> list[Block]:
    """Return the answers that name no theme. For the team."""
    own = material.replies[material.replies["theme_id"].fillna("") == ""]
    if own.empty:
        return []
    return [Heading("What those who took part said of the summary", anchor="replies"),
            *_by_round(own)]  # fmt: skip


def replies_in_short(material: Material, theme: str) -> list[Block]:
    """Return how many said yes, not quite or missing; nobody's words. For readers.

    No total stands beside it: it would reveal what "fewer than 5" hides.
    """
    own = material.replies[material.replies["theme_id"] == theme]
    blocks: list[Block] = []
    for year, part in own.groupby("year", sort=True):
        said = "; ".join(f"{a}: {reply_said(n)}" for a, n in _counts(part).items())
        blocks.append(
            Paragraph(f"Those who took part in {year}, asked whether this is it. {said}.", "note")
        )
    return blocks


def _by_round(own: pd.DataFrame) -> list[Block]:
    blocks: list[Block] = []
    for year, part in own.groupby("year", sort=True):
        said = "; ".join(f"{a}: {n}" for a, n in _counts(part).items())
        blocks.append(Paragraph(f"Replies of those who took part in {year}. {said}.", "note"))
        words = part[part["words"].fillna("") != ""]
        if len(words):
            blocks.append(Bullets([f"“{r.words}” ({r.answer})" for r in words.itertuples()]))
    return blocks


def _counts(part: pd.DataFrame) -> dict[str, int]:
    return {answer.capitalize(): int((part["answer"] == answer).sum()) for answer in _ANSWERS}
