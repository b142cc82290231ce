"""How facilitators say what a guide says: families of words, and what of a turn is a question.

A guide asks "What gets in the way?", a facilitator "What's stopping you, then?". Words of one
family count as one word on both sides. The families are those of talk about one's own work; a
guide on other subjects is matched by its words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from practicelearn.language.words import words

__all__ = ["COMMON", "asking_runs", "stems", "weights"]

_LITTLE = """
a an and any are as at be been but can do does did for has have how i if in is it its me my of
on or our so that the them there they this to us was we were what when where which who why will
with would you your about then ok okay right well now let just yeah yes say tell all anything
anybody anyone something some thing things going go get got each from by not no one much many
more like want know think please um er first last next year lot else other also too he she his
her into out up down here time today ask asked sorry thank thanks had might could should
"""
COMMON = frozenset(_LITTLE.split())
"""Words that say little of what is asked."""

_COMMON_WEIGHT = 0.15
_ENDINGS = re.compile(r"(?:ings?|ed|es|s)$")
_FAMILIES = {
    name: re.compile(r"\b(?:" + "|".join(patterns) + r")(?!\w)")
    for name, patterns in {
        "way": (
            r"(?:in|on) (?:the|your|people's|their|our) way(?! of (?!your|the|our|their))",
            r"(?:other|rotten) side", r"stop(?:s|ping) (?:you|us|it)", r"(?:isn't |not )so good",
            r"(?:what's|it's|is) (?:hard|difficult|wrong|tricky|harder)", r"against (?:it|you)",
            r"not (?:work|help)ing", r"barriers?", r"obstacles?", r"challeng\w+", r"snags?",
            r"hold(?:s|ing) you back", r"mak(?:es?|ing) it hard(?:er)?", r"frustrat\w+",
        ),
        "good": (
            r"what's (?:been )?(?:the )?(?:good|best|helped|helping|worked)", r"been good",
            r"good things?", r"the good", r"best (?:of|bit|thing|part)", r"go(?:es|ing)? well",
            r"went well", r"what (?:has |is )?help(?:s|ed|ing)", r"help(?:s|ed|ing)? you",
            r"when's it worked", r"keep(?:s|ing) you going", r"what works", r"work(?:s|ing) well",
            r"(?:good|decent) work", r"do(?:ing)? it well", r"something good",
        ),
        "load": (
            r"caseloads?", r"workloads?", r"volume", r"the load", r"amounts?", r"numbers side",
            r"how (?:many|much)(?: \w+)?(?: (?:have|are|is|do|does))? (?:you|you're|they|each|all)",
            r"how much (?:work|is coming|comes)", r"how (?:full|busy|heavy)", r"on your plates?",
            r"work coming in", r"carrying", r"much (?:you've|have you all|they've) got(?: on)?",
            r"cases? side",
        ),
        "leaders": (
            r"senior (?:managers?|people|ones?|lot|leaders?|leadership|staff|team)", r"managers",
            r"directors?", r"heads? of service", r"in charge", r"upstairs", r"who decide",
            r"people above", r"at the top", r"of the (?:office|tree|house)", r"top corridor",
            r"messages upwards?", r"leaders(?:hip)?", r"chief officers?",
        ),
        "one thing": (
            r"one thing", r"one ask", r"one wish", r"one line each", r"things? each", r"your one",
            r"you ask for", r"(?:you each|each of you|each) (?:ask for|have|change)",
            r"go at the top",
        ),
        "equipment": (
            r"computers?", r"systems?", r"kit", r"technology", r"laptops?", r"tech", r"equipment",
            r"software", r"tools?", r"devices?",
        ),
        "learning": (r"training", r"learning", r"learnt", r"learned", r"courses?",
                     r"development", r"cpd"),
        "supervision": (r"supervision", r"supervised", r"one[- ]to[- ]ones?", r"1:1s?"),
        "place": (r"offices?", r"buildings?", r"desks?", r"hot[- ]?desk\w*", r"rooms?",
                  r"th(?:is|e) place"),
        "colleagues": (r"colleagues?", r"peers?", r"team ?mates?"),
        "partners": (r"agenc(?:y|ies)", r"partners?", r"police", r"hospitals?", r"housing",
                     r"health", r"schools?"),
        "change": (r"changed?", r"since (?:you|we) were", r"promised"),
    }.items()
}  # fmt: skip
_SENTENCE = re.compile(r"[^.?!\n…]+[.?!\n…]*")
_ASKS = re.compile(
    r"(?i)\?|^\W*(?:(?:so|right|now|okay|and|then|well|um)\W+)*"
    r"(?:let's|let me|i'd like|i want|i'll ask|i wanted|tell me|who|what|how|why|when|where|which|"
    r"has|have|is|are|do|does|did|can|could|would|to (?:the|those)|if)\b"
    r"|\b(?:ask|begin|start|get to)\b"
)
_SHORT = 5
_MOST_SENTENCES = 2


@lru_cache(maxsize=2**13)  # most turns are one sentence, and held against the guide as both
def stems(text: str) -> frozenset[str]:
    """Return the words of a text without their endings; those of a family as the family's name.

    Examples
    --------
    >>> sorted(stems("What's stopping you with families?") - COMMON)
    ['=way', 'famili']
    """
    lowered = text.lower().replace("’", "'")
    out: set[str] = set()
    for name, pattern in _FAMILIES.items():
        rest = pattern.sub(" ", lowered)
        if rest != lowered:
            out.add(f"={name}")
            lowered = rest
    out.update(map(_stem, words(lowered)))
    return frozenset(out)


@lru_cache(maxsize=2**14)
def _stem(word: str) -> str:
    bare = word.split("'")[0]
    stem = _ENDINGS.sub("", bare) if len(bare) > 3 else bare
    if len(stem) > 3 and stem[-1] == stem[-2] and stem != bare:
        stem = stem[:-1]  # getting, planned
    return bare if bare in COMMON or len(stem) < 3 else stem


def weights(texts: list[str], rarity: float) -> Mapping[str, float]:
    """Return the weight of each stem: how rare it is among texts, function words little.

    Parameters
    ----------
    texts : list of str
    rarity : float
        How much rarity counts beside the mere occurrence of a word.
    """
    found = Counter(stem for text in texts for stem in stems(text))
    most = max(found.values(), default=1)
    return {
        stem: _COMMON_WEIGHT if stem in COMMON else 1 + rarity * (1 - count / most)
        for stem, count in found.items()
    }


def asking_runs(text: str) -> Iterator[tuple[str, int]]:
    """Yield one or two neighbouring sentences that ask, and how many words they have.

    A sentence asks if it has a question mark, begins as a question or an invitation does, or is so
    short (*Supervision, then.*) that it can be little else.
    """
    sentences = [s.strip() for s in _SENTENCE.findall(text or "") if s.strip()]
    for size in range(1, _MOST_SENTENCES + 1):
        for n in range(len(sentences) - size + 1):
            run = " ".join(sentences[n : n + size])
            length = len(words(run))
            if length <= _SHORT or any(_ASKS.search(s) for s in sentences[n : n + size]):
                yield run, length
