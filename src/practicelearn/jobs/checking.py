"""What files and studies hold, and what a person should look at; sheets to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from practicelearn.corpus import Corpus
from practicelearn.errors import TranscriptError
from practicelearn.jobs.steps import Steps
from practicelearn.study.folder import Study, open_study
from practicelearn.transcripts.folder import gather, why_beside
from practicelearn.transcripts.loader import read_transcript, read_transcripts
from practicelearn.transcripts.sheets.drafts import draft_sheets

__all__ = ["Heard", "Looked", "check_files", "check_study", "names_in", "write_sheets"]


@dataclass(frozen=True)
class Heard:
    """What the loader makes of one file: its corpus, else why it was not or cannot be read."""

    path: Path
    corpus: Corpus | None = None
    beside: str | None = None
    error: TranscriptError | None = None


@dataclass(frozen=True)
class Looked:
    """What a study's sheets, sessions and logs leave to look at, and how much looks like a name."""

    study: Study
    corpus: Corpus
    issues: pd.DataFrame
    n_names: int


def check_files(paths: Sequence[Path]) -> Iterator[Heard]:
    """Yield what the loader makes of each file that is named or lies in a folder named.

    A file named alone is read whatever it is called.
    """
    for path, beside in _each_file(paths):
        if beside is not None:
            yield Heard(path, beside=beside)
            continue
        try:
            yield Heard(path, read_transcript(path))
        except TranscriptError as error:
            yield Heard(path, error=error)


def check_study(folder: str | Path) -> Looked:
    """Return what is to be looked at in a study.

    ``issues`` are those of the corpus, then those of the codings.
    """
    study = open_study(folder)
    corpus = study.corpus()
    issues = [corpus.issues, study.codings().issues]
    n_names = int(study.names_left()["likely"].sum())
    return Looked(study, corpus, pd.concat(issues, ignore_index=True), n_names)


def names_in(folder: str | Path, *, roster: str | Path | None = None) -> pd.DataFrame:
    """Return what still looks like a name anywhere in a study; see ``Study.names_left``."""
    return open_study(folder).names_left(roster)


def write_sheets(
    paths: Sequence[Path], out: str | Path, *, steps: Steps | None = None
) -> tuple[list[Path], pd.DataFrame]:
    """Write the three sheets, filled in as far as the files say.

    Returns
    -------
    list of Path
        What was written.
    DataFrame
        What is wrong with the transcripts.
    """
    steps = steps or Steps()
    files = [path for path, beside in _each_file(paths) if beside is None]
    corpus = read_transcripts(files, progress=steps)
    steps.commit()
    return draft_sheets(corpus, out), corpus.issues[corpus.issues["severity"] == "error"]


def _each_file(paths: Sequence[Path]) -> list[tuple[Path, str | None]]:
    """The files named or in folders, each with why it is not read, if it only describes others."""
    files = [file for path in paths for file in gather(path)[0]]
    return [(file, why_beside(file, files) if len(files) > 1 else None) for file in files]
