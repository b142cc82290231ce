"""How far coders agree, and where they differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._cells import write_table
from practicelearn.coding.agreement import agreement
from practicelearn.coding.disagreements import disagreements
from practicelearn.study.folder import open_study

__all__ = ["agreement_of", "write_agreement", "write_disagreements"]


def agreement_of(folder: str | Path, *, measure: str = "alpha", unit: str = "turn") -> pd.DataFrame:
    """Return a study's agreement, one row a code; see :func:`practicelearn.agreement`."""
    study = open_study(folder)
    how: Any = {"measure": measure, "unit": unit}  # said plainly if unknown
    return agreement(study.codings(), study.corpus(), **how)


def write_agreement(
    folder: str | Path, out: str | Path, *, measure: str = "alpha", unit: str = "turn"
) -> Path:
    """Write every figure of :func:`agreement_of` as ``.xlsx`` or ``.csv``."""
    return write_table(agreement_of(folder, measure=measure, unit=unit).reset_index(), out)


def write_disagreements(folder: str | Path, out: str | Path) -> Path:
    """Write the passages to talk about as ``.xlsx`` or ``.csv``."""
    study = open_study(folder)
    return write_table(disagreements(study.codings().shareable, study.corpus()), out)
