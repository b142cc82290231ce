"""The plan of a round: one event in the decisions, dated, hashed and chained; never rewritten.

A line that was edited since no longer fits its hash, and is no evidence of a plan. The hash shows
that the record was not edited later, not that nobody looked. An undo takes back no plan: what was
planned otherwise later is an amendment, which is another event.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.log.events import Event, events_in
from practicelearn.coding.log.texts import says_gone
from practicelearn.errors import PracticelearnError, StudyError
from practicelearn.study.folder import Study
from practicelearn.study.purged import kept_events, purged
from practicelearn.study.transaction import consistent, transaction
from practicelearn.study.who import check_name
from practicelearn.themes.plan import Plan, moment
from practicelearn.themes.plan_record import (
    TEXTS,
    digest_of,
    entries_of,
    hash_of_texts,
    plan_of,
)

__all__ = ["PlanFault", "plan_event", "plan_faults", "record_plan", "study_plan"]

_CODED = frozenset({"read", "read-for", "code"})
_BROUGHT = frozenset({"import", "scope"})
_ANEW = (
    "bring the line back from the synced folder's history or a backup; nothing but that makes it "
    "evidence again"
)


class PlanFault(NamedTuple):
    """A plan event that is no evidence, or the record before it: where, what, and what to do."""

    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}. What to do: {self.remedy}."


def study_plan(study: Study, round: str | None = None) -> Plan | None:  # noqa: A002 - a round is called so everywhere
    """Return the plan of a round that is on record in a study, or None.

    Parameters
    ----------
    study : Study
    round : str, optional
        By default the newest round that has groups, or the newest planned where none has; where it
        has no plan, that of the newest round before it that has one.

    Returns
    -------
    Plan or None
        What stood last before the round was coded, imported or compared; where nothing did, what
        was put on record first. Its ``drafts`` and ``amendments`` are what else was put on record
        for the round, ``earlier`` the plans of the rounds before it. An event that was edited since
        is no plan: a warning names file and line.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.plan()
    Plan of 2025-26: 5 headlines, made by sam on 2025-09-15, on record
    >>> study.plan("2023-24") is None
    True
    """
    check_arguments(study_plan, locals())
    plans, faults = consistent(study.path, lambda: _read(study))
    for fault in faults:
        warnings.warn(str(fault), stacklevel=2)
    rounds = _in_order(study, plans)
    if round is not None:
        wanted = list(rounds[: rounds.index(round) + 1]) if round in rounds else []
        chosen = round if round in plans else None
    else:
        held = set(study.corpus().year_labels) if study.session_ids else set()
        last = max((k for k, r in enumerate(rounds) if r in held), default=len(rounds) - 1)
        wanted = rounds[: last + 1]
        chosen = next((r for r in reversed(wanted) if r in plans), None)
    if chosen is None:
        return None
    earlier = [_standing(plans[r]) for r in wanted if r in plans and r != chosen]
    earlier = [p for p in earlier if rounds.index(p.round) < rounds.index(chosen)]
    plan = _standing(plans[chosen])
    return replace(plan, earlier=tuple(earlier), set_otherwise=_set_otherwise(study, plan))


def record_plan(study: Study, plan: Plan, *, by: str) -> Plan:
    """Put a plan on record, or an amendment of one, and return it as it stands there.

    Parameters
    ----------
    study : Study
    plan : Plan
        What is planned; of an amendment the whole plan as it is now, with ``why``. Codes of
        headline themes, and the versions of frame and guide, are filled in where they are empty.
    by : str
        Who plans.

    Returns
    -------
    Plan
        With its time and hashes. ``made_before`` says whether it is a plan made before.

    Raises
    ------
    StudyError
        There is no such theme; or a first year names headlines, although there is nothing to
        compare it with. Nothing was recorded.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp()) / "study"
    >>> _ = shutil.copytree(prac.sample_path(), folder)
    >>> study = prac.open_study(folder)
    >>> study.record_plan(prac.Plan(round="2026-27", headlines=("tools",)), by="sam").made_before
    True
    """
    check_arguments(record_plan, locals())
    check_name(by)
    if not plan.round.strip():
        raise StudyError("record_plan: name the round that is planned, such as 2026-27.")
    plans, faults = _read(study)
    for fault in faults:
        warnings.warn(str(fault), stacklevel=2)
    _check_rounds(study, plan, _in_order(study, {**plans, plan.round: []}))
    _check_strata(study, plan)
    filled = _filled(study, plan)
    with transaction(study.path) as change:
        last = _newest(_events(study))
        event = plan_event(filled, by=by, previous=last)
        change.append(f"decisions/{by}.jsonl", event)
    standing = _read(study)[0][plan.round]
    return next(p for p in standing if p.hash == event.payload["hash"])


def plan_event(plan: Plan, *, by: str, previous: str, **fixed: Any) -> Event:
    """Return a plan as an event, hashed and chained to the plan event before it.

    Parameters
    ----------
    plan : Plan
    by : str
    previous : str
        Hash of the newest plan event on record; "" for the first.
    **fixed
        ``at``, ``id`` and ``device`` of the event, where they are not those of now.
    """
    event = Event(kind="plan", who=by, **fixed)
    entries = {**entries_of(plan), "previous": previous}
    texts = hash_of_texts(entries)
    digest = digest_of(entries, at=event.at, by=by, texts_hash=texts)
    return replace(event, payload={**entries, "texts_hash": texts, "hash": digest})


def plan_faults(study: Study) -> list[PlanFault]:
    """Return the plan events of a study that are no evidence, and where its record is broken."""
    return consistent(study.path, lambda: _looked_at(study)[1])


def _read(study: Study) -> tuple[dict[str, list[Plan]], list[PlanFault]]:
    """Round to its plans that are whole, the earliest first; and what is wrong with the others."""
    whole, faults, events = _looked_at(study)
    first = _firsts(study, {plan.round for plan in whole}, events) if whole else {}
    plans: dict[str, list[Plan]] = {}
    for plan in sorted(whole, key=lambda plan: plan.made_at):
        coded, compared = first[plan.round]
        dated = replace(plan, first_coded=coded, first_compared=compared)
        plans.setdefault(plan.round, []).append(dated)
    return plans, faults


def _looked_at(study: Study) -> tuple[list[Plan], list[PlanFault], list[Event]]:
    """The plans that are whole, what is wrong with the others, and every decision."""
    events, _ = study.decided()
    own = [e for e in events if e.kind == "plan"]
    gone = max((e.at for e in events if e.kind in {"redact", "withdraw"}), default="")
    faults: list[PlanFault] = []
    whole: list[tuple[Event, Plan]] = []
    for event in own:
        wrong = _wrong_in(event, taken_out=gone >= event.at)
        if wrong:
            faults.append(PlanFault(_place(study, event), wrong, _ANEW))
            continue
        before = [e.at for e in events if e.who == event.who and e.seq < event.seq]
        plan = plan_of(event.payload, at=event.at, by=event.who)
        whole.append((event, replace(plan, follows=_latest(before))))
    broken, doubtful = _chain(study, own, whole)
    sound = [plan for _, plan in whole if plan.hash not in doubtful]
    return sound, [*faults, *broken], events


def _wrong_in(event: Event, *, taken_out: bool) -> str:
    """What is wrong with a plan event; "" where it says what it said when it was made."""
    entries = event.payload
    edited = (
        f"the plan of {entries['year']} was edited after it went on record (it does not fit its "
        "hash), so it is no evidence of a plan"
    )
    texts = [str(t) for name in TEXTS for t in _list(entries.get(name, ""))]
    redacted = taken_out and any(map(says_gone, texts))
    if not redacted and hash_of_texts(entries) != entries["texts_hash"]:
        return edited
    try:
        plan_of(entries, at=event.at, by=event.who)
        digest = digest_of(entries, at=event.at, by=event.who, texts_hash=entries["texts_hash"])
    except (PracticelearnError, TypeError, ValueError, AttributeError, KeyError):
        return edited
    return "" if digest == entries["hash"] else edited


def _chain(
    study: Study, own: Sequence[Event], whole: Sequence[tuple[Event, Plan]]
) -> tuple[list[PlanFault], set[str]]:
    """What is wrong with the order of plan events, and the hashes of those in doubt by it.

    Where an event follows one that is not there, that one was taken out, or made anew: any event
    before it that nothing follows may be what was made anew, and is no evidence.
    """
    hashes = {e.payload["hash"] for e in own}
    followed = {e.payload["previous"] for e in own}
    faults: list[PlanFault] = []
    doubtful: set[str] = set()
    for event, plan in whole:
        if not plan.previous or plan.previous in hashes:
            continue
        doubtful |= {p.hash for e, p in whole if p.hash not in followed and e.at < event.at}
        faults.append(
            PlanFault(
                _place(study, event),
                f"the plan of {plan.round} follows a plan event that is not there: it was taken "
                "out or changed since, and what stands in its place is no evidence of a plan",
                "wait until the synced folder has brought every file in decisions, or bring the "
                "line back from the folder's history or a backup",
            )
        )
    return faults, doubtful


def _standing(plans: Sequence[Plan]) -> Plan:
    """The plan of a round among all that was put on record for it."""
    before = [k for k, plan in enumerate(plans) if plan.made_before]
    at = before[-1] if before else 0
    return replace(plans[at], drafts=tuple(plans[:at]), amendments=tuple(plans[at + 1 :]))


def _firsts(
    study: Study, rounds: Iterable[str], decided: Sequence[Event]
) -> dict[str, tuple[str, str]]:
    """When each round was first coded and first compared, ISO; "" for not yet."""
    year_of = study.corpus().sessions["year"].to_dict() if study.session_ids else {}
    coded: dict[str, list[str]] = {r: [] for r in rounds}
    wanted = [sid for sid, year in year_of.items() if year in coded]
    gone = purged(study.path)
    for logs in _logs_of(study, wanted):  # one session's events at a time: they are not kept
        for event in kept_events(study.path, logs, gone=gone)[0]:
            year = year_of.get(str(event.session_id))
            if event.kind in _CODED and year in coded:
                coded[str(year)] = [min([event.at, *coded[str(year)]])]
    compared: dict[str, list[str]] = {r: [] for r in coded}
    for event in decided:
        if event.kind in _BROUGHT:
            for year in {year_of.get(sid) for sid in event.payload["sessions"]} & {*coded}:
                coded[str(year)].append(event.at)
        elif event.kind == "compared":
            for year in {*event.payload["rounds"]} & {*coded}:
                compared[year].append(event.at)
    return {r: (_earliest(coded[r]), _earliest(compared[r])) for r in coded}


def _logs_of(study: Study, sessions: Iterable[str]) -> list[list[Path]]:
    """The logs of these sessions, all coders' of one session together.

    Each folder is listed once: asking for every session's files would list it as often as there are
    sessions.
    """
    wanted = set(sessions)
    lengths = sorted({len(sid) for sid in wanted}, reverse=True)
    found: dict[str, list[Path]] = {}
    for log in study.path.glob("coding/**/*.jsonl"):
        of = next((log.name[:n] for n in lengths if log.name[:n] in wanted), None)
        if of is not None:  # a copy that a synced folder made has a longer name
            found.setdefault(of, []).append(log)
    return [sorted(logs) for logs in found.values()]


def _events(study: Study) -> list[Event]:
    return [e for e in study.decided()[0] if e.kind == "plan"]


def _newest(events: Sequence[Event]) -> str:
    """The hash of the plan event that nothing follows; the latest, where there are several."""
    followed = {e.payload["previous"] for e in events}
    tips = [e for e in events if e.payload["hash"] not in followed]
    return str(max(tips, key=lambda e: (e.at, e.id)).payload["hash"]) if tips else ""


def _in_order(study: Study, plans: Mapping[str, Any]) -> list[str]:
    """The study's rounds in order, and after them those that were only planned so far."""
    known = list(study.settings.rounds)
    held = study.corpus().year_labels if study.session_ids else []
    known += [r for r in held if r not in known]
    return known + sorted(r for r in plans if r not in known)


