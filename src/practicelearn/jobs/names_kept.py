"""Decisions on names that outlive the files they were made on, without any name.

Files that were brought are removed when the program ends; an hour of decisions is not to go with
them. What is kept of each is a mark, made of the name *and of the sentences it stands in*, with a
secret of its own: whoever has the mark and no transcript cannot try names on it. Brought again, a
name that stands in the very same sentences has the same mark, and what was decided holds. Anything
else is asked again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from practicelearn.jobs.kept_beside import keep_beside, kept_beside
from practicelearn.jobs.naming import (
    Choice,
    Found,
    Suggestion,
    decisions,
    found_names,
    take_up,
)

__all__ = ["forget_decisions", "keep_decisions", "kept_decisions", "taken_up"]

_Told = dict[str, Any]


def keep_decisions(folder: str | Path, file: str | Path) -> None:
    """Keep what is decided on the names of a folder, as it is now.

    Parameters
    ----------
    folder : str or Path
        Of files that were brought, see ``jobs.naming``.
    file : str or Path
        Outside it. What it holds of earlier names that have not come again stays.
    """
    found, file = found_names(folder), Path(file)
    if found is not None:
        told = _load(file)
        _save(file, {**told, "decided": _marked(told["secret"], found, decisions(folder))})


def taken_up(folder: str | Path, file: str | Path) -> int:
    """Let hold again what was kept of the names that are found in a folder; return how many do."""
    found, file = found_names(folder), Path(file)
    told = _load(file)
    before, secret = told["before"], told["secret"]
    if not decisions(folder):  # the files it was decided on are gone: these are others
        before = {**before, **told["decided"]}
    if found is None or not before:
        return 0
    known = {}
    for s in found.suggestions:
        kept = before.pop(_mark(secret, s), None)
        if kept is not None:
            whom = _whose(secret, s, kept["same_as"], found) if kept["same_as"] else ""
            known[s.form] = Choice(kept["what"], whom, kept["kind"])
    n = take_up(folder, known)
    decided = _marked(secret, found, decisions(folder))
    _save(file, {**told, "before": before, "decided": decided})
    return n


def kept_decisions(file: str | Path) -> tuple[int, str]:
    """Return how many decisions are kept of files that are gone, and the day of the last one."""
    told = _load(Path(file))
    return len({**told["before"], **told["decided"]}), told["day"]


def forget_decisions(file: str | Path) -> None:
    """Keep none of them."""
    Path(file).unlink(missing_ok=True)


def _marked(secret: str, found: Found, known: Mapping[str, Choice]) -> _Told:
    return {
        _mark(secret, s): {
            "what": choice.what,
            "kind": choice.kind,
            "same_as": _other(secret, s, choice.same_as) if choice.same_as else "",
        }
        for s in found.suggestions
        if (choice := known.get(s.form)) is not None
    }


def _mark(secret: str, s: Suggestion, *of: str) -> str:
    """What stands for a name in its sentences."""
    said = sorted(f"{p.where}\x1e{p.text}\x1e{p.start}" for p in s.places)
    return _hash(secret, [*of, s.form, str(s.n_places), *said])


def _other(secret: str, s: Suggestion, whom: str) -> str:
    """What stands for whose other name it is. A mark that is kept could be tried with names."""
    return _hash(_mark(secret, s, "of"), [whom])


def _whose(secret: str, s: Suggestion, other: str, found: Found) -> str:
    """Whose other name it is; nothing where they have not come again."""
    known = [*(o.form for o in found.suggestions), *found.people]
    return next((whom for whom in known if _other(secret, s, whom) == other), "")


def _hash(secret: str, parts: Iterable[str]) -> str:
    text = "\x1f".join(parts).encode("utf-8", "replace")
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def _load(file: Path) -> _Told:
    told = kept_beside(file)
    if not {"secret", "day", "decided", "before"} <= set(told):
        return {"secret": secrets.token_hex(32), "day": "", "decided": {}, "before": {}}
    return told


def _save(file: Path, told: _Told) -> None:
    if not (told["decided"] or told["before"]):
        file.unlink(missing_ok=True)
        return
    keep_beside(file, {**told, "day": date.today().isoformat()})
