"""Which promises of an action sheet have been made, and which are still drafts."""

from __future__ import annotations

from practicelearn.themes.cycle.sheet import LearningCycle

__all__ = ["drafts_said", "is_draft"]


def is_draft(cycle: LearningCycle, action_id: str) -> bool:
    """Return whether a promise is only thought of.

    A promise is made when somebody gives it a status, be it "not started". Until then, and where
    the status says "draft", it is a draft: whoever fills in *We will* first asks those who said it.
    """
    status = cycle.status.get(action_id)
    return not isinstance(status, str) or not status


def drafts_said(cycle: LearningCycle, year: str | None = None) -> str:
    """Return which promises count as drafts, of a round or of all, in a sentence; "" without any.

    Sheets that were begun before drafts were told apart may hold promises without a status: whoever
    keeps them must learn that they are printed as drafts, and what to write.
    """
    own = cycle.actions if year is None else cycle.actions[cycle.actions["year"] == year]
    drafts = own[[is_draft(cycle, str(action)) for action in own.index]]
    if drafts.empty:
        return ""
    file = str(drafts["source_loc"].iloc[0]).rpartition(", row ")[0]
    rows = ", ".join(str(place).rpartition(", row ")[2] for place in drafts["source_loc"])
    several = len(drafts) > 1
    return (
        f"{len(drafts)} of {len(own)} {'promises' if len(own) > 1 else 'promise'} "
        f"{'count as drafts' if several else 'counts as a draft'}, not promised yet, because no "
        f"status is written: {file}, {'rows' if several else 'row'} {rows}. Where something was "
        'promised, write its Status, be it "not started".'
    )
