from hypothesis import given
from hypothesis import strategies as st

from practicelearn.transcripts.decode import decode, line_starts

WORDS = "She said “no” – café, 3 o’clock\nand left"


def test_each_usual_encoding_gives_the_same_words():
    for raw in (
        WORDS.encode(),
        b"\xef\xbb\xbf" + WORDS.encode(),
        WORDS.encode("utf-16"),
        WORDS.encode("utf-16-le"),
        WORDS.encode("utf-16-be"),
        WORDS.encode("cp1252"),
    ):
        assert decode(raw).text == WORDS


def test_a_guess_is_recorded_as_one():
    assert decode(WORDS.encode("cp1252")).guessed
    assert decode(WORDS.encode("utf-16-le")).guessed
    assert not decode(WORDS.encode()).guessed


@given(st.binary(max_size=400))
def test_any_bytes_become_text(raw: bytes):
    assert isinstance(decode(raw).text, str)


@given(st.text(st.characters(codec="cp1252"), min_size=1))
def test_windows_text_keeps_every_character(text: str):
    decoded = decode(text.encode("cp1252"))
    assert len(decoded.text) == len(text) or not decoded.encoding.startswith("cp1252")


@given(st.text())
def test_lines_and_their_ends_make_up_the_text(text: str):
    lines = line_starts(text)
    ends = [start for start, _ in lines[1:]] + [len(text)]
    rebuilt = "".join(text[a:b] + text[b:end] for (a, b), end in zip(lines, ends, strict=True))
    assert rebuilt == text
    assert not any(c in text[a:b] for a, b in lines for c in "\r\n")


def test_an_ellipsis_of_the_wrong_encoding_ends_no_line():
    assert len(line_starts("one\x85two")) == 1
