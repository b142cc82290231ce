"""The gate for sizes: the only place that puts a tally, an interval or a score into words.

As ``practicelearn.output.gate.raised`` for people and groups that raised a theme.
"""

from __future__ import annotations

from collections.abc import Mapping

from practicelearn.output.disclosure import rules
from practicelearn.output.gate.wording import (
    FEWER,
    HIDDEN,
    MISSING,
    SMALL,
    capital,
    count,
    interval,
    level_said,
    number,
    points,
    share,
)
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import (
    Answers,
    Bounds,
    Difference,
    Minutes,
    Part,
    Score,
    Share,
    Sizes,
    Tally,
)

__all__ = [
    "account_said",
    "answered_in_full",
    "answered_said",
    "answers_said",
    "bounds_said",
    "cards_said",
    "could_be_missed",
    "days_said",
    "minutes_said",
    "part_said",
    "present_said",
    "recurs_when",
    "replies_in_full",
    "reply_cell",
    "reply_in_full",
    "score_said",
    "sizes_said",
    "smallest_said",
    "sorted_said",
    "spread_heading",
    "tally_cell",
    "tally_said",
    "unlabelled_said",
]


def tally_cell(claim: Tally) -> str:
    """Return how many there are, as a figure alone."""
    return number(claim.n)


def tally_said(claim: Tally, noun: str, plural: str = "", *, none: str = "") -> str:
    """Return how many there are with their noun; ``none``: what is said where there is none."""
    return none if none and not claim.n else count(claim.n, noun, plural)


def present_said(claim: Tally, *, rounding: int = 0) -> str:
    """Return how many people of a round are counted, for readers."""
    if rounding and claim.n >= SMALL:
        return f"about {rules.rounded(claim.n, rounding)}"
    return FEWER if 0 < claim.n < SMALL else number(claim.n)


def part_said(claim: Part, noun: str = "") -> str:
    """Return so many of those there are, with their noun where one is given."""
    return f"{number(claim.n)} of {count(claim.of, noun) if noun else number(claim.of)}"


def days_said(claim: Tally) -> str:
    """Return how many days something is late."""
    return count(claim.n, "day") if claim.n else MISSING


def bounds_said(claim: Bounds) -> str:
    """Return an interval in percentage points, with its level where the claim has one."""
    if not claim.known:
        return MISSING
    said = interval(claim.low, claim.high)
    return f"{said} ({level_said(claim.source.figure(claim.level))})" if claim.level else said


def spread_heading(levels: list[float]) -> str:
    """Return the heading over intervals of these levels."""
    return f"{level_said(levels[0])} interval" if len(levels) == 1 else "Interval (its level)"


def sizes_said(claim: Sizes, year: str, *, people: bool) -> str:
    """Return how many units a round had, how long and, with ``people``, how large they were.

    Recorded minutes where both rounds have them, else participants' words.
    """
    if not claim.n:
        return f"{year}: no {claim.unit} could be counted"
    talk = f"{claim.words:,.0f} words of participants a group"
    if claim.minutes == claim.minutes:
        talk = f"{claim.minutes:.0f} minutes of talk"
    said = f"{year}: {count(claim.n, claim.unit)}, {talk}"
    return f"{said} and {claim.size:.1f} people a {claim.unit}" if people else said


def smallest_said(claim: Difference) -> str:
    """Return what was declared as the smallest change that would matter."""
    return (
        f"A change of {points(claim.value)[1:]} percentage points either way was declared as the "
        "smallest that would matter."
    )


def unlabelled_said(claim: Share) -> str:
    """Return why silence is not reported: of too many words nobody knows whose. For the team."""
    return f"not reported: {share(claim.value)} of words belong to no person on the list"


def recurs_when(row: Row) -> str:
    """Return when a candidate recurs, in words that the test of disclosure reads."""
    groups, people = Tally(row, "min_groups"), Tally(row, "min_people")
    return (
        f"A candidate recurs when raised in at least {count(groups.n, 'group')} with at least "
        f"{number(people.n)} people in a round"
    )


def minutes_said(claim: Minutes) -> str:
    """Return how long groups took."""
    least, most, mean = (number(v) for v in (claim.least, claim.most, claim.mean))
    return (
        f"{least} minutes a group"
        if least == most
        else (f"{least} to {most} minutes a group, mean {mean}")
    )


def could_be_missed(groups: Tally) -> str:
    """Return what share of groups could raise a theme that none of so many raised, at 95 %."""
    bound = 1 - 0.05 ** (1 / groups.n)
    return (
        f"With {count(groups.n, 'group')} in the last round, a theme that up to {bound:.0%} of "
        "such groups would raise could be missed"
    )


def score_said(claim: Score | None) -> str:
    """Return a survey's score with its band; None where there is no row."""
    if claim is None:
        return MISSING
    return f"{claim.score:g} {claim.band}" if claim.known else HIDDEN


def answers_said(claim: Answers) -> str:
    """Return how many gave which answer, for readers.

    0 to 4 are "fewer than 5", so no total stands there.
    """
    return "; ".join(f"{a.capitalize()}: {rules.reply_said(n)}" for a, n in claim.counts.items())


def answered_said(claim: Part | None, shown: list[Answers], missing: Answers, year: str) -> str:
    """Return how many of those who took part answered, and how many miss something, for readers.

    Without a number where it is not known, or would tell what "fewer than 5" hides.
    """
    told = ""
    if claim is not None:
        told = rules.answered_said(claim.n, claim.of, [list(a.counts.values()) for a in shown])
    who = f"{told} people" if told else "Some of those"
    wrote = capital(rules.reply_said(missing.counts["missing"]))
    return f"{who} who took part in {year} {_PAGE}. {wrote} wrote that something is missing."


def answered_in_full(claim: Part, year: str) -> str:
    """Return how many of those who took part answered. For the team."""
    return f"{number(claim.n)} of {number(claim.of)} people who took part in {year} {_PAGE}."


_PAGE = "answered the page that went back to them"


def cards_said(cards: Tally, blank: Tally) -> str:
    """Return how many cards go out, so that they can be counted back in."""
    return f"{count(cards.n, 'card')} and {count(blank.n, 'blank card')} go out."


def account_said(cards: Mapping[str, Tally]) -> str:
    """Return what became of the cards of a workshop. For the team."""
    out, back, alone, twice, lost = (
        cards[k].n for k in ("out", "back", "alone", "twice", "not_back")
    )
    return (
        f"{count(out, 'card')} went out and {number(back)} came back; {number(lost)} did not. "
        f"{number(twice)} lay in two heaps or more, and {number(alone)} fitted nowhere."
    )


def sorted_said(people: Tally | None, on: str, year: str, *, for_readers: bool) -> str:
    """Return who sorted cleared quotes into heaps, and that it changes no figure."""
    n = "" if people is None else f"{number(people.n)} "
    if people is not None and for_readers:
        n = f"{rules.reply_said(people.n)} "
    of, when = f" of {year}" if year else "", f" on {on}" if on else ""
    said = f"Cleared quotes{of} were sorted into heaps by {n}staff{when}."
    return f"{said} What they made of them changes no figure of people." if year else said


def reply_cell(claim: Answers, answer: str) -> str:
    """Return how many gave an answer, for readers."""
    return rules.reply_said(claim.counts[answer])


def reply_in_full(claim: Answers, answer: str) -> str:
    """Return how many gave an answer. For the team."""
    return number(claim.counts[answer])


def replies_in_full(claim: Answers) -> str:
    """Return how many gave which answer. For the team."""
    return "; ".join(f"{a.capitalize()}: {n}" for a, n in claim.counts.items())
