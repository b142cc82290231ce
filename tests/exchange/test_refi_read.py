"""Projects of other programs come in with every quote intact, and say what they lose."""

import itertools

import pytest

from practicelearn.errors import PracticelearnError, TableError
from practicelearn.exchange.project import ExchangeError, with_year, year_choices
from practicelearn.exchange.refi_read import read_refi

from .conftest import guid

NORTH = "\n".join([
    "F1: How do the desks work? \U0001f642",
    "P1: \U0001f642\U0001f642 There is no desk by noon. I go home.",
    "P2: Caseloads rise, \U0001f600 and nobody asks us.",
    "P1: The time for notes is gone.",
    "P3: I said so last year, and the year before.",
])  # fmt: skip
QUOTES = ["There is no desk by noon.", "Caseloads rise", "nobody asks us.", "The time for notes",
          "I said so last year", "I go home."]  # fmt: skip


def filled(made):
    made.text("North 2025.docx", NORTH)
    for n, quote in enumerate(QUOTES):
        made.code("North 2025.docx", quote, *(("desks", "time") if n == 0 else ("desks",)))
    return made


def quotes(project):
    spans = project.codings.spans
    return sorted(zip(spans["quote"], spans["code"], strict=True))


WANTED = sorted([(q, "hot-desks") for q in QUOTES] + [(QUOTES[0], "time")])


@pytest.mark.parametrize(
    ("unit", "crlf", "counts", "bom"),
    [
        (u, crlf, n, bom)
        for u, (crlf, n), bom in itertools.product(
            ("code point", "UTF-16"), ((False, 2), (True, 1), (True, 2)), (False, True)
        )
    ],
)
def test_however_a_program_counts_every_selection_has_the_right_words(
    tmp_path, maker, unit, crlf, counts, bom
):
    made = maker("no name", unit=unit, crlf=crlf, crlf_counts=counts, bom=bom)
    project = read_refi(filled(made).write(tmp_path / "x.qdpx"))
    assert quotes(project) == WANTED
    chosen = project.evidence[project.evidence["chosen"].astype(bool)]
    assert list(chosen["unit"]) == [unit]
    assert not crlf or list(chosen["crlf"]) == [counts]
    assert list(chosen["n_clean"]) == [6]
    others = project.evidence[project.evidence["unit"] != unit]
    assert (others["score"] < chosen["score"].iloc[0]).all()
    turns = project.corpus.turns
    for row in project.codings.spans.itertuples():
        assert turns.loc[row.turn_id, "text"][row.start : row.end] == row.quote


def test_one_project_of_both_builds_of_a_program_has_the_same_ranges_and_codes(tmp_path, maker):
    windows = maker("NVivo 12", unit="UTF-16", crlf=True, bom=True, folder="Sources", one_each=True)
    mac = maker("NVivo Mac", unit="UTF-16")
    mac.more_parts = {"sources/.root": b"", "__MACOSX/sources/._x.txt": b"\x00"}
    a = read_refi(filled(windows).write(tmp_path / "w.qdpx"))
    b = read_refi(filled(mac).write(tmp_path / "m.qdpx"))
    columns = ["turn_id", "start", "end", "quote", "code", "coder"]
    tables = [p.codings.spans[columns].sort_values(columns).reset_index(drop=True) for p in (a, b)]
    assert tables[0].equals(tables[1])
    assert len(a.selections) == 7
    assert len(b.selections) == 6
    assert not (b.losses["what"] == "file").any()


def test_who_counts_as_coder_is_a_choice(tmp_path, maker):
    made = maker().text("n", "P1: We wait. We wait.\nP2: No.")
    path = made.code("n", "We wait.", "desks", user="kim", by="sam").write(tmp_path / "x.qdpx")
    assert list(read_refi(path).codings.spans["coder"]) == ["kim"]
    assert list(read_refi(path, coder="selection").codings.spans["coder"]) == ["sam"]
    with pytest.raises(PracticelearnError, match='Did you mean "selection"'):
        read_refi(path, coder="selecton")


def test_speakers_are_read_and_a_coded_label_is_listed(tmp_path, maker):
    made = filled(maker())
    made.code("North 2025.docx", "P2:", "time")
    project = read_refi(made.write(tmp_path / "x.qdpx"))
    assert list(project.corpus.turns["speaker"]) == ["F1", "P1", "P2", "P1", "P3"]
    lost = project.losses[project.losses["what"] == "selection"].iloc[0]
    assert "a speaker's label" in lost["message"]
    assert lost["text"] == "P2:"
    assert len(project.codings) == 7


def test_reading_is_never_assumed(tmp_path, maker):
    project = read_refi(filled(maker()).write(tmp_path / "x.qdpx"))
    assert project.codings.read.empty
    assert (project.losses["what"] == "reading").sum() == 1


