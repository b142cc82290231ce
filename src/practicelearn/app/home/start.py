"""The start page: studies used lately, a new one, the sample, one that lies elsewhere."""

from __future__ import annotations

from pathlib import Path

from practicelearn.app.home.house import key_of
from practicelearn.app.home.pieces import button, form, hidden, link, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.errors import PracticelearnError
from practicelearn.study.folder import is_study, open_study

__all__ = ["show", "take"]


def show(visit: Visit) -> str:
    """Return the start page."""
    known = visit.house.lately()
    items = "".join(_item(n, folder) for n, folder in enumerate(known))
    lately = (
        f'<h2>Used lately</h2><ul class="list">{items}</ul>'
        if known
        else "<p>A study is a folder: this year's transcripts, your coding and the report, on your "
        "own computer or a drive of your council. Nothing leaves it.</p>"
        "<p>The sample is an invented health check of three years. Look round in it first: it is "
        "a copy, so nothing in it can go wrong.</p>"
    )
    sample = link(
        "Open the sample", "/places?for=sample", class_="press" if known else "press main"
    )
    rest = (
        f'<div class="ends">{link("New study", "/new", class_="press")}{sample}'
        f"{link('A study that lies elsewhere', '/places?for=open', class_='press')}</div>"
    )
    return page("Your health checks", lately + rest, problem=visit.problem)


def take(visit: Visit, form: Form) -> Goto | str:
    """Open a study of the list, or take it off."""
    key = form["key"]
    if form["do"] == "forget":
        visit.house.forget(key)
        return Goto("/")
    folder = next((p for p in visit.house.lately() if key_of(p) == key), None)
    if folder is None:
        raise PracticelearnError("That study is not on the list any more. Choose it where it lies.")
    return Goto(f"/study/{visit.house.open(folder)}")


def _item(n: int, folder: Path) -> str:
    key = key_of(folder)
    if not is_study(folder):
        gone = form(
            "/", hidden(key=key, do="forget"), button("Take it off the list", class_="plain")
        )
        return (
            f'<li><span>{words(folder.name)} <span class="needs">It is not there: moved, renamed, '
            f"or its drive is not connected.</span><br><small>{words(folder)}</small></span>"
            f'<span class="end">{gone}</span></li>'
        )
    try:
        title = open_study(folder).settings.title
    except PracticelearnError:
        title = folder.name
    go = form(
        "/", hidden(key=key, do="open"), button("Open", main=n == 0, aria_label=f"Open {title}")
    )
    return (
        f"<li><span><b>{words(title)}</b><br><small>{words(folder)}</small></span>"
        f'<span class="end">{go}</span></li>'
    )
