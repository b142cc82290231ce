"""Readers of titles of pictures of talk, words and topics: as ``title_readers``."""

from __future__ import annotations

import re

import pandas as pd
from title_readers import BOTH, held, number, one_of

AMOUNT = r"(?P<amount>\d+) topics?"


def keywords(title: str, table: pd.DataFrame) -> None:
    """Words with their ratio, interval, side and, where all were looked at together, q."""
    by_q = "q" in table and table["q"].notna().any()
    apart = (table["low"] > 0) | (table["high"] < 0)
    marks = table[(table["q"] <= 0.05) if by_q else apart]
    known = table["q"].notna() if by_q else table[["low", "high"]].notna().all(axis=1)
    case, own = one_of(
        title,
        unknown="Which words mark a side cannot be told: no interval is known",
        looked=r"No word marks either side: (?P<n>\d+) were looked at",
        equal=r"No word marks either side: each of (?P<n>\d+) intervals holds an equal rate",
        marked=r"Words that mark (?P<sides>.+)",
    )
    if case == "marked":
        told = dict(part.split(": ", 1) for part in own["sides"].split("; "))
        assert set(told) == set(marks["side"]) and len(marks)
        for side, words in told.items():
            of_side = marks[marks["side"] == side]
            held(words, [f"“{term}”" for term in of_side["term"]], most=3)
            far = of_side.set_index("term")["log_ratio"].abs().sort_values(ascending=False)
            named = [term for term in far.index if f"“{term}”" in words]
            assert far[named].min() >= far.drop(named).max() if len(named) < len(far) else True
        return
    assert marks.empty
    if case == "unknown":
        assert not known.any()
    else:
        assert int(own["n"]) == known.sum() > 0
        assert (case == "looked") == bool(by_q)


def topics(title: str, table: pd.DataFrame) -> None:
    """One row a topic: name, first_terms ("a, b"), and, where known, found_again or stability."""
    told = re.sub(r"; (?:not known of \d+|\d+ w\w+ not checked)$", "", title)
    gap = title.removeprefix(told)
    n, figure = len(table), r"\(stability (?P<figure>\d\.\d\d)\)"
    again = table.get("found_again")
    case, own = one_of(
        told,
        unchecked=rf"{AMOUNT}: nobody has checked which are found again",
        none=rf"None of {AMOUNT} was found again in other sessions(?P<gap> as far as .*)?",
        some=rf"(?P<n>\d+) of {AMOUNT} (?:was|were) found again: (?P<list>.+)",
        words=rf"{AMOUNT}; first words: (?P<list>.+)",
        one=rf"One topic, (?P<list>.+) {figure}",
        alike=rf"(?P<n>{BOTH}) topics are equally steady {figure}",
        first=rf"The steadiest of {AMOUNT} is (?P<list>.+) {figure}",
        tie=rf"(?P<n>\d+) of {AMOUNT} are the steadiest {figure}: (?P<list>.+)",
    )
    assert int(own.get("amount") or n) == n
    if case in {"unchecked", "none", "some"}:
        assert again is not None
        unknown = int(again.isna().sum())
        yes = table[again.eq(True).fillna(value=False).astype(bool)]
        assert (case == "unchecked") == (unknown == n)
        if case == "none":
            assert yes.empty and bool(own["gap"]) == bool(unknown)
        if case == "some":
            assert int(own["n"]) == len(yes) > 0
            assert bool(gap) == bool(unknown)
            held(own["list"], [f"“{name}”" for name in yes["name"]], most=3)
        return
    if case == "words":
        first = list(dict.fromkeys(words.split(", ")[0] for words in table["first_terms"]))
        held(own["list"], first, most=4)
        return
    stability = table["stability"].dropna()
    shown = stability.map("{:.2f}".format)
    top = table.loc[shown.index[shown == own["figure"]]]
    assert own["figure"] == f"{stability.max():.2f}"
    assert gap == (f"; not known of {n - len(stability)}" if len(stability) < n else "")
    if case == "alike":
        assert number(own["n"]) == len(top) == n > 1
    elif case == "tie":
        assert int(own["n"]) == len(top) > 1
        assert all(words in set(top["first_terms"]) for words in re.split(
            r"; | and \d+ more$", own["list"]) if words)  # fmt: skip
    else:
        assert list(top["first_terms"]) == [own["list"]]
        assert (case == "one") == (n == 1)


