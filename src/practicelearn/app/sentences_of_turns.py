"""What the page says where a turn is corrected, or a recording is played beside the words."""

from __future__ import annotations

from typing import Final

__all__ = ["OF_TURNS"]

OF_TURNS: Final[dict[str, str]] = {
    "corrected": (
        "Somebody corrected this session meanwhile. What you did has moved with its words; it "
        "is shown as it stands now."
    ),
    "leftout": "Words of this turn were taken out, so the recording is not played here.",
    "looknow": "Look at what changes, then press “Correct it”.",
    "looksname": (
        "this looks like a name. Names were replaced in this study: write what stands for it, "
        "such as [Person 1]. If it is none, press “Correct it”."
    ),
    "nobodyyet": (
        "is on no attendance list of this session: what is said belongs to nobody on it until "
        "the list says who that is."
    ),
    "noplay": (
        "This browser cannot play that file. MP3, M4A, WAV, OGG, WebM and MP4 mostly work; make "
        "one of these of it."
    ),
    "norecording": "No recording is open. “Listen …” above the text opens one.",
    "notimes": "This transcript has no times, so no recording can be played beside it.",
    "notundone": (
        "The earlier words are not kept, and u does not bring them back: correct the turn again "
        "instead."
    ),
    "offset": (
        "How many seconds the recording begins before the transcript’s 0:00; less than nought "
        "where it begins later."
    ),
    "openwho": "leave open; the attendance list will say",
    "recording": (
        "Space plays. A recording holds voices and names: it stays on this computer, is sent "
        "nowhere, and is forgotten when you close it."
    ),
    "saywhy": "Say why it is corrected.",
    "silentnow": (
        "says nothing any more in this session, and stays on the attendance list as somebody "
        "who was there."
    ),
    "skipped": "A stretch was left out: its words were taken out of the study.",
    "splitat": "Put the cursor where the other voice begins, between two words.",
    "zones": (
        "Turns of which words were withdrawn or redacted are left out whole, with a margin. "
        "They are found by the transcript’s times: where these are wrong, or the recording "
        "starts earlier or later than you say, they can be heard."
    ),
}
