"""A study before its first group has met, and a copy of the invented sample to look round in."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from practicelearn._disk import in_file_name, make_folder, sentence
from practicelearn._tables import TURNS, empty_table
from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.jobs.beginning import PLANNING
from practicelearn.jobs.frames import frame_named
from practicelearn.jobs.reports import begin_words
from practicelearn.output.planning import write_templates
from practicelearn.study.folder import Study, create_study, open_study

__all__ = ["SAMPLE", "copy_sample", "new_study", "sample_into"]

SAMPLE = "Practice health check (sample)"
"""Name of the folder that a copy of the sample lies in."""


def new_study(place: str | Path, title: str, *, frame: str = "") -> Study:
    """Make a study without any session yet: it is planned before a group meets.

    Parameters
    ----------
    place : str or Path
        The folder in which its own folder is made, called by the title.
    title : str
    frame : str
        A coding frame: a file, or a starter frame by name.

    Returns
    -------
    Study
        With the printable templates for planning in it. Names count as replaced: sessions come into
        it without them or not at all.

    Raises
    ------
    StudyError
        It has no title, or there is a folder of this name that is not empty.
    """
    if not title.strip():
        raise StudyError(
            "The study needs a title, such as Practice health check Aldermere 2026-27."
        )
    folder = Path(place) / in_file_name(title.strip())
    corpus = replace(Corpus(turns=empty_table(TURNS)), pseudonymised=True)
    made = create_study(folder, corpus, frame_named(frame) if frame else None, title=title.strip())
    begin_words(made)
    write_templates(made.path / PLANNING)
    return made


def copy_sample(place: str | Path) -> Study:
    """Copy the invented sample into a folder of one's own, where nothing in it can go wrong.

    Returns
    -------
    Study
        The copy. Its folder is numbered where there is one of its name.

    Raises
    ------
    StudyError
        The place cannot be written to.
    """
    folder, n = Path(place) / SAMPLE, 2
    while folder.exists():
        folder, n = Path(place) / f"{SAMPLE} {n}", n + 1
    return _copied(folder)


def sample_into(folder: str | Path) -> Study:
    """Copy the invented sample into this very folder.

    Returns
    -------
    Study
        The copy.

    Raises
    ------
    StudyError
        There is such a folder already, or it cannot be written to.
    """
    folder = Path(folder)
    if folder.exists():
        raise StudyError(
            f"{folder} is there already, and nothing in it is written over. Name a folder that is "
            "not there yet."
        )
    return _copied(folder)


def _copied(folder: Path) -> Study:
    from practicelearn import sample_path

    draft = folder.with_name(f".{folder.name}.new")
    try:
        make_folder(folder.parent)
        # copied without rights and times: an installed package's files may not be written to
        shutil.copytree(sample_path(), draft, copy_function=shutil.copyfile)
        draft.replace(folder)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise StudyError(f"{sentence(error, folder, writing=True)} No copy was made.") from error
    return open_study(folder)
