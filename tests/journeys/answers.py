"""The answer key of the two invented studies: counted by hand, before the program was run.

Never changed to what the program prints. Where figures have parts, the parts are written out, so
that anybody can count them again in the talk.
"""

from __future__ import annotations

R9, R10, R11 = "Round 9", "Round 10", "Round 11"

# --- Study A: three rounds, the last one messy ----------------------------------------------------

ORDER = [R9, R10, R11]
COMPARED = [(R9, R10), (R10, R11)]

N_SESSIONS = 6 + 6 + 7
LISTED = {R9: 5 + 4 + 6 + 5 + 5 + 4, R10: 5 + 4 + 6 + 5 + 5 + 4, R11: 3 + 4 + 6 + 5 + 5 + 4 + 5 - 1}
"""People on the attendance lists who are no facilitators; who sat in two groups, once."""

# theme -> round -> what holds. Groups of each round in the order Ash, Birch, Cedar, Damson, Elm,
# Fir (, Gorse).
#   known       groups of which it is known whether they raised it; a flip chart speaks for a group
#   raised_in   of these, those that did
#   shares      people who raised it of people there, in each group that has a share
#   people      people of the groups with a share, everybody once; raised: of these
#   passages    codings of participants' words; counted: those that count somebody
#   left_out    groups without a share, by why
_UNLISTED = "somebody who spoke is not on the attendance list"
_NOTES = "notes only"
_UNREAD = "not read with this code"
_MESS = {"Ash": _UNLISTED, "Birch": _NOTES, "Cedar": _UNREAD}
_ALL_UNREAD = dict.fromkeys(["Ash", "Birch", "Cedar", "Damson", "Elm", "Fir"], _UNREAD)

THEMES = {
    "supervision": {
        R9: {
            "known": 6, "raised_in": 4, "people": 29, "raised": 1 + 0 + 1 + 0 + 1 + 1,
            "shares": [1 / 5, 0 / 4, 1 / 6, 0 / 5, 1 / 5, 1 / 4],
            "passages": 4, "counted": 4, "left_out": {},
        },
        R10: {
            "known": 6, "raised_in": 6, "people": 29, "raised": 4 + 3 + 5 + 3 + 4 + 3,
            "shares": [4 / 5, 3 / 4, 5 / 6, 3 / 5, 4 / 5, 3 / 4],
            "passages": 22, "counted": 22, "left_out": {},
        },
        R11: {
            # who sat in Elm and in Fir said it in both, and is one person
            "known": 6, "raised_in": 5, "people": 5 + 5 + 4 + 5 - 1, "raised": 3 + 4 + 3 + 3 - 1,
            "shares": [3 / 5, 4 / 5, 3 / 4, 3 / 5],
            "passages": 1 + 3 + 4 + 3 + 3, "counted": 13, "left_out": _MESS,
        },
    },
    "desks": {
        R9: {
            # P1 of Ash said it twice
            "known": 6, "raised_in": 6, "people": 29, "raised": 4 + 3 + 4 + 4 + 4 + 3,
            "shares": [4 / 5, 3 / 4, 4 / 6, 4 / 5, 4 / 5, 3 / 4],
            "passages": 23, "counted": 23, "left_out": {},
        },
        R10: {
            "known": 6, "raised_in": 6, "people": 29, "raised": 4 + 3 + 5 + 4 + 3 + 3,
            "shares": [4 / 5, 3 / 4, 5 / 6, 4 / 5, 3 / 5, 3 / 4],
            "passages": 22, "counted": 22, "left_out": {},
        },
        R11: {
            # in Ash four said it and three are listed: 133 per cent, were it counted
            "known": 6, "raised_in": 6, "people": 18, "raised": 1 + 1 + 1 + 1,
            "shares": [1 / 5, 1 / 5, 1 / 4, 1 / 5],
            "passages": 4 + 1 + 1 + 1 + 1 + 1, "counted": 4, "left_out": _MESS,
        },
    },
    "pay": {
        R9: {
            "known": 6, "raised_in": 2, "people": 29, "raised": 2 + 1,
            "shares": [2 / 5, 0 / 4, 1 / 6, 0 / 5, 0 / 5, 0 / 4],
            "passages": 3, "counted": 3, "left_out": {},
        },
        R10: {
            # P3 of Fir by lee's reading only
            "known": 6, "raised_in": 1, "people": 29, "raised": 1,
            "shares": [0 / 5, 0 / 4, 0 / 6, 0 / 5, 0 / 5, 1 / 4],
            "passages": 1, "counted": 1, "left_out": {},
        },
        R11: {
            # Ash (somebody not listed) and Birch (flip chart) raised it; Elm's facilitator brought
            # it in, which is not raising it
            "known": 6, "raised_in": 2, "people": 18, "raised": 0,
            "shares": [0 / 5, 0 / 5, 0 / 4, 0 / 5],
            "passages": 2, "counted": 0, "left_out": _MESS,
        },
    },
    "parking": {
        # everybody was read before there was this code: nothing is known, nothing is nought
        R9: {
            "known": 0, "raised_in": 0, "people": 0, "raised": 0, "shares": [],
            "passages": 0, "counted": 0, "left_out": _ALL_UNREAD,
        },
        R10: {
            "known": 0, "raised_in": 0, "people": 0, "raised": 0, "shares": [],
            "passages": 0, "counted": 0, "left_out": _ALL_UNREAD,
        },
        R11: {
            "known": 5, "raised_in": 4, "people": 5 + 4 + 5 - 1, "raised": 3,
            "shares": [1 / 5, 2 / 4, 1 / 5],
            "passages": 1 + 1 + 2 + 1, "counted": 4,
            "left_out": {**_MESS, "Damson": _UNREAD},
        },
    },
}  # fmt: skip

