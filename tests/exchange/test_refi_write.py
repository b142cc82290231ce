"""What is written is valid, and comes back as it was."""

import re
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import CodingError, PracticelearnError
from practicelearn.exchange import refi_beside, refi_write
from practicelearn.exchange.project import ExchangeError
from practicelearn.exchange.refi_read import read_refi
from practicelearn.exchange.refi_write import PROFILES, write_refi
from practicelearn.study.folder import open_study

FRAME = CodingFrame(
    "Invented", "2025-1",
    (
        Code("desks", "Desks", definition="Places to sit.\nInclude: is a word here",
             include="booking", exclude="chairs", examples=("No desk.",), cues=("desk", "hot desk"),
             colour="#aa0000", source="ours, 2025", verified=False),
        Code("time", "Time & <space>", parent="desks", was=("hours",), scope="wider"),
    ),
    date="2025-05-01", source="invented",
)  # fmt: skip

usual = st.sampled_from("ab c.\n:\t\U0001f642é=字\u00a0'\x0b")
others = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
words = st.text(usual | others, max_size=14)
NO_TURNS = pd.DataFrame(columns=["session_id", "n", "text"], index=pd.Index([], name="turn_id"))


@st.composite
def coded(draw):
    turns, spans, read = [], [], []
    for session in ("2025-n", "s"):
        said = draw(st.lists(st.tuples(st.sampled_from(["P1", "F 1", None]), words), max_size=5))
        for n, (speaker, text) in enumerate(said, start=1):
            turns.append({"turn_id": make_turn_id(session, n), "session_id": session, "n": n,
                          "speaker": speaker, "text": text, "marks": [], "verbatim": True,
                          "start_s": draw(st.none() | st.just(1.5))})  # fmt: skip
    for k in range(draw(st.integers(0, 4)) if turns else 0):
        first = draw(st.integers(0, len(turns) - 1))
        shared = {"coding_id": f"c{k}", "code": draw(st.sampled_from(["desks", "time", "extra"])),
                  "coder": draw(st.sampled_from(["kim", "sam", "ö <&>"])),
                  "origin": draw(st.sampled_from(["human", "imported", "keyword"])),
                  "accepted_by": draw(st.sampled_from([None, "kim"])),
                  "stance": draw(st.sampled_from([None, "for"])),
                  "strength": draw(st.sampled_from([None, 0, 3])),
                  "memo": draw(st.none() | words),
                  "at": draw(st.sampled_from([None, "2025-05-01T09:00:00Z", "May"]))}  # fmt: skip
        for part, turn in enumerate(turns[first : first + draw(st.integers(1, 3))], start=1):
            size = len(turn["text"])
            a = draw(st.integers(0, size))
            b = draw(st.integers(a, size))
            if a == b and size:
                a, b = 0, size
            if a < b:
                spans.append({**shared, "part": part, "turn_id": turn["turn_id"], "start": a,
                              "end": b, "quote": turn["text"][a:b]})  # fmt: skip
    read += [
        {"coder": "kim", "turn_id": turn["turn_id"], "frame_version": "2025-1", "at": None}
        for turn in turns
        if draw(st.booleans())
    ]
    sessions = pd.DataFrame(
        {"year": ["2024-25", None], "site": ["North & East", "\x01"], "further": [3, 4]},
        index=pd.Index(["2025-n", "s"], name="session_id"),
    )
    table = pd.DataFrame(turns).set_index("turn_id") if turns else NO_TURNS
    corpus = Corpus(table, sessions)
    corpus = corpus.with_turns(corpus.turns)
    rows = pd.DataFrame(spans).astype({"strength": "Int64"}) if spans else Codings().spans
    codings = Codings(rows, pd.DataFrame(read) if read else Codings().read, frame=FRAME,
                      held={"2025-1": frozenset(FRAME.ids)})  # fmt: skip
    return corpus, codings


