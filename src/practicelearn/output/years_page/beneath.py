"""The one sentence underneath a screen: what must not be misread."""

from __future__ import annotations

from practicelearn.output.gate.years import unread_said
from practicelearn.output.report.material import Material
from practicelearn.output.years_page.joins import NOT_ASKED
from practicelearn.output.years_page.model import View
from practicelearn.output.years_page.squares import unread_of
from practicelearn.themes.verdicts import CANNOT_TELL

__all__ = ["CANNOT", "FIRST_ROUND", "NOT_COMPARED", "sentences_beneath"]

CANNOT = (
    "Cannot tell. With this many groups, chance could explain the difference. That is not the same "
    "as no change. Read both years’ words."
)
FIRST_ROUND = "First round: nothing to compare yet."
NOT_COMPARED = "Not asked the same way, so not compared."


def sentences_beneath(
    material: Material, theme: str, *, verdict: str, asked: str, view: View
) -> list[str]:
    """Return what fits, the most important first: one of them stands underneath.

    Parameters
    ----------
    material : Material
    theme : str
    verdict : str
        Of the newest round beside the one before; empty in a first round.
    asked : str
        Whether it was asked otherwise, in words.
    view : View
    """
    said = [] if len(material.years) > 1 else [FIRST_ROUND]
    if asked == NOT_ASKED:
        said.append(NOT_COMPARED)
    said += _unread(material, theme, view)
    if verdict == CANNOT_TELL and asked != NOT_ASKED:
        said.append(CANNOT)
    return said


def _unread(material: Material, theme: str, view: View) -> list[str]:
    """Of the newest round, else of the one that stands beside it."""
    said = []
    for year in filter(None, dict.fromkeys([material.latest, material.beside])):
        claim = unread_of(material, theme, year, for_readers=view == "meeting")
        if claim is not None and claim.n:
            said.append(unread_said(claim, "" if year == material.latest else year))
    return said
