"""The order of rounds, and what does not fit it: a round that is not listed, a date elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from practicelearn.corpus import Corpus
from practicelearn.transcripts.sheets.joined import with_issues

__all__ = ["with_rounds"]

_PLACE = "order of rounds"


def with_rounds(corpus: Corpus, rounds: Iterable[str] = ()) -> Corpus:
    """Return the corpus with its rounds in this order, and an issue for what does not fit it.

    Parameters
    ----------
    corpus : Corpus
    rounds : iterable of str
        The earliest first; empty where nobody listed them, and then dates or labels decide.

    Notes
    -----
    An error for each session of a round that the list lacks: nothing that needs an order (a
    comparison, a trend, a report) is made until it is listed. A warning for each session dated
    outside its round. Both are found anew each time: those found before are taken out.
    """
    ordered = replace(
        corpus,
        rounds=tuple(rounds),
        issues=corpus.issues[corpus.issues["source_loc"] != _PLACE],
    )
    issues = [_issue(sid, "warning", what) for sid, what in ordered.misdated]
    if ordered.rounds:
        for sid, year in ordered.sessions["year"].dropna().items():
            if year not in ordered.rounds:
                what = (
                    f'its round "{year}" is not among the rounds that are listed '
                    f"({', '.join(ordered.rounds)}): add it to rounds, in its place"
                )
                issues.append(_issue(str(sid), "error", what))
    return with_issues(ordered, issues)


def _issue(session_id: str, severity: str, message: str) -> dict[str, str | None]:
    return {"session_id": session_id, "severity": severity, "source_loc": _PLACE,
            "message": message, "text": None}  # fmt: skip
