"""Words of the page that look like names: it is not shown in a meeting while there are any."""

from __future__ import annotations

import pandas as pd

from practicelearn.output.report.blocks import Block, Document, Heading, Paragraph
from practicelearn.output.report.names import looks_like_names
from practicelearn.output.years_page.model import YearsPage

__all__ = ["names_left"]


def names_left(page: YearsPage, decisions: pd.DataFrame) -> list[str]:
    """Return words on any screen that look like names and that nobody has waived."""
    blocks: list[Block] = []
    for screen in page.screens:
        blocks += [Heading(screen.name), Paragraph(screen.statement)]
        if screen.how_sure is not None:
            blocks += [Paragraph(c) for c in screen.how_sure.cautions]
        for shown in screen.rounds:
            blocks += shown.quotes
    return looks_like_names(Document(page.title, "", blocks), decisions)
