"""Suggestions and the reading list on sessions left out, beside the frame's cues.

Run: ``python benchmarks/suggestions.py [case ...] [--quick]``. Each case is a corpus with codes
that people gave. In turn some whole sessions are left out: a suggester is fitted on the hand coding
of the others, context, features, thresholds and all, and what it offers there is held against the
hand coding of what was left out. ``--quick``: the figures of ``CodeSuggester.evaluate`` instead,
which fits once. Cases:

- ``sample``: the invented study, 24 sessions in parts of 3. Written for this project; its
  facilitators follow the guide and its cues were chosen by the same people: real talk is harder.
- ``answers``: turns of at least 15 words of everyday talk, in any order within a transcript, with
  the topic of each as its code (12): like answers to open questions, no turn says anything of the
  next. Ten transcripts, one left out at a time.
- ``talk``: the same transcripts as they were spoken, turns of at least 5 words.
- ``teams``: 12 design meetings with the annotators' topic classes (noisy), a team left out.

The list: four sessions, learned from two (or three) and listed in the others. How much richer the
first 50 turns are in a code than all that could be listed; with fewer than 100 to list from nothing
can be twice as rich. The meetings lie outside the project, in the folder that
PRACTICELEARN_TEST_DATA names (default ``../shared/data``).
"""

from __future__ import annotations

