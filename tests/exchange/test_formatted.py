"""A Word file in a project whose plain text is missing: placed where it is sure, else listed."""

import io

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.exchange.formatted import places_in
from practicelearn.exchange.refi_read import read_refi

from .conftest import guid

TALK = (
    "F1: How is it in the office?\nP1: There is no desk \U0001f642 by noon, and none later.\n"
    "P2: I hold thirty cases and a half.\nP1: The laptop starts when it likes.\n"
    "P2: Supervision was moved twice, and moved again."
)
CODED = ("no desk \U0001f642 by noon", "thirty cases", "starts when it likes", "moved twice")


def word(text, *, table=False):
    document, raw = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    if table:
        document.add_table(1, 1).cell(0, 0).text = "P1: In a table."
    document.save(raw)
    return raw.getvalue()


def project(maker, path, *, document=None, coded=CODED, **ways):
    """A project whose text is only there as Word."""
    made = maker(folder="Sources", **ways).text("North", TALK)
    for words in coded:
        made.code("North", words, "desks")
    file = f'richTextPath="internal://{guid("w")}.docx" plainTextPath="internal://gone.txt"'
    xml = made.xml().replace(f'plainTextPath="internal://{guid("North")}.txt"', file)
    made.texts.clear()
    made.more_parts = {f"Sources/{guid('w')}.docx": document or word(TALK)}
    return read_refi(made.write(path, xml), missing="list")


WAYS = {
    "characters, line feeds": {},
    "UTF-16, line ends of Windows": {"unit": "UTF-16", "crlf": True},
    "line ends of Windows as one": {"crlf": True, "crlf_counts": 1},
    "with the words as names": {"named": True},
}


@pytest.mark.parametrize("way", list(WAYS))
def test_selections_are_placed_where_all_of_them_are_words(maker, tmp_path, way):
    read = project(maker, tmp_path / "x.qdpx", **WAYS[way])
    assert list(read.corpus.sessions.index) == ["north"]
    assert sorted(read.codings.spans["quote"]) == sorted(CODED)
    said = read.losses[read.losses["message"].str.contains("only formatted text")]
    assert list(said["severity"]) == ["warning"]
    assert "4 of 4 selections were placed" in said["message"].iloc[0]


def test_two_selections_without_words_are_too_few_and_are_listed(maker, tmp_path):
    read = project(maker, tmp_path / "x.qdpx", coded=CODED[1:3])
    assert read.codings.spans.empty
    lost = read.losses[read.losses["account"] == "codings"]
    assert lost["n"].sum() == 2
    assert (lost["severity"] == "error").all()


def test_positions_of_another_text_are_not_taken(maker, tmp_path):
    other = word("A heading that the plain text never had, with a date\n" + TALK)
    read = project(maker, tmp_path / "x.qdpx", document=other)
    assert read.codings.spans.empty
    named = project(maker, tmp_path / "y.qdpx", document=other, named=True)
    assert sorted(named.codings.spans["quote"]) == sorted(CODED)  # by their words


TEXT = "P1: One desk, no more.\n\nP2: Two desks, and no lamp.\n\nP1: One lamp, one chair, so."


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_selection_is_ever_put_on_other_words(data):
    """Whatever was selected and however it was counted: on those words, or listed."""
    ways = data.draw(st.sampled_from(["\n", "\r\n", "\n\n"]))
    shift = data.draw(st.sampled_from([0, 0, 0, 5, 23]))
    plain = TEXT.replace("\n\n", ways)
    spans = []
    for _ in range(data.draw(st.integers(1, 6))):
        a = data.draw(st.integers(0, len(plain) - 1))
        spans.append((a, data.draw(st.integers(a + 1, len(plain)))))
    names = [data.draw(st.sampled_from([None, plain[a:b], "A title"])) for a, b in spans]
    found = places_in(TEXT, [a + shift for a, _ in spans], [b + shift for _, b in spans], names)
    for (a, b), place in zip(spans, found, strict=True):
        if place is not None:
            said = TEXT[slice(*place)]
            assert "".join(said.split()) == "".join(plain[a:b].split())
