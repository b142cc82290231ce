"""Tables and pictures of all rounds: every figure in them is read, and none is drawn alone."""

from __future__ import annotations

from practicelearn.output.disclosure.facts import THIS, Count, FewerThan5
from practicelearn.output.disclosure.finished import Piece
from practicelearn.output.disclosure.known import Known
from practicelearn.output.disclosure.parsing import Reading, read_pieces

KNOWN = Known(
    names={"Supervision": "supervision", "Tools": "tools"}, statements={},
    rounds=["2023-24", "2024-25"], recurring=(4, 3), of_people={}, of_groups={}, sizes={},
    own_words=frozenset({"We met in 2024.", "Thank you to all of you.", "Only 3 of the 8 came.",
                         "Seven practitioners asked for it.", "One in four, 25%, said so."}),
)  # fmt: skip
RAISED, SIDES = "People who raised each theme, by round", "For and against, by round: Supervision"


def read(*pieces: Piece) -> Reading:
    return read_pieces(pieces, KNOWN, release=THIS)


def cell(text: str, column: str, *, caption: str = RAISED, head: str = "Supervision") -> Piece:
    return Piece(text, "cell", "What people told us", "", caption, column, head)


def test_a_table_of_all_rounds_is_a_count_a_round() -> None:
    found = read(cell("23 of 50", "2023-24"), cell("fewer than 5 of 50", "2024-25"))
    assert found.unread == []
    count, few = found.facts
    assert isinstance(count, Count)
    assert isinstance(few, FewerThan5)
    assert (count.round, count.n, count.stands_of) == ("2023-24", 23, 50)
    assert few.round == "2024-25"


def test_its_pictures_words_are_the_same_counts_and_what_is_drawn_stands_in_the_table() -> None:
    alt = Piece(f"{RAISED}. Supervision: 2023-24 23 of 50; 2024-25 25 of 50. "
                "Tools: 2023-24 not shown; 2024-25 fewer than 5 of 50.", "alt")  # fmt: skip
    drawn = Piece("2023-24\n23 of 50\nSupervision", "drawn")
    table = [cell("23 of 50", "2023-24"), cell("25 of 50", "2024-25")]
    whole = read(alt, drawn, *table)
    assert whole.unread == []
    assert {f.n for f in whole.facts if isinstance(f, Count)} == {23, 25}
    alone = read(alt, Piece("24 of 50", "drawn"), *table)
    assert alone.unread == ["24 of 50, in a picture"]


def test_for_and_against_of_a_round_is_five_counts_of_its_people() -> None:
    row = {"People": "50", "Well of it": "10", "Critically": "nobody", "Both": "5",
           "Took no side": "7", "Did not raise it": "28"}  # fmt: skip
    found = read(*(cell(n, name, caption=SIDES, head="2023-24") for name, n in row.items()))
    assert found.unread == []
    counts = [f for f in found.facts if isinstance(f, Count)]
    assert [c.n for c in counts] == [10, 0, 5, 7, 28]
    assert {(c.round, c.stands_of) for c in counts} == {("2023-24", 50)}
    assert len({c.category for c in counts}) == 5


def test_a_table_of_another_theme_or_an_unknown_column_is_not_read() -> None:
    found = read(cell("12", "Rest", caption=SIDES, head="2023-24"), cell("9 of 50", "x", head="?"))
    assert len(found.unread) == 2


def test_the_teams_own_words_may_hold_a_year_and_no_figure_of_people() -> None:
    found = read(*(Piece(text, section="Foreword") for text in sorted(KNOWN.own_words)))
    assert found.facts == []
    assert found.unread == [
        "your own words, Foreword: One in four, 25%, said so.",
        "your own words, Foreword: Only 3 of the 8 came.",
        "your own words, Foreword: Seven practitioners asked for it.",
    ]
