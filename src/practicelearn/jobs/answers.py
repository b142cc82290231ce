"""What a person can say to put right what was heard of a file, in words for a prompt or a sheet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from practicelearn._called import COMMAND
from practicelearn.corpus import Corpus
from practicelearn.errors import TranscriptError

__all__ = ["answers_to", "answers_to_error"]

_LABELS = (
    "no speaker labels", "no speaker is named in any", "no speaker is named;",
    "say what the labels look like",
    "everything is said by", "one turn holds",
)  # fmt: skip
_EXAMPLE = "[T001] Moderator:"
_SHEET = "or write it into the sessions sheet, column"


def answers_to(path: Path, corpus: Corpus, speakers: pd.DataFrame) -> tuple[str, ...]:
    """Return what can be said of a file that was read: each a question and its answer.

    Parameters
    ----------
    path : Path
    corpus : Corpus
    speakers : DataFrame
        Who was heard: see :func:`practicelearn.who_spoke`.
    """
    messages = corpus.issues["message"].tolist()

    def told(*words: str) -> bool:
        return any(word in message for message in messages for word in words)

    out = []
    is_table = corpus.sessions["format"].isin(["csv", "xlsx"]).any()
    if is_table and told("was taken for it", "no speaker: turns of", *_LABELS):
        out.append(
            "the wrong columns? answer: "
            + _command(path, "--speech-column NAME --speaker-column NAME")
            + f" ({_SHEET}s speech_column and speaker_column)"
        )
    elif told(*_LABELS):
        out.append(
            "are the labels of another shape? answer with one of them: "
            + _command(path, f'--labels "{_EXAMPLE}"')
            + f" ({_SHEET} labels_look_like)"
        )
    if told('say "goes on" for unlabelled', 'say "nobody" for unlabelled'):
        out.append(
            "whose is what has no label? answer: "
            + _command(path, '--unlabelled "goes on"')
            + f' or "nobody" ({_SHEET} unlabelled)'
        )
    if told("for fix_labels", "fix_labels"):
        out.append(
            "are two labels one person? answer: "
            + _command(path, "--fix-labels all")
            + f" ({_SHEET} fix_labels)"
        )
    if told("for split_words"):
        out.append(
            "does a speaker change within a segment? answer: "
            + _command(path, "--split-words yes")
            + f" ({_SHEET} split_words)"
        )
    unsure = speakers["role_why"].str.startswith(("a guess", "nothing"))
    if unsure.any() and speakers["speaker"].notna().any():
        out.append("who led, and who took part? answer in the attendance sheet, column role")
    return tuple(out)


def answers_to_error(path: Path, error: TranscriptError) -> tuple[str, ...]:
    """Return what can be said of a file that could not be read."""
    if "no column of speech" in error.what:
        return (
            "which column holds what people said? answer: "
            + _command(path, "--speech-column NAME --speaker-column NAME")
            + f" ({_SHEET}s speech_column and speaker_column)",
        )
    return ()


def _command(path: Path, options: str) -> str:
    return f'{COMMAND} check "{path}" {options}'
