"""Which guide question a stretch of talk answers, found by the facilitator's wording.

A facilitator asks in their own words, so a turn is held against every question's wording and
prompts, sentence by sentence, and the score is shown. A person corrects; what is set carries
forward to the next question. What stands before the first question answers none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from practicelearn._arguments import SHARE, check_arguments
from practicelearn._tables import GUIDE, ISSUES, QUESTIONS, conform, near_match
from practicelearn.corpus import Corpus
from practicelearn.errors import TableError
from practicelearn.language.words import without_marks
from practicelearn.talk.guide_words import COMMON, asking_runs, stems, weights
from practicelearn.transcripts.sheets.files import read_sheet
from practicelearn.transcripts.sheets.joined import with_issues

__all__ = [
    "MIN_SCORE",
    "carried_questions",
    "match_guide",
    "read_guide",
    "with_questions",
    "with_questions_set",
]

MIN_SCORE = 0.5
"""Least score at which a turn is taken to ask a question."""

_RECALL_OVER_PRECISION = 2.0
_WEIGHT = {"wording": 1.0, "key": 0.95, "prompt": 0.9, "code": 0.85}
_RARITY = 1.0
_BACKWARDS = 0.05
_MOST_WORDS = 12
_FEWEST_OF_VAGUE = 4
_VAGUE = frozenset({
    "work", "people", "team", "service", "practice", "child", "children", "family", "famili",
    "social", "feel", "felt", "happen", "need",
})  # fmt: skip


def read_guide(path: str | Path) -> pd.DataFrame:
    """Return the topic guide: one row a question, index ``question_id``.

    Parameters
    ----------
    path : str or Path
        ``guide.csv`` or ``.xlsx``: question_id, wording, prompts (semicolons between), version,
        codes.

    Raises
    ------
    TableError
        question_id or wording is missing, or a question stands twice.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.read_guide(prac.sample_path() / "guide.csv")["wording"].head(2).tolist()
    ['What is helping you do good work?', 'What gets in the way?']
    """
    check_arguments(read_guide, locals())
    sheet = read_sheet(path, needs=("question_id", "wording"))
    rows = sheet[sheet["question_id"].notna() & sheet["wording"].notna()]
    key = rows["question_id"]
    if key.duplicated().any():
        twice = key[key.duplicated()].iloc[0]
        raise TableError(
            f'{Path(path).name}: question_id "{twice}" stands twice; a wording that changed '
            "between versions needs an id of its own."
        )
    return conform(rows.set_index("question_id"), GUIDE)


def match_guide(
    corpus: Corpus,
    guide: pd.DataFrame,
    *,
    min_score: float = MIN_SCORE,
    corrections: Mapping[str, str | None] | str | Path | None = None,
) -> pd.DataFrame:
    """Return which facilitators' turns ask which question, with the score.

    Parameters
    ----------
    corpus : Corpus
        Facilitators must be known, by label or attendance list.
    guide : DataFrame
        Table GUIDE. A session with a ``guide_version`` is held against that version's questions; a
        question may have a line a version.
    min_score : float
        Least score at which a turn asks a question, 0 to 1.
    corrections : mapping of turn_id to question_id, or a sheet of these, optional
        What a person has set; None or an empty cell: this turn asks no question of the guide.

    Returns
    -------
    DataFrame
        Table QUESTIONS, index turn_id: one row a facilitator's turn that shares a word of weight
        with the guide, in order, those below ``min_score`` with a missing question_id, so that what
        was nearly taken can be seen.

    Raises
    ------
    TableError
        A correction names a turn or a question that is not there.

    Notes
    -----
    Only sentences that ask are looked at: with a question mark, an opening such as *Let's talk
    about*, or so short that they can be little else (*Supervision, then.*). The score is an
    F-measure that weighs the share of the question's words found there twice as much as the share
    of these words found in the question, over the best run of one or two sentences. Words count by
    their rarity among facilitators' turns, function words little; words of one family, such as
    *barrier* and *gets in the way*, count as one. A single word that only one question names, in
    its wording, prompts or codes, is enough in a short sentence. Going back to an earlier question
    of the guide costs 0.05. A question stays in force until a later version of the guide has a row
    for it.

    Where wording and family fail, the turn is missed, and what a facilitator says about a question
    (*is that your one thing?*) can be taken for it. Read the table before building on it.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> guide = prac.read_guide(prac.sample_path() / "guide.csv")
    >>> prac.match_guide(corpus, guide)["question_id"].value_counts().to_dict()
    {'q2': 60, 'q1': 50, 'q4': 37, 'q3': 24}
    """
    check_arguments(match_guide, locals(), min_score=SHARE)
    fixed = _corrections(corrections)
    _known(fixed, corpus, guide)
    asked = corpus.turns[corpus.turns["role"] == "facilitator"]
    every = enumerate(guide.iterrows())
    forms = _told_apart([f for n, (qid, row) in every for f in _forms(str(qid), row, n)])
    worded = [form.text for form in forms if form.kind != "key"]
    weigh = weights([*asked["text"], *worded], _RARITY)
    rows: list[dict[str, Any]] = []
    for session_id, turns in asked.groupby("session_id", sort=False):
        in_force = set(_in_force(guide, corpus.sessions.loc[session_id, "guide_version"]))
        own = [f for f in forms if f.place in in_force]
        last = -1
        for turn_id, text, marks in zip(turns.index, turns["text"], turns["marks"], strict=True):
            ranked = _ranked(without_marks(text, marks), own, weigh, last)
            if not ranked:
                continue
            rows.append(_row(turn_id, str(session_id), ranked, min_score))
            if turn_id in fixed or ranked[0][0] >= min_score:
                last = ranked[0][1].place
    table = pd.DataFrame(rows, columns=["turn_id", *QUESTIONS.names]).set_index("turn_id")
    return conform(_corrected(table, fixed, corpus), QUESTIONS)


def with_questions(corpus: Corpus, questions: pd.DataFrame) -> Corpus:
    """Return the corpus whose turns carry the question they answer.

    Parameters
    ----------
    corpus : Corpus
    questions : DataFrame
        Table QUESTIONS, as returned by :func:`match_guide` and perhaps corrected.

    Returns
    -------
    Corpus
        ``turns.question_id`` is that of the turn that asks, and of all that follow in the session
        up to the next that asks. A session without any is an issue.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> guide = prac.read_guide(prac.sample_path() / "guide.csv")
    >>> asked = prac.with_questions(corpus, prac.match_guide(corpus, guide))
    >>> round(float(asked.turns["question_id"].notna().mean()), 2)
    0.94
    """
    check_arguments(with_questions, locals())
    carried, issues = carried_questions(corpus, questions)
    return with_issues(corpus.with_turns(corpus.turns.assign(question_id=carried)), issues)


def carried_questions(
    corpus: Corpus, questions: pd.DataFrame
) -> tuple[pd.Series, list[dict[str, Any]]]:
    """Return the question that each turn answers, and the issues of :func:`with_questions`."""
    asks = questions["question_id"].dropna().to_dict()
    turns = corpus.turns
    set_here = pd.Series([asks.get(t) for t in turns.index], turns.index, dtype=object)
    carried = set_here.groupby(turns["session_id"], sort=False).ffill()
    carried = carried.astype(object).where(carried.notna(), None)
    found = set(turns.loc[turns.index.isin(list(asks)), "session_id"])
    message = (
        "no question of the guide was found in the facilitator's words, so it is not known what "
        "was asked; set the questions by hand (corrections), or say who led the group"
    )
    issues = [
        {**dict.fromkeys(ISSUES.names), "session_id": sid, "severity": "note", "message": message}
        for sid in corpus.sessions.index
        if sid not in found
    ]
    return carried, issues


def with_questions_set(corpus: Corpus, asked: Mapping[str, str | None]) -> Corpus:
    """Return the corpus with questions set by a person, each from its turn on.

    Parameters
    ----------
    corpus : Corpus
        Perhaps with questions already (:func:`with_questions`).
    asked : mapping of turn_id to question_id
        What a person has set; None: from here on no question of the guide. A turn that is not in
        the corpus is passed over.

    Returns
    -------
    Corpus
        What was set carries forward to the next turn that a person has set, or at which the
        corpus goes on to another question.
    """
    if not any(turn_id in corpus.turns.index for turn_id in asked):
        return corpus
    now: str | None = None
    found: str | None = None
    session = None
    carried = []
    for turn_id, own, question in zip(
        corpus.turns.index, corpus.turns["session_id"], corpus.turns["question_id"], strict=True
    ):
        before = found if own == session else None
        found, now = None if pd.isna(question) else question, now if own == session else None
        session = own
        if turn_id in asked:
            now = asked[turn_id]
        elif found != before:
            now = found
        carried.append(now)
    column = pd.Series(carried, corpus.turns.index, dtype=object)
    return corpus.with_turns(corpus.turns.assign(question_id=column))


class _Form(NamedTuple):
    """A wording, a prompt or a code's name of a question; ``place`` is its line in the guide."""

    question_id: str
    kind: str
    text: str
    stems: frozenset[str]
    place: int