def _check_rounds(study: Study, plan: Plan, rounds: Sequence[str]) -> None:
    held = set(study.corpus().year_labels) if study.session_ids else set()
    before = [r for r in rounds[: rounds.index(plan.round)] if r in held]
    if plan.headlines and not before:
        raise StudyError(
            f"{study.path}: {plan.round} is a first year, which declares no headlines: there is no "
            "round before it to compare with. Leave them out; groups, sizes and coders can be "
            "planned all the same."
        )


def _check_strata(study: Study, plan: Plan) -> None:
    """Refuse strata that no session can have: no comparison could be made under such a plan."""
    columns = study.corpus().sessions.columns if study.session_ids else ()
    if plan.strata and len(columns) and plan.strata not in columns:
        raise StudyError(
            f'{study.path}: there is no column "{plan.strata}" in the sheet of sessions, so '
            f"nothing can be compared within it.{near_match(plan.strata, list(columns))}"
        )


def _filled(study: Study, plan: Plan) -> Plan:
    """The plan with what the study knows: codes of its headlines, versions of frame and guide."""
    codes_of = _codes_of(study) if plan.headlines else {}
    heads = []
    for headline in plan.headlines:
        if headline.theme_id not in codes_of:
            known = ", ".join(codes_of) or "none"
            raise StudyError(
                f'{study.path}: there is no theme "{headline.theme_id}" to plan for; there are: '
                f"{known}."
            )
        heads.append(replace(headline, codes=headline.codes or codes_of[headline.theme_id]))
    guide = study.guide()
    versions = sorted(guide["version"].dropna().astype(str).unique()) if len(guide) else []
    return replace(
        plan,
        headlines=tuple(heads),
        frame_version=plan.frame_version or (study.frame().version if study.has_frame else ""),
        guide_version=plan.guide_version or (versions[-1] if versions else ""),
    )


