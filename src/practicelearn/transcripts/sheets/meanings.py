"""What the columns of the three sheets mean, and what some of them offer to choose from."""

from __future__ import annotations

from practicelearn._sheets import YES_NO, Choice
from practicelearn.transcripts.kinds import KINDS

__all__ = ["CHOICES", "MEANINGS"]

MEANINGS = {
    "session_id": "the recording's short name; every sheet calls it so",
    "date": "day first, such as 3/11/2025",
    "year": "the round, such as 2024-25",
    "group": "the same word for two sessions of one group; empty: a group of its own",
    "source_kind": ", ".join(KINDS[:-1]) + f" or {KINDS[-1]}",
    "held": "empty or yes; no: planned and not held (a row without a file, with its round)",
    "came": "empty or yes; no: invited and did not come (a row each, without a label)",
    "reason": "why it was not held, or why they did not come: off sick, duty, did not wish",
    "guessed": "columns taken from the file's name or heading: check them, then empty this cell",
    "person_id": "any code; the same code in two rows is the same person. Never a name",
    "speaker": "the label in the file; empty for somebody who said nothing (add a row for each)",
    "role": "participant, facilitator, note-taker, observer or unknown",
    "role_source": "label, guess or file: who says so; empty it when you have checked the role",
    "is_peer": "yes or no: a colleague of the others",
    "line_manages_someone_present": "yes or no",
    "consent_quote": "yes or no: agreed to be quoted. Empty means no",
    "pseudonym": "the name used in quotes, never a real one",
}
"""Column to what belongs in it."""

CHOICES = {
    "source_kind": Choice(KINDS),
    "role": Choice(("participant", "facilitator", "note-taker", "observer", "unknown")),
    **dict.fromkeys(
        ("is_peer", "line_manages_someone_present", "consent_quote", "held", "came"), YES_NO
    ),
}
"""Column to what it offers."""
