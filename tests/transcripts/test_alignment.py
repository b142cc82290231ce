"""Two versions of a session side by side: no word changes its place unseen."""

import random

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from practicelearn.transcripts.alignment import align_turns


def turns(*texts, speakers=None):
    ids = [f"s:{n:05d}" for n in range(1, len(texts) + 1)]
    speakers = speakers or ["P1"] * len(texts)
    return pd.DataFrame(
        {"speaker": speakers, "text": list(texts)}, index=pd.Index(ids, name="turn_id")
    )


def place_of(before, after, turn_id, words):
    text = before.loc[turn_id, "text"]
    start = text.index(words)
    places = align_turns(before, after).place(turn_id, start, start + len(words))
    return [(p.turn_id[-1], after.loc[p.turn_id, "text"][p.start : p.end]) for p in places]


def test_a_split_turn_keeps_its_words_in_both_halves():
    before = turns("We said it twice and nobody wrote it down.")
    after = turns("We said it twice", "and nobody wrote it down.")
    assert place_of(before, after, "s:00001", "said it twice and nobody") == [
        ("1", "said it twice"),
        ("2", "and nobody"),
    ]
    assert align_turns(before, after).turns["change"].tolist() == ["split", "split"]


def test_what_somebody_put_in_between_is_no_part_of_the_passage():
    before = turns("We said it twice and nobody wrote it down.")
    after = turns("We said it twice", "Mm, exactly.", "and nobody wrote it down.")
    assert place_of(before, after, "s:00001", "said it twice and nobody") == [
        ("1", "said it twice"),
        ("3", "and nobody"),
    ]


def test_merged_turns_and_a_new_label():
    before = turns("We said it twice", "and nobody wrote it down.")
    after = turns("We said it twice and nobody wrote it down.", speakers=["P2"])
    assert place_of(before, after, "s:00002", "nobody wrote") == [("1", "nobody wrote")]
    table = align_turns(before, after).turns
    assert table["change"].tolist() == ["merged", "merged"]
    assert table["relabelled"].tolist() == [True, True]


def test_a_replaced_word_takes_in_the_whole_replacement():
    before = turns("Well, the rotor is never right, is it?")
    after = turns("Well, the duty rota is never right, is it?")
    assert place_of(before, after, "s:00001", "rotor is") == [("1", "duty rota is")]
    assert place_of(before, after, "s:00001", "rotor") == [("1", "duty rota")]
    assert place_of(before, after, "s:00001", "Well") == [("1", "Well")]


def test_words_that_are_gone_have_no_place_even_if_small_ones_stand_elsewhere():
    before = turns("Yes.", "I think the team was fine and the manager was not.", "Go on.")
    after = turns("Yes.", "Go on.", "And what was it that the council did?")
    assert place_of(before, after, "s:00002", "the manager was not") == []
    assert sorted(align_turns(before, after).turns["change"]) == [
        "added", "removed", "same", "same",
    ]  # fmt: skip


def test_edits_made_on_the_text_before_give_the_text_after():
    before = turns("The rotor is never right.", "So I left it there.")
    after = turns("The duty rota is never right.", "So I left there.")
    for turn_id, own in align_turns(before, after).edits.groupby("turn_id"):
        text = before.loc[turn_id, "text"]
        for edit in own.iloc[::-1].itertuples():
            text = text[: edit.start] + edit.replacement + text[edit.end :]
        assert text.split() == after.loc[turn_id, "text"].split()


@st.composite
def edited_sessions(draw):
    """A session of words that are all different, and the same after a random correction.

    Each word is ``(id, text)``; a word that was changed has a new id.
    """
    rng = random.Random(draw(st.integers(0, 10**6)))
    sizes = draw(st.lists(st.integers(1, 12), min_size=1, max_size=12))
    names = iter(range(10**6))
    before = [[next(names) for _ in range(size)] for size in sizes]
    after = [list(turn) for turn in before]
    for _ in range(draw(st.integers(0, 10))):
        n = rng.randrange(len(after))
        match rng.choice(["split", "merge", "remove", "add", "change", "insert", "delete"]):
            case "split" if len(after[n]) > 1:
                at = rng.randrange(1, len(after[n]))
                after[n : n + 1] = [after[n][:at], after[n][at:]]
            case "merge" if n + 1 < len(after):
                after[n : n + 2] = [after[n] + after[n + 1]]
            case "remove" if len(after) > 1:
                del after[n]
            case "add":
                after.insert(n, [next(names) for _ in range(rng.randint(1, 6))])
            case "change":
                after[n][rng.randrange(len(after[n]))] = next(names)
            case "insert":
                after[n].insert(rng.randrange(len(after[n]) + 1), next(names))
            case "delete" if len(after[n]) > 1:
                del after[n][rng.randrange(len(after[n]))]
    n = rng.randrange(len(before))
    first = rng.randrange(len(before[n]))
    last = rng.randint(first, len(before[n]) - 1)
    return before, after, n, first, last


def said(words):
    return " ".join(f"w{w}" for w in words)


@settings(max_examples=150, deadline=None)
@given(edited_sessions())
@example(([[*range(11)]], [[17], [*range(11, 16)], [0, 1, 2, 3, 4, 7, 8, 16]], 0, 6, 10))
def test_every_passage_whose_words_survive_still_holds_its_words(case):
    before, after, n, first, last = case
    own = before[n][first : last + 1]
    flat = [w for turn in after for w in turn]
    at = [flat.index(w) for w in own if w in flat]
    survives = len(at) == len(own) and at == list(range(at[0], at[0] + len(own)))
    old, new = turns(*map(said, before)), turns(*map(said, after))
    start = len(said(before[n][:first])) + (first > 0)
    aligned = align_turns(old, new)
    places = aligned.place(old.index[n], start, start + len(said(own)))
    words = [w for p in places for w in aligned.words_at(p).split()]
    if survives:
        assert words == said(own).split()
    elif places:
        kept = [w for w in said(own).split() if w in words]
        if 2 * len(kept) < len(own):  # held by the rest of its turn, with all that is left of it
            rest = [w for w in before[n] if w not in own]
            assert 2 * sum(w in flat for w in rest) > len(rest)
            assert len(kept) == len(at)
