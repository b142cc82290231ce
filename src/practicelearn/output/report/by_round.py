"""The body's pictures: who raised each theme, and who spoke for and against it, round by round.

Drawn from the words and figures that are printed and from nothing else, so that a picture tells no
more than its table.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from practicelearn.output.gate.raised import five_cells, five_cells_said, parts_cells
from practicelearn.output.gate.wording import HIDDEN, joined
from practicelearn.output.plots.rounds import plot_rounds
from practicelearn.output.plots.sides import plot_sides
from practicelearn.output.report.blocks import Block, Paragraph, Picture, Table
from practicelearn.output.report.changes import readers_change
from practicelearn.output.report.material import Material
from practicelearn.themes.claims import FiveCells, People
from practicelearn.themes.verdicts import NO_VERDICT

__all__ = ["for_and_against", "raised_words", "split_not_shown", "who_raised_what"]

RAISED = "People who raised each theme"
_NOT_READ = "not read"
_TOO_FEW = "Who spoke for and who against is not shown, too few people on one side or another: {}."


def who_raised_what(material: Material, themes: Sequence[str]) -> list[Block]:
    """Return one picture of all themes told of, with its table: in the only round, or in each."""
    own = [t for t in themes if material.table.loc[t, "origin"] == "codes"]
    if not own:
        return []
    names = [str(material.table.loc[t, "name"]) for t in own]
    cells = pd.DataFrame(
        [[raised_words(material, t, y) for y in material.years] for t in own],
        index=pd.Index(names, name="theme"), columns=material.years, dtype=object,
    )  # fmt: skip
    one = len(material.years) == 1
    when = f" in {material.latest}" if one and material.latest else "" if one else ", by round"
    caption = f"{RAISED}{when}"
    columns = ["People"] if one else list(material.years)
    rows = [
        [name, *(_with_date(material, t, y, said) for y, said in zip(material.years, row,
                                                                     strict=True))]
        for t, name, row in zip(own, names, cells.to_numpy(), strict=True)
    ]  # fmt: skip
    table = Table(caption, ["Theme", *columns], rows)
    if not cells.map(lambda said: any(c.isdigit() for c in said)).any(axis=None):
        return [table]  # nothing to draw
    alt = f"{caption}. " + " ".join(
        f"{name}: {'; '.join(f'{y} {said}'.strip() for y, said in row.items())}."
        for name, row in cells.iterrows()
    )  # fmt: skip
    gaps = _gaps(material, dict(zip(own, names, strict=True)))
    return [Picture(caption, alt, lambda: plot_rounds(cells, gaps=gaps), table)]


def raised_words(material: Material, theme: str, year: str) -> str:
    """Return who raised a theme in a round, as the table of all rounds has it."""
    if material.reach(theme, year) is None and material.reprinted(theme, year) is None:
        return _NOT_READ
    return material.people_said(theme, year) or HIDDEN


def _with_date(material: Material, theme: str, year: str, said: str) -> str:
    return said if said in (HIDDEN, _NOT_READ) else f"{said}{material.as_reported(theme, year)}"


def _gaps(material: Material, names: dict[str, str]) -> set[tuple[str, str]]:
    """Where two rounds are not joined: asked or coded otherwise. Theme and the later round."""
    change = readers_change(material)
    apart = [
        (r.verdict == NO_VERDICT and ("asked" in str(r.why) or "coded" in str(r.why)))
        or any("not asked the same way" in c for c in r.cautions)
        for r in change.itertuples()
    ]  # fmt: skip
    own = change[pd.Series(apart, index=change.index, dtype=bool)]
    return {(names[r.theme_id], r.year_after) for r in own.itertuples() if r.theme_id in names}


def for_and_against(material: Material, theme: str) -> list[Block]:
    """Return who spoke for and against a theme, by round, where the newest may be drawn."""
    if not _raised_by_coding(material, theme):
        return []
    claims = {year: _claim(material, theme, year) for year in material.years}
    if claims[material.latest] is None:
        return []
    name = str(material.table.loc[theme, "name"])
    told = {year: claim for year, claim in claims.items() if claim is not None}
    header = ["Round", "People", "Well of it", "Critically", "Both", "Took no side",
              "Did not raise it"]  # fmt: skip
    rows = [
        [year, *(parts_cells(claims[year]) or [HIDDEN] * (len(header) - 1))]
        for year in material.years
    ]
    table = Table(f"For and against, by round: {name}", header, rows)
    alt = " ".join(f"{year}. {five_cells_said(claim, name)}" for year, claim in told.items())
    title = f"For and against: {name}"
    return [Picture(title, alt, lambda: plot_sides(claims), table)]


def split_not_shown(material: Material, themes: Sequence[str]) -> list[Block]:
    """Return one sentence that names the themes whose sides may not be shown in the newest round.

    One for all: said below each of forty themes, it is what is read most and tells least.
    """
    held = [t for t in themes if _raised_by_coding(material, t) and _took_sides(material, t)]
    names = [material.label(t) for t in held if _claim(material, t, material.latest) is None]
    return [Paragraph(_TOO_FEW.format(joined(names)), "note")] if names else []


def _raised_by_coding(material: Material, theme: str) -> bool:
    coded = material.table.loc[theme, "origin"] == "codes"
    return bool(coded) and material.raised(theme, material.latest)


def _took_sides(material: Material, theme: str) -> bool:
    sides = set(material.passages(theme, material.latest)["stance"])
    return bool({"for", "against", "mixed"} & sides)


def _claim(material: Material, theme: str, year: str) -> FiveCells | None:
    parts = material.draws(theme, year)
    if parts is None:
        return None
    return five_cells(parts, People.told_by(material.extent, theme, year))
