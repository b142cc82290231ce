from practicelearn.output.plots.agreement import plot_agreement as agreement
from practicelearn.output.plots.change import plot_change as change
from practicelearn.output.plots.cooccurrence import plot_cooccurrence as cooccurrence
from practicelearn.output.plots.extent import plot_extent as extent
from practicelearn.output.plots.how_many import plot_how_many_groups as how_many_groups
from practicelearn.output.plots.keywords import plot_keywords as keywords
from practicelearn.output.plots.matrix import plot_matrix as matrix
from practicelearn.output.plots.new_codes import plot_new_codes as new_codes
from practicelearn.output.plots.picture import Picture as Picture
from practicelearn.output.plots.portrait import plot_portrait as portrait
from practicelearn.output.plots.talk import plot_talk as talk
from practicelearn.output.plots.topics import plot_topics as topics

__all__ = [
    "Picture",
    "agreement",
    "change",
    "cooccurrence",
    "extent",
    "how_many_groups",
    "keywords",
    "matrix",
    "new_codes",
    "portrait",
    "talk",
    "topics",
]
