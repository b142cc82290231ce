"""The years page of a study: opened once plan and sentences stand, earlier only on record."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from practicelearn.coding.counting import refuse_uncounted
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.comparing import compare_rounds
from practicelearn.jobs.once_a_state import once_a_state
from practicelearn.jobs.reports import report_of
from practicelearn.output.disclosure.releases import of_reports, releases_of
from practicelearn.output.report.material import Material
from practicelearn.output.report.planned import opened_early
from practicelearn.output.years_page import YearsPage, years_page
from practicelearn.output.years_page.model import View
from practicelearn.output.years_page.named import names_left
from practicelearn.study import Study, open_study
from practicelearn.study.displays import Lacking, displayed_pairs, lacking_before
from practicelearn.study.recorder import shown_by
from practicelearn.study.shared import shared_corpus
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes

__all__ = ["Opening", "opening_of", "years"]

WHERE = "page"
NOT_PSEUDONYMISED = (
    "Names have not been replaced in these transcripts, so nothing of them can be shown in a "
    "meeting. Replace the names first; until then the evidence file is for the team only."
)

NAMES_LEFT = (
    "Words on this page still look like names, so it cannot be shown in a meeting yet. The release "
    "list says which: replace them there, or say why they may stay. The team view has the page."
)


@dataclass(frozen=True)
class Opening:
    """Whether the comparison of the newest rounds may be opened without more ado.

    Parameters
    ----------
    pair : tuple of str
        The rounds; empty in a first year.
    lacking : Lacking
        What should stand before, and does not.
    is_open : bool
        Whether nothing is lacking, or it was opened before.
    released : bool
        Whether a report has told of the newest round: then everybody may know what it says. One of
        the rounds before tells nothing of what is being coded now.
    """

    pair: tuple[str, ...]
    lacking: Lacking
    is_open: bool
    released: bool


def opening_of(folder: str | Path) -> Opening:
    """Return whether a study's newest comparison may be opened; nothing is opened by asking."""
    return once_a_state(folder, "opening", lambda: _opening(Path(folder)))


def _opening(folder: Path) -> Opening:
    study = open_study(folder)
    rounds = shared_corpus(study).year_labels
    released = bool(rounds) and _is_public(study, rounds[-1])
    if len(rounds) < 2:
        return Opening((), Lacking(plan=False, unstated=()), is_open=True, released=released)
    pair = (rounds[-2], rounds[-1])
    lacking = lacking_before(study, pair[1], study.settings.headline)
    seen = frozenset(pair) in displayed_pairs(study.path)
    names = {} if not study.has_frame else {c: study.frame()[c].name for c in study.frame()}
    named = Lacking(lacking.plan, tuple(names.get(t, t) for t in lacking.unstated))
    return Opening(pair, named, is_open=seen or not any(lacking), released=released)


def years(
    folder: str | Path, *, view: View = "meeting", opening: bool = False, who: str = ""
) -> YearsPage:
    """Return the years page of a study; that its comparison was opened goes on record.

    Parameters
    ----------
    folder : str or Path
    view : {"meeting", "team"}, default "meeting"
    opening : bool, default False
        Open the comparison though plan or sentences are lacking.
    who : str
        Who opens it, where that is known.

    Raises
    ------
    PracticelearnError
        It may not be opened yet; names have not been replaced; nothing has been coded; or words of
        the report still look like names, and this is for a meeting.
    """
    if not (opening or opening_of(folder).is_open):
        raise PracticelearnError(
            "The comparison opens once the plan and a sentence on each headline theme stand. Plan "
            "and write them first; or open it all the same, and it goes on record."
        )
    folder = Path(folder)
    once_a_state(folder, "on record", lambda: _on_record(open_study(folder), who))
    return once_a_state(folder, f"years {view}", lambda: _page(folder, view))


def _page(folder: Path, view: View) -> YearsPage:
    material = once_a_state(folder, "material", lambda: _material(open_study(folder)))
    page = years_page(material, view=view)
    if view == "team":
        return replace(page, notices=(*page.notices, *opened_early(material)))
    if names_left(page, material.decisions):
        raise PracticelearnError(NAMES_LEFT)  # which ones is nothing for a meeting
    return page


def _on_record(study: Study, who: str) -> None:
    """Put on record which rounds are about to be set beside each other, before they are."""
    corpus = shown_by(shared_corpus(study), WHERE, who)
    if not corpus.pseudonymised:
        raise PracticelearnError(NOT_PSEUDONYMISED)
    refuse_uncounted(study.codings(), WHERE)
    pairs = list(pairwise(corpus.year_labels))
    if not pairs or corpus.displayed is None:
        return
    settings = study.settings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the evidence file says it
        plan = study.plan()
    planned = () if plan is None else plan.themes
    unit = settings.unit if plan is None or not plan.unit else plan.unit
    headline = tuple(dict.fromkeys([*planned, *settings.headline]))
    corpus.displayed(pairs, unit=unit, headline=headline)


def _material(study: Study) -> Material:
    """As the report has it; whether one is released is asked of the report itself."""
    if _has_release(study):
        return report_of(study.path).material
    codings, decisions, settings = study.codings(), study.decisions(), study.settings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the evidence file says it
        plan = study.plan()
    headline = settings.headline
    if plan is not None:
        headline = tuple(dict.fromkeys([*plan.themes, *headline]))
    found = find_themes(codings, shown_by(shared_corpus(study), WHERE))
    themes = apply_decisions(found, decisions, headline, settings.balance, plan=plan)
    guide = study.guide()
    change = compare_rounds(themes, settings, guide=guide)
    return Material(
        themes, change, decisions, settings.title, date.today().isoformat(), guide=guide,
        rounding=settings.rounding,
    )  # fmt: skip


def _is_public(study: Study, year: str) -> bool:
    """Whether a report that told of this round has been released."""
    releases = releases_of(study.decisions(), "person")
    if releases.empty:
        return False
    own = releases[of_reports(releases)].reindex(columns=["printed"])
    return any(isinstance(told, Mapping) and year in told for told in own["printed"])


def _has_release(study: Study) -> bool:
    return bool((study.decisions()["kind"] == "release").any())
