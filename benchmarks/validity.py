"""How often the comparison of years is wrong: a simulation whose truth is known.

Run: ``make validity`` (half an hour or more for 4,000 studies a row). Each row is one kind of
study: groups a round, how common the theme is, how much groups differ, and how much it really
changed.
Printed: how often the exact test finds a change (its error rate where there is none, its power
where there is one), how often the 95% interval holds the truth, beside two tests that count people
or utterances as if they were independent, and how often each verdict is given. Below: "no
worthwhile change" of many themes at once, what 4 to 30 groups find and rule out, every other
design, agreement and suggestions, Chao2; and whole studies carried from their files to the printed
report (``validity_whole``).
"""

from __future__ import annotations

import argparse

from validity_coding import print_coding
from validity_designs import print_designs
from validity_power import print_power
from validity_rounds import COMMON, RARE, SEED, VERDICTS, Setting, power, simulate, truth
from validity_saturation import print_saturation
from validity_verdicts import print_verdicts
from validity_whole import print_whole

GRID = (
    *(Setting(g, g, COMMON, spread) for g in (4, 6, 8, 12) for spread in (0.0, 0.6, 1.0)),
    Setting(20, 20),
    *(Setting(g, g, RARE) for g in (6, 8, 12)),
    Setting(4, 10),
    Setting(8, 4),
    *(Setting(8, 8, COMMON, 0.6, shift) for shift in (0.5, 1.0, 1.5, 2.0)),
    *(Setting(g, g, COMMON, 0.6, 1.5) for g in (4, 6, 12, 20)),
    *(Setting(g, g, COMMON, 0.6, 1.0) for g in (4, 6, 12, 20)),
    Setting(8, 8, RARE, 0.6, 2.0),
)
SAID = {  # the columns of docs/validity.md, and the verdicts that each adds up
    "more, worthwhile": ("heard more by a worthwhile amount",),
    "more": ("heard more", "heard more, by less than would matter"),
    "in more groups": ("heard in more groups",),
    "no worthwhile change": ("no worthwhile change",),
    "cannot tell": ("cannot tell",),
    "less": ("heard in fewer groups", *(v for v in VERDICTS if v.startswith("heard less"))),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=4000)
    parser.add_argument("--whole", type=int, default=10, help="whole studies a design")
    asked = parser.parse_args()
    n_studies = asked.studies
    print(f"{n_studies} studies a row, seed {SEED}")
    verdicts = []
    print(head("found", "covered", "people", "utterances"))
    for setting in GRID:
        o = simulate(setting, n_studies)
        named = [
            f"{setting.n_before} v {setting.n_after}",
            "common" if setting.mu == COMMON else "rare",
            f"{setting.spread}",
            f"{o.change:+.2f}",
        ]
        tested = (o.found, o.covered, o.by_people, o.by_utterances)
        print(line(*named, *(f"{x:.3f}" for x in tested)), flush=True)
        said = (sum(o.verdicts[v] for v in own) for own in SAID.values())
        verdicts.append(line(*named, *(f"{share:.3f}" for share in said)))
    print("\n" + head(*SAID), *verdicts, sep="\n", flush=True)
    mark = Setting(8, 8, COMMON, 0.6, 1.5)
    exact, welch = power(mark, n_studies)
    print(
        f"\n8 v 8, change {truth(mark, 2_000_000):+.4f}, ten seeds of {n_studies} studies: "
        f"exact test {exact:.4f}, Welch's t {welch:.4f}"
    )
    print_verdicts(n_studies)
    print_power(n_studies)
    print_designs(n_studies)
    print_coding(n_studies)
    print_saturation(n_studies)
    print_whole(asked.whole)


def line(*cells: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def head(*further: str) -> str:
    """The head of a table: which design, and what is said of it."""
    heads = ("groups", "theme", "spread", "change", *further)
    return f"{line(*heads)}\n|{'---|' * len(heads)}"


if __name__ == "__main__":
    main()
