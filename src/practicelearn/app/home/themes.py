"""The themes, for the team: how far each reaches, and what a person decides about it.

A sentence, a name, themes that are one, one that is several, one that is left out: each is on
record with who decided, and holds in the years to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody, still_coding
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
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.once_a_state import once_a_state
from practicelearn.jobs.themes import said_at_least, themes_of
from practicelearn.output.disclosure.counted import Counted, counted_rounds
from practicelearn.output.gate.in_full import extent_said, groups_cell, people_cell
from practicelearn.output.gate.raised import five_cells, parts_cells
from practicelearn.output.gate.wording import MISSING, is_missing
from practicelearn.study.kept import state_of
from practicelearn.themes.claims import Groups, People
from practicelearn.themes.sources import Row
from practicelearn.themes.themes import Themes

__all__ = ["ADDRESS", "about", "show", "take"]

ADDRESS = "/study/{key}/understand/themes"
STAGE, PART = "understand", "themes"
TEAM_ONLY = (
    '<p class="team-only" role="note"><b>Team only.</b> Every figure in full. Not for a meeting.'
    "</p>"
)
NOT_YET = "Not yet put into a sentence."
_STATUS = {"candidate": "not read by a person yet", "theme": "theme", "dropped": "left out"}
_MOST_QUOTES = 5
_ONE_WITH = (
    "<h2>It is one with others</h2><p>What was said of them is counted as said of this one; "
    "somebody who raised both is one person.</p>"
)


def about(visit: Visit) -> str:
    """Return the state of what was decided."""
    logs = (visit.study.folder / "decisions").glob("*.jsonl")
    # one that is never there: no name at all would mean the whole study, and every coding in it
    return state_of(visit.study.folder, "decisions", *(f"decisions/{p.name}" for p in logs))


def show(visit: Visit) -> str:
    """Return the list of the themes, or one of them with what can be decided about it."""
    left = coders_left(visit)
    if left:
        return _frame(visit, "Themes", still_coding(visit, _address(visit), left, about(visit)))
    themes = _themes(visit)
    theme = visit.args.get("theme", "")
    if not theme:
        return _frame(visit, "Themes", _list(visit, themes))
    if theme not in themes.table.index:
        raise NoPageError(theme)
    return _frame(visit, str(themes.table.loc[theme, "name"]), _one(visit, themes, theme))


def take(visit: Visit, form: Form) -> Goto | str:
    """Put a decision on record, and show the theme as it is now."""
    if form["do"] == NOBODY:
        say_nobody(visit)
        return Goto(_address(visit))
    if coders_left(visit):
        raise PracticelearnError("Somebody has still to code, so nothing is decided here yet.")
    theme, kind = form["theme"], form["do"]
    entries = _entries(theme, kind, form)
    themes_of(visit.study.folder, theme, decisions={kind: entries}, by=taken_by(visit, form))
    return Goto(_address(visit, theme))


def _entries(theme: str, kind: str, form: Form) -> Mapping[str, Any]:
    asked: dict[str, Mapping[str, Any]] = {
        "statement": {"theme_id": theme, "statement": form["statement"]},
        "name": {"theme_id": theme, "name": form["name"]},
        "merge": {"themes": form.all("with"), "into": theme},
        "split": {
            "theme_id": theme, "codes": form.all("codes"), "into": form["into"],
            "name": form["into_name"],
        },
        "drop": {"theme_id": theme, "reason": form["reason"]},
        "keep": {"theme_id": theme},
    }  # fmt: skip
    if kind not in asked:
        raise PracticelearnError("Choose what to decide on the page itself.")
    if kind == "drop" and not form["reason"]:
        raise PracticelearnError("Say why it is left out: the reason goes on record.")
    return asked[kind]


def _themes(visit: Visit) -> Themes:
    folder = visit.study.folder
    return once_a_state(folder, "themes", lambda: themes_of(folder))


def _frame(visit: Visit, title: str, body: str) -> str:
    return page(title, body, stage=STAGE, study=visit.study, problem=visit.problem, wide=True)


def _address(visit: Visit, theme: str = "") -> str:
    here = visit.study.at(STAGE, PART)
    return f"{here}?{urlencode({'theme': theme})}" if theme else here


# --- the list ---------------------------------------------------------------------------------


def _list(visit: Visit, themes: Themes) -> str:
    year = themes.corpus.year_labels[-1] if themes.corpus.year_labels else ""
    coded = themes.table[themes.table["origin"] == "codes"]
    counted = _counted(visit, themes).get(year)
    body = [
        [
            link(str(row["name"]), _address(visit, str(theme))),
            words(row["statement"] if not is_missing(row["statement"]) and row["statement"]
                  else _STATUS[str(row["status"])]),
            *_reach(themes, str(theme), year, counted),
        ]
        for theme, row in coded.iterrows()
    ]  # fmt: skip
    heads = ["Theme", "What people are saying", "Groups", "People", "Well of it", "Critically",
             "Both"]  # fmt: skip
    notes = "".join(f"<p>{words(said)}</p>" for said in said_at_least(themes, coded.index))
    caption = f"Themes in {year}" if year else "Themes"
    newest = f"<p>Figures are those of {words(year)}, the newest round.</p>" if year else ""
    return f"{TEAM_ONLY}{newest}{table(caption, heads, body)}{notes}"


def _counted(visit: Visit, themes: Themes) -> Mapping[str, Counted]:
    """Every round as it is counted, once for all themes and windows."""
    return once_a_state(visit.study.folder, "themes, counted", lambda: counted_rounds(themes))


def _reach(themes: Themes, theme: str, year: str, counted: Counted | None) -> list[str]:
    """Groups, people, and three sides of the newest round; dashes where nobody has read for it."""
    row = _row(themes, theme, year)
    if row is None:
        return [MISSING, MISSING, MISSING, MISSING, MISSING]
    groups = Groups.of_row(row)
    told = [groups_cell(groups), people_cell(row)]
    parts = counted.parts(theme) if counted is not None else None
    if parts is None:
        return [*map(words, told), MISSING, MISSING, MISSING]
    people = People.told_by(themes.extent, theme, year)
    _, well, critical, both, *_ = parts_cells(five_cells(parts, people))
    return [words(said) for said in (*told, well, critical, both)]


def _row(themes: Themes, theme: str, year: str) -> Row | None:
    extent = themes.extent
    own = extent[(extent["theme_id"] == theme) & (extent["year"].fillna("") == year)]
    return Row.told("extent", own.iloc[0], "theme_id", "year") if len(own) else None


# --- one theme --------------------------------------------------------------------------------


def _one(visit: Visit, themes: Themes, theme: str) -> str:
    row = themes.table.loc[theme]
    stated = "" if is_missing(row["statement"]) else str(row["statement"])
    reach = [
        f"<p>{words(f'{year}: ' if year else '')}{words(extent_said(own))}.</p>"
        for year in reversed(themes.corpus.year_labels or [""])
        if (own := _row(themes, theme, year)) is not None
    ]
    heard = "".join(f"<p>{words(said)}</p>" for said in said_at_least(themes, [theme]))
    read = link("Read all its passages", f"{visit.study.at('coding')}/#read/{theme}")
    lead = f'<p class="lead">{words(stated or NOT_YET)}</p>'
    return (
        f"{TEAM_ONLY}{lead}{''.join(reach)}{heard}{_quotes(themes, theme)}"
        f"<p>{read}</p>"
        f"{_decide(visit, themes, theme, row, stated)}"
        f"<p>{link('All themes', _address(visit))}</p>"
    )


def _quotes(themes: Themes, theme: str) -> str:
    found = themes.quotes(theme, _MOST_QUOTES)
    said = "".join(
        f'<blockquote><p class="speech">“{words(q.quote)}”</p>'
        f'<p class="soft">{words(f"{q.year}, {q.group}, turn {q.turn_id}")}</p></blockquote>'
        for q in found.itertuples()
    )
    return f"<h2>Some of what was said</h2>{said}" if said else ""


def _decide(visit: Visit, themes: Themes, theme: str, row: pd.Series, stated: str) -> str:
    typed = visit.form  # of a form that was not carried out, or nothing
    sentence = (
        '<p class="field"><label for="f-statement">What are people saying, in one sentence?</label>'
        f'<textarea id="f-statement" name="statement" rows="3" required>'
        f"{words(typed['statement'] or stated)}</textarea>"
        "</p>"
    )
    parts = [
        "<h2>Say it in one sentence</h2>",
        _form(visit, theme, "statement", sentence, "Put the sentence on record", main=True),
        "<h2>Call it otherwise</h2>",
        _form(visit, theme, "name", field("Its name", "name", typed["name"] or row["name"],
                                           required=True),
              "Give it this name"),
    ]  # fmt: skip
    table_ = themes.table
    others = [t for t in table_.index[table_["origin"] == "codes"] if t != theme]
    boxes = "".join(_box(visit, "with", str(t), str(table_.loc[t, "name"])) for t in others)
    parts += [
        _ONE_WITH,
        _form(visit, theme, "merge", f"<fieldset><legend>Count these in</legend>{boxes}</fieldset>",
              "Count them in"),
    ]  # fmt: skip
    codes = list(row["codes"])
    if len(codes) > 1:
        boxes = "".join(_box(visit, "codes", code, code) for code in codes)
        more = (
            f"<fieldset><legend>These codes leave it</legend>{boxes}</fieldset>"
            + field(
                "Id of the new theme",
                "into",
                typed["into"],
                hint="Small letters, such as night-duty.",
            )
            + field("Its name", "into_name", typed["into_name"])
        )
        parts += ["<h2>It is several</h2>", _form(visit, theme, "split", more, "Take them out")]
    if row["status"] == "dropped":
        parts += ["<h2>It was left out</h2>", _form(visit, theme, "keep", "", "Take it in again")]
    else:
        why = field("Why", "reason", typed["reason"], required=True)
        parts += ["<h2>Leave it out</h2>", _form(visit, theme, "drop", why, "Leave it out")]
    return "".join(parts)


def _box(visit: Visit, name: str, value: str, label: str) -> str:
    given = {"type": "checkbox", "name": name, "value": value,
             "checked": value in visit.form.all(name)}  # fmt: skip
    return f'<label class="check"><input{attributes(given)}>{words(label)}</label>'


def _form(visit: Visit, theme: str, kind: str, body: str, label: str, *, main: bool = False) -> str:
    who = by_field(visit, "Who decides", part=kind, hint="")
    return form(
        _address(visit, theme), hidden(do=kind, theme=theme), body, who,
        f'<p class="ends">{button(label, main=main)}</p>', about=about(visit),
    )  # fmt: skip
