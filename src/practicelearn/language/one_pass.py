"""One pass for tokens and names: what the model said of a text is asked of it once.

Whoever brings transcripts into a study needs both: names to replace them, tokens to search, count
and model. Inside :func:`in_one_pass` whoever looks for names has the tokens of the same text noted,
in memory and for as long as it lasts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from practicelearn.language.vocabulary import LEMMA_SLIPS, singular

__all__ = ["Columns", "columns_of", "in_one_pass", "note_tokens", "noted_tokens", "wants_tokens"]

Columns = tuple[list[int], list[int], list[str], list[str], list[str]]
"""Start, end (code points), lower-cased form, base form and part of speech of a text's tokens."""

_MOST_TOKENS = 2_000_000
_GAP = "   "


class _Noted:
    """Tokens by model and text; words that come again are kept once."""

    def __init__(self) -> None:
        self.of: dict[tuple[str, str], Columns] = {}
        self.words: dict[str, str] = {}
        self.n = 0


_noted: ContextVar[_Noted | None] = ContextVar("noted", default=None)


@contextmanager
def in_one_pass() -> Iterator[None]:
    """Have tokens noted when names are sought, and used when tokens are asked for."""
    before = _noted.set(_Noted())
    try:
        yield
    finally:
        _noted.reset(before)


def wants_tokens(model: str, text: str) -> bool:
    """Whether the tokens of a text are worth noting when it is looked at for names.

    Not where something in brackets was taken out of it: its tokens are those of another text.
    """
    noted = _noted.get()
    return (
        noted is not None
        and noted.n < _MOST_TOKENS
        and _GAP not in text
        and (model, text) not in noted.of
    )


def note_tokens(model: str, text: str, columns: Columns) -> None:
    """Note a text's tokens, inside :func:`in_one_pass` only."""
    noted = _noted.get()
    if noted is None:
        return
    start, end, *words = columns
    once = [[noted.words.setdefault(word, word) for word in column] for column in words]
    # as many columns as there were: a list of them carries no length
    noted.of[model, text] = (start, end, *once)  # type: ignore[assignment]  # see above
    noted.n += len(start)


def noted_tokens(model: str, text: str) -> Columns | None:
    """Return the tokens that were noted of a text, or None."""
    noted = _noted.get()
    return None if noted is None else noted.of.get((model, text))


def columns_of(doc: Any, *, blank: bool, offset: int = 0) -> Columns:
    """Return start, end, lower, lemma and tag of a document's tokens, white space left out."""
    tokens = [token for token in doc if not token.is_space]
    lower = [token.lower_ for token in tokens]
    if blank:
        lemma = [LEMMA_SLIPS.get(word, singular(word)) for word in lower]
    else:
        pairs = zip(lower, tokens, strict=True)
        lemma = [LEMMA_SLIPS.get(word) or token.lemma_.lower() or word for word, token in pairs]
    start = [offset + token.idx for token in tokens]
    end = [offset + token.idx + len(token) for token in tokens]
    return start, end, lower, lemma, ["X" if blank else token.pos_ for token in tokens]
