"""No title about talk, words or topics is false of its table: as ``test_titles``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import title_readers_of_talk as read
from shown_titles import sees_through, title

import practicelearn as prac
from practicelearn.errors import TableError

NAN = float("nan")


@pytest.fixture(scope="module")
def corpus() -> prac.Corpus:
    return prac.open_study(prac.sample_path()).corpus()


@pytest.fixture(scope="module")
def model(corpus: prac.Corpus) -> prac.TopicModel:
    """Four topics that nobody has checked; one found again is in ``test_takes``."""
    return prac.TopicModel(n_topics=4).fit(corpus.where(year="2025-26"))


# -- words

WORDS: dict[str, dict[str, list[float]]] = {
    "by intervals": {"low": [1, -1, -2, 0.1], "high": [3, 2, 0.5, 4]},
    "both sides": {"low": [1, 0.5, -4, 0.1], "high": [3, 2, -0.5, 4]},
    "none": {"low": [-1] * 4, "high": [1] * 4},
    "some not known": {"low": [-1, NAN, NAN, -1], "high": [1, NAN, NAN, 1]},
    "nothing known": {"low": [NAN] * 4, "high": [NAN] * 4},
    "q without intervals": {"low": [NAN] * 4, "high": [NAN] * 4, "q": [0.9, 0.01, 0.04, 0.2]},
    "q and nothing": {"low": [NAN] * 4, "high": [NAN] * 4, "q": [0.9, 0.1, 0.4, NAN]},
    "q against intervals": {"low": [1] * 4, "high": [2] * 4, "q": [0.9, 0.1, 0.4, 0.01]},
    "q not known": {"low": [1, -1, -2, 0.1], "high": [3, 2, 0.5, 4], "q": [NAN] * 4},
    "more than three": {"low": [1, 1, -4, 1], "high": [3, 3, -1, 4], "q": [0.01] * 4},
}


@pytest.mark.parametrize("kind", WORDS)
def test_words_that_mark_a_side(kind: str) -> None:
    table = pd.DataFrame(
        {"term": ["rota", "desk", "bus", "tea"], "log_ratio": [2.0, 1.0, -1.5, 3.0],
         "side": ["now", "now", "then", "now"], **WORDS[kind]}
    )  # fmt: skip
    said = title(prac.plot.keywords(table))
    read.keywords(said, table)
    other = table.assign(low=[NAN, -1, 1, -1], high=[NAN, 1, 2, 1], q=[NAN, 0.9, 0.03, 0.9])
    sees_through(read.keywords, said, other)


def test_words_beyond_the_fifteen_that_are_drawn_count_too() -> None:
    n = 40
    table = pd.DataFrame(
        {"term": [f"w{k}" for k in range(n)], "log_ratio": np.linspace(1, 3, n), "low": NAN,
         "high": NAN, "side": "now", "q": [0.9] * (n - 1) + [0.01]}
    )  # fmt: skip
    for own in (table, table.assign(q=0.01), table.iloc[::-1]):
        read.keywords(title(prac.plot.keywords(own)), own)


def test_the_samples_words(corpus: prac.Corpus) -> None:
    some = corpus.where(year=["2024-25", "2025-26"], group=["north", "duty", "south"])
    table = prac.keyness(some, of="2025-26", against="2024-25", min_groups=2)
    read.keywords(title(prac.plot.keywords(table)), table)


# -- topics


def terms(**columns: list[Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A table as it is drawn, and one row a topic as it is read."""
    n = len(next(iter(columns.values())))
    words = columns.pop("words", [f"w{k}" for k in range(n)])
    rows = [
        {"topic": f"t{k}", "rank": rank, "term": f"{words[k]}{'b' * (rank - 1)}", "weight": 1.0,
         "name": f"Topic {k}", **{c: values[k] for c, values in columns.items()}}
        for k in range(n) for rank in (1, 2)
    ]  # fmt: skip
    drawn = pd.DataFrame(rows)
    told = drawn[drawn["rank"] == 1].assign(first_terms=[f"{w}, {w}b" for w in words])
    return drawn, told.reset_index(drop=True)


@pytest.mark.parametrize(
    "columns",
    [
        {"found_again": [True, False, False]}, {"found_again": [True] * 5},
        {"found_again": [False, False]}, {"found_again": [None, None]},
        {"found_again": [True, None, False]}, {"found_again": [None, False]},
        {"stability": [0.9, 0.4, 0.3]}, {"stability": [0.9, 0.9, 0.3]},
        {"stability": [0.901, 0.9, 0.3]}, {"stability": [0.7, 0.7]}, {"stability": [0.7]},
        {"stability": [0.7, 0.7, NAN]}, {"stability": [0.7, NAN]}, {"stability": [0.0, 0.0]},
        {"words": ["desk", "bus", "tea"]}, {"words": ["desk", "desk", "tea"]},
        {"words": list("abcdefg")},
    ],
)  # fmt: skip
def test_topics(columns: dict[str, list[Any]]) -> None:
    drawn, told = terms(**columns)
    said = title(prac.plot.topics(drawn))
    read.topics(said, told)
    sees_through(read.topics, said, terms(found_again=[False, True, True, None, True, False])[1])


