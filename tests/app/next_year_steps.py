"""The steps from a released report to the next year's, and its re-check."""

from __future__ import annotations

import re
from pathlib import Path

from year_files import FIRST, SECOND, read_groups
from year_person import Person
from year_steps import (
    SENTENCES,
    TITLE,
    builds_the_report,
    codes_session,
    nobody_codes_blind,
    put_on_desktop,
    releases,
    says_what_may_be_quoted,
    states_the_themes,
    study_of,
)


def acts_and_closes(person: Person, home: Path) -> None:
    """Say what became of a promise, take the quarterly sheet, and close the round."""
    person.press("Act")
    person.picture("70-act")
    person.press("What was promised")
    person.picture("71-promises")
    row = person.page.locator("tr", has_text="keep supervision in the diary")
    row.get_by_label(re.compile("^New status: ")).select_option("doing")
    person.press("Save")
    person.sees("Saved: 1 cell changed.")
    person.takes("The quarterly sheet, to print", home / "Downloads")
    person.press("Act")
    person.press("How long it is kept, and the next round")
    person.picture("72-keeping")
    person.press(f"Close {FIRST}")
    person.picture("73-close")
    person.fill("Where does the key lie?", str(key_of(home)))
    person.fill(f"Type {FIRST} to confirm", FIRST)
    person.fill("Who does it?", "kim")
    person.press("Destroy the key")
    person.picture("74-closed")
    assert not key_of(home).exists()


def key_of(home: Path) -> Path:
    """The key, where the program proposed that it lies."""
    return next(iter(sorted(home.rglob("*key*.csv"))), home / "no-key.csv")


def plans_the_second_year(person: Person, home: Path) -> None:
    """Look back at what was promised, then name the headlines of the next round."""
    person.press(TITLE)
    person.picture("80-year")
    person.press("Before")
    person.picture("81-before")
    person.press("Look at them")
    person.picture("82-lookback")
    person.sees("keep supervision in the diary")
    person.press("Plan the next round")
    person.picture("83-plan")
    if person.page.get_by_label("Which round is it?").count():
        person.fill("Which round is it?", SECOND)
    person.press("Begin the plan")
    person.picture("84-plan-sheet")


def puts_the_second_plan_on_record(person: Person, home: Path) -> None:
    """Two headlines, what change would matter, how many groups, who codes."""
    rows = person.page.get_by_label(re.compile("^Theme: "))
    for n, name in enumerate(SENTENCES[FIRST]):
        rows.nth(n).select_option(label=name)
    person.fill("Planned: Smallest worthwhile change", "15%")
    person.fill("Planned: Groups", "3")
    person.fill("Planned: Coders", "kim")
    person.fill("Who plans?", "kim")
    person.press("Put the plan on record")
    person.picture("85-planned")
    person.press("Hold the groups")


WORKLOADS = "Safe workloads and case allocation"
SECOND_SESSIONS = {
    "north-group-3-nov-2022": ("3/11/2022", "North", "Ruth Adeyemi"),
    "east-group-4-nov-2022": ("4/11/2022", "East", "Tom Baker"),
    "south-group-otter-2022": ("6/11/2022", "South", "Marian Fell"),
}


def brings_in_the_second_year(person: Person, home: Path) -> None:
    """Three files and no list: roles and consent are chosen here."""
    person.press("Hear")
    person.press("Bring in files")
    person.drop(put_on_desktop(home, SECOND))
    person.press("Bring them in")
    person.picture("86-heard")
    for session, (day, group, leader) in SECOND_SESSIONS.items():
        person.fill(f"Date: {session}", day)
        person.fill(f"Round: {session}", SECOND)
        person.fill(f"Group: {session}", group)
        person.choose(f"Role: {leader} in {session}", "facilitator")
        for label in {one.who for one in read_groups(SECOND)[group.lower()]} - {"F"}:
            person.choose(f"Role: {label} in {session}", "participant")
            person.choose(f"May be quoted: {label} in {session}", "yes")
    person.press("Save, go on to names")
    while person.page.get_by_role("button", name=re.compile("^Replace ")).count():
        of = person.page.locator("section h3").first.inner_text()
        person.press(f"Keep {of}: it names nobody" if of in KEPT else f"Replace {of}")
    person.press("Go on: where the key lies, then freeze")
    person.picture("87-freeze")
    assert person.chosen("Which round is this?") == SECOND
    person.fill("Who does it?", "kim")
    person.press("Replace names and freeze")
    person.sees("3 sessions came into the study")
    person.picture("88-frozen")
    person.press("Go on")
    person.picture("89-year")


KEPT = {"Easter", "I’m", "Wednesdays"}


def codes_the_second_year(person: Person, home: Path) -> None:
    person.press("Code")
    person.picture("90-code")
    person.press(
        "Open the coding page" if person.has("Open the coding page") else "Code",
        within="main",
        wait=False,
    )
    person.comes("main.who, .view:not([aria-busy]) > *")
    if person.page.locator("main.who").count():  # a window that kim coded in is kim's still
        person.says_who("kim")
    person.sees("Not kim?")
    for group in ("north", "east", "south"):
        codes_session(person, group, SECOND)
    person.press("The year")
    person.picture("91-year")


def states_the_second_year(person: Person, home: Path) -> None:
    """The sentences anew, for what was heard this time, and the words that may be quoted."""
    states_the_themes(person, home, SECOND)
    says_what_may_be_quoted(person, home, SECOND)


def compares_the_years(person: Person, home: Path) -> None:
    """Two rounds side by side, and no verdict that so few groups could not bear."""
    person.press("Understand")
    person.press("Set the years side by side")
    nobody_codes_blind(person)
    person.picture("92-years")
    for words in (FIRST, SECOND, SENTENCES[SECOND]["Supervision"], "No verdict"):
        person.sees(words)
    person.press("The year")


def answers_the_second_year(person: Person, home: Path) -> None:
    """A row for what was heard this time; the report of two rounds is built and released.

    More speak well of both than critically, so that a row is asked for where it is wanted.
    """
    person.press("Answer")
    person.press("Give back")
    nobody_codes_blind(person)
    person.press("Add a row for each sentence without one")
    person.picture("93-rows")
    person.sees("No row for what more people speak well of than critically")
    person.does_not_see("each sentence has its row")
    person.press("Add a row for Safe workloads and case allocation")
    person.press("Go on")
    made = study_of(home).actions().recommendations
    assert list(made.loc[made["year"] == SECOND, "text"]) == [SENTENCES[SECOND][WORKLOADS]]
    builds_the_report(person, home)
    releases(person, home)


def re_checks(person: Person, home: Path) -> None:
    """What was promised last year, beside what is heard now."""
    person.press("Act")
    person.press("What was promised")
    person.press("Show what is heard now beside each")
    person.picture("94-heard-now")
    person.sees("What is heard now stands beside what was done. Neither is the cause of the other.")