def prevalence(title: str, table: pd.DataFrame, by: str) -> None:
    """One row a topic and unit: name, found_again, share."""
    n = table["topic"].nunique()
    again = table.drop_duplicates("topic")["found_again"]
    found = table[table["found_again"].eq(True).fillna(value=False).astype(bool)]
    known = found[found["share"].notna()]
    case, own = one_of(
        title,
        unchecked=rf"{AMOUNT}: nobody has checked which are found again",
        none=rf"None of {AMOUNT} was found again in other sessions",
        checked=rf"Of {AMOUNT} (?P<checked>\d+) checked: none was found again in other sessions",
        unknown="Of topics found again no share is known",
        zero="No talk is on a topic that was found again",
        only=r"“(?P<topic>.+)”, found again: (?P<figure>\d+%) in (?P<unit>.+)",
        every=r"Of topics found again each has (?P<figure>\d+%) in every column",
        most=r"Of topics found again the largest share: (?P<list>.+) \((?P<figure>\d+%)"
        "(?P<each> each)?\\)",
    )
    assert int(own.get("amount") or n) == n
    if case in {"unchecked", "none", "checked"}:
        assert found.empty
        assert (case == "unchecked") == again.isna().all()
        assert (case == "checked") == (again.isna().any() and not again.isna().all())
        if case == "checked":
            assert int(own["checked"]) == again.notna().sum()
        return
    assert len(found)
    if case in {"unknown", "zero"}:
        assert known.empty if case == "unknown" else set(known["share"]) == {0.0}
        return
    shown = known["share"].map("{:.0%}".format)
    assert own["figure"] == f"{known['share'].max():.0%}"
    top = known[shown == own["figure"]]
    if case == "only":
        assert [(own["topic"], own["unit"])] == list(
            known[["name", by]].itertuples(index=False, name=None)
        )
        return
    assert (case == "every") == (len(top) == len(known))
    if case == "most":
        assert bool(own["each"]) == (len(top) > 1)
        if len(set(top["name"])) == 1:
            who, where = own["list"].split(" in ", 1)
            assert who == f"“{top['name'].iloc[0]}”"
            held(where, top[by])
        else:
            held(own["list"], [f"“{r['name']}” in {r[by]}" for _, r in top.iterrows()])


def along(title: str, table: pd.DataFrame, names: dict[str, str], again: dict[str, object]) -> None:
    """One row a turn: n_words and a column of probabilities a topic."""
    session, _, told = title.partition(": ")
    words = table["n_words"] / table["n_words"].sum()
    share = {topic: float((table[topic] * words).sum()) for topic in names}
    found = {topic: share[topic] for topic in names if again[topic] is True}
    case, own = one_of(
        told,
        unchecked="nobody has checked which topics are found again",
        none="on no topic that was found again in other sessions",
        tie=r"(?P<list>“.+) have (?P<figure>\d+%) of the talk each",
        one=r"(?P<figure>\d+%) of the talk is on (?P<list>“.+”)",
    )
    assert session
    if case == "unchecked":
        assert all(value is None for value in again.values())
    elif case == "none":
        assert all(value < 0.005 for value in found.values())
    else:
        assert own["figure"] == f"{max(found.values()):.0%}"
        top = [f"“{names[t]}”" for t, v in found.items() if f"{v:.0%}" == own["figure"]]
        assert (case == "tie") == (len(top) > 1)
        held(own["list"], top, most=3)


