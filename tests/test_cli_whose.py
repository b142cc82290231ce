"""Whose coding counts, and what was read: a file of another program in, the printed sentence out.

Studies are invented: in each group five people speak, and so many of them raise a code.
"""

import json
import shutil
import sqlite3
import uuid

import pandas as pd
import pytest
from typer.testing import CliRunner

import practicelearn as prac
from planned_before import planned
from practicelearn.cli import app

PHRASE = {
    "desks": "There is never a free desk by noon",
    "pay": "The pay does not keep up with rent",
    "tools": "The case system is down every week",
}
UNREAD = "what was read is not on record, so what is coded counts as “at least”"
STEP = "python -m practicelearn read STUDY --coder"


def said_in(name, raised):
    """The lines of a session: (speaker, words, code)."""
    lines = [("F", f"How was the year for you all in {name}?", None)]
    for k in range(5):
        lines.append((f"P{k}", f"It was a long winter, says person {k} of {name}.", None))
        lines += [
            (f"P{k}", f"{PHRASE[code]}, says person {k} of {name}.", code)
            for code, n in raised.items()
            if k < n
        ]
    return lines


def talk(lines):
    return "\n".join(f"{who}: {words}" for who, words, _ in lines)


def guid(name):
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def qde(path, sessions, *, user="Kim", origin="NVivo 14"):
    """A REFI-QDA project: sessions is name -> what was raised, and coded by the user."""
    texts = ""
    for name, raised in sessions.items():
        lines = said_in(name, raised)
        text = talk(lines)
        marks = ""
        for n, (_, words, code) in enumerate(lines):
            if code is None:
                continue
            at = text.index(words)
            marks += (
                f'<PlainTextSelection guid="{guid(f"s{name}{n}")}" startPosition="{at}" '
                f'endPosition="{at + len(words)}"><Coding guid="{guid(f"c{name}{n}")}" '
                f'creatingUser="{guid(user)}"><CodeRef targetGUID="{guid(code)}"/></Coding>'
                "</PlainTextSelection>"
            )
        texts += (
            f'<TextSource guid="{guid(name)}" name="{name}.docx">'
            f"<PlainTextContent>{text}</PlainTextContent>{marks}</TextSource>"
        )
    codes = "".join(f'<Code guid="{guid(c)}" name="{c}" isCodable="true"/>' for c in PHRASE)
    path.write_text(
        f'<Project xmlns="urn:QDA-XML:project:1.0" name="Invented" origin="{origin}"><Users>'
        f'<User guid="{guid(user)}" name="{user}"/></Users><CodeBook><Codes>{codes}</Codes>'
        f"</CodeBook><Sources>{texts}</Sources></Project>",
        encoding="utf-8",
    )
    return path


def docx_comments(path, sessions, *, user="Kim"):
    import docx

    ((name, raised),) = sessions.items()
    document = docx.Document()
    for who, words, code in said_in(name, raised):
        run = document.add_paragraph().add_run(f"{who}: {words}")
        if code:
            document.add_comment([run], text=code, author=user)
    document.save(str(path))
    return path


def taguette(path, sessions, *, user="kim"):
    base = sqlite3.connect(path)
    base.executescript(
        """
        CREATE TABLE projects (id INTEGER, name TEXT, description TEXT, created TEXT);
        CREATE TABLE documents (id INTEGER, name TEXT, description TEXT, filename TEXT,
            created TEXT, project_id INTEGER, text_direction TEXT, contents TEXT);
        CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER,
            end_offset INTEGER, snippet TEXT);
        CREATE TABLE tags (id INTEGER, project_id INTEGER, path TEXT, description TEXT);
        CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
        CREATE TABLE commands (id INTEGER, date TEXT, user_login TEXT, project_id INTEGER,
            document_id INTEGER, payload TEXT);
        INSERT INTO projects VALUES (1, 'Invented', '', '');
        """
    )
    tags = {code: n for n, code in enumerate(PHRASE, start=1)}
    base.executemany("INSERT INTO tags VALUES (?, 1, ?, '')", [(n, c) for c, n in tags.items()])
    number = 0
    for d, (name, raised) in enumerate(sessions.items(), start=1):
        lines = said_in(name, raised)
        text = talk(lines)
        page = "\n".join(f"<p>{line}</p>" for line in text.split("\n"))
        base.execute("INSERT INTO documents VALUES (?, ?, '', 'n', '', 1, 'L', ?)", (d, name, page))
        for _, words, code in lines:
            if code is None:
                continue
            number += 1
            at = len(text[: text.index(words)].encode())
            base.execute(
                "INSERT INTO highlights VALUES (?, ?, ?, ?, ?)",
                (number, d, at, at + len(words.encode()), words),
            )
            base.execute("INSERT INTO highlight_tags VALUES (?, ?)", (number, tags[code]))
            added = json.dumps({"type": "highlight_add", "highlight_id": number})
            base.execute(
                "INSERT INTO commands VALUES (?, '2025-03-01', ?, 1, ?, ?)",
                (number, user, d, added),
            )
    base.commit()
    base.close()
    return path


