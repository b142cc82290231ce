"""Paragraphs without a label: given to the speaker above only where that is the exception."""

import pytest

from practicelearn.transcripts.loader import read_transcript


def talk(*special: str, n: int = 12) -> str:
    """A talk of two in paragraphs, with further paragraphs in the middle."""
    usual = [f"{'Fac' if k % 2 else 'P1'}: I said it {k} times." for k in range(n)]
    return "\n\n".join([*usual[: n // 2], *special, *usual[n // 2 :]]) + "\n"


def turns_of(tmp_path, text, **options):
    file = tmp_path / "talk.txt"
    file.write_text(text, encoding="utf-8")
    return read_transcript(file, **options)


def test_a_rare_paragraph_without_a_label_goes_on_with_the_speaker_above_and_is_named(tmp_path):
    corpus = turns_of(tmp_path, talk("And another thing, it never ends."))
    assert len(corpus.turns) == 12
    assert corpus.turns["text"].iloc[5] == "I said it 5 times.\nAnd another thing, it never ends."
    told = corpus.issues[corpus.issues["message"].str.contains('go on with "Fac"')]
    assert told["source_loc"].tolist() == ["line 13"]
    assert told["severity"].tolist() == ["warning"]
    assert told["text"].tolist() == ["And another thing, it never ends."]


def test_it_stays_nobodys_where_that_is_asked_for(tmp_path):
    corpus = turns_of(tmp_path, talk("And another thing, it never ends."), unlabelled="unknown")
    assert corpus.turns["speaker"].isna().sum() == 1
    assert len(corpus.turns) == 13


@pytest.mark.parametrize(
    "special",
    ["Part two: Workload", "[Tea break, recorder off.]", "(Laughter all round.)"],
)
def test_headings_and_stage_directions_are_no_speech_that_goes_on(tmp_path, special):
    corpus = turns_of(tmp_path, talk(special))
    assert len(corpus.turns) == 13
    assert corpus.turns["speaker"].isna().sum() == 1


def test_what_stands_after_the_last_label_belongs_to_nobody(tmp_path):
    corpus = turns_of(tmp_path, talk() + "\nThis is where the recording ends.\n")
    assert corpus.turns["speaker"].isna().tolist() == [False] * 12 + [True]


def test_an_unfinished_sentence_goes_on_however_many_there_are(tmp_path):
    text = "".join(f"{who}: It was so.\n\n" for who in ("Fac", "P1", "P2") * 4)
    text += "Fac: I thought that\n\nit would be you.\n\nP1: It was when\n\nwe met there.\n"
    corpus = turns_of(tmp_path, text)
    assert corpus.turns["speaker"].tolist() == ["Fac", "P1", "P2"] * 4 + ["Fac", "P1"]
    assert corpus.issues["message"].str.contains("the sentence above goes on").sum() == 2


def test_answers_that_are_never_labelled_are_not_given_to_who_asked(tmp_path):
    text = "".join(f"Fac: What about {k}?\n\nIt was hard for us.\n\n" for k in range(8))
    corpus = turns_of(tmp_path, text + "P9: Bye then.\n")
    assert corpus.turns["speaker"].isna().sum() == 8


def test_a_word_before_a_colon_that_may_be_a_speaker_is_not_given_to_another(tmp_path):
    corpus = turns_of(tmp_path, talk("Zorrin: I have never spoken before."))
    assert corpus.turns["speaker"].isna().sum() == 1


def test_a_first_name_that_speaks_once_is_a_speaker(tmp_path):
    corpus = turns_of(tmp_path, talk("Sam: I have never spoken before."))
    assert corpus.turns["speaker"].tolist().count("Sam") == 1
