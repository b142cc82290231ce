"""``import`` and ``export``: other programs' work into a study, and a study out."""

import zipfile

import pandas as pd
import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app


@pytest.fixture
def run():
    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"})
    return lambda *args: runner.invoke(app, [str(a) for a in args])


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Two sessions of the sample as another program's project."""
    study = prac.open_study(prac.sample_path())
    corpus = study.corpus(["2025-north"])
    spans = study.codings().spans
    own = prac.Codings(spans[spans["turn_id"].isin(corpus.turns.index)], frame=study.frame())
    path = tmp_path_factory.mktemp("out") / "theirs.qdpx"
    return prac.exchange.write_refi(own, corpus, path, profile="nvivo")


def passages(spans):
    columns = ["turn_id", "start", "end", "quote", "code", "at"]
    return sorted(map(tuple, spans[columns].astype(str).to_numpy()))


def test_a_project_becomes_a_study_and_goes_out_again(run, project, tmp_path):
    folder = tmp_path / "study"
    refused = run("import", project, folder)
    assert refused.exit_code == 2
    assert "--no-names" in refused.output
    assert not folder.exists()
    shown = run("import", project, folder, "--show")
    assert shown.exit_code == 0, shown.output
    assert not folder.exists()
    done = run("import", project, folder, "--no-names")
    assert done.exit_code == 0, done.output
    study = prac.open_study(folder)
    wanted = prac.exchange.read_refi(project).codings
    assert passages(study.codings().spans) == passages(wanted.spans)
    assert study.codings().issues.empty
    for name in ("a.qdpx", "a.sqlite3", "a.csv", "a.docx", "a.qdc"):
        out = run("export", folder, tmp_path / name, "--waive", "All invented.", "--by", "kim")
        assert out.exit_code == 0, out.output
        assert (tmp_path / name).stat().st_size > 500
    assert "Did you mean" in run("export", folder, tmp_path / "b.qdpx", "--profile", "nvvo").output
    assert run("export", folder, tmp_path / "b.pdf").exit_code == 2


def test_names_are_replaced_and_codings_follow(run, tmp_path):
    quotes = prac.read_transcript(_talk(tmp_path / "north.txt"))
    turn = quotes.turns.index[1]
    text = quotes.turns.loc[turn, "text"]
    start = text.index("ask Tomasz")
    span = {"coding_id": "c1", "part": 1, "turn_id": turn, "start": start, "end": start + 10,
            "quote": "ask Tomasz", "code": "rota", "coder": "../Kim",
            "origin": "human"}  # fmt: skip
    path = prac.exchange.write_refi(prac.Codings(pd.DataFrame([span])), quotes, tmp_path / "x.qdpx")
    done = run("import", path, tmp_path / "study", "--key", tmp_path / "names.key.csv")
    assert done.exit_code == 0, done.output
    spans = prac.open_study(tmp_path / "study").codings().spans
    assert list(spans["coder"]) == ["kim"]
    assert "Tomasz" not in spans["quote"].iloc[0]
    assert spans["quote"].iloc[0].startswith("ask ")
    kept = b"".join(p.read_bytes() for p in (tmp_path / "study").rglob("*") if p.is_file())
    assert b"Tomasz" not in kept


