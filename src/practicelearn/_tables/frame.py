"""Tables of topics and the frame: what to look at in the frame, and how seeded codes fare."""

from __future__ import annotations

from practicelearn._tables.contract import Column, Table

__all__ = ["AGAINST_HAND", "FRAME_CHECK", "SEEDED", "SEED_WORDS"]

FRAME_CHECK = Table(
    "frame_check",
    "proposal",
    (
        Column(
            "kind",
            "text",
            "may be one, holds two subjects, never used, or no code covers it",
            required=True,
        ),
        Column("codes", "list", "codes it is about"),
        Column("topics", "list", "topics it is about"),
        Column("name", "text", "their names", required=True),
        Column("says", "text", "what was found, with its figures", required=True),
        Column("could", "text", "what a person could do about it", required=True),
        Column("n_groups", "int", "groups it rests on"),
        Column("n_passages", "int", "passages of the codes; turns on the topic without a code"),
        Column("n_turns", "int", "turns read that it rests on"),
        Column(
            "share",
            "float",
            "0 to 1: of turns with either code, those with both; of a code's passages, the smaller "
            "part; of the topic's words that were read, those that carry a code",
        ),
        Column(
            "by_chance",
            "float",
            "what that share would be: by chance, codes shifted in their sessions; over all talk",
        ),
        Column("likeness", "float", "of the words of both: 1 as alike as to itself, 0 as any talk"),
        Column("likeness_low", "float", "its 90 % interval, groups left out in turn: lower end"),
        Column("likeness_high", "float", "upper end"),
        Column("p_adjusted", "float", "chance of it by luck, over all that was looked at"),
    ),
)

SEEDED = Table(
    "seeded codes",
    "code",
    (
        Column("name", "text", "the code's name", required=True),
        Column("topic", "text", "the topic started there; missing where it was left free"),
        Column("found_again", "bool", "whether the topic is found again; missing: nobody asked"),
        Column("found", "list", "seed words that participants say, most said first"),
        Column("absent", "list", "seed words that no participant says"),
        Column("share", "float", "of participants' words on the topic, mean over groups, 0 to 1"),
        Column("low", "float", "its 95 % interval, groups as units: lower end"),
        Column("high", "float", "upper end; missing below four groups"),
        Column("n_groups", "int", "groups with a share"),
        Column("n_turns_topic", "int", "participants' turns on the topic"),
        Column("n_groups_topic", "int", "groups with at least one of these"),
        Column("n_turns_words", "int", "participants' turns that say a seed word: the baseline"),
        Column("n_groups_words", "int", "groups with at least one of these"),
        Column("n_turns_both", "int", "turns that are both"),
        Column("why", "text", "why a figure is missing"),
    ),
)

SEED_WORDS = Table(
    "seed words",
    None,
    (
        Column("code", "text", "the code", required=True),
        Column("word", "text", "the seed word or phrase", required=True),
        Column("n_turns", "int", "participants' turns that say it; 0: absent", required=True),
        Column("n_groups", "int", "groups that say it", required=True),
    ),
)

AGAINST_HAND = Table(
    "against hand",
    None,
    (
        Column("code", "text", "the code", required=True),
        Column("by", "text", "topic, or words: the seed words alone", required=True),
        Column("n_sessions", "int", "sessions read by hand for the code", required=True),
        Column("n_turns", "int", "participants' turns read by hand for the code", required=True),
        Column("n_coded", "int", "of these, turns that a person coded with it", required=True),
        Column("n_found", "int", "of these, turns on the topic, or with a seed word"),
        Column("n_both", "int", "turns that are both"),
        Column("precision", "float", "n_both of n_found"),
        Column("precision_low", "float", "its 95 % interval, a whole session left out in turn"),
        Column("precision_high", "float", "upper end"),
        Column("recall", "float", "n_both of n_coded"),
        Column("recall_low", "float", "its 95 % interval, likewise"),
        Column("recall_high", "float", "upper end"),
        Column("why", "text", "why a figure is missing"),
    ),
)
