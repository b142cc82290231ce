"""Tables of the learning cycle: what was said, promised, done, and heard again."""

from __future__ import annotations

from practicelearn._tables.contract import Column, Table

__all__ = ["ACTIONS", "RECHECKS", "RECOMMENDATIONS", "STATUSES", "SURVEY"]

RECOMMENDATIONS = Table(
    "recommendations",
    "recommendation_id",
    (
        Column("year", "text", "the round in which people said it"),
        Column("text", "text", "what people said, in the team's words", required=True),
        Column("themes", "list", "theme ids or names it rests on"),
        Column("response", "text", "accept, part or reject; missing where nothing was decided"),
        Column("reason", "text", "why it was rejected, or accepted in part only"),
        Column("heard_once", "bool", "marked by a person: one group only, and it matters"),
        Column("date", "text", "ISO date of the response"),
        Column("source_loc", "text", "row of the sheet"),
    ),
)

ACTIONS = Table(
    "actions",
    "action_id",
    (
        Column("recommendation_id", "text", "what it answers", required=True),
        Column("year", "text", "the round in which people said it"),
        Column("text", "text", "what will be done", required=True),
        Column("owner", "text", "the role that answers for it"),
        Column("due", "text", "ISO date"),
        Column("known_by", "text", "how we will know, as written"),
        Column("kind", "text", "theme, figure or survey; missing without a measure"),
        Column("measure", "text", "the theme, the outside figure or the survey's standard"),
        Column("direction", "text", "less or more: what would be better; missing if undeclared"),
        Column("baseline", "float", "an outside figure before"),
        Column("target", "float", "what it should become"),
        Column("result", "float", "what it has become"),
        Column("unit", "text", "unit of the outside figure, as written"),
        Column("chosen_for", "text", "level, other, or missing where nobody said why"),
        Column("note", "text", "as written"),
        Column("source_loc", "text", "row of the sheet"),
    ),
)

STATUSES = Table(
    "statuses",
    None,
    (
        Column("action_id", "text", "action", required=True),
        Column("date", "text", "ISO date; missing where none was written"),
        Column("status", "text", "not started, doing, done, stalled or dropped", required=True),
        Column("note", "text", "the note, beside the newest status"),
        Column("evidence_of_delivery", "text", "what shows that it was done"),
    ),
)

RECHECKS = Table(
    "rechecks",
    None,
    (
        Column("action_id", "text", "action", required=True),
        Column("kind", "text", "theme, figure or survey; missing without a measure"),
        Column("measure", "text", "theme id, outside figure or standard"),
        Column("name", "text", "the measure's name"),
        Column("year_before", "text", "the round in which people said it"),
        Column("year_after", "text", "the round in which it was looked at again"),
        Column("status", "text", "of the action, newest"),
        Column("delivered", "text", "yes, not yet, no or not known"),
        Column("before", "float", "mean share of people, or the outside figure's baseline"),
        Column("after", "float", "the same in the later round, or the figure's result"),
        Column("difference", "float", "later minus earlier"),
        Column("low", "float", "95 % interval of the share's difference, lower end"),
        Column("high", "float", "upper end"),
        Column("verdict", "text", "heard more, heard less, cannot tell, frame changed ..."),
        Column("why", "text", "the reason, in words"),
        Column("chosen_for", "text", "level, other or missing"),
        Column("shrunk_before", "float", "the earlier share, drawn towards that of all themes"),
        Column("shrunk_low", "float", "95 % interval from there, lower end"),
        Column("shrunk_high", "float", "upper end"),
        Column("others_change", "float", "median change of the themes no action was aimed at"),
        Column("others_low", "float", "the smallest of their changes"),
        Column("others_high", "float", "the largest"),
        Column("n_others", "float", "how many they are"),
        Column("direction", "text", "less or more, as declared"),
        Column(
            "reading",
            "text",
            "improved, worse, cannot tell; not tested (no balance was declared); not read. Of a "
            "figure: target met, nearer to, further from the target, unchanged",
        ),
        Column("reading_before", "float", "mean balance of for and against: the fair baseline"),
        Column("reading_after", "float", "the same in the later round"),
        Column("reading_low", "float", "95 % interval of that change, lower end"),
        Column("reading_high", "float", "upper end"),
        Column("reading_why", "text", "the reason, in words"),
        Column("n_people_before", "float", "people of the groups counted for the theme"),
        Column("n_for_before", "float", "of them, people for it"),
        Column("n_against_before", "float", "people against it"),
        Column("n_mixed_before", "float", "people both for and against it"),
        Column("n_people_after", "float", "the same in the later round"),
        Column("n_for_after", "float", "people for it"),
        Column("n_against_after", "float", "people against it"),
        Column("n_mixed_after", "float", "people both for and against it"),
        Column("target", "float", "of an outside figure"),
        Column("unit", "text", "of an outside figure"),
        Column("cautions", "list", "what must be said beside the figures"),
    ),
)

SURVEY = Table(
    "survey",
    None,
    (
        Column("year", "text", "round", required=True),
        Column("standard", "text", "the standard or question", required=True),
        Column("score", "float", "0 to 100; missing where fewer than five answered"),
        Column("band", "text", "low (0-50), moderate (51-74) or high (75-100)"),
        Column("n", "int", "how many answered"),
        Column("theme", "text", "theme id that is about the same, where the sheet says so"),
    ),
)
