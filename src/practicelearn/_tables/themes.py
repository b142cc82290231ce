"""Tables of themes: what they are, what they rest on, and how far they reach in each round."""

from __future__ import annotations

from practicelearn._tables.contract import Column, Table

__all__ = ["COMPARISON", "EVIDENCE", "OTHERWISE", "SCORES", "THEMES"]

THEMES = Table(
    "themes",
    "theme_id",
    (
        Column("name", "text", "the code's name, or the topic's first words", required=True),
        Column("statement", "text", "what people are saying, in one sentence, by a person"),
        Column("status", "text", "candidate, theme or dropped", required=True),
        Column("origin", "text", "codes or topic", required=True),
        Column("codes", "list", "codes it is made of"),
        Column("topics", "list", "topics that go with it"),
        Column("terms", "text", "words that mark it, from the topic model"),
        Column("recurring", "bool", "in at least one round, by the definition asked for"),
        Column("years_recurring", "list", "the rounds in which it recurs"),
        Column("n_groups", "int", "groups in which it was raised, newest round; missing: unread"),
        Column("n_people", "int", "people who raised it, each once; missing: unread, or notes"),
        Column("n_passages", "int", "passages coded, newest round, also where not all was read"),
        Column("flags", "list", "what a reader must know, in words"),
    ),
)

EVIDENCE = Table(
    "evidence",
    None,
    (
        Column("theme_id", "text", "theme", required=True),
        Column("year", "text", "round"),
        Column("group", "text", "group", required=True),
        Column("session_id", "text", "session", required=True),
        Column("turn_id", "text", "turn", required=True),
        Column("start", "int", "first code point in the turn's text", required=True),
        Column("end", "int", "end, exclusive", required=True),
        Column("quote", "text", "the words", required=True),
        Column("speaker", "text", "label in that session"),
        Column("person_id", "text", "person, where the attendance list says so"),
        Column("who", "text", "person, or label within its session; missing without a label"),
        Column("role", "text", "role that day"),
        Column("coding_id", "text", "the coding; missing for topics"),
        Column("code", "text", "code; missing for topics"),
        Column("coder", "text", "who coded; missing for topics"),
        Column("stance", "text", "for, against, mixed or none"),
        Column("strength", "int", "0 to 3"),
        Column("weight", "float", "how typical of the theme, larger is more"),
        Column("verbatim", "bool", "False for a paraphrase"),
    ),
)

SCORES = Table(
    "scores",
    None,
    (
        Column("theme_id", "text", "theme", required=True),
        Column("year", "text", "round"),
        Column("group", "text", "group", required=True),
        Column("group_type", "text", "kind of group"),
        Column("team", "text", "team"),
        Column("facilitator", "text", "person who led the group"),
        Column("n_people", "int", "people who count: attendees, or speakers without a list"),
        Column("n_raised", "int", "of these, those who raised it; missing for topics"),
        Column("n_at_least", "int", "people heard to raise it where not all was read for it"),
        Column("raised", "bool", "the group raised it, notes included; missing where unread"),
        Column("score", "float", "share of people who raised it; for topics share of words"),
        Column("measure", "text", "share of attendees, share of speakers or share of words"),
        Column("minutes", "float", "recorded minutes of talk; missing unless all are known"),
        Column("n_words", "int", "words of participants"),
        Column("left_out", "text", "in a word, why the group has no share of people"),
        Column("why", "text", "why the score is missing"),
    ),
)

COMPARISON = Table(
    "comparison",
    None,
    (
        Column("theme_id", "text", "theme", required=True),
        Column("name", "text", "its name", required=True),
        Column("year_before", "text", "earlier round", required=True),
        Column("year_after", "text", "later round", required=True),
        Column("measure", "text", "what the score is a share of"),
        Column("unit", "text", "group, team or facilitator"),
        Column("design", "text", "unpaired, paired or stratified"),
        Column(
            "weights", "text", "groups (each unit counts alike) or attendees (each person does)"
        ),
        Column("n_before", "int", "units in the earlier round"),
        Column("n_after", "int", "units in the later round"),
        Column("mean_before", "float", "mean score, earlier round"),
        Column("mean_after", "float", "mean score, later round"),
        Column("difference", "float", "later minus earlier, -1 to 1"),
        Column("low", "float", "the interval that bears the verdict, lower end"),
        Column("high", "float", "the interval that bears the verdict, upper end"),
        Column(
            "level",
            "float",
            "its level: 1 - .05/K with K headline themes tested (over all pairs of rounds, with "
            "declared balances); 1 - .10/K where the verdict is no worthwhile change; .95, taken "
            "alone, where the theme is not tested",
        ),
        Column("inner_low", "float", "narrower interval, of level 1 - .10/K (.90), lower end"),
        Column("inner_high", "float", "narrower interval, upper end"),
        Column("p", "float", "permutation p, two-sided; missing where not tested"),
        Column("p_adjusted", "float", "the same over all declared themes and contrasts"),
        Column("n_splits", "int", "relabellings behind p"),
        Column("smallest_detectable", "float", "difference found in 80 % of such studies"),
        Column("smallest_worthwhile", "float", "as declared"),
        Column(
            "verdict",
            "text",
            "heard more (less); heard more (less) by a worthwhile amount; heard more (less), by "
            "less than would matter; heard in more (fewer) groups; no worthwhile change; cannot "
            "tell; no verdict (refused); not tested. Of a balance: balance moved towards for "
            "(against)",
        ),
        Column("why", "text", "the reason, in words"),
        Column("cautions", "list", "what must be said beside the figures"),
        Column(
            "minutes_before", "float", "mean recorded minutes a unit; missing if one is unknown"
        ),
        Column("minutes_after", "float", "the same, later round"),
        Column("words_before", "float", "mean words of participants a group, earlier round"),
        Column("words_after", "float", "mean words of participants a group, later round"),
        Column("size_before", "float", "mean people a unit, earlier round"),
        Column("size_after", "float", "mean people a unit, later round"),
    ),
)

OTHERWISE = Table(
    "otherwise",
    None,
    (
        Column("theme_id", "text", "headline theme", required=True),
        Column("name", "text", "its name", required=True),
        Column("year_before", "text", "earlier round", required=True),
        Column("year_after", "text", "later round", required=True),
        Column(
            "alternative",
            "text",
            "unit, weights, largest group, coder, worthwhile, recurrence, earlier rules, or "
            "changed after the plan",
            required=True,
        ),
        Column("what", "text", "what is done otherwise, in words", required=True),
        Column("difference", "float", "later minus earlier, -1 to 1"),
        Column("low", "float", "the interval that bears the verdict, lower end"),
        Column("high", "float", "the interval that bears the verdict, upper end"),
        Column("p_adjusted", "float", "over all declared themes and contrasts"),
        Column(
            "verdict",
            "text",
            "as in COMPARISON; recurs or does not recur; missing where it could not be tried",
        ),
        Column("verdict_planned", "text", "the verdict as it was planned"),
        Column("turns", "bool", "whether it is another verdict", required=True),
        Column("why", "text", "why it could not be tried, or why nothing changes"),
    ),
)
