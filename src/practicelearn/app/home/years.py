"""The years page: one headline theme a screen, for a meeting; for the team one press away.

What is shown is decided in ``practicelearn.output.years_page``; here it is only drawn. The team
view is sent for by a form and so has no address: it is in no history and no bookmark, and is never
what opens.
"""

from __future__ import annotations

from urllib.parse import urlencode

from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody, still_coding
from practicelearn.app.home.pieces import button, form, hidden, link, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.app.home.years_drawn import (
    pair_of_words,
    picture,
    squares_and_sides,
    words_of_round,
)
from practicelearn.app.home.years_words import in_figures, sure_panel
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.years import Opening, opening_of, years
from practicelearn.output.gate.wording import joined
from practicelearn.output.years_page import YearsPage
from practicelearn.output.years_page.model import Screen, View

__all__ = ["ADDRESS", "show", "take"]

ADDRESS = "/study/{key}/understand/years"
PARTS = ("understand", "years")
STAGE = "understand"
BOTH = "both"
TITLE = "Year by year"
_SCRIPT = '<script type="module" src="/years.js"></script>'


def show(visit: Visit) -> str:
    """Return the page as a meeting may see it, or what has to be done or said before."""
    return _page(visit, view="meeting", opening=False)


def take(visit: Visit, form: Form) -> Goto | str:
    """Open the comparison early, say that nobody here has still to code, or show the team view."""
    do = form["do"]
    if do == NOBODY:
        say_nobody(visit)
        return Goto(_address(visit))
    if do == "open":
        waits = _waits_for_coding(visit, opening_of(visit.study.folder))
        if not waits:
            years(visit.study.folder, opening=True)
        return Goto(_address(visit))
    if do == "team":
        return _page(visit, view="team", opening=False, form=form)
    raise PracticelearnError("Choose what to do on the page itself.")


def _page(visit: Visit, *, view: View, opening: bool, form: Form | None = None) -> str:
    opened = opening_of(visit.study.folder)
    waits = _waits_for_coding(visit, opened)
    if waits:
        return _frame(visit, TITLE, still_coding(visit, _address(visit), waits))
    if not opened.is_open and not opening:
        return _frame(visit, TITLE, _not_open(visit, opened))
    try:
        shown = years(visit.study.folder, view=view, opening=opening)
    except PracticelearnError as error:
        way = _to_team(visit, None) if view == "meeting" else ""
        return _frame(
            visit, TITLE, f'<p class="lead">{words(error)}</p><div class="ends">{way}</div>'
        )
    if not shown.screens:
        return _frame(visit, TITLE, _nothing(visit))
    asked = (form["theme"] if form else "") or visit.args.get("theme", "")
    n = shown.at(asked)
    screen = shown.screens[n]
    look = (_team if view == "team" else _meeting)(visit, shown, n)
    grey = screen.verdict is not None and screen.verdict.grey
    kind = " ".join(["years", view, *(["grey"] if grey else [])])
    return _frame(visit, screen.statement, look, kind=kind)


def _frame(visit: Visit, title: str, body: str, *, kind: str = "") -> str:
    return page(title, body, stage=STAGE, study=visit.study, wide=bool(kind), kind=kind,
                problem=visit.problem)  # fmt: skip


def _address(visit: Visit, **more: str) -> str:
    here = visit.study.at(*PARTS)
    return f"{here}?{urlencode(more)}" if more else here


# --- before anything is shown ----------------------------------------------------------------


def _waits_for_coding(visit: Visit, opened: Opening) -> dict[str, int]:
    """Coders who have still to code, unless what the page says is public."""
    return {} if opened.released else coders_left(visit)


def _not_open(visit: Visit, opened: Opening) -> str:
    before, after = opened.pair
    lacks = []
    if opened.lacking.plan:
        lacks.append(f"No plan of {after} was made before it was coded.")
    if opened.lacking.unstated:
        lacks.append(f"No sentence yet: {joined(list(opened.lacking.unstated))}.")
    items = "".join(f"<li>{words(said)}</li>" for said in lacks)
    return (
        f'<p class="lead">{words(before)} and {words(after)} are not set beside each other yet.</p>'
        f'<ul class="plainly">{items}</ul>'
        "<p>The comparison opens once the plan and a sentence on each headline theme stand: who "
        "has seen it writes other sentences. It can be opened earlier. That goes on record, with "
        "the day, and stands in the evidence file.</p>"
        f'<div class="ends">{_to_sentences(visit)}'
        f"{_ask(visit, 'open', 'Open it now, on record')}</div>"
    )


def _nothing(visit: Visit) -> str:
    return (
        '<p class="lead">There is no headline theme to show yet.</p><p>A theme is shown once it is '
        "planned as a headline or, in a first year, once a person has said in one sentence what "
        f'people are saying.</p><div class="ends">{_to_sentences(visit)}</div>'
    )


