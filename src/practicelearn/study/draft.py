"""The draft of a study's next frame: edits on record, what they would do, and their release."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.crosswalk import COMPARABLE, crosswalk
from practicelearn.coding.draft import FIELDS, Draft, Edit, draft_of
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.log.events import Event, check_event, live
from practicelearn.coding.replayed import codes_made, live_codings
from practicelearn.coding.versions import carried_codes
from practicelearn.errors import FrameError
from practicelearn.study.folder import Study
from practicelearn.study.frames import next_version, release_frame
from practicelearn.study.listing import coder_folders
from practicelearn.study.purged import kept_events
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name

__all__ = [
    "coding_counts",
    "draft_crosswalk",
    "draft_frame",
    "edit_frame",
    "release_draft",
    "undo_edit",
]

_COLUMNS = ("code", "name", "becomes", "relation", "coder", "n_codings", "means")
_AGAIN = (
    "what was read so far does not count as read for it: it is not known until somebody reads again"
)
_MEANS = {
    "new": _AGAIN,
    "narrowed": _AGAIN,
    "widened": "its scope is wider: what was read before does not count as read for it",
    "redefined": "whether it can be compared over the versions is not said: give its scope",
    "gone": "its codings stay as they are",
}
_MERGED = "read before counts where all of them were read"
_RETIRED = "keeps its codings; nobody can give it any more"


def draft_frame(study: Study) -> Draft:
    """Return the newest version of the frame with every edit that went into no version yet.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Draft
        Without edits its ``frame`` is the newest version; of a study without a frame, an empty one.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.draft_frame().frame
    CodingFrame: Practice health check (invented), version 2023-1, 9 codes
    """
    check_arguments(draft_frame, locals())
    standing = live(study.decided()[0])
    gone = {i for e in standing if e.kind == "frame" for i in e.payload.get("edits", ())}
    base = study.frame() if study.has_frame else CodingFrame(study.settings.title, "none")
    return draft_of(base, [e for e in standing if e.kind == "frame-edit" and e.id not in gone])


def edit_frame(
    study: Study,
    by: str,
    edit: str,
    code: str | None = None,
    *,
    into: str | None = None,
    seen: Collection[str] | None = None,
    event_id: str | None = None,
    **values: Any,
) -> Event:
    """Put one edit of the frame into the draft, for everybody.

    Parameters
    ----------
    study : Study
    by : str
        Who edits: goes on record.
    edit : str
        ``change`` (``values`` are fields of the code), ``new`` and ``split`` (``values`` of the
        code that is made; ``into`` what it is split off from), ``merge`` (``code`` goes, ``into``
        stays), ``retire``, ``use again``, ``delete``.
    code : str, optional
        Its id; of a code that is made it may be left out and is made from the name.
    into : str, optional
        The other code of a merge or split.
    seen : collection of str, optional
        Ids of the edits that this person has seen; by default all there are.
    event_id : str, optional
        So that it may be sent twice and is written once.
    **values
        name, parent, definition, include, exclude, examples, cues, colour, scope.

    Raises
    ------
    FrameError
        It cannot be done, or somebody has changed the code since. Nothing was written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> study.edit_frame(
    ...     "kim", "change", "desks", name="Somewhere quiet to work"
    ... ).kind
    'frame-edit'
    """
    check_arguments(edit_frame, locals())
    check_name(by)
    with transaction(study.path) as change:
        draft = draft_frame(study)
        known = {e.id: e for e in study.decided()[0]}
        if event_id in known:
            return known[str(event_id)]
        payload = _payload(study, draft, edit, code, into, values)
        unseen = [] if seen is None else [e for e in draft.edits if e.id not in set(seen)]
        _check_unseen(unseen, payload)
        payload["seen"] = sorted(draft.ids if seen is None else {*seen} & set(draft.ids))
        event = Event("frame-edit", by, payload=payload)
        event = event if event_id is None else replace(event, id=event_id)
        check_event(event, study.path / "decisions" / f"{by}.jsonl")
        _try(draft, event)
        if edit == "delete":
            _check_unused(study, [payload["code"]], draft.frame)
        return change.append(f"decisions/{by}.jsonl", event)[0]


def undo_edit(study: Study, by: str, edit_id: str) -> Event:
    """Take one edit of the draft back, whoever made it; the others stand.

    Raises
    ------
    FrameError
        There is no such edit in the draft: it was taken back, or released, already.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> edit = study.edit_frame(
    ...     "kim", "change", "desks", name="Somewhere quiet to work"
    ... )
    >>> undone = study.undo_edit("kim", edit.id)
    >>> study.draft_frame().ids
    []
    """
    check_arguments(undo_edit, locals())
    check_name(by)
    with transaction(study.path) as change:
        if edit_id not in draft_frame(study).ids:
            raise FrameError(
                "that edit is not in the draft any more: it was taken back, or released. What is "
                "released is changed by a further edit."
            )
        undo = Event("undo", by, payload={"target": edit_id})
        return change.append(f"decisions/{by}.jsonl", undo)[0]


def draft_crosswalk(
    study: Study, draft: Draft | None = None, *, coders: Collection[str] | None = None
) -> pd.DataFrame:
    """Return what a release of the draft would do: old code to new, with whose codings.

    Parameters
    ----------
    study : Study
    draft : Draft, optional
        By default as it is now.
    coders : collection of str, optional
        Whose codings are counted; by default everybody's. Who still codes blind is shown their own.

    Returns
    -------
    DataFrame
        A row a code that changes and coder who used it (``coder`` missing: nobody did): code, name,
        becomes (names, a list), relation (see ``crosswalk``; merged, retired, deleted), coder,
        n_codings, means (what follows for reading and codings, in words).

    Examples
    --------
    >>> import shutil, tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp()) / "study"
    >>> _ = shutil.copytree(prac.sample_path(), folder)
    >>> study = prac.open_study(folder)
    >>> edit = study.edit_frame("kim", "merge", "desks", into="tools")
    >>> study.draft_crosswalk()[["code", "becomes", "relation", "coder", "n_codings"]]
        code                  becomes relation coder n_codings
    0  tools  [Systems and equipment]   merged   kim        56
    1  tools  [Systems and equipment]   merged   lee        18
    2  desks  [Systems and equipment]   merged   kim        78
    3  desks  [Systems and equipment]   merged   lee        22
    """
    check_arguments(draft_crosswalk, locals())
    draft = draft or draft_frame(study)
    counts = coding_counts(study)
    if coders is not None:
        counts = counts[counts["coder"].isin(list(coders))]
    before, after = draft.base, draft.frame
    rows: list[dict[str, Any]] = []
    for code, found in crosswalk(before, after).iterrows():
        told = _told(str(code), found, before, after)
        if told is None:
            continue
        own = counts[counts["code"] == code]
        used = list(own[["coder", "n_codings"]].itertuples(index=False, name=None))
        rows += [
            {"code": code, **told, "coder": coder, "n_codings": n}
            for coder, n in used or [(None, 0)]
        ]
    return pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)


def release_draft(
    study: Study,
    version: str | None = None,
    *,
    by: str,
    note: str = "",
    take: Sequence[str] | None = (),
    seen: Collection[str] | None = None,
    date: str | None = None,
) -> CodingFrame:
    """Release the draft as a version: from then on it is what everybody codes with.

    Parameters
    ----------
    study : Study
    version : str, optional
        Such as ``2026-2``; by default the year and the next number.
    by : str
        Who releases it: goes on record.
    note : str
        What was changed and why; goes on record.
    take : sequence of str, optional
        As for ``release_frame``: codes made while coding that no edit has taken in; None for all.
    seen : collection of str, optional
        Ids of the edits that this person has seen: where there are others, nothing is released.
    date : str, optional
        ISO date; by default today.

    Raises
    ------
    FrameError
        A code that is to be deleted is used by now, or as for ``release_frame``. The draft stays.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> edit = study.edit_frame(
    ...     "kim", "change", "desks", name="Somewhere quiet to work"
    ... )
    >>> study.release_draft("2026-1", by="kim", date="2026-09-01")
    CodingFrame: Practice health check (invented), version 2026-1, 9 codes
    """
    check_arguments(release_draft, locals())
    check_name(by)
    with transaction(study.path) as change:
        draft = draft_frame(study)
        if seen is not None and set(seen) != set(draft.ids):
            raise FrameError(
                "the draft has changed since it was shown here. Nothing was released. Look at it "
                "again, then release it."
            )
        gone = set(draft.base) - set(draft.frame)
        heirs = {old for c in draft.frame.codes for old in c.was}
        _check_unused(study, gone - heirs, draft.base)
        return release_frame(
            study, version or next_version(study), by=by, take=take, frame=draft.frame, date=date,
            edits=draft.ids, note=note.strip(), change=change,
        )  # fmt: skip


def coding_counts(study: Study) -> pd.DataFrame:
    """Return how often each coder has used each code: code, coder, n_codings.

    What was settled stands under ``_agreed``. Codings of codes that were merged are counted where
    they stand now.
    """
    became = carried_codes(study.frames())
    rows = []
    for coder, folders in coder_folders(study.path).items():
        events, _ = kept_events(study.path, (log for f in folders for log in f.rglob("*.jsonl")))
        used = Counter(became.get(c["code"], c["code"]) for c in live_codings(events).values())
        rows += [(code, coder, n) for code, n in sorted(used.items())]
    return pd.DataFrame(rows, columns=["code", "coder", "n_codings"])


def _payload(
    study: Study, draft: Draft, edit: str, code: str | None, into: str | None,
    values: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    for name in values:
        if name not in FIELDS:
            raise FrameError(
                f'a code has no field "{name}" to edit; there are {", ".join(FIELDS)}.'
            )
    made = edit in {"new", "split"}
    name = str(values.get("name", "")).strip()
    if "name" in values or made:
        if not name:
            raise FrameError("a code needs a name.")
        values = {**values, "name": name}
        same = [c for c in draft.frame.codes if c.name.casefold() == name.casefold()]
        if any(c.id != code for c in same):
            raise FrameError(f'there is a code named "{same[0].name}". Choose another name.')
    if edit in {"split", "merge"} and into is None:
        raise FrameError(f'"{edit}" needs a second code: say which one.')
    if made:
        if code is None:
            code = _new_id(name, _taken(study, draft))
        elif code in draft.frame:
            raise FrameError(f'there is a code "{code}" already.')
    elif code is None:
        raise FrameError("say which code is meant.")
    entries = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
    return {"edit": edit, "code": code, **({} if into is None else {"into": into}), **entries}


def _new_id(name: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "code"
    number = 1
    while (made := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return made


def _taken(study: Study, draft: Draft) -> set[str]:
    """Ids that ever meant something: of every version, of codes made, of codings."""
    ids = {*draft.frame, *(i for f in study.frames() for i in f), *coding_counts(study)["code"]}
    for folders in coder_folders(study.path).values():
        events, _ = kept_events(study.path, (log for f in folders for log in f.rglob("*.jsonl")))
        ids |= {code.id for code, _ in codes_made(events)}
    return ids


def _try(draft: Draft, event: Event) -> None:
    """Refuse what cannot be done."""
    alone = draft_of(draft.frame, [event]).edits[0]
    if not alone.stands:
        raise FrameError(alone.note.removeprefix("It cannot be done any more: "))


def _check_unseen(unseen: Sequence[Edit], payload: dict[str, Any]) -> None:
    about = {payload["code"], payload.get("into")}
    for edit in unseen:
        if edit.code in about:
            raise FrameError(
                f"{edit.who} has edited this code since it was shown here ({edit.said}). Nothing "
                "was written. Look at it, and do it again if it still holds."
            )


def _check_unused(study: Study, codes: Collection[str], frame: CodingFrame) -> None:
    """Refuse the deletion of a code that is used; by whom is not said, since people code blind."""
    used = set(coding_counts(study)["code"])
    for event in live(study.decided()[0]):
        if event.kind not in {"frame", "frame-edit"}:
            own = event.payload
            used |= {str(own.get("code")), str(own.get("theme_id"))}
            used |= {*(own.get("themes") or ()), *(own.get("codes") or ())}
    for code in codes:
        if code in used:
            named = frame[code].name if code in frame else code
            raise FrameError(
                f'"{named}" is used, so it cannot be deleted. Retire it: it keeps its codings, and '
                "nobody can give it any more. Or merge it into another."
            )


def _told(
    code: str, found: pd.Series, before: CodingFrame, after: CodingFrame
) -> dict[str, Any] | None:
    """What happens to a code, or None where nothing does."""
    now, was = (dict(frame.items()).get(code) for frame in (after, before))
    heirs = [c.name for c in after.codes if c.was and code in c.was and c.id != code]
    relation, means = found["relation"], _MEANS.get(found["relation"], "")
    below = {c.id for c in after.codes if code in c.was and c.parent == code}
    if relation == "narrowed" and was is not None and len(below) == len(heirs):
        means = "what was read counts for it with the codes below it, not for it alone"
    if len(found["was"]) > 1:
        relation, means = "merged", _MERGED
    elif relation == "gone" and heirs:
        relation, means = "merged", f"its codings stand under {heirs[0]}"
    elif relation == "gone":
        relation, means = "deleted", "nobody uses it"
    elif now is not None and now.retired and not (was and was.retired):
        relation, means = "retired", _RETIRED
    elif relation == COMPARABLE and now is not None and was is not None:
        if _same(was, now):
            return None
        means = "its codings and what was read for it stay as they are"
    becomes = [*([now.name] if now is not None else []), *heirs]
    named = was or now
    return {"name": named.name if named else code, "becomes": becomes,
            "relation": relation, "means": means}  # fmt: skip


def _same(was: Code, now: Code) -> bool:
    return replace(now, was=was.was, scope=was.scope) == was
