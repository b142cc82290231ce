"""Codings held against the text they were made on: what moved, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from practicelearn._called import COMMAND
from practicelearn.coding.codings import Codings
from practicelearn.coding.log.texts import says_gone
from practicelearn.corpus import Corpus

__all__ = ["anchor", "lost_issue", "place_of"]


def anchor(codings: Codings, corpus: Corpus) -> Codings:
    """Return the codings with every span's words where the corpus has them.

    A span whose words stand elsewhere in its turn, once, is moved there and listed as a warning.
    One whose words are gone, or stand there more than once, is left out and listed as an error; of
    a session that is not there, all are, in one line.

    Notes
    -----
    Offsets rot when text changes, so no span is used before its quote has been held against the
    text.
    """
    turns, spans = corpus.turns, codings.spans
    texts, sessions = turns["text"].to_numpy(), turns["session_id"].to_numpy()
    standing = set(corpus.sessions.index)
    keep: list[bool] = []
    astray: dict[str, dict[str, int]] = {}
    starts, ends, issues = [], [], []
    for n, turn_id, start, end, quote, coder in zip(
        turns.index.get_indexer(spans["turn_id"]), spans["turn_id"], spans["start"], spans["end"],
        spans["quote"], spans["coder"], strict=True,
    ):  # fmt: skip
        text = texts[n] if n >= 0 else None
        place = place_of(text, start, end, quote)
        of = turn_id.rpartition(":")[0]
        if of not in standing:
            coders = astray.setdefault(of, {})
            coders[coder] = coders.get(coder, 0) + 1
        elif place is None and says_gone(text or ""):
            issues.append(_late(of, turn_id, coder))
        elif place is None:
            issues.append(_moved(sessions[n] if n >= 0 else None, turn_id, coder, quote, "error"))
        elif place != start:
            issues.append(_moved(sessions[n], turn_id, coder, quote, "warning"))
        keep.append(place is not None)
        starts.append(start if place is None else place)
        ends.append(end if place is None else place + len(quote))
    moved = spans.assign(start=starts, end=ends)[keep] if keep else spans
    read = codings.read[codings.read["turn_id"].isin(corpus.turns.index)]
    listed = codings.issues
    issues += [_of_no_session(of, coders) for of, coders in astray.items()]
    if issues:
        listed = pd.concat([listed, pd.DataFrame(issues)], ignore_index=True)
    return replace(codings, spans=moved, read=read, issues=listed)


def place_of(text: str | None, start: int, end: int, quote: str) -> int | None:
    """Return where a passage's words begin: as stored, else where they stand once, else None."""
    if text is None:
        return None
    if text[start:end] == quote:
        return start
    found = text.find(quote) if quote else -1
    return found if found == text.rfind(quote) >= 0 else None


def lost_issue(turn_id: str, coder: str, quote: str) -> dict[str, Any]:
    """Return the row of ``issues`` for a passage that a correction of the text left no place."""
    return {
        "session_id": turn_id.rpartition(":")[0],
        "severity": "error",
        "source_loc": turn_id,
        "message": (
            f"the transcript was corrected, and a passage that {coder} coded in what was {turn_id} "
            "could not be moved; its words are gone. Look at the corrected text and code it again"
        ),
        "text": quote,
    }


def _moved(
    session_id: str | None, turn_id: str, coder: str, quote: str, severity: str
) -> dict[str, Any]:
    done = (
        "was moved to where its words now stand; look at it"
        if severity == "warning"
        else "is left out: its words do not stand in the turn, or more than once; code it again"
    )
    return {
        "session_id": session_id,
        "severity": severity,
        "source_loc": turn_id,
        "message": f"the text of {turn_id} has changed since {coder} coded it; a coding {done}",
        "text": quote,
    }


def _late(session_id: str, turn_id: str, coder: str) -> dict[str, Any]:
    """Words that were taken out of the transcript came back, in a log that arrived late."""
    return {
        "session_id": session_id,
        "severity": "error",
        "source_loc": turn_id,
        "message": (
            f"a passage that {coder} coded in {turn_id} holds words that were taken out of the "
            "study since (a log that arrived late); it is left out. Take them out of the log too: "
            f"{COMMAND} verify STUDY --mend"
        ),
        "text": None,
    }


def _of_no_session(session_id: str, coders: Mapping[str, int]) -> dict[str, Any]:
    whose = ", ".join(f"{n} passages of {coder}" for coder, n in sorted(coders.items()))
    return {
        "session_id": None,
        "severity": "error",
        "source_loc": f"sessions/{session_id}.csv",
        "message": (
            f'there is no session "{session_id}" to read, in which something was coded ({whose}, '
            "left out). Bring its files back from the synced folder's history or a backup"
        ),
        "text": None,
    }
