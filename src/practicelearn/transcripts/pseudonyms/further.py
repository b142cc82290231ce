"""Texts beside the transcripts, such as memos: names replaced as the same key has them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from practicelearn.corpus import Corpus
from practicelearn.language.pipeline import Pipeline
from practicelearn.transcripts.marks import find_marks
from practicelearn.transcripts.pseudonyms.find import Finder
from practicelearn.transcripts.pseudonyms.key_file import check_place, read_key, write_key
from practicelearn.transcripts.pseudonyms.ledger import Ledger
from practicelearn.transcripts.pseudonyms.people import named_by_labels, who_is_present
from practicelearn.transcripts.pseudonyms.roster import read_roster
from practicelearn.transcripts.pseudonyms.texts import replace_in_texts

__all__ = ["pseudonymise_texts"]


def pseudonymise_texts(
    texts: Mapping[str, str],
    corpus: Corpus,
    *,
    key_file: str | Path,
    sessions: Mapping[str, str] | None = None,
    roster: str | Path | pd.DataFrame | None = None,
    patterns: Mapping[str, str] | None = None,
    use_model: bool = True,
    pipeline: Pipeline | None = None,
) -> dict[str, str]:
    """Return texts with names replaced, as ``pseudonymise`` did with the same key.

    Parameters
    ----------
    texts : mapping of str to str
        Memos, cells of a matrix, action texts ..., by a name of their place (kept in the key).
    corpus : Corpus
        As it was before names were replaced: its labels say who spoke.
    key_file : str or Path
        That of ``pseudonymise``; it is continued.
    sessions : mapping of str to str, optional
        Place -> session the text speaks of: its round's replacements are used. Without it, those of
        the only round, else of no round.
    roster, patterns, use_model, pipeline
        As for ``pseudonymise``.
    """
    key_path = check_place(key_file)
    listed = read_roster(roster)
    words = Finder(use_model=False, pipeline=pipeline).words
    people = [*listed, *named_by_labels(corpus, listed, words)]
    finder = Finder(people, patterns=patterns, use_model=use_model, pipeline=pipeline)
    ledger = Ledger(read_key(key_path), {})
    present = who_is_present(corpus, people, words)
    years = corpus.sessions["year"].fillna("").astype(str).to_dict()
    only = next(iter(set(years.values()))) if len(set(years.values())) == 1 else "people"
    own = [(sessions or {}).get(place, "") for place in texts]
    _, after = replace_in_texts(
        list(texts.values()),
        finder=finder,
        ledger=ledger,
        rounds=[str(years.get(sid, only)) for sid in own],
        places=list(texts),
        present=[present.get(sid, set()) for sid in own],
        marks=[find_marks(text) for text in texts.values()],
    )
    if len(ledger.rows) > ledger.n_before:
        write_key(key_path, ledger.rows)
    return dict(zip(texts, after, strict=True))
