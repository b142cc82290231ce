"""Pictures, each of a table this library makes: prac.plot.change(change)."""

from __future__ import annotations

from practicelearn._late import late_names

_PLACES = {
    "Picture": "output.plots.picture.Picture",
    "agreement": "output.plots.agreement.plot_agreement",
    "change": "output.plots.change.plot_change",
    "choose_n_topics": "output.plots.n_topics.plot_choose_n_topics",
    "cooccurrence": "output.plots.cooccurrence.plot_cooccurrence",
    "extent": "output.plots.extent.plot_extent",
    "how_many_groups": "output.plots.how_many.plot_how_many_groups",
    "keywords": "output.plots.keywords.plot_keywords",
    "matrix": "output.plots.matrix.plot_matrix",
    "new_codes": "output.plots.new_codes.plot_new_codes",
    "portrait": "output.plots.portrait.plot_portrait",
    "talk": "output.plots.talk.plot_talk",
    "topic_prevalence": "output.plots.topic_shares.plot_topic_prevalence",
    "topics": "output.plots.topics.plot_topics",
    "topics_along": "output.plots.along.plot_topics_along",
}

__getattr__, __dir__ = late_names(__name__, _PLACES)
