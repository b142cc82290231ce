"""What still looks like a name, each in its sentence: taken out, or on record as no name."""

from __future__ import annotations

from typing import Any

import pandas as pd

from practicelearn.app.home.pieces import attributes, button, form, hidden, link, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.checking import names_in
from practicelearn.jobs.no_names import (
    SaidNoName,
    name_after_all,
    no_name,
    passage_of,
    said_no_names,
)
from practicelearn.output.gate.wording import count, joined
from practicelearn.study.folder import open_study

__all__ = ["ADDRESS", "about", "show", "take"]

ADDRESS = "/study/{key}/hear/left"

_AROUND = 60
_AT_ONCE = 20
_REASON = "The name stood there when the transcript was frozen"
_DO = (
    "Where it is a name, take it out. Where it is none, say so: it goes on record, and the word is "
    "asked about no more. An empty list is no proof."
)


def about(visit: Visit) -> str:
    """Return the state of the study."""
    return visit.study.state


def show(visit: Visit) -> str:
    """Return the likely ones, of one session or of all, and those that were said to be none."""
    folder = visit.study.folder
    found, n_out = visit.house.once(
        visit.study, "names", lambda: names_in(folder, only_likely=True)
    )
    here = visit.args.get("session", "")
    # whoever codes was asked for a first name to stand on record
    found = found[found["place"] != "coding.coder"]
    if here:
        found = found[found["session_id"] == here]
    corpus = open_study(folder).corpus()
    by_word = dict(list(found.groupby("text", sort=False)))
    listed = list(by_word.items())
    items = "".join(_of_word(visit, str(w), own, corpus) for w, own in listed[:_AT_ONCE])
    more = len(listed) - _AT_ONCE
    further = f'<p class="soft">{more} more words come as you decide.</p>' if more > 0 else ""
    out = f" {count(n_out, 'place')} more said to be no name." if n_out and not here else ""
    told = f"{count(len(found), 'word')} in {here or 'the study'} may be a name.{out}"
    told += "" if here else _by_round(found, corpus)
    body = f"<p>{words(told)} {_DO}</p>{items}{further}{_said(visit, said_no_names(folder))}"
    return page("What may still be a name", body, stage="hear", study=visit.study,
                problem=visit.problem)  # fmt: skip


def _by_round(found: pd.DataFrame, corpus: Corpus) -> str:
    """How many stand in the sessions of each round: the start page tells those of one alone."""
    of_round = found["session_id"].map(corpus.sessions["year"])
    told = [
        f"{count(len(own), 'word')} in {count(own['session_id'].nunique(), 'session')} of {year}"
        for year, own in sorted(found.groupby(of_round.to_numpy()), reverse=True)
    ]
    elsewhere = int(of_round.isna().sum())
    if elsewhere and told:
        told.append(f"{count(elsewhere, 'word')} in notes and sheets")
    return f" That is {joined(told)}." if len(told) > 1 else ""


def take(visit: Visit, form: Form) -> Goto | str:
    """Put on record that a word is no name, or that it is one after all."""
    by, folder = taken_by(visit, form), visit.study.folder
    if form["do"] == "no-name":
        no_name(folder, form["word"], reason=form["reason"], by=by)
    elif form["do"] == "after-all":
        name_after_all(folder, form["word"], by=by)
    else:
        raise PracticelearnError("Choose what to do on the page itself.")
    here = visit.study.at("hear", "left")
    return Goto(f"{here}?session={visit.args['session']}" if visit.args.get("session") else here)


