"""Which topics are found again in sessions they were not found in; others are left alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from practicelearn.corpus import Corpus
from practicelearn.topics.standing import found_again as known_again

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["found_again"]


def found_again(topics: TopicModel, corpus: Corpus, *, cache: Path | None = None) -> pd.Series:
    """Return whether each topic is found again: boolean, index topic; asked where nobody has.

    All are missing where there are fewer sessions than can be split in two.
    """
    from practicelearn.topics.found_again import look_again  # with its model, or not at all

    look_again(topics, corpus, cache=cache)
    return known_again(topics)
