"""The picture of talk: shares within each session, and a P1 of one is no P1 of another."""

from __future__ import annotations

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.output.plots import Picture, describe_talk, plot_talk


@pytest.fixture(scope="module")
def corpus() -> prac.Corpus:
    return prac.open_study(prac.sample_path()).corpus()


@pytest.fixture(scope="module")
def share(corpus: prac.Corpus) -> pd.DataFrame:
    return prac.talk_share(corpus)


def talk(**sessions: list[int]) -> pd.DataFrame:
    """Words of P1, P2 ... of each session; a session's people are others than the next one's."""
    return pd.DataFrame(
        [
            {"session_id": s, "speaker": f"P{k}", "role": "participant", "n_words": n,
             "n_turns": n // 10}
            for s, words in sessions.items() for k, n in enumerate(words, start=1)
        ]
    )  # fmt: skip


def dots(picture: Picture) -> list[tuple[float, float]]:
    marks = [line for line in picture.ax.lines if line.get_marker() in {"o", "D"}]
    return [(float(m.get_xdata()[0]), float(m.get_ydata()[0])) for m in marks]


def labels(picture: Picture) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in picture.ax.get_yticklabels()]


def beside(picture: Picture) -> list[str]:
    return [t.get_text() for t in picture.ax.texts]


def test_every_row_of_the_sample_is_one_dot_at_its_own_share(share: pd.DataFrame) -> None:
    picture = plot_talk(share)
    found = dots(picture)
    assert len(found) == len(share) == 150
    names = labels(picture)
    assert len(names) == share["session_id"].nunique() == 24
    for y, name in enumerate(names):
        own = share.loc[share["session_id"] == name, "share_words"]
        assert sorted(x for x, at in found if round(at) == y) == pytest.approx(sorted(100 * own)), (
            name
        )


def test_the_least_even_session_comes_first_as_talk_balance_has_it(
    corpus: prac.Corpus, share: pd.DataFrame
) -> None:
    even = prac.talk_balance(corpus)["evenness"].sort_values(kind="stable")
    picture = plot_talk(share)
    assert labels(picture) == list(even.index)
    n_people = share["session_id"].value_counts()
    assert beside(picture) == [f"{n_people[s]} people · {e:.2f}" for s, e in even.items()]


def test_the_title_of_the_sample_is_what_its_table_bears(share: pd.DataFrame) -> None:
    most = share.groupby("session_id")["share_words"].max()
    assert describe_talk(share).title == (
        f"In 24 sessions the largest share of one person is {most.min():.0%} to {most.max():.0%} "
        f"of the participants’ words; {share['silent'].sum()} of 150 people said nothing"
    )
    assert "P1" not in describe_talk(share).title


def test_a_facilitator_is_a_diamond_and_counts_neither_as_silent_nor_for_evenness(
    corpus: prac.Corpus, share: pd.DataFrame
) -> None:
    everybody = prac.talk_share(corpus, roles=None)
    picture = plot_talk(everybody)
    diamonds = [line for line in picture.ax.lines if line.get_marker() == "D"]
    assert len(diamonds) == (everybody["role"] == "facilitator").sum() == 24
    assert len(dots(picture)) == len(everybody)
    assert labels(picture) == labels(plot_talk(share))
    assert "diamond: a facilitator" in picture.ax.get_xlabel()
    assert "diamond" not in plot_talk(share).ax.get_xlabel()
    assert ", the facilitator’s " in describe_talk(everybody).title
    assert "8 of 150 people said nothing" in describe_talk(everybody).title


def test_who_said_nothing_is_a_ring_at_zero(share: pd.DataFrame) -> None:
    rings = [
        line for line in plot_talk(share).ax.lines
        if line.get_marker() == "o" and line.get_markerfacecolor() == "white"
    ]  # fmt: skip
    assert [line.get_xdata()[0] for line in rings] == [0] * share["silent"].sum()


def test_up_to_three_sessions_have_a_bar_a_person_below_their_session(
    share: pd.DataFrame,
) -> None:
    two = share[share["session_id"].isin(["2025-north", "2025-duty"])]
    picture = plot_talk(two)
    widths = [bar.get_width() for bar in picture.ax.patches]
    assert len(widths) == len(two) == 12
    assert sum(widths) == pytest.approx(200)
    assert labels(picture)[0] == "2025-north"
    assert labels(picture).count("P1") == 2
    bold = {t.get_text() for t in picture.ax.get_yticklabels() if t.get_fontweight() == "bold"}
    assert bold == {"2025-north", "2025-duty"}


def test_a_person_without_a_label_is_named(share: pd.DataFrame) -> None:
    one = share[share["session_id"] == "2023-care-leavers"]
    assert "2023-care-leavers-p2" in labels(plot_talk(one))
    assert (
        describe_talk(one).title
        == "2023-care-leavers: P1 has 35% of the participants’ words; 1 said nothing"
    )


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ([60, 40], "s: P1 has 60% of the participants’ words"),
        ([40, 40, 20], "s: P1 and P2 have 40% of the participants’ words each"),
        # what prints alike is no difference to a reader
        ([402, 398, 200], "s: P1 and P2 have 40% of the participants’ words each"),
        ([30, 30, 30, 10], "s: P1, P2 and 1 more have 30% of the participants’ words each"),
        ([50, 50, 50, 50], "s: all 4 people have 25% of the participants’ words each"),
        ([70], "s: P1 has 100% of the participants’ words"),
        ([0, 0], "s: no word was said by anybody in the table"),
    ],
)
def test_a_tie_in_one_session_puts_nobody_first(words: list[int], title: str) -> None:
    assert describe_talk(talk(s=words)).title == title
    assert title in describe_talk(talk(s=words)).alt
    assert len(plot_talk(talk(s=words)).ax.patches) == len(words)


def test_a_facilitator_alone_and_sessions_without_a_word_are_said() -> None:
    led = talk(s=[30]).assign(role="facilitator")
    assert describe_talk(led).title == "s: the facilitator has 100% of the words"
    mute = talk(a=[0, 0], b=[0, 0], c=[0], d=[0, 0])
    assert describe_talk(mute).title == (
        "In none of the 4 sessions did anybody in the table say a word"
    )
    assert len(dots(plot_talk(mute))) == 7
    some = talk(a=[90, 10], b=[0, 0], c=[5], d=[0, 0])
    assert describe_talk(some).title == (
        "In 2 sessions the largest share of one person is 90% to 100% of the participants’ "
        "words; in 2 no participant spoke; 4 of 7 people said nothing"
    )
    assert beside(plot_talk(some)) == [
        "2 people · 0.47", "2 people · –", "1 person · –", "2 people · –"
    ]  # fmt: skip


def test_people_who_spoke_alike_do_not_hide_each_other() -> None:
    picture = plot_talk(talk(a=[50] * 8, b=[10, 90], c=[20, 20], d=[30, 70]))
    found = dots(picture)
    assert len(found) == len(set(found)) == 14
    row = labels(picture).index("a")
    level = sorted(y - row for x, y in found if x == 12.5)
    assert len(level) == 8
    assert max(map(abs, level)) < 0.5


def test_of_sixty_sessions_forty_are_drawn_and_the_rest_is_said() -> None:
    table = talk(**{f"s{k}": [100 + k, 100] for k in range(60)})
    picture = plot_talk(table)
    assert len(labels(picture)) == 40
    assert "40 of 60 sessions are drawn; the title is of all 60, which the table holds." in beside(
        picture
    )
    assert "In 60 sessions" in describe_talk(table).title
