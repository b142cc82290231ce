"""The account of an import: file, study, and what is printed; nothing is gone without a word."""

import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app
from practicelearn.errors import PracticelearnError
from practicelearn.exchange.account import balance, refuse_unexplained
from practicelearn.exchange.words import n_words
from practicelearn.jobs.balance import account_of_import
from practicelearn.jobs.exchange import keep_import, read_import

from .projects import TALK, Made, g, lines, taken_in, value


@pytest.fixture
def two_people():
    """Two people of one session with different attributes, and a third by her words only."""
    made = Made()
    made.texts["Group 2025"] = TALK
    made.code("Group 2025", TALK.index("No desk"), TALK.index(" by noon"), "desk", note="why?")
    whole = f'<SourceRef targetGUID="{g("Group 2025")}"/>'
    made.cases = (
        f'<Variables><Variable guid="{g("Role")}" name="Role" typeOfVariable="Text">'
        f"<Description>what they do</Description></Variable>"
        f'<Variable guid="{g("Unused")}" name="Unused" typeOfVariable="Text"/></Variables><Cases>'
        f'<Case guid="{g("Pat")}" name="Pat"><Description>loud</Description>'
        f"{value('Role', 'manager')}{whole}</Case>"
        f'<Case guid="{g("Sam")}" name="Sam">{value("Role", "worker")}{whole}</Case>'
        f'<Case guid="{g("Kit")}" name="Kit">{value("Role", "visitor")}'
        f'<SelectionRef targetGUID="{g("Group 20250")}"/></Case></Cases>'
    )
    made.beside = (
        f'<Notes><Note guid="{g("diary")}" name="Diary"><PlainTextContent>Go on.'
        f"</PlainTextContent></Note></Notes><Links><Link "
        f'guid="{g("link")}" name="see" originGUID="{g("desk")}" targetGUID="{g("time")}"/></Links>'
        f'<Sets><Set guid="{g("set")}" name="Round 2025">'
        f'<MemberSource targetGUID="{g("Group 2025")}"/></Set><Set guid="{g("set2")}" name="Main">'
        f'<MemberCode targetGUID="{g("desk")}"/></Set></Sets>'
    )
    return made


def test_every_line_of_the_account_balances_and_is_kept(two_people, tmp_path):
    made = taken_in(two_people.write(tmp_path / "x.qdpx"), tmp_path / "study")
    refuse_unexplained(made.account)
    table = lines(made)
    there = {"documents": 1, "words": n_words(TALK), "codings": 1, "coders": 3, "codes": 2,
             "people": 3, "variables": 2, "values": 3, "sets": 2, "memos": 4, "links": 1,
             "times": 0}  # fmt: skip
    assert table["there"].to_dict() == there
    assert table["here"].drop(["words", "coders", "variables"]).to_dict() == {
        k: v for k, v in there.items() if k not in {"words", "coders", "variables"}
    }
    assert (table["here"]["words"], table["here"]["coders"], table["here"]["variables"]) == (
        10,
        1,
        1,
    )
    kept = pd.read_csv(tmp_path / "study" / "outputs" / "import-account.csv")
    assert list(kept["what"]) == list(made.account["what"])
    event = next(e for e in made.study.decided()[0] if e.kind == "import")
    assert event.payload["account"]["words"] == [n_words(TALK), n_words(TALK) - 10]


def test_words_before_the_first_label_are_listed_with_their_words(two_people, tmp_path):
    made = taken_in(two_people.write(tmp_path / "x.qdpx"), tmp_path / "study")
    lost = made.project.losses
    front = lost[(lost["account"] == "words") & (lost["severity"] == "warning")]
    assert list(front["n"]) == [5]
    assert front["text"].iloc[0] == "Focus group, north\nPresent: five"


def test_people_go_to_their_sheets_and_what_is_theirs_is_no_sessions(two_people, tmp_path):
    made = taken_in(two_people.write(tmp_path / "x.qdpx"), tmp_path / "study")
    corpus = made.study.corpus()
    assert "role" not in corpus.sessions
    people = corpus.people
    assert people["role"].to_dict() == {"pat": "manager", "sam": "worker", "kit": "visitor"}
    assert people.loc["pat", "description"] == "loud"
    present = corpus.attendance.set_index("person_id")["speaker"]
    assert present["kit"] == "P1"  # her words are that speaker's
    assert present[["pat", "sam"]].isna().all()
    assert corpus.sessions["sets"].tolist() == ["Round 2025"]


