"""Choose a file from within a form: what is there, as the file manager shows it.

Each step is a form that is sent, never an address: where a key or a roster lies stands in no
history. What was typed into the form before goes along, and is there again afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from practicelearn._disk import sentence
from practicelearn.app.home.disks import files_in, folders_in, is_synced, places
from practicelearn.app.home.pieces import button, form, hidden, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit

__all__ = ["SHEETS", "browse_button", "chosen"]

SHEETS = (".csv", ".xlsx")
_OWN = ("browse", "at", "picked", "leave")
_MOST = 200


def browse_button(name: str, label: str = "Choose it …") -> str:
    """Return the button that leads from a form to choosing what its field ``name`` says."""
    return button(label, name="browse", value=name, formnovalidate=True)


def chosen(
    visit: Visit,
    sent: Form,
    address: str,
    show: Callable[[Visit], str | Goto],
    *,
    title: str,
    ends: Sequence[str] = SHEETS,
    begin: Path | None = None,
    new: str = "",
) -> str | Goto:
    """Return a page of one folder; once something is chosen there, the form with it filled in.

    Parameters
    ----------
    visit : Visit
    sent : Form
        A form in which ``browse`` names the field to fill in.
    address : str
        The page of the form.
    show : callable
        That page.
    title : str
        What is to be chosen, as a question.
    ends : sequence of str
        Of the files that will do.
    begin : Path, optional
        Where to begin if the field says nothing yet; by default the first place there is.
    new : str
        What a file is called that is not there yet, where one may be put.
    """
    field = sent["browse"]
    if sent["picked"] or sent["leave"]:
        kept = {k: v for k, v in sent.values.items() if k not in _OWN}
        filled = {field: [sent["picked"]]} if sent["picked"] else {}
        return show(replace(visit, form=Form({**kept, **filled})))
    here = _here(sent, field, begin)
    carried = "".join(
        hidden(**{name: value})
        for name, values in sent.values.items()
        if name not in ("at", "picked", "leave")
        for value in values
    )
    problem = ""
    try:
        inside, files = folders_in(here), files_in(here, ends)
    except OSError as error:
        inside, files, problem = [], [], sentence(error, here)
    sides = "".join(f"<li>{_into(path, called)}</li>" for called, path in places())
    rows = "".join(f"<li>{_into(path, path.name)}</li>" for path in inside)
    rows += "".join(
        f'<li><span class="grow">{words(path.name)}</span><span class="end">'
        f"{_pick(path, 'Choose', f'Choose {path.name}')}</span></li>"
        for path in files[:_MOST]
    )
    shown = f'<ul class="list">{rows}</ul>' if rows else f"<p>{_nothing(ends)}</p>"
    own = visit.shown is not None and here.is_relative_to(visit.shown.folder)
    body = form(
        address,
        carried,
        f'<p class="lead">{_way(here)}</p>{_put(here, new) if new and not own else ""}'
        f'<div class="beside"><nav aria-label="Places"><h2>Places</h2><ul>{sides}</ul></nav>'
        f"<section><h2>In this folder</h2>{shown}</section></div>"
        f'<div class="ends">{button("Back without choosing", name="leave", value="yes")}</div>',
    )
    return page(title, body, study=visit.shown, problem=problem)


def _here(sent: Form, field: str, begin: Path | None) -> Path:
    """The folder asked for, else that of what is typed, else where to begin."""
    for asked in (sent["at"], sent[field].strip('"')):
        path = Path(asked)
        if asked and path.is_absolute():
            near = next((p for p in (path, *path.parents) if p.is_dir()), None)
            if near is not None:
                return near
    if begin is not None and begin.is_dir():
        return begin
    return next((path for _, path in places()), Path.home())


def _into(path: Path, called: str) -> str:
    return button(called, name="at", value=path, class_="plain", formnovalidate=True)


def _pick(path: Path, label: str, heard: str | None = None, *, main: bool = False) -> str:
    return button(label, main=main, name="picked", value=path, aria_label=heard)


def _way(here: Path) -> str:
    """The folders above it, each to go back to."""
    above = [*reversed(here.parents), here]
    return '<span class="soft"> › </span>'.join(
        _into(path, path.name or str(path)) if path != here else words(path.name or path)
        for path in above
    )


def _put(here: Path, name: str) -> str:
    if is_synced(here):
        return (
            '<p class="soft">Files here are carried to other computers by the program that syncs '
            "them. Choose a place that is not synced.</p>"
        )
    if (here / name).exists():
        return ""
    told = f"Put it into this folder, as {name}"
    return f'<div class="ends">{_pick(here / name, told, main=True)}</div>'


def _nothing(ends: Sequence[str]) -> str:
    return f"No folder and no {' or '.join(ends)} file in it."