def test_a_selection_without_code_is_kept_with_its_comment(tmp_path, maker):
    made = filled(maker())
    made.extra["North 2025.docx"] = (
        f'<PlainTextSelection guid="{made.guid("c")}" startPosition="4" endPosition="9">'
        "<Description>look here</Description></PlainTextSelection>"
    )
    project = read_refi(made.write(tmp_path / "x.qdpx"))
    kept = project.selections[project.selections["status"] == "comment"].iloc[0]
    assert (kept["description"], kept["words"]) == ("look here", "How d")
    assert "look here" in set(project.losses["text"])


def test_positions_outside_of_the_text_are_an_error_with_line(tmp_path, maker):
    made = filled(maker())
    made.extra["North 2025.docx"] = (
        f'<PlainTextSelection guid="{made.guid("c")}" startPosition="4" endPosition="99999">'
        f'<Coding guid="{made.guid("d")}"><CodeRef targetGUID="{made.guid("time")}"/></Coding>'
        "</PlainTextSelection>"
    )
    project = read_refi(made.write(tmp_path / "x.qdpx"))
    lost = project.losses[project.losses["severity"] == "error"]
    assert list(lost["message"].str.contains("4 to 99999")) == [True]
    assert "time" in lost["message"].iloc[0]


def test_sets_names_and_variables_offer_the_year(tmp_path, maker):
    made = maker(upper=True)
    for name in ("North", "South"):
        made.text(name, "P1: We wait for a desk.\nP2: Yes.").code(name, "We wait", "desks")
    g = made.guid
    case = (
        '<Case guid="{}"><VariableValue><VariableRef targetGUID="{}"/><TextValue>{}</TextValue>'
        '</VariableValue><SourceRef targetGUID="{}"/></Case>'
    )
    made.extra["before"] = (
        f'<Variables><Variable guid="{g("v")}" name="Round" typeOfVariable="Text"/></Variables>'
        "<Cases>"
        + case.format(g("k1"), g("v"), "2023-24", "{" + g("North").lower() + "}")
        + case.format(g("k2"), g("v"), "2024-25", g("South"))
        + "</Cases>"
    )
    made.extra["after"] = (
        f'<Sets><Set guid="{g("s")}" name="Groups 2024"><MemberSource targetGUID="{g("North")}"/>'
        f'</Set><Set guid="{g("s2")}" name="2025"><MemberSource targetGUID="{g("North")}"/>'
        "</Set></Sets>"
    )
    project = read_refi(made.write(tmp_path / "x.qdpx"))
    choices = year_choices(project).set_index("choice")
    assert choices.loc["variable: Round", "n_sessions"] == 2
    assert choices.loc["sets", "n_conflicts"] == 1
    dated = with_year(project, "variable: Round")
    assert list(dated.corpus.sessions["year"]) == ["2023-24", "2024-25"]
    assert list(read_refi(project.path, year="variable: Round").corpus.years) == [
        "2023-24", "2024-25",
    ]  # fmt: skip
    with pytest.raises(TableError, match='session "north" more than one round'):
        with_year(project, "sets")
    assert any("year_choices" in m for m in project.losses["message"])


def test_older_namespaces_odd_colours_and_order_are_read(tmp_path, maker):
    made = filled(maker("ATLAS.ti 9"))
    xml = made.xml().replace("urn:QDA-XML:project:1.0", "urn:QDA-XML:project:0:4")
    xml = xml.replace(' origin="ATLAS.ti 9"', "").replace(
        'name="Time" isCodable="true"', 'name="Time" isCodable="True" color="red"'
    )
    start, end = xml.index("<Users>"), xml.index("</Users>") + 8
    xml = xml[:start] + xml[end:-10] + xml[start:end] + "<Sets/><Variables/></Project>"
    project = read_refi(made.write(tmp_path / "x.qdpx", xml))
    assert quotes(project) == WANTED
    assert project.codings.coders == ["kim"]
    assert any('"red"' in m for m in project.losses["message"])


def test_flat_codes_of_atlas_are_put_below_their_group(tmp_path, maker):
    made = maker("ATLAS.ti 8").text("n", "P1: Wait.\nP2: No.")
    made.codes = [("g", "Tools", None), ("h", "Tools::Laptops", None)]
    frame = read_refi(made.code("n", "Wait.", "h").write(tmp_path / "x.qdpx")).frame
    assert [(c.name, c.parent) for c in frame.codes] == [("Tools", None), ("Laptops", "tools")]


def test_a_tie_is_decided_by_the_program_and_said(tmp_path, maker):
    # no word border tells: letters only, and a range on which the ways of counting differ
    made = maker("NVivo 12", unit="UTF-16").text("n", "P1: \U0001f642" + "字" * 40 + "\nP2: 字")
    made.selections.append(("n", 8, 12, ("desks",), "kim", "kim"))
    project = read_refi(made.write(tmp_path / "x.qdpx"))
    assert project.selections["start"].iloc[0] == 8
    assert "Look at a few quotes" in " ".join(project.losses["message"])


