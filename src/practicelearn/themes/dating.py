"""When a round was first coded, for a plan made by hand, which no study has dated."""

from __future__ import annotations

from dataclasses import replace

from practicelearn._of_session import sessions_of
from practicelearn.coding.codings import Codings
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.themes.plan import Plan, moment
from practicelearn.themes.plan_record import is_whole
from practicelearn.themes.raised import round_of

__all__ = ["dated"]


def dated(plan: Plan, corpus: Corpus, codings: Codings | None) -> Plan:
    """Return a plan made by hand with the time at which its round was first coded, where known.

    What is on record in a study knows it already. A plan whose hash does not fit what it says is
    not on record.
    """
    earlier = tuple(dated(p, corpus, codings) for p in plan.earlier)
    if is_whole(plan):
        return replace(plan, earlier=earlier)
    first = [plan.first_coded] if plan.first_coded else []
    if codings is not None:
        year_of = round_of(corpus.sessions["year"]).to_dict()
        for table in (t for t in (codings.read, codings.spans) if len(t)):
            own = sessions_of(table["turn_id"]).map(year_of)
            first += [str(at) for at in table.loc[own == plan.round, "at"].dropna().unique()]
    known = [at for at in first if _is_moment(at)]
    return replace(plan, hash="", earlier=earlier, first_coded=min(known, key=moment, default=""))


def _is_moment(said: str) -> bool:
    try:
        moment(said)
    except PracticelearnError:
        return False
    return True
