"""Times of turns in a REFI-QDA project: points of a transcript, which belongs to a recording.

The standard ties times to a recording. A study has none, so a session with times gets a recording
in name only: its transcript is the session's text, with a point where each turn begins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practicelearn.corpus import Corpus
from practicelearn.exchange.conventions import guid_of
from practicelearn.exchange.laid import Laid
from practicelearn.exchange.refi_beside import add
from practicelearn.exchange.refi_xml import TextRow
from practicelearn.exchange.stamps import Stamps

__all__ = ["Placed", "with_points", "write_times"]


@dataclass(frozen=True)
class Placed:
    """A session as one text, its identifier, and the position of every code point."""

    guid: str
    laid: Laid
    position: Any


def write_times(
    sources: Any,
    corpus: Corpus,
    laid: Mapping[str, Placed],
    shown: Callable[[str], str],
    stamps: Stamps,
) -> list[str]:
    """Write a recording for each session with times, and return their identifiers."""
    made: list[str] = []
    for session_id, own in corpus.turns.groupby("session_id", sort=False):
        times = own["start_s"].dropna()
        if times.empty:
            continue
        place, name = laid[str(session_id)], f"{session_id}.mp3"
        guids = [guid_of(kind, str(session_id)) for kind in ("recording", "transcript")]
        made += guids
        recording = add(
            sources, "AudioSource", guid=shown(guids[0]), name=name, path=f"relative:///{name}"
        )
        stamps.stamp(recording, guids[0])
        script = add(
            recording, "Transcript", guid=shown(guids[1]), name=f"{name}.txt",
            plainTextPath=f"internal://{shown(place.guid)}.txt",
        )  # fmt: skip
        stamps.stamp(script, guids[1])
        for turn_id, start_s in times.items():
            n = place.laid.place_of[str(turn_id)]
            begins = place.laid.spans[n - 1][1] + 1 if n else 0  # with the label
            add(
                script, "SyncPoint", guid=shown(guid_of("point", str(turn_id))),
                timeStamp=str(round(round(float(start_s), 3) * 1000)),
                position=str(place.position[begins]),
            )  # fmt: skip
    return made


def with_points(rows: Sequence[TextRow], ours: frozenset[str]) -> tuple[list[TextRow], int]:
    """Return the sources with the times that recordings of ours give them, and how many these are.

    A recording of ours is no source: it says times of one, by the text that both have.
    """
    texts = {row.plain_path: row for row in rows if row.plain_path and row.owner not in ours}
    kept: list[TextRow] = []
    for row in rows:
        own = texts.get(row.plain_path or "") if row.owner in ours else None
        if own is None or not row.owner:
            kept.append(row)
        else:
            own.times += row.times
    return kept, len(rows) - len(kept)