def portrait(title: str, table: pd.DataFrame) -> None:
    """Strips of one session: lane, kind, start_word, end_word."""
    lead, _, told = title.partition(": ")[2].partition("; ")
    words = (table["end_word"] - table["start_word"]).groupby([table["kind"], table["lane"]]).sum()
    kind = words.index.get_level_values("kind")
    led, voices = words[kind == "facilitator"], words[kind != "code"]
    case, own = one_of(
        lead, nobody="nobody is known as the facilitator", mute="not a word was said",
        one=r"the facilitator has (?P<share>\d+%) of the words",
        more=r"the (?P<n>\d+) facilitators have (?P<share>\d+%) of the words",
    )  # fmt: skip
    assert (case == "nobody") == led.empty
    if case == "mute":
        assert voices.sum() == 0
    elif case != "nobody":
        assert own["share"] == f"{led.sum() / voices.sum():.0%}"
        assert int(own.get("n") or 1) == len(led)
    codes = words[kind == "code"].droplevel("kind")
    case, own = one_of(
        told, nothing="nothing is coded", only="“(?P<list>.+)” is the only code",
        one="“(?P<list>.+)” takes most room", every=rf"(?P<n>{BOTH}) codes take the same room",
        tie="(?P<list>.+) take most room, the same each",
    )  # fmt: skip
    if case == "nothing":
        assert codes.empty
        return
    top = codes[codes == codes.max()]
    if case == "every":
        assert number(own["n"]) == len(top) == len(codes) > 1
    elif case == "tie":
        assert 1 < len(top) < len(codes)
        held(own["list"], [f"“{name}”" for name in top.index])
    else:
        assert list(top.index) == [own["list"]]
        assert (case == "only") == (len(codes) == 1)


def talk(title: str, table: pd.DataFrame) -> None:
    """One row a person and session: session_id, speaker, role, n_words; a P1 is another in each."""
    words = table.groupby("session_id")["n_words"].transform("sum")
    share = table["n_words"] / words.where(words > 0)
    led = table["role"] == "facilitator"
    people = table[~led].assign(share=share[~led])
    whole = "the words" if led.any() else "the participants’ words"
    silent = int((people["n_words"] == 0).sum())
    sessions = table["session_id"].nunique()
    title, _, rest = title.partition("; ")
    if sessions == 1:
        told = title.removeprefix(f"{table['session_id'].iloc[0]}: ")
        if told == "no word was said by anybody in the table":
            assert not table["n_words"].any()
            return
        _, own = one_of(told, person=rf"(?P<list>.+?) ha(?:s|ve) (?P<share>\d+%) of {whole}"
                        r"(?P<each> each)?(?:, the facilitator (?P<led>\d+%))?")  # fmt: skip
        if own["list"] != "the facilitator":
            assert own["share"] == f"{people['share'].max():.0%}"
            top = people[people["share"].map("{:.0%}".format) == own["share"]]
            assert bool(own["each"]) == (len(top) > 1)
            if len(top) == len(people) > 1:
                assert number(own["list"].removesuffix(" people")) == len(top)
            else:
                held(own["list"], top["speaker"])
        said = own["share"] if own["list"] == "the facilitator" else own["led"]
        assert (said is not None) == (table.loc[led, "n_words"].sum() > 0)
        assert said is None or said == f"{share[led].sum():.0%}"
        assert rest == (f"{silent} said nothing" if silent else "")
        return
    spoke = people.groupby("session_id").filter(lambda own: own["n_words"].sum() > 0)
    most = spoke.groupby("session_id")["share"].max()
    if title == f"In none of the {sessions} sessions did anybody in the table say a word":
        assert most.empty
        return
    span = r"(?P<{0}>\d+%)(?: to (?P<{0}_high>\d+%))?"
    _, own = one_of(title, every=rf"In (?P<n>\d+) sessions? the largest share of one person is "
                    rf"{span.format('low')} of {whole}"
                    rf"(?:, the facilitator’s(?: in (?P<some>\d+) of them)? {span.format('led')})?"
                    )  # fmt: skip
    assert int(own["n"]) == len(most)
    assert own["low"] == f"{most.min():.0%}"
    assert (own["low_high"] or own["low"]) == f"{most.max():.0%}"
    leads = share[led].groupby(table["session_id"]).sum().reindex(most.index).dropna()
    assert bool(own["led"]) == (leads.sum() > 0)
    if own["led"]:
        assert own["led"] == f"{leads.min():.0%}"
        assert (own["led_high"] or own["led"]) == f"{leads.max():.0%}"
        assert int(own["some"] or len(most)) == len(leads)
    parts = [part for part in rest.split("; ") if part]
    mute = sessions - len(most)
    wanted = [f"in {mute} no participant spoke"] if mute else []
    wanted += [f"{silent} of {len(people)} people said nothing"] if silent else []
    assert parts == wanted


