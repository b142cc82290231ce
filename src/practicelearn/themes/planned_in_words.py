"""What a number of groups could find and rule out, as a sentence for people who plan a round."""

from __future__ import annotations

import math

from practicelearn.themes.power import Chances, Design

__all__ = ["in_years", "said_of"]

_WORDS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def said_of(design: Design, change: float, finds: float, same: Chances, moved: Chances) -> str:
    """Return what so many groups could find and rule out.

    Parameters
    ----------
    design : Design
    change : float
        The true change asked for.
    finds : float
        The smallest that is found in 8 of 10 years; NaN where none is.
    same, moved : Chances
        Where nothing changed, and of one headline that changed by ``change``.
    """
    said = [f"{_groups(design)} and {_headlines(design)}, {_found(design, change, finds, moved)}"]
    x = round(100 * same.rules_out)
    ruled = "no change" if x >= 100 else f"changes of more than {x} points"
    said.append(
        f"Where nothing changed, {ruled} could be ruled out in half of the years, and “no "
        f"worthwhile change” would be said in {in_years(same.of['no_change'])}."
    )
    return " ".join(said)


def in_years(chance: float) -> str:
    """Return a chance as years like this one.

    Examples
    --------
    >>> [in_years(p) for p in (0.004, 0.03, 0.31, 0.93, 0.999)]
    ['practically none', 'about 1 of 30 years', 'about 3 of 10 years', 'about 9 of 10 years', \
'practically every year']
    """
    if chance < 0.02:
        return "practically none"
    if chance < 0.075:
        return f"about 1 of {round(1 / chance, -1 if chance < 0.06 else 0):.0f} years"
    if chance > 0.97:
        return "practically every year"
    return f"about {min(9, max(1, round(10 * chance)))} of 10 years"


def _groups(design: Design) -> str:
    n, mean = len(design.after), sum(design.after) / len(design.after)
    about = "about " if len(set(design.after)) > 1 else ""
    said = f"With {n} groups of {about}{mean:.0f} people"
    if len(design.before) != n:
        said += f" (after {len(design.before)} groups)"
    return said


def _headlines(design: Design) -> str:
    said = f"{_WORDS[design.headlines]} headline{'s' if design.headlines > 1 else ''}"
    if design.pairs > 1:
        said += f" in {_WORDS[design.pairs] if design.pairs < 11 else design.pairs} pairs of rounds"
    return said


def _found(design: Design, change: float, finds: float, moved: Chances) -> str:
    start = 100 * design.share
    way = "rise" if change >= 0 else "fall"
    of = " of one" if design.headlines > 1 else ""
    said = (
        f"a {way}{of} from {start:.0f} to {start + 100 * change:.0f} in a hundred would be found "
        f"in {in_years(moved.found)}, and called worthwhile in {in_years(moved.of['worthwhile'])}; "
    )
    if math.isnan(finds):
        return said + f"no {way}, however large, would be found in 8 of 10."
    return said + f"one to {start + 100 * finds:.0f} would be found in 8 of 10."
