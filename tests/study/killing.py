"""Kills a program at every step at which it touches a study's files, and looks at what is left.

Run as a program of its own: it imports once, and forks a child for each step, which is killed there
(SIGKILL: no exception, no clean-up). Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

import practicelearn as prac
from practicelearn.coding.log.entries import Entry, Kind
from practicelearn.coding.log.events import Event, read_events
from practicelearn.coding.log.kinds import KINDS
from practicelearn.exchange.project import CodedProject
from practicelearn.jobs.cards import cards_report, keep_cards, write_cards
from practicelearn.jobs.plan import keep_plan, write_plan_sheet
from practicelearn.pseudonyms.key_file import KeyRow, write_key
from practicelearn.study.actions import go_on_with_actions
from practicelearn.study.closing import close_year
from practicelearn.study.correct import correct_session
from practicelearn.study.correct_turns import Attending, Spoken, correct_turns
from practicelearn.study.draft import edit_frame, release_draft
from practicelearn.study.folder import create_study, open_study
from practicelearn.study.frames import release_frame
from practicelearn.study.imported import record_codings
from practicelearn.study.mending import mend_study
from practicelearn.study.purging import purge_year
from practicelearn.study.replies import read_replies
from practicelearn.study.rights import redact, withdraw
from practicelearn.study.rounds import add_year
from practicelearn.study.summaries import keep_summaries
from practicelearn.study.transaction import clean_on_opening
from practicelearn.study.upgrading import upgrade_study
from practicelearn.study.whose import Said

TOUCHES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"}


def kill_at(step: int, folder: Path, count: list[int]) -> None:
    """Kill this process when it touches the folder for the step-th time; 0: only count."""

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            if not isinstance(path, str | bytes | os.PathLike):
                return
            writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if not writes and not (isinstance(mode, str) and set(mode) & set("wax+")):
                return
        elif event in TOUCHES:
            path = args[0]
        else:
            return
        if not os.path.abspath(os.fsdecode(path)).startswith(str(folder)):  # noqa: PTH100 - a link stays one
            return
        count[0] += 1
        if count[0] == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def new_round(study: prac.Study) -> None:
    corpus = prac.open_study(prac.sample_path()).corpus(["2025-south"])
    turns = corpus.turns.assign(session_id="2026-south")
    turns.index = turns.index.str.replace("2025", "2026")
    sessions = corpus.sessions.assign(year="2026-27").rename(index={"2025-south": "2026-south"})
    bare = prac.Corpus(turns=turns, sessions=sessions, pseudonymised=True)
    add_year(study, bare, "2026-27", by="sam")


def corrected(study: prac.Study) -> None:
    sid = study.session_ids[0]
    turns = study.corpus([sid]).turns
    text = "\n\n".join(f"{r.speaker}: {r.text}" for r in turns.itertuples())
    file = study.path.parent / "corrected.txt"
    file.write_text(text.replace("and", "and also", 1), encoding="utf-8")
    correct_session(study, sid, file, by="sam", no_names=True)


def turn_corrected(study: prac.Study) -> None:
    """Half of a turn was somebody else's, who is new to the attendance list."""
    sid = study.session_ids[0]
    row = study.corpus([sid]).turns.iloc[3]
    words = row["text"].split()
    now = [Spoken(row["speaker"], " ".join(words[:4])), Spoken("P99", " ".join(words[4:]))]
    told = {"by": "sam", "reason": "another voice", "attending": Attending(None, "participant")}
    correct_turns(study, sid, 4, 4, now, **told)


def said_by(study: prac.Study) -> str:
    turns = study.corpus().turns
    return str(turns.loc[turns["role"] == "participant", "person_id"].iloc[0])


def one_word(study: prac.Study) -> None:
    turn = study.codings().spans.iloc[0]
    redact(study, turn.turn_id, turn.start, turn.end, kind="place", reason="small", by="sam")


