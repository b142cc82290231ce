"""A question a column, and its codes in columns of their own: "Q1", "Q1 codes", "Q2", "Q2: Pay"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from practicelearn.corpus import Corpus
from practicelearn.exchange.quote_heads import CodeColumn, Layout, head_key

__all__ = ["by_question"]

_UNDER = re.compile(r"row (\d+) \(under: (.*)\)", re.DOTALL)
_SAYS_CODES = frozenset({"", "code", "codes", "coded", "theme", "themes", "tag", "tags"})
_MARKS = frozenset({"", "0", "1", "x", "yes", "no", "true", "false"})
_BETWEEN = " :;,.-–—_()[]?"


def by_question(
    corpus: Corpus, layout: Layout, questions: Sequence[str], cells: Mapping[int, Sequence[str]]
) -> list[tuple[Layout, dict[int, str]]]:
    """Return for each question its columns of codes, and which turn each row is.

    Parameters
    ----------
    corpus : Corpus
        A turn a cell.
    layout : Layout
        What is known of the columns otherwise.
    questions : sequence of str
        Heads of the columns that hold answers.
    cells : mapping of int to sequence of str
        Row of the file to its cells.

    Notes
    -----
    A column belongs to a question whose head stands in its own. What else stands there is the code,
    where the cells are marks; else the cells name codes.
    """
    turns: dict[str, dict[int, str]] = {question: {} for question in questions}
    for turn_id, place in corpus.turns["source_loc"].items():
        found = _UNDER.fullmatch(str(place))
        if found is not None:
            turns.setdefault(found[2], {})[int(found[1])] = str(turn_id)
    longest = sorted(questions, key=len, reverse=True)
    columns: dict[str, list[CodeColumn]] = {question: [] for question in questions}
    for n, head in enumerate(layout.heads):
        own = next((q for q in longest if head != q and _holds(head, q)), None)
        if own is None:
            continue
        rest = _rest(head, own)
        marks = {row[n].strip().casefold() for row in cells.values() if n < len(row)} <= _MARKS
        if head_key(rest) in _SAYS_CODES:
            columns[own].append(CodeColumn(n))
        elif marks:
            columns[own].append(CodeColumn(n, rest))
    return [(replace(layout, codes=columns[q], unused=[]), turns[q]) for q in questions]


def _holds(head: str, question: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(head_key(question))}(?!\w)", head_key(head)) is not None


def _rest(head: str, question: str) -> str:
    """What a column's head says beside the question, as it is written."""
    found = re.search(re.escape(question), head, re.IGNORECASE)
    if found is None:  # written with other signs between its words
        return head_key(head).replace(head_key(question), "").strip(_BETWEEN)
    return f"{head[: found.start()]} {head[found.end() :]}".strip(_BETWEEN)
