"""What a person should doubt in a file that was read without a hitch: labels, lengths, words.

Each is a warning, so that ``strict`` stops at it: a label that is no name, one label for everybody,
one turn that holds nearly all, a length no meeting has, garbled letters, captions that roll.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from practicelearn.transcripts.labels import is_sentence_opening
from practicelearn.transcripts.tiles import Problem, Unit

__all__ = ["doubts"]

_BRACKETED = re.compile(r"[\[({<].*[\])}>]$")
_CODE = re.compile(r"(?:[0-9a-fA-F]{8,}|[0-9a-fA-F-]{20,}|[A-Z]{2,}[_-]?\d{4,}|.*[{}=/\\].*)$")
_LOOKED_AT = 2_000  # units: what is wrong with a file shows in its first hours
_MOST_WORDS = 6
_SHOWN = 3
_LAST = 50
_LOOKED_FOR_ROLLING = 200
_LONGEST_S = 8 * 3600
_FASTEST = 8.0
_SLOWEST = 0.02
_FEWEST_WORDS = 60
_GIANT = 500
_GIANT_SHARE = 0.8
_GARBLED = re.compile("â€.|Ã[\u0080-\u00bf¡-¿]|Â[£ §°»«]|ï»¿|\ufffd")
_FEWEST_GARBLED = 2
_ROLLING_SHARE = 0.5
_FEWEST_ROLLING = 3


def doubts(units: Sequence[Unit]) -> list[Problem]:
    """Return a warning for each thing about a file's units that is probably wrong."""
    spoken = [u for u in units[:_LOOKED_AT] if u.pieces]
    words = [
        u.pieces[0].text if len(u.pieces) == 1 else " ".join([p.text for p in u.pieces])
        for u in spoken
    ]
    n_words = [w.count(" ") + 1 for w in words]
    return [
        *_of_labels([u for u in units if u.pieces] if len(units) > _LOOKED_AT else spoken),
        *_of_turns(spoken, n_words),
        *_of_length(spoken, sum(n_words)),
        *_of_words(words),
    ]


def _of_labels(units: Sequence[Unit]) -> list[Problem]:
    """One warning for each thing that is wrong with labels, with the labels it is wrong with."""
    wrong: dict[str, list[str]] = {}
    for label in dict.fromkeys(u.speaker for u in units if u.speaker is not None):
        what = _what_is_wrong(label)
        if what is not None:
            wrong.setdefault(what, []).append(label)
    out = []
    for what, labels in wrong.items():
        shown = ", ".join(f'"{label[:40]}"' for label in labels[:_SHOWN])
        more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
        of = "the label" if len(labels) == 1 else "each of the labels"
        ask = "are these speakers? If not, say what the labels look like"
        out.append(Problem("warning", None, f"{of} {shown}{more} {what}; {ask}"))
    return out


def _what_is_wrong(label: str) -> str | None:
    """Why a label is probably no speaker; None where nothing speaks against it."""
    bare = label.strip()
    if not any(c.isalpha() for c in bare):
        return "is a number" if any(c.isdigit() for c in bare) else "has no letter"
    if _BRACKETED.match(bare):
        return "stands in brackets"
    if _CODE.match(bare):
        return "looks like a code"
    lowered = any(word[:1].islower() for word in bare.split()[1:])
    if len(bare.split()) >= _MOST_WORDS and lowered:
        return "reads like a sentence"
    if len(bare.split()) > 2 and is_sentence_opening(bare):
        return "reads like the beginning of a sentence"
    return None


def _of_turns(units: Sequence[Unit], n_words: Sequence[int]) -> list[Problem]:
    out = []
    labels = {u.speaker for u in units}
    total = sum(n_words)
    if len(labels) == 1 and None not in labels and len(units) > 1 and total >= _FEWEST_WORDS:
        message = (
            f'everything is said by "{next(iter(labels))}": is that one person, or is the label '
            "the same for all?"
        )
        out.append(Problem("warning", None, message))
    runs = _runs(units, n_words) if total >= _GIANT else []
    if runs and max(runs) >= _GIANT and max(runs) > _GIANT_SHARE * total:
        message = (
            f"one turn holds {max(runs):,} of {total:,} words: are the other speakers' labels "
            "missing or of another shape?"
        )
        out.append(Problem("warning", None, message))
    return out


def _runs(units: Sequence[Unit], n_words: Sequence[int]) -> list[int]:
    """How many words stand together under one label."""
    runs: list[int] = []
    before: str | None = None
    for unit, n in zip(units, n_words, strict=True):
        speaker = unit.speaker
        if runs and speaker is not None and speaker == before:
            runs[-1] += n
        else:
            runs.append(n)
        before = speaker
    return runs


def _of_length(units: Sequence[Unit], total: int) -> list[Problem]:
    starts = [u.start_s for u in units if u.start_s is not None]
    ends = [u.end_s for u in units if u.end_s is not None]
    if len(starts) + len(ends) < 2:
        return []
    span = max(starts + ends[-_LAST:]) - min(starts + ends[:1])
    if span > _LONGEST_S:
        message = f"by its times it lasts {span / 3600:,.0f} hours, which no meeting does"
    elif total >= _FEWEST_WORDS and span > 0 and not _SLOWEST <= total / span <= _FASTEST:
        message = f"by its times {total:,} words take {_long(span)}, which nobody speaks like"
    else:
        return []
    return [Problem("warning", None, f"{message}; are the times seconds, and of this talk?")]


def _long(span: float) -> str:
    return f"{span:,.0f} seconds" if span < 600 else f"{span / 60:,.0f} minutes"


def _of_words(words: Sequence[str]) -> list[Problem]:
    out = []
    garbled = [m[0] for w in words if not w.isascii() for m in _GARBLED.finditer(w)]
    if len(garbled) >= _FEWEST_GARBLED:
        message = (
            f"{len(garbled)} letters are garbled, as in "
            f'"{garbled[0]}" for a quotation mark or an accent: export the file again as UTF-8'
        )
        out.append(Problem("warning", None, message))
    some = words[:_LOOKED_FOR_ROLLING]
    rolling = sum(" " in a and (b.startswith(a) or a.endswith(b)) for a, b in pairwise(some))
    if rolling >= max(_FEWEST_ROLLING, _ROLLING_SHARE * (len(some) - 1)):
        message = (
            "most captions say again what the one before said (rolling captions), so every word "
            "counts two or three times; export the transcript instead of the captions"
        )
        out.append(Problem("warning", None, message))
    return out
