"""Who still has to code a session that somebody else has coded: they must see nothing of it yet.

A page that adds up everybody's coding tells each coder something of the others'. It waits until
nobody who looks has still to code.
"""

from __future__ import annotations

from practicelearn.coding.codings import SETTLED
from practicelearn.coding.counted import counted
from practicelearn.study.folder import Study
from practicelearn.study.listing import coder_folders

__all__ = ["still_to_code"]


def still_to_code(study: Study) -> dict[str, int]:
    """Return each coder to how many sessions others have coded that they have not read whole."""
    codings = counted(study.codings())
    turns = study.corpus().turns["session_id"]
    n_turns = turns.value_counts()
    read = codings.read.assign(session=codings.read["turn_id"].map(turns))
    read = read.drop_duplicates(["coder", "turn_id"])
    spans = codings.spans.assign(session=codings.spans["turn_id"].map(turns))
    touched = {
        coder: {*read.loc[read["coder"] == coder, "session"],
                *spans.loc[spans["coder"] == coder, "session"]}
        for coder in {*read["coder"], *spans["coder"]} - {SETTLED}
    }  # fmt: skip
    left = {}
    for coder in coder_folders(study.path):
        if coder == SETTLED:
            continue
        n_read = read.loc[read["coder"] == coder, "session"].value_counts()
        whole = {s for s, n in n_read.items() if n >= n_turns.get(s, 0)}
        others = set().union(*(own for name, own in touched.items() if name != coder))
        if others - whole:
            left[coder] = len(others - whole)
    return left
