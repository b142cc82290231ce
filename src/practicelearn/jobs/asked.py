"""What a person must have said before a job begins."""

from __future__ import annotations

from pathlib import Path

from practicelearn.errors import StudyError

__all__ = ["say_what_of_names"]


def say_what_of_names(job: str, with_key: str, key: str | Path | None, *, no_names: bool) -> None:
    """Refuse to freeze sessions before it is said what is to become of names.

    Raises
    ------
    StudyError
        Neither a key is named nor that names were replaced before; or both.
    """
    if (key is None) != no_names:
        raise StudyError(
            f"{job}: frozen sessions are never edited again, so say what is to become of names: "
            f"--key FILE {with_key}, outside the study; --no-names says that they were replaced "
            "before."
        )
