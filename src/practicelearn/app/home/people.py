"""People and rights: who somebody is, what is held on them, and what they take back.

A real name and where its key lies are sent by a form, and so stand in no address and no history;
the key is read for this one question, and nothing of it is kept.
"""

from __future__ import annotations

import pandas as pd

from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody
from practicelearn.app.home.choosing import browse_button
from practicelearn.app.home.key_place import choose_key
from practicelearn.app.home.pieces import (
    attributes,
    button,
    field,
    form,
    hidden,
    link,
    table,
    words,
)
from practicelearn.app.home.progress import address_of_job, refuse_second
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, OlderError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.people import KnownAs, people_named
from practicelearn.jobs.rights import RECORDING, Preview, held_on, preview_withdrawal, withdraw
from practicelearn.output.gate.wording import count
from practicelearn.study.kept import state_of

__all__ = ["ADDRESS", "places_left", "show", "show_withdrawn", "take", "team_texts", "what_is_left"]

ADDRESS = "/study/{key}/people"
TITLE = "People and rights"
_CHANGED = (
    "Something in the study has changed since this page was made. Nothing was written. Look again "
    "at what would go."
)
_ELSEWHERE = (
    RECORDING,
    (
        "The original transcript, the roster, and their rows of the key lie outside the study and "
        "still say who was who: take this person out there."
    ),
    (
        "A backup, or what a synced drive keeps of older versions, is beyond any program: have it "
        "deleted there."
    ),
    "Reports that were given to somebody stay with them.",
)


def show(visit: Visit) -> str:
    """Return where to look somebody up, and the other ways; after a refusal, what it was about."""
    if visit.form["do"] in {"preview", "withdraw", "quotes"} and visit.form["person"]:
        return _previewed(visit, visit.form["person"])
    return _start(visit)


def take(visit: Visit, form: Form) -> Goto | str:
    """Look somebody up, show what is held on them, show what would go, take it out."""
    do, person = form["do"], form["person"]
    if form["browse"]:  # nothing of where it is looked for is remembered
        return choose_key(visit, form, visit.study.at("people"), show, new=False)
    if do == NOBODY:
        say_nobody(visit)
        return _held(visit, person)
    if do == "find":
        return _found(visit, people_named(visit.study.folder, form["key"].strip('"'), form["name"]))
    if do == "held":
        return _held(visit, person)
    if do == "preview":
        return _previewed(visit, person)
    if do in {"withdraw", "quotes"}:
        return _withdrawn(visit, form, person)
    raise PracticelearnError("Choose what to do on the page itself.")


def team_texts(found: Preview, *, shown: bool) -> str:
    """Return the team's texts that repeat what goes, each of which may be left.

    ``shown``: whether whoever looks may see what others wrote.
    """
    if not shown:
        n = len(found.texts) + len(found.loose)
        return (
            f"<p>{count(n, 'further text')}, your own or in sheets, repeat some of the words. "
            "They are not shown while somebody still has to code; words that are "
            "repeated whole go from them too.</p>"
            if n
            else ""
        )
    parts = []
    if len(found.texts):
        rows = "".join(
            '<li><label class="check">'
            f"<input{attributes({'type': 'checkbox', 'name': 'leave', 'value': row.place})}>"
            f" <span><b>{words(row.place)}</b>: leave it as it is<br>{words(row.text)}"
            f"<br><small>would become</small><br>{words(row.after)}</span></label></li>"
            for row in found.texts.itertuples()
        )
        parts.append(f"<h2>They go from these texts too</h2><ul>{rows}</ul>")
    if len(found.loose):
        rows = "".join(
            f"<li><b>{words(row.place)}</b>: {words(row.text)}</li>"
            for row in found.loose.itertuples()
        )
        parts.append(
            "<h2>These stay</h2><p>They share only a few words in a row with what goes. Look "
            f'whether they are this person’s.</p><ul class="points">{rows}</ul>'
        )
    return "".join(parts)


def places_left(left: list[str]) -> str:
    """Return where words may still stand that nobody but a person may change."""
    if not left:
        return ""
    places = "".join(f"<li>{words(place)}</li>" for place in left)
    return (
        "<h2>Look at these</h2><p>Some of the words may still stand there, and this program may "
        f'not change them.</p><ul class="points">{places}</ul>'
    )


