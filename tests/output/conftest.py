"""An invented study: three rounds of five groups of five people, coded. Nobody ever said this."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pytest

from planned_before import planned
from practicelearn._tables import Mark
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes
from practicelearn.themes.years import compare_years
from practicelearn.topics.model import TopicModel
from practicelearn.topics.standing import keep

YEARS = ("2022-23", "2023-24", "2024-25")
GROUPS = ("north", "south", "east", "west", "hospital")

SAID = {
    "supervision": (
        "My supervision gets moved whenever duty is short, and it has been moved four times now.",
        "We sit down for supervision and it is all about the list, there is no room to think.",
        "If I am honest supervision is the first thing that goes when somebody rings in sick.",
        "I came out of supervision feeling I had reported on the week and learnt nothing from it.",
        "What I miss is the reflective bit, the why are we doing this with this family bit.",
    ),
    "workload": (
        "I hold twenty-six families at the moment and there is no way to know all of them well.",
        "The cases come faster than they close, so you are always carrying the tail of last year.",
        "Somebody allocated me two on the same afternoon and both needed a visit that week.",
        "Nobody weighs them, a quick check counts the same as a long and frightening one.",
        "I do my notes at the kitchen table after nine because the day is full of people.",
    ),
    "tools": (
        "The laptop takes ten minutes to wake up and by then the family has put the kettle on.",
        "You type it into one system and then copy the whole thing into the other one.",
        "There is never a desk, so I hold the difficult calls in the car with the window up.",
        "It logged me out in the middle of the assessment and half of what I wrote was gone.",
        "We share one phone charger between six of us, which is funny until it is not.",
    ),
    "colleagues": (
        "What keeps me here is the people on my bank of desks, honestly it is only that.",
        "After the hard visit somebody had put a tea on my desk and did not say a word.",
        "We look after each other because we have found that we have to, I think.",
        "When I was new they let me come along on theirs and talk in the car afterwards.",
        "You can say in this team that a visit frightened you and nobody looks away.",
    ),
    "racism": (
        "She asked for somebody who looked more English, and the manager simply moved the visit.",
    ),
}
OTHER = (
    "Yes, and the parking on market day, I have given up on the parking altogether really.",
    "I suppose it depends on which part of the week you ask me that question.",
    "Can I come back to that in a minute, because I had not thought of it that way.",
    "It was better at the old building, although I may be remembering that wrongly.",
    "The bus from the far side of town stops at six, so the late visits are by taxi.",
    "We laughed about it afterwards, well, most of us laughed about it afterwards. [laughter]",
)
TAILS = (
    "",
    ", at least in my corner of it",
    ", as far as I can see",
    ", and I say that kindly",
    ", most weeks anyway",
    ", if you ask me now",
    ", and it was not always so",
)
# How many of the five people raise each subject, group by group, round by round.
RAISED = {
    "supervision": ((1, 0, 1, 2, 1), (1, 1, 2, 0, 1), (4, 4, 5, 3, 4)),
    "workload": ((3, 4, 3, 2, 4), (3, 3, 4, 3, 3), (3, 4, 3, 3, 2)),
    "tools": ((4, 3, 4, 4, 5), (4, 4, 3, 5, 4), (1, 0, 1, 1, 0)),
    "colleagues": ((1, 0, 0, 2, 0), (0, 1, 0, 0, 1), (1, 1, 0, 1, 0)),
    "racism": ((0, 0, 0, 0, 0), (0, 0, 0, 0, 0), (0, 0, 1, 0, 0)),
}
NAMES = {
    "supervision": "Supervision",
    "workload": "Workload and allocation",
    "tools": "Tools and places to work",
    "colleagues": "Support from colleagues",
    "racism": "Racism at work",
}


@dataclass(frozen=True)
class HandMadeTopics(TopicModel):
    """What the report needs of a fitted topic model, written down by hand."""

    names_: pd.Series
    turn_topics_: pd.DataFrame
    session_shares_: pd.DataFrame
    exemplars_: pd.DataFrame
    top_terms_: pd.DataFrame

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """What it was set to; its fields are what a model has once it is fitted."""
        return {"n_topics": len(self.names_)}


def invented_frame() -> CodingFrame:
    codes = tuple(
        Code(id=i, name=n, definition=f"What people say about {n.lower()}.")
        for i, n in NAMES.items()
    )
    return CodingFrame("Invented frame", "2024-1", codes, date="2024-11-01")


def invented_corpus() -> tuple[Corpus, list[dict[str, Any]]]:
    """The corpus, and the codings of one person as rows of SPANS."""
    turns, sessions, attendance, spans = [], [], [], []
    for y, year in enumerate(YEARS):
        for g, group in enumerate(GROUPS):
            sid = f"{year[:4]}-{group}"
            sessions.append(
                {"session_id": sid, "year": year, "group": group, "team": group,
                 "group_type": "practitioners", "source_kind": "transcript",
                 "duration_s": 3000.0, "file": f"{sid}.vtt", "format": "vtt",
                 "date": f"{year[:4]}-11-{10 + g:02d}"}
            )  # fmt: skip
            attendance.append(_present(sid, "F1", "facilitator", f"f-{year}-{group}"))
            # one person a round was there and said nothing
            people = [f"P{k}" for k in range(1, 6)]
            attendance += [
                _present(sid, p, "participant", f"{group}-{p}-{year}", consent=p != "P3")
                for p in people
            ]
            own: list[tuple[str, str, str | None]] = [
                ("F1", "Thank you all for coming, shall we start with how the year has been?", None)
            ]
            for k, person in enumerate(people):
                if group == "west" and person == "P5" and RAISED["tools"][y][g] < 5:
                    continue
                for c, code in enumerate(SAID):
                    if k < RAISED[code][y][g] and not (group == "west" and person == "P5"):
                        pool = SAID[code]
                        words = pool[(k + g + y) % len(pool)]
                        tail = TAILS[(3 * k + 2 * g + y) % len(TAILS)]
                        own.append((person, f"{words[:-1]}{tail}.", code))
                    elif c == k % len(SAID):
                        own.append((person, OTHER[(k + g + 2 * y) % len(OTHER)], None))
            for n, (speaker, words, code) in enumerate(own, start=1):
                turn_id = make_turn_id(sid, n)
                start = words.find("[laughter]")
                marks = [Mark(start, start + 10, "laughter")] if start >= 0 else []
                turns.append(
                    {"turn_id": turn_id, "session_id": sid, "n": n, "speaker": speaker,
                     "person_id": f"f-{year}-{group}" if speaker == "F1"
                     else f"{group}-{speaker}-{year}",
                     "role": "facilitator" if speaker == "F1" else "participant",
                     "text": words, "marks": marks, "verbatim": True}
                )  # fmt: skip
                if code:
                    spans.append(
                        {"coding_id": f"c{len(spans) + 1:04d}", "part": 1, "turn_id": turn_id,
                         "start": 0, "end": len(words), "quote": words, "code": code,
                         "coder": "kim", "origin": "human", "at": "2025-01-10T09:00:00.000+00:00"}
                    )  # fmt: skip
    issues = [
        {"session_id": "2024-west", "severity": "warning", "source_loc": "line 44",
         "message": "this line has no speaker; it stays a turn of its own", "text": "mm, yes"}
    ]  # fmt: skip
    corpus = Corpus(
        turns=pd.DataFrame(turns).set_index("turn_id"),
        sessions=pd.DataFrame(sessions).set_index("session_id"),
        attendance=pd.DataFrame(attendance),
        issues=pd.DataFrame(issues),
        pseudonymised=True,
    )
    return corpus.with_turns(corpus.turns), spans


def invented_codings() -> tuple[Corpus, Codings]:
    corpus, spans = invented_corpus()
    frame = invented_frame()
    read = pd.DataFrame(
        {"coder": "kim", "turn_id": corpus.turns.index, "frame_version": frame.version}
    )
    codings = Codings(
        spans=pd.DataFrame(spans), read=read, frame=frame,
        text_hash=corpus.sessions["text_hash"].to_dict(),
        held={frame.version: frozenset(frame)},
    )  # fmt: skip
    return corpus, codings


def hand_made_topics(corpus: Corpus) -> HandMadeTopics:
    """Two topics by hand: t1 is everything coded, t2 parking and buses, which no code covers."""
    apart = corpus.turns["text"].str.contains("parking|bus|building|laughed")
    weights = pd.DataFrame({"t1": (~apart).astype(float), "t2": apart.astype(float)})
    words = corpus.n_words.where(corpus.turns["role"] == "participant", 0)
    session = corpus.turns["session_id"]
    shares = weights.mul(words, axis=0).groupby(session).sum()
    shares = shares.div(words.groupby(session).sum(), axis=0)
    turns = weights.index[apart][:5]
    made = HandMadeTopics(
        names_=pd.Series({"t1": "supervision, family, desk", "t2": "parking, bus, market"}),
        turn_topics_=weights,
        session_shares_=shares,
        exemplars_=pd.DataFrame(
            {"topic": "t2", "rank": range(1, 6), "turn_id": turns, "score": 1.0}
        ),
        top_terms_=pd.DataFrame(
            {"topic": ["t1"] * 3 + ["t2"] * 3, "rank": [1, 2, 3] * 2,
             "term": ["supervision", "family", "desk", "parking", "bus", "market"],
             "weight": [3.0, 2.0, 1.0] * 2}
        ),
    )  # fmt: skip
    known = {"n_again": 9, "n_splits": 10, "n_sessions": 7, "found_again": True}
    keep(made, (), pd.DataFrame(known, index=made.names_.index))
    return made


def invented_decisions(themes: Themes) -> pd.DataFrame:
    """Newest passages flagged for quoting; of supervision one by P3, who did not consent.

    At most three a theme, so that each of them would be printed if its consent were not asked for.
    """
    newest = themes.evidence[themes.evidence["year"] == YEARS[-1]]
    said = newest[newest["theme_id"] == "supervision"].drop_duplicates("speaker")
    flagged = pd.concat(
        [said[said["speaker"].isin(["P1", "P2", "P3"])], newest[newest["theme_id"] == "tools"]]
    )
    return pd.DataFrame(
        {
            "kind": "quotable",
            "who": "kim",
            "at": "2025-02-01T10:00:00.000+00:00",
            "coding_id": flagged["coding_id"].to_numpy(),
            "quotable": True,
        }
    )


def _present(
    sid: str, speaker: str, role: str, person: str, *, consent: bool = True
) -> dict[str, Any]:
    return {
        "session_id": sid, "person_id": person, "speaker": speaker, "role": role,
        "role_source": "sheet", "is_peer": True, "consent_quote": consent,
    }  # fmt: skip


@pytest.fixture(scope="session")
def themes() -> Themes:
    corpus, codings = invented_codings()
    found = find_themes(codings, corpus, hand_made_topics(corpus))
    found = found.state("supervision", "Supervision goes first when duty is short.")
    found = found.state("tools", "Work is lost to slow laptops and missing desks.")
    return planned(found, ["supervision", "tools", "workload"])


@pytest.fixture(scope="session")
def change(themes: Themes) -> pd.DataFrame:
    return compare_years(themes)


@pytest.fixture(scope="session")
def decisions(themes: Themes) -> pd.DataFrame:
    return invented_decisions(themes)


@pytest.fixture(scope="session")
def named_themes(themes: Themes) -> Themes:
    """The same, but its corpus holds real names."""
    return replace(themes, corpus=replace(themes.corpus, pseudonymised=False))
