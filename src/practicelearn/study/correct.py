"""A corrected transcript: its words are frozen, and every coding moves to where they now stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import StudyError
from practicelearn.pseudonyms import pseudonymise
from practicelearn.pseudonyms.key_file import read_key
from practicelearn.study.change import Change
from practicelearn.study.corrected import Correction, check_taken_out, put_corrected
from practicelearn.study.files import issues_of_reading
from practicelearn.study.folder import Study
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name
from practicelearn.transcripts.alignment import TurnAlignment, align_turns
from practicelearn.transcripts.loader import read_transcript

__all__ = ["Correction", "correct_session"]


def correct_session(
    study: Study,
    session_id: str,
    path: str | Path,
    *,
    by: str,
    key_file: str | Path | None = None,
    roster: str | Path | None = None,
    no_names: bool = False,
    keep: bool = True,
) -> Correction:
    """Put a corrected transcript in the place of a frozen session; what points into it moves.

    Parameters
    ----------
    study : Study
    session_id : str
    path : str or Path
        The corrected file, in any format the loader reads.
    by : str
        Who corrected: goes on record.
    key_file, roster : str or Path, optional
        The key the names of this study were replaced with, and who was there; the corrected file's
        names get the same replacements.
    no_names : bool
        Names were replaced in the corrected file already.
    keep : bool
        False only shows what would happen. Nothing is written then, but for new names in the key.

    Returns
    -------
    Correction
        What changed, and what could not be moved.

    Raises
    ------
    StudyError
        There is no such session; it is not said what is to become of names; or the file brings
        back words that were withdrawn or redacted.
    TranscriptError
        The file cannot be read.

    Notes
    -----
    The earlier text is not kept: it may be wrong in ways that matter to somebody. What was coded of
    it stays in the logs. Codings keep their ids, so whatever names a coding (what may be quoted,
    charts, settled differences) needs no moving.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> path = prac.sample_path() / "originals" / "2025-north.docx"
    >>> done = study.correct_session(
    ...     "2025-north", path, by="kim", no_names=True, keep=False
    ... )
    >>> done.turns["change"].value_counts().to_dict()
    {'same': 108}
    """
    check_arguments(correct_session, locals())
    check_name(by)
    if not keep:
        return _correct(
            Change(study.path), study, session_id, Path(path), by, key_file, roster, no_names
        )
    with transaction(study.path) as change:
        return _correct(change, study, session_id, Path(path), by, key_file, roster, no_names)


def _correct(
    change: Change,
    study: Study,
    session_id: str,
    path: Path,
    by: str,
    key_file: str | Path | None,
    roster: str | Path | None,
    no_names: bool,
) -> Correction:
    frozen = study.corpus([session_id])
    before = frozen.turns
    if study.settings.pseudonymised and (key_file is None) != no_names:
        raise StudyError(
            f"{session_id}: names were replaced in this study, so say what is to become of those "
            "in the corrected file: name the key they were replaced with (key_file, --key), or say "
            "that it holds none (no_names, --no-names)."
        )
    corpus = _read(path, frozen, session_id, key_file, roster)
    aligned = align_turns(before, corpus.turns)
    after = corpus.turns.assign(question_id=_questions(before, corpus.turns, aligned))
    check_taken_out(session_id, before, after, "the corrected file")
    session = corpus.sessions.iloc[0]
    meta = {
        "format": session["format"],
        "duration_s": None if pd.isna(session["duration_s"]) else session["duration_s"],
        "source_map": corpus.source_map.to_numpy().tolist(),
        "issues": issues_of_reading(corpus, session_id),
    }
    return put_corrected(
        change, study, session_id, aligned, after, by=by, meta=meta,
        step={"file": session["file"]}, record={}, issues=corpus.issues,
    )  # fmt: skip


def _read(
    path: Path,
    frozen: Corpus,
    session_id: str,
    key_file: str | Path | None,
    roster: str | Path | None,
) -> Corpus:
    own = frozen.sessions.iloc[0]
    kind = own["source_kind"]
    corpus = read_transcript(
        path, session_id=session_id, source_kind=None if pd.isna(kind) else kind
    )
    if len(corpus.sessions) != 1:
        raise StudyError(
            f"{path.name}: holds {len(corpus.sessions)} sessions; a correction is of one."
        )
    # names are replaced within a round
    corpus = replace(corpus, sessions=corpus.sessions.assign(year=own["year"]))
    if key_file is None:
        return corpus
    linked = any(row.round == "all rounds" for row in read_key(Path(key_file)))
    safe = pseudonymise(corpus, key_file=key_file, roster=roster, link_rounds=linked)
    turns = safe.turns.reset_index()
    turns["session_id"] = session_id
    turns["turn_id"] = [make_turn_id(session_id, n) for n in turns["n"]]
    ids = dict(zip(safe.turns.index, turns["turn_id"], strict=True))
    return replace(
        safe,
        turns=turns.set_index("turn_id"),
        sessions=safe.sessions.rename(index=lambda _: session_id),
        source_map=safe.source_map.assign(turn_id=safe.source_map["turn_id"].map(ids)),
        edits=safe.edits.assign(turn_id=safe.edits["turn_id"].map(ids)),
        attendance=safe.attendance.iloc[:0],
        issues=safe.issues.assign(session_id=session_id),
    )


def _questions(before: pd.DataFrame, after: pd.DataFrame, aligned: TurnAlignment) -> list[Any]:
    """Each turn's guide question: its own, or that of the turn most of its words come from."""
    was = before["question_id"].to_dict()
    out = []
    for turn_id, own in after["question_id"].items():
        first = aligned.sources[str(turn_id)].most_common(1)
        out.append(own if not pd.isna(own) else was[first[0][0]] if first else None)
    return out