def what_is_left(left: list[str]) -> str:
    """Return where words may still stand, and what has to be deleted elsewhere."""
    rest = "".join(f"<li>{words(said)}</li>" for said in _ELSEWHERE)
    return (
        f'{places_left(left)}<h2>Still to be deleted elsewhere</h2><ul class="points">{rest}</ul>'
    )


def _start(visit: Visit) -> str:
    study = visit.study
    # what was typed comes back from choosing the key, and from no refusal
    typed = Form() if visit.problem else visit.form
    key_hint = (
        "The whole path of the key file. It is read for this one question; neither it nor the name "
        "is kept or put on record."
    )
    ways = "".join(
        f"<li>{link(name, study.at('people', part))}</li>"
        for part, name in (
            ("redact", "Take a passage out of a transcript"),
            ("history", "Who did what, and when"),
            ("verify", "Look whether every file is whole"),
            ("upgrade", "Bring the study to the newest format"),
        )
    )
    body = (
        "<h2>Find somebody by name</h2>"
        + form(
            study.at("people"),
            hidden(do="find"),
            field("Name", "name", typed["name"], required=True, autocomplete="off"),
            field("Where does the key lie?", "key", typed["key"], required=True,
                  autocomplete="off", hint=key_hint),
            f'<div class="ends">{button("Find", main=True)}'
            f"{browse_button('key', 'Choose the key …')}</div>",
        )
        + "<h2>Or by their id in the sheets</h2>"
        + form(
            study.at("people"),
            hidden(do="held"),
            field("Id", "person", visit.form["person"], required=True, autocomplete="off",
                  hint="The column person_id of people.xlsx or attendance.xlsx."),
            f'<div class="ends">{button("Show what is held")}</div>',
        )
        + f'<h2>Further</h2><ul class="points">{ways}</ul>'
    )  # fmt: skip
    return page(TITLE, body, study=study, problem=visit.problem)


def _found(visit: Visit, people: list[KnownAs]) -> str:
    rows = [
        [
            words(who.name),
            words(who.round),
            words(who.shown_as),
            count(who.n_sessions, "session") if who.person_id else "talked about only",
            _to_held(visit, who.person_id) if who.person_id else "",
        ]
        for who in people
    ]
    talked = (
        "<p>Of somebody who is only talked about no words are held: take the passages out one by "
        f"one. {link('Take a passage out', visit.study.at('people', 'redact'))}</p>"
        if any(not who.person_id for who in people)
        else ""
    )
    heads = ["Name in the key", "Round", "Stands there as", "Was in", ""]
    back = link("Look for somebody else", visit.study.at("people"), class_="press")
    body = (
        "<p>Look whether it is who you mean: several people may bear one name. Rounds that were "
        f"not linked know one person by several ids.</p>{table('Who it may be', heads, rows)}"
        f'{talked}<div class="ends">{back}</div>'
    )
    return page("Who it may be", body, study=visit.study)


def _to_held(visit: Visit, person: str) -> str:
    return form(
        visit.study.at("people"), hidden(do="held", person=person), button("Show what is held")
    )


def _held(visit: Visit, person: str) -> str:
    """What a study holds on one person."""
    held = held_on(visit.study.folder, person)
    parts = [
        (
            f"<p>Present in {count(len(held.attendance), 'session')}; "
            f"{count(len(held.turns), 'turn')} of theirs.</p>"
        )
    ]
    rows = [
        [words(r.session_id), words(r.role), words(r.speaker),
         "yes" if str(r.consent_quote) == "True" else "no"]
        for r in held.attendance.itertuples()
    ]  # fmt: skip
    if rows:
        parts.append("<h2>Where they were</h2>")
        parts.append(table("Where they were", ["Session", "Role", "Label", "May be quoted"], rows))
    if len(held.away):
        parts.append(f"<p>Invited to {count(len(held.away), 'group')}, and did not come.</p>")
    columns = [c for c in held.people.columns if c != "person_id"]
    said = [(c, held.people[c].iloc[0]) for c in columns] if len(held.people) else []
    own = [[words(c.replace("_", " ")), words(v)] for c, v in said if isinstance(v, str) and v]
    if own:
        parts.append(table("The sheet of people", ["In people.xlsx", ""], own))
    if len(held.turns):
        turns = [[words(t), words(r.text)] for t, r in
                 zip(held.turns.index, held.turns.itertuples(), strict=True)]  # fmt: skip
        parts.append("<h2>What they said</h2>")
        parts.append(table("What they said", ["Turn", "Words"], turns))
    parts.append(_codings(visit, person, held.codings))
    go = form(
        visit.study.at("people"), hidden(do="preview", person=person),
        button("What a withdrawal would change"),
    )  # fmt: skip
    back = link("Look for somebody else", visit.study.at("people"), class_="press")
    parts.append(f'<div class="ends">{go}{back}</div>')
    return page(f"What is held on {person}", "".join(parts), study=visit.study,
                problem=visit.problem)  # fmt: skip