def _codes_of(study: Study) -> dict[str, tuple[str, ...]]:
    """Each theme's codes, as people have merged and split them by now."""
    try:
        themes = study.themes()
    except StudyError:  # nobody has coded yet
        return {code: (code,) for code in study.frame()} if study.has_frame else {}
    rows = themes.table[themes.table["origin"] == "codes"]
    return {str(theme): tuple(codes) for theme, codes in rows["codes"].items()}


def _set_otherwise(study: Study, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Where ``study.toml`` says something else than the plan: it is no evidence of one.

    Where it names no headline it says nothing: a plan that was made on a page stands in no file.
    """
    settings = study.settings
    said: list[tuple[str, str]] = []
    if plan.round not in (study.corpus().year_labels if study.session_ids else []):
        return ()  # it speaks of rounds that were held
    if settings.headline and set(settings.headline) != set(plan.themes):
        said.append(("headline themes", ", ".join(settings.headline)))
    if settings.balance and set(settings.balance) != set(plan.balance):
        said.append(("for and against", ", ".join(settings.balance)))
    if settings.smallest_worthwhile != plan.smallest_worthwhile:
        said.append(("smallest worthwhile change", f"{settings.smallest_worthwhile:g}"))
    return tuple(said)


def _place(study: Study, event: Event) -> str:
    """File and line at which an event stands."""
    mark = re.compile(rb'"id":\s*"' + re.escape(event.id.encode()) + rb'"')
    for path in sorted((study.path / "decisions").glob("*.jsonl"), key=lambda p: len(p.name)):
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
            if mark.search(line) and any(e == event for e in events_in(line, path)[0]):
                return f"{path.relative_to(study.path).as_posix()}, line {number}"
    return f"decisions of {event.who}"


def _latest(times: Iterable[str]) -> str:
    return max(_dated(times), key=moment, default="")


def _earliest(times: Iterable[str]) -> str:
    return min(_dated(times), key=moment, default="")


def _dated(times: Iterable[str]) -> list[str]:
    """Those that are times; what another program wrote may be none."""
    out = []
    for said in times:
        try:
            moment(said)
        except PracticelearnError:
            continue
        out.append(said)
    return out


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
