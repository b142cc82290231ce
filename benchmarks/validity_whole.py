"""Whole invented studies through the product's own path: files, coding, themes, years, print.

Every study is written as files, taken in, coded, and asked what changed; of each design a few are
printed, and the sentences are read back. Two tables come of it: how often the program says that
something changed, by design; and how many accounts did not balance, and how often what was left
out printed as nought, which must be none.
Run: ``make validity``, or alone ``python benchmarks/validity_whole.py --studies 4``.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

import validity_key as key
from planned_before import planned
from practicelearn.coding.agreement import agreement
from practicelearn.study.deciding import study_themes
from practicelearn.study.folder import Study
from practicelearn.themes.themes import Themes
from practicelearn.themes.trend import trend
from practicelearn.themes.years import compare_years
from validity_accounts import differences, not_as_planned, of_agreement, said_falsely
from validity_files import carry_in
from validity_invented import FAMILY, Design, Invented, invent, themes
from validity_printed import print_documents, printed_falsely, printed_verdicts
from validity_rounds import SEED

__all__ = ["DESIGNS", "Outcome", "of_design", "print_whole"]

ALPHA = 0.05

_LEVELS = (0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.4, 0.3, 0.1, 0.05) * 2
UNCHANGED = themes(*((p, p) for p in _LEVELS))
ROSE = themes(*((p, p + 0.15) for p in _LEVELS))
ROSE_FAR = themes(*((p, p + 0.36) for p in _LEVELS))
RARE = themes(*((p, p) for p in (0.03, 0.05) * 10))

DESIGNS = (
    Design("8 v 8, 3 to 12 people", UNCHANGED),
    Design("4 v 10, the 4 less alike", UNCHANGED, (4, 10), rho=(0.2, 0.02)),
    Design("8 v 8, one list missing, two short", UNCHANGED, without_list=(0, 1),
           short_list=(0, 2)),
    Design("8 v 8, two lists short, one unread", UNCHANGED, short_list=(0, 2), unread=(0, 1)),
    Design("8 v 8, the same teams return", UNCHANGED, unit="team", n_units=8, same_units=True,
           rho_of_unit=0.1),
    Design("4 teams, 2 groups each", UNCHANGED, unit="team", n_units=4, rho_of_unit=0.1),
    Design("4 facilitators, 2 groups each", UNCHANGED, unit="facilitator", n_units=4,
           rho_of_unit=0.1),
    Design("8 v 8, rare clustered codes", RARE, rho=(0.2, 0.2)),
    Design("8 v 8, rounds wobble (SD .3)", UNCHANGED, wobble=0.3),
    Design("8 v 8, both coded elsewhere, declared", UNCHANGED, coded=("declared", "declared")),
    Design("8 v 8, the later coded elsewhere, declared", UNCHANGED, coded=("here", "declared")),
    Design("8 v 8, the later coded elsewhere, not declared", UNCHANGED,
           coded=("here", "undeclared")),
    Design("8 v 8, one code made later", UNCHANGED, new_code=True),
    Design("8 v 8, a rise of 15 points", ROSE),
    Design("8 v 8, a rise of 36 points", ROSE_FAR),
    Design("8 v 8, four groups read by two coders", UNCHANGED, read_twice=4),
    Design("8 v 8, a rise of 36 points, one headline taken out later", ROSE_FAR, planned="removed"),
    Design("8 v 8, a rise of 36 points, planned after the coding", ROSE_FAR, planned="late"),
    Design("8 v 8, a rise of 36 points, never planned", ROSE_FAR, planned="never"),
)  # fmt: skip
# groups of 3 to 12 people differ by a third in size between some two of six rounds: no verdict
_ALIKE = ((6, 9), (6, 9))
TREND = (
    Design("6 rounds of 6 groups, rounds wobble (SD .3)", themes(*((p,) * 6 for p in _LEVELS)),
           sizes=_ALIKE, wobble=0.3).over(6, 6),
    Design("6 rounds of 6 groups, up 8 points a round",
           themes(*([p + 0.08 * k for k in range(6)] for p in _LEVELS)), sizes=_ALIKE).over(6, 6),
)  # fmt: skip


@dataclass
class Outcome:
    """What a number of studies of one design came to."""

    n_printed: int = 0
    n_studies: int = 0
    verdicts: list[str] = field(default_factory=list)
    """Of every headline theme, ``FAMILY`` declared together."""
    alone: list[bool] = field(default_factory=list)
    """Whether its own p finds it, as if it were the only headline; of those that were tested."""
    families: list[bool] = field(default_factory=list)
    """Whether anything was found in each family of headlines."""
    as_groups: list[bool] = field(default_factory=list)
    """``alone`` with groups as units, where a team or a facilitator holds several."""
    unbalanced: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def share(self, *starts: str) -> float:
        """Return the share of headline themes whose verdict begins so."""
        return float(np.mean([v.startswith(starts) for v in self.verdicts]))


def of_design(design: Design, n_studies: int, *, n_printed: int = 1, seed: int = SEED) -> Outcome:
    """Carry so many studies of a design through the program; ``n_printed`` are printed."""
    out = Outcome()
    for k in range(n_studies):
        invented = invent(design, seed + k)
        with tempfile.TemporaryDirectory() as place:
            study = carry_in(invented, Path(place))
            found = study_themes(study)
            named = f"{design.name}, seed {seed + k}: "
            out.unbalanced += [named + d for d in differences(invented, study.corpus(), found)]
            if design.read_twice:
                table = agreement(study.codings(), study.corpus(), interval=None)
                out.unbalanced += [named + d for d in of_agreement(invented, table)]
            first = _compare(out, study, invented, found, named)
            if k < n_printed and first is not None:
                out.false += [named + d for d in _printed(study, invented, *first, Path(place))]
                out.n_printed += 1
        out.n_studies += 1
    return out


def _compare(
    out: Outcome, study: Study, invented: Invented, found: Themes, named: str
) -> tuple[Themes, pd.DataFrame] | None:
    """Ask what changed, family by family; return the first family's themes and table.

    The first is what the study's own plan says; the other as if it had been planned likewise.
    """
    design, first = invented.design, None
    known = [t for t in invented.themes if t in found.table.index]
    for start in range(0, len(known), FAMILY):
        headline = known[start : start + FAMILY]
        if not start:
            plan = study.plan()
            declared = found.declare(headline if plan is None else (), plan=plan)
        elif key.planned_before(invented):
            declared = planned(found, headline)
        else:
            break
        if len(design.rounds) > 2:
            change = trend(declared)
        else:
            change = compare_years(declared, unit=design.unit or "group")
            out.false += [named + d for d in said_falsely(invented, change)]
            if not start:
                out.unbalanced += [named + d for d in not_as_planned(invented, change)]
            first = first or (declared, change)
        own = change[change["theme_id"].isin(headline)]
        out.verdicts += own["verdict"].to_list()
        out.families.append(bool(own["verdict"].str.startswith("heard").any()))
        out.alone += (own["p"].dropna() <= ALPHA).to_list()
    if design.unit is not None:
        with warnings.catch_warnings():  # it is what the program warns of that is measured here
            warnings.filterwarnings("ignore", "(team|facilitator) .* holds", UserWarning)
            plain = compare_years(planned(found, known[:FAMILY]))
        out.as_groups += (plain["p"].dropna() <= ALPHA).to_list()
    return first


def _printed(
    study: Study, invented: Invented, declared: Themes, change: pd.DataFrame, place: Path
) -> Iterator[str]:
    """What the two documents of a study say that is not so, or not what the table says."""
    names = declared.table["name"]
    for page in print_documents(study, declared, change, place):
        yield from printed_falsely(page, invented, declared)
        said = printed_verdicts(page, list(names))
        for row in change.itertuples():
            if row.theme_id in declared.declared and said.get(row.name, row.verdict) != row.verdict:
                yield f"{page.name}: {row.name}, “{said[row.name]}” printed, “{row.verdict}” found"


_HEADS = (
    "studies (printed)", "headlines", "alone, p ≤ .05", "as groups", "any of ten", "heard",
    "in more or fewer groups", "no worthwhile change", "cannot tell", "no verdict",
)  # fmt: skip


def print_whole(n_studies: int) -> None:
    """Print a row a design, and what did not balance or was said falsely, which must be nothing."""
    print(f"\n| whole studies ({n_studies} a design) | " + " | ".join(_HEADS) + " |")
    print("|" + "---|" * (len(_HEADS) + 1))
    n, printed, unbalanced, false = 0, 0, [], []
    for k, design in enumerate((*DESIGNS, *TREND)):
        over = len(design.rounds) > 2
        o = of_design(design, max(1, n_studies // 2) if over else n_studies, seed=SEED + 1000 * k,
                      n_printed=0 if over else 1)  # fmt: skip
        cells = [
            f"{o.n_studies} ({o.n_printed})", str(len(o.verdicts)), _mean(o.alone),
            _mean(o.as_groups), _mean(o.families), *(f"{o.share(*starts):.3f}" for starts in (
                ("heard more", "heard less"), ("heard in",), ("no worthwhile",), ("cannot tell",),
                ("no verdict",))),
        ]  # fmt: skip
        print(f"| {design.name} | " + " | ".join(cells) + " |", flush=True)
        n, printed = n + o.n_studies, printed + o.n_printed
        unbalanced, false = unbalanced + o.unbalanced, false + o.false
        for said in [*o.unbalanced, *o.false]:
            print(f"!! {said}", flush=True)
    print(
        f"\n{n} studies, {printed} printed: {len(unbalanced)} accounts that do not balance, "
        f"{len(false)} figures or verdicts that the truth does not bear"
    )


def _mean(found: list[bool]) -> str:
    return f"{np.mean(found):.3f}" if found else ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=10)
    print_whole(parser.parse_args().studies)
