"""Words: which carry no subject, which lemmas are known slips, how English inflects.

Needs no language model, so that cues, quotes and seeds can use it anywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "FUNCTION_WORDS",
    "IDIOMS",
    "LEMMA_SLIPS",
    "PASSING_WORDS",
    "SPOKEN_WORDS",
    "STOP_WORDS",
    "base_forms",
    "singular",
    "word_family",
]


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION_WORDS: frozenset[str] = _listed(
    """
    a about above across after again against ago all almost alone along already also although
    always am among an and another any anybody anyone anything anyway anywhere are around as at
    away back be because become becomes became been before behind being below beside besides
    between beyond both but by can cannot could did do does doing done down during each either
    else enough even ever every everybody everyone everything everywhere except few for from
    further had has have having he hence her here hers herself him himself his how however i if
    in indeed inside instead into is it its itself just least less many may maybe me might mine
    more moreover most mostly much must my myself neither never nevertheless no nobody none nor
    not nothing now nowhere of off often on once one ones only onto or other others otherwise
    ought our ours ourselves out outside over own per perhaps please quite rather same several
    shall she should since so some somebody somehow someone something sometime sometimes
    somewhere still such than that the their theirs them themselves then there therefore these
    they this those though through throughout thus till to together too toward towards under
    unless until up upon us very via was we were what whatever when whenever where whereas
    wherever whether which whichever while who whoever whole whom whose why will with within
    without would yet you your yours yourself yourselves zero two three four five six seven
    eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety hundred
    thousand million first second third last next
    """
)
"""English words that build sentences and carry no subject; no verb of action, no noun."""

SPOKEN_WORDS: frozenset[str] = _listed(
    """
    ah aha ahem alright aw aye blah bye cheers cos coz cuz duh eh er erm err ha haha hah hello
    hey hi hm hmm hmmm huh hooray ja kinda mhm mm mmhm mmhmm mmm mmmm nah nope oh okay ok okey
    oops ooh ouch ow phew right sorta sort so sorry thank thanks tut ugh uh uhh uhhuh uhm uhuh
    um umm well whoa wow ya yay yea yeah yep yes yup mean like literally basically actually
    obviously really definitely absolutely probably exactly totally certainly simply essentially
    honestly hopefully apparently surely clearly quickly sure true gonna gon na wanna wan gotta
    gotten ta gimme lemme dunno cause let lets know think thought guess suppose reckon say says
    said saying tell told go goes going gone went come comes coming came get gets getting got
    give gives giving gave given take takes taking took taken put puts putting make makes making
    made see sees seeing saw seen look looks looking looked want wants wanted wanting need needs
    needed needing try tries trying tried keep keeps keeping kept start starts starting started
    seem seems seemed happen happens happened happening mention mentioned wonder remember hear
    heard hang thing things stuff lot lots bit bits kind kinds way ways sense point points part
    parts anyways guy guys fine good great nice cool bad big little long different able
    whatsoever whatnot
    """
)
"""Hesitation, listening signals and the small change of talk."""

_FRAGMENTS = _listed(
    """
    anti non pre semi multi inter
    ain aren couldn didn doesn don hadn hasn haven isn mightn mustn needn shan shouldn wasn
    weren won wouldn ca wo n't nt ll ve re 'd 'll 'm 're 's 've ’d ’ll ’m ’re ’s ’ve n’t i'm
    i've i'll i'd you're you've you'll it's that's there's don't doesn't didn't can't won't
    isn't wasn't aren't weren't haven't hasn't hadn't couldn't wouldn't shouldn't he's she's
    we're we've we'll they're they've they'll let's what's who's
    """
)

STOP_WORDS: frozenset[str] = FUNCTION_WORDS | SPOKEN_WORDS | _FRAGMENTS
"""All words that name no subject, lower case, with the pieces tokenisers make of contractions."""

PASSING_WORDS: frozenset[str] = _listed(
    """
    second minute hour day week fortnight month year moment time today tonight tomorrow yesterday
    morning afternoon evening weekend spring summer autumn winter o'clock half past while
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december
    person people man men woman women lady gentleman sir madam chap bloke fellow lad girl boy folk
    somebody name word sentence idea matter reason example question answer fact case side end top
    bottom middle front number half quarter couple place area story joke et cetera etc
    head face eye hand finger arm foot shoulder mouth
    bring carry leave sit sat stand stood turn walk run move send pull push throw drop pick hold
    stay wait watch stop begin finish end open close shut use show share find lose call ring speak
    talk chat ask answer read write listen feel love hate like hope wish believe mind expect
    agree forget learn notice decide change deal add set let follow wear eat drink sleep die live
    play pay buy spend sell cost win cut break fall grow count laugh cry shout smile stick kick
    old new young small short tall high low hard easy soft early late fast slow full empty open
    better best worse worst lovely nice horrible awful proper quiet loud lucky odd funny fair fun
    special similar certain important possible interesting happy sad angry tired wrong
    ready rest round
    """
)
"""Lower-cased words of all talk: times, people, bodies, movements, feelings, "new" and "old".

