"""What exporters really write, one twin a quirk: every selection with the right words."""

import io

import docx
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicelearn.exchange.project import ExchangeError
from practicelearn.exchange.refi_read import read_refi

from .conftest import Maker, guid

TALK = "F1: How is it?\nP1: There is no desk \U0001f642 by noon.\nP2: I hold thirty."


def talk(**options):
    made = Maker(**options).text("North", TALK)
    return made.code("North", "no desk \U0001f642 by", "desks").code("North", "thirty", "time")


WANTED = {("no desk \U0001f642 by", "hot-desks"), ("thirty", "time")}


def found(project):
    spans = project.codings.spans
    return set(zip(spans["quote"], spans["code"], strict=True))


def note(name, inner="", **attributes):
    more = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return f'<Note guid="{guid(name)}" name="{name}"{more}>{inner}</Note>'


def word(*paragraphs):
    document, raw = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(raw)
    return raw.getvalue()


lines = st.lists(
    st.tuples(
        st.sampled_from(["F1: ", "P1: ", "", "P2: "]),
        st.lists(
            st.sampled_from(
                [
                    "we",
                    "wait",
                    "café",
                    "été",
                    "desk,",
                    "🙂",
                    "👩\u200d💻",
                    "no.",
                    "字",
                    "don’t",
                    "\xa0",
                ]
            ),
            min_size=1,
            max_size=9,
        ),
    ),
    min_size=3,
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines, st.data())
def test_in_any_text_every_selection_has_its_words(tmp_path, said, data):
    unit, origin = data.draw(
        st.sampled_from([("UTF-16", "NVivo 14"), ("code point", "ATLAS.ti 24")]), label="program"
    )
    crlf, bom = data.draw(st.booleans()), data.draw(st.booleans())
    counts = data.draw(st.sampled_from([1, 2])) if origin.startswith("ATLAS") else 2
    made = Maker(origin, unit=unit, crlf=crlf, bom=bom, crlf_counts=counts, named=counts == 1)
    text = "\n".join(label + " ".join(words) for label, words in said)
    made.text("n", text)
    borders = [n for n in range(len(text) + 1) if text[n - 1 : n].isspace() or n in {0, len(text)}]
    for _ in range(data.draw(st.integers(1, 12))):
        a, b = sorted((data.draw(st.sampled_from(borders)), data.draw(st.sampled_from(borders))))
        b = a + len(text[a:b].rstrip())
        if text[a:b].strip() and not text[a].isspace():  # a leading blank tells nothing
            made.selections.append(("n", a, b, ("desks",), "kim", "kim"))
    project = read_refi(made.write(tmp_path / "x.qdpx"))
    want = ["".join(text[a:b].split()) for _, a, b, *_ in made.selections]
    got = ["".join((w or "").split()) for w in project.selections["words"]]
    sure = not (project.losses["what"] == "positions").any()
    assert got == want or not sure


@pytest.mark.parametrize("folder", ["sources", "Sources", "SOURCES"])
@pytest.mark.parametrize("name", ["project.qde", "Project.qde", "My study.qde"])
def test_folders_and_project_files_of_any_name(tmp_path, folder, name):
    made = talk(origin="ATLAS.ti 26", folder=folder)
    made.more_parts = {f"{folder}/.root": b"", "__MACOSX/._project.qde": b"x", "empty/": b""}
    path = made.write(tmp_path / "x.qdpx", qde=name)
    assert found(read_refi(path)) == WANTED


@pytest.mark.parametrize("namespace", ["urn:QDA-XML:project:1:0", "urn:QDA-XML:project:0:4", None])
def test_identifiers_in_any_case_with_braces_and_any_namespace(tmp_path, namespace):
    made = talk()
    xml = made.xml()
    xml = xml.replace(f'targetGUID="{guid("time")}"', f'targetGUID="{{{guid("time").upper()}}}"')
    xml = xml.replace(f'creatingUser="{guid("kim")}"', f'creatingUser="{{{guid("kim").upper()}}}"')
    ours = ' xmlns="urn:QDA-XML:project:1.0"'
    xml = xml.replace(ours, f' xmlns="{namespace}"' if namespace else "")
    project = read_refi(made.write(tmp_path / "x.qdpx", xml))
    assert found(project) == WANTED
    assert project.codings.coders == ["kim"]


