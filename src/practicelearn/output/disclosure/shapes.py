"""How our own figures are written, and which numbers are none of people or groups."""

from __future__ import annotations

import re

__all__ = [
    "AS",
    "BY_HAND",
    "CAME",
    "CHECKLIST",
    "COUNTED_BY_HAND",
    "DATE",
    "GROUPS",
    "IGNORED",
    "PEOPLE",
    "SIGNED",
    "STRUCTURE",
    "VERDICT",
    "N",
]

N = r"\d[\d,]*"
_MONTHS = "January February March April May June July August September October November December"
DATE = rf"\d{{1,2}} (?:{_MONTHS.replace(' ', '|')}) \d{{4}}"
PEOPLE = (rf"(?:(?:about )?{N} of (?:about )?{N}|fewer than 5(?: of (?:about )?{N})?"
           rf"|nearly all(?: of (?:about )?{N})?)")  # fmt: skip
GROUPS = rf"(?:{N} of {N} groups?|some of {N} groups?|some groups|all {N} groups|{N} groups?)"
AS = rf"(?: \(as reported on {DATE}\))?"
CAME = rf"(?:(?:about )?{N}|fewer than 5|nearly all|not shown)"
VERDICT = r"[A-Za-z][^:;.]*"
SIGNED = r"[−+-]?\d+"
# a figure about people in words that somebody wrote by hand
_PEOPLE = (
    r"(?:people|persons?|participants?|attendees?|practitioners?|social workers?|colleagues"
    r"|groups?|staff|respondents|of us|of them|facilitators?|voices?)"
)
BY_HAND = re.compile(
    r"\d[\d,.]*(?: ?%| per cent| in \d+| out of \d+| of (?:the |our |us|them|\d+))?\s*"
    rf"(?:\w+\s){{0,2}}?{_PEOPLE}\b",
    re.IGNORECASE,
)
_WORDED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
# the same in a text of the team's own, where numbers in words and bare parts are no better
COUNTED_BY_HAND = re.compile(
    rf"{BY_HAND.pattern}|\d ?%|\bper cent\b|\d (?:of|in|out of) (?:the |our |every )?\d"
    rf"|\b(?:{_WORDED.replace(' ', '|')})(?:-\w+)?\s(?:(?:of|in|out|the|our|every|\w+)\s){{0,3}}?"
    rf"{_PEOPLE}\b",
    re.IGNORECASE,
)
IGNORED = [
    re.compile(p)
    for p in (
        DATE,
        r"\b\d{4}-\d{2}-\d{2}\b",
        r"(?<![\w-])Q\d+(?:, said otherwise)?(?!\w)",  # a quote's reference
        r"(?<!\w)q\d+(?!\w)",  # a question's id
        r"\bCard B?\d+\b",  # a quote card
        r"\bpracticelearn \d+(?:\.\d+)+\b",
        r"\b[\d.]+% interval\b",
        r"\bfewer than 5\b",  # without a population it tells no more than the words
        r"\bWCAG 2\.2\b",
    )
]
STRUCTURE = [
    re.compile(p)
    for p in (
        rf"A change of {N} percentage points either way was declared",
        rf"[Cc]hanges of more than {N} percentage points are ruled out",
        rf"{N} (?:of {N} )?(?:more (?:themes?|subjects?|answers?)|more: see)",
        rf"sorted into heaps by {N} staff(?= on|\.)",  # those who sorted; 1 to 4 are words
        rf"^{N} cards? and {N} blank cards? go out\.",
        rf"{N} (?:other )?promises? (?:is|are) past",
        rf"{N} of {N} teams met in both rounds",
        rf"the test rests on {N} ways of exchanging them",
        rf"[Rr]ecorded minutes are not known for (?:any|{N}) of {N} \w+",
        rf"{N} groups? without a \w+ (?:is|are) left out",
        rf"{N} teams? met in one round only and (?:is|are) left out",
        r"chance alone may look like a change in 1 of \d+ such studies(?:, not in 1 of 20)?",
        r"(?:sensitivity|specificity) [\d.]+ \(of [\d,]+ turns\)",
        rf"Filled in from the study’s own data: {N} of {N} items",
        r"Scores from 0 to 100: low to 50, moderate to 74, high from 75",
        r"[Nn]o test: [^.;]*at least \d+ are needed",
        r"fewer than \d+ themes",
        rf"{N} sessions read by both, at least {N} are needed",
        rf"coders differ alike in all {N} sessions",
        rf"corrected by [−+-]\d+ points for how the later coder reads, measured on {N} sessions",
        r"groups differ [\d.]+ times as far",
        r"differ by a third or more \([\d,.]+ in [^,]+, [\d,.]+ in [^)]+\)",
        # where the coding came from: coders, sessions and passages, nobody who took part
        rf"Coded by {N} people in practicelearn",
        rf"in {N} sessions? what they settled counts",
        rf"(?:all )?{N}(?: of {N})? sessions (?:were|was) read(?: for {N} codes?)?",
        rf"the one session was read for {N} codes?",
        rf"of {N} sessions? nobody has said it",
        rf"{N} of {N} passages were offered by the program",
        rf"accepted by {N} people",
        rf"{N} of (?:them|these sessions) (?:were|was) not read whole",
        rf"{N} passages? (?:is|are) a machine's",
        r"between versions \S+ and \S+",
        r"version \S+",
        rf"{N} of {N} sessions? (?:was|were) read, whole or in part, by more than one person",
        r"1 is full agreement, 0 what chance alone gives",
        r"(?<=\) is )−?\d\.\d\d(?=[.;])",
        r"lies between −?\d\.\d\d and −?\d\.\d\d, the middle one −?\d\.\d\d",
        rf"for {N} of {N} codes? there is no figure",
        rf"{N} expressions? that looks? like (?:a name was|names were) left as",
    )
]
CHECKLIST = [  # the longest first: a shorter one would take its beginning away
    re.compile(p)
    for p in (
        rf"(?:Known of {N} of {N} groups?: )?{N}(?: to {N})? minutes a group(?:, mean {N})?",
        rf"With {N} groups? in the last round, a theme that up to {N}% of such groups would",
        rf"at least {N} groups? with at least {N} people in a round; {N} of {N} were",
        rf"(?:no facilitator|fewer than 5 facilitators|{N}) managed somebody present \({N} sess",
        rf"{N} groups?; (?:about )?(?:{N}|fewer than 5) people in the {N} of them whose people are",
        rf"{N} groups?(?: and (?:about )?(?:{N}|fewer than 5) people)?",
        rf"Who led is named in {N} of {N} sessions?",
        rf"{N} (?:sites?|teams?|kinds? of group)",
        # of a lone version nothing is left here
        rf"A topic guide of {N} questions?,(?: versions? [\w ,.-]+;)?\s+kept",
        rf"{N} sessions? from [\w ]+",
        rf"in {N} sessions?",
        rf"{N} gestures? noted",
        rf"{N} themes? came up in none of them",
        rf"{N} coders?; one reading a session",
        rf"Version \S+: {N} codes?",
        rf"{N} quotes?, each marked",
        rf"{N} turns, (?:nothing|{N} things?) to look at",
    )
]
