"""Our own sentences with figures, read back from a finished document into facts.

Every digit must be placed: a figure about people or groups that no shape knows could disclose
somebody without the solver hearing of it, so it is named and the release waits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from practicelearn.output.disclosure.answered import (
    ANSWERED_BY,
)
from practicelearn.output.disclosure.answers import Answers
from practicelearn.output.disclosure.by_round import ByRound
from practicelearn.output.disclosure.deck import Deck
from practicelearn.output.disclosure.facts import (
    AGAINST,
    FOR,
    MIXED,
    NO_STANCE,
    NOT_RAISED,
    Count,
    Fact,
    Groups,
)
from practicelearn.output.disclosure.finished import Piece
from practicelearn.output.disclosure.known import Known
from practicelearn.output.disclosure.noted import Noted, number_of, signed
from practicelearn.output.disclosure.shapes import (
    AS,
    BY_HAND,
    CHECKLIST,
    COUNTED_BY_HAND,
    GROUPS,
    IGNORED,
    PEOPLE,
    SIGNED,
    STRUCTURE,
    VERDICT,
    N,
)

__all__ = ["Reading", "read_pieces"]


_OF_THE_SHEET = (
    "You said", "What you said", "What last year", "What we ask", "What we could", "What happens",
)  # fmt: skip
"""How sections begin that hold the action sheet's own words and figures."""


@dataclass(frozen=True)
class Reading:
    """What a document tells, and every figure in it that no shape could place."""

    facts: list[Fact]
    unread: list[str]


def read_pieces(pieces: Iterable[Piece], known: Known, *, release: str) -> Reading:
    """Return the facts that a document's pieces tell.

    Parameters
    ----------
    pieces : iterable of Piece
    known : Known
    release : str
        The release the document is.
    """
    reader = _Reader(known, release)
    for piece in pieces:
        reader.take(piece)
    reader.noted.hold_differences()
    unread = [*reader.unread, *reader.by_round.drawn_alone()]
    return Reading(list(dict.fromkeys(reader.noted.facts)), list(dict.fromkeys(unread)))