def _codings(visit: Visit, person: str, codings: pd.DataFrame) -> str:
    if coders_left(visit):
        ask = form(
            visit.study.at("people"), hidden(do=NOBODY, person=person),
            button("Nobody who is looking has still to code"),
        )  # fmt: skip
        return (
            "<h2>How it was coded</h2><p>Not shown while somebody still has to code what others "
            f"have coded, nor which notes of the team repeat it.</p>{ask}"
        )
    rows = [[words(r.turn_id), words(r.code), words(r.coder), words(r.quote)]
            for r in codings.itertuples()]  # fmt: skip
    if not rows:
        return "<h2>How it was coded</h2><p>None of it is coded.</p>"
    return "<h2>How it was coded</h2>" + table(
        "How it was coded", ["Turn", "Code", "By", "Words"], rows
    )


def _previewed(visit: Visit, person: str) -> str:
    """What would go, and two ways: never quote, or take every word out."""
    found = preview_withdrawal(visit.study.folder, person)
    blind = bool(coders_left(visit))
    coded = "" if blind else f", and the quotes of {count(found.n_codings, 'coding')}"
    here, state = visit.study.at("people"), state_of(visit.study.folder)
    quotes = form(
        here,
        hidden(do="quotes", person=person, state=state),
        "<p>Their words stay and count, and are never quoted. A report that was built before is "
        "built anew.</p>",
        by_field(visit, part="quotes"),
        f'<div class="ends">{button("Never quote them")}</div>',
    )
    every = form(
        here,
        hidden(do="withdraw", person=person, state=state),
        f"<p>Words go from {count(found.n_turns, 'turn')}{coded}, and their rows from the "
        "sheets. [withdrawn] stands there, and the person counts no longer as having been there. "
        "It cannot be undone. That somebody withdrew stays on record, without who it was.</p>",
        team_texts(found, shown=not blind),
        field(f"Type {person} to confirm", "sure", "", required=True, autocomplete="off"),
        by_field(visit, part="words"),
        f'<div class="ends">{button("Take every word out", grave=True)}</div>',
    )
    back = link("Leave it as it is", here, class_="press")
    body = (
        f"<h2>Only never quote them</h2>{quotes}<h2>Take every word out</h2>{every}"
        f'<div class="ends">{back}</div>'
    )
    return page(f"{person} withdraws", body, study=visit.study, problem=visit.problem)


def show_withdrawn(visit: Visit) -> str:
    """Return what has still to be deleted elsewhere after the last withdrawal."""
    job = visit.house.work.last("withdraw", visit.study.key)
    if job is None or job.state != "done":
        raise NoPageError("withdrawn")
    return _done(visit, "Their words are gone from the study", what_is_left(job.result))


def _withdrawn(visit: Visit, form: Form, person: str) -> Goto | str:
    study, words_go = visit.study, form["do"] == "withdraw"
    if words_go and form["sure"] != person:
        raise PracticelearnError(
            f"Nothing was changed: type {person}, as it stands above the line, to confirm."
        )
    by = taken_by(visit, form)
    if form["state"] != state_of(study.folder):
        raise OlderError(_CHANGED)
    if words_go:
        refuse_second(visit, "withdraw")
        job = visit.house.work.start(
            "withdraw", study.key, "Taking the words out", study.at("people", "withdrawn"),
            study.at("people"), withdraw, study.folder, person, by=by, leave=form.all("leave"),
        )  # fmt: skip
        return address_of_job(visit, job)
    left = withdraw(study.folder, person, by=by, scope="quotes")
    places = "".join(f"<li>{words(place)}</li>" for place in left)
    body = "<p>Reports that were built before still quote them: build them anew.</p>"
    body += f'<ul class="points">{places}</ul>' if places else ""
    return _done(visit, "They are never quoted", body)


def _done(visit: Visit, title: str, body: str) -> str:
    back = link("Back", visit.study.at("people"), class_="press main")
    return page(title, f'{body}<div class="ends">{back}</div>', study=visit.study)
