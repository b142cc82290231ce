"""What every coder of a study has coded and read, held against the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from practicelearn._arguments import check_known
from practicelearn._of_session import sessions_of
from practicelearn.coding.anchored import anchor
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import uncounted_events
from practicelearn.coding.log.events import later_of
from practicelearn.coding.own_group import in_group_issues
from practicelearn.coding.versions import asked_under, carried_codes, in_order
from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.study.listing import coder_folders, strangers
from practicelearn.study.logs import fault_issue, read_logs, record_of, turn_ids_of
from practicelearn.study.purged import kept_events, purged
from practicelearn.study.released import newest_of, released_frames
from practicelearn.study.settings import StudySettings
from practicelearn.study.whole import whole_corpus

__all__ = ["read_codings"]


def read_codings(
    path: Path,
    settings: StudySettings,
    asked: Sequence[str] | None,
    *,
    at: str | None = None,
    version: str | None = None,
) -> Codings:
    """Return the codings of these coders, or of everybody, at a moment and under a version.

    Parameters
    ----------
    path : Path
        The study's folder.
    settings : StudySettings
    asked : sequence of str or None
        The coders.
    at, version : str, optional
        As ``at`` and ``frame_version`` of ``Study.codings``.
    """
    found = coder_folders(path)
    wanted = (
        list(found) if asked is None else [unicodedata.normalize("NFC", name) for name in asked]
    )
    check_known(str(path / "coding"), wanted, found, noun="coder", error=StudyError)
    frames = released_frames(path)
    newest = newest_of(frames) if frames else None
    if version is not None:
        known = [f.version for f in frames]
        check_known(str(path / "frame"), version, known, noun="version", error=StudyError)
        chain = in_order(frames)
        frames = chain[: [f.version for f in chain].index(version) + 1]
        newest = frames[-1]
    read = partial(kept_events, path, gone=purged(path))
    standing, faults = read((path / "decisions").glob("*.jsonl"))
    ways = [e for e in standing if e.kind == "move"]
    asked_of = {name: found[name] for name in wanted}
    corpus = whole_corpus(path, settings)
    logged = read_logs(asked_of, read=read, at=at, ways=ways, ids=turn_ids_of(corpus))
    became = carried_codes(frames)
    spans = logged.spans
    if became:  # codes that were merged, or renamed down to their id, since somebody coded
        spans = spans.assign(code=spans["code"].replace(became))
    codings = replace(
        logged,
        spans=spans,
        frame=newest,
        held={**logged.held, **asked_under(frames, newest, logged.held)},
        frames={f.version: f for f in frames},
        record=record_of(standing, at=at),
    )
    later = [e for e in later_of(faults) if at is None or e.at < at]
    decided = uncounted_events(later, "the decisions")
    astray = [f"{s.place}: {s.what}: {s.remedy}." for s in strangers(path)
              if s.stops_counting]  # fmt: skip
    codings = replace(codings, uncounted=(*codings.uncounted, *decided, *astray))
    damaged = [fault_issue(fault) for fault in faults]
    codings = replace(codings, uncounted=(*codings.uncounted, *_astray(codings, corpus)))
    anchored = anchor(codings, corpus)
    further = [*damaged, *in_group_issues(anchored, corpus)]
    if not further:
        return anchored
    issues = pd.concat([anchored.issues, pd.DataFrame(further)], ignore_index=True)
    return replace(anchored, issues=issues)


def _astray(codings: Codings, corpus: Corpus) -> list[str]:
    """Why codings of sessions of which nothing is left cannot be counted."""
    coded = {s for t in (codings.spans, codings.read) for s in sessions_of(t["turn_id"]).unique()}
    gone = coded - set(corpus.sessions.index)
    return [
        f"sessions/{sid}.csv: the session is not there or cannot be read, and was coded: bring it "
        "back from the synced folder's history or a backup."
        for sid in sorted(gone)
        if not any(said.startswith(f"sessions/{sid}.") for said in codings.uncounted)
    ]