def charted(study: prac.Study) -> None:
    file = study.framework_matrix(codes=["workload"]).to_xlsx(study.path.parent / "chart.xlsx")
    book = load_workbook(file)
    book["matrix"]["C4"] = "They hold too many."
    book["matrix"]["C5"] = "They hold too many, too."
    book.save(file)
    keep_summaries(study, file, by="sam")


def closed(study: prac.Study) -> None:
    close_year(study, "2023-24", key_of(study.path), by="sam")


def closed_in_part(study: prac.Study) -> None:
    close_year(study, "2024-25", key_of(study.path), by="sam")


def key_of(folder: Path) -> Path:
    return (folder.parent / "one.key.csv").resolve()


def with_a_key(folder: Path) -> None:
    """A key of ours of one round, outside the study."""
    write_key(key_of(folder), [_named("2023-24", "Ann Invented")])


def with_a_key_of_two_rounds(folder: Path) -> None:
    rows = [_named("2023-24", "Bea Invented"), _named("2024-25", "Ann Invented")]
    write_key(key_of(folder), rows)


def _named(year: str, name: str) -> KeyRow:
    return KeyRow(year, "", "", "", "person", name, name.casefold(), "P1", "", "")


def in_need_of_mending(folder: Path) -> None:
    """Conflicted copies, damaged lines, an empty journal of an earlier version."""
    log = next(folder.glob("coding/kim/*.jsonl"))
    shutil.copy(log, log.with_name(f"{log.stem} (1).jsonl"))
    with log.open("ab") as file:
        file.write(b"this is no event\n")
    with next(folder.glob("decisions/*.jsonl")).open("ab") as file:
        file.write(b"{torn\n")
    session = next(folder.glob("sessions/*.csv"))
    shutil.copy(session, session.with_name(f"{session.stem} (1).csv"))
    (folder / ".rewriting.json").write_bytes(b"")


def with_a_purged_session_back(folder: Path) -> None:
    """A purged session's files, as a synced drive brings them back from a laptop that was off."""
    kept = {
        p: p.read_bytes()
        for p in [
            *folder.glob("sessions/2023-*"),
            *folder.glob("coding/**/2023-*"),
            folder / "sessions.xlsx",
        ]
    }
    purge_year(open_study(folder), "2023-24", by="sam")
    sheet = kept.pop(folder / "sessions.xlsx")
    (folder / "sessions (1).xlsx").write_bytes(sheet)
    for path, content in kept.items():
        path.write_bytes(content)


def planned(study: prac.Study) -> None:
    study.record_plan(prac.Plan(round="2026-27", headlines=("tools",)), by="sam")


def sheet_kept(study: prac.Study) -> None:
    keep_plan(study.path, "2026-27", by="sam")


def with_a_plan_sheet(folder: Path) -> None:
    write_plan_sheet(folder, "2026-27")


def with_replies(folder: Path) -> None:
    """A sheet as an earlier version wrote it, filled in."""
    rows = [("tools", "yes", "Only for duty"), (None, "missing", "Nights")]
    sheet = pd.DataFrame(rows, columns=["Theme", "Answer", "Words"])
    sheet.to_excel(folder.parent / "replies.xlsx", index=False)


def with_cards(folder: Path) -> None:
    """Cards on record, and their sheet with two cards of a heap that becomes a code."""
    made = write_cards(folder, cards_report(folder, "2025-26"), folder.parent, by="sam")
    book = load_workbook(made[-1])
    for n in (2, 3):
        book["cards"].cell(n, 2, "A")
    for column, text in ((2, "Being known"), (3, "Somebody should know us."), (4, "code")):
        book["heaps"].cell(2, column, text)
    book.save(made[-1])


def replied(study: prac.Study) -> None:
    read_replies(study, study.path.parent / "replies.xlsx", "2025-26", by="sam")


def cards_back(study: prac.Study) -> None:
    keep_cards(study.path, study.path.parent / "heaps-2025-26.xlsx", by="sam")


