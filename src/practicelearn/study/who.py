"""A person's name, as the files of a study can bear it."""

from __future__ import annotations

import re

from practicelearn.errors import StudyError

__all__ = ["check_name"]

_NAME = re.compile(r"[^\s./\\:*?\"<>|\x00-\x1f][^/\\:*?\"<>|\x00-\x1f]{0,80}")


def check_name(who: str) -> str:
    """Return a person's name, when a file can bear it.

    Raises
    ------
    StudyError
        It is empty, begins with a dot, or holds what no file's name may hold.
    """
    if not _NAME.fullmatch(who) or who.rstrip(". ") != who:
        raise StudyError(
            f'"{who}" cannot name a person here: their file is called by it. Use letters, digits '
            'and hyphens, such as "kim". Nothing was changed.'
        )
    return who