def test_identifiers_that_repeat_and_equal_ranges_are_told_apart_and_merged(tmp_path):
    made = Maker(one_each=True).text("n", "P1: We wait. We go.")
    made.code("n", "We wait.", "desks", "time").code("n", "We wait.", "desks")
    made.code("n", "We go.", "desks").code("n", "We wait.", "desks", user="sam")
    xml = made.xml()
    for k in range(4):  # every coding and selection under one name
        for code in ("desks", "time"):
            xml = xml.replace(guid(f"coding{k}{code}"), guid("coding"))
        for m in (0, 1):
            xml = xml.replace(guid(f"selection{k}{m}"), guid("selection"))
    spans = read_refi(made.write(tmp_path / "x.qdpx", xml)).codings.spans
    assert sorted(zip(spans["quote"], spans["code"], spans["coder"], strict=True)) == [
        ("We go.", "hot-desks", "kim"), ("We wait.", "hot-desks", "kim"),
        ("We wait.", "hot-desks", "sam"), ("We wait.", "time", "kim"),
    ]  # fmt: skip
    assert spans["coding_id"].nunique() == 4


def test_annotations_that_are_notes_of_their_own_file_are_kept_with_their_passage(tmp_path):
    made = talk(origin="NVivo 12", unit="UTF-16", folder="Sources")
    ends = {"a": "There", "b": "I hold"}
    made.extra["North"] = "".join(
        f'<PlainTextSelection guid="{guid(k)}" name="" startPosition="{made.at(TALK, at)}" '
        f'endPosition="{made.at(TALK, at + len(w))}"><Description /></PlainTextSelection>'
        for k, w in ends.items()
        for at in [TALK.index(w)]
    )
    path_a = f"internal://{guid('na')}.txt"
    path_b = f"internal://{guid('nb')}.docx"
    made.extra["after"] = (
        f"<Notes>{note('na', '<Description />', plainTextPath=path_a)}"
        f"{note('nb', richTextPath=path_b)}</Notes><Links>"
        f'<Link guid="{guid("l1")}" originGUID="{guid("a")}" targetGUID="{guid("na")}"/>'
        f'<Link guid="{guid("l2")}" originGUID="{guid("nb")}" targetGUID="{guid("selection00")}"/>'
        "</Links>"
    )
    made.more_parts = {
        f"Sources/{guid('na')}.txt": "\ufeffAsk again\r\nin May.".encode(),
        f"Sources/{guid('nb')}.docx": word("Told twice."),
    }
    project = read_refi(made.write(tmp_path / "x.qdpx"))
    assert found(project) == WANTED
    memos = project.codings.spans.set_index("code")["memo"]
    assert (memos["hot-desks"], memos["time"]) == ("Told twice.", None)
    comments = project.selections[project.selections["status"] == "comment"]
    assert list(comments["words"]) == ["There", "I hold"]
    lost = project.losses[project.losses["what"] == "selection"]
    assert set(lost["text"]) == {"Ask again\nin May.", None}
    assert [n[0].split(":")[0] for n in project.notes["about"]] == ["selection", "selection"]


def test_books_to_depth_seven_with_parents_that_cannot_be_given(tmp_path):
    made = Maker("NVivo 12").text("n", "P1: We wait.")
    made.codes = [("c0", "Level 0", None)]
    made.codes += [(f"c{k}", f"Level {k}", f"c{k - 1}") for k in range(1, 8)]
    xml = made.code("n", "We wait.", "c7").xml()
    xml = xml.replace('name="Level 0" isCodable="true"', 'name="Level 0" isCodable="false"')
    book = f'<Sets><Set guid="{guid("s")}" name="Group"><MemberCode targetGUID="{guid("c7")}"/>'
    xml = xml.replace("</CodeBook>", f"{book}</Set></Sets></CodeBook>")
    project = read_refi(made.write(tmp_path / "x.qdpx", xml))
    assert [c.parent for c in project.frame.codes] == [None, *(f"level-{k}" for k in range(7))]
    assert dict(zip(project.codes["code"], project.codes["codable"], strict=True)) == {
        f"level-{k}": k > 0 for k in range(8)
    }
    assert list(project.sets["codes"]) == [["level-7"]]
    assert {c.colour for c in project.frame.codes} == {None}


