"""What was done here, for another program: what leaves, what keeps it here, the file to take."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from practicelearn.app.home.accounts import account_table
from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody
from practicelearn.app.home.pieces import button, choice, field, form, hidden, link, table, words
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.running import Job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, OlderError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.going_out import WentOut, take_out
from practicelearn.output.gate.wording import count
from practicelearn.study.folder import open_study
from practicelearn.study.kept import state_of
from practicelearn.study.listing import coder_folders

__all__ = ["fetched", "show", "take"]

_KINDS: dict[str, tuple[str, str, str, str]] = {
    # what is sent: what is read, suffix, profile, what of the study has no place in it
    "nvivo": ("NVivo (REFI-QDA)", ".qdpx", "nvivo", ""),
    "maxqda": ("MAXQDA (REFI-QDA)", ".qdpx", "maxqda", ""),
    "atlas": ("ATLAS.ti (REFI-QDA)", ".qdpx", "atlas", ""),
    "qualcoder": ("QualCoder (REFI-QDA)", ".qdpx", "qualcoder", ""),
    "strict": ("Another program (REFI-QDA, to the letter)", ".qdpx", "strict", ""),
    "taguette": ("Taguette", ".sqlite3", "strict", "memos, people, variables, sets"),
    "quotes": ("Excel: a table of quotes", ".xlsx", "strict", "uncoded words, people, sets"),
    "word": ("Word: one session with comments", ".docx", "strict", "other sessions, people, sets"),
    "frame": ("The coding frame alone (REFI-QDA)", ".qdc", "strict", "words and codings"),
    "frame-text": ("The coding frame alone, to read", ".md", "strict", "words and codings"),
}
_FRAMES = ("frame", "frame-text")
_LEAVES = (
    "In a REFI-QDA project leave words, codes, codings with their coders, memos as notes, people "
    "as cases, sets. Attendance, what was read, stance and strength stand in one note, which this "
    "program reads again. The key of names never leaves."
)
_MOST = 50
_CHANGED = (
    "The study has changed since these words were found: others might leave, too. Nothing was "
    "written. Write the file again, and look at the words it asks about."
)
_ASKED = ("kind", "coder", "session")


def show(visit: Visit) -> str:
    """Return what can leave, and what left last or was kept here."""
    study = visit.study
    job = visit.house.work.last("take-out", study.key)
    over = job is not None and job.over.is_set() and isinstance(job.result, WentOut)
    # whoever else looks must not find what a coder took out of their own codings
    asked_for = job is not None and visit.args.get("state", "-") in job.leads_to
    over = over and (asked_for or not coders_left(visit))
    last = _of_last(visit, job) if job is not None and over else ""
    kept = job is not None and over and len(job.result.names) > 0
    body = f"{last}{'' if kept else _form(visit, main=not last)}"
    return page("Take out for another program", body, study=study, problem=visit.problem)


def take(visit: Visit, form: Form) -> Goto | str:
    """Write the file, unless names would leave; waive them where a reason is given."""
    study, house = visit.study, visit.house
    here = study.at("exchange", "out")
    if form["do"] == NOBODY:
        say_nobody(visit)
        return Goto(here)
    if form["do"] == "again":
        house.work.forget("take-out", study.key)
        return Goto(here)
    if form["kind"] not in _KINDS:
        raise PracticelearnError("Choose the program it is for.")
    by = taken_by(visit, form)
    if form["do"] == "waive" and not form["reason"]:
        raise PracticelearnError("The reason goes on record: say why these words may leave.")
    if form["do"] == "waive" and form["state"] != state_of(study.folder):
        house.work.forget("take-out", study.key)  # the words that would leave may be others
        raise OlderError(_CHANGED)
    coder = form["coder"]
    if form["kind"] not in _FRAMES and coders_left(visit) and coder != by:
        raise PracticelearnError(
            "Somebody has still to code what others have coded, and must not see it. Until then "
            "choose only your own codings."
        )
    _, suffix, profile, _ = _KINDS[form["kind"]]
    session = form["session"] if form["kind"] == "word" else ""
    parts = [
        study.folder.name,
        "" if form["kind"] == "frame-text" else form["kind"],
        session,
        coder,
    ]
    name = "-".join(part for part in parts if part) + suffix
    asked = urlencode({**{k: form[k] for k in _ASKED}, "state": state_of(study.folder)})
    house.work.forget("take-out", study.key)
    job = house.work.start(
        "take-out", study.key, "Taking it out", f"{here}?{asked}", here, take_out, study.folder,
        study.folder / "outputs" / name, profile=profile, session=session, coder=coder,
        waive=form["reason"] if form["do"] == "waive" else "", by=by,
    )  # fmt: skip
    return address_of_job(visit, job)


def fetched(visit: Visit) -> Path:
    """Return the file that was written last, and no other."""
    job = visit.house.work.last("take-out", visit.study.key)
    made = job.result if job is not None else None
    if not isinstance(made, WentOut) or made.path is None or made.path.name != visit.args["name"]:
        raise NoPageError(visit.args["name"])
    if not made.path.is_file():
        raise NoPageError(visit.args["name"])
    return made.path


def _form(visit: Visit, *, main: bool) -> str:
    """What leaves, for which program, whose codings; and what has no place there."""
    study, here = visit.study, visit.study.at("exchange", "out")
    left = coders_left(visit)
    people = [c for c in coder_folders(study.folder) if c[0] not in "._"]
    everybody = [] if left else [("", "Everybody's")]
    sessions = [(s, s) for s in open_study(study.folder).session_ids]
    blind = ""
    if left:
        blind = (
            f"<p>{words(', '.join(sorted(left)))} still have to code sessions that others have "
            "coded, and must see nothing of that yet. Until then each takes out only their own "
            "codings, or the coding frame.</p>"
            + form(here, hidden(do=NOBODY), button("Nobody who is looking has still to code"))
        )
    asks = form(
        here,
        _ask(visit, "Which program is it for?", "kind",
             [(key, told) for key, (told, *_) in _KINDS.items()]),
        _ask(visit, "Whose codings?", "coder", [*everybody, *((c, c) for c in people)]),
        _ask(visit, "Which session? For Word only", "session", sessions),
        by_field(visit),
        f'<div class="ends">{button("Write the file", main=main)}</div>',
    )  # fmt: skip
    lacks = [[words(told), words(lacks)] for told, _, _, lacks in _KINDS.values() if lacks]
    return (
        f"<p>{_LEAVES}</p>"
        f"{table('What has no place in a file', ['For', 'What stays here'], lacks)}{blind}{asks}"
    )


def _ask(visit: Visit, label: str, name: str, options: list[tuple[str, str]]) -> str:
    value = visit.form[name] or visit.args.get(name, "")
    return (
        f'<p class="field"><label for="f-{name}">{words(label)}</label>'
        f"{choice(name, options, value, id=f'f-{name}')}</p>"
    )


def _of_last(visit: Visit, job: Job) -> str:
    """What left last: the file and its account; or the names that kept it here."""
    made: WentOut = job.result
    if len(made.names):
        return _kept(visit, job)
    if made.path is None:
        return ""
    take_it = link(f"Take {made.path.name}", visit.study.at("exchange", "out", made.path.name),
                   class_="press main")  # fmt: skip
    account = ""
    if made.account is not None:
        account = account_table(made.account, "In the study", "In the file")
    wrong = f'<p class="problem">{words(made.not_explained)}</p>' if made.not_explained else ""
    return (
        f"{wrong}<p>{words(made.path.name)} is written. It lies in the study's outputs.</p>"
        f'<div class="ends">{take_it}</div>{account}<h2>Another file</h2>'
    )


def _kept(visit: Visit, job: Job) -> str:
    """Words that may be names and would leave: the way to them, or a reason on record."""
    here, made = visit.study.at("exchange", "out"), job.result
    by_word = made.names.groupby("text", sort=False)
    rows = [
        [words(text), words(", ".join(dict.fromkeys(map(str, own["place"])))), f"{len(own):,}"]
        for text, own in by_word
    ]
    n = len(rows)
    more = f"<p>And {n - _MOST:,} more.</p>" if n > _MOST else ""
    asked = dict(parse_qsl(urlsplit(job.leads_to).query))  # what it was asked with, and when
    waive = form(
        here, hidden(do="waive", **asked),
        field("Why may they leave?", "reason", visit.form["reason"], required=True,
              hint="Such as: read one by one, these are places. It goes on record."),
        by_field(visit),
        f'<div class="ends">{button("Let these words leave", grave=True)}</div>',
    )  # fmt: skip
    left = visit.study.at("hear", "left")
    look = link("Look at each in its sentence", left, class_="press main")
    again = form(here, hidden(do="again"), button("Choose something else"))
    return (
        f'<p class="needs">Nothing was written. {count(n, "word")} that would leave may be '
        f"{'a name' if n == 1 else 'names'}.</p>"
        f'<div class="ends">{look}{again}</div>'
        f"{table('What may be a name', ['Word', 'Where', 'How often'], rows[:_MOST])}{more}"
        f"<h2>Let them leave all the same</h2><p>What has left cannot be called back.</p>{waive}"
    )
