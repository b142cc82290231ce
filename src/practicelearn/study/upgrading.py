"""The format of a study: seen beforehand what a newer one brings, then changed in one go."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from practicelearn._lock import MARK
from practicelearn.coding.log.entries import FORMAT
from practicelearn.coding.log.events import Event
from practicelearn.coding.log.kinds import KINDS
from practicelearn.coding.log.schema import newest_format
from practicelearn.errors import StudyError
from practicelearn.study.stored import StoredStudy
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name

__all__ = ["Upgrade", "preview_upgrade", "upgrade_study"]

_LINE = re.compile(r"^format\s*=\s*\d+", re.MULTILINE)


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade changes, or has changed.

    Parameters
    ----------
    before, after : int
        The study's format, and the one it would have; the same where there is none newer.
    kinds : tuple of str
        Kinds of events that can be written from then on, and not before.
    files : tuple of str
        What is changed in the study's folder.
    """

    before: int
    after: int
    kinds: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.after > self.before


def preview_upgrade(study: StoredStudy) -> Upgrade:
    """Return what an upgrade to the newest format would change; nothing is written."""
    before, after = _format_of(study), newest_format()
    if after <= before:
        return Upgrade(before, before)
    kinds = tuple(name for name, kind in KINDS.items() if before < kind.since <= after)
    return Upgrade(before, after, kinds, (MARK, "decisions"))


def upgrade_study(study: StoredStudy, *, by: str) -> Upgrade:
    """Give a study the newest format that this version knows, and return what was changed.

    Events are not rewritten: what was written before reads as it did. A version of practicelearn
    that does not know the newer format refuses the study from then on.

    Parameters
    ----------
    study : Study
    by : str
        Who upgrades: goes on record.

    Raises
    ------
    StudyError
        The format could not be put into ``study.toml``. Nothing was changed.
    """
    check_name(by)
    with transaction(study.path) as change:
        found = preview_upgrade(study)
        if not found:
            return found
        text = (change.read(MARK) or b"").decode("utf-8-sig")
        line = f"format = {found.after}"
        new = _LINE.sub(line, text, count=1) if _LINE.search(text) else f"{line}\n{text}"
        if tomllib.loads(new) != {**tomllib.loads(text), "format": found.after}:
            raise StudyError(f"{study.path / MARK}: the format could not be put in; write: {line}")
        change.write(MARK, new.encode())
        change.remove_tree(".cache")
        record = {"from": found.before, "to": found.after}
        change.append(f"decisions/{by}.jsonl", Event(kind="upgrade", who=by, payload=record))
    return found


def _format_of(study: StoredStudy) -> int:
    said = tomllib.loads((study.path / MARK).read_text(encoding="utf-8-sig"))
    return int(said.get("format", FORMAT))
