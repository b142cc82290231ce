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
from practicelearn.pseudonyms.find import Finder
from practicelearn.pseudonyms.hits import Hit, closed
from practicelearn.pseudonyms.ledger import Ledger, plain_name

__all__ = ["replace_in_texts"]

_CLOSED_KINDS = frozenset({"redaction", "timestamp"})
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
    edits: list[list[Edit]] = [
        _in_marks(text, own, finder, ledger, rounds[n], places[n], present[n], kept)
        for n, (text, own) in enumerate(zip(texts, marks, strict=True))
    ]
    current = [apply_edits(text, own) for text, own in zip(texts, edits, strict=True)]
    learned: set[str] = set()
    pending = asked = list(range(len(texts)))
    while pending:
        hits = _hits(finder, current, pending, asked, learned)
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


def _in_marks(
    text: str,
    marks: Sequence[Mark],
    finder: Finder,
    ledger: Ledger,
    round_name: str,
    place: str,
    present: Collection[str],
    kept: Collection[str],
) -> list[Edit]:
    """Return the edits for people named inside marks: ``[Sam nods]`` is ``[Person 1 nods]``."""
    edits = []
    for start, end in closed(text):
        mark = next((m for m in marks if m[0] <= start < m[1]), None)
        if mark is None or mark[2] in _CLOSED_KINDS:
            continue
        # after "said" a capital is a name's own, not the beginning of a sentence
        inner = _LEAD + text[start + 1 : end - 1]
        for hit in finder.find([inner], use_model=False)[0]:
            name = inner[hit.start : hit.end]
            if hit.kind != "person" or hit.start < len(_LEAD) or name.lower() in kept:
                continue
            shift = start + 1 - len(_LEAD)
            at = (hit.start + shift, hit.end + shift)
            made = ledger.replacement(round_name, hit, inner, place=place, at=at, present=present)
            edits.append(Edit(*at, made.strip("[]")))
    return edits
