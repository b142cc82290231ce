"""``cards``: cleared quotes to print for a workshop, and its heaps brought back."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from practicelearn._disk import in_file_name
from practicelearn.coding.codings import Codings
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.steps import Steps
from practicelearn.output.report.cards import BLANK, cards_of
from practicelearn.output.report.pointing import named_in, sheet_names, sizes_in
from practicelearn.output.report.report import Report
from practicelearn.study import Study, open_study
from practicelearn.study.heap_sheet import begin_heaps
from practicelearn.study.replies import check_round
from practicelearn.study.shared import shared_round
from practicelearn.study.sorting import Account, keep_heaps
from practicelearn.study.written import remember
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes

__all__ = ["cards_report", "cards_to_read", "give_cards", "keep_cards", "write_cards"]


def cards_report(
    folder: str | Path, year: str, *, released: bool = False, made: str | None = None
) -> Report:
    """Return the cards of a round.

    Parameters
    ----------
    folder : str or Path
        A study.
    year : str
        The round, as ``study.toml`` names it.
    released : bool
        Only quotes that a released report printed; by default every quote that a person marked
        quotable and whose speaker agreed to be quoted.
    made : str, optional
        ISO date to print; by default today.

    Raises
    ------
    StudyError
        The folder is no study, or has no such round.
    PracticelearnError
        Names have not been replaced, no quote has been cleared, or the cards hold words that look
        like names.
    """
    study = open_study(folder)
    check_round(study, year)
    codings, decisions = study.codings(), study.decisions()
    themes = apply_decisions(find_themes(codings, shared_round(study, year)), decisions)
    clear = _without_flags(decisions, _referred(codings))
    if released:
        clear = _without_flags(clear, _flagged(decisions) - _printed(decisions))
    return Report(
        template=study.template, themes=themes, kind="cards", title=study.settings.title,
        decisions=clear, made=made, year=year,
    )  # fmt: skip


def cards_to_read(report: Report) -> pd.DataFrame:
    """Return the cards, each to be read by a person: number, quote, and what may point at a group.

    Returns
    -------
    DataFrame
        number, quote, points_at (teams, places and sizes of groups that its words name).
    """
    cards = cards_of(report.material)
    known = sheet_names(report.themes.corpus)
    points_at = [", ".join([*named_in(q, known), *sizes_in(q)]) for q in cards["quote"]]
    return cards[["number", "quote"]].assign(points_at=points_at)


def write_cards(
    folder: str | Path, report: Report, out: str | Path, *, released: bool = False, by: str = ""
) -> list[Path]:
    """Write the cards to print, and the sheet that brings the heaps back.

    Parameters
    ----------
    folder : str or Path
        The study.
    report : Report
        As :func:`cards_report` returns it.
    out : str or Path
        Folder for ``cards-ROUND.docx``, ``cards-ROUND.html`` and ``heaps-ROUND.xlsx``; a sheet
        that is there stays.
    released : bool
        As there.
    by : str
        Who has read every card and gives them out: the cards go on record, without a word of them.
        Without a name they say DRAFT, and no heaps can be brought back.

    Returns
    -------
    list of Path
    """
    study, year = open_study(folder), str(report.year)
    unknown = report.disclosed()[1]
    if unknown:
        raise PracticelearnError("no card was made: " + "; ".join(unknown))
    if by.strip() and report.document.notices:
        report = _on_record(study, report, year, by.strip(), released=released)
    name = in_file_name(year)
    written = [report.save(Path(out) / f"cards-{name}{suffix}") for suffix in (".docx", ".html")]
    sheet = Path(out) / f"heaps-{name}.xlsx"
    if by.strip() and not sheet.exists():
        named = [str(n) for n in report.themes.table["name"]]
        numbers = list(cards_of(report.material)["number"])
        written.append(begin_heaps(sheet, year, numbers, BLANK, named))
    remember(study, written, "cards")
    return written


def give_cards(
    folder: str | Path, year: str, out: str | Path, *, by: str, read: str, steps: Steps
) -> list[str]:
    """Write the cards that a person has read every one of, and return the names of the files.

    ``read`` is the ``page_hash`` of the cards that were read.

    Raises
    ------
    PracticelearnError
        The cards read otherwise by now; or as :func:`write_cards`. Nothing was written.
    """
    steps(0, 1, "making the cards")
    report = cards_report(folder, year)
    if report.page_hash != read:
        raise PracticelearnError(
            "the cards have changed since you read them. Nothing was written: read them again."
        )
    steps.commit()
    return [path.name for path in write_cards(folder, report, out, by=by)]


def keep_cards(folder: str | Path, sheet: str | Path, *, by: str) -> tuple[Account, list[str]]:
    """Keep what a workshop made of the cards; see ``keep_heaps``.

    Raises
    ------
    PracticelearnError
        Nobody is named, or the sheet does not fit.
    """
    if not by.strip():
        raise PracticelearnError(
            "say who brings the heaps back and has chosen what to make of each: --by NAME. It goes "
            "on record."
        )
    return keep_heaps(open_study(folder), sheet, by=by.strip())


def _on_record(study: Study, report: Report, year: str, by: str, *, released: bool) -> Report:
    cards = cards_of(report.material)
    payload = {
        "year": year,
        "cards": {str(r.number): str(r.coding_id) for r in cards.itertuples()},
        "hash": report.page_hash,
        "n_blank": BLANK,
        "released": released,
    }
    study.record(by, "cards", payload=payload)
    return cards_report(study.path, year, released=released, made=report.made)


def _referred(codings: Codings) -> set[str]:
    """Codings of turns in which anybody marked something to be passed on.

    Themes rest on one reading a session: what another coder marked there would be overlooked.
    """
    spans = codings.spans
    turns = set(spans.loc[spans["refer_on"], "turn_id"])
    return set(spans.loc[spans["turn_id"].isin(turns), "coding_id"])


def _flagged(decisions: pd.DataFrame) -> set[str]:
    own = decisions.reindex(columns=["kind", "coding_id"])
    return set(own.loc[own["kind"] == "quotable", "coding_id"].dropna())


def _printed(decisions: pd.DataFrame) -> set[str]:
    """Codings whose quotes a released report printed."""
    own = decisions[decisions["kind"] == "release"].reindex(columns=["quotes"])
    return {c for quotes in own["quotes"] if isinstance(quotes, list | tuple) for c in quotes}


def _without_flags(decisions: pd.DataFrame, codings: Collection[str]) -> pd.DataFrame:
    """Decisions without what says that these may be quoted."""
    own = decisions.reindex(columns=["kind", "coding_id"])
    return decisions[~((own["kind"] == "quotable") & own["coding_id"].isin(list(codings)))]
