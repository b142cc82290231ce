"""What still looks like a name in a document that is about to leave the team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._tables import TURNS, empty_table
from practicelearn.coding.frame_yaml import starter_frame, starter_frames
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.output.gate.sizes import tally_said
from practicelearn.output.gate.wording import is_missing, joined, long_date, text
from practicelearn.output.report.blocks import Document, Quote
from practicelearn.pseudonyms import names_left
from practicelearn.themes.tallies import Tally

__all__ = ["looks_like_names", "refuse_names", "waived", "waivers_on", "waivers_said"]

_OURS = {"practicelearn"}  # a checklist asks for the program's name
_NEVER_SHOWN = {"anchor", "style"}


def refuse_names(document: Document, decisions: pd.DataFrame, *, cache: Path | None = None) -> None:
    """Raise unless every word of a document that looks like a name has been waived in writing.

    Parameters
    ----------
    document : Document
        A report for readers.
    decisions : DataFrame
        Rows of kind ``waive`` hold ``words`` (a list) and ``reason``; without words a waiver is
        for all of them.
    cache : Path, optional
        Folder in which it is kept where the model saw names, by hash of the text.

    Raises
    ------
    PracticelearnError
        Words are left: they are named, with what to do.

    Notes
    -----
    An empty list is no proof: about one identifier in ten looks like no name. A person reads every
    quote before release.
    """
    left = looks_like_names(document, decisions, cache=cache)
    if left:
        raise PracticelearnError(
            f"no report for readers was made: {len(left)} words in it still look like names: "
            f"{', '.join(left)}. Replace them (pseudonymise before freezing; redact after), or say "
            'in writing why they may stay: report STUDY --waive "REASON", or '
            'Report(..., waive="REASON"). The reason goes on record and is printed.'
        )


def looks_like_names(
    document: Document, decisions: pd.DataFrame, *, cache: Path | None = None
) -> list[str]:
    """Return the words of a document that look like names and were not waived, sorted."""
    rows = waived(decisions)
    if any(not isinstance(w, list) for w in rows["words"]):
        return []
    # title and date are what a person has just chosen to print
    said = {quote.words for quote in _quotes(document.blocks)}
    # what the program ships names nobody; what somebody said is looked at word for word
    texts = {t: t if t in said else _without_ours(t) for t in _texts(document.blocks)}
    found = names_left(Corpus(turns=empty_table(TURNS)), memos=texts, only_likely=True, cache=cache)
    # in what somebody said a date may be one of birth; elsewhere it is when something is due
    due = (found["kind"] == "date of birth") & ~found["row"].isin(said)
    words = set(found.loc[~due, "text"]) - _OURS
    return sorted(words - {word for own in rows["words"] for word in own})


def _without_ours(text: str) -> str:
    for phrase in _shipped():
        text = text.replace(phrase, "…")
    return text


@lru_cache(maxsize=1)
def _shipped() -> list[str]:
    """Titles, sources and names of the frames that come with the library, longest first."""
    frames = [starter_frame(name) for name in starter_frames()]
    own = {frame.name for frame in frames} | {frame.source for frame in frames}
    codes = [code for frame in frames for code in frame.codes]
    own |= {words for code in codes for words in (code.name, code.source, code.definition)}
    return sorted((words for words in own if len(words) > 3), key=len, reverse=True)


def waived(decisions: pd.DataFrame) -> pd.DataFrame:
    """Return the waivers among the decisions: who, reason, words (a list, or missing for all)."""
    own = decisions[decisions["kind"] == "waive"]
    return own.reindex(columns=["who", "at", "reason", "words"])


def waivers_on(
    document: Document, decisions: pd.DataFrame, *, cache: Path | None = None
) -> list[str]:
    """Return :func:`waivers_said` for whoever releases: of a waiver of all words too, which."""
    of_all = any(not isinstance(words, list) for words in waived(decisions)["words"])
    others = decisions[decisions["kind"] != "waive"]
    words = looks_like_names(document, others, cache=cache) if of_all else None
    return waivers_said(decisions, named=True, words=words)


def waivers_said(
    decisions: pd.DataFrame, *, named: bool, words: list[str] | None = None
) -> list[str]:
    """Return each reason why words that look like names may stay, once, with who gave it and when.

    Parameters
    ----------
    decisions : DataFrame
    named : bool
        Say which words, for the team; readers are told how many.
    words : list of str, optional
        Those that a waiver without words lets pass, where somebody has looked for them.
    """
    rows: dict[str, tuple[str, list[str] | None]] = {}
    for row in waived(decisions).itertuples():
        reason = text(row.reason).rstrip(".")
        end, before = rows.get(reason, (_by(row), []))
        own = row.words if isinstance(row.words, list) else words
        every = None if before is None or own is None else list(dict.fromkeys([*before, *own]))
        rows[reason] = (end, every)
    return [f"{_left(own, named=named)}: {why}{end}." for why, (end, own) in rows.items()]


def _by(row: Any) -> str:
    if is_missing(row.who):
        return ""
    when = "" if is_missing(row.at) else f", {long_date(str(row.at)[:10])}"
    return f" ({row.who}{when})"


def _left(words: list[str] | None, *, named: bool) -> str:
    if words is None:
        # nobody has looked which there are, so it is not said that there are any
        return "Words that look like names, if there are any, were left as they are"
    if not words:
        return "Words that look like names may stay, and there are none"
    if named:
        return f"Words that look like names were left as they are ({joined(words)})"
    if len(words) == 1:
        return "1 expression that looks like a name was left as it is"
    several = tally_said(Tally.of(words, "expressions"), "expression")
    return f"{several} that look like names were left as they are"


def _quotes(value: Any) -> Iterator[Quote]:
    """Every quote, also one in a table's cell."""
    if isinstance(value, Quote):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _quotes(item)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _quotes(getattr(value, part.name))


def _texts(value: Any) -> Iterator[str]:
    """Every text a reader may see."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for part in fields(value):
            if part.name not in _NEVER_SHOWN:
                yield from _texts(getattr(value, part.name))
