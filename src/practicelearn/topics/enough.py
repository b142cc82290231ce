"""Whether there is talk enough for topics, and what is said where there is not."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from practicelearn.errors import counted
from practicelearn.topics.seeded import Seeds

__all__ = ["able_to_start", "ample", "room_for", "warn_of_fewer", "warn_of_short_talk"]

N_TOPICS = 8
"""Topics looked for where nothing else is said, and there is talk for them."""
AMPLE_WINDOWS, LEAST_WINDOWS = 12, 3
"""Windows for each topic where nothing else is said; and without which there is none."""
FEWEST_SESSIONS, FEWEST_WINDOWS = 4, 200
"""What topics should be found in; below, what one group said is easily taken for a topic."""
TO_CALLER = 4
"""Frames from here to the line that calls ``fit``."""


def ample(n_windows: int) -> int:
    """Return how many topics are looked for where nobody says how many."""
    return max(2, min(N_TOPICS, n_windows // AMPLE_WINDOWS))


def room_for(wanted: int, n_codes: int, rows: Any) -> int:
    """Return how many topics there is talk for; a person's codes are not held to what is ample."""
    n_windows = int((rows.sum(axis=1) > 0).sum())
    enough = max(min(n_windows, max(n_codes, 2)), n_windows // LEAST_WINDOWS)
    return min(wanted, int(rows.shape[1]), enough)


def able_to_start(seeds: Seeds | None, rows: Any) -> Seeds | None:
    """Return seeds that topics can start from; codes that cannot are named in a warning."""
    if seeds is None:
        return None
    if seeds.absent:
        warnings.warn(
            f"TopicModel: no seed word of {', '.join(seeds.absent)} is said by a participant; "
            "their topics are left free.",
            stacklevel=TO_CALLER,
        )
    if seeds.codes and min(rows.shape) < 2:
        warnings.warn(
            f"TopicModel: with {rows.shape[0]} windows and {rows.shape[1]} words there is too "
            f"little talk to start topics at {', '.join(seeds.codes)}; they are left free.",
            stacklevel=TO_CALLER,
        )
    return seeds if seeds.codes and min(rows.shape) > 1 else None


def warn_of_fewer(
    found: int, wanted: int, rows: Any, window_words: int, without: Sequence[str]
) -> None:
    """Say that fewer topics were found than asked for, and which codes have none."""
    warnings.warn(
        f"TopicModel: {found} of the {wanted} topics asked for: there is too little talk "
        f"({rows.shape[0]} windows of about {window_words} words, {rows.shape[1]} different words "
        "that name a subject)."
        + (f" No topic is left for {', '.join(without)}." if without else ""),
        stacklevel=TO_CALLER,
    )


def warn_of_short_talk(n_windows: int, n_sessions: int) -> None:
    """Say that topics of so little talk may well be what one group happened to say."""
    if n_sessions >= FEWEST_SESSIONS and n_windows >= FEWEST_WINDOWS:
        return
    size = f"{counted(n_windows, 'window')} of {counted(n_sessions, 'session')}"
    warnings.warn(
        f"TopicModel: short talk, {size}: below {FEWEST_WINDOWS} windows or {FEWEST_SESSIONS} "
        "sessions a topic is easily what one group happened to say. See which are found again "
        "(prac.topics.stability), and read their quotes.",
        stacklevel=TO_CALLER,
    )
