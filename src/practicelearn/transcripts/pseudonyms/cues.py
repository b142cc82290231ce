"""Cue words: School, Road, Team, House ... and the name in front of them."""

from __future__ import annotations

from collections.abc import Iterator

from practicelearn.transcripts.pseudonyms.hits import Hit
from practicelearn.transcripts.pseudonyms.speech import Speech
from practicelearn.transcripts.pseudonyms.words import CALENDAR, FUNCTION, NOT_NAMES, TITLES, listed

__all__ = ["find_cues"]

_SCHOOL = listed(
    """
    school academy primary infants infant junior juniors comprehensive college nursery grammar
    secondary university preschool kindergarten playgroup high form
    """
)
_STREET = listed(
    """
    road street lane avenue crescent terrace close drive gardens court way yard place square
    grove row walk rise view mews estate rd ave parade approach bypass wharf alley mount bank brow
    fold croft heights garth wynd brae end hill
    """
)
_TEAM = listed(
    """
    team hub service services unit locality cluster pod teams rovers wanderers rangers united
    albion athletic fc afc rfc tigers lions panthers hornets harriers celtic hotspur
    """
)
_BUILDING = listed(
    """
    house centre center hospital surgery church mosque lodge hostel clinic library hotel
    infirmary hospice villa villas gym cottage prison temple home hall club practice grange manor
    priory rectory vicarage towers park
    """
)
_KIND = (("school", _SCHOOL), ("address", _STREET), ("team", _TEAM), ("building", _BUILDING))
_OF_CUE = {cue: kind for kind, cues in _KIND for cue in cues}

