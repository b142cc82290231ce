"""Words that look like names, and of which a person said on record that they are none.

They are left out of what is still to be looked at, and how many they are is said. The gates for
readers' documents and for exports know nothing of it: what leaves is looked at anew.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.log.events import Event
from practicelearn.errors import StudyError
from practicelearn.study.stored import StoredStudy

__all__ = ["NOT_NAME", "not_names", "record_not_name", "take_back", "without_not_names"]

NOT_NAME = "not-name"


def record_not_name(study: StoredStudy, words: Collection[str], *, reason: str, by: str) -> Event:
    """Put on record that words are no name of a person or place that points at somebody.

    Parameters
    ----------
    study : Study
    words : collection of str
        Each as it is written in the study; another way of writing it is another word.
    reason : str
        Why, in a few words.
    by : str
        Who says so.

    Raises
    ------
    StudyError
        There is no word, no reason, or nobody says so; nothing is written.
    """
    check_arguments(record_not_name, locals())
    said = sorted({word for word in words if word.strip()})
    if not said:
        raise StudyError("say which words are no names.")
    if not reason.strip():
        raise StudyError("say why it is no name: a few words that somebody else can check later.")
    return study.record(by, NOT_NAME, payload={"words": said, "reason": reason.strip()})


def not_names(study: StoredStudy) -> dict[str, Event]:
    """Return the words that are no names, each with the decision that says so."""
    out: dict[str, Event] = {}
    for event in study.standing():
        if event.kind != NOT_NAME:
            continue
        for word in event.payload["words"]:
            if event.payload.get("after_all"):
                out.pop(word, None)
            else:
                out[word] = event
    return out


def take_back(study: StoredStudy, word: str, *, by: str) -> Event:
    """Put on record that a word that was said to be no name is one after all, whoever said so.

    Raises
    ------
    StudyError
        Nobody said so.
    """
    if word not in not_names(study):
        raise StudyError(f'nobody said that "{word}" is no name.')
    said = {"words": [word], "reason": "it is a name after all", "after_all": True}
    return study.record(by, NOT_NAME, payload=said)


def without_not_names(study: StoredStudy, left: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return what ``names_left`` found without these words, and how many rows were left out."""
    out = left["text"].isin(set(not_names(study)))
    return left[~out].reset_index(drop=True), int(out.sum())
