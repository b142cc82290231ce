"""Releasing a report: the quotes to read, and the release of exactly what was read."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.log.entries import FORMAT
from practicelearn.coding.log.events import Event
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.comparing import asked_of
from practicelearn.jobs.reports import report_of
from practicelearn.output.disclosure.facts import as_rows
from practicelearn.output.gate.wording import SMALL
from practicelearn.output.report.names import waivers_on
from practicelearn.output.report.pointing import named_in, sheet_names, sizes_in
from practicelearn.output.report.release import printed_of
from practicelearn.output.report.report import Report
from practicelearn.output.report.told import printed_quotes
from practicelearn.study import Study, open_study
from practicelearn.study.settings import StudySettings
from practicelearn.themes.earlier_rules import kept_rules
from practicelearn.themes.of_study import cache_of

__all__ = [
    "counting_rules", "mark_quotable", "quotes_of", "quotes_to_read", "refusal", "release_report",
    "waivers_of",
]  # fmt: skip

_MOST_NAMED = 12
_COLUMNS = ["reference", "theme", "quote", "points_at", "stance", "year", "group", "turn_id",
            "coding_id"]  # fmt: skip


def quotes_to_read(study: str | Path | Study) -> pd.DataFrame:
    """Return the quotes that the study's report prints, each to be read by a person.

    Returns
    -------
    DataFrame
        reference (Q1 ..., as in the report), theme, quote, points_at (teams, places and groups of
        the sheets that its words name, and a group's size such as "six of us"; empty where none),
        stance, year, group, turn_id, coding_id.
        For the team: readers see reference, theme and quote.

    Raises
    ------
    PracticelearnError
        No report for readers can be made of the study.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> prac.quotes_to_read(study).columns.tolist()[:4]
    ['reference', 'theme', 'quote', 'points_at']
    """
    check_arguments(quotes_to_read, locals())
    return quotes_of(report_of(_path(study)))


def release_report(
    study: str | Path | Study, *, by: str, read: list[str], report: Report | None = None
) -> Event:
    """Record that a person has read every quote and releases the report as it is now.

    Parameters
    ----------
    study : Study or path
    by : str
        Who releases.
    read : list of str
        References of the quotes that were read, such as ``["Q1", "Q2"]``: all of them.
    report : Report, optional
        The report that was read; by default it is made now.

    Returns
    -------
    Event
        It holds the report's hash: a report that reads otherwise is a DRAFT again.

    Raises
    ------
    PracticelearnError
        Nobody is named, a quote was not read, or readers could work out what few people said from
        this report and earlier ones; each is named.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> prac.release_report(study, by="sam", read=[]).kind
    'release'
    """
    check_arguments(release_report, locals())
    if not by.strip():
        raise PracticelearnError("a release needs the name of the person who releases: by=NAME.")
    report = report or report_of(_path(study))
    quotes = quotes_of(report)
    unread = [q for q in quotes["reference"] if q not in read]
    if unread:
        raise PracticelearnError(
            f"not released: {', '.join(unread)} of {len(quotes)} quotes were not read. Each quote "
            "may hold what points at a person, and no program can see that."
        )
    facts, found = report.disclosed()
    if found:
        raise PracticelearnError(refusal(found))
    payload = {
        "hash": report.hash,
        "quotes": list(quotes["coding_id"]),
        "printed": printed_of(report.material, {f.theme for f in facts if f.theme}),
        "facts": as_rows(facts),
        "rules": counting_rules(report, open_study(_path(study)).settings)
        | {"poster": report.poster_hash},
    }
    return open_study(_path(study)).record(by, "release", payload=payload)


def refusal(found: list[str]) -> str:
    """Return why nothing was released, for the team: the first findings and how many more."""
    shown = "\n".join(f"- {said}" for said in found[:_MOST_NAMED])
    more = f"\n- and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return (
        "not released: readers could work out what few people said, or a figure cannot be checked. "
        f"This is for the team only; do not pass it on.\n{shown}{more}\n"
        "Figures are hidden by the program wherever it can: take numbers of people and groups out "
        "of sentences, titles and the action sheet, where they were written by hand, and release "
        "again; where none was, report this as a fault of the program."
    )


def counting_rules(report: Report, settings: StudySettings) -> dict[str, Any]:
    """Return by which rules a report was counted: versions, what counts, and the limits.

    They go on record with each release, so that a figure can be explained in ten years.
    """
    themes = report.themes
    frame = themes.codings.frame if themes.codings is not None else None
    plan = themes.plan
    return {
        "practicelearn": metadata.version("practicelearn"),
        "format": FORMAT,
        "origin": themes.origin,
        "coders": [] if themes.codings is None else themes.codings.coders,
        "provenance": list(themes.provenance),
        "frame": None if frame is None else frame.version,
        "rounds": list(themes.corpus.years),
        "min_groups": themes.min_groups,
        "min_people": themes.min_people,
        "fewest_people_shown": SMALL,
        **asked_of(themes, settings),
        "plan": None if plan is None else plan.hash,
        "headline": list(themes.declared),
        "balance": list(themes.balance),
        **kept_rules(themes),
    }


def mark_quotable(study: str | Path | Study, marks: Mapping[str, bool], *, by: str) -> None:
    """Record whether passages may be quoted; all of them, or none where one is not there.

    Parameters
    ----------
    study : Study or path
    marks : mapping
        Coding id to whether it may be quoted.
    by : str

    Raises
    ------
    PracticelearnError
        There is no such coding.
    """
    opened = open_study(_path(study))
    known = set(opened.codings().spans["coding_id"])
    for coding in marks:
        if coding not in known:
            raise PracticelearnError(
                f'"{coding}" is neither a quote of the report, such as Q1, nor the id of a coding. '
                "List the quotes with: release STUDY --read"
            )
    for coding, quotable in marks.items():
        payload = {"coding_id": coding, "quotable": quotable}
        opened.record(by, "quotable", payload=payload)


def quotes_of(report: Report) -> pd.DataFrame:
    """Return the quotes that a report prints, as :func:`quotes_to_read` does."""
    printed = printed_quotes(report.material)
    names = report.themes.table["name"]
    known = sheet_names(report.themes.corpus)
    points_at = [
        ", ".join([*named_in(quote, known), *sizes_in(quote)]) for quote in printed["quote"]
    ]
    return printed.assign(theme=printed["theme_id"].map(names), points_at=points_at).reindex(
        columns=_COLUMNS
    )


def waivers_of(report: Report) -> list[str]:
    """Return which words stay in a report though they look like names, why and who says so."""
    return waivers_on(
        report.document, report.material.decisions, cache=cache_of(report.themes.corpus)
    )


def _path(study: str | Path | Study) -> Path:
    return study.path if isinstance(study, Study) else Path(study)
