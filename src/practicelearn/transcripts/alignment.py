"""Two versions of a session laid side by side: which words of the one stand where in the other.

Turns may have been split, merged, added, removed or given another label, and their words changed.
Words are laid side by side over the whole session, so that a word keeps its place whatever became
of its turn.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._cells import text_of
from practicelearn._tables import EDITS, conform, in_cell
from practicelearn.errors import counted

__all__ = ["Place", "Replaced", "TurnAlignment", "align_turns"]

_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
# Runs of words that occur once in both versions are surer signposts the longer they are.
_SIGNPOSTS = (6, 3, 1)
_SMALL = 40_000
"""Words of the one times words of the other up to which every word is held against every word;
in longer stretches without a signpost only those that are not frequent."""


class Place(NamedTuple):
    """A stretch of a turn's text: code points, end exclusive."""

    turn_id: str
    start: int
    end: int


class Replaced(NamedTuple):
    """Turns ``first`` to ``last`` of the version before, from 1, became ``n_now`` turns."""

    first: int
    last: int
    n_now: int

    @property
    def now(self) -> tuple[int, int]:
        """The places, from 0, of the turns that stand there now; the end exclusive."""
        return self.first - 1, self.first - 1 + self.n_now


class _Tokens:
    """The words of all turns in one row, each with its turn and place."""

    def __init__(self, turns: pd.DataFrame) -> None:
        self.turn_ids = [str(t) for t in turns.index]
        self.texts = [str(t) for t in turns["text"]]
        self.words: list[str] = []
        self.turn: list[int] = []
        self.start: list[int] = []
        self.end: list[int] = []
        for n, text in enumerate(self.texts):  # turn by turn: the finds of all fill no cache
            own = list(_TOKEN.finditer(text))
            self.words += [m.group() for m in own]
            self.turn += [n] * len(own)
            self.start += [m.start() for m in own]
            self.end += [m.end() for m in own]
        self._number = {t: n for n, t in enumerate(self.turn_ids)}

    def between(self, turn_id: str, start: int, end: int) -> range:
        """The words of a turn that a stretch touches."""
        n = self._number.get(turn_id)
        if n is None:
            return range(0)
        first, last = bisect_left(self.turn, n), bisect_right(self.turn, n)
        return range(
            first + bisect_right(self.end[first:last], start),
            first + bisect_left(self.start[first:last], end),
        )


