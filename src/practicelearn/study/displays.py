"""The first display of a comparison of two rounds goes on record: what is planned later is late."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from practicelearn.errors import PracticelearnError
from practicelearn.study.folder import Study, open_study
from practicelearn.study.plans import study_plan
from practicelearn.study.recorder import Recorder

__all__ = ["Lacking", "displayed_pairs", "lacking_before", "record_displays"]


def record_displays(
    recorder: Recorder, pairs: Sequence[tuple[str, str]], *, unit: str, headline: Sequence[str]
) -> None:
    """Put on record which pairs of rounds were displayed, each the first time only.

    Nothing is written where all are on record. Where the folder cannot be written to, a warning
    says so: the comparison is displayed all the same.
    """
    known = displayed_pairs(recorder.folder)
    new = [pair for pair in pairs if frozenset(pair) not in known]
    if not new:
        return
    try:
        study = open_study(recorder.folder)
        for pair in new:
            payload = {
                "rounds": list(pair),
                "unit": unit,
                "headline": sorted(headline),
                "hash": hashlib.sha256(repr(sorted(headline)).encode()).hexdigest(),
                "where": recorder.where,
                "early": _early(study, pair[1], headline),
            }
            study.record(recorder.who, "compared", payload=payload)
    except (PracticelearnError, OSError) as error:
        warnings.warn(
            f"This comparison could not be put on record in {recorder.folder} ({error}) A plan "
            "made from now on is made after it all the same: make the folder one that can be "
            "written to, and compare again, so that it says so.",
            stacklevel=4,
        )


def displayed_pairs(folder: Path) -> set[frozenset[str]]:
    """Return the pairs of rounds of which a display is on record; an undo takes none back."""
    found = set()
    for log in sorted((folder / "decisions").glob("*.jsonl")):
        for line in log.read_bytes().split(b"\n"):
            if b'"compared"' in line:
                try:
                    event = json.loads(line)
                    if event["kind"] == "compared":
                        found.add(frozenset(map(str, event["payload"]["rounds"])))
                except (ValueError, TypeError, KeyError):  # no whole event; verify names the line
                    continue
    return found


class Lacking(NamedTuple):
    """What should stand before a comparison is opened, and does not: a plan, or sentences."""

    plan: bool
    unstated: tuple[str, ...]


def lacking_before(study: Study, after: str, headline: Sequence[str]) -> Lacking:
    """Return what is lacking before the comparison of a round with the one before it.

    Parameters
    ----------
    study : Study
    after : str
        The later round.
    headline : sequence of str
        Headline themes besides those of the plan.

    Returns
    -------
    Lacking
        Whether no plan of that round was made before, and which headlines have no sentence.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # whoever reads the plan is told
        _held = study.corpus()  # the plan asks for it more than once
        plan = study_plan(study, after)
    planned = () if plan is None or not plan.made_before else plan.themes
    stated = {e.payload["theme_id"] for e in study.standing() if e.kind == "statement"}
    wanted = dict.fromkeys([*planned, *headline])
    no_plan = plan is None or not plan.made_before
    return Lacking(no_plan, tuple(t for t in wanted if t not in stated))


def _early(study: Study, after: str, headline: Sequence[str]) -> bool:
    """Whether no plan of the later round stands, or a headline has no sentence yet."""
    return any(lacking_before(study, after, headline))