def test_the_samples_topics(model: prac.TopicModel) -> None:
    told = pd.DataFrame({"name": model.names_, "found_again": None})
    read.topics(title(prac.plot.topics(model)), told)


SHARES: dict[str, tuple[list[Any], list[list[float]]]] = {
    "one first": ([True, False], [[0.3, 0.4], [0.7, 0.6]]),
    "tie in a row": ([True, False], [[0.4, 0.4], [0.6, 0.6]]),
    "all alike": ([True, True], [[0.5, 0.5], [0.5, 0.5]]),
    "tie of topics": ([True, True, False], [[0.4, 0.1], [0.2, 0.4], [0.4, 0.5]]),
    "zero": ([True, False], [[0.0, 0.0], [1.0, 1.0]]),
    "gap": ([True, False], [[NAN, 0.2], [0.4, 0.8]]),
    "two gaps": ([True, True], [[NAN, 0.2], [0.4, 0.1]]),
    "not known": ([True, False], [[NAN, NAN], [0.4, 0.8]]),
    "one round": ([True, False], [[0.3], [0.7]]), "one topic": ([True], [[1.0, 1.0]]),
    "none": ([False, False], [[0.3, 0.4], [0.7, 0.6]]),
    "unchecked": ([None, None], [[0.3, 0.4], [0.7, 0.6]]),
    "some checked": ([None, False], [[0.3, 0.4], [0.7, 0.6]]),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHARES)
def test_topic_prevalence(kind: str) -> None:
    again, rows = SHARES[kind]
    table = pd.DataFrame(
        [{"year": f"202{y}", "topic": f"t{k}", "name": f"Topic {k}", "found_again": again[k],
          "share": share, "low": NAN, "high": NAN}
         for k, shares in enumerate(rows) for y, share in enumerate(shares)]
    )  # fmt: skip
    said = title(prac.plot.topic_prevalence(table))
    read.prevalence(said, table, "year")
    other = pd.DataFrame(
        {"year": "2020", "topic": list("abcde"), "name": list("abcde"), "found_again": True,
         "share": [0.11, 0.12, 0.13, 0.3, 0.34]}
    )  # fmt: skip
    sees_through(read.prevalence, said, other, "year")


def test_two_topics_of_one_name_keep_their_own_shares() -> None:
    table = pd.DataFrame(
        {"year": "2024", "topic": ["t1", "t2"], "name": "desk, bus", "found_again": True,
         "share": [0.7, 0.3], "low": [0.6, 0.2], "high": [0.8, 0.4]}
    )  # fmt: skip
    said = [t.get_text() for t in prac.plot.topic_prevalence(table).ax.texts]
    assert said == ["70%", "30%", "60% to 80%", "20% to 40%"]
    with pytest.raises(TableError, match="topic t2 comes twice in 2024"):
        prac.plot.topic_prevalence(table.assign(topic="t2"))


def test_the_samples_shares(model: prac.TopicModel, corpus: prac.Corpus) -> None:
    table = prac.topics.topic_prevalence(model, corpus.where(year="2025-26"), by="group_type")
    read.prevalence(title(prac.plot.topic_prevalence(table)), table, "group_type")


@pytest.mark.parametrize(
    ("again", "first"),
    [
        ([True, True, False], 0.2), ([True, True, False], 0.4), ([True, False, None], 0.3),
        ([False, False, False], 0.3), ([None, None, None], 0.3), ([True, False, False], 0.0),
        ([True, True, True], 1 / 3),
    ],
)  # fmt: skip
def test_topics_along(again: list[Any], first: float) -> None:
    topics = ["t0", "t1", "t2"]
    rest = (1 - first) / 2
    table = pd.DataFrame(
        {"speaker": "P1", "role": "participant", "words_before": [0, 10], "n_words": [10, 30],
         "t0": first, "t1": first if sum(map(bool, again)) == 2 else rest, "t2": rest}
    )  # fmt: skip
    names, found = {t: f"Topic {t}" for t in topics}, dict(zip(topics, again, strict=True))
    table.attrs |= {"session_id": "2025-north", "names": names, "found_again": found}
    said = title(prac.plot.topics_along(table))
    read.along(said, table, names, found)
    other = table.assign(t0=0.05, t1=0.9)
    sees_through(read.along, said, other, names, {"t0": True, "t1": True, "t2": None})


