"""Who is known by name: the roster, and what speakers' labels say."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from practicelearn.corpus import Corpus
from practicelearn.language.names import Words
from practicelearn.pseudonyms.hits import closed
from practicelearn.pseudonyms.ledger import plain_name
from practicelearn.pseudonyms.roster import Named, Roster, split_name
from practicelearn.pseudonyms.speech import Speech
from practicelearn.transcripts.roles import role_of_label

__all__ = ["is_generic", "labels_of", "named_by_labels", "who_is_present"]

_PLAIN = re.compile(
    r"(?:(?:unknown|unidentified|other|all|several|multiple|male|female|new|peer|group) ?)*"
    r"(?:speakers?|voices?|participants?|persons?|people|everyone|everybody|group|room|audience|"
    r"guest|caller|user|attendee|member|team|anon(?:ymous)?)?[\s\d.\-_/#@]*[a-z]?",
    re.IGNORECASE,
)
# P3, FG2-P4, 19; a handle such as pk910 is somebody's own
_CODE = re.compile(
    r"\d{1,4}[A-Za-z]?|[A-Za-z]{1,3}[\s.\-_/#]?\d{1,2}(?:[\s.\-_/#]?[A-Za-z]{1,2}\d{0,2})?"
)
_ASIDE = re.compile(r"\([^)]*\)|\|.*$")
_DEVICE = re.compile(r"[’']s\s+(?:i?pad|i?phone|laptop|tablet|mac\w*|galaxy|pc|device).*$", re.I)
_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def labels_of(corpus: Corpus) -> list[str]:
    """Return every speaker's label, of turns and of the attendance list, each once."""
    both = [*corpus.turns["speaker"].dropna(), *corpus.attendance["speaker"].dropna()]
    return list(dict.fromkeys(both))


def is_generic(label: str, words: Words) -> bool:
    """Whether a label names nobody: a role, a number, a code, ordinary words, or a replacement."""
    bare = " ".join(_without_brackets(label).split()).strip(" ()-–:,.@#")
    if not bare or _PLAIN.fullmatch(bare) or _CODE.fullmatch(bare):
        return True
    if role_of_label(bare) is not None and _ASIDE.sub("", bare).strip():
        parts = [w.lower() for w in _LETTERS.findall(_ASIDE.sub(" ", bare))]
        return all(_says_nothing(word, words) for word in parts)
    parts = [w.lower() for w in _LETTERS.findall(bare)]
    return bool(parts) and all(_says_nothing(w, words) for w in parts) and len(bare) > 2


def named_by_labels(corpus: Corpus, roster: Iterable[Named], words: Words) -> list[Named]:
    """Return people whom a label names and the roster does not.

    A label that an attendance list joins to a person gives that person; else its own words are the
    identity, so that one name is one person all through a round.
    """
    known = Roster(roster)
    joined = _persons_of_labels(corpus)
    people: dict[str, Named] = {}
    for label in labels_of(corpus):
        if is_generic(label, words) or any(True for _ in known.find(Speech(label, words))):
            continue
        bare = _DEVICE.sub("", _ASIDE.sub(" ", _without_brackets(label))).strip()
        bare = bare or label.strip(" ()|")  # the name stands in brackets only
        first, surname = split_name(bare)
        persons = joined.get(label, set())
        who = f"person:{next(iter(persons))}" if len(persons) == 1 else plain_name(bare)
        letters = [w for w in (*first, surname) if len(w.strip(".")) > 1]
        handle = any(c.isdigit() for c in bare) or not letters
        named = Named(who, others=(bare,)) if handle else Named(who, first, surname)
        people.setdefault(label, named)
    return list(people.values())


def who_is_present(corpus: Corpus, people: Iterable[Named], words: Words) -> dict[str, set[str]]:
    """Return the identities of who was in each session, by label or by the attendance list."""
    present: dict[str, set[str]] = {str(sid): set() for sid in corpus.sessions.index}
    for sid, person in zip(
        corpus.attendance["session_id"], corpus.attendance["person_id"], strict=True
    ):
        present.setdefault(sid, set()).add(f"person:{person}")
    roster = Roster(people)
    pairs = corpus.turns[["session_id", "speaker"]].dropna().drop_duplicates()
    for sid, label in zip(pairs["session_id"], pairs["speaker"], strict=True):
        for hit in roster.find(Speech(label, words)):
            if "|" not in hit.who:
                present[sid].add(hit.who)
    return present


def _persons_of_labels(corpus: Corpus) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    named = corpus.attendance[corpus.attendance["speaker"].notna()]
    for label, person in zip(named["speaker"], named["person_id"], strict=True):
        if not pd.isna(person):
            out.setdefault(label, set()).add(person)
    return out


def _without_brackets(label: str) -> str:
    for start, end in closed(label):
        label = label[:start] + " " * (end - start) + label[end:]
    return label


def _says_nothing(word: str, words: Words) -> bool:
    word = word.removesuffix("'s").removesuffix("’s")
    if words.first(word) or words.also_word(word) or words.surname(word):
        return False
    return words.english(word) or len(word) == 1
