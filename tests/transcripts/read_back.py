"""What is read of a file, as a test writes it down."""

from __future__ import annotations

from typing import Any

from practicelearn.corpus import Corpus
from practicelearn.transcripts.loader import read_transcript

__all__ = ["rows", "said"]


def said(path: Any, **how: Any) -> tuple[list[tuple[Any, Any]], Corpus]:
    """Who says what, and the corpus."""
    corpus = read_transcript(path, **how)
    return list(zip(corpus.turns["speaker"], corpus.turns["text"], strict=True)), corpus


def rows(path: Any, **how: Any) -> tuple[list[tuple[Any, ...]], Corpus]:
    """Who says what from when to when, and the corpus; what is missing is None."""
    corpus = read_transcript(path, **how)
    turns = corpus.turns[["speaker", "text", "start_s", "end_s"]].astype(object)
    found = turns.where(turns.notna(), None).itertuples(index=False)
    return [tuple(row) for row in found], corpus