RECURS = {"supervision": ORDER, "desks": ORDER, "pay": [], "parking": []}
"""Rounds with at least 3 groups and 4 people, none giving more than half."""

CODINGS = {
    "all": (4 + 23 + 3) + (22 + 22 + 1 + 1) + (14 + 9 + 2 + 5 + 1) + 5,
    "of another coder's reading": 5,
    "said by somebody who introduces and does not raise": 2,
}
"""All codings there are; of these, those of lee, and those of facilitators' words."""

# What may be said of a headline theme between two rounds. Worked out from the shares above by the
# order of verdicts: three headlines, two contrasts.
VERDICTS = {
    ("supervision", R9, R10): {"heard more by a worthwhile amount"},
    ("supervision", R10, R11): {"cannot tell"},
    ("desks", R9, R10): {"no worthwhile change"},
    ("desks", R10, R11): {"heard less by a worthwhile amount"},
    ("pay", R9, R10): {"cannot tell"},
    ("pay", R10, R11): {"cannot tell"},
}
MEANS = {
    ("supervision", R9, R10): (0.8167 / 6, 4.5333 / 6),
    ("supervision", R10, R11): (4.5333 / 6, 2.75 / 4),
    ("desks", R9, R10): (4.5667 / 6, 4.5333 / 6),
    ("desks", R10, R11): (4.5333 / 6, 0.85 / 4),
    ("pay", R9, R10): (0.5667 / 6, 0.25 / 6),
    ("pay", R10, R11): (0.25 / 6, 0.0),
}

PLANNED = {
    # what the plans say: groups, people invited; and the groups that were held
    R10: {"groups": 6, "held": 6, "invited": 60},
    R11: {"groups": 8, "held": 7, "invited": 60},
}
DONE_OTHERWISE = {
    # lee, whom nobody planned, read two sessions; parking came after the plan, with a new version
    (R10, "coders", "kim", "kim, lee"),
    (R11, "groups", "8 groups", "7 held"),
    (R11, "version of the frame", "2023-1", "read with 2023-1, 2025-2"),
}
MISSING = {
    # one group of Round 11 was not held: of five, nobody in it or everybody; in per cent
    "Supervision": (100 * 2.75 / 5, 100 * 3.75 / 5),
    "Desks and rooms": (100 * 0.85 / 5, 100 * 1.85 / 5),
    "Pay": (100 * 0.0 / 5, 100 * 1.0 / 5),
}

