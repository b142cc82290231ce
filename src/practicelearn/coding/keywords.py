"""Keyword hits: where the frame's cues stand in the text. A word count, not coding."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from practicelearn._tables import READ, SPANS, conform, empty_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError

__all__ = ["code_keywords"]


def code_keywords(corpus: Corpus, frame: CodingFrame, *, cache: Path | None = None) -> Codings:
    """Return every place where a cue of the frame stands, as codings of origin ``keyword``.

    Parameters
    ----------
    corpus : Corpus
    frame : CodingFrame
        Codes without cues find nothing; at least one code must have some.
    cache : Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    Codings
        Spans are the exact words found; every turn counts as read. Cues match by lemma and
        whether written with a hyphen, a space or as one word ("hot-desk", "hot desking").

    Raises
    ------
    CodingError
        No code of the frame has a cue.

    Notes
    -----
    A cue is said in jokes, by the facilitator, and about something else; and people raise a theme
    without any of its cues. Results built on keywords are headed "word counts, not coding" until
    their sensitivity and specificity against hand coding are known.
    """
    from practicelearn.language.phrases import find_phrases
    from practicelearn.language.pipeline import tokenise

    phrases = {code.id: list(code.cues) for code in frame.codes if code.cues}
    if not phrases:
        raise CodingError(
            f'frame "{frame.name}": no code has cues. Add "cues" to at least one code.'
        )
    hits = find_phrases(tokenise(corpus.turns, cache=cache), phrases)
    text = corpus.turns["text"]
    quotes = [
        text[t][s:e] for t, s, e in zip(hits["turn_id"], hits["start"], hits["end"], strict=True)
    ]
    spans = pd.DataFrame(
        {
            "coding_id": [f"keyword-{n:06d}" for n in range(1, len(hits) + 1)],
            "part": 1,
            "turn_id": hits["turn_id"].to_numpy(),
            "start": hits["start"].to_numpy(),
            "end": hits["end"].to_numpy(),
            "quote": quotes,
            "code": hits["key"].to_numpy(),
            "coder": "keyword",
            "origin": "keyword",
        }
    )
    read = pd.DataFrame(
        {
            "coder": "keyword",
            "turn_id": corpus.turns.index.to_numpy(),
            "frame_version": frame.version,
        }
    )
    return Codings(
        spans=conform(spans, SPANS) if len(spans) else empty_table(SPANS),
        read=conform(read, READ),
        text_hash=corpus.sessions["text_hash"].dropna().to_dict(),
        frame=frame,
    )
