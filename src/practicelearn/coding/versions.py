"""From version to version of a frame: where codings of earlier codes go, and what reading answers.

No log is rewritten when a frame is released: what people did stands as they did it, and is carried
here, a version at a time, whenever it is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from practicelearn.coding.codings import SCOPED
from practicelearn.coding.crosswalk import crosswalk, origins
from practicelearn.coding.frame import CodingFrame

__all__ = ["asked_under", "carried_codes", "in_order"]

Held = dict[str, frozenset[str]]


def in_order(frames: Iterable[CodingFrame]) -> list[CodingFrame]:
    """Return versions of a frame, oldest first: by date, then by name."""
    return sorted(frames, key=lambda f: (f.date or "", f.version))


def carried_codes(frames: Iterable[CodingFrame]) -> dict[str, str]:
    """Return earlier code to the code that its codings stand under now.

    Parameters
    ----------
    frames : iterable of CodingFrame
        Every version.

    Returns
    -------
    dict
        Only codes that are gone, and that one code was made from: merged into another, or given a
        new id. A code that was taken apart stays where it is: nobody but a reader can say which
        part a passage belongs to.

    Examples
    --------
    >>> import practicelearn as prac
    >>> pay = prac.Code("pay", "Pay")
    >>> one = prac.CodingFrame("f", "1", (pay, prac.Code("wage", "Wages")))
    >>> two = one.merge(["pay", "wage"], pay).release("2", "2026-05-01")
    >>> carried_codes([one, two])
    {'wage': 'pay'}
    """
    chain = in_order(frames)
    now: dict[str, str] = {}
    for before, after in pairwise(chain):
        made_of = origins(before, after)
        step = {}
        for old in before:
            heirs = [new for new, own in made_of.items() if old in own]
            if old not in after and len(heirs) == 1:
                step[old] = heirs[0]
        now = {code: step.get(became, became) for code, became in now.items()} | step
    return {code: became for code, became in now.items() if code != became}


def asked_under(
    frames: Iterable[CodingFrame],
    newest: CodingFrame | None,
    scopes: Mapping[str, Collection[str]] | None = None,
) -> Held:
    """Return for each version of a frame the codes that reading under it answers for.

    Parameters
    ----------
    frames : iterable of CodingFrame
        Every version.
    newest : CodingFrame or None
        The version that says what the codes mean.
    scopes : mapping, optional
        What was read for some codes only, as ``held_by_scopes`` returns it.

    Returns
    -------
    dict
        Version (and scope) to ids of codes, as ``Codings.held`` takes it. What was read under a
        version without a code says nothing about it; nor does what was read before the code was
        split or widened: whoever read then looked for something else. Where codes were merged, it
        answers for the one that came of them if all of them were looked for. Nobody looks for a
        code that is retired.
    """
    every = list(frames)
    chain = in_order(every)
    if newest is not None:
        last = (newest.date or "", newest.version)
        chain = [f for f in chain if (f.date or "", f.version) <= last] or [newest]
    steps = [_step(a, b) for a, b in pairwise(chain)]
    at = {f.version: n for n, f in enumerate(chain)}
    held: Held = {}
    for frame in every:
        own = frozenset(c.id for c in frame.codes if not c.retired)
        held[frame.version] = _through(own, steps[at.get(frame.version, len(chain)) :])
    for key, codes in (scopes or {}).items():
        version = key.partition(SCOPED)[0]
        held[key] = _through(frozenset(codes), steps[at.get(version, len(chain)) :])
    return held


_Step = tuple[Mapping[str, Sequence[str]], frozenset[str]]
"""Code after the step to the codes it takes all of; and codes that mean something else since."""


def _step(before: CodingFrame, after: CodingFrame) -> _Step:
    made_of = origins(before, after)
    relation = crosswalk(before, after)["relation"]
    parts = [old for own in made_of.values() for old in own]
    changed = set()
    for code, own in made_of.items():
        merged = len(own) > 1 and all(parts.count(old) == 1 for old in own)
        if own and not merged and relation[code] in {"narrowed", "widened"}:
            changed.add(code)
    return {code: own for code, own in made_of.items() if own}, frozenset(changed)


def _through(asked: frozenset[str], steps: Iterable[_Step]) -> frozenset[str]:
    for made_of, changed in steps:
        now = {
            code
            for code, own in made_of.items()
            if code not in changed and all(old in asked for old in own)
        }
        asked = frozenset(now | {code for code in asked if code not in made_of})
    return asked