def brought_in(study: prac.Study) -> None:
    kim = study.codings("kim")
    codings = replace(kim, spans=kim.spans.assign(coder="nia"), read=kim.read.assign(coder="nia"))
    project = CodedProject(study.corpus(), kim.frame, codings, origin="ATLAS.ti 24")
    record_codings(study, project, Said(by="sam", read=("nia=2025-north",), auto_coding="no"))


def made(study: prac.Study) -> None:
    create_study(study.path.parent / "made", study.corpus(), study.frame(), title="Made")


LATER = Kind("decisions", {"notes": Entry("text", needed=True)}, since=2)


def with_a_draft(folder: Path) -> None:
    """A code taken apart and two put together, not released yet."""
    study = open_study(folder)
    edit_frame(study, "kim", "split", into="workload", name="Duty", parent="workload")
    first, second = [c.id for c in study.frame().codes if c.parent is None][:2]
    edit_frame(study, "kim", "merge", first, into=second)


PREPARED: dict[str, Callable[[Path], None]] = {
    "close": with_a_key,
    "draft": with_a_draft,
    "close in part": with_a_key_of_two_rounds,
    "late": with_a_purged_session_back,
    "mend": in_need_of_mending,
    "plan sheet": with_a_plan_sheet,
    "replies": with_replies,
    "cards back": with_cards,
}
"""What a job needs beforehand; not among its steps."""

JOBS: dict[str, Callable[[prac.Study], None]] = {
    "withdraw": lambda s: withdraw(s, said_by(s), by="sam") and None,
    "quotes": lambda s: withdraw(s, said_by(s), by="sam", scope="quotes") and None,
    "redact": one_word,
    "purge": lambda s: purge_year(s, "2023-24", by="sam") and None,
    "close": closed,
    "close in part": closed_in_part,
    "mend": lambda s: mend_study(s, by="sam") and None,
    "late": lambda s: clean_on_opening(s.path),
    "upgrade": lambda s: upgrade_study(s, by="sam") and None,
    "round": new_round,
    "correct": corrected,
    "correct turn": turn_corrected,
    "release": lambda s: release_frame(s, "2031-1", by="sam", date="2031-01-01") and None,
    "draft": lambda s: release_draft(s, "2031-1", by="sam", date="2031-01-01") and None,
    "chart": charted,
    "import": brought_in,
    "create": made,
    "plan": planned,
    "plan sheet": sheet_kept,
    "replies": replied,
    "cards back": cards_back,
    "actions": lambda s: go_on_with_actions(s) and None,
}


def state(folder: Path) -> dict[str, str]:
    """What a study says: everything but what was written at which moment."""
    study = open_study(folder)
    corpus, codings = study.corpus(), study.codings()
    spans = codings.spans.drop(columns="at").sort_values(["coder", "coding_id", "part"])
    kinds = study.decisions()[["kind", "who"]]
    return {
        "turns": corpus.turns.drop(columns="marks").to_csv(),
        "sessions": corpus.sessions.to_csv(),
        "attendance": corpus.attendance.to_csv(),
        "people": corpus.people.to_csv(),
        "spans": spans.to_csv(index=False),
        "read": str(sorted(zip(codings.read["coder"], codings.read["turn_id"], strict=True))),
        "decisions": kinds.to_csv(index=False),
        "frames": str([f.version for f in study.frames()]),
        "rounds": str(study.settings.rounds),
        "actions": str(len(study.actions().recommendations)) if study.has_actions else "",
        "settings": (folder / "study.toml").read_text(encoding="utf-8"),
        "logs": str(sorted(p.name for p in folder.glob("coding/[!ab]*/**/*.jsonl*"))),
        "copies": str(sorted(p.name for p in folder.glob("sessions/*"))),
        "made": str((folder.parent / "made" / "study.toml").exists()),
        "left": str(sorted(p.name for p in folder.glob(".*") if p.name not in QUIET)),
        "wrong": str(codings.issues["severity"].eq("error").sum()),
    }