def test_two_sessions_are_no_ribbon(model: prac.TopicModel, corpus: prac.Corpus) -> None:
    corpus = corpus.where(year="2025-26")
    one = prac.topics.topics_along(model, corpus, "2025-north")
    names, again = one.attrs["names"], one.attrs["found_again"]
    read.along(title(prac.plot.topics_along(one)), one, names, again)
    two = pd.concat([one, prac.topics.topics_along(model, corpus, "2025-duty")])
    with pytest.raises(TableError, match="one picture a session"):
        prac.plot.topics_along(two)


# -- sessions

STRIPS = {
    "one": [("F", "facilitator", 20), ("P1", "speaker", 70), ("A", "code", 9), ("B", "code", 5)],
    "tie": [("P1", "speaker", 70), ("A", "code", 9), ("B", "code", 9), ("C", "code", 5)],
    "all": [("F", "facilitator", 20), ("P1", "speaker", 7), ("A", "code", 9), ("B", "code", 9)],
    "two lead": [("F", "facilitator", 20), ("G", "facilitator", 30), ("A", "code", 9)],
    "nothing coded": [("F", "facilitator", 20), ("P1", "speaker", 70)],
    "mute": [("F", "facilitator", 0), ("P1", "speaker", 0), ("A", "code", 0), ("B", "code", 0)],
}


@pytest.mark.parametrize("kind", STRIPS)
def test_portrait(kind: str) -> None:
    rows = [(lane, what, 0, end) for lane, what, end in STRIPS[kind]]
    table = pd.DataFrame(rows, columns=["lane", "kind", "start_word", "end_word"])
    said = title(prac.plot.portrait(table))
    read.portrait(said, table)
    other = pd.DataFrame(
        [("F", "facilitator", 0, 3), ("P1", "speaker", 0, 4), ("X", "code", 0, 1)],
        columns=table.columns,
    )
    sees_through(read.portrait, said, other)


def test_the_samples_portraits(corpus: prac.Corpus) -> None:
    study = prac.open_study(prac.sample_path())
    codings = prac.merge_codings(study.codings(), prefer="_agreed")
    both = [prac.session_portrait(codings, corpus, s) for s in ("2025-north", "2025-duty")]
    for table in both:
        read.portrait(title(prac.plot.portrait(table)), table)
    with pytest.raises(TableError, match="more than one session"):
        prac.plot.portrait(pd.concat(both))


def spoken(**sessions: list[int]) -> pd.DataFrame:
    """Words of the facilitator, then of P1, P2 ...; a facilitator of -1 is not in the table."""
    rows = [
        {"session_id": s, "speaker": f"P{k}" if k else "F", "who": f"{s}-{k}",
         "role": "participant" if k else "facilitator", "n_words": n, "n_turns": min(n, 3)}
        for s, words in sessions.items() for k, n in enumerate(words) if n >= 0
    ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    "sessions",
    [
        {"a": [-1, 60, 40]}, {"a": [-1, 40, 40, 20]}, {"a": [-1, 50, 50]}, {"a": [20, 40, 40]},
        {"a": [20, 60, 0]}, {"a": [-1, 0, 0]}, {"a": [30]}, {"a": [30, 0, 0]}, {"a": [0, 30, 10]},
        {"a": [-1, 402, 398, 200]},
        {"a": [9, 60, 40], "b": [5, 10, 10], "c": [7, 1, 0], "d": [1, 1, 1]},
        {"a": [-1, 60, 40], "b": [-1, 10, 10], "c": [-1, 0, 0], "d": [-1, 5]},
        {"a": [9, 60, 40], "b": [-1, 10, 10], "c": [7, 1, 0], "d": [90, 0, 0]},
        {"a": [-1, 0], "b": [-1, 0], "c": [-1, 0], "d": [-1, 0]},
        {"a": [-1, 5], "b": [-1, 7]},
    ],
)  # fmt: skip
def test_talk(sessions: dict[str, list[int]]) -> None:
    table = spoken(**sessions)
    said = title(prac.plot.talk(table))
    read.talk(said, table)
    sees_through(read.talk, said, spoken(z=[-1, 91, 7, 2]))


@pytest.mark.parametrize("roles", [None, ("participant", "unknown")])
def test_the_samples_talk(corpus: prac.Corpus, roles: tuple[str, ...] | None) -> None:
    table = prac.talk_share(corpus, roles=roles)
    for own in (table, table[table["session_id"] == "2025-north"],
                table.set_index("session_id")):  # fmt: skip
        told = own.reset_index() if own.index.name else own
        told = told.assign(speaker=told["speaker"].fillna(told["who"]))
        read.talk(title(prac.plot.talk(own)), told)


