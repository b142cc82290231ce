"""What a machine would code, offered to a person who asked for it; where that is allowed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError
from practicelearn.study.folder import Study

__all__ = ["Offering"]


class Offering:
    """Offers from the frame's cues and from the coding so far; the latter is learned once.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self._suggester: Any = None

    def allowed(self, session_id: str, session: Corpus) -> Codings:
        """Return everybody's codings, which are shown to nobody.

        Raises
        ------
        CodingError
            A machine may not offer anything in this session, or not yet.
        """
        codings = self.study.codings()
        refusal = import_module("practicelearn.coding.offers").why_no_offers(
            session, codings, session_id
        )
        if refusal:
            raise CodingError(refusal)
        return codings

    def rows(
        self, session_id: str, kind: str, *, session: Corpus, frame: CodingFrame, coder: str
    ) -> list[dict[str, Any]]:
        """Return a row an offer: code, turn_id, start, end, quote, origin.

        Raises
        ------
        CodingError
            Not allowed, unknown kind, no cues, or too little coding to learn from.
        """
        codings = self.allowed(session_id, session)
        learned = kind == "suggested"
        corpus = self.study.corpus() if learned else session
        if learned and self._suggester is None:
            maker = import_module("practicelearn.coding.suggest").CodeSuggester(random_state=0)
            self._suggester = maker.fit(corpus, codings)
        table = import_module("practicelearn.coding.offers").offers(
            corpus,
            frame,
            codings,
            session_id,
            kind=kind,
            coder=coder,
            suggester=self._suggester if learned else None,
            cache=self.study.cache,
        )
        names = ["code", "turn_id", "start", "end", "quote", "origin"]
        rows: list[dict[str, Any]] = table[names].to_dict("records")
        return rows
