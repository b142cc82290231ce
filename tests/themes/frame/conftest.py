"""The messy study and its clean twin, read and modelled once for all tests of the frame."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import pandas as pd
import pytest
from frame_studies import CLEAN, MESSY, Invented, invent

from practicelearn.themes.frame.check import FrameCheck, frame_check
from practicelearn.topics.found_again import stability
from practicelearn.topics.model import TopicModel


@dataclass(frozen=True)
class Looked:
    """A study, its topics, which of them are found again, and what to look at in its frame."""

    study: Invented
    topics: TopicModel
    again: pd.Series
    check: FrameCheck


def look(study: Invented) -> Looked:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it is little talk, and that is said
        topics = TopicModel(n_topics=6).fit(study.corpus)
        again = stability(topics, study.corpus)["found_again"]
    check = frame_check(study.codings, study.corpus, topics, found_again=again)
    return Looked(study, topics, again, check)


@pytest.fixture(scope="session")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    """Two codes that are one, one that holds two subjects, one never used, a topic uncoded."""
    return look(invent(tmp_path_factory.mktemp("messy") / "talk", MESSY))


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    """The same talk under a frame with a code for each subject."""
    return look(invent(tmp_path_factory.mktemp("clean") / "talk", CLEAN))
