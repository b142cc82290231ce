"""What a corpus of a study carries with it, so that the first display of a comparison is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from practicelearn._late import there
from practicelearn._once import alike
from practicelearn.corpus import Corpus

__all__ = ["UNNAMED", "Recorder", "shown_by"]


UNNAMED = "unnamed"
"""Whose what goes on record is where nobody was asked."""


@dataclass(frozen=True)
class Recorder:
    """Puts on record that a comparison was displayed. Themes call it, and know no study.

    Parameters
    ----------
    folder : Path
        The study's.
    where : str
        Where it was displayed: Python, report, cycle, page.
    who : str
        Who looked, where that is known.
    """

    folder: Path
    where: str = "Python"
    who: str = UNNAMED

    @property
    def cache(self) -> Path:
        """The study's folder for what can be computed again."""
        return self.folder / ".cache"

    def __call__(
        self, pairs: Sequence[tuple[str, str]], *, unit: str, headline: Sequence[str]
    ) -> None:
        """Put each pair of rounds on record that was not displayed before."""
        there("study.displays.record_displays")(self, pairs, unit=unit, headline=headline)


def shown_by(corpus: Corpus, where: str, who: str = "") -> Corpus:
    """Return a corpus of which comparisons are displayed somewhere else than in Python."""
    if not isinstance(corpus.displayed, Recorder):
        return corpus
    who = who or corpus.displayed.who
    shown = replace(corpus, displayed=replace(corpus.displayed, where=where, who=who))
    return alike(shown, corpus)