def test_a_case_that_shares_its_name_with_a_code_is_kept_as_both(tmp_path):
    made = talk(origin="NVivo 12")
    made.extra["before"] = (
        f'<Cases><Case guid="{guid("desks")}" name="Ward"><SelectionRef '
        f'targetGUID="{guid("selection00")}"/></Case></Cases>'
    )
    project = read_refi(made.write(tmp_path / "x.qdpx"))
    assert found(project) == WANTED
    assert list(project.cases["name"]) == ["Ward"]
    assert any("also a case" in m for m in project.losses["message"])


def test_variables_of_documents_come_from_nameless_cases_and_from_within_sources(tmp_path):
    made = talk(origin="MAXQDA 24", upper=True)
    g = made.guid
    value = '<VariableValue><VariableRef targetGUID="{}"/>{}</VariableValue>'
    names = ("Site", "Beds", "Open", "Day", "Empty")
    made.extra["before"] = (
        "<Variables>"
        + "".join(f'<Variable guid="{g(n)}" name="{n}" typeOfVariable="Text"/>' for n in names)
        + f'</Variables><Cases><Case guid="{g("k")}">'
        + value.format(g("Site"), "<TextValue>East</TextValue>")
        + value.format(g("Beds"), "<IntegerValue>12</IntegerValue>")
        + value.format(g("Empty"), "")
        + f'<SourceRef targetGUID="{g("North")}"/></Case></Cases>'
    )
    made.extra["North"] = value.format(g("Open"), "<BooleanValue>true</BooleanValue>")
    made.extra["North"] += value.format(g("Day"), "<DateValue>2025-03-01</DateValue>")
    project = read_refi(made.write(tmp_path / "x.qdpx"))
    row = project.corpus.sessions.loc["north"]
    assert [row[n.lower()] for n in names] == ["East", "12", "true", "2025-03-01", None]


def test_pages_pictures_and_recordings_give_their_text_or_are_listed(tmp_path):
    pair, alone, scene = guid("pair"), guid("alone"), guid("scene")

    def coding(name, code):
        ref = f'<CodeRef targetGUID="{guid(code)}"/>'
        return f'<Coding guid="{guid(name)}" creatingUser="{guid("kim")}">{ref}</Coding>'

    def page(name, inner):
        at = 'page="0" firstX="1" firstY="1" secondX="2" secondY="2"'
        return f'<PDFSelection guid="{name}" {at}>{inner}</PDFSelection>'

    said = "P1: We wait.\nP2: We go."
    figure = "<PlainTextContent>a figure</PlainTextContent>"
    figure = f'<Representation guid="{guid("r1")}">{figure}</Representation>'
    text = (
        f'<PDFSource guid="{guid("pdf")}" name="Minutes.pdf" path="internal://m.pdf">'
        f"{page(pair, coding('p1', 'desks'))}"
        f"{page(alone, figure + coding('p2', 'time'))}"
        f'<Representation guid="{guid("r0")}" plainTextPath="internal://m.txt"><PlainTextSelection '
        f'guid="{pair}" startPosition="4" endPosition="12">{coding("p3", "desks")}'
        "</PlainTextSelection></Representation></PDFSource>"
        f'<PictureSource guid="{guid("pic")}" name="Wall.png"><PictureSelection guid="{scene}" '
        f'name="a door" firstX="1" firstY="1" secondX="2" secondY="2">{coding("p4", "time")}'
        "</PictureSelection></PictureSource>"
        f'<AudioSource guid="{guid("au")}" name="South.mp3"><Transcript guid="{guid("tr")}" '
        f'plainTextPath="internal://t.txt"><SyncPoint guid="{guid("s1")}" timeStamp="0" '
        f'position="17"/><SyncPoint guid="{guid("s2")}" timeStamp="9" position="23"/>'
        f'<TranscriptSelection guid="{guid("ts")}" fromSyncPoint="{guid("s1").upper()}" '
        f'toSyncPoint="{guid("s2")}">{coding("p5", "time")}</TranscriptSelection></Transcript>'
        f'<AudioSelection guid="{guid("as")}" begin="1" end="2">{coding("p6", "desks")}'
        "</AudioSelection></AudioSource>"
    )
    made = Maker("ATLAS.ti 8.4").text("North", TALK)
    made.more_parts = {"sources/m.pdf": b"%PDF", "sources/m.txt": said.encode(),
                       "sources/t.txt": said.encode()}  # fmt: skip
    project = read_refi(
        made.write(tmp_path / "x.qdpx", made.xml().replace("</Sources>", text + "</Sources>"))
    )
    assert found(project) == {("We wait.", "hot-desks"), ("We go.", "time")}
    assert list(project.corpus.sessions.index) == ["north", "minutes", "south"]
    said = {(r.what, r.text) for r in project.losses.itertuples()}
    assert {("PDFSelection", "a figure"), ("PictureSelection", "a door")} < said
    assert {what for what, _ in said} >= {"PictureSource", "AudioSelection"}


