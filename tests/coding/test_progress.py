"""Sessions × coders: what is read and coded, with zeros."""

import practicelearn as prac
from practicelearn.coding.codings import Codings
from practicelearn.coding.queries.progress import coding_progress


def test_every_session_and_coder_has_a_row_with_what_is_read_and_coded(sample):
    study = prac.open_study(sample)
    corpus, codings = study.corpus(), study.codings()
    table = coding_progress(codings, corpus).set_index(["session_id", "coder"])
    assert len(table) == 2 * len(corpus.sessions)
    row = table.loc[("2025-north", "kim")]
    own = codings.spans[(codings.spans["coder"] == "kim")]
    own = own[own["turn_id"].str.startswith("2025-north:")]
    assert row["n_codings"] == own["coding_id"].nunique() > 0
    assert (row["n_turns_read"], row["share_read"], row["finished"]) == (row["n_turns"], 1.0, True)
    none = table.loc[("2025-edge", "lee")]
    assert (none["n_turns_read"], none["n_codings"], none["finished"]) == (0, 0, False)


def test_without_coders_there_are_no_rows(sample):
    corpus = prac.open_study(sample).corpus()
    assert list(coding_progress(Codings(), corpus).columns)[:4] == [
        "session_id",
        "year",
        "group",
        "coder",
    ]
    assert coding_progress(Codings(), corpus).empty
