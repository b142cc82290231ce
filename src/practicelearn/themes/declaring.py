"""Which themes are declared as headlines before years are compared, and what is said of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.coding.codings import Codings
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.themes.dating import dated
from practicelearn.themes.of_codes import check_theme
from practicelearn.themes.plan import MOST_HEADLINES, Plan

__all__ = ["declaration"]

_MERGED = (
    'the headline theme "{old}" was merged into the code "{new}" in a later version of the frame, '
    'so "{new}" is looked at in its place: what is asked has become wider. Name "{new}" in '
    '"headline" of study.toml, or take "{old}" out.'
)


class Declared(Protocol):
    """What headlines are declared of: a ``Themes``."""

    @property
    def table(self) -> pd.DataFrame: ...
    @property
    def corpus(self) -> Corpus: ...
    @property
    def codings(self) -> Codings | None: ...
    @property
    def became(self) -> Mapping[str, str]: ...
    @property
    def remarks(self) -> tuple[str, ...]: ...


def declaration(
    themes: Declared, headline: Sequence[str], balance: Sequence[str], plan: Plan | None
) -> dict[str, Any]:
    """Return the fields of a ``Themes`` in which these are declared.

    Parameters
    ----------
    themes : Declared
    headline, balance, plan
        As for ``Themes.declare``.
    """
    if plan is not None:
        plan = dated(plan, themes.corpus, themes.codings)
        planned = [h for p in (plan, *reversed(plan.earlier)) for h in p.headlines]
        there = [h for h in planned if h.theme_id in {*themes.table.index, *themes.became}]
        headline = list(dict.fromkeys([*(h.theme_id for h in there), *headline]))
        balance = list(dict.fromkeys([*(h.theme_id for h in there if h.balance), *balance]))
    if plan is None and len(headline) > MOST_HEADLINES:
        raise PracticelearnError(
            f"{len(headline)} headline themes were declared; at most {MOST_HEADLINES} can be "
            "tested together with any chance of finding a change."
        )
    gone = {
        t: themes.became[t] for t in headline if t not in themes.table.index and t in themes.became
    }
    chosen = tuple(dict.fromkeys(gone.get(t, t) for t in headline))
    for theme in chosen:
        check_theme(themes.table, theme)
    balances = tuple(dict.fromkeys(gone.get(t, t) for t in balance))
    for theme in balances:
        if theme not in chosen or themes.table.loc[theme, "origin"] != "codes":
            raise PracticelearnError(
                f'declare(balance=["{theme}"]): a balance belongs to a headline theme from '
                f"codes.{near_match(theme, chosen)}"
            )
    content = repr([(t, sorted(themes.table.loc[t, "codes"])) for t in chosen])
    content += repr(balances) if balances else ""
    said = (_MERGED.format(old=old, new=gone[old]) for old in gone)
    return {
        "declared": chosen,
        "balance": balances,
        "plan": plan,
        "remarks": (*themes.remarks, *said),
        "declared_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "declared_hash": hashlib.sha256(content.encode()).hexdigest(),
    }
