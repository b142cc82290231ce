"""Suggestions on the invented sample study, beside keyword offers: each session left out whole.

Run: ``python benchmarks/suggestions.py`` (a few minutes). For each session the suggester is fitted
on the hand coding of the others, thresholds and all, and what it offers there is held against the
hand coding of that session. The sample was written for this project, its facilitators follow the
guide, and its cues were chosen by the same people: real talk is harder. The figures say how two
ways compare, not what a study may expect.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import pandas as pd

import practicelearn as prac
from practicelearn.coding.offers.allowed import kept_out
from practicelearn.corpus import NOT_COUNTED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=float, default=0.8)
    target = parser.parse_args().target
    study = prac.open_study(prac.sample_path())
    corpus, hand = study.corpus(), prac.merge_codings(study.codings())
    truth = set(zip(hand.spans["turn_id"], hand.spans["code"], strict=True))
    given = pd.concat([suggested(corpus, hand, sid, target) for sid in corpus.sessions.index])
    cued = prac.code_keywords(corpus, study.frame()).spans
    cued = cued[~corpus.turns["role"].reindex(cued["turn_id"]).isin(NOT_COUNTED).to_numpy()]
    rows = {"suggested": given, "keyword": cued.drop_duplicates(["turn_id", "code"])}
    print(f"target {target}; turns offered, precision together and in the worst session, recall")
    print(
        "| code | coded | suggested | precision | worst | recall "
        "| keyword | precision | worst | recall |"
    )
    print("|" + "---|" * 10)
    for code in [*study.frame(), None]:
        own = {t for t, c in truth if code in (c, None)} if code else truth
        cells = [code or "together", str(len(own))]
        for table in rows.values():
            mine = table if code is None else table[table["code"] == code]
            cells += figures(mine, truth, len(own))
        print("| " + " | ".join(cells) + " |")
    print(f"\nwords offered that were coded: {words_coded(given, hand.spans):.0%}")


def suggested(corpus: prac.Corpus, hand: prac.Codings, sid: str, target: float) -> pd.DataFrame:
    """Return what is offered in a session by a suggester that knows nothing of it."""
    others = ~hand.read["turn_id"].str.startswith(f"{sid}:")
    spans = hand.spans[~hand.spans["turn_id"].str.startswith(f"{sid}:")]
    known = replace(hand, read=hand.read[others], spans=spans)
    # the draw of the sessions that never get suggestions is repeated until this is none of them
    seed = next(
        n for n in range(99) if all(sid not in own for own in kept_out(corpus, 2, n).values())
    )
    fitted = prac.CodeSuggester(target, random_state=seed).fit(corpus, known)
    return fitted.suggest(corpus, [sid]).spans


def figures(offered: pd.DataFrame, truth: set[tuple[str, str]], n_coded: int) -> list[str]:
    """Return number of offers, precision, that of the worst session, and recall."""
    right = pd.Series(
        [pair in truth for pair in zip(offered["turn_id"], offered["code"], strict=True)],
        dtype=float,
    )
    if right.empty:
        return ["0", "–", "–", "0.00"]
    session = offered["turn_id"].str.rsplit(":", n=1).str[0].to_numpy()
    worst = right.groupby(session).mean().min()
    shares = (right.mean(), worst, right.sum() / n_coded)
    return [str(len(right)), *(f"{share:.2f}" for share in shares)]


def words_coded(offered: pd.DataFrame, coded: pd.DataFrame) -> float:
    """Return the share of offered characters of right offers that a person had coded."""
    both = offered.merge(coded, on=["turn_id", "code"], suffixes=("", "_hand"))
    inside = both[["end", "end_hand"]].min(axis=1) - both[["start", "start_hand"]].max(axis=1)
    return float(inside.clip(lower=0).sum() / (both["end"] - both["start"]).sum())


if __name__ == "__main__":
    main()
