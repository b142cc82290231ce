"""What files and studies hold, and what a person should look at; sheets to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from practicelearn._called import COMMAND
from practicelearn._tables import ISSUES, conform, empty_table
from practicelearn.corpus import Corpus
from practicelearn.errors import TranscriptError
from practicelearn.jobs.answers import answers_to, answers_to_error
from practicelearn.jobs.steps import Steps
from practicelearn.study.folder import Study, open_study
from practicelearn.study.not_names import without_not_names
from practicelearn.study.plans import plan_faults
from practicelearn.study.retention import overdue
from practicelearn.transcripts.folder import WHAT_IS_READ, gather, why_beside
from practicelearn.transcripts.hearing import grouped_issues, who_spoke
from practicelearn.transcripts.loader import read_transcript, read_transcripts
from practicelearn.transcripts.read_as import ReadAs
from practicelearn.transcripts.sheets.drafts import draft_sheets
from practicelearn.transcripts.sheets.joined import NO_SESSION, NOT_AMONG

__all__ = [
    "Heard", "Looked", "ReadAs", "check_files", "check_study", "file_heard", "grouped_issues",
    "names_in", "next_step", "without_words", "write_sheets",
]  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """What the loader makes of one file: its corpus, else why it was not or cannot be read.

    ``speakers`` is a row a speaker, see :func:`practicelearn.who_spoke`; ``issues`` what a person
    should look at, equal ones counted; ``answers`` what can be said to put it right.
    """

    path: Path
    corpus: Corpus | None = None
    beside: str | None = None
    error: TranscriptError | None = None
    speakers: pd.DataFrame | None = None
    issues: pd.DataFrame | None = None
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Looked:
    """What a study's sheets, sessions and logs leave to look at, and how much looks like a name.

    ``n_not_names`` more look like names, and a person said on record that they are none.
    """

    study: Study
    corpus: Corpus
    issues: pd.DataFrame
    n_names: int
    n_not_names: int = 0


def check_files(
    paths: Sequence[Path], *, said: ReadAs | None = None, show_text: bool = False
) -> Iterator[Heard]:
    """Yield what the loader makes of each file that is named or lies in a folder named.

    Parameters
    ----------
    paths : sequence of Path
        A file named alone is read whatever it is called. The sheets beside a file are read too.
    said : ReadAs, optional
        How the files are to be read.
    show_text : bool, default False
        Whether the first words of each speaker are shown.
    """
    for path, beside in _each_file(paths):
        if beside is not None:
            yield Heard(path, beside=beside)
            continue
        try:
            corpus = _with_sheets(path, said)
        except TranscriptError as error:
            yield Heard(path, error=error, answers=answers_to_error(path, error))
            continue
        speakers = who_spoke(corpus, show_text=show_text)
        yield Heard(
            path,
            corpus,
            speakers=speakers,
            issues=grouped_issues(corpus.issues),
            answers=answers_to(path, corpus, speakers),
        )


def file_heard(heard: Heard) -> pd.DataFrame:
    """Return what was heard of a file as a table of one row, its speakers and issues aside."""
    corpus, error = heard.corpus, heard.error
    row: dict[str, object] = {
        "file": str(heard.path),
        "read": corpus is not None,
        "why_not": error.what if error else heard.beside,
        "line": error.line if error else None,
    }
    if corpus is not None:
        row |= {
            "format": corpus.sessions["format"].iloc[0],
            "encoding": corpus.sessions["encoding"].iloc[0],
            "n_sessions": len(corpus.sessions),
            "n_turns": len(corpus),
            "n_words": int(corpus.n_words.sum()),
            "last_s": float(corpus.turns[["start_s", "end_s"]].max().max()),
        }
    row["could_say"] = list(heard.answers)
    return pd.DataFrame([row], columns=_FILE, dtype=object)


_FILE = ["file", "read", "why_not", "line", "format", "encoding", "n_sessions", "n_turns",
         "n_words", "last_s", "could_say"]  # fmt: skip


def without_words(
    grouped: pd.DataFrame, *, of: Path | None = None, show_text: bool = False
) -> pd.DataFrame:
    """Return grouped issues of a file or study, their words only counted unless they are shown."""
    words = grouped["text"].where(grouped["text"].notna(), "").astype(str)
    return pd.DataFrame(
        {
            "file": None if of is None else str(of),
            "severity": grouped["severity"],
            "n": grouped["n"],
            "first_at": grouped["source_loc"],
            "message": grouped["message"],
            "n_words": words.str.split().str.len(),
            "text": grouped["text"] if show_text else None,
        }
    )


def next_step(paths: Sequence[Path], n_read: int) -> str:
    """Return what to do when every file is heard right, and ``n_read`` of them could be read."""
    if not n_read:
        return (
            f"nothing here can be read yet; put transcripts there and check again: {WHAT_IS_READ}"
        )
    folder = next((p for p in paths if p.is_dir()), None)
    where = f'"{folder}"' if folder is not None else "TRANSCRIPTS"
    beside = folder is not None and gather(folder)[1]
    if beside:
        return f"{COMMAND} init STUDY {where} --key KEY.csv makes the study"
    out = f" --out {where}" if folder is not None else ""
    return f"{COMMAND} sheet {where}{out} writes the sheets in which you say who each label is"


def _with_sheets(path: Path, said: ReadAs | None) -> Corpus:
    """One file with what the sheets beside it say, and without what they say of others."""
    try:
        beside = gather(path.parent)[1]
    except TranscriptError:
        beside = {}
    sheets = {beside[name] for name in ("sessions", "people", "attendance") if name in beside}
    if not sheets or path.resolve() in {sheet.resolve() for sheet in sheets}:
        return read_transcript(path, said=said)
    corpus = read_transcripts(
        [path],
        said=said,
        sessions=beside.get("sessions"),
        people=beside.get("people"),
        attendance=beside.get("attendance"),
    )
    others = corpus.issues["message"].str.contains(f"{NOT_AMONG}|{NO_SESSION}")
    return replace(corpus, issues=corpus.issues[~others].reset_index(drop=True))


def check_study(folder: str | Path) -> Looked:
    """Return what is to be looked at in a study.

    ``issues`` are those of the corpus, then those of the codings.
    """
    study = open_study(folder)
    corpus = study.corpus()
    issues = [corpus.issues, study.codings().issues, _due(study, corpus), _of_plans(study)]
    left, n_out = without_not_names(study, study.names_left(only_likely=True))
    return Looked(study, corpus, pd.concat(issues, ignore_index=True), len(left), n_out)


def _due(study: Study, corpus: Corpus) -> pd.DataFrame:
    """Rounds that were to be deleted by now."""
    said = [overdue(study.settings.delete_by, year) for year in corpus.year_labels]
    rows = [{"severity": "warning", "source_loc": "study.toml", "message": m} for m in said if m]
    return conform(pd.DataFrame(rows), ISSUES) if rows else empty_table(ISSUES)


def _of_plans(study: Study) -> pd.DataFrame:
    """Lines of a plan that were edited since: each is no evidence."""
    rows = [
        {"severity": "error", "source_loc": f.place, "message": f"{f.what}; {f.remedy}"}
        for f in plan_faults(study)
    ]
    return conform(pd.DataFrame(rows), ISSUES) if rows else empty_table(ISSUES)


def names_in(
    folder: str | Path, *, roster: str | Path | None = None, only_likely: bool = False
) -> tuple[pd.DataFrame, int]:
    """Return what still looks like a name anywhere in a study; see ``Study.names_left``.

    What a person said on record is no name is left out; how much that is comes with it.
    """
    study = open_study(folder)
    return without_not_names(study, study.names_left(roster, only_likely=only_likely))


def write_sheets(
    paths: Sequence[Path],
    out: str | Path,
    *,
    said: ReadAs | None = None,
    steps: Steps | None = None,
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
    corpus = read_transcripts(files, said=said, progress=steps)
    steps.commit()
    return draft_sheets(corpus, out), corpus.issues[corpus.issues["severity"] == "error"]


def _each_file(paths: Sequence[Path]) -> list[tuple[Path, str | None]]:
    """The files named or in folders, each with why it is not read, if it only describes others."""
    files = [file for path in paths for file in gather(path)[0]]
    return [(file, why_beside(file, files) if len(files) > 1 else None) for file in files]
