"""Every quote of the report read one by one, in the words its reader will see; then the release.

Marks are taken back as easily as they are made. A release is not: it has a page of its own, and a
word to type.
"""

from __future__ import annotations

from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody, still_coding
from practicelearn.app.home.building import build_button, has_changed, looked_of, outputs
from practicelearn.app.home.pieces import attributes, button, field, form, hidden, link, words
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, OlderError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.coding.log.events import Event
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.looking import Looked, ToRead, keep_read, release_read, unread
from practicelearn.jobs.quotes_read import quotable_now, read_by
from practicelearn.jobs.release import mark_quotable
from practicelearn.output.gate.wording import count, long_date
from practicelearn.study.folder import open_study

__all__ = ["ADDRESS", "NOW", "show", "show_now", "take", "take_now"]

ADDRESS = "/study/{key}/answer/release"
NOW = "/study/{key}/answer/release/now"

_SURE = "release"
_TITLE = "Read every quote"
_ASKED = "Would a reader know who said it, or whom it is about? No program can see that."
_STALE = (
    "The study has changed since this report was built: it is a DRAFT, whoever released it before. "
    "Go on reading if you like, since a quote that keeps its words stays read. Then build it again."
)
_MEANS = (
    "A release says that a person has read every quote in this very report. It goes on record with "
    "your name and with every figure that is printed: later reports keep to them, so that nobody "
    "can reckon from two reports what few people said. A release cannot be taken back. Should "
    "anything change, the report is a DRAFT again, and somebody reads what is new."
)
_MOVED = (
    "This quote is none of the report any more, or reads otherwise by now. Nothing was written. "
    "Look at the quotes as they are."
)


def show(visit: Visit) -> str | Goto:
    """Return one quote, and which have been read."""
    study, looked = visit.study, looked_of(visit)
    left = coders_left(visit)
    if left:
        body = still_coding(visit, study.at("answer", "release"), left)
        return _page(visit, _TITLE, body)
    if looked is None or looked.names:
        why = "What is read here is what the report prints, so it is built first."
        if looked is not None:
            why = "No report for readers was made: words in it may be names."
        way = link("The report", study.at("answer", "report"), class_="press")
        body = f'<p class="lead">{why}</p>{build_button(visit, then="release")}<p>{way}</p>'
        return _page(visit, _TITLE, body)
    events = open_study(study.folder).standing()
    stale = has_changed(visit, looked)
    told = ""
    if stale:
        told = (
            f'<p class="needs">{words(_STALE)}</p>{build_button(visit, main=False, then="release")}'
        )
    elif looked.released:
        who, _, day = looked.released.partition(", ")
        report = link("The report and its files", study.at("answer", "report"))
        told = f"<p>Released by {words(who)} on {words(long_date(day))}. {report}</p>"
    open_ = [q for q in unread(looked, events) if quotable_now(events).get(q.coding, True)]
    ends = "" if open_ or stale or looked.released else _ready(visit, looked)
    body = f'<p class="lead">{_how_far(looked, events)}</p>{told}{ends}'
    if looked.quotes:
        here = _here(visit, looked, open_)
        main = bool(open_)
        body += (
            f'<div class="beside">{_quotes(visit, looked, events, here)}'
            f"<div>{_quote(visit, here, events, main=main)}</div></div>"
        )
    return _page(visit, _TITLE, body)


def take(visit: Visit, form: Form) -> Goto | str:
    """Keep that a quote was read, or may be quoted, or take either back."""
    here = visit.study.at("answer", "release")
    if form["do"] == NOBODY:
        say_nobody(visit)
        return Goto(here)
    looked = _looked(visit)
    quote = next((q for q in looked.quotes if _mark(q) == form["quote"]), None)
    if quote is None:
        raise OlderError(_MOVED)
    by, folder = taken_by(visit, form), visit.study.folder
    if form["do"] in {"read", "unread"}:
        keep_read(folder, quote, by=by, seen=form["do"] == "read")
    elif form["do"] in {"may", "may-not"}:
        mark_quotable(folder, {quote.coding: form["do"] == "may"}, by=by)
    else:
        raise PracticelearnError("Say whether it has been read, or whether it may be quoted.")
    stay = form["do"] in {"unread", "may"}
    return Goto(f"{here}?quote={quote.reference}" if stay else here)


def show_now(visit: Visit) -> str | Goto:
    """Return what a release means, and the word to type."""
    looked = looked_of(visit)
    if looked is None or _why_not(visit, looked):
        here = visit.study.at("answer", "release")
        if not visit.problem:
            return Goto(here)
        return _page(visit, "Not released", f"<p>{link('Back to the quotes', here)}</p>")
    waivers = "".join(f"<li>{words(w)}</li>" for w in looked.waivers)
    stay = f'<ul class="points">{waivers}</ul>' if waivers else ""
    body = (
        f"<p>{count(len(looked.quotes), 'quote')}, each read by a person. {words(_MEANS)}</p>"
        f"{stay}"
        + form(
            visit.study.at("answer", "release", "now"),
            hidden(stands=looked.stands),
            by_field(visit, "Who releases?"),
            field(f"To release it, type {_SURE}", "sure", visit.form["sure"], required=True,
                  autocomplete="off"),
            f'<div class="ends">{button("Release this report", grave=True)}'
            f"{link('Not now', visit.study.at('answer', 'release'), class_='press')}</div>",
        )
    )  # fmt: skip
    return _page(visit, "Release this report", body)


