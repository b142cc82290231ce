"""Choose a folder: what is there, as the file manager shows it, from the place looked at last."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from practicelearn._disk import sentence
from practicelearn.app.home.disks import folders_in, is_synced, places
from practicelearn.app.home.pieces import button, field, form, hidden, link, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.opening import copy_sample
from practicelearn.study.folder import is_study

__all__ = ["ADDRESS", "show", "take"]

ADDRESS = "/places"

_FOR = {
    "open": ("Which study?", "Open this study"),
    "sample": ("Where shall the sample lie?", "Copy the sample here"),
    "new": ("Where shall the new study lie?", "Put it here"),
}
"""What a folder is chosen for: the question, and the button that answers it."""


def show(visit: Visit) -> str:
    """Return the page of one folder."""
    wanted = _wanted(visit.form["for"] or visit.args.get("for", ""))
    known = places()
    here = _here(visit, known)
    asked, do = _FOR[wanted]
    problem = visit.problem
    try:
        inside = folders_in(here)
    except OSError as error:
        inside, problem = [], problem or sentence(error, here)
    sides = "".join(f"<li>{_to(wanted, path, called)}</li>" for called, path in known)
    items = "".join(_item(wanted, path) for path in inside) or "<li>No folder in it.</li>"
    body = (
        f'<p class="lead">{_way(wanted, here)}</p>{_answer(wanted, here, do)}'
        f'<div class="beside"><nav aria-label="Places"><h2>Places</h2><ul>{sides}</ul></nav>'
        f'<section><h2>In this folder</h2><ul class="list">{items}</ul></section></div>'
        f"<h2>Or type where it is</h2>{_typed(wanted)}"
    )
    return page(asked, body, problem=problem)


def take(visit: Visit, form: Form) -> Goto | str:
    """Do with a folder what it was chosen for."""
    wanted, here = _wanted(form["for"]), Path(form["at"])
    if not here.is_absolute() or not here.is_dir():
        raise PracticelearnError(f"{here}: there is no such folder. Choose another one.")
    visit.house.look_at(here.parent if is_study(here) else here)
    if wanted == "new":
        return Goto(f"/new?at={quote(str(here))}")
    folder = copy_sample(here).path if wanted == "sample" else here
    return Goto(f"/study/{visit.house.open(folder)}")


def _wanted(given: str) -> str:
    if given not in _FOR:
        raise NoPageError(given)
    return given


def _here(visit: Visit, known: list[tuple[str, Path]]) -> Path:
    """The folder that is asked for, else the one looked at last, else the first there is."""
    asked = visit.form["at"] or visit.args.get("at", "")
    if asked and Path(asked).is_absolute():
        return Path(asked)
    return visit.house.last_place() or (known[0][1] if known else Path.home())


def _address(wanted: str, path: Path) -> str:
    return f"{ADDRESS}?for={wanted}&at={quote(str(path))}"


def _to(wanted: str, path: Path, called: str) -> str:
    return link(called, _address(wanted, path))


def _way(wanted: str, here: Path) -> str:
    """The folders above it, each to go back to."""
    above = [*reversed(here.parents), here]
    return '<span class="soft"> › </span>'.join(
        _to(wanted, path, path.name or str(path)) if path != here else words(path.name or path)
        for path in above
    )


def _item(wanted: str, path: Path) -> str:
    if is_study(path):
        name = f"{_to(wanted, path, path.name)} <small>a study</small>"
        go = _answer(wanted, path, "Open") if wanted == "open" else ""
        return f'<li>{name}<span class="end">{go}</span></li>'
    return f"<li>{_to(wanted, path, path.name)}</li>"


def _answer(wanted: str, here: Path, do: str) -> str:
    """The button for a folder, where it will do."""
    if wanted == "open" and not is_study(here):
        return '<p class="soft">This folder is no study. Go into one that is.</p>'
    if wanted != "open" and is_study(here):
        return '<p class="soft">This folder is a study itself. Choose the one around it.</p>'
    said = (
        "<p>Files here are carried to other computers by the program that syncs them. Whether a "
        "study may lie here is your council's decision, and belongs in its DPIA.</p>"
        if wanted == "new" and is_synced(here)
        else ""
    )
    main = do != "Open"
    return said + form(
        ADDRESS,
        hidden(at=here, **{"for": wanted}),
        button(do, main=main, aria_label=None if main else f"Open {here.name}"),
    )


def _typed(wanted: str) -> str:
    return form(
        ADDRESS,
        hidden(**{"for": wanted}),
        field("Folder", "at", hint="As it stands in the file manager's address, such as "
              "H:\\Health check"),
        f'<div class="ends">{button("Go there")}</div>',
        method="get",
    )  # fmt: skip
