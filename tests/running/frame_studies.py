# ruff: noqa: E501 - what people say is read along its lines
"""Two invented studies with the same talk: one frame that needs a look, and its clean twin.

Eight groups go through six subjects in their own order, with small talk between, labels that
change, marks, and a coder who misses some and slips now and then. Nobody ever said any of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.transcripts.loader import read_transcripts

SAID: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "supervision": (
        ("my supervisor moved our session again", "supervision got cancelled twice this month",
         "I only get reflective time when my manager remembers", "nobody asks how a visit left me",
         "the hour with my supervisor turns into a checklist", "we never talk through a hard visit"),
        ("so I carry the worry home", "and the reflective bit is what goes first",
         "then the agenda is just targets", "and supervision notes come weeks later",
         "because my manager covers two teams", "so there is no room to think aloud"),
    ),
    "tools": (
        ("the laptop froze in the middle of my assessment", "the system logs me out every hour",
         "my password expired on a Friday night", "the case software lost a whole chronology",
         "the printer needs a ticket to the helpdesk", "the screen goes blank when I upload a form"),
        ("so I type the form twice", "and the helpdesk closes at five", "then the upload fails",
         "and the software update made it worse", "because the laptop is seven years old",
         "so the password reset takes a morning"),
    ),
    "travel": (
        ("mileage is still paid at the old rate", "I drive forty miles to a placement and back",
         "parking at the office costs nine pounds", "the bus to the estate stops at six",
         "my car failed its test after all those roads", "petrol took half of my expenses claim"),
        ("so I pay for the petrol myself", "and the parking permit list is closed",
         "then the claim comes back for a receipt", "because the bus misses the train",
         "and the drive eats the afternoon", "so nobody takes the far villages"),
    ),
    "court": (
        ("the judge wanted the statement by noon", "our solicitor changed the day of the hearing",
         "the barrister had not read the bundle", "I gave evidence with an hour of notice",
         "the court list moved the hearing to Leeds", "the guardian asked for another statement"),
        ("so the care plan was filed late", "and the bundle had pages missing",
         "then the hearing was adjourned", "because legal had one solicitor off",
         "and the judge told me off", "so I wrote the statement at midnight"),
    ),
    "caseload": (
        ("I hold twenty six families now", "another four referrals were allocated on Monday",
         "the duty rota lands on top of my own cases", "the vacancy means two of us cover a patch",
         "the waiting list has doubled since spring", "new starters get a full caseload at once"),
        ("so visits slip to the end of the week", "and the allocation meeting just adds names",
         "then duty takes the day", "because the vacancy was never advertised",
         "and the referrals keep coming", "so no family gets enough of me"),
    ),
    "building": (
        ("the heating in the annexe is off until March", "there are nine desks for thirty of us",
         "the kitchen tap leaks onto the floor", "the meeting room smells of damp carpet",
         "the lift has been broken since the summer", "the roof drips over the photocopier"),
        ("so we wear coats at the desk", "and the kettle trips the fuse", "then we sit on the stairs",
         "because the landlord will not mend the roof", "and the carpet is black with mould",
         "so the room is booked by eight"),
    ),
}  # fmt: skip
FILLERS = ("um", "you know", "like", "honestly", "I mean", "yeah", "sort of")
SMALL = (
    "Yeah.",
    "Mm, exactly.",
    "[laughter]",
    "Sorry, go on.",
    "Same here, yeah.",
    "Right, right.",
)
ASKED = ("Thanks. What else has the year been like?", "Can somebody say more about that?")
GROUPS = ("north", "south", "east", "west", "duty", "night", "leaving", "fostering")
HEARD_OF = {
    "supervision": ("supervisor", "supervision"), "support": ("reflective time",),
    "resources": ("laptop", "mileage"), "court": ("judge", "hearing"), "caseload": ("referrals",),
    "interpreters": ("interpreter",), "tools": ("laptop",), "travel": ("mileage",),
    "building": ("heating",),
}  # fmt: skip
MESSY = {
    "supervision": ("supervision", "support"), "tools": ("resources",), "travel": ("resources",),
    "court": ("court",), "caseload": ("caseload",), "building": (),
}  # fmt: skip
CLEAN = {subject: (subject,) for subject in SAID}


@dataclass(frozen=True)
class Invented:
    """A study's talk and hand coding, and the subject each turn is on ("" for none)."""

    corpus: Corpus
    codings: Codings
    subject: pd.Series


def _sentence(rng: np.random.Generator, subject: str) -> str:
    openings, endings = SAID[subject]
    first, last = rng.choice(openings), rng.choice(endings)
    filler = f"{rng.choice(FILLERS)}, " if rng.random() < 0.5 else ""
    broken = f" {rng.choice(last.split())}-" if rng.random() < 0.15 else ""
    return f"{filler}{first}{broken} {last}."


def write_talk(folder: Path, seed: int) -> None:
    """Write eight transcripts as people keep them."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for group in GROUPS:
        lines = []
        for subject in rng.permutation(list(SAID)):
            lines.append(f"Facilitator: {rng.choice(ASKED)}")
            for k in range(int(rng.integers(10, 17))):
                speaker = f"P{int(rng.integers(1, 6))}"
                few = int(rng.integers(1, 4))
                said = " ".join(_sentence(rng, subject) for _ in range(few))
                small = rng.random() < 0.2
                label = f"{speaker} (phone)" if k == 7 else speaker
                lines.append(f"{label}: {rng.choice(SMALL) if small else said}")
        text = "\n\n".join(lines) + "\n"
        (folder / f"2030-{group}.txt").write_text(text, encoding="utf-8")


def subject_of(text: str) -> str:
    """What a turn is on; the loader puts what one person says in a row together."""
    found = [s for s, (openings, _) in SAID.items() if any(o in text for o in openings)]
    assert len(found) < 2, "a turn goes over the facilitator's question"
    return found[0] if found else ""


def invent(folder: Path, codes_of: Mapping[str, tuple[str, ...]], *, seed: int = 3) -> Invented:
    """Return the study as it is read from the folder, coded by a person who misses and slips."""
    write_talk(folder, seed)
    corpus = read_transcripts(folder)
    subject = corpus.turns["text"].map(subject_of)
    rng = np.random.default_rng(seed + 1)
    used = sorted({c for codes in codes_of.values() for c in codes})
    rows = []
    for turn_id, on in subject.items():
        codes = codes_of.get(on, ())
        if not codes or rng.random() < 0.25:  # missed
            continue
        given = list(codes) if len(codes) > 1 and rng.random() < 0.3 else [rng.choice(codes)]
        if rng.random() < 0.04:  # a slip
            given = [rng.choice(used)]
        text = corpus.turns.loc[turn_id, "text"]
        rows += [{"turn_id": turn_id, "code": str(c), "quote": text} for c in given]
    names = [*used, "interpreters"] if codes_of is MESSY else used
    frame = CodingFrame("Invented", "1", tuple(
        Code(n, n.title(), definition=f"All about {n}.", cues=HEARD_OF[n]) for n in names
    ))  # fmt: skip
    hand = Codings.from_table(pd.DataFrame(rows), corpus, frame, coder="kim", origin="human")
    return Invented(corpus, hand.mark_read("kim", corpus), subject)
