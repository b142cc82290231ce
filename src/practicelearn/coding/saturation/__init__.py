"""New codes per further group: what was gathered, what it covers, what it could have missed."""

from __future__ import annotations

from practicelearn.coding.saturation.curves import code_accumulation, new_codes_ahead
from practicelearn.coding.saturation.estimates import saturation
from practicelearn.coding.saturation.missed import could_have_missed, groups_needed
from practicelearn.coding.saturation.runs import new_information

__all__ = [
    "code_accumulation",
    "could_have_missed",
    "groups_needed",
    "new_codes_ahead",
    "new_information",
    "saturation",
]
