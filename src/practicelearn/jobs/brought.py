"""Where a study stands while files are brought and not frozen: two steps are told from the files.

What was brought lies outside the study, so nothing of it is on record there.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from practicelearn.errors import PracticelearnError
from practicelearn.jobs.naming import account, decisions, found_names
from practicelearn.jobs.year import Step, Year
from practicelearn.output.gate.wording import count
from practicelearn.transcripts.folder import gather

__all__ = ["with_brought"]


def with_brought(found: Year, transcripts: str | Path) -> Year:
    """Return where a round stands, the steps of bringing in and of names told from the files.

    Parameters
    ----------
    found : Year
    transcripts : str or Path
        The folder of what was brought; where nothing was, all stays as it is.
    """
    folder = Path(transcripts)
    try:
        files = gather(folder)[0] if folder.is_dir() else []
    except PracticelearnError:  # sheets alone, say
        files = []
    if not files:
        return found
    told = {
        "bring-in": ("done", f"{count(len(files), 'file')} brought, and not frozen yet."),
        "names": ("now", _names(folder)),
    }
    steps = tuple(
        _told(step, *told[step.key]) if step.key in told else step for step in found.steps
    )
    return replace(found, steps=steps, first="names")


def _told(step: Step, state: str, why: str) -> Step:
    return replace(step, state="now" if state == "now" else "done", why=why, when="", who="")


def _names(folder: Path) -> str:
    """How many likely names are left to decide on, and in how many sessions they stand."""
    found = found_names(folder)
    if found is None:
        return "They were not looked for yet."
    known, left = decisions(folder), account(folder)
    n = left.likely_left
    if not n:
        weak = f" {count(left.weak_left, 'weaker sign')} left." if left.weak_left else ""
        return f"Every likely name is decided on.{weak} Freeze what was brought."
    open_ = [s for s in found.suggestions if s.likely and s.form not in known]
    sessions = {p.session for s in open_ for p in s.places if p.session}
    where = f" in {count(len(sessions), 'session')}" if sessions else ""
    return f"{n} left{where}."