# Cues of sport, and what a home or a club must be for the word to be one.
_SPORT = listed(
    """
    rovers wanderers rangers united albion athletic fc afc rfc tigers lions panthers hornets
    harriers celtic hotspur
    """
)
_NEEDS_BEFORE = {
    "home": listed("care nursing residential children's childrens retirement rest"),
    "club": listed(
        """
        youth boxing football rugby cricket judo swimming social bowling athletics boys girls
        boys' girls' supporters sailing dance drama netball squash tennis hockey gymnastics karate
        taekwondo running cycling basketball snooker darts golf bowls chess climbing riding pony
        rowing canoe fishing angling working
        """
    ),
    "form": listed("sixth"),
}
# Words that are a name's last only with a capital, and as streets only after "on" or a number.
_NEEDS_CAPITAL = (
    listed("high hall practice mount bank brow fold croft heights garth end hill") | _SPORT
)
_NEEDS_ON = listed("mount bank brow fold croft heights garth wynd brae end hill alley")
# These are places by themselves, so an odd word before one is its name even without capitals.
_STRONG = listed("academy infants infirmary hospice comprehensive")
# Without capitals these are too often something else, so the word before must be a rare one.
_WEAK = listed(
    """
    close drive way place approach bypass wharf court view walk row rise yard square parade
    estate grove unit service services house cluster pod primary secondary junior nursery
    grammar infant surgery hotel church clinic library team teams hub centre center school
    college hospital university locality prison temple cottage lodge gardens high home hall club
    practice form mount bank brow fold croft heights garth wynd brae end hill alley grange manor
    priory rectory vicarage towers park gym
    """
)
# Words that say what a school, team or street is, not which.
_GENERIC = listed(
    """
    a the our my your their his her its this that these those some any every each no one primary
    secondary junior infant infants high special girls boys girls' boys' mainstream grammar
    comprehensive boarding community catholic church c-of-e ce rc state private public
    independent local village middle free upper lower nursery sixth form pupil new old big small
    good bad great best worst main side back front next last first second third whole entire
    same other different another own little whichever busy quiet long short wrong right nice
    lovely only former current previous duty assessment assessments safeguarding children
    children's childrens child child's family families families' care leaving looked after
    fostering foster adoption early help court legal disability disabled kinship night day
    emergency out-of-hours response door social work worker workers management senior leadership
    multi-agency youth offending justice mental health adult adults adults' learning support
    business admin it hr ict finance facilities housing highways planning project review
    reviewing quality assurance iro lac mash cin cp edge contact intake referral referrals
    locality locum agency domestic abuse substance misuse drug alcohol participation practice
    improvement commissioning placement placements transition transitions virtual welfare
    education inclusion send sen psychology camhs visiting visitor midwifery police crisis
    street road football rugby design dream marketing sales research ground first-aid ambulance
    fire royal general county crown magistrates magistrates' supreme criminal civil district
    city town council civic shopping leisure sports detention training call job resource drop-in
    respite residential children'shome nursing safe half-way halfway open empty council-house
    full half in-house customer probation prison national secret shuttle bus train self dinner
    cul-de-sac one-way dual ring country service services team hub unit centre house school
    college university hospital working large larger smaller wider tiny core joint dedicated
    specialist generic single permanent established experienced strong supportive brilliant
    fantastic amazing close-knit tight garden gardens shared neighbouring rival law medical art
    parking food memory data blood nursing residential retirement rest youth boxing cricket judo
    swimming bowling athletics breakfast homework after-school lunch village medical gp dental
    drama dance music ballet sunday summer before car business retail science caravan theme
    skate national industrial amusement play safari wildlife holiday netball squash tennis hockey
    gymnastics karate running cycling basketball snooker golf chess climbing riding rowing stately
    twin cooling
    """
)
# Words of which such names are made up, when speech is written without capitals.
_NAMING = listed(
    """
    st saint sts oak oaks oakwood ash elm elms willow willows birch beech cedar cedars maple
    pine pines hazel holly hawthorn sycamore chestnut rowan larch poplar acorn acorns tree trees
    orchard hill hills hillside valley vale dale park brook brooks river riverside lake lakes
    lakeside bridge bridges wood woods woodland forest field fields meadow meadows spring
    springs well wells castle abbey priory manor grange hall mill mills cross moor moors heath
    common ford harbour haven bay cliff cliffs beacon tower towers gate ridge ridgeway grove
    green farm barn canal station church chapel king king's kings queen queen's queens prince
    princess duke victoria albert phoenix rainbow rainbows star stars starlight sunshine sunrise
    sunny eden eagle falcon kestrel robin robins swan swans kingfisher lark larkspur skylark
    heron dove raven fox foxes badger squirrel butterfly bluebell primrose rose lily daisy ivy
    fern lavender clover thistle heather bramble north south east west northern southern eastern
    western central northside southside eastside westside trinity sacred heart holy mary's
    paul's peter's john's james's george's andrew's michael's joseph's anne's ann's mark's
    luke's thomas's catherine's cathedral minster nightingale windmill stone quarry copper
    silver golden tannery brewery market thorn thorns laurel laurels linden rush cherry apple
    almond elder heron's mistletoe meadowside brookside parkside
    """
)
_IN_FRONT = listed(
    """
    on off in at from of down along near behind round opposite by to into up past outside across
    """
)
_ALONG = listed("on off down along")
_LEADS = listed(
    "church park grange manor priory hall grove hill bank mount school chapel garth villa college "
    "hospital temple lodge cottage croft orchard rectory vicarage court market"
)
_GROUNDS = listed("park grange manor priory grove mount orchard")
_SURE = listed("road street lane avenue terrace crescent academy infants")
_KIN = listed(
    """
    old new little great upper lower high long
    """
)  # Old Brewery Yard
_LINK = listed(
    """
    of and the & upon on
    """
)
_LONGEST = 5


def find_cues(speech: Speech) -> Iterator[Hit]:
    """Yield schools, streets with their number, teams and buildings that a cue word gives away.

    With capitals, the capitalised words before the cue are the name, unless every one of them only
    says what it is (*Duty Team*, *High School*). Without capitals, rare words, names and words of
    which such names are usually made stand in for capitals.
    """
    tokens = speech.tokens
    n = 0
    while n < len(tokens):
        kind = _OF_CUE.get(tokens[n].lower)
        if kind is None:
            n += 1
            continue
        last = n
        while (
            _joined(speech, last) and _OF_CUE.get(speech.lower(last + 1)) and _same(speech, n, last)
        ):
            last += 1
        first = _first_rare(speech, n, last) if speech.lowered else _first_capital(speech, n)
        if first is None and _led_by_a_cue(speech, n, last):
            first = n
        if first is not None and _fits(speech, first, last):
            # the last cue says what it is: "Castle Hill Primary School", "Mill Lane Centre"
            kind = _OF_CUE[tokens[last].lower]
            yield _hit(speech, first, last, kind)
        n = last + 1


