"""What a shell offers after Tab: names of a study where they cost nothing, else a few words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

__all__ = ["of_study", "one_of", "starter_frames"]

Offer = Callable[[typer.Context, str], list[str]]


def of_study(what: str) -> Offer:
    """Offer what the study that is named before has: its sessions, coders, rounds, themes ..."""

    def offer(context: typer.Context, incomplete: str) -> list[str]:
        from practicelearn.jobs import completing

        # after an option that waits for its value, what stands before it is not yet told apart
        study = context.params.get("study") or next(iter(context.args), None)
        if not study:
            return []
        names: list[str] = getattr(completing, what)(Path(str(study)).expanduser())
        return [name for name in names if name.startswith(incomplete)]

    return offer


def one_of(*words: str) -> Offer:
    """Offer one of a few words."""

    def offer(context: typer.Context, incomplete: str) -> list[str]:  # noqa: ARG001 - as typer calls it
        return [word for word in words if word.startswith(incomplete)]

    return offer


def starter_frames(context: typer.Context, incomplete: str) -> list[str]:  # noqa: ARG001 - as above
    """Offer the frames that come with practicelearn."""
    from practicelearn.jobs.completing import starter_frames as known

    return [name for name in known() if name.startswith(incomplete)]
