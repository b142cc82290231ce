"""What codes are called: a table that holds their ids carries their names along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from practicelearn.coding.codings import Codings

__all__ = ["code_names", "with_code_names"]


def code_names(codings: Codings, codes: Iterable[str]) -> dict[str, str]:
    """Return what the frame calls these codes; a code that it does not hold is its own name.

    Of two codes with one name each keeps its id beside it: they are not one row of a picture.
    """
    frame = codings.frame
    names = {c: frame[c].name if frame is not None and c in frame else str(c) for c in codes}
    several = {name for name, n in Counter(names.values()).items() if n > 1}
    return {c: f"{name} ({c})" if name in several else name for c, name in names.items()}


def with_code_names(table: pd.DataFrame, codings: Codings, codes: Iterable[str]) -> pd.DataFrame:
    """Return the table with the codes' names in ``attrs["names"]``, where pictures look for them.

    Cells keep the ids: they are what other tables are joined by.
    """
    table.attrs["names"] = code_names(codings, codes)
    return table