def _led_by_a_cue(speech: Speech, n: int, last: int) -> bool:
    """Whether the first of several cue words is the name: ``Church Lane``, ``Park View``."""
    lead, cue = speech.lower(n), speech.lower(last)
    if last == n or lead in _SPORT or (lead in _GENERIC and lead not in _NAMING):
        return False
    if not speech.lowered:
        return speech.tokens[n].capital and speech.tokens[last].capital
    # "church lane" is a street in any case; "park view" only where one goes
    school = _OF_CUE[cue] == "school" and (last - n > 1 or lead in _GROUNDS)
    return lead in _LEADS and (cue in _SURE or school or speech.lower(n - 1) in _ALONG)


def _fits(speech: Speech, first: int, last: int) -> bool:
    """Whether a cue word that is often something else has what makes it one here."""
    cue = speech.lower(last)
    needed = _NEEDS_BEFORE.get(cue)
    if needed is not None and speech.lower(last - 1) not in needed:
        return False
    if not speech.lowered and cue in _NEEDS_CAPITAL and not speech.tokens[last].capital:
        return cue == "practice" and speech.lower(first) in TITLES
    if cue in _NEEDS_ON:
        before = speech.lower(first - 1)
        return before in _IN_FRONT or before[:1].isdigit()
    return True


def _same(speech: Speech, n: int, last: int) -> bool:
    """Whether the next cue word is written like this one."""
    return speech.tokens[last + 1].capital == speech.tokens[n].capital


def _hit(speech: Speech, first: int, last: int, kind: str) -> Hit:
    start = speech.tokens[first].start
    before = speech.lower(first - 1)
    if (
        kind == "address"
        and _joined(speech, first - 1)
        and before[:1].isdigit()
        and len(before) < 6
    ):
        start = speech.tokens[first - 1].start
    return Hit(start, speech.tokens[last].end, kind, f"cue: {speech.lower(last)}")


def _first_capital(speech: Speech, n: int) -> int | None:
    """Return the first token of a capitalised name that ends before cue ``n``; None if none."""
    tokens = speech.tokens
    first = n
    while first > 0 and n - first < _LONGEST and _joined(speech, first - 1):
        if tokens[first - 1].capital:
            first -= 1
        elif (
            tokens[first - 1].lower in _LINK
            and first > 1
            and _joined(speech, first - 2)
            and tokens[first - 2].capital
            and tokens[first - 2].lower not in _OF_CUE  # "Larch School on Mill Lane" are two
            and not speech.starts_sentence(first - 2)
        ):
            first -= 2
        else:
            break
    # the capital of "The" is a sentence's at its beginning, and part of the name inside it
    while first < n and tokens[first].lower in FUNCTION | CALENDAR:
        if tokens[first].lower == "our" and speech.lower(first + 1) == "lady":
            break
        # "Five Towns Hub"; "The" of a name inside the sentence
        if tokens[first].lower not in CALENDAR and not speech.starts_sentence(first):
            break
        first += 1
    if not tokens[n].capital and first < n and speech.starts_sentence(first):
        first += 1  # "Whitmore road" says where; at the head of a sentence it may not
    if _just_the(speech, n):
        return n - 1
    names = [
        t
        for t in tokens[first:n]
        if (t.lower not in _GENERIC or t.lower in _NAMING) and t.lower not in NOT_NAMES
    ]
    return first if any(t.lower not in FUNCTION for t in names) else None


def _just_the(speech: Speech, n: int) -> bool:
    """``on The Crescent``: a street without another name; ``on the crescent`` in lower case."""
    if speech.lowered:
        return (
            speech.lower(n - 1) == "the"
            and speech.lower(n) in {"crescent", "avenue", "parade", "mews"}
            and speech.lower(n - 2) in _ALONG
        )
    the, cue = speech.tokens[n - 1], speech.tokens[n]
    return (
        n > 0
        and the.word == "The"
        and cue.capital
        and cue.lower in _STREET
        and _joined(speech, n - 1)
        and not speech.starts_sentence(n - 1)
    )


