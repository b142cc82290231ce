"""Lists of terms held together, dealt out anew, and matched: worked by hand."""

from collections import Counter

import numpy as np
import pytest

from practicelearn.topics.matching import deal, likeness, partners

A = [frozenset("abcd"), frozenset("efgh")]
B = [frozenset("efgx"), frozenset("abyz"), frozenset("q")]


def test_likeness_is_the_terms_shared_over_all_terms():
    assert likeness(A, B) == pytest.approx(np.array([[0, 2 / 6, 0], [3 / 5, 0, 0]]))
    assert likeness(A, []).shape == (2, 0)
    assert likeness([frozenset()], [frozenset()]).tolist() == [[0]]


def test_each_topic_has_one_partner_and_a_third_has_none():
    assert partners(likeness(A, B)).tolist() == [1, 0]
    assert partners(likeness(B, A)).tolist() == [1, 0, -1]


def test_the_overlap_is_largest_in_all_and_not_for_the_first_that_is_asked():
    assert partners(np.array([[0.9, 0.8], [0.7, 0.1]])).tolist() == [1, 0]


def test_what_is_dealt_out_has_the_same_terms_as_often_in_lists_as_long():
    lists = [frozenset("abcde"), frozenset("abf"), frozenset("ghij")]
    rng = np.random.default_rng(0)
    dealt = [deal(lists, rng) for _ in range(200)]
    for own in dealt:
        assert list(map(len, own)) == [5, 3, 4]  # none twice in a list
        assert Counter(t for one in own for t in one) == Counter("abcdeabfghij")
    first = Counter(t for own in dealt for t in own[0])
    # of 12 places 5 are in the first list; a term said twice is in it nearly twice as often
    assert 60 < first["j"] < 110
    assert first["a"] > 110
    assert deal([], rng) == []


def test_a_term_of_every_list_is_dealt_out_all_the_same():
    assert sum(map(len, deal([frozenset("a"), frozenset("a")], np.random.default_rng(0)))) == 2
