"""Names that are words too (*Will*, *Grace*): what stands around a name, and around a word."""

from __future__ import annotations

from practicelearn.language.names import FUNCTION, listed
from practicelearn.pseudonyms.speech import Speech

__all__ = ["BEFORE_WORD", "called", "named_by_context", "ordinary_use", "speaks"]

_INTRODUCES = listed(
    """
    called named mum dad mam brother sister son daughter cousin colleague manager worker officer
    partner husband wife friend carer nurse visitor teacher head lad girl boy auntie aunt uncle
    client facilitator chair thanks hi hello hiya cheers sorry ask asked tell told email emailed
    rang ring meet met saw see with from to by about for and like than has is's was what when
    only over except plus
    """
)
_SAYS = listed(
    """
    said says was is has had did does went goes came comes thought thinks told asked asks rang
    left got gets made took started chaired signed wrote knew knows wants wanted wasn't isn't
    didn't doesn't hadn't hasn't walked moved became feels felt used works worked sat looked
    """
)
# what only a person does: "hope is all we have" is no Hope
_PERSON_SAYS = listed(
    """
    said says thought thinks told asked asks rang chaired signed wrote knew knows wants wanted
    walked sat emailed texted phoned
    """
)
_ABSTRACT = listed(
    """
    hope faith joy grace patience charity mercy prudence harmony liberty justice victory summer
    winter autumn dawn sky rain destiny honor honour art
    """
)
_ADDRESSES = listed(
    """
    called named ask asked tell told email emailed rang ring thanks hi hello hiya cheers
    colleague manager mum dad mam sister brother cousin carer facilitator nurse worker auntie
    uncle
    """
)
_BEFORE_WILL = listed("to with from by about for than like over after before except")
_BEFORE_WORD = """
    the a an any no some much many every this that these those our my your his her their its i
    we you they he it she who which there really just still also always never don't didn't can't
    won't in of more less last next all good great real false little lot each such so too very
    would could should might must i'd we'd you'd they'd i'll we'll same whole since during
    """
BEFORE_WORD = listed(_BEFORE_WORD)
"""Words after which a word that is also a name is the word."""

_THEN = listed("so then and when because but")
# a thing that is counted has an article: "with carol and" is somebody
_COUNTED = listed(
    """
    carol ruby rose hunter prince princess star robin dean jack bill mark penny holly ivy daisy
    poppy violet lily iris max rowan dawn ash duke earl sandy kit kitty rod rob guy dolly angel
    brook fern hazel heather jade jasmine jewel lance mason miller pearl piper sonny tiger willow
    wren
    """
)
_NO_ARTICLE = listed("with told asked about from like by lost had got miss missed met rang")
_ENDS_THERE = listed("and in so when which there since just who all who'd")
_AFTER_IS = listed(
    "all not a the what where no nothing everything gone never always been just only"
)
_DOUBTFUL = listed("in of who there so also which since all really just still")

_AFTER_WORD = listed(
    """
    you we they it i he she that so be have not never always also probably the a an this there
    people of period than more less to for up down out on off my your our
    """
)
_ASKS = listed("can could did does would should might has had is was didn't couldn't won't")
_BASE = listed(
    """
    say tell come go give do take explain add talk speak know want think have get make see
    start finish show help ask put write chair lead call ring agree mind remember join
    """
)
_PRONOUNS = listed(
    """
    you we they it i he she that this there the a an anyone anybody somebody someone people my
    your our his her their any all these those not be
    """
)
_OPENS = listed("well yeah yes so no and but oh okay ok right also because")
_KIN = listed("mum dad mam husband wife partner sister brother mother father nan gran kids son")
_TO_SOMEBODY = listed("you your you're you've can could do did would have shall")


def called(speech: Speech, n: int) -> bool:
    """Whether somebody is spoken to, introduced or paired by this word: ``thanks May``."""
    # a comma may stand between: "my manager, Grace"
    return speech.lower(n - 1) in _ADDRESSES or _paired(speech, n)


def speaks(speech: Speech, n: int) -> bool:
    """Whether the token does what only a person does: ``so May rang me``."""
    return _beside(speech, n)[1] in _PERSON_SAYS


