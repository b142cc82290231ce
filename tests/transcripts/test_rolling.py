"""Captions that roll up the screen: a line shown again is no second time that it was said."""

from practicelearn.transcripts.loader import read_transcript

SAID = [
    "so how was supervision",
    "this year for you",
    "yeah",
    "yeah",
    "it was cancelled",
    "it was cancelled again",
]


def stamp(thousandths, point="."):
    seconds, rest = divmod(thousandths, 1000)
    return f"00:00:{seconds:02}{point}{rest:03}"


def rolling(point=".", *, words_timed=True):
    """As YouTube writes them: the line above again, the new one, then for 10 ms that one alone."""
    cues, at, above = [], 0, " "
    for line in SAID:
        first, *rest = line.split()
        new = first + "".join(f"<{stamp(at + 100)}><c> {w}</c>" for w in rest)
        new = new if words_timed else line
        cues.append(f"{stamp(at, point)} --> {stamp(at + 2000, point)}\n{above}\n{new}")
        cues.append(f"{stamp(at + 2000, point)} --> {stamp(at + 2010, point)}\n{line}\n ")
        at, above = at + 2010, line
    return cues


def held(corpus):
    """The words, and how many repeats were left out of them."""
    rolled = corpus.issues[corpus.issues["message"].str.contains("rolling captions")]
    assert rolled["severity"].tolist() == ["warning"]
    return [line for text in corpus.turns["text"] for line in text.split("\n")], rolled.iloc[0]


def test_each_line_is_said_once_and_the_repeats_are_listed(write):
    corpus = read_transcript(write("a.vtt", "WEBVTT\n\n" + "\n\n".join(rolling()) + "\n"))
    said, issue = held(corpus)
    assert said == SAID
    # each of 6 lines alone for 10 ms (17 words), and each but the last above the next (13)
    assert "30 words" in issue["message"]
    assert issue["text"].split("\n")[:3] == [SAID[0], SAID[0], SAID[1]]
    assert corpus.turns["start_s"].tolist()[:2] == [0, 2.01]


def test_the_same_with_a_subrip_file_without_times_of_words(write):
    cues = rolling(",", words_timed=False)
    text = "\n\n".join(f"{n}\n{cue}" for n, cue in enumerate(cues, 1)) + "\n"
    assert held(read_transcript(write("a.srt", text)))[0] == SAID


def test_two_people_who_say_the_same_after_each_other_both_said_it(write):
    lines = ["so then", "yes", "yes", "yes\nno", "no\nno"]
    cues = [
        f"{stamp(n * 2000)} --> {stamp(n * 2000 + 1500)}\n{line}" for n, line in enumerate(lines)
    ]
    corpus = read_transcript(write("a.vtt", "WEBVTT\n\n" + "\n\n".join(cues) + "\n"))
    assert corpus.n_words.sum() == 8


def test_a_line_that_grows_is_left_and_only_warned_of(write):
    words = ["so", "how", "was", "it", "for", "you", "this", "year", "then"]
    cues = [
        f"{stamp(n * 1000)} --> {stamp(n * 1000 + 900)}\n{' '.join(words[: n + 2])}"
        for n in range(len(words) - 1)
    ]
    corpus = read_transcript(write("a.vtt", "WEBVTT\n\n" + "\n\n".join(cues)))
    _, issue = held(corpus)
    assert "counts two or three times" in issue["message"]
    assert corpus.n_words.sum() == sum(range(2, 10))
