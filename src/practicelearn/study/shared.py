"""The corpus of a study that all readers of this program share, with what was derived of it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from practicelearn.corpus import Corpus
from practicelearn.study.stored import StoredStudy
from practicelearn.study.transaction import consistent
from practicelearn.study.whole import whole_corpus

__all__ = ["shared_corpus", "shared_round"]

_ROUNDS: WeakKeyDictionary[Corpus, dict[str, Corpus]] = WeakKeyDictionary()


def shared_corpus(study: StoredStudy) -> Corpus:
    """Return it. Nobody may write into its tables.

    ``study.corpus()`` gives tables of one's own, of which everything is derived anew.
    """
    study.__dict__.pop("session_ids", None)  # others may have come
    return consistent(study.path, lambda: whole_corpus(study.path, study.settings, own=False))


def shared_round(study: StoredStudy, year: str) -> Corpus:
    """Return the part of it that is one round, likewise."""
    whole = shared_corpus(study)
    rounds = _ROUNDS.setdefault(whole, {})
    if year not in rounds:
        rounds[year] = whole.where(year=year)
    return rounds[year]
