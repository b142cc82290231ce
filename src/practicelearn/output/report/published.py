"""What earlier reports published, beside the same counted again. For the team, never for readers.

After a release a round's counts of people are frozen in public: that one has changed would show
what somebody who left had said.
"""

from __future__ import annotations

from practicelearn.output.gate.cells import part_cell
from practicelearn.output.gate.wording import MISSING, capital, long_date
from practicelearn.output.report.blocks import Block, Heading, Paragraph, Table
from practicelearn.output.report.material import Material
from practicelearn.themes.sources import Row

__all__ = ["published_before"]


def published_before(material: Material) -> list[Block]:
    """Return the account of published figures under today's rules."""
    table = material.published
    if table is None or table.empty:
        return []
    blocks: list[Block] = [
        Heading("Published before, and counted again", anchor="published"),
        Paragraph(
            "Every comparison counts both rounds anew, under one set of rules. Reports for readers "
            "reprint what was published, and say neither that a count is another by now nor why: "
            "it could point at somebody who left."
        ),
    ]
    other = table[table["because"].map(len) > 0]
    if other.empty:
        said = "Every figure that was published is the same, counted again under today’s rules."
        return [*blocks, Paragraph(said)]
    rows = [
        [
            str(row.cells["name"]),
            str(row.cells["year"]),
            long_date(str(row.cells["at"])[:10]),
            _then(row),
            _now(row),
            f"{capital('; '.join(row.cells['because']))}.",
        ]
        for row in (Row.told("published", r, "theme_id", "year") for r in other.itertuples())
    ]
    header = ["Theme", "Round", "Published on", "Published", "Counted again", "Because"]
    return [*blocks, Table("Published figures that are others by now", header, rows)]


def _then(row: Row) -> str:
    people, groups = str(row.cells["people_then"]), str(row.cells["groups_then"])
    said = [f"{people} people" if people else "", groups]
    return "; ".join(filter(None, said)) or MISSING


def _now(row: Row) -> str:
    people = part_cell(row, "n_people_raised", "n_people", "person", "people")
    return f"{people}; {part_cell(row, 'n_groups_raised', 'n_groups', 'group')}"
