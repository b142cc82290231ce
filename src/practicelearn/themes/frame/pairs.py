"""Codes that may be one: they stand in the same turns, or the same is said under both."""

from __future__ import annotations

import math
from itertools import combinations

import pandas as pd

from practicelearn.coding.codings import REFERRED_ON
from practicelearn.errors import counted
from practicelearn.themes.frame.likeness import Alike, Likeness, likeness_of
from practicelearn.themes.frame.material import Material
from practicelearn.themes.frame.proposals import MAY_BE_ONE, Finding, Proposal
from practicelearn.themes.frame.together import Together, stand_together

__all__ = ["codes_that_may_be_one", "words_of"]

SAME_TURNS = 0.5
"""Share of the turns with either code that carry both, from which two codes may be one."""
SAME_WORDS, AT_LEAST = 0.8, 0.5
"""Likeness from which they may be, and what its interval must lie above."""
ERROR = 0.05
FEWEST_GROUPS = 3


def codes_that_may_be_one(material: Material) -> Finding:
    """Return pairs of codes that may be one, most alike first.

    A code and one that stands below it are no pair: that the one holds the other is what the frame
    says.
    """
    codes = material.enough()
    pairs = [p for p in combinations(codes, 2) if not _in_line(material, *p)]
    if not pairs:
        return Finding()
    alike = words_of(material, {c: material.passages_of(c) for c in codes})
    found = []
    for a, b in pairs:
        words, turns = alike.between(a, b), _together(material, a, b)
        if _stand_together(material, turns, a, b, len(pairs)) or _say_the_same(words, len(pairs)):
            found.append(_proposal(material, a, b, words, turns, 2 * len(pairs)))
    return Finding(sorted(found, key=lambda p: -max(p.figures["share"], p.figures["likeness"])))


def words_of(material: Material, sets: dict[str, pd.DataFrame]) -> Likeness:
    """Return the likeness of sets of passages; of what is passed on no word counts."""
    own = {n: table[table["quote"] != REFERRED_ON] for n, table in sets.items()}
    return likeness_of(own, material.said, material.labels)


def _in_line(material: Material, a: str, b: str) -> bool:
    def above(code: str) -> set[str]:
        out: set[str] = set()
        up = material.frame[code].parent
        while up is not None:
            out.add(up)
            up = material.frame[up].parent
        return out

    return a in above(b) or b in above(a)


def _together(material: Material, a: str, b: str) -> Together:
    known = (material.known[a] & material.known[b]).to_numpy()
    coded = material.coded[known]
    return stand_together(coded[a].to_numpy(), coded[b].to_numpy(), material.session[known])


def _stand_together(material: Material, turns: Together, a: str, b: str, n: int) -> bool:
    both = (material.coded[a] & material.coded[b]).to_numpy()
    groups = len(set(material.unit[both]))
    often = turns.jaccard >= SAME_TURNS and groups >= FEWEST_GROUPS
    return often and turns.p * 2 * n <= ERROR


def _say_the_same(words: Alike, n: int) -> bool:
    if math.isnan(words.value):
        return False
    return words.value >= SAME_WORDS and words.low >= AT_LEAST and words.p * 2 * n <= ERROR


def _proposal(
    material: Material, a: str, b: str, words: Alike, turns: Together, tests: int
) -> Proposal:
    names = [material.name(c) for c in (a, b)]
    own = {n: material.passages_of(c) for n, c in zip(names, (a, b), strict=True)}
    p = min(v for v in (turns.p, words.p) if not math.isnan(v))
    n = [len(table) for table in own.values()]
    said = (
        f"“{names[0]}” ({counted(n[0], 'passage')}) and “{names[1]}” ({n[1]}) may be one. "
        f"{turns.n_both} of the {counted(turns.n_either, 'turn')} that carry either carry both; "
        f"by chance it would be {turns.expected:.0f}."
    )
    if not math.isnan(words.value):
        said += (
            f" Their words, over {words.n_groups} groups: likeness {words.value:.2f} "
            f"({words.low:.2f} to {words.high:.2f}; 1 is as alike as each is to itself, 0 as any "
            "talk)."
        )
    could = (
        "Read the quotes of both side by side. If they say one thing, merge one into the other; "
        "if not, write into each definition what sets it apart. Words tell what is talked of, not "
        "what is said of it: two ends of one subject look alike here."
    )
    units = {u for table in own.values() for u in table["unit"]}
    return Proposal(
        MAY_BE_ONE, (a, b), (), " · ".join(names), said, could, own,
        {"n_groups": len(units), "n_passages": sum(n), "n_turns": turns.n_either,
         "share": turns.jaccard, "by_chance": turns.expected / max(turns.n_either, 1),
         "likeness": words.value, "likeness_low": words.low, "likeness_high": words.high,
         "p_adjusted": min(1.0, p * tests)},
    )  # fmt: skip
