"""Figures in the prose of README and docs: each is worked out here, and looked for in its page."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import practicelearn as prac
from planned_before import planned
from practicelearn.coding.saturation import could_have_missed
from practicelearn.themes import contrast, positions, stances, verdicts
from practicelearn.themes import mentions as coming_up
from practicelearn.themes.drift import coder_drift

ROOT = Path(__file__).parents[1]


@cache
def page(name: str) -> str:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", text)


def says(name: str, *sentences: str) -> None:
    missing = [sentence for sentence in sentences if sentence not in page(name)]
    assert missing == [], f"{name} says otherwise"


@cache
def simulated(part: str) -> dict[str, list[float]]:
    """Rows of a table of the pages on validity: its first cells joined, to its figures."""
    pages = sorted((ROOT / "docs").glob("validity*.md"))
    text = "\n\n".join(page.read_text(encoding="utf-8") for page in pages)
    table = text.split(part, 1)[1].split("\n\n", 1)[0]
    rows = {}
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        figures = [cell for cell in cells if re.fullmatch(r"-?\d*\.\d+", cell)]
        rows[" | ".join(c for c in cells if c not in figures)] = [float(c) for c in figures]
    return rows


@cache
def two_rounds(groups: str, spread: str, change: str) -> dict[str, float]:
    """A row of the first two tables of docs/validity.md: one of tests, one of verdicts."""
    text = (ROOT / "docs" / "validity.md").read_text(encoding="utf-8")
    found: dict[str, float] = {}
    for table in text.split("| groups | theme |")[1:]:
        head, *lines = table.split("\n\n", 1)[0].splitlines()
        names = [cell.strip() for cell in head.strip("| ").split("|")]
        rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
        (row,) = (r for r in rows if r[:4] == [groups, "common", spread, change])
        found |= {n: float(c) for n, c in zip(names[2:], row[4:], strict=True)}
    return found


def in_100(share: float) -> str:
    return f"{100 * share:.0f}"


@pytest.fixture(scope="module")
def change():
    study = prac.open_study(prac.sample_path())
    themes = planned(prac.find_themes(study.codings(), study.corpus()), study.settings.headline)
    return themes, prac.compare_years(themes, smallest_worthwhile=0.15)


def test_readme_ten_lines_are_no_more_than_ten():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = text.split("## Ten lines in a notebook")[1].split("```")[1]
    assert len(block.strip().splitlines()[1:]) <= 10


def test_a_year_in_so_many_steps():
    text = (ROOT / "docs" / "annual-health-check.md").read_text(encoding="utf-8")
    stages = re.findall(r"^## (.+)$", text, re.MULTILINE)
    *stages, appendix = stages
    assert stages == ["Before", "Hear", "Code", "Understand", "Answer", "Act"]
    assert appendix == "Appendix: the commands"
    steps = re.findall(r"^### (\d+)\. ", text, re.MULTILINE)
    assert steps == [str(n) for n in range(1, 13)]
    says("docs/annual-health-check.md", "A year in twelve steps")


def test_what_the_sample_shows_of_its_riser(change):
    themes, _ = change
    scores = themes.scores[themes.scores["theme_id"] == "tools"]
    means = scores.groupby("year")["score"].mean()
    name = themes.table.loc["tools", "name"]
    before, after = (in_100(means[year]) for year in ("2024-25", "2025-26"))
    says(
        "docs/annual-health-check.md",
        f"the rise of *{name}*, which coding shows from {before}% to {after}%",
    )


def test_what_eight_groups_can_detect(change):
    _, table = change
    tested = table.loc[table["verdict"] != "not tested", "smallest_detectable"]
    low, high = (in_100(x) for x in (tested.min(), tested.max()))
    says("docs/method-and-limits.md", f"{low} to {high} percentage points in the sample")


def test_limits_and_numbers_are_those_of_the_program():
    most = could_have_missed(8).loc[0, "share"]
    says("docs/years.md", f"still allows up to {in_100(most)}% of such groups")
    assert verdicts.FEWEST_ATTENDEES == 3 and verdicts.FEWEST_GROUPS == 3
    assert verdicts.FEWEST_PEOPLE == 5 and verdicts.ALPHA == 0.05
    says(
        "docs/years.md",
        "fewer than three groups in all raised it",
        "five people and three groups raised it in each round",
        "with three people a group",
    )
    assert contrast.MIN_PAIRS == 6 and contrast.PAIRED_SHARE == 0.8
    says("docs/years.md", "at least six of them and they are four in five")
    assert stances._ENOUGH == 0.9
    says("docs/years.md", "a stance on nine in ten passages")
    says("docs/years.md", verdicts.WOBBLE)
    assert 2 / 40 <= verdicts.ALPHA < 2 / 39
    says("docs/years.md", "fewer than 40 leave no test")
    assert coming_up.WITHIN == 5 and positions.TOOK_A_POSITION == 0.75
    says("docs/method-and-limits.md", "within five turns", "three quarters took a position")


def test_how_many_sessions_both_coders_have_read():
    study = prac.open_study(prac.sample_path())
    both = study.codings()
    table = coder_drift(both.of(coder="lee"), both.of(coder="kim"), study.corpus())
    assert set(table["n_sessions"]) == {2, 3}
    says("docs/years.md", "Here both have read two or three sessions a year")


def test_how_often_counting_mentions_is_wrong():
    row = two_rounds("8 v 8", "0.6", "+0.00")
    says(
        "docs/why-not-count-mentions.md",
        f"| turns as if each stood for itself | **{in_100(row['utterances'] - 1e-9)} of 100** |",
        f"| people as if each stood for themselves | {in_100(row['people'])} of 100 |",
        f"| groups, exact permutation of Welch's t | {in_100(row['found'])} of 100 |",
        f"({row['utterances']:.3f}, {row['people']:.3f}, {row['found']:.3f} in".replace("0.", "."),
        "With 12 groups a year the test of turns still errs in "
        f"{in_100(two_rounds('12 v 12', '0.6', '+0.00')['utterances'])} of 100",
        f"it errs in {in_100(two_rounds('8 v 8', '1.0', '+0.00')['utterances'])} of 100",
        f"still errs in {in_100(two_rounds('8 v 8', '0.0', '+0.00')['utterances'])} of 100",
    )
    assert 1 / two_rounds("8 v 8", "0.6", "+0.13")["found"] == pytest.approx(6, abs=0.5)
    says("docs/why-not-count-mentions.md", "a rise of 13 points is found in one study of six")


def test_what_eight_groups_find_by_simulation():
    low = two_rounds("8 v 8", "0.6", "+0.36")
    rows = simulated("| a real change | K |")
    one, ten = (rows[f".30→.66 | {k}"] for k in (1, 10))
    says(
        "docs/years.md",
        f"called worthwhile in {in_100(low['more, worthwhile'] + 1e-9)} to {in_100(one[1])} of 100",
        f"with one headline theme, in {in_100(ten[1])} with ten",
    )
    says("docs/validity.md", f"is found in {in_100(low['found'])} of 100 studies")
    for points in ("13", "25", "36"):
        found = two_rounds("8 v 8", "0.6", f"+0.{points}")["found"]
        says("docs/validity.md", f"| a rise of {points} points is found | {in_100(found + 1e-9)} |")


def test_how_often_an_interval_of_agreement_holds_the_truth():
    rows = simulated("| two coders |")
    plain = [v for k, v in rows.items() if v and "clusters" not in k]
    three = [v for k, v in rows.items() if "(3%)" in k]
    one = [v for k, v in rows.items() if "(1%)" in k]
    ends = [(min(v[0] for v in own), max(v[0] for v in own)) for own in (plain, three, one)]
    naive = min(v[1] for v in plain), max(v[1] for v in plain)
    (a, b), (c, d), (e, f) = ([in_100(x) for x in pair] for pair in ends)
    says(
        "docs/agreement.md",
        f"covered the truth in {a} to {b} % of studies of 4 to 12 sessions",
        f"percentile bootstraps covered {in_100(naive[0] + 1e-9)} to {in_100(naive[1])} %",
        f"{c} to {d} % for a code of 3 % of turns, {e} to {f} % for one of 1 %",
    )


def test_how_often_chao2_says_too_many():
    rows = simulated("| 40 codes |")
    unlike = [v for k, v in rows.items() if k.startswith(("some", "few"))]
    limits = [v[-1] for v in rows.values() if v]
    above = [v[-2] for v in unlike]
    says(
        "docs/queries.md",
        f"in {in_100(min(above))} to {in_100(max(above))} of 100",
        f"above the truth in at most {in_100(max(limits))} of 100",
    )
    alike = [v[-2] for k, v in rows.items() if v and k.startswith("all")]
    assert 0.5 < np.median(alike) < 0.56, "docs/queries.md: in half of studies"