def test_values_that_contradict_are_listed_and_none_is_taken(tmp_path):
    made = Made()
    made.texts["North"] = "F1: How?\nP1: No desk.\nP1: Again."
    made.cases = (
        f'<Variables><Variable guid="{g("Ward")}" name="Ward" typeOfVariable="Text"/></Variables>'
        f'<Cases><Case guid="{g("a")}">{value("Ward", "East")}'
        f'<SourceRef targetGUID="{g("North")}"/></Case><Case guid="{g("b")}">'
        f'{value("Ward", "West")}<SourceRef targetGUID="{g("North")}"/></Case></Cases>'
    )
    came = taken_in(made.write(tmp_path / "x.qdpx"), tmp_path / "study")
    refuse_unexplained(came.account)
    assert "ward" not in came.study.corpus().sessions
    assert "Ward of north is said to be East and West" in " ".join(came.project.losses["message"])


def test_with_a_key_no_name_of_a_case_is_left_anywhere(tmp_path):
    made = Made()
    made.texts["North"] = "F1: How?\nP1: Oyelaran knows.\nF1: And?\nP1: Yes."
    made.cases = (
        f'<Variables><Variable guid="{g("Boss")}" name="Boss" typeOfVariable="Text"/></Variables>'
        f'<Cases><Case guid="{g("a")}" name="Oyelaran">{value("Boss", "Oyelaran")}'
        f'<SourceRef targetGUID="{g("North")}"/></Case><Case guid="{g("b")}" name="Wren Tully">'
        f'{value("Boss", "Oyelaran")}<SourceRef targetGUID="{g("North")}"/></Case></Cases>'
    )
    file = made.write(tmp_path / "x.qdpx")
    folder = tmp_path / "study"
    came = keep_import(read_import(file, folder), folder, key=tmp_path / "names.key.csv")
    refuse_unexplained(came.account)
    for path in folder.rglob("*"):
        raw = path.read_bytes() if path.is_file() else b""
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                raw = b"".join(map(packed.read, packed.namelist()))
        for word in (b"oyelaran", b"tully"):
            assert word not in raw.lower(), path


def test_times_of_a_transcript_begin_turns(tmp_path):
    made = Made()
    said = "F1: How?\nP1: No desk.\nP1: Again."
    made.texts["empty"] = "F1: So.\nP1: Yes."
    file = made.write(tmp_path / "x.qdpx")
    audio = (
        f'<AudioSource guid="{g("rec")}" name="rec.mp3"><Transcript guid="{g("tr")}" name="rec" '
        f'plainTextPath="internal://{g("tr")}.txt"><SyncPoint guid="{g("s1")}" position="0" '
        f'timeStamp="1500"/><SyncPoint guid="{g("s2")}" position="{said.index("P1")}" '
        f'timeStamp="4000"/><SyncPoint guid="{g("s3")}" position="{said.index("desk")}" '
        f'timeStamp="5000"/></Transcript></AudioSource>'
    )
    with zipfile.ZipFile(file) as packed:
        parts = {n: packed.read(n) for n in packed.namelist()}
    parts["project.qde"] = parts["project.qde"].replace(
        b"</Sources>", audio.encode() + b"</Sources>"
    )
    parts[f"sources/{g('tr')}.txt"] = said.encode()
    with zipfile.ZipFile(file, "w") as packed:
        for name, raw in parts.items():
            packed.writestr(name, raw)
    came = taken_in(file, tmp_path / "study")
    refuse_unexplained(came.account)
    turns = came.study.corpus().turns
    assert list(turns.loc[turns["session_id"] == "rec", "start_s"]) == [1.5, 4.0]
    assert lines(came).loc["times", ["there", "here"]].tolist() == [3, 2]


def test_a_study_that_lost_a_turn_does_not_balance(two_people, tmp_path):
    made = taken_in(two_people.write(tmp_path / "x.qdpx"), tmp_path / "study")

    class Poorer:
        def __getattr__(self, name):
            return getattr(made.study, name)

        def corpus(self):
            whole = made.study.corpus()
            return replace(whole, turns=whole.turns.iloc[:-1])

    account = account_of_import(Poorer(), made.project, folders={"kim": "kim"})
    with pytest.raises(PracticelearnError, match=r"words: .* there, 7 here"):
        refuse_unexplained(account)


