"""A study coded elsewhere, from spreadsheets to the tables and pictures of a paper. All invented.

Four focus groups of two kinds, 28 people, four levels of codes, two coders, and a survey with
written answers. Run it with a folder to write to: ``python examples/table_study.py results``.
"""

import sys
from pathlib import Path

import practicelearn as prac

folder = prac.sample_path("table-study")
out = Path(sys.argv[1] if len(sys.argv) > 1 else "results")
out.mkdir(exist_ok=True)

# 1. Files to one study: comments, quotes with their codes, the codebook, groups and people.
study = prac.read_coded_table(
    folder / "comments.csv",
    folder / "codebook.csv",
    sessions=folder / "groups.csv",
    people=folder / "participants.csv",
    quotes=folder / "coded-quotes.csv",
)
corpus, frame = study.corpus, study.frame

# 2. Who read what: AK all four groups, BM the first of each kind.
both = study.codings.mark_read("AK", corpus)
both = both.mark_read("BM", corpus.where(group=["FG1", "FG3"]))
prac.write_table(prac.agreement(both, corpus, level=1), out / "agreement-categories.csv")
prac.write_table(prac.agreement(both, corpus, codes=frame.lowest), out / "agreement-codes.csv")
prac.write_table(prac.disagreements(both, corpus), out / "to-talk-about.xlsx")

# 3. One reading. Two codes that readers could not tell apart are put together.
hand = prac.merge_codings(both, prefer="AK")
hand = hand.recode({("corridor-talk", "peer-group-set-up"): "Talk with peers"})

# 4. Who said what: by gender, by gender in each kind of group, and which codes meet.
by_gender = prac.code_counts(hand, corpus, "gender", table="people", level=1)
crosstab = prac.code_counts(hand, corpus, ["group_type", "gender"], level=2)
prac.write_table(by_gender, out / "by-gender.csv")
prac.write_table(crosstab, out / "crosstab.csv")
prac.write_table(prac.coded_quotes(hand, corpus.where(gender="woman")), out / "women.xlsx")
prac.write_table(prac.code_cooccurrence(hand, corpus, within="speaker"), out / "pairs.csv")
raised = prac.case_codes(hand, corpus, codes=hand.frame.lowest)
prac.write_table(prac.code_accumulation(raised), out / "new-codes.csv")
prac.plot.matrix(raised).save(out / "matrix.png")

# 5. Themes, a row a person for mixed models elsewhere, and the two kinds of group side by side.
themes = prac.find_themes(hand, corpus, level=1, min_groups=3, min_people=4)
themes = themes.declare(headline=["learning-the-work", "conditions", "staying"])
prac.write_table(themes.person_table(), out / "people-themes.csv")
kinds = prac.compare_groups(themes, "group_type")
prac.write_table(kinds, out / "kinds-of-group.csv")
print(kinds[["name", "difference", "low", "high", "verdict", "why"]].round(2).to_string())

# 6. The survey: one call, and people who answered in the place of groups.
survey = prac.read_coded_table(folder / "survey.csv")
answers = prac.find_themes(survey.codings, survey.corpus).declare(headline=["caseload-too-high"])
settings = prac.compare_groups(answers, "setting", unit="person")
print(settings.loc[settings["verdict"] != "not tested", ["name", "difference", "verdict"]])