def _of_word(visit: Visit, word: str, own: pd.DataFrame, corpus: Corpus) -> str:
    """One word: each place, and the form that says that it is no name."""
    rows = "".join(
        f'<li><span class="grow">{_in_its_sentence(row, corpus)} <small>{words(_where(row))}'
        f'</small></span><span class="end">{_way(visit, row, corpus)}</span></li>'
        for row in own.to_dict("records")
    )
    typed = visit.form["reason"] if visit.form["word"] == word else ""
    why = attributes({"type": "text", "id": f"why-{_part(word)}", "name": "reason", "value": typed,
                      "required": True})  # fmt: skip
    no = form(
        _here(visit),
        hidden(do="no-name", word=word),
        f'<p class="field"><label for="why-{_part(word)}">Why is it no name?</label><input{why}>'
        "<small>In a few words, such as: the name of a form.</small></p>",
        by_field(visit, part=_part(word)),
        f'<div class="ends">{button("Put on record", aria_label=f"{word} is no name")}</div>',
        about=about(visit),
    )  # fmt: skip
    opened = " open" if typed else ""
    return (
        f'<section><h2>{words(word)}</h2><ul class="list">{rows}</ul>'
        f"<details{opened}><summary>It is no name</summary>{no}</details></section>"
    )


def _said(visit: Visit, said: list[SaidNoName]) -> str:
    """What was said to be no name, and the way back."""
    if not said:
        return ""
    rows = "".join(
        f'<li><span class="grow"><b>{words(one.word)}</b>: {words(one.reason)} '
        f"<small>{words(one.who)}, {words(one.at.partition('T')[0])}</small></span>"
        f'<span class="end">{_back(visit, one)}</span></li>'
        for one in said
    )
    return (
        f"<h2>On record as no name ({len(said)})</h2><details><summary>Look at them</summary>"
        f'<p class="soft">Before anything is shared, each is asked about again.</p>'
        f'<ul class="list">{rows}</ul></details>'
    )


def _back(visit: Visit, one: SaidNoName) -> str:
    return form(
        _here(visit),
        hidden(do="after-all", word=one.word),
        by_field(visit, part=f"back-{_part(one.word)}", hint=""),
        button("It is a name", aria_label=f"{one.word} is a name after all"),
        about=about(visit),
    )


def _part(word: str) -> str:
    """A word as it may tell fields of a page apart."""
    return word.encode().hex()


def _here(visit: Visit) -> str:
    here = visit.study.at("hear", "left")
    return f"{here}?session={visit.args['session']}" if visit.args.get("session") else here


def _where(row: dict[Any, Any]) -> str:
    return str(row["session_id"]) if isinstance(row["session_id"], str) else str(row["place"])


def _in_its_sentence(row: dict[Any, Any], corpus: Corpus) -> str:
    """The words around it, where they stand in a turn; else the word alone."""
    word = str(row["text"])
    text, at = _turn(row, corpus), int(row["start"])
    if not text:
        return f'<span class="speech">{words(word)}</span>'
    before, after = text[max(0, at - _AROUND) : at], text[at + len(word) :][:_AROUND]
    lead = tail = ""
    if at > _AROUND:  # cut between words
        lead, before = "… ", before.partition(" ")[2]
    if len(text) > at + len(word) + _AROUND:
        tail, after = " …", after.rpartition(" ")[0]
    return (
        f'<span class="speech">{lead}{words(before)}<mark>{words(word)}</mark>{words(after)}{tail}'
        "</span>"
    )


def _turn(row: dict[Any, Any], corpus: Corpus) -> str:
    """The text of the turn the word stands in, or nothing where it stands elsewhere."""
    if row["place"] != "turns.text" or row["row"] not in corpus.turns.index:
        return ""
    text, at = str(corpus.turns.loc[row["row"], "text"]), int(row["start"])
    return text if text[at:].startswith(str(row["text"])) else ""


def _way(visit: Visit, row: dict[Any, Any], corpus: Corpus) -> str:
    """Take it out of its turn; of other places, the way to where it is mended."""
    text, word = _turn(row, corpus), str(row["text"])
    if text:
        at = int(row["start"])
        passage = passage_of(text, at, at + len(word))
        kind = row["kind"] if isinstance(row["kind"], str) and row["kind"] != "person" else "name"
        return form(
            visit.study.at("people", "redact"),
            hidden(do="preview", turn=row["row"], passage=passage, kind=kind, reason=_REASON),
            button("Take it out", aria_label=f"Take {word} out of {row['row']}"),
        )
    if isinstance(row["session_id"], str):
        address = f"{visit.study.at('coding')}/#code/{row['session_id']}"
        return link("Open the session", address, aria_label=f"Open {row['session_id']}")
    return ""