class TurnAlignment:
    """Where the words of one version of a session stand in another. Made by ``align_turns``.

    Parameters
    ----------
    before, after : DataFrame
        Turns of the session, in order.
    only : Replaced, optional
        What alone was replaced, where that is known: all else is the same, turn by turn.
    """

    def __init__(
        self, before: pd.DataFrame, after: pd.DataFrame, only: Replaced | None = None
    ) -> None:
        self._old, self._new = _Tokens(before), _Tokens(after)
        self.before, self._after = before, after
        self._only = only
        self._to = self._paired(only)
        self._matched = [i for i, j in enumerate(self._to) if j >= 0]

    def _paired(self, only: Replaced | None) -> list[int]:
        old, new = self._old, self._new
        if only is None:
            return _pairs(old.words, new.words)
        a0, a1 = bisect_left(old.turn, only.first - 1), bisect_right(old.turn, only.last - 1)
        shift = len(new.words) - len(old.words)
        inside = _pairs(old.words[a0:a1], new.words[a0 : a1 + shift])
        after = range(a1 + shift, len(new.words))
        return [*range(a0), *(a0 + j if j >= 0 else -1 for j in inside), *after]

    def place(self, turn_id: str, start: int, end: int) -> list[Place]:
        """Return where a stretch of the version before now stands: a place for each turn it is in.

        A stretch that touches changed words takes in the whole of what replaced them. Empty when
        fewer than half of its words are left, unless most of the rest of its turn is.
        """
        own = self._old.between(turn_id, start, end)
        if not own:
            return []
        kept = [i for i in own if self._to[i] >= 0]
        low, high = self._edge(own[0], -1), self._edge(own[-1], 1)
        if 2 * len(kept) >= len(own):
            turns = {self._new.turn[self._to[i]] for i in kept}
        else:
            turns = self._same_turn(own)
            if not turns or high - low + 1 > 2 * len(own) + 2:
                return []
        inside = [j for j in range(low, high + 1) if self._new.turn[j] in turns]
        places = []
        for n in sorted({self._new.turn[j] for j in inside}):
            mine = [j for j in inside if self._new.turn[j] == n]
            places.append(
                Place(
                    self._new.turn_ids[n],
                    self._new.start[mine[0]] + self._within(own[0], mine[0], start),
                    self._new.end[mine[-1]] - self._beyond(own[-1], mine[-1], end),
                )
            )
        return places

    def words_at(self, place: Place) -> str:
        """Return the words of the later version at a place."""
        text = self._new.texts[self._new.turn_ids.index(place.turn_id)]
        return text[place.start : place.end]

    def only_place(self, words: str) -> Place | None:
        """Return where the words stand in the later version, when they stand there exactly once.

        Where it is known what alone was replaced, elsewhere they are somebody else's.
        """
        first, last = (0, len(self._new.texts)) if self._only is None else self._only.now
        here = enumerate(self._new.texts[first:last], start=first)
        hits = [(n, text.find(words)) for n, text in here if words in text]
        if len(hits) != 1 or self._new.texts[hits[0][0]].count(words) != 1:
            return None
        n, start = hits[0]
        return Place(self._new.turn_ids[n], start, start + len(words))

    @cached_property
    def same_stretches(self) -> list[tuple[Place, Place]]:
        """Stretches before and after that are the same to the letter, in order."""
        out: list[tuple[Place, Place]] = []
        old, new = self._old, self._new
        for i in self._matched:
            j = self._to[i]
            here = Place(old.turn_ids[old.turn[i]], old.start[i], old.end[i])
            there = Place(new.turn_ids[new.turn[j]], new.start[j], new.end[j])
            if out:
                a, b = out[-1]
                gap = old.texts[old.turn[i]][a.end : here.start]
                if (
                    (a.turn_id, b.turn_id) == (here.turn_id, there.turn_id)
                    and here.start - a.end == there.start - b.end
                    and gap == new.texts[new.turn[j]][b.end : there.start]
                ):
                    out[-1] = (a._replace(end=here.end), b._replace(end=there.end))
                    continue
            out.append((here, there))
        return out

    @cached_property
    def sources(self) -> dict[str, Counter[str]]:
        """Turn of the later version to the earlier turns its words come from, and how many."""
        out: dict[str, Counter[str]] = {t: Counter() for t in self._new.turn_ids}
        for i in self._matched:
            new = self._new.turn_ids[self._new.turn[self._to[i]]]
            out[new][self._old.turn_ids[self._old.turn[i]]] += 1
        return out

    @property
    def share_found(self) -> float:
        """Share of the later version's words that stood in the version before, 0 to 1."""
        return len(self._matched) / len(self._new.words) if self._new.words else 0.0

    def share_known(self, turn_id: str) -> float:
        """Return the share of a later turn's words that stood in the version before, 0 to 1."""
        n = self._sizes[turn_id]
        return sum(self.sources[turn_id].values()) / n if n else 0.0

    @cached_property
    def _sizes(self) -> Counter[str]:
        return Counter(self._new.turn_ids[n] for n in self._new.turn)

    @cached_property
    def edits(self) -> pd.DataFrame:
        """One row a stretch that was replaced, taken out or put in.

        Columns: those of ``practicelearn._tables.EDITS`` (turn_id, start and end in the version
        before, replacement, kind "correction"), and new_turn_id, the turn the replacement is in.
        """
        old, new = self._old, self._new
        ends = [
            (-1, -1),
            *((i, self._to[i]) for i in self._matched),
            (len(old.words), len(new.words)),
        ]
        rows = []
        for (i, j), (i2, j2) in pairwise(ends):
            gone, put = range(i + 1, i2), range(j + 1, j2)
            here = {old.turn[k] for k in gone} or (
                {old.turn[max(i, 0)]} if put and old.turn else set()
            )
            for n in sorted(here):
                mine = [k for k in gone if old.turn[k] == n]
                at = old.start[mine[0]] if mine else (old.end[i] if i >= 0 else 0)
                rows.append(
                    {
                        "turn_id": old.turn_ids[n],
                        "start": at,
                        "end": old.end[mine[-1]] if mine else at,
                        "replacement": _said(new, put) if n == min(here) else "",
                        "kind": "correction",
                        "new_turn_id": new.turn_ids[new.turn[put[0]]] if put else None,
                    }
                )
        columns = [*EDITS.names, "new_turn_id"]
        return conform(pd.DataFrame(rows, columns=columns), EDITS)

    @cached_property
    def turns(self) -> pd.DataFrame:
        """One row a pair of turns that belong together, and one for each that stands alone.

        Columns: turn_id (before), new_turn_id, change (same, edited, split, merged, added,
        removed), speaker, new_speaker, relabelled.
        """
        heirs: dict[str, list[str]] = {}
        for new, own in self.sources.items():
            for old in own:
                heirs.setdefault(old, []).append(new)
        was = dict(zip(self._old.turn_ids, self._old.texts, strict=True))
        now = dict(zip(self._new.turn_ids, self._new.texts, strict=True))
        rows = []
        for new, own in self.sources.items():
            if not own:
                rows.append(self._turn(None, new, "added"))
            for old in own:
                if len(own) > 1:
                    change = "merged"
                elif len(heirs[old]) > 1:
                    change = "split"
                else:
                    change = "same" if was[old] == now[new] else "edited"
                rows.append(self._turn(old, new, change))
        rows += [self._turn(t, None, "removed") for t in self._old.turn_ids if t not in heirs]
        names = ["turn_id", "new_turn_id", "change", "speaker", "new_speaker", "relabelled"]
        return pd.DataFrame(rows, columns=names)

    def _turn(self, old: str | None, new: str | None, change: str) -> dict[str, Any]:
        before = None if old is None else text_of(self.before.loc[old, "speaker"])
        after = None if new is None else text_of(self._after.loc[new, "speaker"])
        return {
            "turn_id": old,
            "new_turn_id": new,
            "change": change,
            "speaker": before,
            "new_speaker": after,
            "relabelled": old is not None and new is not None and before != after,
        }

    def _edge(self, i: int, step: int) -> int:
        """The outermost later word that belongs to an earlier one, or to what replaced it."""
        if self._to[i] >= 0:
            return self._to[i]
        at = bisect_left(self._matched, i)
        if step < 0:
            return self._to[self._matched[at - 1]] + 1 if at > 0 else 0
        if at < len(self._matched):
            return self._to[self._matched[at]] - 1
        return len(self._new.words) - 1

    def _same_turn(self, own: range) -> set[int]:
        """The one turn that holds most of the other words of these words' turn, if there is one."""
        n = self._old.turn[own[0]]
        first, last = bisect_left(self._old.turn, n), bisect_right(self._old.turn, n)
        others = [i for i in range(first, last) if i not in own]
        counts = Counter(self._new.turn[self._to[i]] for i in others if self._to[i] >= 0)
        return {turn for turn, k in counts.most_common(1) if 2 * k > len(others) > 1}

    def _within(self, i: int, j: int, start: int) -> int:
        """How far into its first word a stretch begins, where that word is the same."""
        return max(0, start - self._old.start[i]) if self._to[i] == j else 0

    def _beyond(self, i: int, j: int, end: int) -> int:
        return max(0, self._old.end[i] - end) if self._to[i] == j else 0

    def _repr_html_(self) -> str:
        return in_cell(
            f"TurnAlignment: {counted(len(self.before), 'turn')} before, {len(self._after):,} after"
        )


