"""What the page for participants asks of them: each sentence, and each promise, under its id."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from practicelearn._tables import near_match
from practicelearn.errors import TableError
from practicelearn.study.folder import Study

__all__ = ["MISSING", "Asked", "asked_before", "find_asked", "same_words", "words_of"]

_LEAST = 12
"""Letters of a sentence that is known within a longer question; a shorter one only as a whole."""


class Asked(NamedTuple):
    """One thing that those who took part are asked about.

    Parameters
    ----------
    theme, action : str
        Whose sentence it is, or which promise; both empty for what is missing.
    sentence : str
        As it stands on the page.
    """

    theme: str
    action: str
    sentence: str


MISSING = Asked("", "", "")
"""What is missing is asked once, of the whole page."""


def words_of(text: str) -> str:
    """Return a text as its words alone, by which a sentence is known again.

    Examples
    --------
    >>> words_of(" 1. It's the rota - again.")
    '1 it s the rota again'
    """
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def same_words(one: str, other: str) -> bool:
    """Return whether two sentences are the same, whatever their marks and capitals."""
    return words_of(one) == words_of(other)


def asked_before(study: Study) -> list[Asked]:
    """Return every sentence that was ever asked about, or could be, of any wording.

    A sheet that went out before a sentence was changed comes back with the earlier wording.
    """
    found: dict[Asked, None] = {}
    decisions = study.decisions().reindex(
        columns=["kind", "theme_id", "statement", "sentence", "action"]
    )
    for row in decisions[decisions["kind"] == "statement"].itertuples():
        found[Asked(str(row.theme_id), "", str(row.statement).strip())] = None
    for row in decisions[decisions["kind"] == "reply"].itertuples():
        if isinstance(row.sentence, str) and row.sentence:
            action = row.action if isinstance(row.action, str) else ""
            found[Asked(str(row.theme_id), action, row.sentence)] = None
    if study.has_actions:
        for action, text in study.actions().actions["text"].items():
            found[Asked("", str(action), str(text).rstrip("."))] = None
    return list(found)


def find_asked(said: str, known: Iterable[Asked], where: str) -> Asked:
    """Return which sentence somebody copied, perhaps with a number or a question around it.

    Raises
    ------
    TableError
        It is none of them; the near match is named.
    """
    found = asked_in(said, known)
    if found is None:
        sentences = [asked.sentence for asked in known if asked.sentence]
        raise TableError(
            f'{where}: "{_short(said)}" is no sentence of the page. Copy the sentence as it '
            f"stands there.{near_match(said, sentences)}"
        )
    return found


def asked_in(said: str, known: Iterable[Asked]) -> Asked | None:
    """Return the sentence that stands in a text, the longest of several; None without one.

    Examples
    --------
    >>> rota = Asked("rota", "", "The rota comes too late.")
    >>> asked_in("2. The rota comes too late. Is this what you said?", [rota]).theme
    'rota'
    >>> asked_in("Your name", [rota])
    """
    own = words_of(said)
    within = f" {own} "
    hits = [
        asked
        for asked in known
        if (key := words_of(asked.sentence))
        and (key == own or (len(key) >= _LEAST and f" {key} " in within))
    ]
    return max(hits, key=lambda asked: len(asked.sentence), default=None)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}..."
