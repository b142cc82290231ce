"""COREQ and SRQR, filled in as far as the study's own data go; what is missing is said plainly."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import metadata, resources
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.corpus import Corpus
from practicelearn.output.gate.sizes import (
    could_be_missed,
    minutes_said,
    part_said,
    recurs_when,
    tally_cell,
    tally_said,
)
from practicelearn.output.gate.wording import (
    SMALL,
    capital,
    joined,
    long_date,
)
from practicelearn.output.report.blocks import Block, Document, Heading, Paragraph, Table
from practicelearn.output.report.cycle import CycleTables
from practicelearn.output.report.material import Material
from practicelearn.output.report.refusing import refuse_named
from practicelearn.output.report.told import printed_quotes
from practicelearn.themes.raised import group_units
from practicelearn.themes.sources import Rows
from practicelearn.themes.tallies import Minutes, Part, Tally
from practicelearn.themes.themes import Themes

__all__ = ["checklists_document", "reporting_checklist"]

GAP = "Not in the data: to be written by the team."


def reporting_checklist(
    themes: Themes,
    change: pd.DataFrame | None = None,
    *,
    decisions: pd.DataFrame | None = None,
    guide: pd.DataFrame | None = None,
    title: str = "",
) -> pd.DataFrame:
    """Return the items of COREQ (32) and SRQR (21), filled in where the study's data can.

    Parameters
    ----------
    themes : Themes
    change : DataFrame, optional
        As ``compare_years`` returns it.
    decisions, guide : DataFrame, optional
        As ``Study.decisions`` and ``Study.guide`` return them.
    title : str

    Returns
    -------
    DataFrame
        checklist (COREQ or SRQR), item, name, filled (bool), says: what the data say, or that it is
        to be written by the team. Nothing in it points at a person, group or team: counts of 1 to 4
        people are "fewer than 5".

    Notes
    -----
    A filled item tells what can be counted; whether it was done well is for a person to say. What
    an item asks is best read in the checklists themselves.

    References
    ----------
    Tong, Sainsbury and Craig (2007), International Journal for Quality in Health Care 19(6).
    O'Brien, Harris, Beckman, Reed and Cook (2014), Academic Medicine 89(9).

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> table = prac.reporting_checklist(themes)
    >>> table[["checklist", "item", "filled"]].head(3)
      checklist  item  filled
    0     COREQ     1    True
    1     COREQ     2   False
    2     COREQ     3   False
    """
    check_arguments(reporting_checklist, locals())
    decided = pd.DataFrame(columns=["kind", "who", "at"]) if decisions is None else decisions
    material = Material(themes, change, decided, title, "", guide=guide)
    return _rows(material)


def checklists_document(material: Material, _cycle: CycleTables | None = None) -> Document:
    """Return both checklists as a document of their own, beside the report.

    Raises
    ------
    PracticelearnError
        Names have not been replaced in the corpus.
    """
    refuse_named(material)
    table = _rows(material)
    filled = part_said(Part.where(table["filled"], "checklists"))
    blocks: list[Block] = [
        Paragraph(
            f"Filled in from the study’s own data: {filled} items. The others are gaps until the "
            "team writes them."
        )
    ]
    for name, own in table.groupby("checklist", sort=True):
        rows = own[["item", "name", "says"]].astype(str).to_numpy().tolist()
        gaps = joined([str(r.item) for r in own[~own["filled"]].itertuples()])
        blocks.append(Heading(str(name), anchor=str(name).lower()))
        caption = f"{name}; gaps: {gaps or 'none'}"
        blocks.append(Table(caption, ["Item", "Asks for", "Here"], rows))
    return Document(
        title=f"{material.title}: reporting checklists",
        subtitle=f"COREQ and SRQR, for whoever publishes or reviews. {long_date(material.made)}",
        blocks=blocks,
    )


@cache
def _asked() -> dict[str, list[list[Any]]]:
    """Checklist to its items: number, name, and what here says it (empty where nothing does)."""
    import yaml

    text = resources.files("practicelearn.output").joinpath("checklists.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def _rows(material: Material) -> pd.DataFrame:
    rows = []
    for checklist, items in _asked().items():
        for item, name, key in items:
            says = _FILLED[key](material) if key else ""
            rows.append(
                {"checklist": checklist, "item": item, "name": name, "filled": bool(says),
                 "says": says or GAP}
            )  # fmt: skip
    return pd.DataFrame(rows)


def _corpus(material: Material) -> Corpus:
    return material.themes.corpus


def _sample_size(material: Material) -> str:
    parts = []
    for year, own in material.counted.items():
        people = material.people_in(year)
        said = tally_said(Tally.of(own.sizes, "groups"), "group")
        if people and own.whole:
            said += f" and {people} people"
        elif people:
            whole = tally_cell(Tally.of(own.population, "groups counted"))
            said += f"; {people} people in the {whole} of them whose people are counted"
        parts.append(f"{year}: {said}" if year else said)
    return f"{'; '.join(parts)}."


def _facilitators(material: Material) -> str:
    present = _corpus(material).attendance
    leading = present[present["role"] == "facilitator"]
    if leading.empty:
        return ""
    named = Part.where(_corpus(material).sessions.index.isin(leading["session_id"]), "sessions")
    peers = leading["is_peer"].dropna().astype(bool)
    said = f"Who led is named in {part_said(named, 'session')}"
    if len(peers):
        all_peers = "all" if peers.all() else "not all"
        said += f"; {all_peers} of them were led by a peer"
    return f"{said}."


def _occupation(material: Material) -> str:
    present = _corpus(material).attendance
    jobs = present.loc[present["role"] == "facilitator", "job_role"].dropna()
    common = jobs.value_counts()
    named = sorted(common.index[common >= SMALL])
    return f"Facilitators: {joined(named)}." if named else ""


def _relationship(material: Material) -> str:
    present = _corpus(material).attendance
    leading = present[present["role"] == "facilitator"]
    managed = leading["line_manages_someone_present"].dropna()
    if managed.empty:
        return ""
    if len(managed) < SMALL:  # what one of so few did would point at them
        return "Whether those who led managed somebody present is known to the team."
    claim = Tally(Rows.where("attendance", managed))
    said = "fewer than 5 facilitators" if claim.n else "no facilitator"
    if claim.n >= SMALL:
        said = tally_cell(claim)
    tell = tally_cell(Tally.of(managed, "attendance"))
    return f"Of those who led, {said} managed somebody present ({tell} sessions tell)."


def _setting(material: Material) -> str:
    sites = Tally.different(_corpus(material).sessions["site"], "sessions")
    return f"{tally_said(sites, 'site')}, not named here." if sites.n else ""


def _others_present(material: Material) -> str:
    present = _corpus(material).attendance
    if present.empty:
        return ""
    others = present[present["role"].isin(["note-taker", "observer"])]
    where = tally_said(
        Tally.different(others["session_id"], "attendance"), "session", none="no session"
    )
    return f"Note-takers or observers are on the attendance list in {where}."


def _sample(material: Material) -> str:
    sessions, parts = _corpus(material).sessions, []
    kinds = (("group_type", "kind of group", "kinds of group"), ("site", "site", ""))
    for column, one, many in (*kinds, ("team", "team", "")):
        claim = Tally.different(sessions[column], "sessions")
        if claim.n:
            parts.append(tally_said(claim, one, many))
    return f"{capital(joined(parts))}; single people are not described." if parts else ""


def _guide(material: Material) -> str:
    guide = material.guide
    if guide is None or guide.empty:
        return ""
    versions = sorted(guide["version"].dropna().astype(str).unique())
    named = f"version{'s' if len(versions) > 1 else ''} {joined(versions)}"
    kept = named if versions else "no version named"
    questions = tally_said(Tally.different(guide["question_id"], "guide"), "question")
    return f"A topic guide of {questions}, {kept}; kept in the study."


def _repeats(material: Material) -> str:
    per_group = _corpus(material).sessions.groupby(["year", "group"], dropna=False).size()
    twice = Tally(Rows.where("groups", per_group > 1))
    if not twice.n:
        return "No group met twice in a round."
    return f"{tally_said(twice, 'group')} met more than once."


def _recording(material: Material) -> str:
    kinds = _corpus(material).sessions["source_kind"].fillna("transcript")
    of_kind = {k: Tally(Rows.where("sessions", kinds == k)) for k in kinds.value_counts().index}
    listed = joined(
        [f"{tally_said(n, 'session')} from {_SOURCES.get(str(k), k)}" for k, n in of_kind.items()]
    )
    return f"{listed}; how each was recorded is for the team to add."


def _field_notes(material: Material) -> str:
    corpus = _corpus(material)
    kinds = corpus.sessions["source_kind"].fillna("transcript")
    notes = Tally(Rows.where("sessions", kinds != "transcript"))
    marks = [m.kind == "gesture" for own in corpus.turns["marks"] for m in own]
    gestures = Tally(Rows.where("marks", marks))
    from_notes = tally_said(notes, "session", none="No session is")
    noted = tally_said(gestures, "gesture", none="no gesture")
    return f"{from_notes} from notes; {noted} noted in transcripts."


_SOURCES = {
    "transcript": "transcripts", "flip chart": "flip charts", "written": "written answers",
}  # fmt: skip


def _duration(material: Material) -> str:
    units = group_units(_corpus(material))
    known = units["minutes"].dropna()
    if known.empty:
        return "No recording's length is known."
    how = minutes_said(Minutes.of(known))
    part = Part.where(units["minutes"].notna(), "groups")
    return f"{how}." if part.n == part.of else f"Known of {part_said(part, 'group')}: {how}."


def _saturation(material: Material) -> str:
    missed = [says for (_, year), says in material.missed.items() if year == material.latest]
    if material.themes.codings is None:
        return ""
    if any(year == material.latest for _, year in material.at_least):
        return "Not claimed: nothing says that all of the last round was read for every theme."
    units = group_units(_corpus(material))
    years = units.index.get_level_values("year")
    groups = Tally(Rows.where("groups", years == years.unique()[-1]))
    said = "; every theme came up in one at least"
    if material.latest in material.changed:
        said = ""  # it may hang on somebody who has left
    elif missed:
        said = f"; {tally_said(Tally.of(missed, 'absences'), 'theme')} came up in none of them"
    return f"Not claimed. {could_be_missed(groups)}{said}."


def _coders(material: Material) -> str:
    codings = material.themes.codings
    if codings is None:
        return ""
    # everybody who read or coded, as the method says it; whose reading is used is another question
    people = {who for own in material.themes.reading["people"] for who in own}
    coders = Tally.of(people or codings.coders, "codings")
    used = "one reading a session is used"
    if not coders.n:
        return f"{capital(used)}, as it was settled."
    return f"{tally_said(coders, 'coder')}; {used}."


def _frame(material: Material) -> str:
    codings = material.themes.codings
    if codings is None or codings.frame is None:
        return ""
    frame = codings.frame
    # its name often holds the council's, which a report for readers must not print
    codes = tally_said(Tally.of(frame.codes, "frame"), "code")
    return f"Version {frame.version}: {codes}, kept in full in the study."


def _derivation(material: Material) -> str:
    stated = part_said(Part.where(material.coded["status"] == "theme", "themes"))
    return (
        f"{recurs_when(material.least)}; {stated} were read and stated by a person. Rounds play no "
        "part in finding them."
    )


def _software(_: Material) -> str:
    return f"practicelearn {metadata.version('practicelearn')}, on the team’s own computer."


def _checking(material: Material) -> str:
    # no number: with the answers to each theme it would tell the one that is hidden
    return "Those who took part were asked, and answered." if len(material.replies) else ""


def _quotations(material: Material) -> str:
    quotes = Tally.of(printed_quotes(material), "quotes")
    return (
        f"{tally_said(quotes, 'quote')}, each marked as quotable by a person and with its "
        "speaker’s consent, under a reference; the evidence file holds every passage with its "
        "place."
        if quotes.n
        else ""
    )


def _consistency(_: Material) -> str:
    return "Every figure leads to its passages in the evidence file."


def _major(material: Material) -> str:
    own = material.stated()
    names = [str(r["name"]) for t, r in own.iterrows() if material.recurs(str(t), material.latest)]
    return f"{joined(names)}." if names else ""


def _minor(material: Material) -> str:
    n = len(material.matters["theme_id"].unique())
    dissent = "where somebody said otherwise, the theme says so" if len(material.otherwise) else ""
    lone = "what few said and a person marked as mattering has a section of its own" if n else ""
    said = joined([s for s in (dissent, lone) if s])
    return f"{capital(said)}." if said else ""


def _title(material: Material) -> str:
    return "At the head of the report." if material.title else ""


def _consent(material: Material) -> str:
    known = _corpus(material).attendance["consent_quote"].notna().sum()
    if not known:
        return ""
    return (
        "Consent to be quoted is recorded for each person and session; only words of those who "
        "gave it are printed. Approval is for the team to add."
    )


def _collection(material: Material) -> str:
    dates = _corpus(material).sessions["date"].dropna()
    when = f", from {long_date(dates.min())} to {long_date(dates.max())}" if len(dates) else ""
    return f"Peer-led focus groups{when}."


def _processing(material: Material) -> str:
    corpus = _corpus(material)
    done = "were replaced before coding" if corpus.pseudonymised else "were not replaced"
    issues, turns = Tally.of(corpus.issues, "issues"), tally_cell(Tally.of(corpus.turns, "turns"))
    return (
        f"Names {done}; texts are frozen, with hashes; {turns} turns, "
        f"{tally_said(issues, 'thing', none='nothing')} to look at listed."
    )


def _trust(material: Material) -> str:
    parts = ["quotes and their places for every figure"]
    if material.themes.declared and material.change is not None:
        plan = material.themes.plan
        before = plan is not None and bool(plan.hash) and plan.made_before
        planned = ", as planned before the round was coded" if before else ""
        parts.append(f"exact tests of the headline themes and of no other{planned}")
    if len(material.replies):
        parts.append("replies of those who took part")
    return f"{capital(joined(parts))}."


def _limitations(_: Material) -> str:
    return "In the section “How this was done, and what it cannot say”."


_FILLED: dict[str, Callable[[Material], str]] = {
    "checking": _checking,
    "coders": _coders,
    "collection": _collection,
    "consent": _consent,
    "consistency": _consistency,
    "derivation": _derivation,
    "duration": _duration,
    "facilitators": _facilitators,
    "field_notes": _field_notes,
    "frame": _frame,
    "guide": _guide,
    "limitations": _limitations,
    "major": _major,
    "minor": _minor,
    "occupation": _occupation,
    "others_present": _others_present,
    "processing": _processing,
    "quotations": _quotations,
    "recording": _recording,
    "relationship": _relationship,
    "repeats": _repeats,
    "sample": _sample,
    "sample_size": _sample_size,
    "saturation": _saturation,
    "setting": _setting,
    "software": _software,
    "title": _title,
    "trust": _trust,
}
