"""A file read alone makes its corpus once, one in a list is joined to sheets: both are the same."""

import pytest

import practicelearn as prac

SAID = "P1: It was cancelled again.\nP2: Mine was held [laughter].\nP1: And the list?\nP2: None.\n"


@pytest.mark.parametrize("kind", ["transcript", "notes"])
def test_a_file_alone_and_in_a_list_is_the_same_corpus(tmp_path, kind):
    file = tmp_path / ("north notes.txt" if kind == "notes" else "north.txt")
    file.write_text(SAID, encoding="utf-8")
    alone, listed = prac.read_transcript(file), prac.read_transcripts([file])
    assert "nobody is known to have led" in " ".join(alone.issues["message"])
    for part in ("turns", "sessions", "people", "attendance", "issues", "source_map"):
        a, b = getattr(alone, part), getattr(listed, part)
        # repr tells None from NaN, which a comparison of frames does not
        assert repr(a.to_dict("list")) == repr(b.to_dict("list")), part
        assert a.dtypes.equals(b.dtypes)
        assert a.index.equals(b.index)
