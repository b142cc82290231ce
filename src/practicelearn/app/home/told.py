"""Where a study stands, found out once for all pages while nothing changes."""

from __future__ import annotations

from practicelearn.app.home.visit import Visit
from practicelearn.jobs.brought import with_brought
from practicelearn.jobs.year import Year, year

__all__ = ["year_of"]


def year_of(visit: Visit) -> Year:
    """Return where the study stands in the round that is asked for, or in its newest."""
    study, wanted = visit.study, visit.args.get("round", "")
    found = visit.house.once(study, f"year {wanted}", lambda: year(study.folder, wanted or None))
    return with_brought(found, visit.house.uploads.folder(study.key))