They can name a subject, and are counted as others are; but alone they tell a reader little.
"""

LEMMA_SLIPS: dict[str, str] = {
    "coped": "cope", "coping": "cope", "data": "data", "desking": "desk", "hated": "hate",
    "hating": "hate", "hoped": "hope", "hoping": "hope", "hotdesking": "hotdesk",
    "media": "media", "ofsted": "ofsted", "pending": "pending", "rated": "rate",
    "scared": "scared", "staged": "stage", "talented": "talented", "taxes": "tax", "uses": "use",
}  # fmt: skip
"""Lower-cased word -> its lemma, where spaCy's English models (3.8) were seen to be wrong.

Seen in 577,000 words of meetings and in sentences with social-work words: *taxes* became *taxis*,
*coping* became *cop*, *scared* became *scar*, *uses* became *us*.
"""

IDIOMS: frozenset[tuple[str, str]] = frozenset(
    {
        ("of", "course"), ("in", "case"), ("in", "terms"), ("at", "hand"), ("on", "board"),
        ("in", "order"), ("in", "fact"), ("in", "general"), ("by", "hand"), ("in", "place"),
    }
)  # fmt: skip
"""Pairs of words whose second word does not have its own meaning: *of course* is no course."""

_IRREGULAR = {
    "children": "child", "people": "person", "men": "man", "women": "woman", "wives": "wife",
    "lives": "life", "families": "family", "feet": "foot", "teeth": "tooth", "mice": "mouse",
    "halves": "half", "shelves": "shelf", "leaves": "leave", "crises": "crisis",
    "analyses": "analysis", "criteria": "criterion", "buses": "bus", "statuses": "status",
}  # fmt: skip
_ENDS_IN_S = ("ss", "us", "is", "ous", "news", "series", "species", "always", "perhaps")
_VOWELS = re.compile(r"[aeiouy]+")


def singular(word: str) -> str:
    """Return the singular of a lower-cased plural by rule; any other word as it is.

    Examples
    --------
    >>> [singular(w) for w in ("vacancies", "boxes", "caseloads", "stress", "crisis", "children")]
    ['vacancy', 'box', 'caseload', 'stress', 'crisis', 'child']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(_ENDS_IN_S):
        return word
    if word.endswith("ies"):
        return word[:-3] + ("ie" if len(word) == 4 else "y")
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


_SHORTEST_STEM = 4
_ENDINGS = ("ings", "ing", "ions", "ion", "ers", "er", "ors", "or", "ed", "es", "e")


def word_family(word: str) -> str:
    """Return a stem that words of one family share, by rule and only roughly.

    Meant for not listing two words of a family beside each other: unrelated words may share a stem
    (*housing* and *house*), and some related ones do not.

    Examples
    --------
    >>> [word_family(w) for w in ("supervision", "supervised", "supervisors", "bookings", "booked")]
    ['supervis', 'supervis', 'supervis', 'book', 'book']
    >>> word_family("Phone lines"), word_family("carer"), word_family("care")
    ('phon line', 'carer', 'care')
    """
    return " ".join(map(_stem, word.lower().split()))


def _stem(word: str) -> str:
    word = singular(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        word = word[:-1]
    return word


@lru_cache(maxsize=65_536)
def base_forms(word: str) -> frozenset[str]:
    """Return the word and what it may be an inflected form of, by the rules of English spelling.

    Meant for comparing with words known to exist: ``allocated`` gives ``allocate`` and also
    ``allocat``, which no cue contains.

    Examples
    --------
    >>> sorted(base_forms("desking")), sorted(base_forms("caring")), sorted(base_forms("stopped"))
    (['desk', 'desking'], ['care', 'caring'], ['stop', 'stopp', 'stopped'])
    """
    forms = {word, singular(word)}
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        # "feed" is no form of "fee", though "agreed" is one of "agree"
        feed = word.endswith("eed") and len(_VOWELS.findall(stem)) == 1 and word != "freed"
        if stem != word and len(stem) > 1 and _VOWELS.search(stem) and not feed:
            forms |= _verbs(stem)
    if word.endswith("ied") and len(word) > 4:
        forms.add(word[:-3] + "y")
    return frozenset(forms)


def _verbs(stem: str) -> set[str]:
    """What a verb may be whose ``-ing`` or ``-ed`` has been taken off."""
    last, before = stem[-1], stem[-2]
    if last == before and last not in "aeiou":
        return {stem, stem[:-1]}
    if before in "aeiou" and last not in "aeiouwxy":
        if len(_VOWELS.findall(stem)) == 1 and (len(stem) < 3 or stem[-3] not in "aeiou"):
            return {stem + "e"}  # "car" would double its last letter: so "caring" is "care"
        return {stem, stem + "e"}
    if last in "aeiouwxy":
        return {stem, stem + "e"}
    return {stem, stem + "e"} if last in "cgszvl" else {stem}
