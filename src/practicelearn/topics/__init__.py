"""Topics: what stretches of talk are about, found without a coding frame."""

from __future__ import annotations

from practicelearn._late import late_names

_PLACES = {
    "align_topics": "topics.alignment.align_topics",
    "choose_n_topics": "topics.choosing.choose_n_topics",
    "coherence": "topics.coherent.coherence",
    "stability": "topics.found_again.stability",
    "topic_flags": "topics.flags.topic_flags",
    "topic_prevalence": "topics.prevalence.topic_prevalence",
    "topics_along": "topics.along.topics_along",
}

__getattr__, __dir__ = late_names(__name__, _PLACES)
