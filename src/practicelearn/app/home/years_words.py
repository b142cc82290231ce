"""Beside the picture: the verdict and how sure it is; below it, the same in words and figures."""

from __future__ import annotations

from practicelearn.app.home.pieces import table, words
from practicelearn.app.home.years_drawn import RAISED
from practicelearn.output.gate.raised import parts_cells
from practicelearn.output.gate.wording import HIDDEN
from practicelearn.output.years_page.model import HowSure, Mark, Screen

__all__ = ["in_figures", "sure_panel"]

_ARROWS: dict[Mark, str] = {
    "up": "M20 36V6M6 20L20 6L34 20",
    "down": "M20 4V34M6 20L20 34L34 20",
    "same": "M6 14H34M6 26H34",
}
_SIDES = ["Round", "People", "Well of it", "Critically", "Both", "Took no side", "Did not raise it"]


def sure_panel(screen: Screen, both: str) -> str:
    """Return verdict and "How sure?"; the verdict leads to both rounds' words (``both``)."""
    verdict = screen.verdict
    if verdict is None:
        return ""
    arrow = _ARROWS.get(verdict.arrow)
    drawn = f'<svg class="arrow-mark" aria-hidden="true"><path d="{arrow}"/></svg>' if arrow else ""
    said = f"{drawn}<span>{words(verdict.words)}</span>"
    if screen.beside:
        pair = f"Read the words of {screen.beside.before} and {screen.beside.after}"
        said = (
            f'<a href="{words(both)}" aria-label="{words(f"{verdict.words}. {pair}")}">{said}'
            f'<small aria-hidden="true">{words(pair)}</small></a>'
        )
    since = f"Since {screen.beside.before}" if screen.beside else ""
    why = f'<p class="why">{words(verdict.why)}</p>' if verdict.why else ""
    sure = "" if screen.how_sure is None else _sure(screen.how_sure)
    return f'<p class="since">{words(since)}</p><p class="verdict">{said}</p>{why}{sure}'


def _sure(sure: HowSure) -> str:
    lines = "".join(
        f"<p>{words(said)}</p>" for said in (sure.interval, sure.threshold, sure.groups) if said
    )
    items = "".join(f"<li>{words(said)}</li>" for said in sure.cautions)
    return (
        f'<h2>How sure?</h2>{lines}<details class="cautions"><summary>What else to bear in mind'
        f'</summary><ul>{items}</ul></details><ul class="on-paper" aria-hidden="true">{items}</ul>'
    )


def in_figures(screen: Screen) -> str:
    """Return the picture as tables and sentences, for whoever reads it rather than looks at it."""
    years = [r.year for r in screen.rounds]
    cells = [words(r.cell) for r in screen.rounds]
    raised = table(RAISED, ["Theme", *years], [[words(screen.name), *cells]])
    said = "".join(f"<p>{words(r.said)}</p>" for r in screen.rounds if r.said)
    gaps = "".join(
        f"<p>{words(f'{j.before} and {j.after} are not joined: {j.why}.')}</p>"
        for j in screen.joins
        if not j.line and j.why
    )
    return (
        '<details class="in-figures"><summary>The same in words and figures</summary>'
        f"{raised}{said}{gaps}{_sides(screen)}</details>"
    )


def _sides(screen: Screen) -> str:
    if all(r.sides is None for r in screen.rounds):
        return ""
    body = [
        [words(r.year), *map(words, parts_cells(r.sides) or [HIDDEN] * (len(_SIDES) - 1))]
        for r in screen.rounds
    ]
    return table(f"For and against, by round: {screen.name}", _SIDES, body)
