"""Pictures: each takes a table and returns a picture, which shows itself in a notebook.

Beside each ``plot_...`` stands a ``describe_...`` with the same table, which returns the title that
states the finding, and the alt text. The table itself is what stands beside the picture.
"""

from practicelearn.output.plots.agreement import describe_agreement, plot_agreement
from practicelearn.output.plots.along import describe_topics_along, plot_topics_along
from practicelearn.output.plots.change import describe_change, plot_change
from practicelearn.output.plots.cooccurrence import describe_cooccurrence, plot_cooccurrence
from practicelearn.output.plots.extent import describe_extent, plot_extent
from practicelearn.output.plots.how_many import describe_how_many_groups, plot_how_many_groups
from practicelearn.output.plots.keywords import describe_keywords, plot_keywords
from practicelearn.output.plots.matrix import describe_matrix, plot_matrix
from practicelearn.output.plots.n_topics import describe_choose_n_topics, plot_choose_n_topics
from practicelearn.output.plots.new_codes import describe_new_codes, plot_new_codes
from practicelearn.output.plots.picture import Picture
from practicelearn.output.plots.portrait import describe_portrait, plot_portrait, session_portrait
from practicelearn.output.plots.talk import describe_talk, plot_talk
from practicelearn.output.plots.topic_shares import (
    describe_topic_prevalence,
    plot_topic_prevalence,
)
from practicelearn.output.plots.topics import describe_topics, plot_topics
from practicelearn.output.plots.words import Telling

__all__ = [
    "Picture",
    "Telling",
    "describe_agreement",
    "describe_change",
    "describe_choose_n_topics",
    "describe_cooccurrence",
    "describe_extent",
    "describe_how_many_groups",
    "describe_keywords",
    "describe_matrix",
    "describe_new_codes",
    "describe_portrait",
    "describe_talk",
    "describe_topic_prevalence",
    "describe_topics",
    "describe_topics_along",
    "plot_agreement",
    "plot_change",
    "plot_choose_n_topics",
    "plot_cooccurrence",
    "plot_extent",
    "plot_how_many_groups",
    "plot_keywords",
    "plot_matrix",
    "plot_new_codes",
    "plot_portrait",
    "plot_talk",
    "plot_topic_prevalence",
    "plot_topics",
    "plot_topics_along",
    "session_portrait",
]
