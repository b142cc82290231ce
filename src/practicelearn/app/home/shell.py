"""The frame of every page of the home: title, the six stages, what it is about, the foot.

``page`` is given the body as HTML and returns the whole page. Nothing in it is inline script or
style, so that the server's Content-Security-Policy holds; everything works without script.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from practicelearn.app.home.next_steps import in_body
from practicelearn.app.home.pieces import address_of, attributes, form, link, words

__all__ = ["STAGES", "Shown", "page"]

STAGES = (
    ("before", "Before"),
    ("hear", "Hear"),
    ("code", "Code"),
    ("understand", "Understand"),
    ("answer", "Answer"),
    ("act", "Act"),
)
"""The stages of a year, as they are called in addresses and on the page: the only navigation."""


@dataclass(frozen=True)
class Shown:
    """The study that a page is about.

    Parameters
    ----------
    key : str
        What it is called in addresses while the program runs.
    folder : Path
    title : str
    state : str
        The state of its folder when the page was made (``state_of``): an open window asks whether
        it still is so.
    who : sequence of str
        Who wrote in it of late, in words, such as "lee at 14:03".
    saved : str
        Whether everything is saved, in words.
    """

    key: str
    folder: Path
    title: str
    state: str = ""
    who: tuple[str, ...] = field(default=())
    saved: str = "Everything is saved."

    def at(self, *parts: str) -> str:
        """Return the address of one of its pages."""
        return address_of("study", self.key, *parts)


def page(
    title: str,
    body: str,
    *,
    stage: str = "",
    study: Shown | None = None,
    problem: str = "",
    said: str = "",
    wide: bool = False,
    refresh_s: int | None = None,
    kind: str = "",
) -> str:
    """Return a whole page of the home.

    Parameters
    ----------
    title : str
        Its heading and the title of its window: what is, in few words.
    body : str
        HTML, made of ``pieces``.
    stage : str
        Which of the six it belongs to; empty on a start page.
    study : Shown, optional
        Without one there are no stages and no place in the foot.
    problem : str
        What kept the last form from being carried out, and what to do.
    said : str
        What the last form did, in a sentence.
    wide : bool
        Whether the whole width is used, as by a table.
    refresh_s : int, optional
        Load again after so many seconds where there is no script.
    kind : str
        A class of its own for the page.
    """
    named = f"{title} · {study.title}" if study else title
    again = (
        f'<noscript><meta http-equiv="refresh" content="{refresh_s}"></noscript>'
        if refresh_s
        else ""
    )
    told = f'<p class="problem" role="alert">{words(problem)}</p>' if problem else ""
    told += f'<p class="said" role="status">{words(said)}</p>' if said else ""
    told, body = in_body(told), in_body(body)
    look = " ".join(["pl", "home", *(["wide"] if wide else []), *([kind] if kind else [])])
    watch = {"data-state": study.state, "data-watch": study.at("state")} if study else {}
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{words(named)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="/home.css">{again}'
        '<script type="module" src="/home.js"></script></head>'
        f'<body class="{look}"><a class="skip" href="#main">Skip to the page</a>'
        f"{_top(study, stage)}"
        f'<main id="main" tabindex="-1"{attributes(watch)}>'
        '<p class="changed" role="status" hidden></p>'
        f"<h1>{words(title)}</h1>{told}{body}</main>{_foot(study)}</body></html>\n"
    )


def _top(study: Shown | None, stage: str) -> str:
    if study is None:
        return '<header><p class="study">practicelearn</p></header>'
    here = study.at()
    stages = "".join(
        f"<li>{link(name, study.at(key), aria_current='page' if key == stage else None)}</li>"
        for key, name in STAGES
    )
    return (
        f'<header><p class="study">{link(study.title, here, aria_current=None)}</p>'
        f'<nav aria-label="The year"><ol>{stages}</ol></nav></header>'
    )


def _foot(study: Shown | None) -> str:
    parts = []
    if study is not None:
        who = "Nobody has written in it in the last hour."
        if study.who:
            who = f"In it of late: {'; '.join(study.who)}."
        parts = [
            f"<span>This study lies in <b>{words(study.folder)}</b>.</span>",
            f"<span>{words(study.saved)}</span>",
            f"<span>{words(who)}</span>",
            f"<span>{link('People and rights', study.at('people'))}</span>",
            f"<span>{link('In and out of other programs', study.at('exchange'))}</span>",
            f"<span>{link('Other studies', '/')}</span>",
        ]
    leave = form("/quit", '<button type="submit" class="plain">Quit</button>')
    return f"<footer><p>{' '.join(parts)}</p>{leave}</footer>"
