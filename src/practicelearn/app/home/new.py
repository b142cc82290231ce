"""A new study: what it is called, where it lies, which coding frame it begins with."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from practicelearn.app.home.disks import places
from practicelearn.app.home.pieces import button, choice, field, form, hidden, link, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.coding.frame_yaml import starter_frame, starter_frames
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.opening import new_study

__all__ = ["show", "take"]


def show(visit: Visit) -> str:
    """Return the form for a new study."""
    place = _place(visit)
    frames = [(name, starter_frame(name).name) for name in starter_frames()]
    kept = visit.form["frame"]
    body = form(
        "/new",
        field("What is it called?", "title", visit.form["title"], required=True, maxlength=120,
              hint="Such as Practice health check Aldermere. The rounds of later years come into "
              "the same study."),
        f'<p class="field"><b>Where shall it lie?</b><br>{words(place)} '
        f'{link("Choose another place", f"/places?for=new&at={quote(str(place))}")}</p>',
        '<p class="field"><label for="f-frame">Which codes does it begin with?</label>'
        + choice("frame", [("", "None yet: we make or choose them later"), *frames], kept,
                 id="f-frame")
        + "</p>",
        hidden(at=place),
        f'<div class="ends">{button("Make the study", main=True)}</div>',
    )  # fmt: skip
    return page("New study", body, problem=visit.problem)


def take(visit: Visit, form: Form) -> Goto | str:
    """Make the study and go to its start page."""
    place = Path(form["at"])
    if not place.is_absolute() or not place.is_dir():
        raise PracticelearnError(f"{place}: there is no such folder. Choose another place.")
    made = new_study(place, form["title"], frame=form["frame"])
    visit.house.look_at(place)
    return Goto(f"/study/{visit.house.open(made.path)}")


def _place(visit: Visit) -> Path:
    asked = visit.form["at"] or visit.args.get("at", "")
    if asked and Path(asked).is_absolute():
        return Path(asked)
    known = places()
    return visit.house.last_place() or (known[0][1] if known else Path.home())
