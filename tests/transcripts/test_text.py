from .read_back import said


def test_labels_before_the_words(write):
    turns, _ = said(write("a.txt", "F: How is it?\nP1: Fine.\nP2: Honestly: no.\nP1: Well.\n"))
    assert turns == [("F", "How is it?"), ("P1", "Fine."), ("P2", "Honestly: no."), ("P1", "Well.")]


def test_a_word_with_a_colon_that_occurs_once_stays_speech(write):
    turns, corpus = said(write("a.txt", "P1: one\n\nHonestly: two\n\nP1: three\n\nP2: four\n"))
    assert (None, "Honestly: two") in turns
    assert corpus.issues["message"].str.contains("occurs once").any()


def test_a_label_on_its_own_line_holds_until_the_next(write):
    turns, _ = said(
        write("a.txt", "Kay:\nOne.\n\nTwo.\n\nSam:\nThree.\n\nKay:\nFour.\n\nSam:\nFive.\n")
    )
    assert turns == [("Kay", "One.\nTwo."), ("Sam", "Three."), ("Kay", "Four."), ("Sam", "Five.")]


def test_a_soft_wrapped_line_continues_the_line_above(write):
    turns, _ = said(write("a.txt", "P1: this is a long\nsentence\n\nP2: yes\n\nP1: no\n"))
    assert turns[0] == ("P1", "this is a long sentence")


def test_a_paragraph_without_a_label_is_nobodys(write):
    turns, corpus = said(write("a.txt", "P1: one\n\ntwo\n\nP1: three\n\nP2: four\n"))
    assert turns[1] == (None, "two")
    row = corpus.issues[corpus.issues["message"].str.contains("no speaker is named")].iloc[0]
    assert (row["source_loc"], row["text"]) == ("line 3", "two")


def test_what_stands_before_the_first_label_is_kept_but_no_turn(write):
    turns, corpus = said(write("a.txt", "Focus group, 3 May\n\nP1: one\n\nP2: two\n\nP1: three\n"))
    assert len(turns) == 3
    assert "Focus group, 3 May" in set(corpus.issues["text"])


def test_otter_and_rev_shapes(write):
    otter = "Kay  0:05\nOne.\n\nSam  1:02:03\nTwo.\n\nKay  1:02:09\nThree.\n\n"
    otter += "Transcribed by https://otter.ai\n"
    turns, corpus = said(write("a.txt", otter))
    assert turns == [("Kay", "One."), ("Sam", "Two."), ("Kay", "Three.")]
    assert corpus.turns["start_s"].tolist() == [5, 3723, 3729]
    rev = "Kay (00:00:05):\nOne.\n\n(00:00:09):\nTwo.\n\n"
    rev += "Sam (00:00:12):\nThree.\n\nKay (00:01:00):\nFour.\n"
    assert said(write("b.txt", rev))[0] == [
        ("Kay", "One.\nTwo."),
        ("Sam", "Three."),
        ("Kay", "Four."),
    ]


def test_a_text_without_labels_is_turns_of_nobody_and_says_what_to_do(write):
    turns, corpus = said(write("a.txt", "We talked about the rota.\n\nAnd then about cars.\n"))
    assert [speaker for speaker, _ in turns] == [None, None]
    assert corpus.issues["message"].str.contains('Write "P1: "').any()


def test_every_character_of_a_turn_can_be_found_in_the_file(write):
    source = "P1: one cafe\u0301 two\r\n\r\nP2: three\r\n\r\nP1: four\r\n"
    _, corpus = said(write("a.txt", source))
    assert corpus.turns["text"].iloc[0] == "one café two"
    for row in corpus.source_map.itertuples():
        text = corpus.turns.loc[row.turn_id, "text"]
        assert text[row.start : row.end].strip("́e") in source.replace("e\u0301", "é") or row.end
    last = corpus.source_map.iloc[-1]
    assert source[last["source_start"] : last["source_end"]] == "four"
