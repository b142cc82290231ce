"""A file of another program: brought, looked at, its questions answered, then taken in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from practicelearn.app.home.accounts import account_table, lost_list
from practicelearn.app.home.blind import coders_left
from practicelearn.app.home.choosing import browse_button
from practicelearn.app.home.key_place import choose_key, key_at, usual_key
from practicelearn.app.home.pieces import (
    attributes,
    button,
    choice,
    drop_field,
    field,
    form,
    hidden,
    link,
    radio,
    table,
    words,
)
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.running import Job
from practicelearn.app.home.shell import page
from practicelearn.app.home.uploads import LIMIT
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.coming_in import CameIn, Looked, look_into, take_in
from practicelearn.output.gate.wording import count

__all__ = ["ADDRESS", "APART", "about", "came", "look", "show", "take", "take_look"]

ADDRESS = "/study/{key}/exchange"
APART = "-exchange"
"""What is added to a study's key where its files of other programs lie, apart from transcripts."""

_READS = (
    "NVivo, MAXQDA, ATLAS.ti and QualCoder write a REFI-QDA project (.qdpx). Taguette: .sqlite3. "
    "QualCoder: .qda. R: .rqda, .requal. Word with comments: .docx. A table of quotes: .xlsx, .csv."
)
_COUNTED = [
    ("coding", "who coded, as the coding says"),
    ("selection", "who made the selection"),
    ("modifier", "who changed it last"),
]
_READ = [
    ("", "It is not known"),
    ("all", "Every session, from beginning to end"),
    ("coded", "Only the sessions they coded in"),
]
_AUTO = [
    ("not known", "It is not known"),
    ("no", "No: people did all of it"),
    ("yes", "Yes, all of it"),
    ("some", "Yes, the codes named below"),
]
_COLUMNS = {"code": "Which column says the code?", "quote": "Which column holds the words?",
            "coder": "Which columns are coders?"}  # fmt: skip
_MOST = 12  # coders asked of one by one; of more it can be said later


def show(visit: Visit) -> str:
    """Return the page from which files of other programs come in, and go out."""
    study, typed = visit.study, visit.form
    looked = ""
    if _file(visit) is not None and _looked(visit) is not None:
        looked = f"<p>{link('Go on with the file you brought', study.at('exchange', 'in'))}</p>"
    missing = {"type": "checkbox", "name": "without_missing", "value": "yes",
               "checked": typed["without_missing"] == "yes"}  # fmt: skip
    coming = form(
        study.at("exchange"),
        drop_field("Drop the file here, or choose it", required=True),
        f"<p><small>{_READS}</small></p>"
        "<details><summary>How a REFI-QDA project is read</summary>"
        '<p class="field"><label for="f-coder">Who counts as coder?</label>'
        f"{choice('coder', _COUNTED, typed['coder'] or 'coding', id='f-coder')}</p>"
        f'<p class="field"><label class="check"><input{attributes(missing)}> <span>List texts that '
        "are not in the file, and read the rest</span></label></p></details>"
        f'<div class="ends">{button("Look at it", main=True)}</div>',
        enctype="multipart/form-data",
        class_="drop",
        data_limit=LIMIT,
    )
    body = (
        "<p>Coding that was done in another program comes into this study with its words, and what "
        "was done here goes out to another. First you see what is in the file and what of it "
        f"cannot be carried; nothing is written before you say so.</p>{looked}"
        f"<h2>Bring in</h2>{coming}"
        "<h2>Take out</h2><p>For NVivo, MAXQDA, ATLAS.ti, QualCoder, Taguette, Word or Excel. "
        f"{link('Choose what leaves, and for whom', study.at('exchange', 'out'))}</p>"
        "<h2>What was read</h2><p>What is not known of a coder’s reading can be said later. "
        f"{link('Say what was read', study.at('exchange', 'read'))}</p>"
    )
    return page("In and out of other programs", body, study=study, problem=visit.problem)


def take(visit: Visit, form: Form) -> Goto | str:
    """Look at a file that was brought, or throw it away."""
    if form["do"] == "throw-away":
        visit.house.work.forget("look-into", visit.study.key)
        visit.house.uploads.drop(visit.study.key + APART)
        return Goto(visit.study.at("exchange"))
    if not form.files:
        raise PracticelearnError("No file was chosen. Drop one on the field, or choose it.")
    file = form.files[0]
    for other in _folder(visit).iterdir():
        if other != file and other.is_file():
            other.unlink()
    asked = {"without_missing": form["without_missing"] == "yes"}
    return _look(visit, file, coder=form["coder"] or "coding", **asked)


