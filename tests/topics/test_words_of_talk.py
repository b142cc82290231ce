"""From messy files to the line a person reads: what a topic is called, and who is quoted for it."""

import numpy as np
import pytest

import practicelearn as prac

DUTY = [
    "So on the duty desk, yeah, there's nobody to pick the phone up after four.",
    "Duty desk again, sorry. Three referrals came in and the rota had one name on it.",
    "The rota says two of us but, you know, people leave and the duty desk is one person.",
    "I think I love the duty desk, but the referrals come in on a Friday, day after day.",
    "We were told the rota would change on Monday. They bring in agency staff for the referrals.",
    "Erm, on a Tuesday the rota fell over [laughs] and all the referrals sat there.",
]
NOTES = [
    "Case notes take me two hours a day, I mean it, because the system logs me out.",
    "The system lost my case notes on Friday and, like, I tried to think what I'd typed.",
    "You bring the laptop to a visit, you try to type case notes, and the laptop dies.",
    "People love the new system, do they? The laptop hasn't kept a password since Monday.",
    "Day after day I type the same case notes twice, for the system and for the form.",
    "My laptop, right, it needs a password and another password, and the system freezes.",
]
COURT = [
    "The judge wanted the bundle by Thursday and legal had lost the bundle.",
    "At the hearing, yeah, the judge asked for a statement nobody had asked us for.",
    "I love a hearing, me, but a bundle of nine hundred pages takes a weekend.",
    "We bring the statement to the hearing and the judge has had the old bundle.",
    "You think the hearing is at ten and you sit there till two with your statement.",
    "They try, legal, but the statement came back on the Monday of the hearing.",
]
PARKING = [
    "The car park is full at eight, so I leave the car by the canal and get a ticket.",
    "Mileage takes a day to claim and the car park money never comes back.",
    "People bring a bike because the car park has six places for forty of us.",
    "I got a ticket on a visit, and the mileage form, well, it has no box for a ticket.",
    "You try to claim mileage on a Friday, the form wants a receipt from the car park.",
    "The mileage rate is what it was in, I think, 2011, and petrol isn't.",
]
NOISE = ["Yeah.", "Mm. [laughs]", "No, exactly, yeah.", "That's it, that's it."]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Six sessions typed by hand: labels, listening signals, marks, a facilitator's questions."""
    folder, rng = tmp_path_factory.mktemp("talk"), np.random.default_rng(1)
    for session in range(6):
        lines = ["Facilitator: Thanks for coming, help yourselves to biscuits, biscuits anyone?"]
        subjects = [DUTY, NOTES, COURT, PARKING]
        for subject in subjects[session % 4 :] + subjects[: session % 4]:
            for k, place in enumerate(rng.permutation(len(subject) * 2)):
                lines.append(f"P{k % 5 + 1}: {subject[place % len(subject)]}")
                lines.append(f"P{(k + 2) % 5 + 1}: {NOISE[k % len(NOISE)]}")
            lines.append("Facilitator: And what about the biscuits?")
        (folder / f"group-{session + 1}.txt").write_text("\n".join(lines), encoding="utf-8")
    corpus = prac.read_transcripts(folder)
    return prac.TopicModel(4, window_words=80).fit(corpus), corpus


def test_a_topic_is_called_by_its_subject(model):
    lines = [set(name.split(", ")) for name in model[0].names_]
    wanted = [
        {"duty desk", "rota", "referrals"},
        {"case notes", "system", "laptop", "password"},
        {"hearing", "judge", "bundle", "statement"},
        {"car park", "mileage", "ticket"},
    ]
    for subject in wanted:
        assert sum(line <= subject for line in lines) == 1, lines


def test_words_of_all_talk_listening_and_biscuits_are_in_no_line(model):
    shown = set(model[0].top_terms_["term"])
    assert not shown & {
        "people", "day", "friday", "monday", "bring", "love", "think", "try", "yeah",
        "biscuits", "desk", "notes", "laughs", "same", "told",
    }  # fmt: skip


def test_who_reads_the_line_reads_turns_that_stand_alone(model):
    fitted, corpus = model
    quoted = corpus.turns.loc[fitted.exemplars_["turn_id"]]
    assert not quoted["text"].isin(NOISE).any()
    assert not quoted["text"].str.endswith("?").any()
    assert (quoted["role"] == "participant").all()
    for topic, name in fitted.names_.items():
        own = fitted.exemplars_[fitted.exemplars_["topic"] == topic].head(3)
        said = " ".join(corpus.turns.loc[own["turn_id"], "text"]).lower()
        assert sum(term in said for term in name.split(", ")) >= 2
