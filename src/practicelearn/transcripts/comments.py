"""Word comments as data: who remarked what on which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._disk import in_words
from practicelearn._tables import COMMENTS, conform, empty_table
from practicelearn.corpus import Corpus
from practicelearn.errors import TranscriptError
from practicelearn.transcripts.readers import READERS, Hints

__all__ = ["read_comments"]


def read_comments(path: str | Path, corpus: Corpus | None = None) -> pd.DataFrame:
    """Return the comments of a Word file.

    Parameters
    ----------
    path : str or Path
        A ``.docx`` file.
    corpus : Corpus, optional
        As read from the same file (and perhaps others): comments then name their turn and the place
        in its text. A comment that goes over several turns is placed in the first.

    Returns
    -------
    DataFrame
        Table COMMENTS, in the order of the file. Comments in a table of speech have no place, only
        the words they are about. The same comments are issues of the corpus: nothing is lost.

    Raises
    ------
    TranscriptError
        The file is missing or no Word file.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.exchange.read_comments(
    ...     prac.sample_path() / "originals" / "2025-north.docx"
    ... ).columns.tolist()[:4]
    ['comment_id', 'parent_id', 'paragraph', 'turn_id']
    """
    check_arguments(read_comments, locals())
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise TranscriptError(path, None, in_words(error)) from error
    if not READERS["docx"].sniff(raw[:65_536], path.name.lower()):
        raise TranscriptError(path, None, "it is no Word file (.docx); only these hold comments")
    found = READERS["docx"].read(raw, Hints()).meta.get("comments", [])
    if not found:
        return empty_table(COMMENTS)
    places = _places(path.name, corpus) if corpus is not None else []
    rows = [{**comment, **_placed(comment, places, corpus)} for comment in found]
    table = pd.DataFrame(rows, dtype=object)
    numbers = dict.fromkeys(("paragraph", "start", "end"), "Int64")
    return conform(table.astype(numbers), COMMENTS)[COMMENTS.names]


def _places(file: str, corpus: Corpus) -> list[tuple[int, int, int, str]]:
    """Rows of (source_start, source_end, start, turn_id) of the file's session."""
    own = corpus.sessions.index[corpus.sessions["file"] == file]
    turns = corpus.turns.index[corpus.turns["session_id"].isin(own)]
    rows = corpus.source_map[corpus.source_map["turn_id"].isin(turns)]
    columns = ["source_start", "source_end", "start", "turn_id"]
    return [tuple(row) for row in rows[columns].itertuples(index=False)]


def _placed(
    comment: dict[str, Any], places: list[tuple[int, int, int, str]], corpus: Corpus | None
) -> dict[str, Any]:
    start, end = comment["start"], comment["end"]
    out: dict[str, Any] = {"turn_id": None, "start": None, "end": None}
    if corpus is None or start is None:
        return out
    for source_start, source_end, at, turn_id in places:
        if start < source_end and max(end, start + 1) > source_start:
            if out["turn_id"] is None:
                out["turn_id"] = turn_id
                out["start"] = at + max(0, start - source_start)
            if turn_id == out["turn_id"]:
                out["end"] = at + min(end, source_end) - source_start
    return out
