"""The topic guide as a sheet: its questions, changed here or in Excel: it is the same file."""

from __future__ import annotations

from practicelearn.app.home.files import brought
from practicelearn.app.home.pieces import attributes, button, form, link, table, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.guide import change_guide, guide_to_show
from practicelearn.output.gate.wording import count
from practicelearn.study.asked import GUIDE_COLUMNS, GUIDE_SHEET
from practicelearn.study.folder import open_study
from practicelearn.study.kept import state_of

__all__ = ["ADDRESS", "about", "show", "take"]

ADDRESS = "/study/{key}/hear/guide"
TITLE = "The questions"

_HEADS = {
    "question_id": "Its name",
    "wording": "The question, as it is asked",
    "prompts": "Other words for it, ; between",
    "version": "Version",
    "codes": "Codes it names",
}
_LONG = {"wording", "prompts"}
_MORE = 3  # empty rows to add a question in


def about(visit: Visit) -> str:
    """Return the state of the guide."""
    return state_of(visit.study.folder, GUIDE_SHEET)


def show(visit: Visit) -> str:
    """Return the guide, with room for further questions."""
    study = visit.study
    transcripts = visit.house.uploads.folder(study.key) if brought(visit) else None
    try:
        guide = guide_to_show(study.folder, transcripts)
    except PracticelearnError as error:  # what cannot be read is not written over
        body = (
            f"<p>Open {GUIDE_SHEET} in <b>{words(study.folder)}</b> with Excel, put it right, save "
            "it, and load this page again.</p>"
        )
        return page(TITLE, body, stage="hear", study=study, problem=str(error))
    beside = (
        "<p>They stand in the guide beside the files you brought. Saved, they are the study’s.</p>"
        if len(guide) and not len(open_study(study.folder).guide())
        else ""
    )
    columns = [*_HEADS, *(c for c in guide.columns if c not in GUIDE_COLUMNS)]
    known = guide.astype(object).where(guide.notna(), "").to_dict("records")
    rows = [
        [_cell(visit, n, str(c), row.get(c, "")) for c in columns]
        for n, row in enumerate([*known, *[{}] * _MORE])
    ]
    here = study.at("hear", "guide")
    body = (
        "<p>What is asked in a group is held against these words, so that it is known which "
        "question is being answered. Ask next year in the same words: a theme whose question "
        "changed cannot be compared. Where the wording is new, leave the old row, and write the "
        "new one below it with the same name and the version from which it holds.</p>"
        f"{beside}<p>This table is {GUIDE_SHEET} in the study’s folder. Empty a row to take its "
        "question out.</p>"
        + form(
            here,
            table(
                "The questions of the guide",
                [_HEADS.get(c, c) for c in columns],
                rows,
                class_="guide",
            ),
            f'<div class="ends">{button("Save", main=True)}'
            f"{link('Which question is answered where', study.at('hear', 'questions'))}</div>",
            about=about(visit),
        )
    )
    n = visit.args.get("said", "")
    said = f"Saved: {count(int(n), 'question')}." if n.isdigit() and not visit.problem else ""
    return page(TITLE, body, stage="hear", study=study, wide=True, problem=visit.problem, said=said)


def take(visit: Visit, form: Form) -> Goto | str:
    """Write the guide."""
    rows: dict[int, dict[str, str]] = {}
    for name, text in form.under("g:").items():
        row, column = name.split(":", 1)
        if row.isdigit():
            rows.setdefault(int(row), {})[column] = " ".join(text.split())
    kept = change_guide(visit.study.folder, [rows[n] for n in sorted(rows)])
    return Goto(f"{visit.study.at('hear', 'guide')}?said={kept}")


def _cell(visit: Visit, n: int, column: str, value: str) -> str:
    name = f"g:{n}:{column}"
    value = visit.form[name] if name in visit.form.values else value
    given = {"name": name, "aria-label": f"{_HEADS.get(column, column)}, row {n + 1}"}
    if column in _LONG:
        return f"<textarea{attributes({**given, 'rows': 3})}>{words(value)}</textarea>"
    return f"<input{attributes({'type': 'text', **given, 'value': value})}>"