def look(visit: Visit) -> str | Goto:
    """Return what is in the file, what of it cannot be carried, and what no file says."""
    found, file = _looked(visit), _file(visit)
    if found is None or file is None:
        return Goto(visit.study.at("exchange"))
    here = visit.study.at("exchange", "in")
    away = form(visit.study.at("exchange"), hidden(do="throw-away"),
                f'<div class="ends">{button("Throw it away", grave=True)}</div>')  # fmt: skip
    if found.question:
        asks = form(here, hidden(do="columns"), _columns(found),
                    f'<div class="ends">{button("Look again", main=True)}</div>',
                    about=about(visit))  # fmt: skip
        said = f'<p class="needs">{words(_plain(found.question))}</p>'
        return page("Which column is what?", said + asks + away, study=visit.study,
                    problem=visit.problem)  # fmt: skip
    counts = table(
        "What is in the file", ["What", "In the file"],
        [[words(line), f"{n:,}"] for line, n in found.there.items() if n],
    )  # fmt: skip
    asks = form(
        here, *_questions(visit, found), by_field(visit),
        f'<div class="ends">{button("Take it into the study", main=True)}</div>',
        about=about(visit),
    )  # fmt: skip
    body = (
        f"<p>{words(found.file)}, made with {words(found.program)}. Nothing has been written yet."
        f"</p><h2>What is in the file</h2>{counts}"
        f"<h2>What cannot be carried, or is to be looked at</h2>{_lost(visit, found)}"
        f"<h2>What no file says</h2>{asks}{away}"
    )
    return page("Look before it comes in", body, study=visit.study, problem=visit.problem)


def take_look(visit: Visit, form: Form) -> Goto | str:
    """Look again with columns named, or take the file in as the questions were answered."""
    found, file = _looked(visit), _file(visit)
    if found is None or file is None:
        return Goto(visit.study.at("exchange"))
    if form["browse"]:
        return choose_key(visit, form, visit.study.at("exchange", "in"), look)
    if form["do"] == "columns":
        named = [f"{ours}={head}" for ours in found.lacks for head in form.all(f"of:{ours}")
                 if head in found.heads]  # fmt: skip
        if not named:
            raise PracticelearnError("No column was named. Choose at least one.")
        before = list(found.asked.get("columns", ()))
        return _look(visit, file, **{**found.asked, "columns": [*before, *named]})
    by = taken_by(visit, form)
    study, house = visit.study, visit.house
    no_names = not found.is_table and form["names"] == "none"
    key = None if found.is_table or no_names else key_at(form["key"], study.folder)
    renamed = _named(found, form)

    def then(job: Job) -> None:
        if job.state == "done":
            house.work.forget("look-into", study.key)
            house.uploads.drop(study.key + APART)

    job = house.work.start(
        "take-in", study.key, "Taking the file in", study.at("exchange", "came"),
        study.at("exchange", "in"), take_in, file, study.folder, by=by, asked=dict(found.asked),
        year=form["year"], key=key, no_names=no_names, read=_read(found, form, renamed),
        auto_coding=_auto(form),
        coded_by=[f"{old}={new}" for old, new in renamed.items()], then=then,
    )  # fmt: skip
    return address_of_job(visit, job)


def about(visit: Visit) -> str:
    """Return which look at a file it is."""
    job = visit.house.work.last("look-into", visit.study.key)
    return job.id if job is not None else ""


def came(visit: Visit) -> str:
    """Return what came of it: what was in the file, what is here, and why they differ."""
    job = visit.house.work.last("take-in", visit.study.key)
    made = job.result if job is not None else None
    if job is None or not isinstance(made, CameIn):
        raise NoPageError("came")
    notes = "".join(f"<li>{words(note)}</li>" for note in (*made.said, *job.notes))
    read = link("Say what was read", visit.study.at("exchange", "read"))
    counts = f'<h2>What counts</h2><ul class="points">{notes}</ul><p>{read}</p>' if notes else ""
    wrong = f'<p class="problem">{words(made.not_explained)}</p>' if made.not_explained else ""
    new = ""
    if made.documents is not None and made.codes is not None:
        n_new = int((made.documents["how"] == "new").sum())
        n_codes = int((made.codes["how"] == "new").sum())
        new = (
            f"<p>{count(n_new, 'session')} and {count(n_codes, 'code')} are new in this "
            "study; the others were here already, known by their words.</p>"
        )
    body = (
        f"{wrong}<p>What {words(made.file)} held, what this study holds of it now, and what "
        f"explains the difference.</p>{new}"
        f"{account_table(made.account, 'In the file', 'In the study')}"
        "<h2>What could not be carried, or is to be looked at</h2>"
        f"{lost_list(made.kinds, made.lost, shows_words=not coders_left(visit))}"
        '<p class="soft">All of it is kept in outputs/import-losses.csv of the study.</p>'
        f"{counts}"
        f'<div class="ends">{link("Go on", visit.study.at(), class_="press main")}'
        f"{link('Look at the sheets', visit.study.at('hear', 'sheets'), class_='press')}</div>"
    )
    return page("It came in", body, study=visit.study)


def _look(visit: Visit, file: Path, **asked: Any) -> Goto:
    study, house = visit.study, visit.house
    house.work.forget("look-into", study.key)

    def then(job: Job) -> None:
        if job.state != "done":  # it may hold real names, and cannot be gone on with
            house.uploads.drop(study.key + APART)

    job = house.work.start(
        "look-into", study.key, "Looking at the file", study.at("exchange", "in"),
        study.at("exchange"), look_into, file, study.folder, then=then, **asked,
    )  # fmt: skip
    job.over.wait(0.5)  # a small file is read at once, and needs no page of its own
    return address_of_job(visit, job)


