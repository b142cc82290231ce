"""Which guide question a stretch of talk answers, found by the facilitator's wording.

A facilitator asks in their own words, so a turn is held against every question's wording and
prompts, sentence by sentence, and the score is shown. A person corrects; what is set carries
forward to the next question. What stands before the first question answers none.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from practicelearn._tables import ISSUES, conform, near_match
from practicelearn.corpus import Corpus
from practicelearn.errors import TableError
from practicelearn.language.words import without_marks, words
from practicelearn.transcripts.sheet_files import read_sheet
from practicelearn.transcripts.sheets import with_issues
from practicelearn.transcripts.tables import GUIDE, QUESTIONS

__all__ = ["MIN_SCORE", "match_guide", "read_guide", "with_questions", "with_questions_set"]

MIN_SCORE = 0.5
"""Least score at which a turn is taken to ask a question."""

_MOST_SENTENCES = 3
_RECALL_OVER_PRECISION = 2.0
_FEWEST_PROMPT_WORDS = 2
_PROMPT_WEIGHT = 0.9
_SENTENCE = re.compile(r"[^.?!\n]+[.?!\n]*")
_ENDINGS = re.compile(r"(?:ings?|ed|es|s)$")
_COMMON = frozenset({
    "a", "an", "and", "any", "are", "as", "at", "be", "been", "but", "can", "do", "does", "did",
    "for", "has", "have", "how", "i", "if", "in", "is", "it", "its", "me", "my", "of", "on", "or",
    "our", "so", "that", "the", "them", "there", "they", "this", "to", "us", "was", "we", "were",
    "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your", "about",
    "then", "ok", "okay", "right", "well", "now", "let", "just", "yeah", "yes", "say", "tell",
})  # fmt: skip
_COMMON_WEIGHT = 0.15


def read_guide(path: str | Path) -> pd.DataFrame:
    """Return the topic guide: table GUIDE, index question_id.

    Parameters
    ----------
    path : str or Path
        ``guide.csv`` or ``.xlsx``: question_id, wording, prompts (semicolons between), version,
        codes.

    Raises
    ------
    TableError
        question_id or wording is missing, or a question stands twice.
    """
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
        Table GUIDE. A session with a ``guide_version`` is held against that version's questions.
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
    The score is an F-measure that weighs the share of the question's words found in the turn twice
    as much as the share of the turn's words found in the question, over the best run of one to
    three sentences. Words count by their rarity among facilitators' turns, function words little.
    A prompt counts only with two words of weight. Matching finds wordings, not meanings: a
    facilitator who asks in quite other words is missed. Read the table before building on it.
    """
    fixed = _corrections(corrections)
    _known(fixed, corpus, guide)
    asked = corpus.turns[corpus.turns["role"] == "facilitator"]
    forms = [form for qid, row in guide.iterrows() for form in _forms(str(qid), row)]
    weigh = _weights([*asked["text"], *(form.text for form in forms)])
    versions = guide["version"].to_dict()
    rows: list[dict[str, Any]] = []
    for turn_id, session_id, text, marks in zip(
        asked.index, asked["session_id"], asked["text"], asked["marks"], strict=True
    ):
        version = corpus.sessions.loc[session_id, "guide_version"]
        own = [f for f in forms if version is None or versions[f.question_id] == version] or forms
        ranked = _ranked(without_marks(text, marks), own, weigh)
        if ranked:
            rows.append(_row(turn_id, session_id, ranked, min_score))
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
    """
    asks = questions["question_id"].dropna()
    set_here = pd.Series(
        [asks.get(t) for t in corpus.turns.index], corpus.turns.index, dtype=object
    )
    carried = set_here.groupby(corpus.turns["session_id"], sort=False).ffill()
    carried = carried.astype(object).where(carried.notna(), None)
    turns = corpus.turns.assign(question_id=carried)
    found = set(corpus.turns.loc[corpus.turns.index.isin(asks.index), "session_id"])
    message = (
        "no question of the guide was found in the facilitator's words, so it is not known what "
        "was asked; set the questions by hand (corrections), or say who led the group"
    )
    issues = [
        {**dict.fromkeys(ISSUES.names), "session_id": sid, "severity": "note", "message": message}
        for sid in corpus.sessions.index
        if sid not in found
    ]
    return with_issues(corpus.with_turns(turns), issues)


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
    """A wording or a prompt of a question."""

    question_id: str
    kind: str
    text: str


def _forms(question_id: str, row: pd.Series) -> list[_Form]:
    out = [_Form(question_id, "wording", row["wording"])]
    prompts = row["prompts"] if isinstance(row["prompts"], str) else ""
    out += [
        _Form(question_id, "prompt", prompt.strip())
        for prompt in re.split(r"[;\n]", prompts)
        if len(_stems(prompt) - _COMMON) >= _FEWEST_PROMPT_WORDS
    ]
    return out


def _stems(text: str) -> set[str]:
    out = set()
    for word in words(text.lower().replace("’", "'")):
        bare = word.split("'")[0]
        stem = _ENDINGS.sub("", bare) if len(bare) > 3 else bare
        if len(stem) > 3 and stem[-1] == stem[-2] and stem != bare:
            stem = stem[:-1]  # getting, planned
        out.add(bare if bare in _COMMON or len(stem) < 3 else stem)
    return out


def _weights(texts: list[str]) -> Mapping[str, float]:
    """Weight of each stem: how rare it is, function words little."""
    found = Counter(stem for text in texts for stem in _stems(text))
    n = len(texts)
    return {
        stem: _COMMON_WEIGHT if stem in _COMMON else 1 + math.log((n + 1) / (count + 1))
        for stem, count in found.items()
    }


def _ranked(text: str, forms: list[_Form], weigh: Mapping[str, float]) -> list[tuple[float, _Form]]:
    """The best form of each question, best question first; only those that share a weighty word."""
    sentences = [_stems(s) for s in _SENTENCE.findall(text or "")]
    runs = [
        set().union(*sentences[a : a + size])
        for size in range(1, _MOST_SENTENCES + 1)
        for a in range(max(1, len(sentences) - size + 1))
    ]
    best: dict[str, tuple[float, _Form]] = {}
    for form in forms:
        wanted = _stems(form.text)
        score = max((_alike(wanted, run, weigh) for run in runs), default=0.0)
        if form.kind == "prompt":
            score *= _PROMPT_WEIGHT
        if score > best.get(form.question_id, (0.0, form))[0]:
            best[form.question_id] = (score, form)
    return sorted(best.values(), key=lambda entry: -entry[0])


def _alike(wanted: set[str], said: set[str], weigh: Mapping[str, float]) -> float:
    shared = wanted & said
    if not shared - _COMMON and not wanted <= said:
        return 0.0
    common = sum(weigh[s] for s in shared)
    recall = common / sum(weigh[s] for s in wanted)
    precision = common / sum(weigh[s] for s in said)
    b2 = _RECALL_OVER_PRECISION**2
    return (1 + b2) * precision * recall / (b2 * precision + recall)


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
        "matched": form.kind,
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
