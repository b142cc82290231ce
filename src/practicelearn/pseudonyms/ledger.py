"""Who became what: one replacement a person, place or number, the same all through a round."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from practicelearn.language.forms import normal_form
from practicelearn.language.names import TITLES
from practicelearn.pseudonyms.decided import form_of
from practicelearn.pseudonyms.hits import KINDS, Hit
from practicelearn.pseudonyms.key_file import KeyRow

__all__ = ["SAME", "Ledger", "plain_name"]

SAME = "same person"
"""The rule of a row whose name is another name of somebody, as people decided."""

_NUMBERED = re.compile(r"\[?(?P<word>[A-Za-z][A-Za-z .'-]*?)[ -](?P<n>\d+)\]?$")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def plain_name(text: str) -> str:
    """Return the form under which a name is known: lower case, without title and punctuation.

    Examples
    --------
    >>> plain_name("Mrs. O’Rourke"), plain_name("Kelly  Smith"), plain_name("0113 496 0377")
    ("o'rourke", 'kelly smith', '01134960377')
    """
    words = _WORD.findall(normal_form(text))
    if words and all(c.isdigit() for word in words for c in word):
        return "".join(words)
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return " ".join(words)


class Ledger:
    """Gives out replacements and remembers every one.

    Parameters
    ----------
    rows : iterable of KeyRow
        What an existing key says: names known there keep their replacement, numbers used there are
        never used again.
    pseudonyms : mapping of str to str
        Identity -> name to be used instead of a number.
    same : mapping of str to tuple of str
        Form or identity -> kind and identity of whom it is another name of. What a key says of
        this stays so in its round.
    """

    def __init__(
        self,
        rows: Iterable[KeyRow],
        pseudonyms: Mapping[str, str],
        same: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self._same = dict(same or {})
        self._said_before: dict[tuple[str, str], tuple[str, str]] = {}
        self.rows = list(rows)
        self.n_before = len(self.rows)
        self._pseudonyms = pseudonyms
        self._made: dict[tuple[str, str, str], str] = {}
        self._highest: Counter[str] = Counter()
        self._full: dict[str, set[str]] = defaultdict(set)
        self._at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        for row in self.rows:
            numbered = _NUMBERED.fullmatch(row.replacement)
            if numbered:
                word = numbered["word"].lower()
                self._highest[word] = max(self._highest[word], int(numbered["n"]))
            if row.original:
                self._made[row.round, row.kind, row.name] = row.replacement
                self.learn(row.round, row.kind, row.name)
            if row.original and row.rule == SAME:
                self._said_before[row.round, form_of(row.original)] = (row.kind, row.name)

    def learn(self, round_name: str, kind: str, name: str) -> None:
        """Remember a full name, so that its first name or surname alone can be joined to it."""
        if kind == "person" and name.count(" ") in {1, 2} and ":" not in name:
            self._full[round_name].add(name)

    def known_words(self) -> set[str]:
        """Single words of every person's name found so far, lower case."""
        names = [n for _, kind, n in self._made if kind == "person" and ":" not in n]
        return {word for name in names for word in name.split() if len(word) > 3}

    def replacement(
        self,
        round_name: str,
        hit: Hit,
        text: str,
        *,
        place: str,
        at: tuple[int, int] | None = None,
        present: Collection[str] = (),
    ) -> str:
        """Return what stands for a hit, in square brackets, and keep a row of it.

        Parameters
        ----------
        round_name : str
            The round, or any other word for the stretch of time in which names are linked.
        hit : Hit
        text : str
            The text the hit is a place of.
        place : str
            turn_id, or table and column.
        at : tuple of int, optional
            Where the hit stood in the text of the corpus as given.
        present : collection of str
            Identities of who was in the session: settles which of two people of one name is meant.
        """
        original = text[hit.start : hit.end]
        hit, persons = self._meant(round_name, hit, original)
        here = [who for who in persons if who in present]
        inner = [
            self._one(round_name, hit.kind, who) for who in (here if len(here) == 1 else persons)
        ]
        made = f"[{' or '.join(inner)}]"
        name = "|".join(persons) if len(persons) > 1 else persons[0]
        start, end = (str(at[0]), str(at[1])) if at else ("", "")
        self.rows.append(
            KeyRow(
                round_name, place, start, end, hit.kind, name, original, made, hit.rule, self._at
            )
        )
        return made

    def renamed(self, round_name: str, place: str) -> dict[str, str]:
        """Return what was renamed as a whole in a round: old id -> new id."""
        return {
            row.original: row.replacement
            for row in self.rows
            if (row.round, row.place, row.kind) == (round_name, place, "id") and row.original
        }

    def record(self, round_name: str, place: str, kind: str, original: str, made: str) -> None:
        """Keep a row of something that was renamed as a whole, such as a session."""
        self.rows.append(
            KeyRow(round_name, place, "", "", kind, original, original, made, "renamed", self._at)
        )

    def _one(self, round_name: str, kind: str, name: str) -> str:
        key = (round_name, kind, name)
        if key not in self._made:
            word = KINDS.get(kind, kind.capitalize())
            pseudonym = self._pseudonyms.get(name, "") if kind == "person" else ""
            if not pseudonym:
                self._highest[word.lower()] += 1
            self._made[key] = f"[{pseudonym or f'{word} {self._highest[word.lower()]}'}]"
        return self._made[key].strip("[]")

    def _meant(self, round_name: str, hit: Hit, original: str) -> tuple[Hit, list[str]]:
        """Whom a hit stands for: one identity, or several in doubt; people's decisions first."""
        form = form_of(original)
        same = self._same.get(form) or self._said_before.get((round_name, form))
        if same is not None:
            kind, who = same
            hit = hit._replace(kind=kind, rule=SAME)
            return hit, [who if ":" in who else self._identity(round_name, hit, who)]
        persons = hit.who.split("|") if hit.who else [self._identity(round_name, hit, original)]
        if hit.kind == "person":
            persons = [self._same[who][1] if who in self._same else who for who in persons]
        return hit, list(dict.fromkeys(persons))

    def _identity(self, round_name: str, hit: Hit, original: str) -> str:
        """Return the name a hit is known by; part of a name that only one person has is theirs."""
        name = plain_name(original)
        if hit.rule == "spelled":  # "J A X O N" is Jaxon
            name = re.sub(r"[\W_]|\b(?:double|capital|then|and)\b", "", name)
        if hit.kind != "person" or " " in name:
            return name
        titled = plain_name(original) != " ".join(_WORD.findall(original.lower()))
        ends = [full for full in self._full[round_name] if full.split()[-1] == name]
        begins = [full for full in self._full[round_name] if full.split()[0] == name]
        whole = (ends or begins) if titled else [*ends, *begins]
        return whole[0] if len(set(whole)) == 1 else name
