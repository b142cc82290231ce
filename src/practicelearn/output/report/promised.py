"""What was promised in answer to a theme, in a sentence below it: "what comes of what we said?"."""

from __future__ import annotations

from practicelearn.output.report.blocks import Block, Paragraph
from practicelearn.output.report.cycle import NOT_PRINTED, NOT_PROMISED, CycleTables, SheetWords
from practicelearn.output.report.material import Material
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.cycle.summary import CLOSED, status_said

__all__ = ["promised_for"]

NOTHING = "What comes of it: the action sheet holds no answer to it yet."
_BELOW = "What comes of it: see “You said, we did, did it help”."


def promised_for(material: Material, tables: CycleTables | None, theme: str) -> list[Block]:
    """Return what the action sheet holds in answer to a theme, and how far each promise is.

    What is open or new comes first; what was done or dropped before this round answers what was
    said then, and is told apart. Nothing without an action sheet. Who, by when, whether it helped
    and why something was refused stand once, in the section on what was promised.
    """
    if tables is None or tables.cycle.recommendations.empty:
        return []
    recommendations, actions = tables.cycle.recommendations, tables.cycle.actions
    own = recommendations[[theme in list(t) for t in recommendations["themes"]]]
    if own.empty:
        return [Paragraph(NOTHING)]
    words = SheetWords(GiveAways.of(material.themes.corpus))
    now: list[str] = []
    before: list[str] = []
    for action in actions[actions["recommendation_id"].isin(own.index)].itertuples():
        promise = words(action.text, counts=False).rstrip(".")
        if promise in (NOT_PRINTED, "–"):
            continue
        status = tables.cycle.status[action.Index] or NOT_PROMISED
        over = status in CLOSED and action.year != material.latest
        (before if over else now).append(f"{promise} ({status_said(status)})")
    if not now and not before:
        return [Paragraph(_BELOW)]
    said = f"What comes of it: {'; '.join(now) if now else 'no promise is open'}."
    return [Paragraph(f"{said} Promised before: {'; '.join(before)}." if before else said)]
