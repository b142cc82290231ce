"""Topics: what stretches of talk are about, found without a coding frame."""

from __future__ import annotations

from practicelearn._late import late_names

_PLACES = {
    "compare_sizes": "topics.quality.compare_sizes",
    "stability": "topics.quality.stability",
}

__getattr__, __dir__ = late_names(__name__, _PLACES)