UNASKED = {
    # Round 11, groups whose questions are known: Ash, Damson, Elm, Fir, Gorse.
    # No question names supervision; q2 names desks, and only in Ash and in Fir somebody spoke of
    # them before it was asked.
    "supervision": "in all 5 groups",
    "desks": "in 2 of the 5 groups",
}

NEVER = (
    r"not raised in any of",
    r"\bimproved\b",
    r"\bled in one round only",  # the rounds were not linked: nobody knows
    r"\b0 of 0\b",
    r"\bnan\b",
    r"\b(1[1-9]\d|10[1-9]|[2-9]\d\d|\d{4,})%",  # a share above all there were
    r"none of the \d+ groups",
    r"most (people )?agree",
    r"changed their minds?",
    r"opinion turned",
    # sums over rounds of people who were not linked: 4 + 22 + 12 raised supervision, 89 are listed
    r"\b(38|89|90|91) people\b",
    # who sat in Elm and in Fir counted twice, in people there and in people who raised it
    r"\bof (19|32) people\b",
    r"\b13 of 18\b",
)
"""What no document of study A may say, as patterns: each would be false here, or no finding."""

NOBODY = (r"nobody raised it",)
"""Of pay in Round 11 this would be false: two groups raised it. Of the rest it is never true."""

NEVER_FOR_READERS = (r"(?<![\d,.])0 of \d", r"r11-", r"\bP\d\b", "Gorse", "Damson", "Birch")
"""Nor may what readers get: a nought, a session, a person, a group."""

ONE_TWICE = (r"\b(19|32) people", r"people in Round 11 (19|32)\b", r"\bof (19|32) people")
"""18 people are counted in Round 11 and 31 listed, everybody once. Readers are given one of these
populations and no other; these are what comes of counting somebody twice."""

SIZES = {
    # people a group, of the groups that have a share: one denominator a table
    ("supervision", R9, R10): (29 / 6, 29 / 6),
    ("supervision", R10, R11): (29 / 6, (5 + 5 + 4 + 5) / 4),
    ("desks", R10, R11): (29 / 6, (5 + 5 + 4 + 5) / 4),
}

MUST_FOR_READERS = (
    "22 of 29",  # supervision and desks in Round 10
    "12 of 18",  # supervision in Round 11
    "fewer than 5 of 29",  # supervision in Round 9
    "fewer than 5 of 18",  # desks in Round 11
)

# --- Study B: the newest round was coded in other programs ----------------------------------------

B_EARLIER = {
    # theme -> (groups, groups that raised it, people, people who raised it)
    "workload": (4, 4, 16, 4),
    "tools": (4, 4, 16, 3 + 2 + 3 + 2),
}
B_AT_LEAST = {
    # theme -> (groups, people): what was coded, while nobody has said what was read
    "workload": (3, 3 + 3 + 2),
    "tools": (1, 1),
}
B_DECLARED = {
    # Ana read North, South and East for workload only; Ben read West for both codes.
    # East was read and nobody was found to raise it: that is a nought, for workload.
    "workload": (4, 3, 16, 3 + 3 + 0 + 2),
    "tools": (1, 1, 4, 1),
}
B_SHARES = {"workload": [3 / 4, 3 / 4, 0 / 4, 2 / 4], "tools": [1 / 4]}
B_NEVER = (
    r"not raised in any of",
    r"nobody raised it",
    r"heard less(?!” say)",
    r"heard more (by|in \d|than)",
    r"\bimproved\b",
    r"no worthwhile change",
    r"human-coded",
    r"\b0 of (12|16|28|\d+ people)\b",
)
"""What nothing of study B may say while it is not known what was read, as patterns."""
