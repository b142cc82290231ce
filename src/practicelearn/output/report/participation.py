"""What was read and what could not be; who took part. For the team."""

from __future__ import annotations

import pandas as pd

from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.output.gate.wording import count, joined, number, share, text
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph, Table
from practicelearn.output.report.material import Material
from practicelearn.themes.raised import speaking_turns, stage_directions

__all__ = ["group_participation", "what_was_read", "who_took_part"]

LONG = 12
UNLABELLED = 0.10
_SOURCES = {"notes": ("set of notes", "sets of notes"), "written": ("written answer",)}


def what_was_read(material: Material) -> list[Block]:
    """Sessions, issues, and codings that had to be moved or left out."""
    corpus = material.themes.corpus
    sessions = _session_rows(corpus)
    kinds = corpus.sessions["source_kind"].fillna("transcript").value_counts()
    listed = joined([count(int(n), *_SOURCES.get(str(k), (str(k),))) for k, n in kinds.items()])
    blocks: list[Block] = [
        Heading("What was read, and what could not be", anchor="read"),
        Paragraph(f"{listed}."),
        _by_round(corpus),
        Table(
            f"Sessions read ({len(sessions)})",
            ["Session", "Round", "Group", "Date", "File", "Format", "Turns", "Words"],
            sessions,
            folded=len(sessions) > LONG,
        ),
    ]
    return [*blocks, *_issues(material)]


def _by_round(corpus: Corpus) -> Table:
    sessions = corpus.by_round(corpus.sessions)
    year = sessions["year"].fillna("no round named")
    of_turn = year.loc[corpus.turns["session_id"]].set_axis(corpus.turns.index)
    words = corpus.n_words
    named = words.where(corpus.turns["speaker"].notna(), 0)
    rows = [
        [
            str(label), number(len(part)), number(part["group"].nunique()),
            number((of_turn == label).sum()), number(words[of_turn == label].sum()),
            share(named[of_turn == label].sum() / max(words[of_turn == label].sum(), 1)),
        ]
        for label, part in sessions.groupby(year, sort=False)
    ]  # fmt: skip
    header = ["Round", "Sessions", "Groups", "Turns", "Words", "Words with a speaker"]
    return Table("What was read, by round", header, rows)


def _session_rows(corpus: Corpus) -> list[list[str]]:
    session = corpus.turns["session_id"]
    turns = session.value_counts()
    words = corpus.n_words.groupby(session).sum()
    return [
        [
            str(row.Index), text(row.year), text(row.group), text(row.date), text(row.file),
            text(row.format), number(turns.get(row.Index, 0)), number(words.get(row.Index, 0)),
        ]
        for row in corpus.sessions.itertuples()
    ]  # fmt: skip


def _issues(material: Material) -> list[Block]:
    found = [material.themes.corpus.issues]
    if material.themes.codings is not None:
        found.append(material.themes.codings.issues)
    issues = pd.concat([f for f in found if len(f)]) if any(map(len, found)) else found[0]
    if issues.empty:
        return [Paragraph("Nothing was left over: every line found its place.")]
    order = {"error": 0, "warning": 1, "note": 2}
    issues = issues.sort_values("severity", key=lambda s: s.map(order), kind="stable")
    counts = issues["severity"].value_counts()
    heads = [count(int(counts[s]), s) for s in order if s in counts]
    rows = [
        [text(i.session_id), text(i.severity), text(i.source_loc), text(i.message), text(i.text)]
        for i in issues.itertuples()
    ]
    return [
        Paragraph(
            f"Something was found that a person should look at: {', '.join(heads)}. Nothing was "
            "dropped; each line below is kept with its place."
        ),
        Table(
            f"What a person should look at ({len(rows)})",
            ["Session", "How serious", "Place", "What was found and what to do", "The words"],
            rows,
            folded=len(rows) > LONG,
        ),
    ]


def who_took_part(material: Material) -> list[Block]:
    """People, words and silence of each group; never of a person."""
    table = group_participation(material.themes.corpus)
    rows = [
        [
            text(row.group), text(row.year), number(row.n_listed), number(row.n_spoke),
            text(row.silent), number(row.n_words), share(row.share_facilitator),
        ]
        for row in table.itertuples()
    ]  # fmt: skip
    notes = [
        "Silent: on the attendance list, and no turn was recorded. An observation, not a view.",
        "Not reported where more than 10% of a group’s words belong to nobody on the list.",
    ]
    consent = material.themes.corpus.attendance["consent_quote"]
    if consent.notna().any():
        agreed = int(consent.fillna(value=False).astype(bool).sum())
        notes.append(f"{agreed} of {len(consent)} attendances carry consent to be quoted.")
    return [
        Heading("Who took part", anchor="people"),
        Table(
            "Each group: people, silence and words",
            ["Group", "Round", "On the list", "Spoke", "Silent", "Words of participants",
             "Facilitator’s share of words"],
            rows,
            folded=len(rows) > 2 * LONG,
        ),
        Bullets(notes),
    ]  # fmt: skip


def group_participation(corpus: Corpus) -> pd.DataFrame:
    """Return one row a round and group: who was there, how many spoke, how many words.

    Returns
    -------
    DataFrame
        year, group, n_listed (participants on the attendance list; missing without one), n_spoke,
        silent (text: a count, or why there is none), n_words of participants, share_facilitator
        of all words.
    """
    sessions = corpus.sessions
    keys = [sessions["year"].astype(object).where(sessions["year"].notna(), ""), sessions["group"]]
    said = speaking_turns(corpus)
    words = corpus.n_words
    rows = []
    placed = {year: k for k, year in enumerate(corpus.year_labels)}
    groups = sorted(sessions.groupby(keys, sort=True), key=lambda item: placed.get(item[0][0], -1))
    for (year, group), part in groups:
        own = corpus.turns[corpus.turns["session_id"].isin(part.index)]
        present = corpus.attendance[corpus.attendance["session_id"].isin(part.index)]
        listed = present[~present["role"].isin(NOT_COUNTED)]
        own = own[~(own["speaker"].isna() & stage_directions(own))]  # nobody said them
        spoke = said.loc[said.index.intersection(own.index)]
        own_words = words.loc[own.index]
        total = max(int(own_words.sum()), 1)
        rows.append(
            {
                "year": year,
                "group": group,
                "n_listed": listed["person_id"].nunique() if len(listed) else None,
                "n_spoke": spoke["who"].nunique(),
                "silent": _silent(
                    listed,
                    spoke,
                    unknown=own_words[own["person_id"].isna()].sum() / total,
                    notes=set(part["source_kind"].dropna()) - {"transcript"},
                ),
                "n_words": int(spoke["n_words"].sum()),
                "share_facilitator": own_words[own["role"] == "facilitator"].sum() / total,
            }
        )
    return pd.DataFrame(rows)


def _silent(listed: pd.DataFrame, spoke: pd.DataFrame, *, unknown: float, notes: set[str]) -> str:
    """How many people on the list have no recorded turn, or why that is not reported."""
    if listed.empty:
        return "no attendance list"
    if notes:
        return f"not reported: {', '.join(sorted(notes))}, not a transcript"
    if unknown > UNLABELLED:
        return f"not reported: {unknown:.0%} of words belong to no person on the list"
    return str(len(set(listed["person_id"]) - set(spoke["person_id"].dropna())))
