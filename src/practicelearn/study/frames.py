"""Codes made while coding, and the release of a version of the frame by a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.codings import SETTLED
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import frame_text
from practicelearn.coding.log.events import Event
from practicelearn.coding.replayed import codes_made, live_codings
from practicelearn.errors import FrameError
from practicelearn.study.change import Change
from practicelearn.study.folder import Study
from practicelearn.study.listing import coder_folders
from practicelearn.study.purged import kept_events
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name

__all__ = ["made_codes", "next_version", "release_frame"]

_COLUMNS = (
    "take", "code", "name", "parent", "definition", "coder", "session_id", "at", "n_codings",
    "released",
)  # fmt: skip
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def made_codes(study: Study) -> pd.DataFrame:
    """Return the codes that people made while coding, oldest first.

    Parameters
    ----------
    study : Study

    Returns
    -------
    DataFrame
        One row a code and maker: take ("kim/biscuits", what ``release_frame`` is told), code (its
        id), name, parent, definition, coder, session_id and at (where and when it was made),
        n_codings (how often anybody has used it), released (the first version of the frame that
        holds a code of this id; missing for what lives in its maker's log only).

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.made_codes().columns.tolist()[:4]
    ['take', 'code', 'name', 'parent']
    """
    check_arguments(made_codes, locals())
    released: dict[str, str] = {}
    for frame in sorted(study.frames(), key=lambda f: (f.date or "", f.version)):
        for code_id in frame:
            released.setdefault(code_id, frame.version)
    used: dict[str, int] = {}
    rows: list[dict[str, Any]] = []
    for coder, folders in coder_folders(study.path).items():
        if coder == SETTLED:
            continue
        logs = (log for f in folders for log in f.rglob("*.jsonl"))
        events, _ = kept_events(study.path, logs)
        for coding in live_codings(events).values():
            used[coding["code"]] = used.get(coding["code"], 0) + 1
        for code, event in codes_made(events):
            place = {"coder": coder, "session_id": event.session_id, "at": event.at}
            shown = {
                "take": f"{coder}/{code.id}", "code": code.id, "name": code.name,
                "parent": code.parent, "definition": code.definition or None,
            }  # fmt: skip
            rows.append({**shown, **place, "released": released.get(code.id)})
    for row in rows:
        row["n_codings"] = used.get(row["code"], 0)
    table = pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)
    return table.sort_values("at", kind="stable").reset_index(drop=True)


def release_frame(
    study: Study,
    version: str,
    *,
    by: str,
    take: Sequence[str] | None = None,
    frame: CodingFrame | None = None,
    date: str | None = None,
    edits: Sequence[str] = (),
    note: str = "",
    change: Change | None = None,
) -> CodingFrame:
    """Release a version of the coding frame: from then on it is what everybody codes with.

    Parameters
    ----------
    study : Study
    version : str
        Such as "2026-1": letters, digits, dots and hyphens.
    by : str
        Who releases it: goes on record.
    take : sequence of str, optional
        Which codes made while coding go into it, as "kim/biscuits"; by default every one that no
        version holds yet, none with an empty list.
    frame : CodingFrame, optional
        What the version is made from: by default the newest; or that, changed by
        ``with_code``, ``merge``, ``split``, or edited elsewhere and read by ``read_frame``.
    date : str, optional
        ISO date; by default today.
    edits : sequence of str
        Ids of the draft's edits that ``frame`` holds: they are done.
    note : str
        What was changed and why.
    change : Change, optional
        The transaction it is a part of; by default one of its own.

    Returns
    -------
    CodingFrame
        As it was written to ``frame/``.

    Raises
    ------
    FrameError
        The version exists, would not be the newest, or takes a code that is not there, that two
        people made under one id, or whose parent is not in the frame.

    Notes
    -----
    A released version is never changed. What was read under an earlier version says nothing about a
    code that version did not hold: there it is missing, never zero, until somebody reads again.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp()) / "study"
    >>> _ = shutil.copytree(prac.sample_path(), folder)
    >>> study = prac.open_study(folder)
    >>> study.release_frame("2026-1", by="kim", date="2026-09-01")
    CodingFrame: Practice health check (invented), version 2026-1, 9 codes
    """
    check_arguments(release_frame, locals())
    check_name(by)
    record = {**({"edits": list(edits)} if edits else {}), **({"note": note} if note else {})}
    with transaction(study.path) if change is None else nullcontext(change) as whole:
        released = _release(whole, study, version, by, take, frame, date, record)
    return replace(released, path=study.path / "frame" / f"{version}.yaml")


def next_version(study: Study) -> str:
    """Return the name of the next version: the year, and one more than its last."""
    year = datetime.now(UTC).year
    numbers = [re.fullmatch(rf"{year}-(\d+)", f.version) for f in study.frames()]
    return f"{year}-{1 + max((int(m[1]) for m in numbers if m), default=0)}"


def _release(
    change: Change,
    study: Study,
    version: str,
    by: str,
    take: Sequence[str] | None,
    frame: CodingFrame | None,
    date: str | None,
    record: dict[str, Any],
) -> CodingFrame:
    held = {f.version for f in study.frames()}
    if not _VERSION.fullmatch(version):
        raise FrameError(f'"{version}" cannot name a version: use letters, digits, dots, hyphens.')
    if version in held:
        raise FrameError(f'version "{version}" is released already, and is never changed.')
    newest = study.frame() if study.has_frame else None
    base = frame or newest or CodingFrame(study.settings.title, version)
    when = date or datetime.now(UTC).date().isoformat()
    if newest is not None and (when, version) <= (newest.date or "", newest.version):
        raise FrameError(
            f'version "{version}" of {when} would not be the newest: "{newest.version}" is of '
            f"{newest.date}. Versions are in the order of their dates, then of their names."
        )
    whole = replace(base, codes=(*base.codes, *_taken(made_codes(study), take, base)))
    released = whole.release(version, when)
    change.write(f"frame/{version}.yaml", frame_text(released).encode())
    new = [code for code in released if newest is None or code not in newest]
    before = None if newest is None else newest.version
    payload = {"version": version, "before": before, "new_codes": new, **record}
    change.append(f"decisions/{by}.jsonl", Event(kind="frame", who=by, payload=payload))
    return released


def _taken(made: pd.DataFrame, take: Sequence[str] | None, base: CodingFrame) -> list[Code]:
    open_ = made[made["released"].isna() & ~made["code"].isin(list(base))]
    names = open_["take"].tolist()
    for name in take or ():
        if name not in names:
            raise FrameError(
                f'take: nobody made a code "{name}" that waits for release; there are: '
                f"{', '.join(names) or 'none'}.{near_match(name, names)}"
            )
    own = open_ if take is None else open_[open_["take"].isin(list(take))]
    own = own.drop_duplicates("take")
    twice = own[own["code"].duplicated(keep=False)]
    if len(twice):
        raise FrameError(
            f"take: {' and '.join(twice['take'])} have one id and may mean two things. Take one of "
            "them, with the definition that both agree on."
        )
    codes = [
        Code(row.code, row.name, row.parent, row.definition or "")
        for row in own[["code", "name", "parent", "definition"]].itertuples(index=False)
    ]
    known = {*base, *own["code"]}
    for code in codes:
        if code.parent is not None and code.parent not in known:
            raise FrameError(
                f'take: "{code.id}" stands under "{code.parent}", which is not in the frame. Take '
                "that too."
            )
    return codes
