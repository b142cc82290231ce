import pytest

from practicelearn.language.standing import leans_on_others


@pytest.mark.parametrize(
    "text",
    [
        "Yeah, we had the same with the duty desk last winter.",
        "Um, [laughs] yes and the rota never reached us.",
        "No. Nobody came to the panel.",
        "It never starts before ten.",
        "And that's what we told the director.",
        "That was the week the laptops came.",
        "They’d promised us a room at Carrow House.",
        "— and then the interpreter hung up.",
        "When he told her that they had it, she said it was theirs.",
        "Same. The rota is always late.",
        "I'd say the same, but mine has a window.",
        "Well, so, um.",
        "Has anybody had a supervisor for more than a year? [laughs]",
        "[laughter]",
        "",
    ],
)
def test_turns_that_lean(text):
    assert leans_on_others(text)


@pytest.mark.parametrize(
    "text",
    [
        "Supervision goes first when duty is short.",
        "So the interpreter cancelled at ten past nine and we used the phone line.",
        "Well, that laptop has never lasted a visit.",
        "No interpreter came, four times in a month.",
        "This month we had nineteen bookings and nine of them came.",
        "I've had two supervisors in a year, and the second one reads my case notes.",
        "Can I say the building? There's a desk for everybody in it.",
        "[sighs] My desk is the trestle that the children's centre wanted back.",
    ],
)
def test_turns_that_stand_alone(text):
    assert not leans_on_others(text)
