"""Who led, took part and coded where it is to be known: for the team, never in readers' files."""

from __future__ import annotations

import pandas as pd

from practicelearn._once import once_for_each
from practicelearn.output.gate.wording import capital, text
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph, Table
from practicelearn.output.report.material import Material
from practicelearn.themes.role_flags import role_flags
from practicelearn.themes.themes import Themes

__all__ = ["role_notes", "who_led_and_coded"]

_NO_VERDICT = "not compared"


def who_led_and_coded(material: Material) -> list[Block]:
    """What is to be known of a round as a whole, and beside each headline and its verdict."""
    table = _flags(material.themes)
    if table.empty:
        return []
    rounds = material.themes.corpus.by_round(table[table["theme_id"] == ""], newest_first=True)
    blocks: list[Block] = [
        Heading("Who led, who took part, who coded", anchor="roles"),
        Paragraph(
            "None of this is a fault. People speak otherwise before somebody who manages them, and "
            "whoever was in a group knows more of it than its words. For the team only."
        ),
        Bullets([f"{capital(said)}." for said in rounds["says"]]),
    ]
    rows = [
        [material.label(theme), text(flag.year), flag.says, _verdict(material, theme, flag.year)]
        for theme in material.themes.declared if theme in material.table.index
        for flag in _newest(material, theme).itertuples()
    ]  # fmt: skip
    if rows:
        header = ["Headline", "Round", "What is to be known", "Verdict"]
        blocks.append(Table("Headlines that it concerns", header, rows))
    return blocks


def role_notes(material: Material, theme: str) -> list[str]:
    """What is to be known beside one theme, in the newest round in which it applies."""
    return list(_newest(material, theme)["says"])


def _newest(material: Material, theme: str) -> pd.DataFrame:
    own = _flags(material.themes)
    own = own[own["theme_id"] == theme]
    newest = [year for year in reversed(material.years) if (own["year"] == year).any()]
    return own[own["year"].isin(newest[:1])]


def _verdict(material: Material, theme: str, year: str) -> str:
    change = material.change
    if change is None:
        return _NO_VERDICT
    own = change[(change["theme_id"] == theme) & (change["year_after"] == year)]
    return str(own["verdict"].iloc[-1]) if len(own) else _NO_VERDICT


@once_for_each
def _flags(themes: Themes) -> pd.DataFrame:
    return role_flags(themes)