class _Reader:
    def __init__(self, known: Known, release: str) -> None:
        self.known, self.noted = known, Noted(known, release)
        self.unread: list[str] = []
        rounds = sorted((r for r in known.rounds if r), key=len, reverse=True)
        self.round = "|".join(map(re.escape, rounds)) or r"(?!)"
        names = sorted(known.names, key=len, reverse=True)
        self.name = "|".join(map(re.escape, names)) or r"(?!)"
        self.by_round = ByRound(self.noted, known, self.round, self.name)
        self.deck = Deck(self.noted, known, self.round)
        self.answers = Answers(self.noted, known, self.round)
        self.beside: dict[str, str] = {}
        self.pair: tuple[str, str] | None = None
        self.page_round = ""
        self.free = sorted((f for f in known.free if re.search(r"\d", f)), key=len, reverse=True)

    def take(self, piece: Piece) -> None:
        text = piece.text
        if piece.kind == "quote":
            return
        if text in self.known.own_words:
            if COUNTED_BY_HAND.search(text):
                self.unread.append(f"your own words, {piece.section}: {text}")
            return
        about = re.match(rf"For everybody who took part in ({self.round})\.", text)
        if about:
            self.page_round = about[1]
        pair = re.search(rf"({self.round}) to ({self.round})", text)
        if pair and piece.kind in ("heading", "caption"):
            self.pair = (pair[1], pair[2])
        text = re.sub(r"“[^”]*”", " ", text)  # somebody's words, or ours for heard more
        text = self._by_hand(text)
        for shape in self._shapes(piece):
            text = shape(text, piece)
        out = re.search(rf"more than ({N}) percentage points are ruled out", text)
        if out and number_of(out[1]) % 5:  # the ends of intervals stand in steps of 5
            self.noted.too_fine("", self.known.latest, out[0])
        for pattern in [*STRUCTURE, *IGNORED]:
            text = pattern.sub(" ", text)
        text = re.sub(rf"(?<![\w])(?:{self.round})(?!\w)", " ", text)
        if re.search(r"\d", text) and not self._may_stand(piece, text):
            self.unread.append(f"{piece.section} > {piece.part}: {piece.text}".strip(" >:"))

    def _shapes(self, piece: Piece) -> list[Callable[[str, Piece], str]]:
        if piece.kind == "figure":
            return [self._figure]
        if piece.kind == "alt":
            return [self._points, self.by_round.alt, self._five, self.deck.read]
        if piece.kind == "drawn":
            return [self.by_round.drawn, self._drawn]
        if piece.kind == "cell":
            return [self._cell]
        return [self.answers.came, self._reach, self._came_up, self._five, self._change,
                self._directors, self._sizes, self.answers.replies, self.deck.read]  # fmt: skip

    def _by_hand(self, text: str) -> str:
        for free in self.free:
            if free in text:
                counts = BY_HAND.search(free)
                text = text.replace(free, " ") if counts is None else text
        return text

    def _may_stand(self, piece: Piece, left: str) -> bool:
        """Numbers of a table's own kind: items of a checklist, scores, the action sheet."""
        if piece.caption.startswith(("COREQ", "SRQR")) or piece.text.startswith(("COREQ", "SRQR")):
            for pattern in CHECKLIST:
                left = pattern.sub(" ", left)
            left = re.sub(r"practicelearn [\d.]+", " ", left)
            if piece.column == "Item" or piece.kind != "cell":
                return BY_HAND.search(left) is None
            return re.search(r"\d", left) is None
        if piece.caption == "Number of actions":
            return piece.text.isdigit()
        if piece.caption.startswith("Survey scores"):
            return re.fullmatch(r"\s*[\d.]+ (?:low|moderate|high)\s*", left) is not None
        if piece.section.startswith(_OF_THE_SHEET) or piece.part.startswith(_OF_THE_SHEET):
            return BY_HAND.search(left) is None and "%" not in left
        return False

    # --- shapes ----------------------------------------------------------------------------

    def _reach(self, text: str, piece: Piece) -> str:
        theme = self.known.names.get(piece.part)
        if theme is None:
            return text
        shape = re.compile(
            rf"(?:In (?P<round>{self.round})|Raised): (?:(?P<groups>{GROUPS})|raised)"
            rf"(?:, (?P<people>{PEOPLE}) people)?{AS}\."
        )
        nobody = re.compile(
            rf"(?:In (?P<round>{self.round})|Raised): not raised in (?:any of {N} groups|the one "
            rf"group); up to {N}% of such groups could still raise it\."
        )

        def told(hit: re.Match[str]) -> str:
            year = hit["round"] or self.known.latest
            self.noted.groups(theme, year, hit["groups"] or "", hit[0])
            self.noted.people(theme, year, hit["people"] or "", hit[0])
            return " "

        def none(hit: re.Match[str]) -> str:
            year = hit["round"] or self.known.latest
            self.noted.add(Count(n=0, **self.noted.of(theme, year, hit[0])))
            return " "

        return nobody.sub(none, shape.sub(told, text))

    def _came_up(self, text: str, piece: Piece) -> str:
        theme = self.known.names.get(piece.part)
        none = re.compile(
            rf"Nobody raised it before being asked in the (?:one group|{N} groups) in which it was "
            r"raised and the questions asked are known\."
        )
        shape = re.compile(
            rf"It came up before anybody asked in (?:(?:{N}|none) of the |all |the one )"
            rf"(?P<n>{N})? ?groups? in which it was raised"
            r"(?P<some> and the questions asked are known)?"
        )

        def told(hit: re.Match[str]) -> str:
            if theme is not None and not hit["some"]:
                n = int((hit["n"] or "1").replace(",", ""))
                of = self.noted.of(theme, self.known.latest, hit[0], groups=True)
                self.noted.add(Groups(n=n, **of))
            return " " if theme is not None else hit[0]

        if theme is not None:
            text = none.sub(" ", text)
        return shape.sub(told, text)

    def _five(self, text: str, piece: Piece) -> str:
        k = rf"({N}|nobody)"
        shape = re.compile(
            rf"(?:(?P<round>{self.round})\. )?(?P<name>{self.name}): of the ({N}) people, {k} "
            rf"spoke well of it, {k} critically, {k} both; {k} raised it without taking a side, "
            rf"{k} did not raise it\."
        )

        def told(hit: re.Match[str]) -> str:
            theme = self.known.names.get(piece.part)
            if theme is None:
                return hit[0]
            _, _, people, *cells = hit.groups()
            of = self.noted.of(theme, hit["round"] or self.known.latest, hit[0])
            for cell, n in zip((FOR, AGAINST, MIXED, NO_STANCE, NOT_RAISED), cells, strict=True):
                self.noted.add(
                    Count(n=number_of(n), category=cell, stands_of=number_of(people), **of)
                )
            return " "

        return shape.sub(told, text)

    def _sides(self, text: str, _: Piece) -> str:
        """For and against of two rounds side by side, three cells each."""
        k = rf"({N}|nobody)"
        shape = re.compile(
            rf"({self.name}): of ({N}) people in ({self.round}), {k} spoke well of it, {k} "
            rf"critically and {k} both; of ({N}) in ({self.round}), {k}, {k} and {k}\. Counted, "
            r"not tested\."
        )

        def told(hit: re.Match[str]) -> str:
            theme = self.known.names[hit[1]]
            for people, year, first in ((hit[2], hit[3], 4), (hit[7], hit[8], 9)):
                of = self.noted.of(theme, year, hit[0]) | {"stands_of": number_of(people)}
                for cell, n in zip((FOR, AGAINST, MIXED), hit.groups()[first - 1 :], strict=False):
                    self.noted.add(Count(n=number_of(n), category=cell, **of))
            return " "

        return shape.sub(told, text)

    def _change(self, text: str, piece: Piece) -> str:
        shape = re.compile(
            rf"(?:(?P<name>{self.name})\.|Since (?P<before>{self.round}),) {VERDICT}: "
            r"(?:from (?:about )?(?P<a>\d+)% to (?:about )?"
            r"(?P<b>\d+)%|(?:about the same share, |both shares round to |about )"
            r"(?P<both>\d+)%(?: both times)?)"
            r"(?: of the people in a \w+)?"
            rf"(?:; every change from (?P<low>{SIGNED}) to (?P<high>{SIGNED}) percentage "
            r"points fits what was heard)?"
            r"(?:; (?:changes of more than \d+ points are|no change is) ruled out)?"
        )

        def told(hit: re.Match[str]) -> str:
            pair = (hit["before"], self.known.latest) if hit["before"] else self.pair
            theme = self.known.names.get(hit["name"] or piece.part)
            if pair is None or theme is None:
                return hit[0]
            self.noted.share(theme, pair[0], hit["a"] or hit["both"], hit[0])
            self.noted.share(theme, pair[1], hit["b"] or hit["both"], hit[0])
            self.noted.interval(theme, pair[1], hit["low"], hit["high"], hit[0])
            return " "

        return shape.sub(told, text)

    def _directors(self, text: str, _: Piece) -> str:
        shape = re.compile(rf"^(?P<name>{self.name}): in (?P<groups>{GROUPS}|the one group)")
        hit = shape.match(text)
        if hit is None:
            return text
        theme, year = self.known.names[hit["name"]], self.known.latest
        self.noted.groups(theme, year, hit["groups"], hit[0])
        return text[hit.end() :]

    def _sizes(self, text: str, _: Piece) -> str:
        talk = rf"{N} (?:minutes of talk|words of participants a group)"
        said = rf"{N} \w+, {talk}(?: and [\d.]+ people a \w+)?"
        return re.sub(
            rf"(?:(?:mean share a \w+|share of people, rounded); change in percentage points\. )?"
            rf"(?:{self.round}): {said}; "
            rf"(?:{self.round}): {said}\.", " ", text,
        )  # fmt: skip

    def _figure(self, text: str, piece: Piece) -> str:
        hit = re.fullmatch(
            rf"(?:people|people counted|groups|rounds?)(?: in ({self.round}))?", piece.column
        )
        if hit is None:
            return text
        return re.sub(rf"(?:about )?{N}|fewer than 5", " ", text)

    def _points(self, text: str, _: Piece) -> str:
        """A picture's text alternative: a difference that the table beside it has too."""
        shape = re.compile(rf"(?P<name>{self.name}): {VERDICT}, (?P<d>{SIGNED}) points?\.")

        def told(hit: re.Match[str]) -> str:
            if self.pair is not None:
                theme = self.known.names[hit["name"]]
                self.noted.differences.append((theme, self.pair, signed(hit["d"]), hit[0]))
            return " "

        pair = re.search(rf"({self.round}) to ({self.round})", text)
        if pair:
            self.pair = (pair[1], pair[2])
        return shape.sub(told, text)

    def _drawn(self, text: str, _: Piece) -> str:
        text = re.sub(rf"\(n = {N}(?:–{N})? and {N}(?:–{N})? \w+\)", " ", text)
        text = re.sub(r"smallest worthwhile change: ±\d+|thick part: 90%", " ", text)
        of_tested = rf"\b(?:[Aa]ll\s{N}|{N}\sof\s{N})\stested\sthemes\sshown"
        text = re.sub(rf"{of_tested}|\band\s{N}\smore\b", " ", text)
        return re.sub(rf"^{SIGNED}$", " ", text, flags=re.MULTILINE)  # along the axis

    def _cell(self, text: str, piece: Piece) -> str:
        for starts, shape in (
            ("Subjects that recur", self._subject), ("Is this what you said", self._feedback),
            ("Survey scores", self._survey), ("Mean share of people", self._acted_on),
            ("What was said in", self._sides), ("Would this help", self.answers.would_help),
            (ANSWERED_BY, self.answers.cell),
            ("People who raised each theme", self.by_round.raised),
            ("For and against, by round", self.by_round.parts),
        ):  # fmt: skip
            if piece.caption.startswith(starts):
                return shape(text, piece)
        if "mean share a" in piece.caption or "share of people, rounded" in piece.caption:
            return self._figures_row(text, piece)
        return text

    def _subject(self, text: str, piece: Piece) -> str:
        theme, year = self.known.names.get(piece.head), self.known.latest
        if theme is None:
            return text
        self.noted.recurs(theme, piece.head)
        text = re.sub(rf"{AS}$", "", text)
        if piece.column == "Groups":
            self.noted.groups(theme, year, f"{text} groups", f"{piece.head}: {text} groups")
            return " "
        if piece.column == "People":
            self.noted.people(theme, year, text, f"{piece.head}: {text} people")
            return " "
        return text

    def _feedback(self, text: str, piece: Piece) -> str:
        # as printed: of a sentence with a figure of its own little is left in the text by now
        hit = re.fullmatch(rf"(.*) \((?P<groups>{GROUPS}){AS}\)", piece.text)
        theme = None if hit is None else self.known.statements.get(hit[1])
        if hit is None or theme is None:
            return text
        self.noted.groups(theme, self.page_round or self.known.latest, hit["groups"], piece.text)
        return re.sub(rf" ?\({GROUPS}{AS}\)$", " ", text)

    def _survey(self, text: str, piece: Piece) -> str:
        hit = re.fullmatch(rf"People, ({self.round})", piece.column)
        theme = self.known.names.get(self.beside.get(piece.head, ""))
        if piece.column == "Theme beside it":
            self.beside[piece.head] = text
        if hit is None or theme is None:
            return text
        text = re.sub(rf"{AS}$", "", text)
        self.noted.people(theme, hit[1], text, f"{piece.head}: {text} people")
        return " "

    def _acted_on(self, text: str, piece: Piece) -> str:
        hit = re.fullmatch(rf"(?P<name>{self.name}), ({self.round}) to ({self.round})", piece.head)
        if hit is None:
            return text
        columns = {"Before": hit[2], "After": hit[3]}
        return self._row(text, piece, self.known.names[hit["name"]], (hit[2], hit[3]), columns)

    def _figures_row(self, text: str, piece: Piece) -> str:
        theme = self.known.names.get(piece.head)
        pair = re.match(rf"({self.round}) to ({self.round})", piece.caption)
        if theme is None or pair is None:
            return text
        columns = {pair[1]: pair[1], pair[2]: pair[2]}
        return self._row(text, piece, theme, (pair[1], pair[2]), columns)

    def _row(
        self, text: str, piece: Piece, theme: str, pair: tuple[str, str], columns: dict[str, str]
    ) -> str:
        """A row of shares: whole per cent, the difference of both, an interval in steps of 5."""
        said = f"{piece.head}, {piece.column}: {text}"
        share = re.fullmatch(r"(\d+)%", text)
        if piece.column in columns and share:
            self.noted.share(theme, columns[piece.column], share[1], said)
            return " "
        if piece.column == "Change" and re.fullmatch(SIGNED, text):
            a, b = (self.noted.shares.get((theme, y)) for y in pair)
            if a is None or b is None or b - a != signed(text):
                self.noted.too_fine(theme, pair[1], said)
            return " "
        others = re.fullmatch(rf"({SIGNED})(?: \(({SIGNED}) to ({SIGNED})\))?", text)
        if piece.column == "Other themes" and others:
            if any(signed(n) % 5 for n in others.groups() if n):
                self.noted.too_fine(theme, pair[1], said)
            return " "
        ends = re.fullmatch(rf"({SIGNED}) to ({SIGNED})(?: \([\d.]+%\))?", text)
        if ends and "interval" in piece.column.lower():
            self.noted.interval(theme, pair[1], ends[1], ends[2], said)
            return " "
        return text