def qualcoder(path, sessions, *, user="default"):
    base = sqlite3.connect(path)
    base.executescript(
        """
        CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text,
            memo text, owner text, date text);
        CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer,
            owner text, date text, color text);
        CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text,
            memo text, supercatid integer);
        CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text,
            pos0 integer, pos1 integer, owner text, date text, memo text);
        """
    )
    codes = {code: n for n, code in enumerate(PHRASE, start=1)}
    base.executemany("INSERT INTO code_name (cid, name) VALUES (?, ?)",
                     [(n, c) for c, n in codes.items()])  # fmt: skip
    for f, (name, raised) in enumerate(sessions.items(), start=1):
        lines = said_in(name, raised)
        text = talk(lines)
        base.execute("INSERT INTO source (id, name, fulltext) VALUES (?, ?, ?)", (f, name, text))
        for _, words, code in lines:
            if code:
                at = text.index(words)
                base.execute(
                    "INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (codes[code], f, words, at, at + len(words), user),
                )
    base.commit()
    base.close()
    return path


def quotes(path, sessions, *, user="Zoe"):
    """A table of quotes, as a spreadsheet keeps them."""
    rows = [
        {"session": name.replace(" ", "-"), "quote": words, "code": code, "coder": user}
        for name, raised in sessions.items()
        for _, words, code in said_in(name, raised)
        if code
    ]
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def run():
    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "400"})

    def call(*args, code=0):
        answer = runner.invoke(app, [str(a) for a in args])
        assert answer.exit_code == code, answer.output
        return " ".join(answer.output.split())

    return call


def begun(run, tmp_path, sessions, frame=PHRASE):
    """A study made of transcripts, which nobody has coded."""
    folder = tmp_path / "talks"
    folder.mkdir()
    for name, raised in sessions.items():
        (folder / f"{name.replace(' ', '-')}.txt").write_text(talk(said_in(name, raised)))
    rows = [
        {"session_id": n.replace(" ", "-"), "year": n.split()[0], "group": n.split()[1]}
        for n in sessions
    ]
    pd.DataFrame(rows).to_csv(folder / "sessions.csv", index=False)
    codes = tuple(prac.Code(c, c.title()) for c in frame)
    prac.write_frame(prac.CodingFrame("Invented", "1", codes), tmp_path / "frame.yaml")
    run("init", tmp_path / "study", folder, "--frame", tmp_path / "frame.yaml", "--no-names")
    return prac.open_study(tmp_path / "study")


ONE = {"2025 north": {"pay": 3}}
TWO = {"2025 north": {"pay": 3}, "2025 south": {"pay": 1}}
YEARS = {
    **{f"2024 g{g}": {"desks": 3, "pay": 1 + g % 2} for g in range(4)},
    **{f"2025 g{g}": {"desks": 1 + g % 2, "pay": 2} for g in range(4)},
}

FORMATS = [
    ("REFI-QDA", qde, "x.qde", "kim", "in NVivo", TWO),
    ("Word", docx_comments, "2025 north.docx", "kim", "in Word", ONE),
    ("Taguette", taguette, "x.sqlite3", "kim", "in Taguette", TWO),
    ("QualCoder", qualcoder, "x.qda", "somebody the file does not name", "in QualCoder", TWO),
    ("quotes", quotes, "quotes.csv", "zoe", "in a table of quotes", TWO),
]


def imported(run, tmp_path, kind, write, file, sessions, *options, code=0):
    """The study with what a file holds, and what the import printed."""
    path = write(tmp_path / file, sessions)
    folder = tmp_path / "study"
    if kind == "quotes":
        begun(run, tmp_path, sessions)
        return folder, run("import", path, folder, *options, code=code)
    return folder, run("import", path, folder, "--no-names", *options, code=code)