def test_positions_count_in_the_plain_text_beside_a_word_file(tmp_path):
    made = talk(origin="NVivo 12", unit="UTF-16", crlf=True, bom=True, folder="Sources")
    made.code("North", "I hold", "desks")
    xml = made.xml().replace(
        "plainTextPath=", f'richTextPath="internal://{guid("w")}.docx" plainTextPath='
    )
    made.more_parts = {f"Sources/{guid('w')}.docx": word("A header", *TALK.split("\n"))}
    project = read_refi(made.write(tmp_path / "x.qdpx", xml))
    assert found(project) == WANTED | {("I hold", "hot-desks")}
    assert not (project.losses["severity"] != "note").any()
    bare = made.write(tmp_path / "y.qdpx", xml.replace(".txt", ".no.txt"))
    lost = read_refi(bare, missing="list").losses
    assert (lost["what"] == "selection").sum() == 3
    assert lost["message"].str.contains("only formatted text is there").any()


@pytest.mark.parametrize("kind", ["inline", "relative", "relative below", "absolute"])
def test_texts_within_the_project_beside_it_or_nowhere(tmp_path, kind):
    made = talk()
    xml, file = made.xml(), f"{guid('North')}.txt"
    made.texts.clear()
    if kind == "inline":
        xml = xml.replace(
            f'plainTextPath="internal://{file}">', f"><PlainTextContent>{TALK}</PlainTextContent>"
        )
    else:
        xml = xml.replace("internal://", f"{kind.split()[0]}:///")
        folder = tmp_path / ("media" if "below" in kind else "")
        folder.mkdir(exist_ok=True)
        (folder / file).write_text(TALK, encoding="utf-8")
    path = made.write(tmp_path / "x.qdpx", xml)
    if kind == "absolute":
        with pytest.raises(ExchangeError, match="North"):
            read_refi(path)
    else:
        assert found(read_refi(path)) == WANTED


def test_a_selection_that_ends_behind_the_text_ends_with_it(tmp_path):
    made = talk()
    xml = made.xml().replace(f'endPosition="{len(TALK) - 1}"', f'endPosition="{len(TALK) + 1}"')
    project = read_refi(made.write(tmp_path / "x.qdpx", xml))
    assert found(project) == {("no desk \U0001f642 by", "hot-desks"), ("thirty.", "time")}
    assert any("ended behind the text" in m for m in project.losses["message"])


def test_descriptions_of_the_project_and_of_sources_are_notes(tmp_path):
    made = talk()
    made.extra["North"] = "<Description>A wet day.</Description>"
    made.extra["after"] = "<Description>All of it.</Description>"
    notes = read_refi(made.write(tmp_path / "x.qdpx")).notes
    assert dict(zip(notes["text"], (a[0] for a in notes["about"]), strict=True)) == {
        "All of it.": "project:", "A wet day.": "session:north",
    }  # fmt: skip


def test_a_long_project_is_read_without_going_through_it_again_and_again(tmp_path):
    text = "\n".join(f"P{k % 4}: turn {k} \U0001f642 says little" for k in range(400))
    made = Maker("NVivo 14", unit="UTF-16", crlf=True, bom=True, one_each=True)
    for s in range(3):
        made.text(f"s{s}", text)
        for k in range(0, 400, 2):
            made.code(f"s{s}", f"turn {k} ", "desks", "time")
    project = read_refi(made.write(tmp_path / "x.qdpx"))
    assert len(project.codings) == 3 * 200 * 2
    assert isinstance(project.selections, pd.DataFrame)
    assert set(project.selections["status"]) == {"placed"}
