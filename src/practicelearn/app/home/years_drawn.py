"""The picture of a theme's rounds: dots and bands, lines and gaps, squares, sides, quotes.

Places along the picture are in per cent and letters keep their size, so it fits any window; nothing
is inline style, which the page's policy forbids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from practicelearn.app.home.pieces import words
from practicelearn.output.gate.raised import five_cells_said, parts_cells
from practicelearn.output.report.blocks import Quote
from practicelearn.output.years_page.model import Join, RoundShown, Screen, Square

__all__ = ["pair_of_words", "picture", "squares_and_sides", "words_of_round"]

RAISED = "People who raised each theme, by round"
TOP, BOTTOM = 14.0, 90.0
"""Where "all" and "none" lie, in per cent of the picture's height."""
_WHERE = (TOP + 8, (TOP + BOTTOM) / 2 - 6, BOTTOM - 16)
"""Where the reason of a gap may stand: there, where dots and their labels are farthest away."""
FAR = 6
"""More rounds than this leave no room for the word "people" beside each dot; the axis says it."""
_HATCH = (
    '<defs><pattern id="{0}" width="12" height="12" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line class="stroke" x1="0" y1="0" x2="0" y2="12"/></pattern>'
    "</defs>"
)
SIDES = (
    ("n_against", "against", "against"),
    ("n_mixed", "mixed", "both sides"),
    ("n_for", "for", "for"),
    ("n_no_stance", "no-side", "no side taken"),
)
_SQUARES: tuple[tuple[Square, str, str], ...] = (
    ("raised", "raised", "raised it"), ("not raised", "empty", "did not"),
    ("not read", "unread", "not read"), ("not told", "held", "not told which"),
)  # fmt: skip
_NARROW = 0.045
"""The least share of a bar for each digit of the figure beneath it."""


def picture(screen: Screen, go: Callable[[str], str]) -> str:
    """Return the dots of all rounds; each leads to the words of its round (``go``)."""
    n = len(screen.rounds)
    lines = "".join(
        _join(join, screen.rounds[k], screen.rounds[k + 1], k, n)
        for k, join in enumerate(screen.joins)
    )
    marks = "".join(_round(r, k, n, go) for k, r in enumerate(screen.rounds))
    grid = "".join(
        f'<line class="level" x1="0" x2="100%" y1="{y}%" y2="{y}%"/>'
        for y in (TOP, (TOP + BOTTOM) / 2, BOTTOM)
    )
    told = "; ".join(f"{r.year} {r.cell}".strip() for r in screen.rounds)
    alt = f"{RAISED}. {screen.name}: {told}."
    return (
        '<div class="years-plot"><p class="of-whom">Of everybody present</p>'
        '<div class="axis" aria-hidden="true"><span>all</span><span>half</span><span>none</span>'
        f'</div><svg class="dots" role="group" aria-label="{words(alt)}">{_HATCH.format("few")}'
        f"{grid}{lines}{marks}</svg></div>"
    )


def _x(k: float, n: int) -> float:
    return round(100 * (k + 0.5) / n, 2)


def _y(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 2)


def _round(shown: RoundShown, k: int, n: int, go: Callable[[str], str]) -> str:
    x, place = _x(k, n), shown.place
    label = shown.label.removesuffix(" people") if n > FAR else shown.label
    if place is None:
        said = _text(label, x, (BOTTOM + TOP) / 2, "held")
        return _linked(said, shown, go)
    if place.is_exact:
        y = _y(place.high)
        dot = f'<circle class="hit" cx="{x}%" cy="{y}%" r="24"/>'
        dot += f'<circle class="dot" cx="{x}%" cy="{y}%" r="11"/>'
        return _linked(dot + _text(label, x, y, "label", dy=-24), shown, go)
    top, low = _y(place.high), _y(place.low)
    wide = min(40.0, 60 / n)
    where = f'x="{x - wide / 2}%" width="{wide}%" y="{top}%" height="{round(low - top, 2)}%"'
    band = f'<rect class="band" {where}/>'
    band += f'<rect class="hatched" fill="url(#few)" {where}/>'
    dy = -16 if place.low == 0 else 40
    return _linked(
        band + _text(label, x, top if place.low == 0 else low, "label", dy=dy), shown, go
    )


def _linked(inner: str, shown: RoundShown, go: Callable[[str], str]) -> str:
    said = f"{shown.year}: {shown.label}" if shown.year else shown.label
    return f'<a href="{words(go(shown.year))}" aria-label="{words(said)}">{inner}</a>'


def _text(said: str, x: float, y: float, kind: str, *, dy: int = 0) -> str:
    whole, people, _ = said.partition(" people")
    rest = f'<tspan class="noun">{people}</tspan>' if people else ""
    return f'<text class="{kind}" x="{x}%" y="{y}%" dy="{dy}">{words(whole)}{rest}</text>'


