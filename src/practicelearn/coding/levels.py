"""Codes and the codes above them: what stands under a code counts for the codes it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from practicelearn._arguments import AT_LEAST_1, check_arguments
from practicelearn.coding.codings import Codings

__all__ = ["as_marked", "roll_up", "without_idle_branches"]


def roll_up(codings: Codings, *, level: int | None = None, with_children: bool = True) -> Codings:
    """Return codings in which codes count what stands under the codes below them.

    Parameters
    ----------
    codings : Codings
    level : int, optional
        The lowest level to keep, 1 for codes without a parent: whatever stands deeper becomes its
        code of that level. By default every level is kept.
    with_children : bool, default True
        Whether a code that is kept holds what stands under its children too. A coding then has a
        row a code it counts for, under one ``coding_id``.

    Returns
    -------
    Codings
        ``frame`` holds the codes kept. ``held`` says under which versions a turn was read for a
        code and for all that counts for it: where a child came later, the turn was not read for
        the whole branch, unless the child was made from what is in the branch.

    Raises
    ------
    CodingError
        ``level`` is below 1.

    Notes
    -----
    Whatever counts afterwards, counts a person or a group once, however many of the codes below
    they raised. A code that the newest frame lacks stands where the last version that held it had
    put it.

    Examples
    --------
    >>> from practicelearn.coding.frame import Code, CodingFrame
    >>> frame = CodingFrame("f", "1", (Code("pay", "Pay"), Code("late", "Late", parent="pay")))
    >>> span = dict(coding_id="a", part=1, turn_id="s:00001", start=0, end=4, quote="late",
    ...             code="late", coder="kim", origin="human")
    >>> rolled = roll_up(Codings(spans=pd.DataFrame([span]), frame=frame))
    >>> rolled.spans["code"].tolist(), len(rolled)
    (['late', 'pay'], 1)
    """
    check_arguments(roll_up, locals(), level=AT_LEAST_1)
    above = _lines(codings)
    if not any(len(line) > 1 for line in above.values()) or (level is None and not with_children):
        return codings
    counts_for = {code: _kept(line, level, with_children) for code, line in above.items()}
    pairs = [(code, kept) for code, line in counts_for.items() for kept in line]
    table = pd.DataFrame(pairs, columns=["code", "kept"])
    used = [c for c in codings.spans["code"].unique() if c not in counts_for]
    own = pd.DataFrame({"code": used, "kept": used})
    spans = codings.spans.merge(pd.concat([table, own]), on="code", how="left")
    spans = spans.assign(code=spans.pop("kept"))
    spans = spans.drop_duplicates(["coding_id", "part", "coder", "code"], ignore_index=True)
    frame = codings.frame
    if frame is not None and level is not None:
        frame = replace(frame, codes=tuple(c for c in frame.codes if len(above[c.id]) <= level))
    held = {version: _held(codings, version, counts_for) for version in codings.held}
    return replace(codings, spans=spans, frame=frame, held=held)


def as_marked(codings: Codings) -> Codings:
    """Return codings without the rows that stand above a code of the same coding: as marked."""
    above = _lines(codings)
    spans = codings.spans
    coding = ["coding_id", "part", "coder"]
    rows = spans[[*coding, "code"]]
    pairs = [(code, over) for code, line in above.items() for over in line[1:]]
    over = rows.merge(pd.DataFrame(pairs, columns=["code", "over"]), on="code")
    gone = pd.MultiIndex.from_frame(over[[*coding, "over"]])
    kept = ~pd.MultiIndex.from_frame(rows).isin(gone)
    return codings if kept.all() else replace(codings, spans=spans[kept].reset_index(drop=True))


def without_idle_branches(codings: Codings, codes: Iterable[str]) -> list[str]:
    """Return these codes without those that only hold others: above some, and marked by nobody.

    Of such a code each coder's "no" is no reading of a passage: in a frame of four levels most
    rows of a table would say that all agree on it, and that it meets nothing.
    """
    codes = list(codes)
    over = {up for line in _lines(codings).values() for up in line[1:]}
    used = set(codings.spans["code"].unique())
    kept = [code for code in codes if code in used or code not in over]
    return kept or codes


def _lines(codings: Codings) -> dict[str, list[str]]:
    """Each code with the codes above it, itself first; by the newest frame that holds it."""
    lines: dict[str, list[str]] = {}
    newest = [codings.frame] if codings.frame is not None else []
    for frame in [*newest, *reversed(list(codings.frames.values()))]:
        for code in frame.codes:
            if code.id in lines:
                continue
            line, up = [code.id], code.parent
            while up is not None:
                known = lines.get(up)
                line += known if known is not None else [up]
                up = None if known is not None else frame[up].parent
            lines[code.id] = line
    return lines


def _kept(line: list[str], level: int | None, with_children: bool) -> list[str]:
    """The codes that a passage under the first of a line counts for."""
    kept = line if level is None else line[-level:] if len(line) > level else line
    return kept if with_children else kept[:1]


def _held(
    codings: Codings, version: str, counts_for: Mapping[str, Iterable[str]]
) -> frozenset[str]:
    """The codes that were looked for under a version, with everything that counts for them."""
    asked, was = codings.held[version], codings.frames.get(version)
    there = asked | frozenset(was.ids if was is not None else ())
    below: dict[str, set[str]] = {}
    for code, kept in counts_for.items():
        for branch in kept:
            below.setdefault(branch, set()).add(code)
    frame = codings.frame
    now = {c.id: c for c in frame.codes} if frame is not None else {}

    def answered(code: str, branch: set[str]) -> bool:
        if code in asked:
            return True
        if code not in now:  # gone since, or of another version: it asks nothing of this one
            return True
        if code in there:  # split since: the whole is still asked where its parts are in here
            return {c.id for c in now.values() if code in c.was} <= branch
        return any(old in there and old in branch for old in now[code].was)

    whole = {b for b, codes in below.items() if all(answered(c, codes) for c in codes)}
    return frozenset((asked - set(below)) | (whole & set(now)) | (whole & there))