def _forms(question_id: str, row: pd.Series, place: int) -> list[_Form]:
    def cells(name: str, parted: str) -> list[str]:
        value = row.get(name)
        parts = re.split(parted, value) if isinstance(value, str) else []
        return [part.strip().replace("_", " ") for part in parts if part.strip()]

    named = [
        ("wording", row["wording"]),
        *(("prompt", prompt) for prompt in cells("prompts", r"[;\n]")),
        *(("code", code) for code in cells("codes", r"[\s,;]+")),
    ]
    # a family of words that the wording names is a prompt of its own: "Supervision, then."
    named += [("key", f) for f in sorted(stems(row["wording"])) if f.startswith("=")]
    every = [
        _Form(question_id, k, text, frozenset({text} if k == "key" else stems(text)), place)
        for k, text in named
    ]
    return [
        form
        for form in every
        if form.kind == "wording"
        or form.stems - COMMON - _VAGUE
        or (form.stems - COMMON and len(form.text.split()) >= _FEWEST_OF_VAGUE)
    ]


def _told_apart(forms: list[_Form]) -> list[_Form]:
    """Leave out single words that name two questions: they say nothing of which is asked."""
    asked_by: dict[frozenset[str], dict[str, set[str]]] = {}
    for form in forms:
        if form.kind != "wording":
            kinds = asked_by.setdefault(form.stems - COMMON, {})
            kinds.setdefault(form.kind, set()).add(form.question_id)
    out = []
    for form in forms:
        kinds = asked_by.get(form.stems - COMMON, {})
        # what a wording names goes before a prompt, and that before the name of a code
        surest = next((kind for kind in _WEIGHT if kind in kinds), form.kind)
        if form.kind == "wording" or (form.kind == surest and len(kinds[surest]) == 1):
            out.append(form)
    return out


