"""Turns and codes as the page shows them: plain data, without what is empty or not so."""

from __future__ import annotations

from typing import Any

import pandas as pd

from practicelearn._cells import text_of
from practicelearn.coding.frame import Code
from practicelearn.corpus import Corpus

__all__ = ["code_for_page", "hash_of", "turns_for_page"]


def turns_for_page(turns: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the turns as the page shows them: no person, no place in the file."""
    out = []
    for turn_id, row in zip(turns.index, turns.to_dict("records"), strict=True):
        shown = {
            "id": turn_id,
            "n": int(row["n"]),
            "who": text_of(row["speaker"]),
            "role": text_of(row["role"]),
            "at": None if pd.isna(row["start_s"]) else float(row["start_s"]),
            "until": None if pd.isna(row["end_s"]) else float(row["end_s"]),
            "overlap": not pd.isna(row["overlap"]) and bool(row["overlap"]),
            "text": row["text"],
            "marks": [[m[0], m[1], m[2]] for m in row["marks"]],
            "question": text_of(row["question_id"]),
            "paraphrase": not pd.isna(row["verbatim"]) and not bool(row["verbatim"]),
        }
        # 0.0 equals False: the first turn's time would be left out with what is not so
        out.append({k: v for k, v in shown.items() if v is not None and v is not False and v != []})
    return out


def code_for_page(code: Code) -> dict[str, Any]:
    """Return a code as the page lists it."""
    shown = {
        "id": code.id,
        "name": code.name,
        "parent": code.parent,
        "definition": code.definition,
        "include": code.include,
        "exclude": code.exclude,
        "examples": list(code.examples),
        "colour": code.colour,
        "retired": code.retired,
    }
    return {k: v for k, v in shown.items() if v}


def hash_of(corpus: Corpus, session_id: str) -> str | None:
    """Return what a session's text is known by."""
    value = corpus.sessions["text_hash"].get(session_id)
    return None if pd.isna(value) else str(value)