def cells(table, by=()):
    out = table.reset_index().astype(object)
    out = out.where(out.notna(), None)
    rows = out.sort_values(list(by), kind="stable") if by else out
    return rows.drop(columns="index", errors="ignore").to_dict("records")


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(coded(), st.sampled_from(list(PROFILES)))
def test_reading_what_was_written_gives_it_back(tmp_path, schemas, both, profile):
    corpus, codings = both
    path = write_refi(codings, corpus, tmp_path / "x.qdpx", profile=profile)
    with zipfile.ZipFile(path) as packed:
        schemas["project"].assertValid(etree.fromstring(packed.read("project.qde")))
    project = read_refi(path)
    assert cells(project.corpus.turns) == cells(corpus.turns)
    assert cells(project.corpus.sessions) == cells(corpus.sessions)
    by = ("coding_id", "part")
    assert cells(project.codings.spans, by) == cells(codings.spans, by)
    by = ("coder", "turn_id")
    assert cells(project.codings.read, by) == cells(codings.read, by)
    assert project.codings.held == codings.held
    used = [c for c in ("extra",) if c in set(codings.spans["code"])]
    assert project.frame.codes == (*FRAME.codes, *(Code(c, c) for c in used))
    assert replace(project.frame, codes=()) == replace(FRAME, codes=())
    assert project.cases.empty
    assert project.sets.empty
    assert project.notes.empty
    assert not (project.losses["severity"] == "error").any()


@pytest.mark.parametrize("profile", ["nvivo", "maxqda"])
def test_the_sample_study_goes_out_and_back(tmp_path, sample, schemas, profile):
    study = open_study(sample)
    corpus, codings = study.corpus(), study.codings()
    path = write_refi(codings, corpus, tmp_path / "x.qdpx", study.frame(), profile=profile)
    with zipfile.ZipFile(path) as packed:
        root = etree.fromstring(packed.read("project.qde"))
        schemas["project"].assertValid(root)
        texts = [n for n in packed.namelist() if n.endswith(".txt")]
    project = read_refi(path)
    by = ["coding_id", "part"]
    assert cells(project.codings.spans, by) == cells(codings.spans, by)
    assert cells(project.corpus.turns) == cells(corpus.turns)
    assert cells(project.corpus.attendance) == cells(corpus.attendance)
    assert len(texts) == len(corpus.sessions)
    # without our note, as another program would hand it on: the same words, by evidence alone
    stripped = tmp_path / "stripped.qdpx"
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(stripped, "w") as out:
        for name in packed.namelist():
            raw = packed.read(name)
            if name.endswith(".qde"):
                raw = re.sub(rb"<Notes>.*</Notes>", b"", raw, flags=re.DOTALL)
                raw = re.sub(rb'origin="[^"]*"', b"", raw)
                raw = re.sub(rb' name="[^"]*"(?= startPosition)', b"", raw)
            out.writestr(name, raw)
    plain = read_refi(stripped)
    got = plain.codings.spans[["quote", "code", "coder"]].drop_duplicates()
    wanted = codings.spans[["quote", "code", "coder"]].drop_duplicates()
    merged = wanted.merge(got, how="left", indicator=True)
    assert (merged["_merge"] == "both").mean() == 1.0


def test_profiles_count_as_their_programs_do(tmp_path, talk):
    span = {"coding_id": "c", "part": 1, "turn_id": "n:00002", "start": 2, "end": 13,
            "quote": "Hot-desking", "code": "desks", "coder": "kim", "origin": "human"}  # fmt: skip
    codings = Codings(pd.DataFrame([span]), frame=FRAME)
    found = {}
    for profile in PROFILES:
        path = write_refi(codings, talk, tmp_path / f"{profile}.qdpx", profile=profile)
        with zipfile.ZipFile(path) as packed:
            root = etree.fromstring(packed.read("project.qde"))
            selection = next(root.iter("{*}PlainTextSelection"))
            source = next(root.iter("{*}TextSource"))
            name = source.get("plainTextPath").removeprefix("internal://")
            raw = packed.read(f"{PROFILES[profile].folder}/{name}")
        assert selection.get("name") == "Hot-desking"
        found[profile] = (
            int(selection.get("startPosition")), b"\r\n" in raw, source.get("guid").isupper(),
        )  # fmt: skip
    start = len("F1: Tell us about the hot desks.\nP1: x ")
    assert found == {
        "strict": (start, False, True),
        "nvivo": (start + 2, True, False),
        "atlas": (start, False, True),
        "maxqda": (start, True, True),
        "qualcoder": (start, False, True),
    }


