"""Files made to do harm, or damaged so that they do: each is read, or refused in a sentence."""

import io
import random
import resource
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from practicelearn.errors import FrameError, PracticelearnError, TranscriptError
from practicelearn.exchange.frame_files import read_frame
from practicelearn.exchange.refi_read import read_refi
from practicelearn.exchange.word_comments import read_word_comments
from practicelearn.transcripts import readers
from practicelearn.transcripts.loader import read_transcript, read_transcripts
from practicelearn.transcripts.readers.books import MOST_CELLS, Book
from practicelearn.transcripts.sheets.files import read_sheet


def book(cells):
    whole, out = openpyxl.Workbook(), io.BytesIO()
    for place, value in cells.items():
        whole.active[place] = value
    whole.save(out)
    return out.getvalue()


TABLE = {"A1": "Speaker", "B1": "Text", "A2": "Kay", "B2": "We were told twice."}


def rewritten(raw, name, change):
    """A package with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
DAMAGED = {
    "an index that is in no list": lambda raw: raw.replace(
        b't="inlineStr"><is><t>We were told twice.</t></is>', b't="s"><v>99</v>'
    ),
    "a character XML has no place for": lambda raw: raw.replace(b"</sheetD", b"\x01</sheetD"),
    "its end missing": lambda raw: raw[: len(raw) // 2],
    "a number that is none": lambda raw: raw.replace(b'<row r="2"', b'<row r="two"'),
    "a row below the last": lambda raw: raw.replace(b'<row r="2"', b'<row r="20000000"'),
    "entities": lambda raw: raw.replace(
        b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet', 1
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_sheet_is_refused_in_words_wherever_sheets_are_read(write, how):
    raw = rewritten(book(TABLE), SHEET, DAMAGED[how])
    path = write("north.xlsx", raw)
    for read in (read_transcript, read_sheet, read_frame):
        with pytest.raises(PracticelearnError, match=r"^north\.xlsx: .*(damaged|entities)"):
            read(path)


def test_a_docx_whose_directory_points_before_the_file_is_refused_in_words(write):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    raw = bytearray(whole.getvalue())
    at = raw.index(b"PK\x05\x06") + 16  # where the directory says that it begins
    raw[at : at + 4] = (int.from_bytes(raw[at : at + 4], "little") + 294).to_bytes(4, "little")
    path = write("north.docx", bytes(raw))
    for read in (read_transcript, read_word_comments):
        with pytest.raises(TranscriptError, match="damaged"):
            read(path)


def test_a_textgrid_with_an_infinite_number_of_entries_is_read(files, write):
    raw = (files / "long.TextGrid").read_bytes()
    first = raw.index(b"intervals: size = ") + len(b"intervals: size = ")
    path = write("a.TextGrid", raw[:first] + b"9e999" + raw[raw.index(b"\n", first) :])
    corpus = read_transcript(path)
    assert len(corpus.turns) == len(read_transcript(files / "long.TextGrid").turns)
    assert corpus.issues["message"].str.contains("says it has inf entries").any()


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"name: f\ncodes:\n- id: a\n  name: stra\xdfe \x81\n", "line 4"),
        (b"name: f\ncodes: " + b"[" * 5000, "deep|YAML"),
        (b"name: f\nversion: 2024-99-99\ncodes:\n- {id: a, name: b}\n", "YAML"),
        (b"? [a, b]\n: c\n", "YAML|mapping"),
        (b"\x00\x00\x00", "YAML|mapping"),
    ],
)
def test_a_frame_that_is_none_is_refused_in_words(write, raw, what):
    with pytest.raises(FrameError, match=what):
        read_frame(write("f.yaml", raw))


PEAK = (
    "own = open('/proc/self/status').read() if sys.platform == 'linux' else ''\n"
    "import re, resource\n"
    "peak = re.search(r'VmHWM:\\s*(\\d+)', own)\n"
    "print(peak[1] if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
)
"""Prints the most memory a program held; ``ru_maxrss`` of Linux begins with that of its parent."""


def test_one_cell_at_the_end_of_a_sheet_is_read_in_the_memory_of_a_small_file(write):
    path = write("far.xlsx", book({**TABLE, "XFD1048576": "stray"}))
    program = (
        "import sys\n"
        "from practicelearn.transcripts.loader import read_transcript\n"
        "from practicelearn.transcripts.sheets.files import read_sheet\n"
        "corpus = read_transcript(sys.argv[1])\n"
        "assert corpus.turns['text'].tolist() == ['We were told twice.']\n"
        "assert 'row 1048576: stray' in ' '.join(corpus.issues['text'].dropna())\n"
        "assert read_sheet(sys.argv[1]).attrs['rows'] == [2, 1048576]\n"
        f"{PEAK}"
    )
    assert peak_mb(program, path) < 400


@pytest.mark.slow
def test_a_text_of_95_mb_is_read_within_four_gigabytes(tmp_path):
    path = tmp_path / "long.txt"
    said = "Kay: We asked and nobody wrote it down, so we asked again.\nSam: To us too, twice.\n"
    path.write_text(said * (95 * 2**20 // len(said)))
    program = (
        "import sys\n"
        "from practicelearn.transcripts.loader import read_transcript\n"
        "assert len(read_transcript(sys.argv[1]).turns) > 2_000_000\n"
        f"{PEAK}"
    )
    assert peak_mb(program, path) < 4000


def peak_mb(program, path):
    """What a process of its own took at most; it is held to 8 GB, so that a failure stays one."""
    most = (8 * 2**30,) * 2
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, most),
    )
    assert done.returncode == 0, done.stderr
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return int(done.stdout.splitlines()[-1]) / unit


def test_a_sheet_of_many_wide_rows_is_refused(write):
    n = MOST_CELLS // 16_384 + 2
    rows = "".join(f'<row r="{k}"><c r="XFD{k}"><v>1</v></c></row>' for k in range(1, n + 1))
    raw = rewritten(book(TABLE), SHEET, lambda _: (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows.encode() + b"</sheetData></worksheet>"
    ))  # fmt: skip
    with pytest.raises(TranscriptError, match="spreads over more than 5,000,000 cells"):
        read_transcript(write("wide.xlsx", raw))
    assert len(Book(raw).rows("Sheet", most=2)) == 2


def packed(name, content, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as whole:
        whole.writestr(name, content)
    return out.getvalue()


LAUGHS = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
BOMBS = {
    "bomb.docx": packed("word/document.xml", b" " * (70 << 20)),
    "bomb.xlsx": packed("xl/workbook.xml", b" " * (70 << 20)),
    "bomb.odt": packed("content.xml", b" " * (70 << 20)),
    "laughs.docx": packed("word/document.xml", f"{LAUGHS}<x>&b;</x>"),
    "laughs.xlsx": packed("xl/workbook.xml", f"{LAUGHS}<x>&b;</x>"),
    "laughs.qdpx": packed("project.qde", f"{LAUGHS}<Project>&b;</Project>"),
    "laughs.xml": f"{LAUGHS}<TEI><text>&b;</text></TEI>".encode(),
    "laughs.eaf": f"{LAUGHS}<ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>".encode(),
    "deep.json": b'{"segments":' * 50_000,
    "deep.xml": b"<TEI>" + b"<p>" * 50_000,
    "locked.docx": b"PK\x03\x04" + b"\x00" * 100,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_in_words(write, name):
    with pytest.raises(TranscriptError) as found:
        read_transcript(write(name, BOMBS[name]))
    assert found.value.what


def test_a_project_that_is_a_bomb_is_refused_in_words(write):
    for raw in (BOMBS["laughs.qdpx"], packed("project.qde", b" " * (70 << 20))):
        with pytest.raises(TranscriptError, match=r"refused|entities"):
            read_refi(write("bomb.qdpx", raw))


LINES = "Kay: We were told twice.\nSam: So were we, caf\u00e9.\n"


@pytest.mark.parametrize(
    "raw",
    [
        LINES.encode("utf-16"),
        LINES.encode("utf-16-be"),
        LINES.encode("cp1252"),
        LINES.encode("utf-8-sig"),
        LINES.encode().replace(b" ", b"\x00 "),
        b"\x00" * 5000 + LINES.encode(),
        LINES.encode("utf-32"),
        LINES.encode() + b"\xff\xfe\x00",
        b"Kay: " + b"word " * 400_000,
        b"a" * 2_000_000,
        bytes(random.Random(1).randbytes(20_000)),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".csv", ".vtt", ".srt", ".json", ".rtf", ".cha", ".md"])
def test_odd_bytes_are_read_or_refused_in_words(write, raw, suffix):
    try:
        corpus = read_transcripts([write(f"north{suffix}", raw)])
    except TranscriptError as error:
        assert "met something it does not know" not in error.what
    else:
        assert len(corpus.turns)


def test_what_a_reader_did_not_foresee_is_said_with_the_file_and_what_to_do(write, monkeypatch):
    def fails(raw, hints):
        raise IndexError("list index out of range")

    broken = readers.Reader("text", readers.READERS["text"].sniff, fails, (".txt",))
    monkeypatch.setattr("practicelearn.transcripts.one_file.READERS", {"text": broken})
    with pytest.raises(
        TranscriptError, match=r"north\.txt: its reader \(text\).*IndexError.*Save it"
    ):
        read_transcript(write("north.txt", LINES), format="text")


def test_a_file_of_blanks_alone_has_no_units_in_any_reader():
    for name in ("f4", "zoom-captions", "text", "chat-log"):
        assert readers.READERS[name].read(b"  \n  \n", readers.Hints()).units == []