def _to_sentences(visit: Visit) -> str:
    return link("Write the sentences", visit.study.at(STAGE, "themes"), class_="press main")


def _ask(visit: Visit, do: str, label: str) -> str:
    return form(_address(visit), hidden(do=do), button(label))


# --- for a meeting ----------------------------------------------------------------------------


def _meeting(visit: Visit, shown: YearsPage, n: int) -> str:
    screen = shown.screens[n]
    asked = visit.args.get("words", "")
    here = _address(visit, theme=screen.theme)
    body = _screen(visit, screen)
    if screen.of(asked) or (asked == BOTH and screen.beside):
        years_ = [asked] if asked != BOTH else _pair(screen)
        body = _words(screen, years_, here)
    notices = "".join(f'<p class="notice">{words(said)}</p>' for said in shown.notices)
    bar = (
        f'<div class="years-bar">{link("The year", visit.study.at(STAGE))}'
        f'<p class="theme">{words(screen.name)}</p>{_steps(visit, shown, n)}'
        f"{_to_team(visit, screen)}</div>"
    )
    return f"{bar}{notices}{body}{_SCRIPT}"


def _pair(screen: Screen) -> list[str]:
    return [screen.beside.before, screen.beside.after] if screen.beside else []


def _screen(visit: Visit, screen: Screen) -> str:
    def go(year: str) -> str:
        return f"{_address(visit, theme=screen.theme, words=year)}#words"

    beneath = f'<p class="beneath">{words(screen.beneath)}</p>' if screen.beneath else ""
    return (
        f'<div class="years-two"><div class="years-left">{picture(screen, go)}'
        f"{squares_and_sides(screen)}</div>"
        f'<div class="years-right">{sure_panel(screen, go(BOTH))}</div></div>'
        f"{beneath}{in_figures(screen)}"
    )


def _words(screen: Screen, years_: list[str], back: str) -> str:
    told = [r for r in screen.rounds if r.year in years_]
    inner = pair_of_words(told) if len(told) > 1 else words_of_round(told[0])
    return (
        f'<section id="words" class="years-words" tabindex="-1"><h2>In people’s words</h2>{inner}'
        f'<p class="ends">{link("Back to the picture", back, class_="press", data_back=True)}</p>'
        "</section>"
    )


def _steps(visit: Visit, shown: YearsPage, n: int) -> str:
    """The arrows, and where one is; at either end there is no arrow."""
    themes = [s.theme for s in shown.screens]
    parts = []
    for k, rel, label, sign in ((n - 1, "prev", "Previous", "←"), (n + 1, "next", "Next", "→")):
        if 0 <= k < len(themes):
            name = shown.screens[k].name
            parts.append(
                f'<a class="arrow" rel="{rel}" href="{words(_address(visit, theme=themes[k]))}" '
                f'aria-label="{words(f"{label}: {name}")}">{sign}</a>'
            )
        else:
            parts.append(f'<span class="arrow none" aria-hidden="true">{sign}</span>')
    here = f'<span class="at">{n + 1} of {len(themes)}</span>'
    return f'<nav class="steps" aria-label="Headline themes">{parts[0]}{here}{parts[1]}</nav>'


def _to_team(visit: Visit, screen: Screen | None) -> str:
    theme = "" if screen is None else screen.theme
    return form(_address(visit), hidden(do="team", theme=theme), button("Team view"))


# --- for the team -----------------------------------------------------------------------------


def _team(visit: Visit, shown: YearsPage, n: int) -> str:
    screen = shown.screens[n]
    back = link("Back to meeting view", _address(visit, theme=screen.theme))
    steps = [
        form(
            _address(visit), hidden(do="team", theme=shown.screens[k].theme),
            button(f"{label}: {shown.screens[k].name}", data_step=rel), class_="step",
        )
        for k, rel, label in ((n - 1, "prev", "Previous"), (n + 1, "next", "Next"))
        if 0 <= k < len(shown.screens)
    ]  # fmt: skip
    notices = "".join(f'<p class="notice">{words(said)}</p>' for said in shown.notices)
    beneath = f'<p class="beneath">{words(screen.beneath)}</p>' if screen.beneath else ""
    quotes = pair_of_words(list(screen.rounds))
    return (
        f'<p class="team-only" role="note"><b>Team only.</b> Every figure in full. Not for a '
        f"meeting. {back}</p>{notices}"
        f'<div class="years-bar"><p class="theme">{words(screen.name)}</p>'
        f'<div class="steps">{"".join(steps)}</div></div>'
        f'<div class="years-two"><div class="years-left">'
        f"{picture(screen, lambda year: f'#words-{year}')}{squares_and_sides(screen)}</div>"
        f'<div class="years-right">{sure_panel(screen, "#words")}</div></div>{beneath}'
        f"{in_figures(screen)}"
        f'<section id="words" class="years-words" tabindex="-1"><h2>In people’s words</h2>{quotes}'
        f"</section>{_SCRIPT}"
    )