def test_a_reader_that_drops_a_line_is_found_out(two_people, tmp_path, monkeypatch):
    """Speech that is in no turn is explained by nothing."""
    from practicelearn.exchange import sources

    keep = sources.lay_out

    def poorer(session_id, reading, turns, *, file=""):
        return keep(session_id, reading, turns[:-1], file=file)

    monkeypatch.setattr(sources, "lay_out", poorer)
    made = taken_in(two_people.write(tmp_path / "x.qdpx"), tmp_path / "study")
    with pytest.raises(PracticelearnError, match="words"):
        refuse_unexplained(made.account)


def test_the_account_is_printed_first_and_the_losses_by_kind(two_people, tmp_path):
    run = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"})
    file = two_people.write(tmp_path / "x.qdpx")
    done = run.invoke(app, ["import", str(file), str(tmp_path / "study"), "--no-names"])
    assert done.exit_code == 0, done.output
    assert done.output.index("What was there") < done.output.index("Lost, or to look at")
    assert "are listed, with their words: outputs/import-losses.csv" in done.output


WORDS = st.text(st.sampled_from("ab e\u0301\u00e9\U0001f642.,:-_1 "), max_size=24)
LINE = st.builds(
    lambda label, time, words: f"{time}{label}{words}",
    st.sampled_from(["P1: ", "P2: ", "F1: ", "", "Title of it", "<v P1>"]),
    st.sampled_from(["", "", "[00:01:02] ", "00:03 "]),
    WORDS,
)


def as_read(project):
    """The account of what was read, before it is written: quick, and the same explanations."""
    here = {
        "documents": len(project.corpus.sessions),
        "words": sum(map(n_words, project.corpus.turns["text"])),
        "codings": project.codings.spans["coding_id"].nunique(),
        "coders": len(project.codings.coders),
        "codes": len(project.frame or ()),
    }
    there = {line: n for line, n in project.there.items() if line in here}
    return balance(there, here, project.losses)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(LINE, min_size=1, max_size=8), min_size=1, max_size=3), st.data())
def test_the_account_of_any_project_balances(tmp_path_factory, documents, data):
    made = Made()
    for n, said in enumerate(documents):
        text = data.draw(st.sampled_from(["\n", "\n\n", "\r\n"])).join(said)
        made.texts[f"D{n}"] = text + "\nP1: The end."
        for _ in range(data.draw(st.integers(0, 3))):
            a = data.draw(st.integers(0, len(text)))
            b = data.draw(st.integers(a, len(text) + 30))
            codes = data.draw(st.lists(st.sampled_from(["desk", "time", "gone"]), max_size=2))
            user = data.draw(st.sampled_from(["kim", "sam", "nobody"]))
            made.code(f"D{n}", a, b, *codes, user=user, note=data.draw(st.sampled_from(["", "so"])))
    path = made.write(tmp_path_factory.mktemp("any") / "x.qdpx")
    refuse_unexplained(as_read(prac.exchange.read_refi(path)))


CASES = ("cases-two-people.qdpx", "preamble.qdpx", "captions.sqlite3", "two-cases.qda",
         "no-private-note.qdpx")  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_account_of_every_case_balances(test_data, tmp_path, name):
    file = test_data.parent / "cases" / "exchange" / name
    if not file.exists():
        pytest.skip(f"{file} is not there")
    made = taken_in(file, tmp_path / "study")
    refuse_unexplained(made.account)
    if name in {"cases-two-people.qdpx", "two-cases.qda"}:
        corpus = made.study.corpus()
        assert "age" not in corpus.sessions
        assert {"44", "61"} <= set(corpus.people["age"])


def test_the_reference_project_balances_without_its_texts(test_data, tmp_path):
    file = test_data / "qda" / "atlas8-reference-project.qdpx"
    source = read_import(file, tmp_path / "study", without_missing=True)
    made = keep_import(source, tmp_path / "study", no_names=True)
    refuse_unexplained(made.account)


def test_a_balance_says_both_sides_and_why():
    losses = pd.DataFrame({"account": ["words", "words"], "n": [2, 1], "message": ["a", "b"]})
    table = balance({"words": 9, "codings": 2}, {"words": 6, "codings": 2}, losses)
    assert table.to_dict("records")[0] == {
        "what": "words", "there": 9, "here": 6, "difference": 3, "explained": 3, "why": "2 a; 1 b",
    }  # fmt: skip
    refuse_unexplained(table)
    with pytest.raises(PracticelearnError, match="words: 9 there, 5 here, 3 explained"):
        refuse_unexplained(balance({"words": 9}, {"words": 5}, losses))