def _in_force(guide: pd.DataFrame, version: Any) -> list[int]:
    """The lines of a guide version: those it brought, and earlier ones that still stand."""
    lines = [(str(q), _order(v)) for q, v in zip(guide.index, guide["version"], strict=True)]
    wanted = _order(version) if isinstance(version, str) else max((o for _, o in lines), default=())
    there = [n for n, (_, order) in enumerate(lines) if order <= wanted] or range(len(lines))
    newest: dict[str, int] = {}
    for n in there:
        question, order = lines[n]
        if question not in newest or order >= lines[newest[question]][1]:
            newest[question] = n
    return list(newest.values())


def _order(version: Any) -> tuple[float, str]:
    text = str(version) if isinstance(version, str) else ""
    digits = re.match(r"\d+(?:\.\d+)?", text)
    return (float(digits[0]) if digits else 0.0, text)


def _ranked(
    text: str, forms: list[_Form], weigh: Mapping[str, float], last: int
) -> list[tuple[float, _Form]]:
    """The best form of each question, best question first; only those that share a weighty word.

    ``last`` is the place in the guide of the question asked before: going back to an earlier one
    costs a little.
    """
    runs = [(stems(run), length) for run, length in asking_runs(text)]
    heard = frozenset[str]().union(*(said for said, _ in runs)) - COMMON
    best: dict[str, tuple[float, _Form]] = {}
    for form in forms:
        if form.stems.isdisjoint(heard):
            continue
        score = max((_alike(form, run, length, weigh) for run, length in runs), default=0.0)
        if form.place < last:
            score -= _BACKWARDS
        if score > best.get(form.question_id, (0.0, form))[0]:
            best[form.question_id] = (score, form)
    return sorted(best.values(), key=lambda entry: -entry[0])


