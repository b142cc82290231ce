"""Facts as a document's words tell them: a count, a share, an interval, of a theme and a round."""

from __future__ import annotations

import re
from typing import Any

from practicelearn.output.disclosure.answered import came_fact
from practicelearn.output.disclosure.facts import (
    Count,
    Fact,
    FewerThan5,
    Groups,
    NearlyAll,
    Order,
    PerCent,
    Recurring,
    Rounded,
    TooFine,
)
from practicelearn.output.disclosure.known import Known
from practicelearn.output.disclosure.shapes import N

__all__ = ["Noted", "number_of", "signed"]


class Noted:
    """The facts a document has told so far.

    Parameters
    ----------
    known : Known
    release : str
        The release the document is.
    """

    def __init__(self, known: Known, release: str) -> None:
        self.known, self.release = known, release
        self.facts: list[Fact] = []
        self.shares: dict[tuple[str, str], int] = {}
        self.differences: list[tuple[str, tuple[str, str], int, str]] = []

    def of(
        self, theme: str, year: str, said: str, release: str = "", *, groups: bool = False
    ) -> dict[str, Any]:
        """Return what every fact holds: its theme and round, the words, and out of whom."""
        of = self.known.of_groups if groups else self.known.of_people
        return {
            "theme": theme, "round": year, "said": said.strip(),
            "release": release or self.release, "groups": of.get((theme, year)),
        }  # fmt: skip

    def add(self, fact: Fact) -> None:
        """Note a fact."""
        self.facts.append(fact)

    def groups(self, theme: str, year: str, words: str, said: str) -> None:
        """Note in how many groups a theme was raised, or that it was."""
        kept = self.known.reprinted.get((theme, year))
        as_all = re.sub(r"^all (\d+)", r"\1 of \1", words)
        release = kept.release if kept is not None and kept.groups == as_all else ""
        whole = re.match(rf"all ({N}) groups", words)
        some = re.match(rf"({N})(?: of {N})? groups?", words)
        of = self.of(theme, year, said, release, groups=True)
        if whole or some:
            hit = whole or some
            assert hit is not None
            self.add(Groups(n=number_of(hit[1]), **of))
        elif words.startswith("some"):
            self.add(Order(at_least=1, **of))

    def people(self, theme: str, year: str, words: str, said: str) -> None:
        """Note how many people raised a theme."""
        kept = self.known.reprinted.get((theme, year))
        release = kept.release if kept is not None and kept.people == words else ""
        own = self.of(theme, year, said, release)
        exact = re.fullmatch(rf"({N}) of ({N})", words)
        about = re.fullmatch(rf"about ({N}) of about ({N})", words)
        if exact:
            self.add(Count(n=number_of(exact[1]), stands_of=number_of(exact[2]), **own))
        elif about:
            self.add(Rounded(n=number_of(about[1]), **own))
        elif words.startswith("fewer than 5"):
            self.add(FewerThan5(**own))
        elif words.startswith("nearly all"):
            self.add(NearlyAll(**own))

    def came(self, year: str, key: tuple[str, str], words: str, invited: int | None) -> None:
        """Note how many of those who were invited came."""
        kept = self.known.came.get((year, *key))
        same = kept is not None and (kept.words, kept.invited) == (words, invited)
        release = kept.release if kept is not None and same else self.release
        self.add(came_fact(year, key, words, invited, release=release))

    def share(self, theme: str, year: str, per_cent: str, said: str) -> None:
        """Note a share in whole per cent; one of rounded counts tells no more than they."""
        self.shares[theme, year] = int(per_cent)
        from_counts = self.known.rounded.get((theme, year))
        if from_counts is not None and int(per_cent) == round(100 * from_counts):
            return
        self.add(PerCent(per_cent=int(per_cent), **self.of(theme, year, said)))

    def interval(self, theme: str, year: str, low: str | None, high: str | None, said: str) -> None:
        """Hold the ends of an interval: they stand in steps of 5."""
        if low is not None and high is not None and (signed(low) % 5 or signed(high) % 5):
            self.too_fine(theme, year, said)

    def too_fine(self, theme: str, year: str, said: str) -> None:
        """Note a figure that is finer than readers may have it."""
        self.add(TooFine(theme=theme, round=year, release=self.release, said=said))

    def recurs(self, theme: str, said: str) -> None:
        """Note that a theme recurs."""
        people, groups = self.known.recurring
        kept = self.known.reprinted.get((theme, self.known.latest))
        release = kept.release if kept is not None and kept.recurs else ""
        of = self.of(theme, self.known.latest, said, release)
        self.add(Recurring(people=people, min_groups=groups, **of))

    def hold_differences(self) -> None:
        """A difference that is not that of two printed shares is finer than both."""
        for theme, (before, after), points, said in self.differences:
            a, b = self.shares.get((theme, before)), self.shares.get((theme, after))
            if a is None or b is None or b - a != points:
                self.too_fine(theme, after, said)


def number_of(words: str) -> int:
    """Return a printed count; "nobody" is 0."""
    return 0 if words == "nobody" else int(words.replace(",", ""))


def signed(words: str) -> int:
    """Return a printed difference, whose minus is typographic."""
    return int(words.replace("−", "-"))