def _join(join: Join, before: RoundShown, after: RoundShown, k: int, n: int) -> str:
    """A line between two dots, or a gap with its reason."""
    if join.line and before.place is not None and after.place is not None:
        ends = f'x1="{_x(k, n)}%" y1="{_y(before.place.high)}%" x2="{_x(k + 1, n)}%" '
        return f'<line class="joined" {ends}y2="{_y(after.place.high)}%"/>'
    if not join.why:
        return ""
    x = _x(k + 0.5, n)
    taken = [_y(r.place.high) for r in (before, after) if r.place is not None]
    y = max(_WHERE, key=lambda own: min((abs(own - t + 8) for t in taken), default=own))
    lines = _short(join.why)
    spans = " ".join(  # a blank, so that whoever hears or copies it has two words
        f'<tspan x="{x}%" dy="{0 if not i else "1.2em"}">{words(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    gap = f'<line class="gap" x1="{x}%" x2="{x}%" y1="{TOP}%" y2="{BOTTOM}%"/>'
    return f'{gap}<text class="why" y="{y}%">{spans}</text>'


def _short(said: str, width: int = 16) -> list[str]:
    """Words in lines of no more than so many letters."""
    lines = [""]
    for word in said.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


# --- below the picture ------------------------------------------------------------------------


def squares_and_sides(screen: Screen) -> str:
    """Return what stands under each round: its year, a square a group, and its sides."""
    columns = "".join(_column(r, screen.name) for r in screen.rounds)
    return f'<ol class="years-rounds">{columns}</ol>{_legend(screen)}'


def _column(shown: RoundShown, name: str) -> str:
    row = "".join(f'<span class="square {_class_of(s)}"></span>' for s in shown.squares)
    said = words(f"{shown.year}: {shown.groups or 'its groups are not told'}")
    some = "not told" in shown.squares or not shown.squares
    told = f'<span class="groups">{words(shown.groups)}</span>' if some and shown.groups else ""
    return (
        f'<li><b class="year">{words(shown.year)}</b> '
        f'<span class="squares" role="img" aria-label="{said}">{row}</span> {told} '
        f"{_sides(shown, name)}</li>"
    )


def _class_of(square: Square) -> str:
    return next(c for s, c, _ in _SQUARES if s == square)


def _sides(shown: RoundShown, name: str) -> str:
    claim = shown.sides
    if claim is None:
        return f'<span class="instead">{words(shown.instead)}</span>'
    _, well, critical, both, no_side, _ = parts_cells(claim)
    told = {"against": critical, "mixed": both, "for": well, "no-side": no_side}
    left, bars = 0.0, []
    for column, kind, _ in SIDES:
        share = getattr(claim, column) / claim.n_people if claim.n_people else 0.0
        if not share:
            continue
        where = f'x="{round(100 * left, 2)}%" width="{round(100 * share, 2)}%"'
        bars.append(f'<rect class="side {kind}" y="1" height="26" {where}/>')
        if kind == "mixed":
            bars.append(f'<rect class="hatched" fill="url(#few)" y="1" height="26" {where}/>')
        if share >= _NARROW * len(told[kind]):
            middle = round(100 * (left + share / 2), 2)
            bars.append(f'<text class="n" x="{middle}%" y="28" dy="1em">{words(told[kind])}</text>')
        left += share
    alt = f"{f'{shown.year}. ' if shown.year else ''}{five_cells_said(claim, name)}"
    whole = '<rect class="whole" x="0" width="100%" y="1" height="26"/>'
    return f'<svg class="sides" role="img" aria-label="{words(alt)}">{whole}{"".join(bars)}</svg>'


def _legend(screen: Screen) -> str:
    """What squares and bars mean, of those that are there."""
    there = {s for r in screen.rounds for s in r.squares}
    items = [
        f'<li><span class="square {kind}" aria-hidden="true"></span>{said}</li>'
        for square, kind, said in _SQUARES
        if square in there
    ]
    squares = f"<li>One square a group:</li>{''.join(items)}" if items else ""
    drawn = [r.sides for r in screen.rounds if r.sides is not None]
    parts = [
        f'<li><svg class="key" aria-hidden="true"><rect class="side {kind}" x="1" y="1" width="22" '
        f'height="22"/>{_hatched(kind)}</svg>{said}</li>'
        for column, kind, said in SIDES
        if any(getattr(claim, column) for claim in drawn)
    ]
    sides = f"<li>One bar a round:</li>{''.join(parts)}" if parts else ""
    made = [f'<ul class="years-legend">{own}</ul>' for own in (squares, sides) if own]
    return "".join(made)


def _hatched(kind: str) -> str:
    if kind != "mixed":
        return ""
    return '<rect class="hatched" fill="url(#few)" x="1" y="1" width="22" height="22"/>'


# --- words ------------------------------------------------------------------------------------


def words_of_round(shown: RoundShown) -> str:
    """Return the cleared quotes of one round, or why there are none."""
    head = f"Words of {shown.year}" if shown.year else "Words"
    return (
        f'<div class="side-words" id="words-{words(shown.year)}"><h3>{words(head)}</h3>'
        f"{_quotes(shown)}</div>"
    )


def pair_of_words(rounds: Sequence[RoundShown]) -> str:
    """Return the words of rounds side by side, the oldest first."""
    return f'<div class="both-words">{"".join(map(words_of_round, rounds))}</div>'


def _quotes(shown: RoundShown) -> str:
    if not shown.quotes:
        return f'<p class="instead">{words(shown.no_quotes)}</p>'
    return "".join(map(_quote, shown.quotes))


def _quote(quote: Quote) -> str:
    return (
        f'<blockquote><p class="speech">“{words(quote.words)}”</p>'
        f'<p class="source">{words(quote.source)}</p></blockquote>'
    )