ONE_QUICK = [FORMATS[0], *(pytest.param(*f, marks=pytest.mark.slow) for f in FORMATS[1:])]
"""One format in the quick run: in the first test below all of them come in."""


@pytest.mark.parametrize(("kind", "write", "file", "coder", "where", "sessions"), FORMATS)
def test_what_was_coded_counts_as_at_least_until_somebody_says_what_was_read(
    run, tmp_path, kind, write, file, coder, where, sessions
):
    n_people = sum(r["pay"] for r in sessions.values())
    groups = "1 group" if len(sessions) == 1 else f"{len(sessions)} groups"
    folder, said = imported(run, tmp_path, kind, write, file, sessions)
    assert f"Coded by {coder} {where}, imported on" in said
    assert f"{UNREAD}; auto-coding not known." in said
    assert STEP in said
    printed = run("theme", folder)
    assert f"raised by at least {n_people} people in {groups}" in printed
    assert UNREAD in printed
    assert STEP in printed
    assert "%" not in printed
    study = prac.open_study(folder)
    themes = prac.find_themes(study.codings(), study.corpus())
    assert themes.extent.empty, "nobody knows of how many"
    assert themes.scores["score"].isna().all()
    assert themes.scores["raised"].isna().all(), "nor is any group said not to have raised it"
    assert themes.table.loc["pay", "n_people"] == n_people


@pytest.mark.parametrize(("kind", "write", "file", "coder", "where", "sessions"), ONE_QUICK)
def test_what_is_said_to_be_read_has_shares_and_zeros(
    run, tmp_path, kind, write, file, coder, where, sessions
):
    options = ("--read", "all", "--by", "sa", "--auto-coding", "no")
    folder, said = imported(run, tmp_path, kind, write, file, sessions, *options)
    n, people = len(sessions), 5 * len(sessions)
    whole = "the one session was" if n == 1 else f"all {n} sessions were"
    assert f"Coded by {coder} {where}, imported on" in said
    n_codes = len(prac.open_study(folder).frame().ids)
    codes = "1 code" if n_codes == 1 else f"{n_codes} codes"
    assert f"sa says {whole} read for {codes}; no auto-coding was used." in said
    assert "at least" not in run("theme", folder)
    study = prac.open_study(folder)
    extent = prac.find_themes(study.codings(), study.corpus()).extent
    pay = extent[extent["theme_id"] == "pay"].iloc[0]
    assert (pay["n_people_raised"], pay["n_people"]) == (
        sum(r["pay"] for r in sessions.values()), people,
    )  # fmt: skip
    if "tools" in set(extent["theme_id"]):  # the frame holds it, it was looked for, nobody said it
        assert extent.set_index("theme_id").loc["tools", "n_people_raised"] == 0


@pytest.mark.parametrize(("kind", "write", "file", "coder", "where", "sessions"), ONE_QUICK)
def test_only_one_code_was_looked_for_and_the_others_stay_missing(
    run, tmp_path, kind, write, file, coder, where, sessions
):
    folder, said = imported(
        run, tmp_path, kind, write, file, sessions, "--read", "coded:pay", "--by", "sa"
    )
    assert "read for 1 codes" not in said
    assert "read for 1 code;" in said
    assert where in said
    assert coder in said
    study = prac.open_study(folder)
    extent = prac.find_themes(study.codings(), study.corpus()).extent
    assert extent["theme_id"].tolist() == ["pay"]
    counts = prac.code_counts(study.codings(), study.corpus(), by="session_id")
    others = counts[counts["code"] != "pay"]
    assert others["n_groups_raised"].isna().all(), "not looked for is missing, never zero"


@pytest.mark.parametrize(
    ("kind", "write", "file", "coder", "where", "sessions"),
    [FORMATS[4], *(pytest.param(*f, marks=pytest.mark.slow) for f in FORMATS[2:4])],
)
def test_of_some_sessions_only_it_was_said(
    run, tmp_path, kind, write, file, coder, where, sessions
):
    folder, said = imported(
        run, tmp_path, kind, write, file, sessions, "--read", "2025-north", "--by", "sa"
    )
    assert "sa says 1 of 2 sessions was read for" in said
    assert "; of 1 session nobody has said it;" in said
    assert "Nothing says what was read in 1 session coded by" in said
    assert "(2025-south)" in said
    printed = run("theme", folder)
    assert "raised by at least 4 people in 2 groups" in printed
    assert where in printed
    assert coder in printed


