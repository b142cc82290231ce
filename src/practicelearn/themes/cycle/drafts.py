"""Which promises of an action sheet have been made, and which are still drafts."""

from __future__ import annotations

from practicelearn.themes.cycle.sheet import LearningCycle

__all__ = ["is_draft"]


def is_draft(cycle: LearningCycle, action_id: str) -> bool:
    """Return whether a promise is only thought of.

    A promise is made when somebody gives it a status, be it "not started". Until then, and where
    the status says "draft", it is a draft: whoever fills in *We will* first asks those who said it.
    """
    status = cycle.status.get(action_id)
    return not isinstance(status, str) or not status