def test_no_name_is_left_anywhere_in_the_study(run, tmp_path):
    """Memos, comments, notes, code names and definitions, variables, documents, coders."""
    name = "Tomasz Marek"
    guid = {k: f"{n:08d}-0000-4000-8000-000000000000" for n, k in enumerate("abcdefghijklmn")}
    said = f"F: How is it?\nP1: The rota, ask {name}.\nF: Go on.\nP1: Tomasz does the rota."
    first, last = said.index("ask"), said.index(name) + len(name)
    xml = f"""<Project xmlns="urn:QDA-XML:project:1.0" name="Round of {name}"><Users>
        <User guid="{guid["a"]}" name="Sarah Whitlock"/><User guid="{guid["b"]}" name="Kim"/>
        </Users><CodeBook><Codes><Code guid="{guid["c"]}" name="ask {name}" isCodable="true">
        <Description>
        What {name} does.\nExamples:\n- {name} again</Description><NoteRef
        targetGUID="{guid["h"]}"/></Code></Codes></CodeBook>
        <Variables><Variable guid="{guid["d"]}" name="Lead" typeOfVariable="Text"/></Variables>
        <Cases><Case guid="{guid["e"]}" name="{name}"><VariableValue><VariableRef
        targetGUID="{guid["d"]}"/><TextValue>{name}</TextValue></VariableValue><SourceRef
        targetGUID="{guid["f"]}"/></Case></Cases>
        <Sources><TextSource guid="{guid["f"]}" name="{name} 2025.docx"><Description>With {name}.
        </Description><PlainTextContent>{said}</PlainTextContent>
        <PlainTextSelection guid="{guid["g"]}" name="{said[first:last]}" startPosition="{first}"
        endPosition="{last}"><Description>{name} again</Description><Coding guid="{guid["i"]}"
        creatingUser="{guid["a"]}"><CodeRef targetGUID="{guid["c"]}"/></Coding></PlainTextSelection>
        <PlainTextSelection guid="{guid["j"]}" startPosition="{first}" endPosition="{last}"
        creatingUser="{guid["b"]}"><Description>Why {name}?</Description></PlainTextSelection>
        <PlainTextSelection guid="{guid["n"]}" name="{name}" startPosition="900" endPosition="999"/>
        </TextSource></Sources>
        <Notes><Note guid="{guid["h"]}" name="On {name}"><PlainTextContent>Meet {name}.
        </PlainTextContent></Note></Notes>
        <Sets><Set guid="{guid["l"]}" name="{name}"/></Sets></Project>"""
    (tmp_path / "x.qde").write_text(xml, encoding="utf-8")
    pd.DataFrame({"name": [name, "Sarah Whitlock"]}).to_csv(tmp_path / "roster.csv", index=False)
    study = tmp_path / "study"
    done = run("import", tmp_path / "x.qde", study, "--key", tmp_path / "names.key.csv",
               "--roster", tmp_path / "roster.csv")  # fmt: skip
    assert done.exit_code == 0, done.output
    for path in study.rglob("*"):
        raw = _texts_of(path) if path.is_file() else b""
        for word in (b"tomasz", b"marek", b"sarah", b"whitlock"):
            assert word not in raw.lower(), path
            assert word not in str(path.relative_to(study)).encode().lower()
    opened = prac.open_study(study)
    spans = opened.codings().spans
    assert spans["quote"].iloc[0].startswith("ask [")
    assert spans["memo"].iloc[0].endswith("again")
    assert list(opened.frame()["ask-person-1"].examples) == [f"{spans['memo'].iloc[0]}"]
    assert spans["code"].iloc[0] == "ask-person-1"
    kept = opened.memos()
    assert set(kept["about"]) == {"span", "session", "code", "study"}  # of a set without a session
    assert "kim" in set(kept["who"])
    assert opened.codings().issues.empty


def _texts_of(path):
    """A file's bytes, those of a packed one unpacked."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return b"".join(packed.read(n) for n in packed.namelist())


def _talk(path):
    path.write_text(
        "F: How is it here?\nSarah Whitlock: The rota is never right, ask Tomasz.\n"
        "F: Go on.\nSarah Whitlock: Tomasz Marek does the rota and nobody checks.\n"
    )
    return path


def test_a_table_of_quotes_joins_a_study(run, project, tmp_path):
    folder = tmp_path / "study"
    assert run("import", project, folder, "--no-names").exit_code == 0
    study = prac.open_study(folder)
    before = len(study.codings())
    turn_id = study.corpus().turns.index[3]
    (tmp_path / "q.csv").write_text(f"turn,code,coder\n{turn_id},{study.frame().ids[0]},Zoe\n")
    done = run("import", tmp_path / "q.csv", folder)
    assert done.exit_code == 0, done.output
    codings = prac.open_study(folder).codings()
    assert len(codings) == before + 1
    assert "zoe" in codings.coders


def test_columns_that_are_not_known_are_told_on_the_command_line(run, project, tmp_path):
    folder = tmp_path / "study"
    assert run("import", project, folder, "--no-names").exit_code == 0
    study = prac.open_study(folder)
    before = len(study.codings())
    turn_id, code = study.corpus().turns.index[3], study.frame().ids[0]
    (tmp_path / "q.csv").write_text(f"Bit,My theme\n{turn_id},{code}\n")
    asked = run("import", tmp_path / "q.csv", folder)
    assert asked.exit_code == 2
    assert '"My theme" (such as' in asked.output
    assert "--columns" in asked.output
    told = ("--columns", "turn_id=Bit", "--columns", "code=My theme")
    done = run("import", tmp_path / "q.csv", folder, *told)
    assert done.exit_code == 0, done.output
    assert len(prac.open_study(folder).codings()) == before + 1
    wrong = run("import", tmp_path / "q.csv", folder, "--columns", "My theme")
    assert "expected OURS=HEAD" in wrong.output


def test_a_harmful_file_leaves_nothing_behind(run, tmp_path):
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../evil.qde", "<Project/>")
    answer = run("import", path, tmp_path / "study", "--no-names")
    assert answer.exit_code == 2
    assert "leads out of the file" in answer.output
    assert [p.name for p in tmp_path.iterdir()] == ["x.qdpx"]
