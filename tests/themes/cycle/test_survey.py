import math

import pytest

from practicelearn.themes.cycle.survey import band, read_survey


@pytest.fixture
def survey(tmp_path):
    def make(*rows):
        path = tmp_path / "survey.csv"
        path.write_text("Round,Standard,Score,Answered\n" + "\n".join(rows), encoding="utf-8")
        return read_survey(path)

    return make


def test_scores_get_their_band(survey):
    table = survey("2025-26,Supervision,71,104", "2025-26,Wellbeing,50,9", "2025-26,CPD,75,")
    assert table["band"].tolist() == ["moderate", "low", "high"]
    assert table["n"].tolist()[:2] == [104, 9]
    assert table.attrs["issues"].empty


def test_a_score_of_fewer_than_five_people_is_not_kept(survey):
    table = survey("2025-26,Supervision,71,4")
    assert math.isnan(table["score"].iloc[0])
    assert table["band"].iloc[0] is None
    assert "fewer than 5" in table.attrs["issues"]["message"].iloc[0]


def test_what_is_no_score_is_left_out_with_its_row(survey):
    table = survey(
        "2025-26,A,101,9", "2025-26,B,high,9", ",C,3,9", "2025-26,D,3,9", "2025-26,D,4,9"
    )
    assert table["standard"].tolist() == ["D"]
    assert [p.split()[-1] for p in table.attrs["issues"]["source_loc"]] == ["2", "3", "4", "6"]


@pytest.mark.parametrize(
    ("score", "name"),
    [(0, "low"), (50, "low"), (51, "moderate"), (74, "moderate"), (75, "high"), (100, "high")],
)
def test_the_published_bands(score, name):
    assert band(float(score)) == name
