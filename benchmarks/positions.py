"""How often are positions of a program nobody knows read wrong, and is it said? Invented projects.

Seven ways of counting, texts with characters outside the basic plane, Windows line ends and byte
order marks, few or many selections, on the borders of words or anywhere in them.
Run: ``python benchmarks/positions.py``. A project is wrong where any selection has other words than
those that were selected; it is warned of where the reader asks to look.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from practicelearn.exchange.offsets import Counted, Counting, decide, positions

WAYS = (
    Counting("code point", 2), Counting("code point", 1), Counting("UTF-16", 2),
    Counting("UTF-16", 1), Counting("code point", 2, True), Counting("UTF-16", 2, True),
    Counting("code point", 1, True),
)  # fmt: skip
SIZES = (2, 4, 8, 16, 40, 100)
SAID = (
    "we said they never asked about the list and supervision went again so I stayed because "
    "nobody had a desk by noon but the duty team was kind to me"
)
WORDS = SAID.split(" ")


@dataclass(frozen=True)
class Invented:
    """A project: its sources as a reader gets them, and where the selections really are."""

    way: Counting
    sources: list[Counted]
    truth: list[list[tuple[int, int]]]


def invented(chance: random.Random, way: Counting, n: int, *, at_words: bool) -> Invented:
    """Return a project of two texts with ``n`` selections, positions written in one way."""
    sources, truth = [], []
    for share in (n - n // 2, n // 2):
        text, words = _text(chance)
        spans = []
        for _ in range(share):
            if at_words:
                first = chance.randrange(len(words) - 1)
                last = min(len(words) - 1, first + chance.randint(0, 12))
                spans.append((words[first][0], words[last][1]))
            else:
                start = chance.randrange(len(text) - 80)
                spans.append((start, start + chance.randint(5, 70)))
        at = positions(text, way)
        starts, ends = ([int(at[p]) for p in pair] for pair in zip(*spans, strict=True))
        sources.append(Counted(text, way.bom, starts, ends, [None] * share))
        truth.append(spans)
    return Invented(way, sources, truth)


def _text(chance: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """Twenty turns with line ends of Windows and a character that is two in UTF-16 now and then."""
    text, words = "", []
    for n in range(20):
        text += f"P{n % 5}: "
        for _ in range(chance.randint(8, 25)):
            word = chance.choice(WORDS)
            words.append((len(text), len(text) + len(word)))
            text += word + chance.choice((" ", " ", " ", ", ", " \U0001f642 "))
        text = text.rstrip(" ,") + ".\r\n"
    return text, words


def outcome(project: Invented, origin: str = "Some program") -> tuple[bool, bool]:
    """Return whether any selection is read wrong, and whether the reader asks to look."""
    decisions = decide(project.sources, origin)
    wrong = any(
        tuple(map(int, got)) != span
        for decision, spans in zip(decisions, project.truth, strict=True)
        for got, span in zip(decision.ranges, spans, strict=True)
    )
    return wrong, any(decision.tied or decision.own_way for decision in decisions)


def projects(n_each: int, *, at_words: bool, seed: int = 16) -> Iterator[Invented]:
    """Yield ``n_each`` projects a way of counting, small and large ones in turn."""
    chance = random.Random(seed)
    for way in WAYS:
        for k in range(n_each):
            yield invented(chance, way, SIZES[k % len(SIZES)], at_words=at_words)


def main() -> None:
    """Print, for selections at words and within words, how many are wrong, and without a word."""
    for at_words, n_each in ((True, 48), (False, 48)):
        found = [outcome(p) for p in projects(n_each, at_words=at_words)]
        n_wrong = sum(wrong for wrong, _ in found)
        n_silent = sum(wrong and not warned for wrong, warned in found)
        n_idle = sum(warned and not wrong for wrong, warned in found)
        where = "at the borders of words" if at_words else "anywhere"
        print(
            f"selections {where}: {n_wrong} of {len(found)} projects wrong, {n_silent} of them "
            f"without a warning; {n_idle} right ones warned of"
        )


if __name__ == "__main__":
    main()