def take_now(visit: Visit, form: Form) -> Goto | str:
    """Start to release it."""
    study, looked = visit.study, _looked(visit)
    why = _why_not(visit, looked)
    if why:
        raise PracticelearnError(why)
    if form["stands"] != looked.stands:  # built again in another window
        raise OlderError(_MOVED)
    by = taken_by(visit, form)
    if form["sure"].casefold() != _SURE:
        raise PracticelearnError(f"Nothing was released. If you are sure, type {_SURE}.")
    job = visit.house.work.start(
        "report", study.key, "Releasing the report", study.at("answer", "report"),
        study.at("answer", "report"), release_read, study.folder, outputs(visit), by=by,
        looked=looked,
    )  # fmt: skip
    return address_of_job(visit, job)


def _why_not(visit: Visit, looked: Looked) -> str:
    """Why it cannot be released now; nothing where it can."""
    if coders_left(visit):
        return "Not released: somebody has still to code what others have coded."
    if looked.released:
        return "This very report is released already."
    if has_changed(visit, looked):
        return f"Not released. {_STALE}"
    if looked.names:
        return "Not released: words in it may be names, so no report for readers was made."
    left = unread(looked, open_study(visit.study.folder).standing())
    if left:
        refs = ", ".join(q.reference for q in left)
        return (
            f"Not released: {refs} of {count(len(looked.quotes), 'quote')} not read yet. Each "
            "may hold what points at a person, and no program can see that."
        )
    if looked.findings:
        return (
            "Not released: readers could work out what few people said, or a figure cannot be "
            "checked. The page of the report says which, for the team."
        )
    return ""


def _looked(visit: Visit) -> Looked:
    looked = looked_of(visit)
    if looked is None:
        raise PracticelearnError("Build the report first: what is read here is what it prints.")
    return looked


def _page(visit: Visit, title: str, body: str) -> str:
    return page(title, body, stage="answer", study=visit.study, problem=visit.problem)


def _how_far(looked: Looked, events: list[Event]) -> str:
    n = len(looked.quotes)
    if not n:
        return (
            "The report prints no quote. One is printed once its theme has a sentence, somebody "
            "has said that it may be quoted, and its speaker has agreed to that."
        )
    return f"{n - len(unread(looked, events))} of {count(n, 'quote')} read. {_ASKED}"


def _ready(visit: Visit, looked: Looked) -> str:
    if looked.findings:
        way = link("What it is, and what to do", visit.study.at("answer", "report"))
        return (
            '<p class="needs">It cannot be released yet: readers could work out what few people '
            f"said, or a figure cannot be checked. {way}</p>"
        )
    if any(q for q in unread(looked, open_study(visit.study.folder).standing())):
        return ""
    go = link("Go on to the release", visit.study.at("answer", "release", "now"),
              class_="press main")  # fmt: skip
    return f'<div class="ends">{go}</div>'


def _here(visit: Visit, looked: Looked, open_: list[ToRead]) -> ToRead:
    """The quote that is asked for; else the first that is not read; else the first."""
    asked = visit.args.get("quote", "")
    typed = visit.form["quote"]
    named = [q for q in looked.quotes if q.reference == asked or (typed and _mark(q) == typed)]
    return next(iter([*named, *open_, *looked.quotes]))


def _quotes(visit: Visit, looked: Looked, events: list[Event], here: ToRead) -> str:
    known, may = read_by(events), quotable_now(events)
    rows = []
    for q in looked.quotes:
        at = f"{visit.study.at('answer', 'release')}?quote={q.reference}"
        reader = known.get(q.mark)
        state = f"read by {reader}" if reader else "not read"
        if not may.get(q.coding, True):
            state = "taken out"
        current = "true" if q is here else None
        rows.append(
            f"<li>{link(q.reference, at, aria_current=current)}<small>{words(state)}</small></li>"
        )
    return f'<nav aria-label="Quotes"><ol class="list">{"".join(rows)}</ol></nav>'


def _quote(visit: Visit, q: ToRead, events: list[Event], *, main: bool) -> str:
    reader, may = read_by(events).get(q.mark), quotable_now(events).get(q.coding, True)
    points = ""
    if q.points_at:
        points = f'<p class="needs">It may point at a group: {words(q.points_at)}.</p>'
    if not may:
        presses = button("It may be quoted after all", name="do", value="may")
        state = "<p>Taken out: it goes when the report is built again.</p>"
    else:
        read = (
            button("Not read after all", name="do", value="unread")
            if reader
            else button("I have read it, it may stay", main=main, name="do", value="read")
        )
        presses = read + button("It may not be quoted", name="do", value="may-not")
        state = f"<p>Read by {words(reader)}.</p>" if reader else ""
    cite = attributes({"aria-label": f"{q.reference}, in the words its reader will see"})
    return (
        f"<h2>{words(q.reference)}</h2><p>{words(q.theme)}</p>"
        f'<blockquote class="speech"{cite}>“{words(q.words)}”</blockquote>{points}{state}'
        + form(
            visit.study.at("answer", "release"),
            hidden(quote=_mark(q)),
            by_field(visit, "Who reads?"),
            f'<div class="ends">{presses}</div>',
        )
    )


def _mark(q: ToRead) -> str:
    """A quote in these words, as a form names it."""
    return ".".join(q.mark)
