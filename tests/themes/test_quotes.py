"""Quotes stand alone and come from different people and groups."""

import numpy as np
import pandas as pd

from practicelearn.study.folder import open_study
from practicelearn.themes.quotes import choose_quotes, typicality

LONG = "I could not find a desk on any of the {} mornings that I came into the office"


def passages(*rows):
    """(group, who, words, weight[, verbatim])"""
    return pd.DataFrame(
        [
            {"group": r[0], "who": r[1], "quote": r[2], "weight": r[3],
             "verbatim": r[4] if len(r) > 4 else True}
            for r in rows
        ]
    )  # fmt: skip


def test_a_new_group_comes_before_a_second_person_of_the_same():
    own = passages(
        ("north", "a", LONG.format("five wet"), 0.9),
        ("north", "b", "We are told to book a place online and the booking is never right", 0.8),
        ("south", "c", "My team sits in the corridor when all the hot desks are taken again", 0.1),
    )
    assert list(choose_quotes(own, 2)["who"]) == ["a", "c"]
    assert list(choose_quotes(own, 3)["who"]) == ["a", "c", "b"]


def test_a_passage_that_cannot_stand_alone_comes_last():
    own = passages(("north", "a", "yes, desks", 0.9), ("north", "b", LONG.format("two"), 0.1))
    assert list(choose_quotes(own, 2)["who"]) == ["b", "a"]


def test_a_paraphrase_is_never_quoted():
    own = passages(("north", "a", LONG.format("three"), 0.9, False))
    assert choose_quotes(own, 3).empty


def test_nearly_the_same_words_are_not_quoted_twice_while_others_are_left():
    own = passages(
        ("north", "a", LONG.format("five"), 0.9),
        ("south", "b", LONG.format("four"), 0.8),
        ("north", "c", "We are told to book a place online and the booking is never right", 0.1),
    )
    assert list(choose_quotes(own, 2)["who"]) == ["a", "c"]
    assert list(choose_quotes(own, 3)["who"]) == ["a", "c", "b"]


def test_what_most_say_is_typical_of_a_theme():
    quotes = pd.Series(
        ["no desk in the office", "the desk is taken", "a desk by the door", "biscuits and tea"]
    )
    found = typicality(quotes, pd.Series(["t"] * 4))
    assert found.idxmin() == 3
    assert found.between(0, 1 + 1e-9).all()


def test_nothing_but_stop_words_is_not_an_error():
    assert typicality(pd.Series(["and so it is"]), pd.Series(["t"])).tolist() == [0.0]


def test_typical_is_what_scikit_learn_makes_of_it(sample):
    from sklearn.feature_extraction.text import TfidfVectorizer

    from practicelearn.language.vocabulary import STOP_WORDS

    study = open_study(sample)
    quotes = study.codings("kim").spans["quote"].reset_index(drop=True)
    codes = study.codings("kim").spans["code"].reset_index(drop=True)
    rows = TfidfVectorizer(stop_words=sorted(STOP_WORDS), sublinear_tf=True).fit_transform(quotes)
    for code, near in typicality(quotes, codes).groupby(codes):
        own = rows[near.index.to_numpy()]
        centre = np.asarray(own.mean(axis=0)).ravel()
        np.testing.assert_allclose(near, own @ centre / np.linalg.norm(centre), atol=1e-11)
        assert len(set(near)) > 1 or len(near) == 1, code


def test_of_no_quotes_none_is_typical():
    none = pd.Series([], dtype=object)
    assert typicality(none, none).empty


def test_of_quotes_as_typical_as_each_other_the_first_stands_first():
    quotes = pd.Series(["a desk was lost here", "a desk was lost here", "nothing of the kind"])
    near = typicality(quotes, pd.Series(["t"] * 3))
    assert near[0] == near[1]
