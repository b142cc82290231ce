"""From one version of a frame to the next: what changed, and what can still be compared."""

from __future__ import annotations

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.frame import Code, CodingFrame

__all__ = ["COMPARABLE", "changes_to", "crosswalk", "origins"]

COMPARABLE = "comparable"
_OF_SCOPE = {"same": COMPARABLE, "wider": "widened", "narrower": "narrowed", "other": "redefined"}
_UNSAID = (
    "its definition changed; say in the frame whether its scope is the same, wider, narrower or "
    "other"
)
_MEANING = ("definition", "include", "exclude")


def changes_to(before: CodingFrame, after: CodingFrame) -> pd.DataFrame:
    """Return what was changed between two versions, one row a change.

    Parameters
    ----------
    before, after : CodingFrame

    Returns
    -------
    DataFrame
        code, change (added, removed, renamed, moved, redefined, retired, split, merged), before,
        after: the name, parent, meaning or codes on either side. A code may have several rows; no
        row means no change.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> frame = study.frame()
    >>> frame.changes_to(frame.change("desks", name="Somewhere quiet to work"))
        code   change             before                    after
    0  desks  renamed  Somewhere to work  Somewhere quiet to work
    """
    check_arguments(changes_to, locals())
    rows: list[dict[str, object]] = []
    made_of = origins(before, after)
    used = {old for own in made_of.values() for old in own}
    for old in before.codes:
        parts = [new for new, own in made_of.items() if old.id in own]
        if len(parts) > 1:
            rows.append(_row(old.id, "split", old.id, "; ".join(parts)))
        elif old.id not in after and old.id not in used:
            rows.append(_row(old.id, "removed", old.name, None))
    for new in after.codes:
        own = made_of[new.id]
        if len(own) > 1:
            rows.append(_row(new.id, "merged", "; ".join(own), new.id))
        elif not own:
            rows.append(_row(new.id, "added", None, new.name))
        else:
            rows += _changes(before[own[0]], new)
    return pd.DataFrame(rows, columns=["code", "change", "before", "after"], dtype=object)


def crosswalk(before: CodingFrame, after: CodingFrame) -> pd.DataFrame:
    """Return for each code of either version whether it can be compared across them.

    Parameters
    ----------
    before, after : CodingFrame

    Returns
    -------
    DataFrame
        Index ``code``. Columns: relation (comparable, widened, narrowed, redefined, new, gone),
        was (ids it was made from, a list), why. ``redefined`` means that the words of its
        definition changed and nobody said what that does to its scope, or that it means something
        else.

    Notes
    -----
    Only *comparable* codes may carry a comparison of years: a code that was widened is heard more
    without anybody saying more.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> frame = study.frame()
    >>> later = frame.change("desks", name="Somewhere quiet to work").release(
    ...     "2026-1", "2026-09-01"
    ... )
    >>> frame.crosswalk(later).loc[["tools", "desks"], ["relation", "why"]]
             relation                      why
    code
    tools  comparable  its meaning is the same
    desks  comparable  its meaning is the same
    """
    check_arguments(crosswalk, locals())
    made_of = origins(before, after)
    rows = [_relation(before, new, made_of) for new in after.codes]
    used = {old for own in made_of.values() for old in own}
    rows += [
        (old.id, "gone", [], "it is in the earlier version only")
        for old in before.codes
        if old.id not in after and old.id not in used
    ]
    rows += [
        (old.id, "gone", [], f"it became {', '.join(n for n, o in made_of.items() if old.id in o)}")
        for old in before.codes
        if old.id not in after and old.id in used
    ]
    return pd.DataFrame(rows, columns=["code", "relation", "was", "why"]).set_index("code")


def origins(before: CodingFrame, after: CodingFrame) -> dict[str, list[str]]:
    """Return the earlier codes that each later code was made from, empty for a new one.

    What a code says of its making is of the version that it was made in: where the earlier version
    says the same of it, it was made before, and is itself.
    """
    out = {}
    for code in after.codes:
        itself = [code.id] if code.id in before else []
        said_before = bool(itself) and before[code.id].was == code.was
        named = [] if said_before else [i for i in code.was if i in before]
        out[code.id] = named or itself
    return out


def _relation(
    before: CodingFrame, new: Code, made_of: dict[str, list[str]]
) -> tuple[str, str, list[str], str]:
    own = made_of[new.id]
    if not own:
        return new.id, "new", [], "it is in the later version only"
    if new.scope is not None and _changed(before[own[0]], new, own):
        said = _OF_SCOPE[new.scope]
        return new.id, said, own, f'whoever changed it called its scope "{new.scope}"'
    if len(own) > 1:
        return new.id, "widened", own, f"merged from {', '.join(own)}"
    if sum(own[0] in o for o in made_of.values()) > 1:
        return new.id, "narrowed", own, f"a part of what was {own[0]}"
    old = before[own[0]]
    if any(getattr(old, name) != getattr(new, name) for name in _MEANING):
        return new.id, "redefined", own, _UNSAID
    return new.id, COMPARABLE, own, "its meaning is the same"


def _changed(old: Code, new: Code, own: list[str]) -> bool:
    """Whether the scope was stated for this step, not for one further back."""
    same = all(getattr(old, name) == getattr(new, name) for name in _MEANING)
    return not (same and own == [new.id] and old.scope == new.scope)


def _changes(old: Code, new: Code) -> list[dict[str, object]]:
    rows = []
    if old.name != new.name or old.id != new.id:
        rows.append(_row(new.id, "renamed", old.name, new.name))
    if old.parent != new.parent:
        rows.append(_row(new.id, "moved", old.parent, new.parent))
    if old.retired != new.retired:
        rows.append(_row(new.id, "retired" if new.retired else "in use again", old.name, new.name))
    meanings = [(getattr(old, name), getattr(new, name)) for name in _MEANING]
    return [*rows, *(_row(new.id, "redefined", a, b) for a, b in meanings if a != b)]


def _row(code: str, change: str, before: str | None, after: str | None) -> dict[str, object]:
    return {"code": code, "change": change, "before": before, "after": after}