import argparse
import os
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import practicelearn as prac
from practicelearn.coding.codings import Codings
from practicelearn.coding.offers.allowed import kept_out
from practicelearn.corpus import NOT_COUNTED, Corpus, make_turn_id

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("PRACTICELEARN_TEST_DATA", ROOT.parent / "shared" / "data"))
LISTED = 50
Case = tuple[Corpus, Codings, list[list[str]]]
Rows = list[tuple[str, str, str, list[str]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    parser.add_argument("--target", type=float, default=0.8)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-lists", action="store_true")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    for name in asked.cases:
        corpus, hand, parts = CASES[name]()
        if asked.quick:
            evaluated(name, corpus, hand, asked.target)
        else:
            offers(name, corpus, hand, parts, asked.target)
        if not asked.no_lists:
            lists(corpus, hand)


def evaluated(name: str, corpus: Corpus, hand: Codings, target: float) -> None:
    """Print what ``evaluate`` says, a row a code and method."""
    told = prac.CodeSuggester(target).evaluate(corpus, hand)
    columns = [
        "code", "method", "n_coded", "n_offered", "precision", "precision_worst", "recall", "f1",
        "coverage", "kappa", "kappa_worst", "kappa_coders",
    ]  # fmt: skip
    shown = told.loc[told["n_offered"] > 0, columns].round(2)
    print(f"\n## {name}: {len(corpus.sessions)} sessions, target {target}")
    print(shown.to_string(index=False), flush=True)


def offers(name: str, corpus: Corpus, hand: Codings, parts: list[list[str]], target: float) -> None:
    """Print what is offered in sessions left out, a row a code."""
    coded = prac.merge_codings(hand).spans
    coded = coded[coded["turn_id"].isin(corpus.turns.index)]
    truth = set(zip(coded["turn_id"], coded["code"], strict=True))
    found = [suggested(corpus, hand, left_out, target) for left_out in parts]
    given = pd.concat([spans for spans, _ in found])
    assert hand.frame is not None
    tables = {"suggested": given}
    if any(code.cues for code in hand.frame.codes):
        cued = prac.code_keywords(corpus, hand.frame).spans
        role = corpus.turns["role"].reindex(cued["turn_id"])
        tables["keyword"] = cued[~role.isin(NOT_COUNTED).to_numpy()].drop_duplicates(
            ["turn_id", "code"]
        )
    seen = pd.Series([view for _, view in found]).value_counts().to_dict()
    print(f"\n## {name}: {len(corpus.sessions)} sessions, target {target}; looked at: {seen}")
    head = "| code | coded |" + "".join(f" {t} | precision | worst | recall |" for t in tables)
    print(f"{head}\n|" + "---|" * (2 + 4 * len(tables)))
    for code in [*hand.frame, None]:
        own = {(t, c) for t, c in truth if code in (c, None)}
        cells = [code or "together", str(len(own))]
        for table in tables.values():
            cells += figures(table if code is None else table[table["code"] == code], own)
        print("| " + " | ".join(cells) + " |", flush=True)
    print(f"words offered that were coded: {words_coded(given, coded):.0%}")


def suggested(
    corpus: Corpus, hand: Codings, left_out: Sequence[str], target: float
) -> tuple[pd.DataFrame, str]:
    """Return what is offered in some sessions by a suggester that knows nothing of them."""
    fitted = prac.CodeSuggester(target, random_state=seed_for(corpus, left_out)).fit(
        corpus, without(hand, left_out)
    )
    best = fitted.choice_[fitted.choice_["chosen"]].iloc[0]
    return fitted.suggest(corpus, left_out).spans, f"{best['features']}, {best['context']}"


def lists(corpus: Corpus, hand: Codings) -> None:
    """Print how much richer in codes the first turns of the list are, of four sessions."""
    four = corpus.where(session_id=list(corpus.sessions.index[:4]))
    ids = list(four.sessions.index)
    for n_open, splits in ((2, [ids[:2], ids[2:]]), (1, [[one] for one in ids])):
        each: dict[str, list[float]] = {"one list": [], "a list a code": []}
        n_turns = []
        for left_out in splits:
            got, n = richer(four, hand, left_out)
            n_turns.append(n)
            for way in each:
                each[way] += got[way]
        said = "; ".join(
            f"{way}: at least twice for {np.mean(np.array(times) >= 2):.2f} of {len(times)}, "
            f"median {np.median(times):.1f} times"
            for way, times in each.items()
        )
        turns = f"{np.mean(n_turns):.0f} turns to list from"
        print(f"first {LISTED}, learned from {4 - n_open} of 4, {turns}: {said}", flush=True)


def richer(
    corpus: Corpus, hand: Codings, left_out: Sequence[str]
) -> tuple[dict[str, list[float]], int]:
    """Return, a code each, the share of the first turns that have it over that of all turns."""
    known, seed = without(hand, left_out), seed_for(corpus, left_out)
    first = prac.next_to_code(known, corpus, n=LISTED, random_state=seed)["turn_id"]
    taught = set(known.spans.loc[known.spans["turn_id"].isin(corpus.turns.index), "code"])
    turns = corpus.turns[corpus.turns["session_id"].isin(left_out)]
    every = turns.index[~turns["role"].isin(NOT_COUNTED)]
    out: dict[str, list[float]] = {"one list": [], "a list a code": []}
    for code, own in prac.merge_codings(hand).spans.groupby("code")["turn_id"]:
        share = every.isin(own).mean()
        if every.isin(own).sum() < 2:
            continue
        out["one list"].append(first.isin(own).mean() / share)
        top = first[:0]
        if code in taught:
            top = prac.next_to_code(known, corpus, code=str(code), n=LISTED, random_state=seed)[
                "turn_id"
            ]
        out["a list a code"].append(top.isin(own).mean() / share if len(top) else 0.0)
    return out, len(every)


def without(hand: Codings, sessions: Sequence[str]) -> Codings:
    """Return the coding without some sessions."""
    keep = [
        ~table["turn_id"].str.rsplit(":", n=1).str[0].isin(sessions)
        for table in (hand.read, hand.spans)
    ]
    return replace(hand, read=hand.read[keep[0]], spans=hand.spans[keep[1]])


def seed_for(corpus: Corpus, sessions: Sequence[str]) -> int:
    """Return a draw of the sessions that never get suggestions in which none of these is."""
    return next(
        n for n in range(9999)
        if not {*sessions} & {s for own in kept_out(corpus, 2, n).values() for s in own}
    )  # fmt: skip


def figures(offered: pd.DataFrame, truth: set[tuple[str, str]]) -> list[str]:
    """Return number of offers, precision, that of the worst session, and recall."""
    pairs = zip(offered["turn_id"], offered["code"], strict=True)
    right = pd.Series([pair in truth for pair in pairs], dtype=float)
    if right.empty:
        return ["0", "–", "–", "0.00"]
    session = offered["turn_id"].str.rsplit(":", n=1).str[0].to_numpy()
    worst = right.groupby(session).mean().min()
    shares = (right.mean(), worst, right.sum() / max(len(truth), 1))
    return [str(len(right)), *(f"{share:.2f}" for share in shares)]


def words_coded(offered: pd.DataFrame, coded: pd.DataFrame) -> float:
    """Return the share of offered characters of right offers that a person had coded."""
    both = offered.merge(coded, on=["turn_id", "code"], suffixes=("", "_hand"))
    inside = both[["end", "end_hand"]].min(axis=1) - both[["start", "start_hand"]].max(axis=1)
    return float(inside.clip(lower=0).sum() / max((both["end"] - both["start"]).sum(), 1))


def sample() -> Case:
    study = prac.open_study(prac.sample_path())
    corpus = study.corpus()
    ids = list(corpus.sessions.index)
    return corpus, study.codings(), [ids[k::8] for k in range(8)]


def talk(*, least: int = 5, any_order: bool = False) -> Case:
    """Everyday talk with the topic of each turn as its code."""
    folder = DATA / "meetings" / "everyday-talk"
    segments = pd.read_csv(folder / "gold" / "topic_segments.csv")
    rng = np.random.default_rng(3)
    rows: Rows = []
    for session, own in segments.groupby("session_id"):
        turns = pd.read_csv(folder / f"{session}.csv", keep_default_na=False)
        long = np.flatnonzero(turns["text"].str.split().str.len() >= least)
        for k in rng.permutation(long) if any_order else long:
            codes = own.loc[own["first_turn"].le(k) & own["last_turn"].ge(k), "topic"]
            speaker, text = turns.loc[k, ["speaker", "text"]]
            rows.append((str(session), speaker, text, sorted({*codes})))
    return _case(rows, 1)


def teams() -> Case:
    """Three design teams of four meetings each with the annotators' classes."""
    folder = DATA / "meetings" / "design-teams"
    segments = pd.read_csv(folder / "gold" / "topic_segments.csv", keep_default_na=False)
    segments = segments[segments["topic_class"] != ""]
    rows: Rows = []
    for session in pd.read_csv(folder / "sessions.csv")["session_id"][:12]:
        turns = pd.read_csv(folder / f"{session}.csv", keep_default_na=False)
        own = segments[segments["session_id"] == session]
        for k, (speaker, text) in enumerate(zip(turns["speaker"], turns["text"], strict=True)):
            here = own["first_turn"].le(k) & own["last_turn"].ge(k)
            rows.append((session.lower(), speaker, text, sorted({*own.loc[here, "topic_class"]})))
    return _case(rows, 4)


def _case(rows: Rows, together: int) -> Case:
    """Return turns that one coder has read whole; so many sessions are left out at a time."""
    turns, spans, n = [], [], dict.fromkeys((row[0] for row in rows), 0)
    for session, speaker, text, codes in rows:
        n[session] += 1
        turn_id = make_turn_id(session, n[session])
        turns.append(
            {"turn_id": turn_id, "session_id": session, "n": n[session], "speaker": speaker,
             "role": "participant", "text": text, "verbatim": True, "marks": []}
        )  # fmt: skip
        spans += [
            {"coding_id": f"{turn_id} {code}", "part": 1, "turn_id": turn_id, "start": 0,
             "end": len(text), "quote": text, "code": _slug(code), "coder": "gold",
             "origin": "human"}
            for code in codes
        ]  # fmt: skip
    ids = list(n)
    table = pd.DataFrame({"year": "1"}, index=pd.Index(ids, name="session_id"))
    corpus = Corpus(turns=pd.DataFrame(turns).set_index("turn_id"), sessions=table)
    corpus = corpus.with_turns(corpus.turns)
    names = sorted({span["code"] for span in spans})
    frame = prac.CodingFrame(
        "topics", "1", tuple(prac.Code(c, c, cues=(c.replace("-", " "),)) for c in names)
    )
    read = pd.DataFrame({"coder": "gold", "turn_id": corpus.turns.index, "frame_version": "1"})
    hand = Codings(spans=pd.DataFrame(spans), read=read, frame=frame, held={"1": frozenset(frame)})
    return corpus, hand, [ids[k : k + together] for k in range(0, len(ids), together)]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


CASES: dict[str, Callable[[], Case]] = {
    "sample": sample,
    "answers": lambda: talk(least=15, any_order=True),
    "talk": talk,
    "teams": teams,
}

if __name__ == "__main__":
    main()
