"""Turns as the language modules take them, made of invented sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from practicelearn._tables import Mark
from practicelearn.corpus import make_turn_id


@pytest.fixture(scope="session")
def turns_of() -> Callable[..., pd.DataFrame]:
    """Make a table of turns; whatever stands in square brackets is a mark."""

    def make(*texts: str, sessions: Sequence[str] | None = None) -> pd.DataFrame:
        of = list(sessions) if sessions is not None else ["a"] * len(texts)
        number = dict.fromkeys(of, 0)
        ids = []
        for session in of:
            number[session] += 1
            ids.append(make_turn_id(session, number[session]))
        marks = [[Mark(*m.span(), "comment") for m in re.finditer(r"\[.*?\]", t)] for t in texts]
        return pd.DataFrame(
            {"session_id": of, "text": list(texts), "marks": marks},
            index=pd.Index(ids, name="turn_id", dtype=object),
        )

    return make
