"""What was read and what could not be; who took part. For the team."""

from __future__ import annotations

import pandas as pd

from practicelearn._tables.parts import rows_by
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.output.gate.cells import number_cell, share_cell
from practicelearn.output.gate.sizes import part_said, tally_cell, tally_said, unlabelled_said
from practicelearn.output.gate.wording import joined, text
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph, Table
from practicelearn.output.report.material import Material
from practicelearn.themes.raised import speaking_turns, stage_directions
from practicelearn.themes.sources import Row, Rows
from practicelearn.themes.tallies import Part, Share, Tally

__all__ = ["group_participation", "what_was_read", "who_took_part"]

LONG = 12
UNLABELLED = 0.10
_SOURCES = {"notes": ("set of notes", "sets of notes"), "written": ("written answer",)}


def what_was_read(material: Material) -> list[Block]:
    """Sessions, issues, and codings that had to be moved or left out."""
    corpus = material.themes.corpus
    sessions = _session_rows(corpus)
    kinds = corpus.sessions["source_kind"].fillna("transcript")
    listed = joined([
        tally_said(Tally(Rows.where("sessions", kinds == k)), *_SOURCES.get(str(k), (str(k),)))
        for k in kinds.value_counts().index
    ])  # fmt: skip
    blocks: list[Block] = [
        Heading("What was read, and what could not be", anchor="read"),
        Paragraph(f"{listed}."),
        _by_round(corpus),
        Table(
            f"Sessions read ({tally_cell(Tally.of(corpus.sessions, 'sessions'))})",
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
    rows = []
    for label, part in sessions.groupby(year, sort=False):
        own = of_turn == label
        row = Row("sessions", (("year", str(label)),), {
            "n_words": words[own].sum(), "share": named[own].sum() / max(words[own].sum(), 1),
        })  # fmt: skip
        rows.append([
            str(label), tally_cell(Tally.of(part, "sessions")),
            tally_cell(Tally.different(part["group"], "sessions")),
            tally_cell(Tally(Rows.where("turns", own))), number_cell(row, "n_words"),
            share_cell(row, "share"),
        ])  # fmt: skip
    header = ["Round", "Sessions", "Groups", "Turns", "Words", "Words with a speaker"]
    return Table("What was read, by round", header, rows)


def _session_rows(corpus: Corpus) -> list[list[str]]:
    session = corpus.turns["session_id"]
    sizes = pd.DataFrame({
        "n_turns": session.value_counts(), "n_words": corpus.n_words.groupby(session).sum(),
    }).reindex(corpus.sessions.index, fill_value=0)  # fmt: skip
    named = ("year", "group", "date", "file", "format")
    rows = []
    for sid, own in corpus.sessions.iterrows():
        size = Row("turns", (("session_id", str(sid)),), sizes.loc[sid].to_dict())
        cells = [text(own[c]) for c in named]
        counts = [number_cell(size, c) for c in ("n_turns", "n_words")]
        rows.append([str(sid), *cells, *counts])
    return rows


def _issues(material: Material) -> list[Block]:
    found = [material.themes.corpus.issues]
    if material.themes.codings is not None:
        found.append(material.themes.codings.issues)
    issues = pd.concat([f for f in found if len(f)]) if any(map(len, found)) else found[0]
    if issues.empty:
        return [Paragraph("Nothing was left over: every line found its place.")]
    order = {"error": 0, "warning": 1, "note": 2}
    issues = issues.sort_values("severity", key=lambda s: s.map(order), kind="stable")
    kinds = {s: Tally(Rows.where("issues", issues["severity"] == s)) for s in order}
    heads = [tally_said(n, s) for s, n in kinds.items() if n.n]
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
            f"What a person should look at ({tally_cell(Tally.of(rows, 'issues'))})",
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
            text(row.cells["group"]), text(row.cells["year"]), number_cell(row, "n_listed"),
            number_cell(row, "n_spoke"), text(row.cells["silent"]), number_cell(row, "n_words"),
            share_cell(row, "share_facilitator"),
        ]
        for row in (Row.told("who took part", r, "year", "group") for r in table.itertuples())
    ]  # fmt: skip
    notes = [
        "Silent: on the attendance list, and no turn was recorded. An observation, not a view.",
        "Not reported where more than 10% of a group’s words belong to nobody on the list.",
    ]
    consent = material.themes.corpus.attendance["consent_quote"]
    if consent.notna().any():
        agreed = Part.where(consent.fillna(value=False).astype(bool), "attendance")
        notes.append(f"{part_said(agreed)} attendances carry consent to be quoted.")
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
    place = {sid: n for n, (_, part) in enumerate(groups) for sid in part.index}
    nobody = corpus.turns["speaker"].isna() & stage_directions(corpus.turns)
    turns = corpus.turns.loc[~nobody, ["session_id", "person_id", "role"]]
    present = corpus.attendance[~corpus.attendance["role"].isin(NOT_COUNTED)]
    said = said.loc[said.index.isin(turns.index), ["session_id", "person_id", "who", "n_words"]]
    spoke_of, turns_of, listed_of = (
        rows_by(table, table["session_id"].map(place)) for table in (said, turns, present)
    )
    for n, ((year, group), part) in enumerate(groups):
        own, listed, spoke = turns_of(n), listed_of(n), spoke_of(n)
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
        return unlabelled_said(Share(Row("words", (), {"share": unknown}), "share"))
    silent = ~listed.drop_duplicates("person_id")["person_id"].isin(spoke["person_id"].dropna())
    return tally_cell(Tally(Rows.where("attendance", silent)))
