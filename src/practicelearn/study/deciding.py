"""What people decide about themes, checked before it goes on record."""

from __future__ import annotations

from typing import Any

from practicelearn._arguments import AT_LEAST_1, check_arguments
from practicelearn._called import COMMAND
from practicelearn.coding.codings import Codings
from practicelearn.coding.counted import by_person
from practicelearn.coding.log.events import Event
from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.study.folder import Study
from practicelearn.study.shared import shared_corpus
from practicelearn.themes.decided import apply_decisions, decided
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes

__all__ = ["decide_theme", "shown_themes", "study_themes"]


def study_themes(study: Study, *, min_groups: int = 3, min_people: int = 4) -> Themes:
    """Return the study's themes from codes, as people have decided about them.

    Parameters
    ----------
    study : Study
    min_groups, min_people : int
        As for ``find_themes``.

    Raises
    ------
    PracticelearnError
        Nothing has been coded by a person yet.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.themes()
    Themes: 8 recurring of 9 (at least 3 groups and 4 people in a round); 5 ...
    """
    check_arguments(study_themes, locals(), min_groups=AT_LEAST_1, min_people=AT_LEAST_1)
    return _themes_on(study, study.corpus(), min_groups, min_people)


def shown_themes(study: Study) -> Themes:
    """Return the same of the corpus that all share, for what shows them and writes into no table.

    What was derived of the corpus before is there, so that a coding makes only codings to be read.
    """
    return _themes_on(study, shared_corpus(study), 3, 4)


def _themes_on(study: Study, corpus: Corpus, min_groups: int, min_people: int) -> Themes:
    codings = study.codings() if study.has_frame else Codings()
    if not by_person(codings.spans).any():
        raise StudyError(
            f"{study.path}: nothing has been coded by a person yet, so there are no themes. Code "
            f"first: {COMMAND} code STUDY --coder NAME (cue words, offers that nobody "
            "accepted and auto-coding are no person's)"
        )
    found = find_themes(codings, corpus, min_groups=min_groups, min_people=min_people)
    return apply_decisions(found, study.decisions())


def decide_theme(study: Study, by: str, kind: str, **entries: Any) -> Event:
    """Record a decision on a theme, once it is known that it can be followed.

    Parameters
    ----------
    study : Study
    by : str
        Who decides.
    kind : {"statement", "name", "merge", "split", "drop", "keep"}
    **entries
        ``theme_id`` and ``statement``; ``theme_id`` and ``name``; ``themes`` and ``into``;
        ``theme_id``, ``codes``, ``into`` and ``name``; ``theme_id``, with ``reason`` why.

    Returns
    -------
    Event
        As it is on disk. Nothing is changed by it but what is found from now on; the codings stay.

    Raises
    ------
    PracticelearnError
        There is no such theme or code, or an entry is missing; nothing was recorded.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp()) / "study"
    >>> _ = shutil.copytree(prac.sample_path(), folder)
    >>> study = prac.open_study(folder)
    >>> said = "Work is lost to the system."
    >>> study.decide_theme("sam", "statement", theme_id="tools", statement=said).kind
    'statement'
    """
    check_arguments(decide_theme, locals())
    decided(study_themes(study), kind, entries)
    return study.record(by, kind, payload=entries)
