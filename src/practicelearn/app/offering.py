"""What a machine would code, offered to a person who asked for it; where that is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.offers.allowed import why_no_offers
from practicelearn.coding.offers.offered import code_offers
from practicelearn.coding.offers.reading_list import next_to_code
from practicelearn.errors import CodingError, StudyError
from practicelearn.study.folder import Study

if TYPE_CHECKING:
    from practicelearn.coding.offers.suggest import CodeSuggester

__all__ = ["NEXT", "NOTHING_NEXT", "Offering"]

NEXT = (
    "Turns nobody has read, those most like your own coding first. Nothing is promised: read each "
    "one, and code what you see."
)
NOTHING_NEXT = (
    "There is nothing to list: all is read, is being coded by two people, or is kept to be coded "
    "without help."
)

LISTED = 50
_TURN = 240
_SHOWN = ["code", "turn_id", "start", "end", "quote", "origin"]


class Offering:
    """Offers from the frame's cues, and from the coding so far, which is learned from once.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self._suggester: CodeSuggester | None = None
        self._made: set[str] = set()

    def check(self, session_id: str) -> None:
        """Let an offer of this session be taken.

        Raises
        ------
        CodingError
            None may be made in it, or not yet.
        """
        if session_id not in self._made:
            why = why_no_offers(self.study.codings(), self.study.corpus(), session_id)
            if why:
                raise CodingError(f"No offers: {why}.")
            self._made.add(session_id)

    def rows(
        self, session_id: str, kind: Any, *, frame: CodingFrame, coder: str
    ) -> list[dict[str, Any]]:
        """Return a row an offer: code, turn_id, start, end, quote, origin.

        Raises
        ------
        CodingError
            Not allowed, unknown kind, no cues, or too little coding to learn from.
        """
        self._made.discard(session_id)
        corpus, codings, cache = self.study.corpus(), self.study.codings(), self.study.cache
        if kind == "suggested" and self._suggester is None:
            from practicelearn.coding.offers.suggest import (
                CodeSuggester,
            )  # scikit-learn: only when asked

            try:
                self._suggester = CodeSuggester(random_state=0).fit(corpus, codings, cache=cache)
            except StudyError as error:  # something in the study is newer than this version
                raise CodingError(str(error)) from error
        learned = self._suggester if kind == "suggested" else None
        table = code_offers(
            codings, corpus, frame, session_id,
            kind=kind, coder=coder, suggester=learned, cache=cache,
        )  # fmt: skip
        self._made.add(session_id)
        rows: list[dict[str, Any]] = table[_SHOWN].to_dict("records")
        return rows

    def next(self, *, code: str, coder: str) -> list[dict[str, Any]]:
        """Return what this person may read next, a row a turn: session, turn, n, code, text, why.

        Learned from their own coding, so that nothing of another's can show.

        Raises
        ------
        CodingError
            Nothing of theirs can be learned from yet.
        """
        corpus = self.study.corpus()
        try:
            table = next_to_code(
                self.study.codings(), corpus,
                code=code or None, coder=coder, n=LISTED, cache=self.study.cache,
            )  # fmt: skip
        except StudyError as error:  # something in the study is newer than this version
            raise CodingError(str(error)) from error
        n = corpus.turns["n"].reindex(table["turn_id"])
        return [
            {"session": row.session_id, "turn": row.turn_id, "n": int(at), "code": row.code,
             "why": row.why,
             "text": row.text if len(row.text) <= _TURN else f"{row.text[:_TURN].rstrip()} …"}
            for row, at in zip(table.itertuples(), n, strict=True)
        ]  # fmt: skip