@pytest.mark.parametrize("profile", list(PROFILES))
def test_every_object_has_a_user_and_a_date_and_each_coder_a_selection(
    tmp_path, talk, schemas, profile
):
    """What QualCoder 4 needs: it stops at a note without a date."""
    span = {"part": 1, "turn_id": "n:00002", "start": 2, "end": 13, "quote": "Hot-desking",
            "origin": "human"}  # fmt: skip
    rows = [
        {"coding_id": "a", "code": "desks", "coder": "kim", "memo": "ask",
         "at": "2025-05-01T09:00:00Z"},
        {"coding_id": "b", "code": "time", "coder": "kim", "memo": None, "at": None},
        {"coding_id": "c", "code": "desks", "coder": "sam", "memo": None, "at": "May"},
    ]  # fmt: skip
    codings = Codings(pd.DataFrame([span | row for row in rows]), frame=FRAME)
    path = write_refi(codings, talk, tmp_path / "x.qdpx", profile=profile)
    with zipfile.ZipFile(path) as packed:
        root = etree.fromstring(packed.read("project.qde"))
    schemas["project"].assertValid(root)
    users = {u.get("guid"): u.get("name") for u in root.iter("{*}User")}
    stamped = [*root.iter("{*}TextSource", "{*}PlainTextSelection", "{*}Coding", "{*}Note")]
    assert len(stamped) >= 2 + 2 + 3 + 2
    assert {users.get(e.get("creatingUser")) for e in stamped} == {"kim", "sam", "practicelearn"}
    assert {e.get("creationDateTime") for e in stamped} == {"2025-05-01T09:00:00Z"}
    by_coder = [
        (users[s.get("creatingUser")], {users[c.get("creatingUser")] for c in s.iter("{*}Coding")})
        for s in root.iter("{*}PlainTextSelection")
    ]
    assert all(own == {coder} for coder, own in by_coder)
    assert len(by_coder) == (3 if PROFILES[profile].one_each else 2)
    back = read_refi(path)
    by = ["coding_id", "part"]
    assert cells(back.codings.spans, by) == cells(codings.spans, by)
    assert set(back.users["name"]) <= {"kim", "sam"}


def test_codes_of_one_name_are_told_apart_where_a_program_needs_it(tmp_path, talk, schemas):
    codes = (
        Code("pay", "Pay"), Code("more", "Other", "pay"), Code("time", "Time"),
        Code("late", "Other", "time"), Code("late-2", "Other", "time"),
    )  # fmt: skip
    frame = CodingFrame("f", "1", codes)
    path = write_refi(None, talk, tmp_path / "x.qdpx", frame=frame, profile="qualcoder")
    with zipfile.ZipFile(path) as packed:
        root = etree.fromstring(packed.read("project.qde"))
    names = [c.get("name") for c in root.iter("{*}Code")]
    assert names == ["Pay", "Other", "Time", "Other (Time)", "Other (3)"]
    assert read_refi(path).frame.codes == codes


