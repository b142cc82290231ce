"""The words that give schools, streets, teams and buildings away, and those that only describe."""

from __future__ import annotations

from practicelearn.language.names import listed

__all__ = [
    "ALONG",
    "BESIDE",
    "DESCRIBES",
    "GENERIC",
    "GROUNDS",
    "HOUSEHOLD",
    "IN_FRONT",
    "KIN",
    "LEADS",
    "LINK",
    "LONGEST",
    "NAMING",
    "NEEDS_BEFORE",
    "NEEDS_CAPITAL",
    "NEEDS_ON",
    "OF_CUE",
    "SPORT",
    "STREET",
    "STREET_SURE",
    "STRONG",
    "SURE",
    "WEAK",
]

SCHOOL = listed(
    """
    school academy primary infants infant junior juniors comprehensive college nursery grammar
    secondary university preschool kindergarten playgroup high form tots
    """
)
STREET = listed(
    """
    road street lane avenue crescent terrace close drive gardens court way yard place square
    grove row walk rise view mews estate rd ave parade approach bypass wharf alley mount bank brow
    fold croft heights garth wynd brae end hill point tower
    """
)
TEAM = listed(
    """
    team hub service services unit locality cluster pod teams rovers wanderers rangers united
    albion athletic fc afc rfc tigers lions panthers hornets harriers celtic hotspur
    """
)
BUILDING = listed(
    """
    house centre center hospital surgery church mosque lodge hostel clinic library hotel
    infirmary hospice villa villas gym cottage prison temple home hall club practice grange manor
    priory rectory vicarage towers park ward
    """
)
KIND = (("school", SCHOOL), ("address", STREET), ("team", TEAM), ("building", BUILDING))
OF_CUE = {cue: kind for kind, cues in KIND for cue in cues}

# Cues of sport, and what a home or a club must be for the word to be one.
SPORT = listed(
    """
    rovers wanderers rangers united albion athletic fc afc rfc tigers lions panthers hornets
    harriers celtic hotspur
    """
)
NEEDS_BEFORE = {
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
NEEDS_CAPITAL = (
    listed("high hall practice mount bank brow fold croft heights garth end hill point tower ward")
    | SPORT
)
NEEDS_ON = listed("mount bank brow fold croft heights garth wynd brae end hill alley")
# These are places by themselves, so an odd word before one is its name even without capitals.
STRONG = listed("tots academy infants infirmary hospice comprehensive")
# Without capitals these are too often something else, so the word before must be a rare one.
WEAK = listed(
    """
    close drive way place approach bypass wharf court view walk row rise yard square parade
    estate grove unit service services house cluster pod primary secondary junior nursery
    grammar infant surgery hotel church clinic library team teams hub centre center school
    college hospital university locality prison temple cottage lodge gardens high home hall club
    practice form mount bank brow fold croft heights garth wynd brae end hill alley grange manor
    priory rectory vicarage towers park gym point tower ward tots
    """
)
# Words that say what a school, team or street is, not which.
GENERIC = listed(
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
    twin cooling head heads director directors chief assistant deputy
    labour maternity postnatal antenatal psychiatric surgical acute starting
    talking turning selling boiling water vantage view good fair whole valid electoral
    """
)
# Words of which such names are made up, when speech is written without capitals.
NAMING = listed(
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
    almond elder heron's mistletoe meadowside brookside parkside mulberry juniper hornbeam cypress
    aspen alder yew magnolia jasmine tulip poppy snowdrop buttercup honeysuckle wisteria gorse
    hedgehog otter beaver dolphin penguin owl magpie wren sparrow starling curlew osprey hawk
    buzzard puffin dragonfly ladybird bumblebee caterpillar dandelion cornflower foxglove lilac
    conifer spinney copse glade dell brow beech buttermere windermere derwent avon severn trent
    thames mersey balmoral windsor sandringham buckingham stirling wellington nelson cromwell
    kingsway queensway regency georgian tudor saxon norman roman chantry cloisters friary deanery
    """
)
IN_FRONT = listed(
    """
    on off in at from of down along near behind round opposite by to into up past outside across
    """
)
ALONG = listed("on off down along")
BESIDE = ALONG | listed("outside round near behind opposite")
LEADS = listed(
    "tower church park grange manor priory hall grove hill bank mount school chapel garth villa "
    "college "
    "hospital temple lodge cottage croft orchard rectory vicarage court market"
)
GROUNDS = listed("park grange manor priory grove mount orchard")
STREET_SURE = listed("road street lane avenue terrace crescent drive close")
DESCRIBES = listed(
    """
    back long short new old upper lower middle church school college market station bridge mill
    garden north south east west broad park court well spring water
    """
)
"""Words that describe a street, and that streets are called by: *Back Lane*."""
SURE = listed("road street lane avenue terrace crescent academy infants")
KIN = listed(
    """
    old new little great upper lower high long
    """
)  # Old Brewery Yard
LINK = listed(
    """
    of and the & upon on
    """
)
LONGEST = 5
HOUSEHOLD = listed(
    """
    family boys girls brothers sisters twins siblings kids children household lot clan sibling
    """
)
"""What stands behind a family's name: *the Marsh twins*."""
