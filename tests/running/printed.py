"""What a page shows of a command, held against what it printed."""

from __future__ import annotations

import re

__all__ = ["printed_as"]


def printed_as(printed: str, shown: str) -> bool:
    """Whether that is what was printed; a line ``…`` stands for lines that are left out."""
    parts = re.split(r"^…\n", shown, flags=re.MULTILINE)
    return re.fullmatch(r"(?:.*\n)+?".join(map(re.escape, parts)), printed) is not None