def test_a_project_of_another_program_keeps_what_stands_beside(tmp_path, maker, schemas):
    made = (
        maker().text("North", "P1: We wait for a desk.\nP2: Yes.").code("North", "We wait", "desks")
    )
    g = made.guid
    made.code("North", "desk", "time", user="sam")
    made.extra["before"] = (
        f'<Variables><Variable guid="{g("v")}" name="Beds" typeOfVariable="Integer"/></Variables>'
        f'<Cases><Case guid="{g("k")}" name="Ward"><CodeRef targetGUID="{g("time")}"/>'
        f'<VariableValue><VariableRef targetGUID="{g("v")}"/><IntegerValue>7</IntegerValue>'
        f'</VariableValue><SourceRef targetGUID="{g("North")}"/></Case>'
        f'<Case guid="{g("k2")}" name="Kim"><SelectionRef targetGUID="{g("q")}"/>'
        f'<SelectionRef targetGUID="{g("selection10")}"/></Case></Cases>'
    )
    made.extra["North"] = (
        f'<PlainTextSelection guid="{g("q")}" startPosition="27" endPosition="31">'
        f'<Description>why?</Description><NoteRef targetGUID="{g("n2")}"/></PlainTextSelection>'
    )
    made.extra["after"] = (
        f'<Notes><Note guid="{g("n")}" name="Idea"><PlainTextContent>Ask again.'
        f'</PlainTextContent></Note><Note guid="{g("n2")}"><PlainTextContent>Yes to what?'
        f'</PlainTextContent></Note><Note guid="{g("n3")}"><PlainTextContent>Since May.'
        f"</PlainTextContent></Note></Notes>"
        f'<Links><Link guid="{g("l")}" originGUID="{g("desks")}" targetGUID="{g("time")}" '
        f'direction="OneWay"/><Link guid="{g("l2")}" originGUID="{g("selection10")}" '
        f'targetGUID="{g("n3")}"/></Links><Sets><Set guid="{g("s")}" name="All">'
        f'<MemberSource targetGUID="{g("North")}"/></Set></Sets>'
        f'<Description>A small study.</Description><NoteRef targetGUID="{g("n")}"/>'
    )
    a = read_refi(made.write(tmp_path / "a.qdpx"))
    path = write_refi(a.codings, a.corpus, tmp_path / "b.qdpx", project=a)
    with zipfile.ZipFile(path) as packed:
        schemas["project"].assertValid(etree.fromstring(packed.read("project.qde")))
    b = read_refi(path)
    for table in ("codes", "cases", "variables", "values", "sets", "notes", "links"):
        assert cells(getattr(b, table)) == cells(getattr(a, table)), table
    assert set(b.selections["description"]) == {None, "why?"}
    assert set(b.codings.spans["memo"]) == {None, "Since May."}
    assert set(b.notes["text"]) == {"Ask again.", "Yes to what?", "Since May.", "A small study."}
    assert list(b.cases["selections"])[1] == [g("q"), g("selection10")]
    assert b.guids == a.guids
    assert list(a.values["value"]) == ["7", "7"]


def test_a_long_note_stands_in_a_file_of_its_own(tmp_path, sample, schemas, monkeypatch):
    for module in (refi_beside, refi_write):
        monkeypatch.setattr(module, "LONGEST_INLINE", 1_000)  # as ten million would be
    study = open_study(sample)
    corpus, codings = study.corpus(["2025-north"]), study.codings()
    own = codings.spans[codings.spans["turn_id"].isin(corpus.turns.index)]
    path = write_refi(Codings(own, frame=codings.frame), corpus, tmp_path / "x.qdpx")
    with zipfile.ZipFile(path) as packed:
        root = etree.fromstring(packed.read("project.qde"))
        schemas["project"].assertValid(root)
        assert max(len(t) for t in root.itertext()) < 1_000
    back = read_refi(path)
    assert cells(back.corpus.turns) == cells(corpus.turns)
    assert len(back.codings.spans) == len(own)


def test_a_text_changed_elsewhere_is_read_from_its_labels(tmp_path, talk):
    path = write_refi(None, talk, tmp_path / "x.qdpx")
    changed = tmp_path / "y.qdpx"
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(changed, "w") as out:
        for name in packed.namelist():
            out.writestr(name, packed.read(name).replace(b"supervision", b"supervisor"))
    project = read_refi(changed)
    assert "My supervisor moved again." in set(project.corpus.turns["text"])
    assert any("changed elsewhere" in m for m in project.losses["message"])


def test_nothing_is_written_where_something_is_wrong(tmp_path, talk):
    codings = Codings(pd.DataFrame([{"coding_id": "c", "part": 1, "turn_id": "n:00002", "start": 0,
        "end": 3, "quote": "not", "code": "x", "coder": "kim", "origin": "human"}]))  # fmt: skip
    with pytest.raises(CodingError, match="n:00002"):
        write_refi(codings, talk, tmp_path / "x.qdpx")
    deep = [Code("c0", "c0"), *(Code(f"c{n}", "c", parent=f"c{n - 1}") for n in range(1, 70))]
    with pytest.raises(ExchangeError, match="60 levels"):
        write_refi(None, talk, tmp_path / "x.qdpx", frame=CodingFrame("deep", "1", tuple(deep)))
    with pytest.raises(ExchangeError, match=r"\.qdpx"):
        write_refi(None, talk, tmp_path / "x.zip")
    with pytest.raises(PracticelearnError, match='Did you mean "nvivo"'):
        write_refi(None, talk, tmp_path / "x.qdpx", profile="nvvo")
    assert list(tmp_path.iterdir()) == []
