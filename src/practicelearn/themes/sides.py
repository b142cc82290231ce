"""Whether a stated theme is something that goes well or a worry: as a person said, or by stance."""

from __future__ import annotations

import pandas as pd

__all__ = ["side_by_stance", "side_decided"]


def side_decided(decisions: pd.DataFrame | None, theme: str) -> str:
    """Return "well" or "worry" as the last statement on a theme says, or "" where none says it.

    Parameters
    ----------
    decisions : DataFrame, optional
        As ``Study.decisions`` returns it.
    theme : str
    """
    if decisions is None or "side" not in decisions:
        return ""
    own = decisions[(decisions["kind"] == "statement") & (decisions["theme_id"] == theme)]
    last = own["side"].iloc[-1] if len(own) else None
    return str(last) if last in {"well", "worry"} else ""


def side_by_stance(passages: pd.DataFrame) -> str:
    """Return "worry", "well", or "" where nobody took a side.

    A worry is what at least as many people spoke against, wholly or in part, as spoke for it.

    Parameters
    ----------
    passages : DataFrame
        Of one theme and round, with the columns ``who`` and ``stance``.
    """
    against = set(passages.loc[passages["stance"].isin(["against", "mixed"]), "who"].dropna())
    for_it = set(passages.loc[passages["stance"] == "for", "who"].dropna()) - against
    if not against and not for_it:
        return ""
    return "worry" if len(against) >= len(for_it) else "well"
