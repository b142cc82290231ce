"""The twelve steps of a year, each told from what is on record: done, now, or later and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from practicelearn.jobs.year_known import Known, Stage, State, Step, left_said, on_record
from practicelearn.output.disclosure.releases import document_of
from practicelearn.output.gate.sizes import tally_said
from practicelearn.output.gate.wording import count, long_date
from practicelearn.study.displays import displayed_pairs
from practicelearn.themes.sources import Rows
from practicelearn.themes.tallies import Tally

__all__ = ["STEPS"]

Steps = tuple[Step, ...]

_NAMES: Final[dict[str, tuple[Stage, str]]] = {
    "look-back": ("before", "Look back at what was promised"),
    "plan": ("before", "Plan the round"),
    "groups": ("before", "Hold the groups"),
    "bring-in": ("hear", "Bring in what the groups left"),
    "names": ("hear", "Replace names"),
    "pilot": ("code", "Two people code one session"),
    "code": ("code", "Code and settle"),
    "read": ("understand", "Read, and write the sentences"),
    "compare": ("understand", "Compare rounds"),
    "give-back": ("answer", "Give back to those who took part"),
    "release": ("answer", "Read every quote, release"),
    "act": ("act", "Follow what was promised"),
}


def _step(
    key: str, state: State, why: str = "", *, when: str = "", who: str = "", session: str = ""
) -> Step:
    stage, name = _NAMES[key]
    return Step(stage, key, name, state, when=when, who=who, why=why, session=session)


def _done(before: Steps, key: str) -> bool:
    return any(s.key == key and s.state == "done" for s in before)


def _look_back(known: Known, _: Steps) -> Step:
    if not known.earlier:
        return _step("look-back", "done", "First round: nothing to look back at yet.")
    if not known.study.has_actions:
        return _step(
            "look-back", "now", "No promise of an earlier round is on record. Look at why."
        )
    left = known.open_actions
    left = left[left["year"].isin(known.earlier)]
    if known.plan is not None or known.held:
        return _step("look-back", "done", left_said(left, "still open"))
    if not len(left):
        return _step("look-back", "done", "Every promise is done, or dropped with its reason.")
    return _step("look-back", "now", left_said(left, "still open"))


def _plan(known: Known, _: Steps) -> Step:
    plan = known.plan
    if plan is None and known.held and known.read_by.to_numpy().any():
        return _step(
            "plan", "now", "No plan was made before anybody read: everything is exploratory."
        )
    if plan is None and not known.round:
        return _step("plan", "now", "Name the round and its groups.")
    if plan is None:
        least = "It declares no headlines." if not known.earlier else "It says what is compared."
        return _step("plan", "now", f"Not on record yet. {least}")
    when = long_date(plan.at[:10]) if plan.at else ""
    late = "" if plan.made_before else "Made late: what it names bears no verdict."
    return _step("plan", "done", late, when=when, who=plan.by)


def _groups(known: Known, _: Steps) -> Step:
    planned = known.plan.groups if known.plan is not None else None
    names = known.corpus.sessions["group"].dropna().unique() if known.held else ()
    held = Tally(Rows.where("groups", [True] * len(names)))
    if not held.n:
        due = Tally(Rows.where("groups", [True] * (planned or 0)))
        said = tally_said(due, "group", none="")
        return _step("groups", "now", f"{said} planned." if due.n else "Print guide and consent.")
    said = f"{tally_said(held, 'group')} held."
    if planned and held.n < planned:
        return _step("groups", "done", f"{said} {planned} were planned: say why others are not.")
    return _step("groups", "done", said)


def _bring_in(known: Known, _: Steps) -> Step:
    if not known.held:
        return _step("bring-in", "now", "No file of this round is here yet.")
    corpus = known.corpus
    there = set(corpus.attendance["session_id"]) if len(corpus.attendance) else set()
    # a flip chart names nobody: whoever was there may be added, and need not be
    charts = set(corpus.sessions.index[corpus.sessions["source_kind"] == "flip chart"])
    unsaid = [sid for sid in corpus.sessions.index if sid not in there | charts]
    wrong = corpus.issues[corpus.issues["severity"] == "error"]
    if unsaid:
        said = f"Who was there is not said of {count(len(unsaid), 'session')}."
        return _step("bring-in", "now", said, session=unsaid[0])
    if len(wrong):
        where = next((s for s in wrong["session_id"] if isinstance(s, str)), "")
        said = f"{count(len(wrong), 'thing')} to put right."
        return _step("bring-in", "now", said, session=where or str(corpus.sessions.index[0]))
    return _step("bring-in", "done", **on_record(known.of_kind("round")))


def _names(known: Known, _: Steps) -> Step:
    """Sessions of a study are frozen: what still looks like a name is a decision, no step."""
    if not known.held:
        return _step("names", "later", "Once the files are here.")
    if not known.study.settings.pseudonymised:
        return _step("names", "done", "Frozen with real names, as was chosen.")
    n = int(known.names_left.sum())
    where = count(len(known.names_left), "session")
    left = f"{n} left that look like names, in {where}." if n else ""
    if known.n_not_names:
        left = f"{left} {known.n_not_names} more said to be no names.".strip()
    return _step("names", "done", left, **on_record(known.of_kind("round")))


def _pilot(known: Known, _: Steps) -> Step:
    released = on_record([e for e in known.events if e.kind == "frame"])
    if not known.held:
        return _step("pilot", "later", "Once the files are here.")
    if not known.study.has_frame:
        return _step("pilot", "now", "No frame of codes is released yet.")
    twice = known.whole_by_people >= 2
    n_settled = int((twice & known.settled).sum())
    if n_settled:
        return _step("pilot", "done", **released)
    if twice.any():
        n, first = int(twice.sum()), str(twice.index[twice][0])
        why = f"{count(n, 'session')} read by two, none settled. Settle one."
        return _step("pilot", "now", why, session=first)
    if known.plan is not None and not known.plan.double_coding and len(known.plan.coders) == 1:
        return _step("pilot", "done", "One coder, as planned.")
    of = f" of {known.round}" if known.earlier else ""  # one of another year may have been
    return _step("pilot", "now", f"No session{of} has been read whole by two people.")


def _code(known: Known, _: Steps) -> Step:
    if not known.held:
        return _step("code", "later", "Once the files are here.")
    n, n_open = len(known.read_by), known.n_unsettled
    n_read = n - known.n_unread
    if n_read == n and not n_open:
        return _step("code", "done", f"{count(n, 'session')} read whole.")
    still = f" {count(n_open, 'session')} to settle." if n_open else ""
    return _step("code", "now", f"{n_read} of {count(n, 'session')} read whole.{still}")


def _read(known: Known, _: Steps) -> Step:
    if not known.held or known.n_unread:
        return _step("read", "later", "Once every session has been read.")
    stated = [e for e in known.events if e.kind == "statement"]
    if not known.headlines:
        if stated:
            return _step("read", "done", **on_record(stated))
        return _step("read", "now", "No theme has a sentence yet.")
    said = {e.payload["theme_id"] for e in stated}
    left = [t for t in known.headlines if t not in said]
    if left:
        n = len(known.headlines)
        return _step(
            "read", "now", f"{n - len(left)} of {count(n, 'headline theme')} have a sentence."
        )
    return _step("read", "done", **on_record(stated))


def _compare(known: Known, before: Steps) -> Step:
    if not known.earlier:
        return _step("compare", "done", "First round: nothing to compare yet.")
    pair = frozenset((known.earlier[-1], known.round))
    seen = pair in displayed_pairs(known.study.path)
    if not (_done(before, "plan") and _done(before, "read")):
        early = " It was opened already, which is on record." if seen else ""
        return _step("compare", "later", f"Once plan and sentences stand.{early}")
    if not seen:
        return _step("compare", "now", f"{known.earlier[-1]} and {known.round}, side by side.")
    shown = [
        e
        for e in known.events
        if e.kind == "compared" and frozenset(map(str, e.payload["rounds"])) == pair
    ]
    return _step("compare", "done", **on_record(shown))


def _give_back(known: Known, before: Steps) -> Step:
    if not _done(before, "read"):
        return _step("give-back", "later", "Once the sentences stand.")
    replied = known.of_kind("reply")
    if replied:
        return _step("give-back", "done", **on_record(replied))
    return _step("give-back", "now", "Nobody who took part has answered yet.")


def _release(known: Known, before: Steps) -> Step:
    released = [
        e
        for e in known.events
        if e.kind == "release"
        and not document_of(e.payload.get("rules"))
        and known.round in e.payload.get("rules", {}).get("rounds", ())
    ]
    if released:
        return _step("release", "done", **on_record(released))
    if not _done(before, "read"):
        return _step("release", "later", "Once the sentences stand.")
    return _step("release", "now", "Nobody has released the report of this round.")


def _act(known: Known, before: Steps) -> Step:
    if not _done(before, "release"):
        kept = known.study.has_actions and len(known.open_actions)
        if kept:  # a promise does not wait for the next report
            return _step("act", "now", left_said(known.open_actions))
        return _step("act", "later", "Once the report is released.")
    if not known.study.has_actions:
        return _step("act", "now", "No promise is on record.")
    left = known.open_actions
    own = left[left["year"] == known.round]
    if not len(own):
        return _step("act", "done", "Every promise is done, or dropped with its reason.")
    return _step("act", "now", left_said(own))


STEPS: Final[tuple[Callable[[Known, Steps], Step], ...]] = (
    _look_back, _plan, _groups, _bring_in, _names, _pilot, _code, _read, _compare, _give_back,
    _release, _act,
)  # fmt: skip
"""Each is given what is known and the steps before it."""
