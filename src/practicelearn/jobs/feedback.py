"""``feedback``: a page for the participants of a round, and a sheet for their replies."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from practicelearn._called import COMMAND
from practicelearn._disk import in_file_name
from practicelearn._tables import RECHECKS, empty_table
from practicelearn.errors import PracticelearnError, counted
from practicelearn.jobs.release import counting_rules, refusal
from practicelearn.output.disclosure.facts import as_rows
from practicelearn.output.disclosure.releases import FEEDBACK
from practicelearn.output.report.cycle import CycleTables
from practicelearn.output.report.feedback import asked_on_page, left_off_page
from practicelearn.output.report.report import Report
from practicelearn.study import Study, open_study
from practicelearn.study.asked_back import Asked
from practicelearn.study.replies import begin_replies, check_round, read_replies
from practicelearn.study.reply_sheet import add_reply_rows
from practicelearn.study.written import remember
from practicelearn.themes.cycle.drafts import drafts_said
from practicelearn.themes.cycle.rechecks import recheck
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes

__all__ = ["drafts_of", "feedback_page", "keep_replies", "write_feedback"]


def write_feedback(
    folder: str | Path, year: str, out: str | Path, *, made: str | None = None, by: str = ""
) -> list[Path]:
    """Write the page for a round's participants, and a sheet for their replies.

    It goes out before promises are final: what ``actions.xlsx`` has no status for is a draft, and
    asked about. Once promises are made, the same command writes what was promised.

    Parameters
    ----------
    folder : str or Path
        A study.
    year : str
        The round, as ``study.toml`` names it.
    out : str or Path
        Folder for ``feedback-ROUND.docx`` and ``replies-ROUND.xlsx``; a sheet that is
        there stays, with rows below for what it does not ask yet.
    made : str, optional
        ISO date to print; by default today.
    by : str
        Who gives the page out. It is then held to the last check of a release, together with all
        earlier ones, and put on record: later reports keep to what it told. Without a name the
        page says DRAFT, unless this very page is on record already.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    StudyError
        The folder is no study, or has no such round.
    PracticelearnError
        Names have not been replaced, nothing of that round has been stated by a person, or the
        page would print words that look like names; or, with ``by``, readers could work out from
        it and earlier releases what few people said.
    """
    study = open_study(folder)
    page = feedback_page(study, year, made=made)
    tables = None if page.cycle is None else CycleTables(page.cycle, empty_table(RECHECKS))
    asked = asked_on_page(page.material, tables)
    if tables is not None and (n := left_off_page(page.material, tables)):
        warnings.warn(
            f"not on the page, since its words may not be printed: {counted(n, 'row')} of "
            f"actions.xlsx. Which, and why: {COMMAND} cycle {study.path}",
            stacklevel=2,
        )
    if by.strip():
        page = _given_back(page, study, year, by.strip(), asked)
    name = in_file_name(year)
    written = [page.save(Path(out) / f"feedback-{name}.docx")]
    sheet = Path(out) / f"replies-{name}.xlsx"
    if not sheet.exists():
        written.append(begin_replies(sheet, asked))
    elif add_reply_rows(asked, sheet):
        written.append(sheet)
    remember(study, written, "feedback")
    return written


def feedback_page(study: Study, year: str, *, made: str | None = None) -> Report:
    """Return the page for a round's participants, as :func:`write_feedback` writes it.

    Raises
    ------
    StudyError
        There is no such round.
    PracticelearnError
        As there.
    """
    check_round(study, year)
    settings = study.settings
    found = find_themes(study.codings(), study.corpus())
    themes = apply_decisions(
        found, study.decisions(), settings.headline, settings.balance, plan=study.plan()
    )
    cycle = study.actions() if study.has_actions else None
    rechecks = None if cycle is None else recheck(cycle, themes, None, guide=study.guide())
    return Report(
        template=study.template,
        themes=themes, kind="feedback", title=settings.title, decisions=study.decisions(),
        made=made, cycle=cycle, rechecks=rechecks, year=year,
        rounding=settings.rounding,
    )  # fmt: skip


def drafts_of(folder: str | Path, year: str) -> str:
    """Return which promises of a round the page asks about as drafts, in a sentence, or ""."""
    study = open_study(folder)
    return drafts_said(study.actions(), year) if study.has_actions else ""


def _given_back(page: Report, study: Study, year: str, by: str, asked: Sequence[Asked]) -> Report:
    """The page once it is on record, with what it asked; the same page is recorded once."""
    if page.is_given_back:
        return page
    facts, found = page.disclosed()
    if found:
        raise PracticelearnError(refusal(found))
    told = {"document": FEEDBACK, "round": year, "drafts": [a.action for a in asked if a.action]}
    payload = {
        "hash": page.page_hash,
        "quotes": [],
        "printed": page.given_back(),
        "facts": as_rows(facts),
        "rules": counting_rules(page, study.settings) | told,
    }
    study.record(by, "release", payload=payload)
    return replace(page, decisions=study.decisions())


def keep_replies(folder: str | Path, sheet: str | Path, year: str, *, by: str) -> int:
    """Keep what a round's participants answered, and return how many replies are new.

    Raises
    ------
    PracticelearnError
        Nobody is named, or the sheet does not fit.
    """
    if not by:
        raise PracticelearnError("say who keeps the replies: --by NAME. It goes on record.")
    return read_replies(open_study(folder), sheet, year, by=by)