QUIET = {".lock", ".generation", ".cache", ".gitignore"}


def forked(work: Callable[[], None]) -> int:
    """Run in a child; return how it ended."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 -- whatever it is, the child ends here
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def writer(folder: Path, who: str, told: Path) -> None:
    """Append without an end, and note each event once it is acknowledged."""
    log = open_study(folder).log(who, "2025-north")
    with told.open("a", encoding="utf-8") as notes:
        for n in range(100_000):
            [event] = log.append(Event("memo", who, "2025-north", payload={"memo": str(n)}))
            notes.write(event.id + "\n")
            notes.flush()


def main(original: Path, job: str, place: Path, every: int, writers: bool) -> None:
    """Kill the job at each step; say what each time was left."""
    if job == "upgrade":
        KINDS["workshop"] = LATER  # a kind that format 1 does not have

    def fresh() -> Path:
        for path in place.glob("*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        folder = Path(shutil.copytree(original, place / "study"))
        PREPARED.get(job, lambda _: None)(folder)
        return folder

    before = state(fresh())
    whole = place / "study"
    steps_file = place.parent / "steps"

    def counting() -> None:
        count = [0]
        kill_at(0, place, count)
        JOBS[job](open_study(whole))
        steps_file.write_text(str(count[0]))

    assert forked(counting) == 0, f"{job} fails without being killed"
    after, steps = state(whole), int(steps_file.read_text())
    wrong: list[str] = []
    for step in range(1, steps + 1, every):
        fresh()
        told = [place.parent / f"told-{who}" for who in ("ada", "bo")] if writers else []
        hands = [_start(whole, notes) for notes in told]
        how = forked(lambda: _until_killed(job, whole, step))  # noqa: B023 -- runs at once
        if how not in (-signal.SIGKILL, 0):
            wrong.append(f"{step}: ended with {how}")
        for hand in hands:
            os.kill(hand, signal.SIGKILL)
            os.waitpid(hand, 0)
        found = _wrong(whole, before, after) or _lost(whole, told) or _unrecorded(whole, job)
        if found:
            wrong.append(f"{step}: {found}")
    print(json.dumps({"job": job, "steps": steps, "wrong": wrong}))


def _start(folder: Path, notes: Path) -> int:
    notes.write_text("")
    hand = os.fork()
    if hand == 0:
        writer(folder, notes.name[5:], notes)
    return hand


def _until_killed(job: str, folder: Path, step: int) -> None:
    kill_at(step, folder.parent, [0])
    JOBS[job](open_study(folder))


def _wrong(folder: Path, before: dict[str, str], after: dict[str, str]) -> str:
    try:
        now = state(folder)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the study does not open
        return f"does not open: {error!r}"
    if now in (before, after):
        return ""
    differs = [k for k in now if now[k] not in (before[k], after[k])]
    return f"neither before nor after: {differs or 'mixed'}"


def _lost(folder: Path, told: list[Path]) -> str:
    for notes in told:
        log = folder / "coding" / notes.name[5:] / "2025-north.jsonl"
        here = {e.id for e in read_events([log])[0]}
        lost = [i for i in notes.read_text().split() if len(i) == 16 and i not in here]
        if lost:
            return f"{len(lost)} acknowledged events lost"
    return ""


def _unrecorded(folder: Path, job: str) -> str:
    """Whether a key has lost a name, and nothing says that its round is closed."""
    key = key_of(folder)
    if not job.startswith("close"):
        return ""
    if key.exists() and "Ann Invented" in key.read_text(encoding="utf-8", errors="replace"):
        return ""
    kinds = set(open_study(folder).decisions()["kind"])
    return "" if "close-round" in kinds else "the key is gone, and there is no record of it"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), sys.argv[5] == "yes")
