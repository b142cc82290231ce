"""Until when a round may be kept: a day for each, in ``study.toml``."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping

from practicelearn._lock import MARK
from practicelearn._tables import near_match
from practicelearn.errors import StudyError
from practicelearn.study.folder import Study
from practicelearn.study.transaction import transaction

__all__ = ["keep_until"]

_INLINE = re.compile(r"^delete_by\s*=\s*\{[^}\n]*\}[^\n]*\n?", re.MULTILINE)
_TABLE = re.compile(r"^\[delete_by\][^\n]*\n(?:(?!\[)[^\n]*(?:\n|\Z))*", re.MULTILINE)
_FIRST_TABLE = re.compile(r"^\[", re.MULTILINE)


def keep_until(study: Study, days: Mapping[str, str]) -> None:
    """Say until when rounds may be kept; every other line of ``study.toml`` stays as it is.

    Parameters
    ----------
    study : Study
    days : mapping of str to str
        Round to the last day, ISO; an empty text takes the day away. Rounds that it does not name
        keep theirs.

    Raises
    ------
    StudyError
        There is no such round, or the file could not be changed so: it says what to write.
    """
    known = list(dict.fromkeys([*study.settings.rounds, *study.corpus().year_labels]))
    for year in days:
        if year not in known:
            raise StudyError(f'there is no round "{year}".{near_match(year, known)}')
    with transaction(study.path) as change:
        text = (change.read(MARK) or b"").decode("utf-8-sig")
        before = tomllib.loads(text)
        whole = {**{k: str(v) for k, v in before.get("delete_by", {}).items()}, **days}
        kept = {year: day for year, day in whole.items() if day}
        if kept == {k: str(v) for k, v in before.get("delete_by", {}).items()}:
            return
        pairs = ", ".join(f"{json.dumps(y, ensure_ascii=False)} = {json.dumps(d)}"
                          for y, d in kept.items())  # fmt: skip
        line = f"delete_by = {{{pairs}}}"
        new = _put(text, line if kept else "")
        wanted = {**before, "delete_by": kept}
        if {**tomllib.loads(new), **({} if kept else {"delete_by": {}})} != wanted:
            raise StudyError(f"{study.path / MARK}: the days could not be put in; write: {line}")
        change.write(MARK, new.encode())


def _put(text: str, line: str) -> str:
    """The file with the line in place of what says it now, else above its first table."""
    bare = _TABLE.sub("", _INLINE.sub("", text, count=1), count=1)
    if not line:
        return bare
    table = _FIRST_TABLE.search(bare)
    at = table.start() if table else len(bare)
    above = bare[:at] if bare[:at].endswith("\n") or not bare[:at] else f"{bare[:at]}\n"
    return f"{above}{line}\n{bare[at:]}"