def _first_rare(speech: Speech, n: int, last: int) -> int | None:
    """Return where a name without capitals begins that ends before cue ``n``; None if none."""
    if _just_the(speech, n):
        return n - 1
    first = n
    found = False
    while first > 0 and n - first <= _LONGEST and _joined(speech, first - 1):
        word = speech.lower(first - 1)
        if _street_inside(speech, first - 1, n):
            return first - 2  # "marsh lane community centre"
        if word == "e" and speech.lower(first - 3) == "c":  # "c of e"
            first -= 3
            continue
        namely = _namely(speech, word) or _of_saint(speech, first - 1)
        if namely and (found or n != first or word not in _OF_CUE):
            found = True
        elif word not in _GENERIC or word in FUNCTION or n - first > 3:
            break
        first -= 1
    if found:
        while not (_namely(speech, speech.lower(first)) or _of_saint(speech, first)):
            first += 1
        return _from_preposition(speech, first)
    cue = speech.lower(last)
    if cue in _SPORT or cue in _STRONG or speech.lower(n - 1) in _NEEDS_BEFORE.get(cue, ()):
        return _odd_word(speech, n)
    return _behind_preposition(speech, n, last)


def _from_preposition(speech: Speech, first: int) -> int:
    """``at calder vale fc``: an odd word between a preposition and the name is its first."""
    for at in (first - 1, first - 2):
        if at < 0 or not _joined(speech, at):
            return first
        word = speech.lower(at)
        if word in _KIN:
            return at
        if word in FUNCTION or word in _IN_FRONT or word in _GENERIC or word in _OF_CUE:
            return first
        if speech.lower(at - 1) in _IN_FRONT | {"for", "with"} and _joined(speech, at - 1):
            return at
    return first


def _street_inside(speech: Speech, n: int, cue: int) -> bool:
    """Whether a street's name stands at token ``n`` and before it, inside a longer name."""
    return (
        0 < n < cue - 1
        and speech.lower(n) in {"road", "street", "lane", "avenue", "park", "hill"}
        and _joined(speech, n - 1)
        and speech.lower(n - 1) not in FUNCTION | _GENERIC
    )


def _odd_word(speech: Speech, n: int) -> int | None:
    """Return the word before a cue that needs no more, but for those that describe it."""
    first = n - 1
    while first >= 0 and speech.lower(first) in _GENERIC and speech.lower(first) not in FUNCTION:
        first -= 1
    if first > 0 and _namely(speech, speech.lower(first - 1)) and _joined(speech, first - 1):
        first -= 1
    elif first >= 0 and speech.lower(first) not in FUNCTION | _IN_FRONT:
        first = _from_preposition(speech, first)
    word, before = speech.lower(first), speech.lower(first - 1)
    if (
        first < 0
        or word in FUNCTION
        or word in _IN_FRONT
        or not all(_joined(speech, k) for k in range(first, n))
    ):
        return None
    return first if before not in {"a", "an", "any", "another", "this", "that"} else None


def _of_saint(speech: Speech, n: int) -> bool:
    """Whether a word belongs to ``st columba's``."""
    return speech.lower(n - 1) in {"st", "saint"} and speech.beside(n - 1)


def _behind_preposition(speech: Speech, n: int, last: int) -> int | None:
    """``on cromwell parade street``: no article after the preposition, so it is a name."""
    cue = speech.lower(last)
    where = _IN_FRONT
    if cue in _WEAK:
        where = _ALONG if cue in _STREET else frozenset()
    for size in (1, 2):
        first = n - size
        if first < 1 or not all(_joined(speech, k) for k in range(first - 1, n)):
            return None
        inside = [speech.lower(k) for k in range(first, n)]
        if size == 2 and inside[0] in _KIN:
            inside = inside[1:]
        if any(w in _GENERIC or w in FUNCTION or w in _IN_FRONT for w in inside):
            return None
        before = speech.lower(first - 1)
        if before in where or (cue in _STREET and before[:1].isdigit()):
            return first
    return None


def _joined(speech: Speech, n: int) -> bool:
    return speech.beside(n, over_possessive=True)


def _namely(speech: Speech, word: str) -> bool:
    if word in _NAMING:
        return True
    if word in FUNCTION or word in _GENERIC:
        return False
    words = speech.words
    return words.first(word) or words.surname(word) or words.place(word) or words.unknown(word)