def align_turns(
    before: pd.DataFrame, after: pd.DataFrame, *, only: Replaced | None = None
) -> TurnAlignment:
    """Return where the words of a session's turns stand in a corrected version of them.

    Parameters
    ----------
    before, after : DataFrame
        Turns, index ``turn_id``, with ``speaker`` and ``text``.
    only : Replaced, optional
        Which turns alone were replaced, where that is known. Words of other turns are then never
        taken for theirs, however alike they are.

    Returns
    -------
    TurnAlignment
        ``place(turn_id, start, end)`` moves a stretch; ``edits`` and ``turns`` say what changed.

    Examples
    --------
    >>> import pandas as pd
    >>> import practicelearn as prac
    >>> def said(*texts):
    ...     ids = [f"s:{n:05d}" for n in range(1, len(texts) + 1)]
    ...     index = pd.Index(ids, name="turn_id")
    ...     return pd.DataFrame({"speaker": "P1", "text": texts}, index=index)
    >>> before = said("So. The rotor is never right.")
    >>> aligned = prac.align_turns(before, said("So.", "The rota is never right."))
    >>> aligned.place("s:00001", 8, 22)
    [Place(turn_id='s:00002', start=4, end=17)]
    >>> aligned.edits[["start", "end", "replacement"]].values.tolist()
    [[8, 13, 'rota']]
    """
    check_arguments(align_turns, locals())
    return TurnAlignment(before, after, only)


