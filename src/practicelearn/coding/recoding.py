"""Codes put together under others, for an analysis: the codings of a study stay as they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.errors import CodingError

__all__ = ["recode"]

To = str | Code | None


def recode(codings: Codings, mapping: Mapping[str | tuple[str, ...], To]) -> Codings:
    """Return codings with codes replaced by others: put together, renamed, or left out.

    Parameters
    ----------
    codings : Codings
    mapping : mapping of str or tuple of str to str, Code or None
        Old code, or several, to the new one: the id or name of a code of the frame, a name for a
        new code, or a :class:`Code`. None leaves them out. Codes that are not named stay.

    Returns
    -------
    Codings
        ``frame`` holds the new codes in the first old one's place, below the code that was above
        all of them. The same words, twice under one new code by one coder, are one coding.
        ``held``: a turn was read for a new code where it was read for every code that went into it.

    Raises
    ------
    CodingError
        A code is not there, or is named twice; the near match is named.

    Notes
    -----
    For a change that is to last, and that the next reading follows, release a version of the frame.
    Codes above others are put together by :meth:`Codings.roll_up` without a mapping.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> hand = prac.merge_codings(study.codings())
    >>> fewer = hand.recode({("tools", "desks"): "What we work with"})
    >>> "what-we-work-with" in fewer.frame, "tools" in fewer.frame
    (True, False)
    """
    check_arguments(recode, locals())
    parts = _checked(codings, mapping)
    base = codings.frame or CodingFrame("codes", "1")
    to_id: dict[str, str | None] = {}
    made: list[tuple[list[str], Code]] = []
    for old, new in parts:
        code = _new_code(base, old, new, [c for _, c in made])
        to_id |= dict.fromkeys(old, code.id if code is not None else None)
        if code is not None:
            made.append((old, code))
    spans = codings.spans
    codes = [to_id.get(c, c) for c in spans["code"]]
    spans = spans.assign(code=pd.Series(codes, index=spans.index, dtype=object))
    spans = spans[spans["code"].notna()]
    moved = spans["code"].isin([code.id for _, code in made])
    again = spans.duplicated(["turn_id", "start", "end", "code", "coder", "part"]) & moved
    spans = spans[~again].reset_index(drop=True)
    frame = _of_frame(base, made, to_id) if codings.frame is not None else None
    frames = {v: _of_frame(f, made, to_id) for v, f in codings.frames.items()}
    held = {version: _held(own, made, to_id) for version, own in codings.held.items()}
    return replace(codings, spans=spans, frame=frame, frames=frames, held=held)


def _checked(
    codings: Codings, mapping: Mapping[str | tuple[str, ...], To]
) -> list[tuple[list[str], To]]:
    """Old codes and the new one, one entry a new code; every old code is there, once."""
    in_frame = {c.id: c.id for c in codings.frame.codes} if codings.frame is not None else {}
    names = {c.name: c.id for c in codings.frame.codes} if codings.frame is not None else {}
    known = {**names, **{c: c for c in codings.spans["code"]}, **in_frame}
    seen: set[str] = set()
    joined: dict[object, tuple[list[str], To]] = {}
    for key, new in mapping.items():
        for name in [key] if isinstance(key, str) else list(key):
            if name not in known:
                raise CodingError(
                    f'recode: there is no code "{name}", neither in the frame nor among the '
                    f"codings.{near_match(name, known)}"
                )
            old = known[name]
            if old in seen:
                raise CodingError(f'recode: "{name}" is named twice; name it once.')
            seen.add(old)
            same = new.id if isinstance(new, Code) else new
            joined.setdefault(same, ([], new))[0].append(old)
    return list(joined.values())


def _new_code(frame: CodingFrame, old: Sequence[str], new: To, made: Sequence[Code]) -> Code | None:
    """The code that takes the old ones' place: one of the frame, or a new one."""
    if new is None or isinstance(new, Code):
        return new
    by_name = {c.name: c for c in frame.codes}
    there = frame[new] if new in frame else by_name.get(new)
    if there is not None:
        return there
    above = {frame[c].parent if c in frame else None for c in old}
    taken = {*frame.ids, *(c.id for c in made)}
    return Code(_id(new, taken), new, above.pop() if len(above) == 1 else None)


def _id(name: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "code"
    n = 1
    while made in taken:
        n += 1
        made = f"{base}-{n}"
    return made


def _of_frame(
    frame: CodingFrame, made: Sequence[tuple[list[str], Code]], to_id: Mapping[str, str | None]
) -> CodingFrame:
    """A frame with the new codes; what stood below a code that is left out moves one up."""
    out = frame
    for old, code in made:
        own = [c for c in old if c in out]
        if code.id in out and code.id not in own:
            own.insert(0, code.id)
        if own and own != [code.id]:
            up = code.parent if code.parent in out and code.parent not in own else None
            out = out.merge(own, replace(code, parent=up))
    gone = [code for code in to_id if to_id[code] is None and code in out]
    return reduce(CodingFrame.without, gone, out)


def _held(
    held: frozenset[str], made: Sequence[tuple[list[str], Code]], to_id: Mapping[str, str | None]
) -> frozenset[str]:
    kept = {code for code in held if code not in to_id}
    for old, code in made:
        if all(part in held for part in old) and (code.id in held or code.id not in kept):
            kept.add(code.id)
        else:
            kept.discard(code.id)
    return frozenset(kept)
