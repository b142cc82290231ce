"""A session as one text for another program, "label: words" a line, and what is selected in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError

__all__ = ["Laid", "Selected", "lay_sessions", "selected", "whole_frame"]


@dataclass(frozen=True)
class Laid:
    """A session as one text.

    Parameters
    ----------
    text : str
        One turn a line; a turn's own line ends stay.
    spans : list of (start, end)
        Where the words of each turn stand in it, without the label.
    place_of : dict
        Turn to its place in ``spans``.
    """

    text: str
    spans: list[tuple[int, int]]
    place_of: dict[str, int]


@dataclass
class Selected:
    """Words that one person gave one code: code points of the session's text, and the turns' own.

    ``row`` is the row of spans it begins with, ``part`` that row's number, ``places`` the turns,
    starts and ends it covers.
    """

    start: int
    end: int
    row: Any
    part: int
    places: list[tuple[str, int, int]]


def lay_sessions(corpus: Corpus) -> dict[str, Laid]:
    """Return every session of a corpus as one text, by its id."""
    turns = dict(list(corpus.turns.groupby("session_id", sort=False)))
    none = corpus.turns.iloc[:0]
    return {str(s): _laid(turns.get(s, none)) for s in corpus.sessions.index}


def _laid(own: Any) -> Laid:
    lines: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for speaker, text in zip(own["speaker"], own["text"], strict=True):
        label = f"{' '.join(speaker.split())}: " if isinstance(speaker, str) else ""
        lines.append(f"{label}{text}")
        spans.append((at + len(label), at + len(label) + len(text)))
        at += len(label) + len(text) + 1
    order = {str(turn_id): n for n, turn_id in enumerate(own.index)}
    return Laid("\n".join(lines), spans, order)


def selected(
    corpus: Corpus, codings: Codings, laid: Mapping[str, Laid]
) -> dict[str, list[Selected]]:
    """Return what is coded, by session; parts of one coding that meet are one selection.

    Raises
    ------
    CodingError
        A coding's words do not stand where it says.
    """
    found: dict[str, list[Selected]] = {}
    session_of = corpus.turns["session_id"].to_dict()
    last: dict[str, tuple[Selected, str, int]] = {}
    spans = codings.spans.sort_values(["coding_id", "part"], kind="stable")
    for row in spans.itertuples():
        session_id = session_of.get(row.turn_id)
        place = laid[session_id] if session_id is not None else None
        n = place.place_of[row.turn_id] if place else 0
        a, b = place.spans[n] if place else (0, 0)
        start, end = a + int(row.start), a + int(row.end)
        words = place.text[start:end] if place else ""
        if place is None or end > b or words != row.quote or not words:
            raise CodingError(
                f'{row.turn_id}: the words of a coding by {row.coder} ("{row.quote[:40]}") do '
                "not stand there; open the study again so that codings are anchored anew."
            )
        before = last.get(row.coding_id)
        meets = (
            before is not None
            and before[1] == session_id
            and before[2] == n - 1
            and before[0].end == place.spans[n - 1][1]
            and row.start == 0
        )
        if before is not None and meets:
            before[0].end = end
            before[0].places.append((row.turn_id, int(row.start), int(row.end)))
            last[row.coding_id] = (before[0], str(session_id), n)
        else:
            here = [(row.turn_id, int(row.start), int(row.end))]
            made = Selected(start, end, row, int(row.part), here)
            found.setdefault(str(session_id), []).append(made)
            last[row.coding_id] = (made, str(session_id), n)
    return found


def whole_frame(frame: CodingFrame | None, spans: pd.DataFrame) -> CodingFrame:
    """Return the frame with an entry for every code that was used."""
    base = frame if frame is not None else CodingFrame("Codes", "1")
    more = [Code(code, code) for code in dict.fromkeys(spans["code"]) if code not in base]
    return replace(base, codes=(*base.codes, *more)) if more else base
