"""Queries on the sample study agree with what themes make of it."""

import practicelearn as prac
from practicelearn.coding.queries import case_codes, code_counts


def test_the_sample_agrees_with_the_scores_of_themes():
    study = prac.open_study(prac.sample_path())
    corpus, codings = study.corpus(), prac.merge_codings(study.codings())
    themes = prac.find_themes(codings, corpus)
    table = case_codes(codings, corpus)
    for score in themes.scores.itertuples():
        if score.theme_id in table:
            assert table.loc[(score.year, score.group), score.theme_id] == (score.n_raised > 0)
    counted = code_counts(codings, corpus, "year").set_index(["code", "year"])
    people = themes.scores.groupby(["theme_id", "year"])[["n_raised", "n_people"]].sum()
    for code in table:
        own = counted.loc[code, ["n_people_raised", "n_people"]].to_numpy(dtype=int)
        assert own.tolist() == people.loc[code].to_numpy(dtype=int).tolist()
