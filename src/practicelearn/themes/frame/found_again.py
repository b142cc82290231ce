"""Which topics are found again when whole sessions are left out; others are left alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from practicelearn.corpus import Corpus

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["found_again"]


def found_again(topics: TopicModel, corpus: Corpus, *, cache: Path | None = None) -> pd.Series:
    """Return whether each topic is found again: boolean, index topic.

    All are missing where there are fewer sessions than can be left out.
    """
    from practicelearn.topics.quality import FEWEST_SESSIONS, stability

    if corpus.turns["session_id"].nunique() < FEWEST_SESSIONS:
        return pd.Series(pd.NA, index=topics.names_.index, dtype="boolean")
    stable: pd.Series = stability(topics, corpus, cache=cache)["stable"].astype("boolean")
    return stable
