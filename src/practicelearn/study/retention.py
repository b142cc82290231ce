"""How long a round may be kept, and what of it no program here can delete: the recordings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from practicelearn._called import COMMAND

__all__ = ["RECORDING", "overdue"]

RECORDING = (
    "A recording, if one is kept, lies outside the study and still holds the words: delete it "
    "there, or have it cut."
)


def overdue(
    delete_by: Mapping[str, str],
    year: object,
    *,
    today: date | None = None,
    with_command: bool = True,
) -> str | None:
    """Return what is to be done about a round that should be gone by now, in a sentence, or None.

    Parameters
    ----------
    delete_by : mapping
        Round to the last day on which it may be kept, ISO, as ``study.toml`` says.
    year : object
        The round; none has no such day.
    today : date, optional
    with_command : bool, default True
        Whether the sentence ends with what to type; a page has a button instead.

    Examples
    --------
    >>> overdue({"2023-24": "2026-03-31"}, "2023-24", today=date(2026, 4, 1))[:53]
    'The round 2023-24 was to be deleted by 31 March 2026.'
    >>> overdue({"2023-24": "2026-03-31"}, "2023-24", today=date(2026, 3, 31))
    """
    said = delete_by.get(str(year))
    if said is None or (today or date.today()) <= (day := date.fromisoformat(said)):
        return None
    how = f": {COMMAND} purge STUDY {year} --by NAME" if with_command else "."
    return (
        f"The round {year} was to be deleted by {day.day} {day:%B %Y}. Delete its recordings, then "
        f"the round itself{how}"
    )
