"""Quit: what would be lost with the program is said before it ends."""

from __future__ import annotations

from pathlib import Path

from practicelearn.app.home.house import House, key_of
from practicelearn.app.home.pieces import button, form, hidden, link, words
from practicelearn.app.home.shell import page
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.names_kept import kept_decisions
from practicelearn.output.gate.wording import count
from practicelearn.study.folder import open_study

__all__ = ["ask", "lost"]

_SURE = "yes"


def lost(house: House) -> str:
    """Return what would go with the program, as a page says it; nothing where all is saved."""
    held = house.uploads.held()
    parts = []
    for folder in house.lately():
        key = key_of(folder)
        jobs = [job for job in house.work.going_on(key) if job.can_stop]
        told = [f"{job.title} is under way and would be stopped." for job in jobs]
        came = any(name.startswith(key) for name in held)
        if came:
            n = kept_decisions(house.uploads.decided(key))[0]
            stays = f" {count(n, 'decision')} on names would be kept." if n else ""
            told.append(
                "Files that were brought are not in the study yet. They hold real names and would "
                f"be removed, with what was corrected in their sheets.{stays}"
            )
        if told:
            go = link("Go on with it", f"/study/{key}/hear" if came else f"/study/{key}")
            parts.append(f"<li><b>{words(_title(folder))}</b>: {words(' '.join(told))} {go}</li>")
    return f'<ul class="points">{"".join(parts)}</ul>' if parts else ""


def ask(house: House) -> str:
    """Return the page that asks whether the program is to end."""
    what = lost(house)
    told = what or "<p>Everything is saved. The program ends, in every window.</p>"
    press = button("Quit all the same" if what else "Quit", main=not what, grave=bool(what))
    body = (
        told
        + form("/quit", hidden(sure=_SURE), f'<div class="ends">{press}'
               f"{link('Do not quit', '/', class_='press')}</div>")
    )  # fmt: skip
    return page("Quit?", body)


def _title(folder: Path) -> str:
    try:
        return open_study(folder).settings.title
    except PracticelearnError:
        return folder.name
