"""Replace in texts until nothing more is found, so that a second run has nothing to do."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from practicelearn._tables import Mark
from practicelearn.edits import (
    Edit,
    apply_edits,
    merge_edits,
    place_before,
)
from practicelearn.pseudonyms.decided import DECIDED
from practicelearn.pseudonyms.find import Finder
from practicelearn.pseudonyms.hits import OURS, Hit, closed
from practicelearn.pseudonyms.ledger import Ledger, plain_name

__all__ = ["bracket_edits", "replace_in_texts"]

_LEAD = "said "


def replace_in_texts(
    texts: Sequence[str],
    *,
    finder: Finder,
    ledger: Ledger,
    rounds: Sequence[str],
    places: Sequence[str],
    present: Sequence[Collection[str]],
    marks: Sequence[Sequence[Mark]],
    kept: Collection[str] = (),
) -> tuple[list[list[Edit]], list[str]]:
    """Return the edits of each text, in places of the text given, and the texts after them.

    Notes
    -----
    A name found with certainty in one place is then sought in every other, in any case; and with
    names gone the model may see others. So texts are searched until a whole pass finds nothing.
    Each pass leaves fewer words outside brackets, so there is a last one.
    """
    edits: list[list[Edit]] = [[] for _ in texts]
    current = list(texts)
    learned: set[str] = set()
    pending = asked = list(range(len(texts)))
    hits = _hits(finder, current, pending, asked, learned)
    for n, own in hits.items():
        # before a first name is replaced: "Li" inside a mark is "Li Wei" of another turn
        _learn_names(texts[n], own, ledger, rounds[n])
    for n, text in enumerate(texts):
        new = bracket_edits(text, marks[n], finder, ledger, rounds[n], places[n], present[n], kept)
        if new:
            edits[n] = new
            current[n] = apply_edits(text, new)
    moved = [n for n in pending if edits[n]]
    still = {n: own for n, own in hits.items() if not edits[n]}
    hits = dict(sorted((still | _hits(finder, current, moved, moved, learned)).items()))
    while pending:
        for n, own in hits.items():
            _learn_names(current[n], own, ledger, rounds[n])
        for n, own in hits.items():
            new = []
            for hit in own:
                at = place_before(hit.start, hit.end, edits[n])
                made = ledger.replacement(
                    rounds[n], hit, current[n], place=places[n], at=at, present=present[n]
                )
                new.append(Edit(hit.start, hit.end, made))
            edits[n] = merge_edits(edits[n], new)
            current[n] = apply_edits(texts[n], edits[n])
        now = ledger.known_words()
        asked = list(hits)
        pending = list(range(len(texts))) if hits and now - learned else asked
        learned |= now
        hits = _hits(finder, current, pending, asked, learned)
    return edits, current


def _hits(
    finder: Finder, texts: list[str], pending: list[int], asked: list[int], learned: set[str]
) -> dict[int, list[Hit]]:
    """Return the hits of pending texts that have any; the model sees only those ``asked`` for."""
    changed = set(asked)
    hits: dict[int, list[Hit]] = {}
    for use_model in (True, False):
        own = [n for n in pending if (n in changed) == use_model]
        found = finder.find([texts[n] for n in own], learned=learned, use_model=use_model)
        hits |= {n: row for n, row in zip(own, found, strict=True) if row}
    return dict(sorted(hits.items()))


def _learn_names(text: str, hits: list[Hit], ledger: Ledger, round_name: str) -> None:
    for hit in hits:
        if hit.kind == "person" and not hit.who:
            ledger.learn(round_name, hit.kind, plain_name(text[hit.start : hit.end]))


def bracket_edits(
    text: str,
    marks: Sequence[Mark],
    finder: Finder,
    ledger: Ledger,
    round_name: str,
    place: str,
    present: Collection[str] = (),
    kept: Collection[str] = (),
) -> list[Edit]:
    """Return the edits for people named inside brackets: ``[Sam nods]`` is ``[Person 1 nods]``.

    In a mark whoever the rules find; in any other bracket, an earlier redaction too, whom the
    roster, a label or a person's decision names. What we put there ourselves stays.
    """
    edits = []
    for start, end in closed(text):
        mark = next((m for m in marks if m[0] <= start < m[1]), None)
        kind = mark[2] if mark is not None else "redaction"
        if kind == "timestamp" or OURS.fullmatch(text[start + 1 : end - 1]):
            continue
        # after "said" a capital is a name's own, not the beginning of a sentence
        inner = _LEAD + text[start + 1 : end - 1]
        for hit in finder.find([inner], use_model=False)[0]:
            name = inner[hit.start : hit.end]
            if hit.kind != "person" or hit.start < len(_LEAD) or name.lower() in kept:
                continue
            if kind == "redaction" and not hit.who and hit.rule != DECIDED:
                continue
            shift = start + 1 - len(_LEAD)
            at = (hit.start + shift, hit.end + shift)
            made = ledger.replacement(round_name, hit, inner, place=place, at=at, present=present)
            edits.append(Edit(*at, made.strip("[]")))
    return edits
