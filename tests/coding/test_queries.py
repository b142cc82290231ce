"""Questions of codings on a small invented study: zeros are kept, what is unread is missing."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn._tables import ATTENDANCE, empty_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.queries import (
    case_codes,
    code_cooccurrence,
    code_counts,
    coded_quotes,
    find_turns,
    keyword_in_context,
)
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import ArgumentError, CodingError, PracticelearnError, TableError

# session, speaker, words, codes as "code" (whole turn) or "code:words"
TALK = [
    ("n1", "F", "Shall we talk about desks?", ["desks"]),
    ("n1", "P1", "Desks are booked by noon, and nobody has time.", ["desks:Desks are booked",
                                                                      "time:nobody has time"]),
    ("n1", "P2", "The new laptops lose work.", ["tools"]),
    ("n1", "P1", "Mine lost a whole report, so no time again.", ["tools:lost a whole report, so",
                                                                   "time:so no time again"]),
    ("n1", "P3", "Mm.", []),
    ("s1", "F", "What about the tools you use?", []),
    ("s1", "P1", "They are fine here.", ["tools"]),
    ("s1", "P2", "Nothing to add.", []),
    ("s2", "P1", "There is no time for hot-desking.", ["time", "desks"]),
    ("e1", "P1", "Nobody has read this yet.", []),
]  # fmt: skip
FRAME = CodingFrame(
    "Invented", "2",
    (Code("work", "Work"), Code("desks", "Desks", parent="work"), Code("time", "Time"),
     Code("tools", "Tools"), Code("cars", "Cars")),
)  # fmt: skip
SESSIONS = pd.DataFrame(
    [("n1", "2025-03-02", "2025", "north", "A"), ("s1", "2025-03-01", "2025", "south", "B"),
     ("s2", "2025-04-01", "2025", "south", "B"), ("e1", "2025-05-01", "2025", "east", None)],
    columns=["session_id", "date", "year", "group", "site"],
).set_index("session_id")  # fmt: skip


def invented():
    turns, spans, read, place = [], [], [], {}
    for sid, speaker, words, codes in TALK:
        place[sid] = place.get(sid, 0) + 1
        turn_id = make_turn_id(sid, place[sid])
        turns.append(
            {"turn_id": turn_id, "session_id": sid, "n": place[sid], "speaker": speaker,
             "person_id": None if sid == "e1" else f"{sid[0]}-{speaker}",
             "role": "facilitator" if speaker == "F" else "participant", "text": words,
             "marks": [], "verbatim": True}
        )  # fmt: skip
        if sid != "e1":
            read.append({"coder": "kim", "turn_id": turn_id, "frame_version": "2"})
        for entry in codes:
            code, _, quote = entry.partition(":")
            start = words.index(quote)
            quote = quote or words
            spans.append(
                {"coding_id": f"c{len(spans)}", "part": 1, "turn_id": turn_id, "start": start,
                 "end": start + len(quote), "quote": quote, "code": code, "coder": "kim",
                 "origin": "human"}
            )  # fmt: skip
    people = {"n1": ["F", "P1", "P2", "P3", "P9"], "s1": ["F", "P1", "P2"], "s2": ["P1"]}
    attendance = [
        {"session_id": sid, "person_id": f"{sid[0]}-{p}", "speaker": p,
         "role": "facilitator" if p == "F" else "participant",
         "job_role": "manager" if p == "P2" else None if p == "P9" else "worker"}
        for sid, own in people.items() for p in own
    ]  # fmt: skip
    corpus = Corpus(
        turns=pd.DataFrame(turns).set_index("turn_id"),
        sessions=SESSIONS,
        attendance=pd.DataFrame(attendance),
    )
    held = {"2": frozenset(FRAME), "1": frozenset({"desks", "time"})}
    codings = Codings(pd.DataFrame(spans), pd.DataFrame(read), frame=FRAME, held=held)
    return corpus, codings


CORPUS, CODINGS = invented()


def row(table, **keys):
    found = table
    for column, wanted in keys.items():
        found = found[found[column] == wanted]
    assert len(found) == 1, keys
    return found.iloc[0]


def under_version(codings, version, session):
    read = codings.read
    own = read["turn_id"].str.startswith(session)
    return replace(
        codings, read=read.assign(frame_version=read["frame_version"].mask(own, version))
    )


def test_groups_by_codes_zeros_kept_unread_missing():
    table = case_codes(CODINGS, CORPUS)
    assert list(table.columns) == FRAME.ids
    assert table.index.tolist() == [("2025", "south"), ("2025", "north"), ("2025", "east")]
    assert table.loc[("2025", "north")].tolist() == [1, 1, 1, 1, 0]  # "work" has "desks" below it
    assert table.loc[("2025", "south")].tolist() == [1, 1, 1, 1, 0]
    assert table.loc[("2025", "east")].isna().all()


def test_what_the_facilitator_says_counts_for_everyone_only():
    some = CODINGS.spans[CODINGS.spans["turn_id"] == "n1:00001"]
    only = replace(CODINGS, spans=some)
    assert case_codes(only, CORPUS).loc[("2025", "north"), "desks"] == 0
    everyone = case_codes(only, CORPUS, people="everyone")
    assert everyone.loc[("2025", "north"), "desks"] == 1


def test_a_group_read_before_the_code_existed_is_missing_for_it_unless_it_was_found():
    table = case_codes(under_version(CODINGS, "1", "s1"), CORPUS)
    assert pd.isna(table.loc[("2025", "south"), "cars"])
    assert table.loc[("2025", "south"), "tools"] == 1
    assert table.loc[("2025", "north"), "cars"] == 0


def test_people_by_codes_has_silent_people_and_missing_ones():
    table = case_codes(CODINGS, CORPUS, by="person")
    assert table.loc["n-P1"].tolist() == [1, 1, 1, 1, 0]
    assert table.loc["n-P9"].tolist() == [0, 0, 0, 0, 0]
    assert table.loc["e1:P1"].isna().all()
    assert "n-F" not in table.index
    assert "n-F" in case_codes(CODINGS, CORPUS, by="person", people="everyone").index


def test_nobody_silent_is_known_to_be_silent_in_a_session_nobody_read():
    unread = replace(CODINGS, read=CODINGS.read[~CODINGS.read["turn_id"].str.startswith("n1")])
    unread = replace(unread, spans=unread.spans[~unread.spans["turn_id"].str.startswith("n1")])
    assert case_codes(unread, CORPUS, by="person").loc["n-P9"].isna().all()


def test_a_paraphrase_holds_a_code_and_credits_nobody():
    turns = CORPUS.turns.assign(verbatim=CORPUS.turns.index != "n1:00003")
    corpus = replace(CORPUS, turns=turns)
    assert case_codes(CODINGS, corpus, by="person").loc["n-P2", "tools"] == 0
    assert case_codes(CODINGS, corpus, by="turn").loc["n1:00003", "tools"] == 1


def test_turns_sessions_and_columns_are_cases_too():
    turns = case_codes(CODINGS, CORPUS, by="turn", codes=["time"])
    assert turns["time"].sum() == 3
    assert turns["time"].isna().sum() == 1
    assert case_codes(CODINGS, CORPUS, by="session").loc["s1", "time"] == 0
    assert case_codes(CODINGS, CORPUS, by="site").index.tolist() == ["A", "B"]


def test_unknown_codes_and_cases_name_the_near_match():
    with pytest.raises(CodingError, match="tools"):
        case_codes(CODINGS, CORPUS, codes=["tool"])
    with pytest.raises(TableError, match="site"):
        case_codes(CODINGS, CORPUS, by="sites")
    with pytest.raises(ArgumentError, match="participants"):
        case_codes(CODINGS, CORPUS, people="all")


def test_two_readings_are_never_added_up():
    other = CODINGS.read.assign(coder="lee")
    both = replace(CODINGS, read=pd.concat([CODINGS.read, other]))
    with pytest.raises(CodingError, match="kim and lee"):
        case_codes(both, CORPUS)
    assert case_codes(both.of(coder="kim"), CORPUS).equals(case_codes(CODINGS, CORPUS))


def test_counts_by_a_column_of_sessions_have_their_denominators():
    table = code_counts(CODINGS, CORPUS, "site")
    assert len(table) == len(FRAME) * 3
    north = row(table, code="time", site="A")
    assert north["n_groups_raised"] == north["n_groups"] == 1
    assert (north["n_people_raised"], north["n_people"]) == (1, 4)
    assert north["share_people"] == pytest.approx(1 / 4)
    assert (north["n_passages"], north["n_turns_coded"], north["n_turns"]) == (2, 2, 4)
    words = CORPUS.n_words[["n1:00002", "n1:00003", "n1:00004", "n1:00005"]].sum()
    assert north["n_words"] == words
    assert north["passages_per_1000_words"] == pytest.approx(2000 / words)
    cars = row(table, code="cars", site="A")
    assert (cars["n_people_raised"], cars["share_people"]) == (0, 0)


def test_two_sessions_of_one_group_are_one_group_and_one_person():
    south = row(code_counts(CODINGS, CORPUS, "site"), code="desks", site="B")
    assert (south["n_groups"], south["n_people"], south["n_people_raised"]) == (1, 2, 1)


def test_an_unread_group_has_no_figures_and_says_why():
    east = code_counts(CODINGS, CORPUS, "site")
    east = east[east["site"].isna() & (east["code"] == "time")].iloc[0]
    assert pd.isna(east["n_people"])
    assert pd.isna(east["share_groups"])
    assert east["n_groups_unread"] == 1
    assert east["why"] == "no group was read for this code"


def test_an_unread_group_is_in_no_denominator():
    year = row(code_counts(CODINGS, CORPUS, "year"), code="tools", year="2025")
    assert (year["n_groups"], year["n_groups_unread"], year["share_groups"]) == (2, 1, 1.0)
    part = under_version(CODINGS, "1", "s1:00003")
    year = row(code_counts(part, CORPUS, "year"), code="tools", year="2025")
    assert (year["n_groups"], year["n_groups_unread"], year["n_people"]) == (1, 2, 4)


def test_counts_by_a_column_of_attendance_follow_the_person():
    table = code_counts(CODINGS, CORPUS, "job_role")
    manager = row(table, code="tools", job_role="manager")
    assert (manager["n_people_raised"], manager["n_people"]) == (1, 2)
    assert manager["n_turns"] == 2
    worker = row(table, code="tools", job_role="worker")
    assert (worker["n_people_raised"], worker["n_people"]) == (2, 3)
    unknown = table[table["job_role"].isna() & (table["code"] == "tools")].iloc[0]
    assert unknown["n_people"] == 1  # P9, silent; nobody is lost for want of a value
    assert unknown["n_groups_unread"] == 1


def test_a_column_of_yes_no_and_missing_has_three_rows():
    present = CORPUS.attendance.assign(is_peer=[True, True, False, None, None, True, True, True,
                                                False])  # fmt: skip
    table = code_counts(CODINGS, replace(CORPUS, attendance=present), "is_peer", codes=["tools"])
    assert table["is_peer"].tolist()[:2] == [False, True]
    assert table["is_peer"].isna().tolist() == [False, False, True]
    # s-P1 is one of the peers in s1 and none in s2: a role belongs to the day
    assert table["n_people"].tolist() == [2, 3, 2]


def test_without_a_list_the_labels_are_the_denominator():
    bare = replace(CORPUS, attendance=empty_table(ATTENDANCE))
    north = row(code_counts(CODINGS, bare, "site"), code="tools", site="A")
    assert (north["n_people_raised"], north["n_people"]) == (2, 3)


def test_a_column_of_both_tables_or_of_neither_is_refused():
    with pytest.raises(TableError, match="Say which"):
        code_counts(CODINGS, CORPUS, "team")
    with pytest.raises(TableError, match="job_role"):
        code_counts(CODINGS, CORPUS, "jobrole")
    team = code_counts(CODINGS, CORPUS, "team", table="attendance")
    assert team["team"].isna().all()


def test_a_selection_over_two_turns_is_one_passage():
    spans = CODINGS.spans.copy()
    two = spans["turn_id"].isin(["n1:00003", "n1:00004"]) & (spans["code"] == "tools")
    spans.loc[two, "coding_id"] = "whole"
    spans.loc[two, "part"] = [1, 2]
    joined = replace(CODINGS, spans=spans)
    north = row(code_counts(joined, CORPUS, "site"), code="tools", site="A")
    assert (north["n_passages"], north["n_turns_coded"], north["n_people_raised"]) == (1, 2, 2)
    quote = row(coded_quotes(joined, CORPUS), coding_id="whole")
    assert quote["quote"] == "The new laptops lose work.\nlost a whole report, so"
    assert (quote["turn_id"], quote["last_turn_id"]) == ("n1:00003", "n1:00004")
    assert (quote["n_turns"], quote["speaker"]) == (2, "P2; P1")
    assert pd.isna(quote["person_job_role"])


def test_the_same_turn():
    table = code_cooccurrence(CODINGS, CORPUS)
    assert len(table) == 6  # of four codes; "work" only holds another
    pair = row(table, code_a="desks", code_b="time")
    assert (pair["n_a"], pair["n_b"], pair["n_a_with_b"], pair["n_units"]) == (2, 3, 2, 7)
    assert pair["jaccard"] == pytest.approx(2 / 3)
    assert (pair["share_of_a"], pair["share_of_b"]) == pytest.approx((1.0, 2 / 3))
    assert (pair["n_groups_together"], pair["n_units_unread"]) == (2, 1)
    none = row(table, code_a="tools", code_b="cars")
    assert (none["n_a"], none["n_b"], none["n_a_with_b"], none["jaccard"]) == (3, 0, 0, 0)
    assert np.isnan(none["share_of_b"])
    assert none["why"]


def test_overlapping_words_are_counted_in_characters():
    pair = row(code_cooccurrence(CODINGS, CORPUS, within="overlap"), code_a="time", code_b="tools")
    assert pair["n_a_with_b"] == len("so")
    assert pair["unit"] == "character"
    assert pair["n_b"] == sum(
        map(len, ("The new laptops lose work.", "lost a whole report, so", "They are fine here."))
    )


spans_of_a_turn = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 45), st.integers(1, 45), st.booleans()), max_size=8
)


@settings(max_examples=40, deadline=None)
@given(spans_of_a_turn)
def test_overlap_equals_counting_character_by_character(drawn):
    texts = CORPUS.turns["text"]
    counted = [i for i in texts.index if CORPUS.turns.loc[i, "role"] == "participant"]
    spans, a, b = [], set(), set()
    for k, (turn, start, size, first) in enumerate(drawn):
        turn_id = counted[turn]
        end = min(start + size, len(texts[turn_id]))
        if start >= end:
            continue
        code = "desks" if first else "cars"
        spans.append(
            {"coding_id": str(k), "part": 1, "turn_id": turn_id, "start": start, "end": end,
             "quote": texts[turn_id][start:end], "code": code, "coder": "kim", "origin": "human"}
        )  # fmt: skip
        (a if first else b).update((turn_id, at) for at in range(start, end))
    codings = replace(CODINGS, spans=pd.DataFrame(spans) if spans else CODINGS.spans.iloc[:0])
    pair = row(code_cooccurrence(codings, CORPUS, within="overlap"), code_a="desks", code_b="cars")
    assert (pair["n_a"], pair["n_b"]) == (len(a), len(b))
    assert (pair["n_a_with_b"], pair["n_either"]) == (len(a & b), len(a | b))
    unread = len(texts["e1:00001"])
    assert pair["n_units"] == sum(len(texts[i]) for i in counted) - unread
    assert pair["n_units_unread"] == unread


def test_nothing_at_all_gives_empty_tables_not_errors():
    nothing = CORPUS.where(session_id=[])
    assert case_codes(CODINGS, nothing).shape == (0, 5)
    assert code_counts(CODINGS, nothing, "site").empty
    for within in ("overlap", "turn", "speaker", "window"):
        table = code_cooccurrence(CODINGS, nothing, within=within)
        assert table["n_units"].tolist() == [0] * 6  # "work" only holds another
        assert set(table["why"]) == {"there is nothing to count"}
    assert coded_quotes(CODINGS, nothing).empty
    assert find_turns(CODINGS, nothing, "time").empty
    assert keyword_in_context(nothing, "time", match="exact").empty
    blank = replace(CODINGS, spans=CODINGS.spans.iloc[:0])
    assert case_codes(blank, CORPUS).loc[("2025", "north")].tolist() == [0] * 5
    assert set(code_counts(blank, CORPUS, "site")["n_passages"].dropna()) == {0}
    assert coded_quotes(blank, CORPUS).empty
    unframed = replace(CODINGS, frame=None, held={})
    assert list(case_codes(unframed, CORPUS)) == ["desks", "time", "tools"]
    assert set(coded_quotes(unframed, CORPUS)["code_path"]) == {"desks", "time", "tools"}


def test_the_same_speaker_of_one_session():
    pair = row(code_cooccurrence(CODINGS, CORPUS, within="speaker"), code_a="desks", code_b="tools")
    assert (pair["n_a"], pair["n_b"], pair["n_a_with_b"]) == (2, 3, 1)  # P1 of n1; s1 is not s2
    assert pair["n_units"] == 6


def test_a_window_of_turns_never_reaches_into_another_session():
    def near(k):
        table = code_cooccurrence(CODINGS, CORPUS, within="window", window_turns=k)
        return row(table, code_a="desks", code_b="tools")

    assert near(0)["n_a_with_b"] == 0
    assert (near(1)["n_a_with_b"], near(1)["n_b_with_a"]) == (1, 1)
    assert (near(2)["n_a_with_b"], near(2)["n_b_with_a"]) == (1, 2)
    assert near(99)["n_b_with_a"] == 2
    assert near(99)["share_of_a"] == pytest.approx(1 / 2)


def test_a_window_of_nothing_is_the_same_turn():
    numbers = ["n_a", "n_b", "n_a_with_b", "n_either", "jaccard", "n_units", "n_units_unread"]
    window = code_cooccurrence(CODINGS, CORPUS, within="window", window_turns=0)
    pd.testing.assert_frame_equal(window[numbers], code_cooccurrence(CODINGS, CORPUS)[numbers])


def test_pairs_of_what_nobody_read_are_missing():
    table = code_cooccurrence(CODINGS, CORPUS.where(session_id="e1"))
    assert table["n_a"].isna().all()
    assert table["jaccard"].isna().all()
    assert set(table["why"]) == {"nothing was read for both codes"}
    with pytest.raises(ArgumentError, match="overlap, turn"):
        code_cooccurrence(CODINGS, CORPUS, within="paragraph")


def test_one_row_a_quote_with_path_and_attributes():
    table = coded_quotes(CODINGS, CORPUS)
    assert len(table) == len(CODINGS)
    quote = table[(table["code"] == "desks") & (table["session_id"] == "n1")]
    assert quote["counts"].tolist() == [False, True]
    assert set(quote["code_path"]) == {"Work > Desks"}
    assert quote["site"].tolist() == ["A", "A"]
    assert quote["person_job_role"].tolist() == ["worker", "worker"]
    assert quote["quote"].tolist() == ["Shall we talk about desks?", "Desks are booked"]
    assert (quote["turn_id"] == quote["last_turn_id"]).all()
    assert coded_quotes(CODINGS, CORPUS, codes=["cars"]).empty


def test_a_word_where_it_stands():
    exact = keyword_in_context(CORPUS, ["time", "DESKS", "boat"], match="exact", context_words=2)
    assert exact.attrs["n_found"] == {"time": 3, "DESKS": 2, "boat": 0}
    first = exact[exact["phrase"] == "time"].iloc[0]
    assert (first["before"], first["keyword"], first["after"]) == ("nobody has", "time", ".")
    assert all(
        CORPUS.turns.loc[r.turn_id, "text"][r.start : r.end] == r.keyword
        for r in exact.itertuples()
    )
    counted = keyword_in_context(CORPUS, "desks", match="exact", people="participants")
    assert counted["turn_id"].tolist() == ["n1:00002"]


def test_a_word_in_any_form_and_writing():
    found = keyword_in_context(CORPUS, ["hot desk", "lose"])
    assert found["keyword"].tolist() == ["lose", "lost", "hot-desking"]
    with pytest.raises(PracticelearnError, match="holds no letter"):
        keyword_in_context(CORPUS, "--")
    assert keyword_in_context(CORPUS, "submarine").empty


def test_words_inside_marks_are_not_found():
    turns = CORPUS.turns.copy()
    turns.loc["n1:00005", "text"] = "Mm. [time out] no time"
    turns["marks"] = [[(4, 14, "comment")] if i == "n1:00005" else [] for i in turns.index]
    found = keyword_in_context(replace(CORPUS, turns=turns), "time", match="exact")
    own = found[found["turn_id"] == "n1:00005"]
    assert own["start"].tolist() == [18]


def test_and_or_not_on_turns():
    found = find_turns(CODINGS, CORPUS, "time AND (desks or tools) and not cars")
    assert found.index[found["matches"]].tolist() == ["n1:00002", "n1:00004", "s2:00001"]
    assert found.loc["n1:00002", "codes"] == ["desks", "time"]
    assert pd.isna(found.loc["e1:00001", "matches"])
    assert len(found) == len(CORPUS)
    same = find_turns(CODINGS, CORPUS, 'not not "time" and desks or time and tools')
    assert same["matches"].equals(found["matches"])


def test_unread_is_the_third_answer_only_where_it_matters():
    old = under_version(CODINGS, "1", "n1:00004")  # read without tools and cars; tools was found
    for query, expected in (
        ("tools", True), ("cars", pd.NA), ("time or cars", True), ("time and cars", pd.NA),
        ("desks and cars", False), ("not cars", pd.NA),
    ):  # fmt: skip
        answer = find_turns(old, CORPUS, query).loc["n1:00004", "matches"]
        assert answer is expected or answer == expected, query


@pytest.mark.parametrize(
    ("query", "message"),
    [("", "expected a code"), ("time desks", 'expected "and"'), ("(time", "bracket is not closed"),
     ("time)", 'expected "and"'), ("time and", "expected a code"), ("tim", "time"),
     ('"time', "quotation mark"), ("and time", "expected a code")],
)  # fmt: skip
def test_a_query_that_cannot_be_read_shows_the_place(query, message):
    with pytest.raises(CodingError, match=message):
        find_turns(CODINGS, CORPUS, query)


queries = st.recursive(
    st.sampled_from(FRAME.ids).map(lambda c: (c, lambda held: c in held)),
    lambda inner: st.one_of(
        inner.map(lambda a: (f"not ({a[0]})", lambda held: not a[1](held))),
        st.tuples(inner, inner).map(
            lambda ab: (f"({ab[0][0]}) and ({ab[1][0]})",
                        lambda held: ab[0][1](held) and ab[1][1](held))
        ),
        st.tuples(inner, inner).map(
            lambda ab: (f"({ab[0][0]}) or ({ab[1][0]})",
                        lambda held: ab[0][1](held) or ab[1][1](held))
        ),
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(queries)
def test_queries_are_set_algebra_on_what_was_read(query):
    text, holds = query
    found = find_turns(CODINGS, CORPUS, text)
    read = found.drop(index="e1:00001")
    # "desks" stands below "work"
    expected = [holds({*codes, *(["work"] if "desks" in codes else [])}) for codes in read["codes"]]
    assert read["matches"].tolist() == expected


@pytest.mark.parametrize("read_in", [[], ["n1"], ["n1", "s1"], ["n1", "s1", "s2", "e1"]])
def test_what_was_coded_where_not_all_was_read_counts_as_at_least(read_in):
    """Held against plain pandas: who said it, wherever somebody coded it."""
    kept = CODINGS.read["turn_id"].str.split(":").str[0].isin(read_in)
    part = replace(CODINGS, read=CODINGS.read[kept])
    table = code_counts(part, CORPUS, "year").set_index("code")
    spans = part.spans.merge(
        CORPUS.turns.loc[CORPUS.turns["role"] == "participant", ["session_id", "person_id"]],
        left_on="turn_id", right_index=True,
    )  # fmt: skip
    spans = spans.join(CORPUS.sessions["group"], on="session_id")
    for code in ("tools", "time", "desks"):
        own = spans[spans["code"] == code]
        assert table.loc[code, "n_groups_at_least"] == own["group"].nunique(), code
        people = own[["group", "person_id"]].drop_duplicates()
        assert table.loc[code, "n_people_at_least"] == len(people), code
    assert (table["n_groups_at_least"] >= table["n_groups_raised"].fillna(0)).all()
    if not read_in:
        assert table["share_groups"].isna().all(), "no share comes of it"
        assert "at least" in table.loc["tools", "why"]


def test_cases_say_for_how_many_a_code_is_missing():
    part = replace(CODINGS, read=CODINGS.read[CODINGS.read["turn_id"].str.startswith("n1")])
    table = case_codes(part, CORPUS, by="group")
    assert table.attrs["at_least"] == {c: int(table[c].isna().sum()) for c in table}
    assert table["tools"].sum() == 2, "at least: north and south"
    assert table.attrs["at_least"]["tools"] == 1, "of the third nobody knows"
    whole = case_codes(CODINGS, CORPUS, by="group", codes=["tools"]).loc[[("2025", "north")]]
    assert whole.notna().all(axis=None)