def _folder(visit: Visit) -> Path:
    return visit.house.uploads.folder(visit.study.key + APART)


def _file(visit: Visit) -> Path | None:
    folder = _folder(visit)
    own = [p for p in folder.iterdir() if p.is_file()] if folder.is_dir() else []
    return own[0] if own else None


def _looked(visit: Visit) -> Looked | None:
    job = visit.house.work.last("look-into", visit.study.key)
    return job.result if job is not None and isinstance(job.result, Looked) else None


def _lost(visit: Visit, found: Looked) -> str:
    return lost_list(found.kinds, found.lost, shows_words=not coders_left(visit))


def _columns(found: Looked) -> str:
    """One question a column that is missing; several heads may be coders."""
    asks = []
    for ours in found.lacks:
        several = ours == "coder"
        blank = [] if several else [("", "None of them")]
        shown = choice(
            f"of:{ours}", [*blank, *((head, head) for head in found.heads)], "",
            id=f"f-{ours}", multiple=several, size=min(7, len(found.heads)) if several else None,
        )  # fmt: skip
        asks.append(f'<p class="field"><label for="f-{ours}">{words(_COLUMNS.get(ours, ours))}'
                    f"</label>{shown}</p>")  # fmt: skip
    return "".join(asks)


def _plain(question: str) -> str:
    """A question without the words for a command line."""
    return question.partition(" Say ")[0].partition(" say ")[0]


def _questions(visit: Visit, found: Looked) -> list[str]:
    typed, asks = visit.form, []
    for n, coder in enumerate(found.nobodies):
        label = f'The file says that "{coder}" coded. Who is that?'
        hint = "A first name in small letters. Empty: it is not known."
        asks.append(field(label, f"who:{n}", typed[f"who:{n}"], hint=hint))
    if len(found.coders) <= _MOST:
        asks += [
            _ask(f"What did {coder} read?", f"read:{n}", _READ, typed[f"read:{n}"],
                 "Where it is not known, what was coded counts as “at least”, and "
                 "silence is not counted." if n == 0 else "")
            for n, coder in enumerate(found.coders)
        ]  # fmt: skip
    asks.append(_ask("Did a program do some of the coding?", "auto", _AUTO, typed["auto"],
                     "What a program coded does not count as a person's."))  # fmt: skip
    hint = f"Only if you chose “the codes named below”. {_some(found.codes)}"
    asks.append(field("Which codes did it do?", "auto_codes", typed["auto_codes"], hint=hint))
    if found.is_table:
        return asks
    if found.rounds:
        rounds = [("", "Written into the sheets afterwards"),
                  *((c, f"{c}: {labels}") for c, labels in found.rounds)]  # fmt: skip
        asks.append(_ask("Where does the round come from?", "year", rounds, typed["year"]))
    return [*asks, *_names(visit)]


def _names(visit: Visit) -> list[str]:
    typed = visit.form
    replaced = typed["names"] == "none"
    return [
        '<fieldset class="field"><legend>Names in its words</legend>',
        radio("names", "replace",
              "Replace them: every name becomes another one, here and in the sheets",
               chosen=not replaced),
        radio("names", "none", "They were replaced before", chosen=replaced),
        "</fieldset>",
        field("Where shall the key lie?", "key", typed["key"] or usual_key(visit.study.folder),
              hint="The key says who was who. It lies outside the study; last year's goes on."),
        f'<div class="ends">{browse_button("key", "Choose the place, or last year’s key …")}</div>',
    ]  # fmt: skip


def _ask(label: str, name: str, options: list[tuple[str, str]], value: str, hint: str = "") -> str:
    told = f"<small>{words(hint)}</small>" if hint else ""
    shown = choice(name, options, value or options[0][0], id=f"f-{name}")
    return f'<p class="field"><label for="f-{name}">{words(label)}</label>{shown}{told}</p>'


def _some(codes: tuple[str, ...]) -> str:
    return f"In the file: {', '.join(codes[:12])}{' …' if len(codes) > 12 else ''}."


def _named(found: Looked, form: Form) -> dict[str, str]:
    """Who coders are that the file does not name: old name to new."""
    return {coder: form[f"who:{n}"] for n, coder in enumerate(found.nobodies) if form[f"who:{n}"]}


def _read(found: Looked, form: Form, named: dict[str, str]) -> list[str]:
    """What each coder read, as the job asks for it; of whom nothing is said, nothing."""
    return [
        f"{named.get(coder, coder)}={form[f'read:{n}']}"
        for n, coder in enumerate(found.coders)
        if form[f"read:{n}"] in {"all", "coded"}
    ]


def _auto(form: Form) -> str:
    if form["auto"] != "some":
        return form["auto"] or "not known"
    if not form["auto_codes"]:
        raise PracticelearnError("Say which codes a program did, or choose another answer.")
    return form["auto_codes"]