# -- what cannot be compared


def compared(study):
    themes = planned(prac.find_themes(study.codings(), study.corpus()), ["desks"])
    return prac.compare_years(themes).set_index("theme_id").loc["desks"]


@pytest.fixture(scope="module")
def came_in(run, tmp_path_factory):
    """A study of two rounds, imported from NVivo once; each test has a copy of its own."""
    place = tmp_path_factory.mktemp("rounds")
    path = qde(place / "x.qde", YEARS)
    run("import", path, place / "study", "--no-names", "--year", "document name")
    return place / "study"


@pytest.fixture
def two_rounds(came_in, tmp_path):
    """That study, of which nobody has said what was read."""
    return shutil.copytree(came_in, tmp_path / "study")


def test_rounds_are_compared_only_where_it_is_said_what_was_read(run, two_rounds):
    row = compared(prac.open_study(two_rounds))
    assert row["verdict"] == "no verdict"
    assert "what was read is not on record in 8 sessions (sessions: 2024-g0," in row["why"]
    assert pd.isna(row["mean_before"])
    run("read", two_rounds, "--sessions", "2024", "--by", "kim")
    row = compared(prac.open_study(two_rounds))
    assert row["verdict"] == "no verdict"
    assert (
        "not on record in 4 sessions (sessions: 2025-g0, 2025-g1, 2025-g2, 2025-g3)" in (row["why"])
    )
    run("read", two_rounds, "--sessions", "2025-g0 2025-g1 2025-g2", "--by", "kim")
    assert (
        "not on record in 1 session (sessions: 2025-g3)"
        in (compared(prac.open_study(two_rounds))["why"])
    )
    said = run("read", two_rounds, "--sessions", "2025-g3", "--by", "kim")
    assert "kim says 1 of 8 sessions was read for 3 codes" in said
    row = compared(prac.open_study(two_rounds))
    assert "not on record" not in str(row["why"])
    assert row["mean_before"] == pytest.approx(3 / 5)


def test_one_round_coded_here_and_one_elsewhere_gets_no_verdict(run, two_rounds):
    study = prac.open_study(two_rounds)
    codings, corpus = study.codings(), study.corpus()
    codings = codings.declare_read(corpus, sessions="all")
    late = codings.spans["turn_id"].str.startswith("2025")
    here = codings.spans.assign(origin=codings.spans["origin"].mask(late, "human"))
    mixed = prac.Codings(
        here, codings.read, frame=codings.frame, held=codings.held, record=codings.record
    )
    themes = planned(prac.find_themes(mixed, corpus), ["desks"])
    row = prac.compare_years(themes).iloc[0]
    assert row["verdict"] == "no verdict"
    assert row["why"].startswith("coded differently: no verdict. ")
    assert (
        "4 sessions (sessions: 2024-g0, 2024-g1, 2024-g2, 2024-g3) of 2024 coded in NVivo"
        in (row["why"])
    )
    assert "of 2025 coded in practicelearn" in row["why"]
    whole = prac.compare_years(
        planned(prac.find_themes(codings, corpus), ["desks"])
    ).iloc[0]  # fmt: skip
    assert "coded differently" not in str(whole["why"])


def test_a_persons_coding_in_some_sessions_and_a_machines_in_others_gets_no_verdict(two_rounds):
    study = prac.open_study(two_rounds)
    codings, corpus = study.codings(), study.corpus()
    read = codings.declare_read(corpus, sessions="all").read
    machine = codings.spans["turn_id"].str.startswith(("2025-g1", "2025-g3"))
    spans = codings.spans.assign(
        origin=codings.spans["origin"].where(~machine, "suggested").where(machine, "human"),
        coder=codings.spans["coder"].mask(machine, "suggested"),
    )
    read = read[~read["turn_id"].str.startswith(("2025-g1", "2025-g3"))]
    themes = prac.find_themes(prac.Codings(spans, read, frame=codings.frame), corpus)
    assert any("2025-g1, 2025-g3" in note for note in themes.notes)
    row = prac.compare_years(planned(themes, ["desks"])).iloc[0]
    assert row["verdict"] == "no verdict"
    assert row["why"] == (
        "no verdict: 2 sessions (sessions: 2025-g1, 2025-g3) hold only a machine's coding, and a "
        "comparison holds one kind"
    )


