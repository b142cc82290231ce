from practicelearn.output.plots.agreement import plot_agreement as agreement
from practicelearn.output.plots.along import plot_topics_along as topics_along
from practicelearn.output.plots.change import plot_change as change
from practicelearn.output.plots.cooccurrence import plot_cooccurrence as cooccurrence
from practicelearn.output.plots.extent import plot_extent as extent
from practicelearn.output.plots.how_many import plot_how_many_groups as how_many_groups
from practicelearn.output.plots.keywords import plot_keywords as keywords
from practicelearn.output.plots.matrix import plot_matrix as matrix
from practicelearn.output.plots.n_topics import plot_choose_n_topics as choose_n_topics
from practicelearn.output.plots.new_codes import plot_new_codes as new_codes
from practicelearn.output.plots.picture import Picture as Picture
from practicelearn.output.plots.portrait import plot_portrait as portrait
from practicelearn.output.plots.talk import plot_talk as talk
from practicelearn.output.plots.topic_shares import plot_topic_prevalence as topic_prevalence
from practicelearn.output.plots.topics import plot_topics as topics

__all__ = [
    "Picture",
    "agreement",
    "change",
    "choose_n_topics",
    "cooccurrence",
    "extent",
    "how_many_groups",
    "keywords",
    "matrix",
    "new_codes",
    "portrait",
    "talk",
    "topic_prevalence",
    "topics",
    "topics_along",
]
