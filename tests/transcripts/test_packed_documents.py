"""OpenDocument, RTF and PDF. All talk is invented."""

from __future__ import annotations

import importlib.util
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn import errors
from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.readers import Hints, rtf
from practicelearn.transcripts.readers.pdf import read_pages
from practicelearn.transcripts.tiles import check_tiles

from .read_back import said


def odt_file(body: str, styles: str = "") -> bytes:
    names = {
        "office": "office", "text": "text", "table": "table", "style": "style",
        "fo": "xsl-fo-compatible",
    }  # fmt: skip
    spaces = " ".join(
        f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in names.items()
    )
    xml = (
        f'<office:document-content {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        out.writestr("content.xml", xml)
    return packed.getvalue()


def test_odt_paragraphs_spaces_tabs_comments_and_deletions(write):
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>secret</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>F:<text:s/>How <text:span>is</text:span> it?</text:p>"
        "<text:p>P1:<text:tab/>Too<text:s text:c='3'/>much<office:annotation>"
        "<dc:creator>Coder A</dc:creator><text:p>workload</text:p></office:annotation>.</text:p>"
        "<text:p>F: Oh.</text:p><text:p>P1: Yes.</text:p>"
    )
    turns, corpus = said(write("a.odt", odt_file(body)))
    assert turns == [("F", "How is it?"), ("P1", "Too   much."), ("F", "Oh."), ("P1", "Yes.")]
    assert corpus.sessions["format"].iloc[0] == "odt"
    assert "Coder A: workload" in set(corpus.issues["text"])
    assert corpus.issues["message"].str.contains("6 characters deleted").any()
    assert "secret" not in corpus.issues.to_string()


def test_odt_tables_and_colours(write):
    def cells(*words: str) -> str:
        each = "".join(f"<table:table-cell><text:p>{w}</text:p></table:table-cell>" for w in words)
        return f"<table:table-row>{each}</table:table-row>"

    rows = cells("Speaker", "Text") + cells("Kay", "One") + cells("Sam", "Two")
    turns, _ = said(write("a.odt", odt_file(f"<table:table>{rows}</table:table>")))
    assert turns == [("Kay", "One"), ("Sam", "Two")]
    red = '<style:style style:name="R"><style:text-properties fo:color="#ff0000"/></style:style>'
    body = "".join(
        f'<text:p>Question {n}?</text:p><text:p><text:span text:style-name="R">No.</text:span>'
        "</text:p>"
        for n in (1, 2, 3)
    )
    turns, _ = said(write("b.odt", odt_file(body, red)))
    assert [s for s, _ in turns] == ["black text", "red text"] * 3


def test_a_damaged_odt_says_so(write):
    with pytest.raises(errors.TranscriptError, match="LibreOffice"):
        read_transcript(write("a.odt", odt_file("<text:p>F: a</text:p>")[:120]))


RTF = (
    rb"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}{\colortbl;\red255\green0\blue0;}"
    rb"{\stylesheet{\s0 Normal;}}{\*\generator Some program;}{\info{\title secret title}}"
    rb"{\header Health check, page 1\par}\pard "
    rb"F: How\'92s it {\b going}?\par P1: It\u8217?s \'93fine\'94 \emdash  caf\u233e."
    rb"\line Mostly.\par"
    b"\r\n"
    rb"{\deleted gone}F: \{Oh\}\~dear.\par P1: \u-10179?\u-8694? Yes.{\*\atnauthor Coder A}"
    rb"{\*\annotation \pard workload}\par}"
)


def test_rtf_characters_destinations_and_comments(write):
    turns, corpus = said(write("a.rtf", RTF))
    assert turns == [
        ("F", "How’s it going?"),
        ("P1", "It’s “fine” — café. Mostly."),
        ("F", "{Oh}\u00a0dear."),
        ("P1", "\U0001f60a Yes."),
    ]
    issues = corpus.issues
    assert issues["message"].str.contains("4 characters deleted").any()
    assert issues.loc[issues["message"].str.contains("a comment;"), "text"].tolist() == [
        "Coder A: workload"
    ]
    assert issues.loc[issues["message"].str.contains("a header"), "text"].tolist() == [
        "Health check, page 1"
    ]
    assert "secret" not in corpus.turns["text"].str.cat()


def test_rtf_colours_tables_and_f4_times(write):
    lines = rb"".join(rb"\cf0 Question %d?\par\cf1 No.\par " % n for n in (1, 2, 3))
    body = rb"{\rtf1{\colortbl;\red255\green0\blue0;}\pard " + lines + rb"}"
    assert [s for s, _ in said(write("a.rtf", body))[0]] == ["black text", "red text"] * 3
    row = rb"\trowd\pard\intbl %s\cell %s\cell\row "
    rows = row % (b"Speaker", b"Text") + row % (b"Kay", rb"One\par more") + row % (b"Sam", b"Two")
    table = rb"{\rtf1 " + rows + rb"\pard After\par}"
    turns, corpus = said(write("b.rtf", table))
    assert turns == [("Kay", "One\nmore"), ("Sam", "Two")]
    assert "After" in set(corpus.issues["text"])
    f4 = rb"{\rtf1 F: How? #00:00:04-5#\par P1: Well. #00:01:02-3#\par F: So. #00:01:03-0#\par}"
    assert said(write("c.rtf", f4))[1].turns["end_s"].tolist() == [4.5, 62.3, 63.0]


