"""What no document for readers may be made of."""

from __future__ import annotations

from practicelearn.errors import PracticelearnError
from practicelearn.output.report.material import Material

__all__ = ["refuse_named"]


def refuse_named(material: Material) -> None:
    """Raise where names have not been replaced: nothing may leave the team then."""
    if not material.themes.corpus.pseudonymised:
        raise PracticelearnError(
            "a report for readers is made from pseudonymised transcripts only; in these, names "
            'have not been replaced. Pseudonymise the corpus, or make Report(kind="evidence").'
        )
