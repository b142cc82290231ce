"""Words: which are names by a list, which are ordinary English, and which are both."""

from __future__ import annotations

import lzma
import re
from collections import Counter
from functools import lru_cache
from importlib import resources
from pathlib import Path

from practicelearn.language.entities import english_words
from practicelearn.language.pipeline import Pipeline
from practicelearn.language.vocabulary import FUNCTION_WORDS, SPOKEN_WORDS, STOP_WORDS, base_forms

__all__ = [
    "CALENDAR",
    "COUNTRIES",
    "FUNCTION",
    "JARGON",
    "NOT_NAMES",
    "TITLES",
    "Words",
    "first_names",
    "hospitals",
    "listed",
    "places",
    "sayings",
    "surname_words",
    "surnames",
]


def listed(words: str) -> frozenset[str]:
    """Return the words of a text, parted by white space."""
    return frozenset(words.split())


def _lines(name: str) -> list[str]:
    text = resources.files("practicelearn.language.lists").joinpath(name)
    lines = text.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


TITLES = listed(
    """
    mr mrs ms miss mx dr doctor prof professor sir dame lord lady rev reverend father sister
    nurse councillor cllr judge sergeant sgt pc dc inspector auntie aunty aunt uncle imam rabbi
    pastor
    """
)

CALENDAR = listed(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december christmas easter eid ramadan diwali
    hanukkah mondays tuesdays wednesdays thursdays fridays saturdays sundays
    """
)

COUNTRIES = listed(
    """
    afghanistan albania algeria angola australia austria bangladesh belgium brazil bulgaria
    canada china congo croatia cyprus denmark egypt eritrea estonia ethiopia finland france
    gambia germany ghana greece hungary india iran iraq ireland israel italy jamaica japan kenya
    kosovo kurdistan latvia lebanon libya lithuania malawi malta morocco mexico nepal
    netherlands nigeria norway pakistan palestine philippines poland portugal romania russia
    rwanda scotland senegal serbia slovakia slovenia somalia spain sudan sweden switzerland
    syria tanzania tunisia turkey uganda uk ukraine us usa vietnam wales yemen zambia zimbabwe
    england britain europe africa asia america
    """
)

FUNCTION = FUNCTION_WORDS | {"okay", "yeah", "yes", "no", "oh", "um", "er", "erm", "mm", "well"}

# Names, or parts of names, that are also ordinary words. As a name they need a capital inside a
# sentence, or a context that only a name has.
_ALSO_WORDS = listed(
    """
    al alma amber angel april art ash august aurora autumn bay bea beau bill blessing blossom
    bob brook buddy carol charity chase cherry china cliff clay coral crystal daisy dale dan
    dawn deep dee des destiny dev diamond don dot dolly drew eden ebony ed eve faith fay fern
    fin fleur flora frank gene gale glen grace grant guy hank harmony harry hazel heath heather
    heaven holly honey honor hope horace hunter india iris ivory ivy jack jade jasmine jay jean
    jewel jo joy june kat kay ken kerry kim kirk kit kitty lance lane lee leigh len les liberty
    lily logan lottie mac mai major mark marsh mason max may mercy mike mia miles mina mo moss
    myrtle nan nana ned nick noble norm norma olive opal pace page paige pam pansy pat patience
    paul pearl peg penny perry pete petal phoenix pip poppy precious prince princess promise
    prudence queenie rain ralph ray reed rich rick rob robin rock rod rose roma roman rosemary
    rowan royal ruby rusty sage sal sally sam sandy saul savannah scarlet sky skye sol sonny
    star stella sterling sue summer sunny tad tam tara tate terry tiger tilly timothy tom tony
    trinity ty una van vera vic violet viola virginia wade ward wes will willow win winter ada
    ali ana ann ava chad jordan georgia asia kenya israel chelsea florence paris london sydney
    jersey jerry sid stan noor santiago malta montana justice victor christian dean bishop duke
    earl chance carter cooper curt tiffany ion tal jam jan mel mar amy dom dora forest gay gill
    hale hector herb josh jude jimmy jenny laurel lacey louis martin mat matt mic milo moses nat
    nelson niche nova pasha pierce piers rani reef rex roger rue russell sasha sherry shea shell
    sherlock skip sheen soda storm sunday sylvan teddy tim toby tori trent tucker tyler usher
    wally walker warren whitney willy zion ola iga ida mani mahogany imam sheikh sultana malik
    habib amal iman hera sana saba deepa komal pooja shah ayah mali nia esa isa ade ume hal tito
    drew chase manda del chas jase taz maz caz
    harsh ram turner basil melody marigold saffron topaz hyacinth valentine aria abbey marina maxim
    obi tan tin min bo di bab babs bev cat cher cody dana ellis em eva finn fleet fran gabby gus
    hart ike jet jules junior kali kelly kai
    """
)
_PLAIN_NAMES = listed(
    # of the above, those whose other sense hardly ever occurs in talk about social work
    """
    alma amy ann ava bea ellis eva finn fran gus harry jan jenny jimmy jo jordan josh jude jules
    kai kat kelly ken kerry kim lacey louis martin mia nelson norma pam paige pasha paul perry
    pete pooja ralph rani roger russell sally sasha saul stella sue tara tiffany tilly tim
    timothy toby tom tony trent tyler vera wes whitney willow savannah shea leigh lee lottie mel
    komal deepa dana fay sid matt rosemary nat malik amal iman warren walker
    """
)
_SURNAME_WORDS = listed(
    """
    abbott archer ash baker banks barber bass batty bell best berry bird bishop black bland bond
    booth bourne bowler bray bridges bright brook brooks brown bull burns bush butcher butler
    butt cannon carpenter carver case castle chambers chancellor child church clay coates coffey
    cole cook cooper cope court cox craft crane craven crisp cross crouch crow curry cutler dale
    darling daly day deacon dean dear dent dial dickens dolphin dove draper drew driver duck
    duke dyer early east eaton english farmer ferry field fielding fisher flood flower flowers
    fold ford foreman forest foster fowler fox francis free freeman french frost fry gale gamble
    garland gates gibbons glass glover golding gold good goodman grace grant graves gray green
    grey grove groves gunn guy hale hall hammer hand hands hardy hare hart hawk hay head heath
    herd heron hill hind hobbs hogg holder holiday hood hook hooper hope horn horner house hunt
    hunter hurt hyde iron islam joiner jolly joy judge keen key keys kidd king knight lake lamb
    lane large law lawless leach leaf ledger levy li lily lim line little lock long lord love
    low lowe lynch mace major mann marsh mason master masters may mead meadows mercer miles mill
    miller mills moody moon moor moore moss mustard nail neat new noble noon north nunn oakes
    oates page pain paine painter palmer parish park parker parks parson parsons patience payne
    peace peacock pepper perfect pickles pike pitt place platt pole pollard pond pool poole pope
    porter pound power powers pratt price priest prince prior proctor pryor purchase quick rains
    rank raven rayner read reader reading reed reeve reeves rice rich rider rivers robin roper
    rose rowe rule rush sage sales salmon salt sand savage school seal seller senior serjeant
    sexton sharp sharpe shepherd shields shore short silver simple singer singh skill skinner
    slater small smart smith snow south southern sparks spear spence spicer spring stacey stark
    steel stern stone storey street strong stubbs summer summers swan swallow sweet sweeney
    swift tall tanner taylor temple thorn thorne tiller towers town travis true tucker turner
    twist tyler underwood vale vine wait waite walker wall waller ward ware warner waters way
    webb weeks weir wells west wheeler white wild wilde winter winters wise wolf wood woodcock
    woods wright young younger mo dad ray ross ham more
    anthony appleton barrow batten beadle benjamin bunting calder cannon chamberlain champion
    christopher cornish coward davids deakin deane delaney devine dias edge ewing farmer fellows
    fleming flint furlong gabriel grainger greaves groom guest gunning hedges herring isaac ives
    jolly kaiser khalil kruger lam leather leavy lees lever lodge lowery medina michaels monk
    morales mould orr ovens packer paddock paget partridge pease pickles raja rowan salisbury
    sargent sen simon singleton slack sleigh solomon stamp standish staples stephen steward
    stocks storer stout sumner titus toye trotter truman tudor tyson wedgwood weller whitney
    worth wren heap baron canning challenger cotton crook downing finch fuller gosling grimes hinds
    hopper keeling manning peck potter robins salter sellers tang topping weaver wills withers
    """
)
_PLACE_WORDS = listed(
    """
    bath bury barking battle poole reading rugby sale deal hove wells ware ash rye grays epping
    eccles hale hyde leek settle stone street mold barry hayes sandwich stoke brent barrow
    boston chatham derby down hamilton hastings lancaster lincoln nelson newton norman perth
    preston richmond stanley sterling stirling washington wellington windsor york ely eye diss
    frome clapham cheshire jarrow porth poplar acton arnold ashford beverley bramley brixton
    cardigan chester corby crosby dover durham kent kendal lewes louth morley norton oxford
    ripley ripon ryde stratford sutton sydenham tipton warwick westminster woking wombwell
    yarmouth longton malvern dorset essex sussex surrey
    """
)
_ACCEPTED_PLACES = listed(
    # of the above, those that are places far more often than anything else in such talk
    """
    cheshire clapham brixton dover durham kent lancaster oxford stratford warwick westminster
    woking yarmouth malvern dorset essex sussex surrey hastings chester lincoln preston corby
    cardigan derby hove barrow stoke acton ashford perth crosby jarrow morley sydenham lewes
    louth frome
    """
)

_NEVER_NAMES = listed(
    # capitalised or unknown to the model's word list, and still nobody's name
    """
    ofsted cafcass camhs senco sendco send ehcp ehc pep lac iro lado mash mace marac mappa asye
    nqsw nqsws psw psws sw sws swe basw hcpc cqc dfe dwp hmrc nhs pip esa gp gps hv hvs a&e ae
    cin cp cpp icpc rcpc plo sgo dols mca dv da dva asd adhd fasd pru eyfs ks cpd hr it ict tv
    dvd cd pdf wifi covid coronavirus brexit pdr toil rag ppe zoom webex padlet sharepoint
    onedrive excel outlook powerpoint google whatsapp facebook tiktok instagram youtube netflix
    microsoft apple android iphone ipad liquidlogic mosaic eclipse carefirst capita azeus
    framework frameworki icloud lcs ics eh ehm ehh uk usa eu england scotland wales ireland
    britain europe english welsh scottish irish british polish romanian urdu punjabi bengali
    somali arabic farsi kurdish sorani tigrinya amharic pashto dari turkish albanian vietnamese
    chinese asian african european muslim christian jewish hindu sikh catholic god jesus christ
    lord parliament council government whitehall safeguarding childrens carer carers laundrette
    admin asap typed scanned whilst gosh webinar webinars caseload caseloads noticeboard
    jobsworth menus coulda woulda shoulda scuse
    centred
    powerpoints hotdesk hotdesking comms timescale timescales whiteboard headteacher headteachers
    username dataset toolkit rollout redrawn prosecco jollof wonderwall corsa wellies handbrake
    cetera amongst versus thingy thingies yeah yep nope mmhm mhm whoa huh uhm umm hmm hmmm mmm
    ooh aah argh phew ugh nah ta cheers aye wee gonna wanna gotta cos coz innit dunno kinda
    sorta lemme gimme ain't y'all daycare childminder childminders nursery uni googled googling
    emailed emailing texted texting laptop laptops inbox inboxes login logins rota rotas
    toolkits neurodiverse neurodivergent neurodiversity neurodevelopmental trauma genogram
    genograms ecomap ecomaps chronology chronologies supervision reflective signposting
    signposted upskill upskilling onboarding offboarding wellbeing wellness mindfulness burnout
    overspend underspend lookback debrief debriefs debriefed unborn kinship fostering adoption
    roma romani gypsy traveller travellers referrer referrers screensaver sweepstake whomsoever
    m'lud m'lord dobs cheapie handover handovers respite placement placements section systemic
    strengths-based relationship-based trauma-informed multi-agency
    docx xlsx csv vtt srt txt md json rtf odt qdpx html xml utf-8 cp1252 mum mums mam mams dad dads
    nan nanny nans grandma grandad granddad gran granny mummy daddy mama papa auntie uncle bloke
    blokes lad lads lass lasses kid kids tupe brum staff
    """
)

JARGON = frozenset(" ".join(_lines("jargon.txt")).split())
"""What social work says in letters, its systems, shops, and contractions without apostrophe."""

NOT_NAMES = _NEVER_NAMES | JARGON
"""Words that are nobody's name, however they are written."""


_OUTSIDE = NOT_NAMES | COUNTRIES | (CALENDAR - {"june", "april"})
"""What the lists made from public ones hold and what names nobody here."""


def _packed(name: str) -> frozenset[str]:
    """Return the entries of a list made from public ones; ``lists/README.md`` says which."""
    packed = resources.files("practicelearn.language.lists").joinpath(f"{name}.xz").read_bytes()
    return frozenset(lzma.decompress(packed).decode("utf-8").split("\n"))


@lru_cache(maxsize=1)
def hospitals() -> frozenset[str]:
    """Hospitals as people call them, lower case."""
    return frozenset(_lines("hospitals.txt"))


@lru_cache(maxsize=1)
def sayings() -> frozenset[str]:
    """Sayings, tools and shops that hold a name and mean nobody, lower case."""
    return frozenset(_lines("sayings.txt"))


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """First names often met in Britain, lower case, without accents."""
    own = frozenset(" ".join(_lines("first_names.txt")).split())
    further = (_packed("given") | _word_names()) - _OUTSIDE - FUNCTION - STOP_WORDS
    return own | {name for name in further if name not in _own_places()}


@lru_cache(maxsize=1)
def _word_names() -> frozenset[str]:
    """First names that are words of every day too."""
    things = listed("baby king bear bay favour blue reign justice miracle storm victor meadow")
    return _packed("given_words") - NOT_NAMES - FUNCTION - _PLAIN_NAMES - STOP_WORDS - things


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Surnames often met in Britain, lower case."""
    own = frozenset(" ".join(_lines("surnames.txt")).split())
    return own | (_packed("family") - _OUTSIDE - FUNCTION)


@lru_cache(maxsize=1)
def surname_words() -> frozenset[str]:
    """Surnames that are words of every day, known by their company only."""
    own = frozenset(" ".join(_lines("surnames.txt")).split())
    return (own & _SURNAME_WORDS) | (_packed("family_words") - _OUTSIDE - FUNCTION)


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Towns, boroughs and counties, lower case; some of several words."""
    further = _packed("towns") | _packed("cities") | _town_words()
    return _own_places() | (further - _OUTSIDE - FUNCTION)


@lru_cache(maxsize=1)
def _town_words() -> frozenset[str]:
    """Towns that are words of every day too."""
    return _packed("town_words") - _own_places() - listed("street stone stroud wales trim send par")


@lru_cache(maxsize=1)
def _own_places() -> frozenset[str]:
    parts = " ".join(_lines("places.txt")).split(",")
    return frozenset(" ".join(part.split()) for part in parts if part.strip())


@lru_cache(maxsize=1)
def _threes() -> frozenset[str]:
    """Three letters on end that two names have, ``^`` and ``$`` for a name's beginning and end."""
    names = {w for many in (first_names(), surnames(), places()) for n in many for w in n.split()}
    edged = (f"^{name}$" for name in names)
    count = Counter(name[k : k + 3] for name in edged for k in range(len(name) - 2))
    return frozenset(three for three, n in count.items() if n > 1)


@lru_cache(maxsize=1)
def _spelled() -> frozenset[str]:
    """English words, British spelling first."""
    return _packed("words")


class Words:
    """What is known of single words, for one language model.

    Parameters
    ----------
    pipeline : Pipeline
        Its word list says which words are ordinary English.
    cache : Path, optional
        Folder in which that list is kept between runs.
    """

    def __init__(self, pipeline: Pipeline, cache: Path | None = None) -> None:
        self._english = english_words(pipeline, cache)
        self.knows_english = not pipeline.blank and len(self._english) > 10_000
        self._known: dict[str, bool] = {}

    def first(self, word: str) -> bool:
        """Whether a lower-cased word is a first name and hardly ever anything else."""
        if "-" in word and word not in first_names():
            return all(p in first_names() and p not in CALENDAR for p in word.split("-"))
        return word in first_names() and not self._is_word_too(word)

    def also_word(self, word: str) -> bool:
        """Whether it is a first name that is an ordinary word too, such as *grace*."""
        return word in first_names() and self._is_word_too(word)

    @staticmethod
    def _is_word_too(word: str) -> bool:
        return (word in _ALSO_WORDS and word not in _PLAIN_NAMES) or word in _word_names()

    def surname(self, word: str) -> bool:
        """Whether it is a surname and hardly ever anything else."""
        if "-" in word and word not in surnames():
            parts = word.split("-")
            return len(parts) == 2 and all(p in surnames() or p in first_names() for p in parts)
        return word in surnames() and word not in _SURNAME_WORDS and word not in FUNCTION

    def place(self, name: str) -> bool:
        """Whether it is a place and hardly ever anything else."""
        word = (name in _PLACE_WORDS and name not in _ACCEPTED_PLACES) or name in _town_words()
        return name in places() and not word

    def ordinary(self, word: str) -> bool:
        """Whether a lower-cased word is English that names nobody; names by a list are not."""
        if word in NOT_NAMES or word in STOP_WORDS or word in SPOKEN_WORDS or word in CALENDAR:
            return True
        if word in first_names() or word in surnames() or word in places():
            lists = (_ALSO_WORDS, _SURNAME_WORDS, _PLACE_WORDS, _word_names(), _town_words())
            return any(word in own for own in lists)
        return self.english(word)

    def english(self, word: str) -> bool:
        """Whether the word, or what it is an inflection of, stands in the model's word list."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._find(word)
        return known

    def unknown(self, word: str) -> bool:
        """Whether no list and no rule of spelling knows the word: mostly a rare name."""
        if "-" in word:  # "four-seater" is no name, "kirsty-leigh" is
            parts = [part for part in word.split("-") if len(part) > 1]
            if not any(self.first(p) or self.surname(p) for p in parts) and any(
                self.ordinary(p) for p in parts
            ):
                return False
        rare = self.knows_english and len(word) > 3 and not self.ordinary(word)
        return rare and not self.letters(word)

    @staticmethod
    def letters(word: str) -> bool:
        """Whether a short word can hardly be spoken: an office or a form by its letters, *nrpf*."""
        if len(word) > 6 or word in first_names() or word in surnames() or word in places():
            return False
        many = word.removesuffix("s")
        if many in JARGON or not set(many) & set("aeiouy"):
            return True
        edged = f"^{word}$"
        known = sum(edged[k : k + 3] in _threes() for k in range(len(edged) - 2))
        return len(word) < 6 and known < len(word)

    def _find(self, word: str) -> bool:
        bare = re.sub(r"[’'](?:s|d|m|ve|ll|re|t)?$", "", word.replace("’", "'"))
        if "-" in bare:
            return all(self._find(part) for part in bare.split("-") if part)
        if bare in NOT_NAMES or bare in FUNCTION or self._is(bare) or bare.endswith("n't"):
            return True
        return any(
            bare.startswith(start) and len(bare) > len(start) + 2 and self._is(bare[len(start) :])
            for start in _BEGINNINGS
        )

    def _is(self, word: str) -> bool:
        return word in _spelled() or any(form in self._english for form in base_forms(word))


_BEGINNINGS = (
    "un",
    "re",
    "non",
    "over",
    "under",
    "pre",
    "anti",
    "multi",
    "semi",
    "co",
    "mis",
    "de",
    "super",
    "self",
    "dis",
    "inter",
    "sub",
    "out",
    "up",
    "mid",
)
