"""Which documents and codes of a further project a study has already, and as what.

Documents are known by their words, whatever they are called; codes by name and place in the frame.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.log.texts import says_gone
from practicelearn.corpus import Corpus
from practicelearn.exchange.conventions import slug
from practicelearn.study.folder import Study
from practicelearn.study.purged import purged
from practicelearn.transcripts.alignment import align_turns

__all__ = [
    "GONE",
    "NEAR",
    "NEW",
    "bare",
    "by_session",
    "match_codes",
    "match_documents",
]

NEARLY = 0.8
"""From this share of a document's words on, standing in order in a session, it is that session."""

_NOTES = ("withdrawn", "redacted", "name", "purged")  # what stands where words were taken out
_WORD = re.compile(r"[^\W_]+")
SAME, NEAR, NEW, GONE = "the same words", "nearly the same words", "new", "purged"


def match_documents(corpus: Corpus, study: Study) -> pd.DataFrame:
    """Return which session of a study each document of a project is.

    Returns
    -------
    DataFrame
        document (its session id in the project), session_id (in the study), share (of the
        document's words that stand there in order, 0 to 1), how: ``the same words``, ``nearly the
        same words``, ``new``, or ``purged`` for one whose session was taken out of the study.
    """
    there = study.corpus()
    texts = by_session(there)
    keys = {sid: _key(turns) for sid, turns in texts.items()}
    bags = {sid: Counter(key) for sid, key in keys.items()}
    gone = purged(study.path)
    taken = {sid.casefold() for sid in [*texts, *gone.sessions.values()]}
    used: set[str] = set()
    rows: list[dict[str, Any]] = []
    for sid, turns in by_session(corpus).items():
        key = _key(turns)
        same = [s for s, k in keys.items() if k == key and s not in used]
        found = (sid if sid in same else same[0], 1.0, SAME) if same else None
        found = found or _nearest(turns, key, texts, bags, used)
        if found is None and sid.casefold() in gone.sessions:
            found = (sid, 0.0, GONE)
        if found is None:
            found = (slug(sid, taken, empty="session"), 0.0, NEW)
        taken.add(found[0].casefold())
        used.add(found[0])
        rows.append({"document": sid, "session_id": found[0], "share": found[1], "how": found[2]})
    return pd.DataFrame(rows, columns=["document", "session_id", "share", "how"])


def match_codes(theirs: CodingFrame | None, ours: CodingFrame | None) -> pd.DataFrame:
    """Return which code of a study's frame each code of another frame is: a person should look.

    Returns
    -------
    DataFrame
        code, name, as_code (its id in the study), how: ``name and place``, ``name``, ``id`` or
        ``new``.
    """
    rows: list[dict[str, Any]] = []
    paths: dict[tuple[str, ...], str] = {}
    names: dict[str, list[str]] = {}
    for code in ours or ():
        paths.setdefault(_path(ours, code), code)
        names.setdefault(_path(ours, code)[-1], []).append(code)
    taken = set(ours or ())
    given: set[str] = set()
    for code in theirs or ():
        path = _path(theirs, code)
        same = names.get(path[-1], [])
        if path in paths and paths[path] not in given:
            as_code, how = paths[path], "name and place"
        elif len(same) == 1 and same[0] not in given:
            as_code, how = same[0], "name"
        elif ours is not None and code in ours and code not in given and _alike(theirs, ours, code):
            as_code, how = code, "id"
        else:
            as_code, how = slug(code, taken), "new"
        taken.add(as_code)
        given.add(as_code)
        name = theirs[code].name if theirs is not None else code
        rows.append({"code": code, "name": name, "as_code": as_code, "how": how})
    return pd.DataFrame(rows, columns=["code", "name", "as_code", "how"])


def _nearest(
    turns: pd.DataFrame,
    key: tuple[str, ...],
    texts: Mapping[str, pd.DataFrame],
    bags: Mapping[str, Counter[str]],
    used: Collection[str],
) -> tuple[str, float, str] | None:
    """The session that holds nearly the same words in the same order.

    Of a session out of which words were taken, what is left is held against the document: else the
    words would come back with it as a session of its own.
    """
    own = Counter(key)
    session_id = str(turns["session_id"].iloc[0])
    share: dict[str, float] = {}
    for sid, bag in bags.items():
        n = sum((own & bag).values())
        share[sid] = n / max(1, len(key))
        if any(map(says_gone, texts[sid]["text"])):
            left = sum(bag.values()) - sum(bag[w] for w in _NOTES)
            share[sid] = max(share[sid], n / max(1, left)) if left else 0.0
            share[sid] = 1.0 if sid == session_id else share[sid]
    for sid in sorted(share, key=lambda s: -share[s]):
        if share[sid] < NEARLY:
            break
        gone = any(map(says_gone, texts[sid]["text"]))
        if sid not in used and (gone or align_turns(texts[sid], turns).share_found >= NEARLY):
            return sid, round(share[sid], 3), NEAR
    return None


def by_session(corpus: Corpus) -> dict[str, pd.DataFrame]:
    """Return the turns of each session."""
    return {str(s): part for s, part in corpus.turns.groupby("session_id", sort=False)}


def _key(turns: pd.DataFrame) -> tuple[str, ...]:
    """A document's words as they are compared: small letters, no signs."""
    return tuple(w for text in turns["text"] for w in _WORD.findall(str(text).casefold()))


def bare(text: str) -> str:
    """Return the letters and digits of a text, small: what makes two texts the same words."""
    return "".join(_WORD.findall(text.casefold()))


def _path(frame: CodingFrame | None, code: str) -> tuple[str, ...]:
    names: list[str] = []
    at: str | None = code
    while at is not None and frame is not None:
        names.append(slug(frame[at].name))
        at = frame[at].parent
    return tuple(reversed(names))


def _alike(theirs: CodingFrame | None, ours: CodingFrame, code: str) -> bool:
    """Whether two codes of one id are one: the same name, or one of them has none but its id."""
    if theirs is None:
        return True
    names = {slug(theirs[code].name), slug(ours[code].name)}
    return len(names) == 1 or slug(code) in names
