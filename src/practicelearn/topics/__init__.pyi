from practicelearn.topics.alignment import align_topics as align_topics
from practicelearn.topics.along import topics_along as topics_along
from practicelearn.topics.choosing import choose_n_topics as choose_n_topics
from practicelearn.topics.coherent import coherence as coherence
from practicelearn.topics.flags import topic_flags as topic_flags
from practicelearn.topics.found_again import stability as stability
from practicelearn.topics.prevalence import topic_prevalence as topic_prevalence

__all__ = [
    "align_topics",
    "choose_n_topics",
    "coherence",
    "stability",
    "topic_flags",
    "topic_prevalence",
    "topics_along",
]