@pytest.mark.parametrize("counts", [1, 2])
def test_repeated_short_words_that_fit_both_line_ends_are_never_surely_one_of_them(
    tmp_path, maker, counts
):
    # two line ends before it: counted the other way it stands two characters, one word, further on
    said = "P1: Yes.\nP2: No.\nP1: u v w" if counts == 2 else "P1: Yes.\nP2: No.\nP1: t u v w"
    made = maker("ATLAS.ti 24", crlf=True, crlf_counts=counts).text("n", said)
    project = read_refi(made.code("n", "u v", "desks").write(tmp_path / "x.qdpx"))
    assert project.losses["what"].tolist().count("positions") == 1
    [told] = project.losses.loc[project.losses["what"] == "positions", "message"]
    assert "could be counted in several ways" in told


def test_a_third_selection_that_fits_one_way_only_makes_it_sure(tmp_path, maker):
    made = maker("ATLAS.ti 24", crlf=True, crlf_counts=2)
    made.text("n", "P1: Yes.\nP2: No.\nP1: u v w\nP2: Nobody has a desk by noon.")
    made.code("n", "u v", "desks").code("n", "Nobody has", "desks").code("n", "by noon.", "desks")
    project = read_refi(made.write(tmp_path / "x.qdpx"))
    assert project.selections["words"].tolist() == ["u v", "Nobody has", "by noon."]
    assert "positions" not in project.losses["what"].tolist()


def test_a_bare_project_file_reads_the_sources_beside_it(tmp_path, maker):
    import zipfile

    path = filled(maker()).write(tmp_path / "x.qdpx")
    with zipfile.ZipFile(path) as packed:
        packed.extractall(tmp_path / "open")
    assert quotes(read_refi(tmp_path / "open" / "project.qde")) == WANTED


class TestHostile:
    def refused(self, path, match, **options):
        before = sorted(path.parent.rglob("*"))
        with pytest.raises(ExchangeError, match=match) as caught:
            read_refi(path, **options)
        assert str(caught.value).startswith(path.name)
        assert sorted(path.parent.rglob("*")) == before

    def test_a_packed_name_that_leads_out_is_refused(self, tmp_path, maker):
        made = filled(maker())
        made.more_parts["../../evil.txt"] = b"x"
        self.refused(made.write(tmp_path / "x.qdpx"), "leads out of the file")

    def test_a_source_named_outside_is_refused(self, tmp_path, maker):
        made = filled(maker())
        xml = made.xml().replace("internal://", "internal://../../")
        self.refused(made.write(tmp_path / "x.qdpx", xml), "outside of the project")

    def test_a_bomb_is_refused(self, tmp_path, maker):
        made = filled(maker())
        del made.texts["North 2025.docx"]
        xml = filled(maker()).xml()
        made.more_parts[f"sources/{guid('North 2025.docx')}.txt"] = b"0" * (65 << 20)
        path = made.write(tmp_path / "x.qdpx", xml)
        assert path.stat().st_size < 200_000
        self.refused(path, "unpacks to more than 64 MB")

    def test_entities_are_refused(self, tmp_path, maker):
        made = filled(maker())
        doctype = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]>'
        xml = made.xml().replace("?>", "?>" + doctype, 1)
        self.refused(made.write(tmp_path / "x.qdpx", xml), "entities")

    def test_codes_nested_without_end_are_refused(self, tmp_path, maker):
        made = filled(maker())
        deep = f'<Code guid="{made.guid("z")}" name="z" isCodable="true">' * 100_000
        xml = made.xml().replace("<Codes>", "<Codes>" + deep + "</Code>" * 100_000)
        self.refused(made.write(tmp_path / "x.qdpx", xml), "256 levels")

    def test_a_missing_source_is_named_or_listed_with_its_codings(self, tmp_path, maker):
        made = filled(maker())
        xml = made.xml()
        made.texts.clear()
        path = made.write(tmp_path / "x.qdpx", xml)
        self.refused(path, "North 2025.docx")
        project = read_refi(path, missing="list")
        assert (project.losses["what"] == "selection").sum() == 6
        assert project.corpus.turns.empty

    @pytest.mark.parametrize("raw", [b"", b"PK\x03\x04broken", b"plain words", b"<Project>"])
    def test_what_is_no_project_is_said_to_be_none(self, tmp_path, raw):
        path = tmp_path / "x.qdpx"
        path.write_bytes(raw)
        self.refused(path, "neither|damaged")

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(ExchangeError, match="no such file"):
            read_refi(tmp_path / "no.qdpx")


def test_the_reference_project_names_what_is_missing(test_data):
    """The shared copy holds no texts: every selection is listed, and no word is invented."""
    project = read_refi(test_data / "qda" / "atlas8-reference-project.qdpx", missing="list")
    assert len(project.frame) == 14
    assert (project.losses["what"] == "selection").sum() == 8
