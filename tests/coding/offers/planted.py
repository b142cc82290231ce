"""An invented study whose codes are planted; no person said any of it."""

from dataclasses import replace

import numpy as np
import pandas as pd

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id

FRAME = CodingFrame(
    "invented", "1",
    (Code("tools", "Tools", cues=("laptop",)), Code("car", "Car parks"), Code("luck", "Luck")),
)  # fmt: skip
TOOLS = (
    "The laptop froze again and the charger broke.",
    "My laptop will not open the system, so the charger sits there.",
    "Nobody repairs a laptop here, the screen stays black.",
)
CARS = (
    "I circled the garage for a parking space before every visit.",
    "The permit for parking ran out and the garage was full.",
    "There is no parking, so I leave the car streets away from the garage.",
)
OTHER = (
    "It was a long summer and the weather held.", "We sang a little on the way.",
    "Somebody brought a cake with candles on it.", "The window was open the whole morning.",
    "My sister lives by the sea these days.", "He told a story about a horse.",
)  # fmt: skip
SESSIONS = [f"{year}-g{k}" for year in (1, 2) for k in range(7)]


def invented(seed=1):
    rng = np.random.default_rng(seed)
    rows, spans = [], []
    for session in SESSIONS:
        said = [("facilitator", "Tell us about the laptop and the parking.", None)]
        for n in range(26):
            kind = {3: "tools", 11: "tools", 7: "car", 19: "car"}.get(n)
            text = rng.choice({"tools": TOOLS, "car": CARS, None: OTHER}[kind])
            said.append(("participant", f"Well. {text}", kind))
        lucky = set(rng.choice(np.arange(1, 27), 2, replace=False))
        for n, (role, text, kind) in enumerate(said, start=1):
            turn_id = make_turn_id(session, n)
            rows.append(
                {"turn_id": turn_id, "session_id": session, "n": n, "role": role,
                 "speaker": role[0], "text": text, "verbatim": True, "marks": []}
            )  # fmt: skip
            spans += [
                {"coding_id": f"{turn_id}-{code}", "part": 1, "turn_id": turn_id, "start": 6,
                 "end": len(text), "quote": text[6:], "code": code, "coder": "kim",
                 "origin": "human"}
                for code in [*([kind] if kind else []), *(["luck"] if n in lucky else [])]
            ]  # fmt: skip
    sessions = pd.DataFrame(
        {"year": [s[0] for s in SESSIONS]}, index=pd.Index(SESSIONS, name="session_id")
    )
    corpus = Corpus(turns=pd.DataFrame(rows).set_index("turn_id"), sessions=sessions)
    corpus = corpus.with_turns(corpus.turns)
    read = pd.DataFrame({"coder": "kim", "turn_id": corpus.turns.index, "frame_version": "1"})
    return corpus, Codings(
        spans=pd.DataFrame(spans), read=read, frame=FRAME, held={"1": frozenset(FRAME)}
    )


def of_sessions(codings, *starts):
    def own(table):
        return table[table["turn_id"].str.startswith(starts)]

    return replace(codings, spans=own(codings.spans), read=own(codings.read))