def accepted_in(codings, which):
    spans = codings.spans.assign(origin="human")
    taken = which(spans)
    return prac.Codings(
        spans.assign(
            origin=spans["origin"].mask(taken, "suggested"),
            accepted_by=spans["accepted_by"].astype(object).mask(taken, spans["coder"]),
        ),
        codings.read, frame=codings.frame, held=codings.held,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("n_of_ten", "refused"),
    [
        (1, False),
        (2, True),
        *(pytest.param(*far, marks=pytest.mark.slow) for far in ((0, False), (5, True))),
    ],
)
def test_accepted_offers_in_one_round_give_no_verdict_from_a_fifth_on(
    run, two_rounds, n_of_ten, refused
):
    study = prac.open_study(two_rounds)
    corpus = study.corpus()
    codings = study.codings().declare_read(corpus, sessions="all")
    later = codings.spans["turn_id"].str.startswith("2025")
    of_later = codings.spans[later & (codings.spans["code"] == "pay")].index
    # of 14 codings of the later round (6 of desks, 8 of pay)
    chosen = set(of_later[: round(len(codings.spans[later]) * n_of_ten / 10)])
    some = accepted_in(codings, lambda spans: spans.index.isin(chosen))
    themes = planned(prac.find_themes(some, corpus), ["desks"])
    why = str(prac.compare_years(themes).iloc[0]["why"])
    assert ("coded differently: no verdict" in why) is refused
    assert ("were offered by a program and accepted" in why) is refused


def test_an_acceptance_reads_nothing(two_rounds):
    study = prac.open_study(two_rounds)
    corpus, codings = study.corpus(), study.codings()
    taken = accepted_in(codings, lambda spans: spans["code"] == "pay")
    said = prac.coding_provenance(taken, corpus)
    n = int((codings.spans["code"] == "pay").sum())
    assert (
        f"{n} of {len(codings)} passages were offered by the program and accepted by kim; an "
        "acceptance reads nothing, and 8 of them were not read whole: the rest is missing."
    ) in said
    themes = prac.find_themes(taken, corpus, origin="suggested")
    assert themes.extent.empty
    assert themes.at_least["says"].str.startswith("raised by at least").all()
    read = taken.declare_read(corpus, sessions="all")
    assert (
        f"{n} of {len(codings)} passages were offered by the program and accepted by kim, who "
        "read every turn of these sessions."
    ) in prac.coding_provenance(read, corpus)


# -- what is a machine's


def test_auto_coding_of_another_program_is_no_persons(run, tmp_path):
    path = qde(tmp_path / "x.qde", {"2025 north": {"pay": 3, "tools": 2}})
    said = run("import", path, tmp_path / "study", "--no-names", "--auto-coding", "tools",
               "--read", "all", "--by", "kim")  # fmt: skip
    assert "what auto-coding marked is a program's, and does not count" in said
    assert "2 passages are a machine's" in said
    study = prac.open_study(tmp_path / "study")
    extent = prac.find_themes(study.codings(), study.corpus()).extent.set_index("theme_id")
    assert extent.loc["pay", "n_people_raised"] == 3
    assert extent.loc["tools", "n_people_raised"] == 0
    shutil.rmtree(tmp_path / "study")
    said = run("import", path, tmp_path / "study", "--no-names", "--auto-coding", "yes")
    assert "5 passages are a machine's" in said
    refused = run("theme", tmp_path / "study", code=2)
    assert "nothing has been coded by a person yet" in refused
    assert "Did you mean" in run("import", path, tmp_path / "other", "--no-names",
                                 "--auto-coding", "tool", code=2)  # fmt: skip
    assert not (tmp_path / "other").exists()


def test_offers_nobody_accepted_and_cue_words_make_no_theme(two_rounds):
    study = prac.open_study(two_rounds)
    spans = study.codings().spans.assign(origin="suggested", coder="suggested")
    with pytest.raises(
        prac.errors.PracticelearnError, match="counts only where a person has accepted"
    ):
        prac.find_themes(prac.Codings(spans), study.corpus())