def _alike(form: _Form, said: frozenset[str], length: int, weigh: Mapping[str, float]) -> float:
    wanted = form.stems
    shared = wanted & said
    if not shared - COMMON:
        return 0.0
    common = sum(weigh[s] for s in shared)
    precision = common / sum(weigh[s] for s in said)
    if form.kind != "wording" and len(wanted - COMMON) == 1 and not wanted & _VAGUE:
        # one word of the guide, such as "training", asks when little else is said
        return _WEIGHT[form.kind] * (0.5 + 0.5 * precision) if length <= _MOST_WORDS else 0.0
    recall = common / sum(weigh[s] for s in wanted)
    b2 = _RECALL_OVER_PRECISION**2
    score = (1 + b2) * precision * recall / (b2 * precision + recall)
    return _WEIGHT[form.kind] * score


def _row(
    turn_id: str, session_id: str, ranked: list[tuple[float, _Form]], min_score: float
) -> dict[str, Any]:
    score, form = ranked[0]
    second = ranked[1] if len(ranked) > 1 else (math.nan, None)
    return {
        "turn_id": turn_id,
        "session_id": session_id,
        "question_id": form.question_id if score >= min_score else None,
        "score": round(score, 4),
        "matched": "wording" if form.kind in {"wording", "key"} else "prompt",
        "next_question_id": second[1].question_id if second[1] else None,
        "next_score": round(second[0], 4),
        "set_by": "match",
    }


def _corrections(
    given: Mapping[str, str | None] | str | Path | None,
) -> dict[str, str | None]:
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return dict(given)
    sheet = read_sheet(given, needs=("turn_id", "question_id"))
    rows = sheet[sheet["turn_id"].notna()]
    if "set_by" in rows:
        rows = rows[rows["set_by"] == "person"]
    return dict(zip(rows["turn_id"], rows["question_id"], strict=True))


def _known(fixed: Mapping[str, str | None], corpus: Corpus, guide: pd.DataFrame) -> None:
    for turn_id, question_id in fixed.items():
        if turn_id not in corpus.turns.index:
            raise TableError(
                f'corrections: there is no turn "{turn_id}".'
                f"{near_match(turn_id, corpus.turns.index)}"
            )
        if question_id is not None and question_id not in guide.index:
            raise TableError(
                f'corrections: the guide has no question "{question_id}"; it has '
                f"{', '.join(guide.index)}.{near_match(question_id, guide.index)}"
            )


def _corrected(
    table: pd.DataFrame, fixed: Mapping[str, str | None], corpus: Corpus
) -> pd.DataFrame:
    out = dict(zip(table.index, table.to_dict("records"), strict=True))
    for turn_id, question_id in fixed.items():
        row = out.get(turn_id) or {
            "session_id": corpus.turns.loc[turn_id, "session_id"], "score": math.nan,
            "matched": None, "next_question_id": None, "next_score": math.nan,
        }  # fmt: skip
        out[turn_id] = {**row, "question_id": question_id, "set_by": "person"}
    place = {turn_id: n for n, turn_id in enumerate(corpus.turns.index)}
    order = sorted(out, key=place.__getitem__)
    frame = pd.DataFrame([out[t] for t in order], columns=QUESTIONS.names,
                         index=pd.Index(order, name="turn_id", dtype=object))  # fmt: skip
    return frame.astype({"score": "float64", "next_score": "float64"})