def _said(tokens: _Tokens, own: range) -> str:
    """What stands there, turns parted by a line feed."""
    out = []
    for n in sorted({tokens.turn[k] for k in own}):
        mine = [k for k in own if tokens.turn[k] == n]
        out.append(tokens.texts[n][tokens.start[mine[0]] : tokens.end[mine[-1]]])
    return "\n".join(out)


def _pairs(a: Sequence[str], b: Sequence[str]) -> list[int]:
    """For each word of ``a`` the place of its partner in ``b``, or -1; partners never cross."""
    to = [-1] * len(a)
    open_: list[tuple[int, int, int, int]] = [(0, len(a), 0, len(b))]
    while open_:
        a0, a1, b0, b1 = open_.pop()
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            to[a0] = b0
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
            to[a1] = b1
        if a0 == a1 or b0 == b1:
            continue
        posts = next((p for k in _SIGNPOSTS if (p := _signposts(a, b, (a0, a1, b0, b1), k))), None)
        small = (a1 - a0) * (b1 - b0) <= _SMALL
        if posts is None:
            matcher = SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=not small)
            blocks = matcher.get_matching_blocks()
            posts = [(a0 + i + k, b0 + j + k) for i, j, n in blocks for k in range(n)]
            if small:
                for i, j in posts:
                    to[i] = j
                continue
        if posts:
            for i, j in posts:
                to[i] = j
            ends = [(a0 - 1, b0 - 1), *posts, (a1, b1)]
            open_ += [(i + 1, i2, j + 1, j2) for (i, j), (i2, j2) in pairwise(ends)]
    return to


def _signposts(
    a: Sequence[str], b: Sequence[str], part: tuple[int, int, int, int], k: int
) -> list[tuple[int, int]]:
    """Words of runs of ``k`` that occur once in both parts, as far as they do not cross."""
    a0, a1, b0, b1 = part
    in_a = _once(a, a0, a1, k)
    in_b = _once(b, b0, b1, k)
    both = sorted((i, in_b[run]) for run, i in in_a.items() if run in in_b)
    pairs = {(i + d, j + d) for i, j in _rising(both) for d in range(k)}
    out: list[tuple[int, int]] = []
    for i, j in sorted(pairs):  # runs may overlap at an angle: the first of two that differ stays
        if not out or (i > out[-1][0] and j > out[-1][1]):
            out.append((i, j))
    return out


def _once(words: Sequence[str], first: int, last: int, k: int) -> dict[tuple[str, ...], int]:
    runs = [tuple(words[i : i + k]) for i in range(first, last - k + 1)]
    counts = Counter(runs)
    return {run: first + n for n, run in enumerate(runs) if counts[run] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs, sorted by the first, whose second entries rise."""
    tails: list[int] = []
    tail_at: list[int] = []
    before = [-1] * len(pairs)
    for n, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before[n] = tail_at[at - 1] if at else -1
        tails[at : at + 1], tail_at[at : at + 1] = [j], [n]
    out, n = [], tail_at[-1] if tail_at else -1
    while n >= 0:
        out.append(pairs[n])
        n = before[n]
    return out[::-1]