# -- what is asked, and refused


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--read", "all"), "add --by NAME"),
        (("--read", "2025-nroth", "--by", "sa"), 'no session or round "2025-nroth". Did you mean'),
        (("--read", "all:pya", "--by", "sa"), 'no code "pya". Did you mean "pay"'),
        (("--read", "zoe=all", "--by", "sa"), 'nothing is coded by "zoe"'),
        (("--read", ":pay", "--by", "sa"), "names no session"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(run, tmp_path, options, said):
    path = qde(tmp_path / "x.qde", TWO)
    assert said in run("import", path, tmp_path / "study", "--no-names", *options, code=2)
    assert not (tmp_path / "study").exists()


def test_of_two_coders_it_is_said_for_each(run, tmp_path):
    study = begun(run, tmp_path, TWO)
    both = pd.concat(
        [
            pd.read_csv(quotes(tmp_path / "a.csv", TWO, user="Zoe")),
            pd.read_csv(quotes(tmp_path / "b.csv", {"2025 south": {"pay": 1}}, user="Max")),
        ]
    )
    both.to_csv(tmp_path / "both.csv", index=False)
    refused = run("import", tmp_path / "both.csv", study.path, "--read", "all", "--by", "sa",
                  code=2)  # fmt: skip
    assert "there is coding by 2 people (Max, Zoe), so say it for each, such as Max=all" in refused
    said = run("import", tmp_path / "both.csv", study.path, "--read", "Zoe=all",
               "--read", "Max=coded", "--by", "sa")  # fmt: skip
    assert "sa says all 2 sessions were read for 3 codes" in said
    assert "1 of 5 codings are left out by that" in said
    themes = prac.find_themes(study.codings(), study.corpus())
    assert themes.reading.set_index("session_id").loc["2025-south", "left_out"] == "max 1"


def test_it_is_seen_beforehand_what_saying_it_changes_and_kept_with_who_and_when(run, two_rounds):
    before = (two_rounds / "coding").stat().st_mtime_ns
    shown = run("read", two_rounds, "--sessions", "all", "--codes", "desks tools", "--show")
    assert "8 sessions were read by kim for 2 codes" in shown
    assert "raised by at least 12 people in 4 groups" in shown
    assert "12 of 20 people in 4 of 4 groups" in shown
    assert "0 of 20 people in 0 of 4 groups" in shown, "what becomes zero is seen"
    assert prac.open_study(two_rounds).codings().read.empty
    assert (two_rounds / "coding").stat().st_mtime_ns == before
    assert "add --by NAME" in run("read", two_rounds, "--sessions", "all", code=2)
    run("read", two_rounds, "--sessions", "all", "--codes", "desks tools", "--by", "sa")
    run("read", two_rounds, "--sessions", "2024", "--codes", "pay", "--by", "kim")
    study = prac.open_study(two_rounds)
    extent = prac.find_themes(study.codings(), study.corpus()).extent
    known = set(zip(extent["theme_id"], extent["year"], strict=True))
    assert known == {(c, y) for c in ("desks", "tools") for y in ("2024", "2025")} | {
        ("pay", "2024")
    }
    record = study.codings().record
    scopes = record[record["kind"] == "scope"]
    assert scopes["by"].tolist() == ["sa", "kim"]
    assert scopes["codes"].tolist() == [["desks", "tools"], ["pay"]]
    decided = study.decisions()
    assert decided.loc[decided["kind"] == "scope", "said"].tolist() == [
        "all:desks tools", "2024:pay",
    ]  # fmt: skip
    assert run("verify", two_rounds)


def test_the_report_says_at_least_and_never_that_nobody_said_so(run, two_rounds, tmp_path):
    run("report", two_rounds, "-o", tmp_path / "out", "--waive", "invented", "--by", "kim")
    evidence = (tmp_path / "out" / "evidence.html").read_text("utf-8")
    assert "raised by at least 12 people in 4 groups" in evidence
    assert "There is no share: nothing says that all was read." in evidence
    assert "Coded by kim in NVivo, imported on" in evidence
    assert STEP in evidence
    assert "not raised in any of" not in evidence
    report = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "Coded by one person in NVivo, imported on" in report
    assert "kim" not in report.split("words that look like names were left")[0], "nobody is named"
    assert "could still raise it" not in report
    assert "2024-g0" not in report