def new_codes(title: str, table: pd.DataFrame, *, all_counted: bool = True) -> None:
    """One row a group or session, in order: n_new."""
    counted = "" if all_counted else " that could be counted"
    case, own = one_of(
        title,
        only=rf"The only (?:group|session){counted} brought (?P<new>no|\d+) new codes?",
        last=rf"The last (?:(?P<last>\d+) )?of (?P<n>\d+) (?:groups|sessions){counted} brought "
        r"(?P<new>no|\d+) new codes?; (?P<whole>\d+) in (?P<which>all|them)",
    )  # fmt: skip
    new = 0 if own["new"] == "no" else int(own["new"])
    if case == "only":
        assert len(table) == 1 and new == table["n_new"].sum()
        return
    last = int(own["last"] or 1)
    assert int(own["n"]) == len(table) > last
    assert new == table["n_new"].iloc[-last:].sum()
    assert int(own["whole"]) == table["n_new"].sum()
    assert own["which"] == ("all" if all_counted else "them")


def sizes(title: str, table: pd.DataFrame) -> None:
    """Index n_topics in rising order: n_found_again, n_found."""
    known = table[table["n_found_again"].notna()]
    if title == "Nobody has checked which topics are found again":
        assert known.empty
        return
    pairs = re.findall(
        r"(?:^Of|, of) (\d+) topics?(?: \(talk for (\d+)\))? (\d+)"
        r"(?: (?:is|are) found again in other sessions)?", title
    )  # fmt: skip
    ends = [known.iloc[0], known.iloc[-1]][: len(known)]
    assert len(pairs) == len(ends)
    for (n, of, again), row in zip(pairs, ends, strict=True):
        assert int(n) == row.name and int(again) == row["n_found_again"]
        assert int(of or n) == row["n_found"]
    assert title.count(" is found") == (ends[0]["n_found_again"] == 1)


def how_many(title: str, table: pd.DataFrame) -> None:
    """n_after, finds (missing where no change is found so often), rules_out."""
    rows = table[table["rules_out"].notna()].sort_values("n_after")
    found = rows[rows["finds"].notna()]
    case, own = one_of(
        title,
        none=r"No change is found in 8 of 10 years with (?P<a>\d+)(?: to (?P<b>\d+))? groups",
        some=r"With (?P<a>\d+) groups a change of (?P<x>\d+) points is found in 8 of 10 years"
        r"(?:, with (?P<b>\d+) one of (?P<y>\d+) points)?",
    )
    ends = rows if case == "none" else found
    assert int(own["a"]) == ends["n_after"].iloc[0]
    assert int(own["b"] or own["a"]) == ends["n_after"].iloc[-1]
    assert found.empty == (case == "none")
    if case == "some":
        assert own["x"] == f"{100 * abs(found['finds'].iloc[0]):.0f}"
        assert (own["y"] or own["x"]) == f"{100 * abs(found['finds'].iloc[-1]):.0f}"
