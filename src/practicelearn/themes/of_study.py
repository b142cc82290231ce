"""Where a corpus that comes from a study keeps what the language model says of its words."""

from __future__ import annotations

from pathlib import Path

from practicelearn.corpus import Corpus

__all__ = ["cache_of"]


def cache_of(corpus: Corpus) -> Path | None:
    """Return the folder in which tokens and names of a study's words are kept, if there is one.

    None for a corpus of no study, and for words that names may stand in: nothing is kept of those.
    """
    if not corpus.pseudonymised:
        return None
    # themes know no study: a corpus carries what keeps a record, and that knows its folder
    folder = getattr(corpus.displayed, "cache", None)
    return folder if isinstance(folder, Path) else None