def named_by_context(speech: Speech, n: int) -> bool:
    """Whether the words around token ``n`` are those that stand around a person's name."""
    if speech.lower(n - 1) in _ADDRESSES or _spoken_to(speech, n):
        return True
    before, after = _beside(speech, n)
    word = speech.lower(n)
    if _paired(speech, n) or _asked(speech, n):
        return True
    if word == "will":
        return _is_will(speech, n)
    if (speech.lower(n - 2), before) == ("it", "was") and after in {"that", "who"}:
        return word not in _ABSTRACT
    if before in _THEN and after in _PERSON_SAYS:
        return True
    if before in _NO_ARTICLE and word in _COUNTED and after not in BEFORE_WORD - _ENDS_THERE:
        return True
    if before in BEFORE_WORD or after in _AFTER_WORD:
        return False
    if speech.possessive(n):
        return not _short_for_is(speech, n)
    if after == "who" and not word.endswith("s"):
        return True
    says = _PERSON_SAYS if word in _ABSTRACT else _SAYS
    return (before in _INTRODUCES and not speech.lowered) or after in says


def ordinary_use(speech: Speech, n: int, *, present: bool = False) -> bool:
    """Whether a word that is also a name (*will*, *hope*) is plainly used as a word here.

    ``present`` says that somebody of this name is known, so that doubt speaks for the person.
    """
    if speech.lower(n - 1) in _ADDRESSES:
        return False
    if speech.possessive(n):
        return _short_for_is(speech, n)
    if _paired(speech, n) or _asked(speech, n):
        return False
    before, after = _beside(speech, n)
    if speech.lower(n) in _ABSTRACT and (after in {"is", "isn't"} or _with_a_thing(speech, n)):
        return True
    doubtful = _DOUBTFUL if present else frozenset()
    return before in BEFORE_WORD - doubtful or after in _AFTER_WORD


def _short_for_is(speech: Speech, n: int) -> bool:
    """``hope's all you've got``: no possessive but *is*, of what is no person."""
    return speech.lower(n) in _ABSTRACT and speech.lower(n + 1) in _AFTER_IS


def _spoken_to(speech: Speech, n: int) -> bool:
    """``Grace, you were saying``: a sentence that begins by calling somebody."""
    end = speech.tokens[n].end
    return (
        speech.text[end : end + 2] == ", "
        and speech.lower(n + 1) in _TO_SOMEBODY
        and speech.starts_sentence(n)
    )


def _with_a_thing(speech: Speech, n: int) -> bool:
    """``grace and time``: what is joined with a thing is one."""
    other = speech.lower(n + 2)
    known = speech.words.first(other) or speech.words.also_word(other)
    return (
        speech.lower(n + 1) == "and"
        and speech.words.ordinary(other)
        and not known
        and not speech.beside(n + 2)
        and other not in FUNCTION | _BASE
    )


def _asked(speech: Speech, n: int) -> bool:
    """``could grace say a bit more``: no word but a name stands between these two."""
    before, after = _beside(speech, n)
    return before in _ASKS and after in _BASE


def _paired(speech: Speech, n: int) -> bool:
    """``me and grace``, ``grace and I``, ``grace and her mum``, ``with grace and yusuf``."""
    words = speech.words
    two_before, before = speech.lower(n - 2), speech.lower(n - 1)
    after = [speech.lower(n + k) for k in (1, 2, 3)]
    if not (speech.beside(n - 1) or n == 0):
        before = two_before = ""
    if before == "and" and (two_before in {"me", "myself"} or words.first(two_before)):
        return after[0] not in _AFTER_WORD
    if before in BEFORE_WORD - {"that"} or after[0] != "and":
        return False
    with_kin = after[1] in {"her", "his"} and after[2] in _KIN
    # "the hope and Amir": an article before makes it the word
    with_name = words.first(after[1]) or words.unknown(after[1]) or after[1] in {"i", "me"}
    return with_kin or with_name


def _is_will(speech: Speech, n: int) -> bool:
    """Whether *will* is somebody: it is then no modal verb, so no bare verb needs to follow it."""
    if speech.possessive(n):
        return True
    before, after = _beside(speech, n)
    if after in _SAYS:
        return before not in _PRONOUNS
    ended = after == ""
    if before in _BEFORE_WILL:
        return ended or after not in {"be", "have", "not", "never"}
    if before in {"be", "is", "was", "it's", "that's", "in"} and ended:
        return True
    opens = n == 0 or speech.starts_sentence(n) or (not before and speech.lower(n - 1) in _OPENS)
    return opens and not ended and after not in _PRONOUNS and not _known(speech, n + 1)


def _known(speech: Speech, n: int) -> bool:
    """Whether a name follows, as in ``will Sam be there``."""
    return speech.words.first(speech.lower(n))


def _beside(speech: Speech, n: int) -> tuple[str, str]:
    """Return the words before and after token ``n``, empty where more than a space is between."""
    before = speech.lower(n - 1) if speech.beside(n - 1) else ""
    return before, speech.lower(n + 1) if speech.beside(n) else ""