def test_a_cut_rtf_keeps_its_words_and_says_that_it_is_cut(write):
    turns, corpus = said(write("a.rtf", RTF[:-40]))
    assert turns[0] == ("F", "How’s it going?")
    assert corpus.issues["message"].str.contains("ends in the middle").any()


@given(st.binary(max_size=300))
def test_any_bytes_after_an_rtf_head_are_read_or_refused(noise):
    try:
        reading = rtf.read(b"{\\rtf1 " + noise, Hints())
    except errors.PracticelearnError:
        return
    check_tiles(reading.text, reading.tiles)


WORDS = "We talked about super-\nvision and about well-\nknown forms. Supervision matters\nmost."


def pages(*texts: str):
    reading = read_pages(list(texts), Hints())
    check_tiles(reading.text, reading.tiles)
    assert not [t for t in reading.tiles if t.kind == "issue"]
    return [
        (
            u.speaker,
            "".join(p.before * bool(n) + p.text for n, p in enumerate(u.pieces)),
            u.source_loc,
        )
        for u in reading.units
    ], reading


def test_pdf_lines_are_joined_and_broken_words_mended():
    units, _ = pages(f"F: How was it?\nP1: {WORDS}\nF: Oh.\nP1: Yes.\n")
    assert units[1][1] == (
        "We talked about supervision and about well-known forms. Supervision matters most."
    )
    assert [speaker for speaker, _, _ in units] == ["F", "P1", "F", "P1"]


def test_pdf_furniture_is_no_speech_and_a_turn_goes_over_the_page():
    head, foot = "Health check 2025 - north", "Page {} of 3"
    bodies = ["F: How is it?\nP1: It goes on and", "on and on.\nF: I see.", "P1: Yes.\nF: Bye."]
    units, reading = pages(
        *[f"{head}\n{body}\n{foot.format(n)}" for n, body in enumerate(bodies, start=1)]
    )
    assert [(s, w) for s, w, _ in units] == [
        ("F", "How is it?"),
        ("P1", "It goes on and on and on."),
        ("F", "I see."),
        ("P1", "Yes."),
        ("F", "Bye."),
    ]
    assert units[3][2] == "page 3"
    assert reading.problems[0].text.split("\n")[0] == head
    assert "Page 3 of 3" in reading.problems[0].text


@pytest.mark.parametrize("own_line", [True, False])
def test_pdf_paragraph_numbers_are_places_and_no_speech(own_line):
    between = "\n" if own_line else " "
    said_in_order = ["F: How is it\nfor you?", "P1: Well.", "It is late.", "F: I see.", "P1: Yes."]
    text = "\n".join(f"{n}{between}{words}" for n, words in enumerate(said_in_order, start=1))
    first, second = text[: text.index("F: I see")], text[text.index("F: I see") :]
    units, _ = pages(first.rstrip() + " 1/2" if own_line else first + "1/2", second + "\n2/2")
    assert [(s, w) for s, w, _ in units] == [
        ("F", "How is it for you?"),
        ("P1", "Well."),
        (None, "It is late."),
        ("F", "I see."),
        ("P1", "Yes."),
    ]
    assert [place for _, _, place in units] == [f"paragraph {n}" for n in (1, 2, 3, 4, 5)]


def test_pdf_without_labels_is_an_unknown_speaker_and_pictures_are_refused():
    units, reading = pages(
        "We talked about the rota for a long time.\nIt is full.\nCars came up as\nwell."
    )
    assert {speaker for speaker, _, _ in units} == {None}
    assert any("no speaker labels" in p.message for p in reading.problems)
    with pytest.raises(errors.PracticelearnError, match="pictures of pages"):
        read_pages(["", " \n"], Hints())


def pdf_file(*texts: str) -> bytes:
    """A PDF as small as it can be: Helvetica, a line a line."""
    n = len(texts)
    kids = " ".join(f"{4 + 2 * k} 0 R" for k in range(n))
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {n} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for k, text in enumerate(texts):
        shown = "".join(f"({line}) Tj T* " for line in text.split("\n"))
        stream = f"BT /F1 11 Tf 14 TL 60 760 Td {shown}ET"
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * k} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        parts.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{at:010d} 00000 n \n" for at in places)
    size = len(parts) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return (out + f"startxref\n{out.index('xref')}\n%%EOF").encode()


needs_pypdf = pytest.mark.skipif(
    importlib.util.find_spec("pypdf") is None, reason="the extra pdf (pypdf) is not installed"
)


@needs_pypdf
def test_a_pdf_file_from_bytes_to_turns(write):
    path = write("a.pdf", pdf_file("F: How is it\nfor you?\nP1: Well.", "F: I see.\nP1: Yes."))
    turns, corpus = said(path)
    assert turns == [("F", "How is it for you?"), ("P1", "Well."), ("F", "I see."), ("P1", "Yes.")]
    assert corpus.sessions["format"].iloc[0] == "pdf"
    with pytest.raises(errors.TranscriptError, match=r"damaged|no PDF"):
        read_transcript(write("b.pdf", b"%PDF-1.7 nothing"))


@pytest.mark.skipif(
    importlib.util.find_spec("pypdf") is not None, reason="the extra pdf (pypdf) is installed"
)
def test_without_pypdf_the_error_names_the_extra(write):
    with pytest.raises(errors.TranscriptError, match=r"practicelearn\[pdf\]"):
        read_transcript(write("a.pdf", pdf_file("F: How?")))
