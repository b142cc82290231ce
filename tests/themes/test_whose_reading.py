"""One coder in both rounds and a new coder each round are two things, and are told apart."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.corpus import Corpus
from practicelearn.themes.drift import NOT_CHECKED
from practicelearn.themes.finding import find_themes
from practicelearn.themes.whose_reading import who_read
from practicelearn.themes.years import compare_years

A, B = "2023-24", "2024-25"
RAISED = {"desks": {A: [2, 3, 1, 4], B: [4, 4, 3, 2]}}


@pytest.fixture(scope="module")
def made(study_of) -> tuple[Corpus, Codings]:
    return study_of(RAISED)


def read_by(made: tuple[Corpus, Codings], **whose: str) -> tuple[Codings, Corpus]:
    """``whose``: coder to the sessions they read, by their beginning; kim has read the rest."""
    corpus, codings = made

    def coder(turns: pd.Series) -> list[str]:
        return [
            next((c for c, own in whose.items() if str(t).startswith(tuple(own.split()))), "kim")
            for t in turns
        ]

    spans = codings.spans.assign(coder=coder(codings.spans["turn_id"]))
    read = codings.read.assign(coder=coder(codings.read["turn_id"]))
    return replace(codings, spans=spans, read=read), corpus


@pytest.mark.parametrize(("whose", "said"), [
    ({}, "one coder read both rounds, so a change is not one of coders"),
    ({"lee": B}, "one coder read the earlier round and another the later"),
    ({"lee": f"{A}-g0 {B}-g0"}, "the same coders read both rounds, each some of the sessions"),
    ({"lee": f"{A}-g0 {B}-g0 {B}-g1 {B}-g2"}, "the same coders read both rounds, but not the same"),
    ({"lee": f"{B}-g0"}, "the two rounds were not read by the same coders"),
    ({"default user": B}, NOT_CHECKED),
])  # fmt: skip
def test_who_read_each_round_is_said(
    made: tuple[Corpus, Codings], whose: dict[str, str], said: str
) -> None:
    themes = find_themes(*read_by(made, **whose)).declare(["desks"])
    assert who_read(themes, A, B).startswith(said)
    row = compare_years(themes).iloc[0]
    assert row["cautions"][0].startswith(said), "it is the first caution of the comparison"


def test_what_pairs_settled_is_theirs(made: tuple[Corpus, Codings]) -> None:
    corpus, codings = made

    def settled(*, later: str) -> Codings:
        """Two people have read each session, and settled it."""
        spans, read = codings.spans, codings.read
        in_later = read["turn_id"].str.startswith(B)
        second = read.assign(coder="lee").assign(coder=lambda r: r["coder"].mask(in_later, later))
        whole = pd.concat([read, second, read.assign(coder=SETTLED)], ignore_index=True)
        return replace(codings, spans=spans.assign(coder=SETTLED), read=whole)

    same = find_themes(settled(later="lee"), corpus)
    assert who_read(same, A, B).startswith(
        "the same coders settled together what counts in both rounds"
    )
    others = find_themes(settled(later="ann"), corpus)
    assert who_read(others, A, B).startswith("coders settled together what counts in both rounds")