def test_a_p1_of_one_group_is_not_added_to_the_p1_of_another(corpus: prac.Corpus) -> None:
    table = prac.talk_share(corpus)
    assert table["speaker"].duplicated().any()
    with pytest.raises(TableError, match=r'speaker "P\d" stands in several rows.*session_id'):
        prac.plot.talk(table.drop(columns="session_id"))
    with pytest.raises(TableError, match="session_id is missing"):
        prac.plot.talk(table.assign(session_id=None))
    north = table[table["session_id"] == "2025-north"]
    with pytest.raises(TableError, match="stands twice in 2025-north"):
        prac.plot.talk(pd.concat([north, north]))
    with pytest.raises(TableError, match=r'"n_words", row 1: .*found nothing'):
        prac.plot.talk(north.assign(n_words=None))
    assert title(prac.plot.talk(north.drop(columns="session_id")))


def test_somebody_in_two_groups_is_not_two_people_who_said_nothing() -> None:
    table = spoken(a=[-1, 9, 0], b=[-1, 9, 3], c=[-1, 5, 4], d=[-1, 3, 0])
    again = table.assign(who=table["speaker"])
    assert title(prac.plot.talk(again)).endswith(
        "2 of 8 people, each session by itself, said nothing"
    )
    assert title(prac.plot.talk(table)).endswith("2 of 8 people said nothing")


@pytest.mark.parametrize("new", [[5, 2, 1, 0], [5, 0, 0, 0], [4], [0], [3, 1], [0, 0, 0, 0, 0, 1]])
@pytest.mark.parametrize("left_out", [[], ["2025-26 east"]])
def test_new_codes(new: list[int], left_out: list[str]) -> None:
    table = pd.DataFrame({"session_id": [f"s{k}" for k in range(len(new))], "n_new": new})
    table.attrs["left_out"] = left_out
    said = title(prac.plot.new_codes(table))
    read.new_codes(said, table, all_counted=not left_out)
    sees_through(read.new_codes, said, table.assign(n_new=17), all_counted=not left_out)
    with pytest.raises(TableError, match="Leave out the rows whose count is not known"):
        prac.plot.new_codes(table.assign(n_new=[None, *new[1:]]))


def test_the_samples_new_codes(corpus: prac.Corpus) -> None:
    study = prac.open_study(prac.sample_path())
    table = prac.code_accumulation(
        prac.merge_codings(study.codings(), prefer="_agreed"), study.corpus()
    )
    read.new_codes(title(prac.plot.new_codes(table)), table)


@pytest.mark.parametrize(
    ("again", "found"),
    [([3, 1], [4, 8]), ([1, 1], [4, 5]), ([NAN, 2], [4, 8]), ([2, NAN], [4, 8]),
     ([NAN, NAN], [4, 8]), ([0, 0], [4, 8])],
)  # fmt: skip
def test_several_numbers_of_topics(again: list[float], found: list[int]) -> None:
    table = pd.DataFrame(
        {"n_found": found, "stability": [NAN if a != a else 0.4 for a in again], "sd": NAN,
         "by_chance": 0.1, "n_found_again": again, "n_one_session": 0, "distinctness": 0.9,
         "c_v": NAN, "c_npmi": NAN},
        index=pd.Index([4, 8], name="n_topics"),
    )  # fmt: skip
    said = title(prac.plot.choose_n_topics(table.iloc[::-1]))
    read.sizes(said, table)
    sees_through(read.sizes, said, table.assign(n_found_again=[11, 12]))


@pytest.mark.parametrize("finds", [[NAN, 0.45, 0.41], [0.6, 0.45, 0.41], [NAN] * 3, [NAN, NAN, 0.4],
                                   [-0.5, -0.4, -0.3]])  # fmt: skip
@pytest.mark.parametrize("n", [1, 3])
def test_how_many_groups(finds: list[float], n: int) -> None:
    table = pd.DataFrame(
        {"n_after": [4, 6, 8], "finds": finds, "rules_out": [1.0, 0.5, 0.4],
         "smallest_worthwhile": 0.15, "share": 0.4, "headlines": 3}
    ).head(n)  # fmt: skip
    said = title(prac.plot.how_many_groups(table.iloc[::-1]))
    read.how_many(said, table)
    sees_through(read.how_many, said, table.assign(finds=0.77))


@pytest.mark.parametrize("column", ["smallest_worthwhile", "share", "headlines"])
def test_two_plans_are_not_drawn_as_one(column: str) -> None:
    table = pd.DataFrame(
        {"n_after": [4, 6], "finds": 0.4, "rules_out": 0.5, "smallest_worthwhile": 0.15,
         "share": 0.4, "headlines": 3.0}
    )  # fmt: skip
    table.loc[1, column] = 2 * table.loc[1, column]
    with pytest.raises(TableError, match=f'column "{column}" has 2 values'):
        prac.plot.how_many_groups(table)
